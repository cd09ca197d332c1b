//! RabbitMQ's management API: the only place where vhosts, users and policies can be made.

use std::time::Duration;

use anyhow::{Context, bail};
use reqwest::{Client, Method, StatusCode, Url};
use serde_json::{Value, json};

use super::definitions::{Definitions, definitions};

/// Makes the topology on a broker through its management API (`http://user:password@host:15672`): the vhost if it is
/// missing, all rights in it for the URL's user, exchanges, queues, bindings and policies. Repeating it changes nothing.
pub async fn apply(management_url: &str, vhost: &str) -> anyhow::Result<()> {
    let management = Management::new(management_url)?;
    management.put(&["vhosts", vhost], &json!({})).await?;
    let all = json!({ "configure": ".*", "write": ".*", "read": ".*" });
    management.put(&["permissions", vhost, &management.user], &all).await?;
    // Policies first: a queue never lives a moment without its limits.
    let Definitions { exchanges, queues, bindings, policies, operator_policies } = definitions();
    for (kind, policies) in [("policies", policies), ("operator-policies", operator_policies)] {
        for policy in &policies {
            let name = policy.get("name").and_then(Value::as_str).unwrap_or_default();
            management.put(&[kind, vhost, name], policy).await?;
        }
    }
    let rest = json!({ "exchanges": exchanges, "queues": queues, "bindings": bindings });
    management.call(Method::POST, &["definitions", vhost], &rest).await
}

pub(super) struct Management {
    client: Client,
    base: Url,
    user: String,
}

impl Management {
    pub(super) fn new(url: &str) -> anyhow::Result<Self> {
        let base = Url::parse(url).context("the management URL is malformed")?;
        if base.cannot_be_a_base() {
            bail!("the management URL is malformed");
        }
        let user = if base.username().is_empty() { "guest" } else { base.username() }.to_owned();
        let client = Client::builder().timeout(Duration::from_secs(30)).build().context("build the HTTP client")?;
        Ok(Self { client, base, user })
    }

    pub(super) async fn put(&self, path: &[&str], body: &Value) -> anyhow::Result<()> {
        self.call(Method::PUT, path, body).await
    }

    pub(super) async fn call(&self, method: Method, path: &[&str], body: &Value) -> anyhow::Result<()> {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push("api").extend(path);
        }
        let what = format!("{method} {}", url.path());
        let response =
            self.client.request(method, url).json(body).send().await.context("ask RabbitMQ's management API")?;
        match response.status() {
            StatusCode::UNAUTHORIZED => bail!("RabbitMQ's management refused user {}", self.user),
            status if status.is_success() => Ok(()),
            status => {
                let text: String = response.text().await.unwrap_or_default().chars().take(500).collect();
                bail!("{what} answered {status}: {text}")
            }
        }
    }
}
