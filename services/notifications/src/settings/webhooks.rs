//! `[webhooks]`: where deliveries may go, how patiently and how many at once.

use std::{fmt::Display, path::PathBuf, str::FromStr, time::Duration};

use ipnet::IpNet;
use serde::{Deserialize, Deserializer, de};

/// `[webhooks]`, or `NOTIFICATIONS_WEBHOOKS__<KEY>`.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WebhookSettings {
    /// Networks that deliveries may go to beside the public internet, apart by commas, such as `10.1.0.0/16`. For private
    /// installations; whoever can make an endpoint can reach every port above 1023 there. Default none.
    #[serde(deserialize_with = "networks")]
    pub allow_networks: Vec<IpNet>,
    /// Whether an endpoint's URL may begin with `http://`. Default false.
    pub allow_http: bool,
    /// A file with certificates, PEM, that endpoints are believed by beside the system's. Default none.
    pub ca_file: Option<PathBuf>,
    /// How long an endpoint has for its answer, from the name's lookup to the end of the headers. Default 15 s.
    #[serde(with = "hc_types::duration")]
    pub timeout: Duration,
    /// How many deliveries one process has on their way at once. Default 1,000.
    pub concurrency: u32,
    /// How many of them go to one endpoint. Default 20.
    pub concurrency_per_endpoint: u32,
    /// After how long without a success an endpoint that fails is disabled. Default 5 d.
    #[serde(with = "hc_types::duration")]
    pub patience: Duration,
    /// How long deliveries are kept. Default 30 d.
    #[serde(with = "hc_types::duration")]
    pub retention: Duration,
    /// How many endpoints an organization may have. Default 50.
    pub endpoints_at_most: u32,
}

impl Default for WebhookSettings {
    fn default() -> Self {
        const DAY: Duration = Duration::from_hours(24);
        Self {
            allow_networks: Vec::new(),
            allow_http: false,
            ca_file: None,
            timeout: Duration::from_secs(15),
            concurrency: 1_000,
            concurrency_per_endpoint: 20,
            patience: DAY * 5,
            retention: DAY * 30,
            endpoints_at_most: 50,
        }
    }
}

/// A list, or one text with commas: the environment has only texts.
fn networks<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<IpNet>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Given {
        Text(String),
        List(Vec<String>),
    }
    let entries = match Given::deserialize(deserializer)? {
        Given::Text(text) => text.split(',').map(str::to_owned).collect(),
        Given::List(list) => list,
    };
    let entries = entries.iter().map(|entry| entry.trim()).filter(|entry| !entry.is_empty());
    entries.map(|entry| network(entry).map_err(de::Error::custom)).collect()
}

fn network(text: &str) -> Result<IpNet, impl Display> {
    let parsed = IpNet::from_str(text).or_else(|_| std::net::IpAddr::from_str(text).map(IpNet::from));
    parsed.map_err(|_| format!("{text:?} is no network such as 10.1.0.0/16"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn allowed(value: &serde_json::Value) -> Result<Vec<String>, String> {
        let settings = serde_json::from_value::<WebhookSettings>(json!({ "allow_networks": value }));
        let settings = settings.map_err(|error| error.to_string())?;
        Ok(settings.allow_networks.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn networks_are_a_list_or_a_text_with_commas() {
        assert_eq!(allowed(&json!("127.0.0.0/8, ::1")).unwrap(), ["127.0.0.0/8", "::1/128"]);
        assert_eq!(allowed(&json!(["10.0.0.0/8"])).unwrap(), ["10.0.0.0/8"]);
        assert!(allowed(&json!("")).unwrap().is_empty());
        assert!(allowed(&json!("everything")).unwrap_err().contains("everything"));
    }

    #[test]
    fn nothing_but_the_public_internet_is_open_by_default() {
        let settings = WebhookSettings::default();
        assert!(settings.allow_networks.is_empty() && !settings.allow_http);
    }
}
