//! The mailbox of everybody whom the platform writes to.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use reqwest::Url;
use serde_json::Value;
use tokio::time::Instant;

/// How long a mail may take from its cause to the mailbox.
const PATIENCE: Duration = Duration::from_mins(1);

/// Reads mails over the mailbox's own interface.
#[derive(Debug, Clone)]
pub struct Mailbox {
    http: reqwest::Client,
    url: String,
}

/// One mail.
#[derive(Debug, Clone)]
pub struct Mail(Value);

impl Mailbox {
    /// The mailbox with this page, such as `http://localhost:8025`.
    pub fn at(url: &str) -> Self {
        Self { http: reqwest::Client::new(), url: url.trim_end_matches('/').to_owned() }
    }

    /// All mails to an address so far, oldest first.
    pub async fn mails_to(&self, address: &str) -> Result<Vec<Mail>> {
        self.ask(&[("to", address)]).await
    }

    /// The first mail to an address that satisfies the condition; waits for it.
    pub async fn mail(&self, address: &str, what: &str, condition: impl Fn(&Mail) -> bool) -> Result<Mail> {
        let deadline = Instant::now() + PATIENCE;
        let mut after = "0".to_owned();
        let mut seen = Vec::new();
        while Instant::now() < deadline {
            for mail in self.ask(&[("to", address), ("after", &after), ("wait", "5")]).await? {
                if condition(&mail) {
                    return Ok(mail);
                }
                after = mail.0["id"].to_string();
                seen.push(mail.subject().to_owned());
            }
        }
        bail!("no {what} came to {address} within {PATIENCE:?}, only {seen:?}")
    }

    /// The first mail to an address with a link to this path of the console; waits for it.
    pub async fn mail_with_link(&self, address: &str, path: &str) -> Result<Mail> {
        self.mail(address, &format!("mail with a link to {path}"), |mail| mail.link(path).is_some()).await
    }

    async fn ask(&self, query: &[(&str, &str)]) -> Result<Vec<Mail>> {
        let url = Url::parse_with_params(&format!("{}/api/mails", self.url), query)?;
        let response = self.http.get(url).send().await?;
        let body: Value = response.error_for_status()?.json().await?;
        let mails = body["mails"].as_array().cloned().context("the mailbox answers a list")?;
        Ok(mails.into_iter().map(Mail).collect())
    }
}

impl Mail {
    /// The subject, decoded.
    pub fn subject(&self) -> &str {
        self.0["subject"].as_str().unwrap_or_default()
    }

    /// The text part.
    pub fn text(&self) -> &str {
        self.0["text"].as_str().unwrap_or_default()
    }

    /// The HTML part.
    pub fn html(&self) -> &str {
        self.0["html"].as_str().unwrap_or_default()
    }

    /// The value of the first header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.0["headers"].as_array()?.iter();
        headers.find(|header| header["name"].as_str().is_some_and(|found| found.eq_ignore_ascii_case(name)))?["value"]
            .as_str()
    }

    /// The first link with this in it.
    pub fn link(&self, part: &str) -> Option<&str> {
        self.0["links"].as_array()?.iter().filter_map(Value::as_str).find(|link| link.contains(part))
    }

    /// The parameter `token` of the first link to this path.
    pub fn token(&self, path: &str) -> Option<&str> {
        let (_, token) = self.link(path)?.split_once("token=")?;
        token.split('&').next()
    }
}
