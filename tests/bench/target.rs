//! What is measured: the installation that `.dev/env` describes.

use std::{collections::HashMap, fs};

use anyhow::{Context, Result};
use e2e::{Client, Customer, Sites};

/// A running HostingCo.
pub struct Target {
    /// Its gateway, as nobody.
    pub api: Client,
    /// Its sites.
    pub sites: Sites,
    /// Where its sites are.
    pub sites_url: String,
    /// Its events.
    pub amqp_url: String,
    /// Tells this run's customers from those of earlier runs.
    run: u32,
}

impl Target {
    /// Reads `.dev/env` from the folder that the command is run in.
    pub fn find() -> Result<Self> {
        let text = fs::read_to_string(".dev/env").context("nothing runs here: cargo xtask dev --release --detach")?;
        let values: HashMap<&str, &str> = text.lines().filter_map(|line| line.split_once('=')).collect();
        let value = |key: &str| values.get(key).copied().with_context(|| format!(".dev/env has no {key}"));
        let sites_url = value("SITES_URL")?.to_owned();
        Ok(Self {
            api: Client::new(value("GATEWAY_URL")?),
            sites: Sites::at(&sites_url),
            sites_url,
            amqp_url: value("AMQP_URL")?.to_owned(),
            run: std::process::id(),
        })
    }

    /// A new customer of this run.
    pub async fn customer(&self, name: &str) -> Customer {
        Customer::register(&self.api, &format!("bench-{name}-{}", self.run)).await
    }
}
