//! `[access]`: which tokens are ours.

use std::time::Duration;

use serde::Deserialize;

/// `[access]` in the settings file, or `BILLING_ACCESS__ISSUER=https://id.example.com` on top of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AccessSettings {
    /// Who issues access tokens: the public address of `auth`, exactly as in its own `[issuer] url`. Default
    /// `http://localhost:3004`.
    pub issuer: String,
    /// What a token's audience must contain. Default `hostingco`.
    pub audience: String,
    /// How far the clocks of two machines may differ: at most `30s`. Default 30 s.
    #[serde(with = "hc_types::duration")]
    pub leeway: Duration,
    /// The longest life of a token that is accepted: at most `15m`, because revocations are remembered for 30 minutes.
    /// Default 15 min.
    #[serde(with = "hc_types::duration")]
    pub max_token_lifetime: Duration,
}

impl Default for AccessSettings {
    fn default() -> Self {
        Self {
            issuer: "http://localhost:3004".to_owned(),
            audience: "hostingco".to_owned(),
            leeway: Duration::from_secs(30),
            max_token_lifetime: Duration::from_mins(15),
        }
    }
}

/// A setting outside its range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// Clocks that differ more are to be repaired.
    #[error("access.leeway is at most 30s")]
    Leeway,
    /// A longer life would outlive the memory of revocations.
    #[error("access.max_token_lifetime is at most 15m")]
    MaxTokenLifetime,
    /// An empty name would match an empty claim.
    #[error("access.issuer and access.audience must not be empty")]
    Empty,
}

impl AccessSettings {
    pub(crate) fn expected(&self) -> Result<crate::token::Expected, SettingsError> {
        if self.leeway > Duration::from_secs(30) {
            return Err(SettingsError::Leeway);
        }
        if self.max_token_lifetime > Duration::from_mins(15) {
            return Err(SettingsError::MaxTokenLifetime);
        }
        if self.issuer.is_empty() || self.audience.is_empty() {
            return Err(SettingsError::Empty);
        }
        Ok(crate::token::Expected {
            issuer: self.issuer.clone(),
            audience: self.audience.clone(),
            leeway_seconds: i64::try_from(self.leeway.as_secs()).unwrap_or(30),
            max_lifetime_seconds: i64::try_from(self.max_token_lifetime.as_secs()).unwrap_or(900),
        })
    }
}
