//! Where the key-encryption keys come from.

use std::path::PathBuf;

use anyhow::Context;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::Keks;

/// `[keys]`: what encrypts the keys in the database. One of the two is needed; without the right one the service does
/// not start.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KekSettings {
    /// A file with key-encryption keys, 32 bytes in base64, one a line; the first encrypts, the others are older ones
    /// whose data keys are re-encrypted at the next start. `openssl rand -base64 32` makes one.
    #[serde(default)]
    pub kek_file: Option<PathBuf>,
    /// The same text itself, for the environment: `AUTH_KEYS__KEK`.
    #[serde(default)]
    pub kek: Option<SecretString>,
}

impl KekSettings {
    /// Reads the key-encryption keys that the settings name.
    pub fn keks(&self) -> anyhow::Result<Keks> {
        let text = match (&self.kek, &self.kek_file) {
            (Some(text), None) => Zeroizing::new(text.expose_secret().to_owned()),
            (None, Some(path)) => Zeroizing::new(
                std::fs::read_to_string(path)
                    .with_context(|| format!("setting `keys.kek_file`: cannot read {}", path.display()))?,
            ),
            (None, None) => anyhow::bail!("setting `keys.kek_file` or `keys.kek` is needed: the key-encryption key"),
            (Some(_), Some(_)) => anyhow::bail!("settings `keys.kek_file` and `keys.kek` exclude each other"),
        };
        Keks::parse(&text).context("settings `keys`")
    }
}
