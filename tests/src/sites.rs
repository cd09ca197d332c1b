//! A visitor of the hosted sites.

use anyhow::{Context, Result};
use reqwest::{Response, redirect};

/// Asks the site server, whatever the name in the address resolves to on this machine.
#[derive(Debug, Clone)]
pub struct Sites {
    http: reqwest::Client,
    origin: String,
}

impl Sites {
    /// Where the site server listens, such as `http://127.0.0.1:8088`.
    pub fn at(origin: &str) -> Self {
        let http = reqwest::Client::builder().redirect(redirect::Policy::none()).build().expect("a client without TLS");
        Self { http, origin: origin.trim_end_matches('/').to_owned() }
    }

    /// `GET` a path of the site with this URL.
    pub async fn get(&self, site_url: &str, path: &str) -> Result<Response> {
        let host = site_url.split("//").nth(1).and_then(|rest| rest.split('/').next()).context("a URL with a host")?;
        Ok(self.http.get(format!("{}{path}", self.origin)).header("host", host).send().await?)
    }

    /// `GET` a path of the site and answer status and text.
    pub async fn text(&self, site_url: &str, path: &str) -> Result<(u16, String)> {
        let response = self.get(site_url, path).await?;
        Ok((response.status().as_u16(), response.text().await?))
    }
}
