//! `[broker]`.

use secrecy::SecretString;
use serde::Deserialize;

/// `[broker]` in the settings file, or `BILLING_BROKER__URL=…` on top of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BrokerSettings {
    /// Where RabbitMQ is: `amqp://user:password@host:5672/vhost`, or `amqps://…`; the default vhost `/` is `%2f`.
    /// Required.
    pub url: SecretString,
    /// How many events of one queue are handled at once; events of one object always one after the other. Default 8.
    #[serde(default = "concurrency")]
    pub concurrency: u16,
}

impl BrokerSettings {
    /// The defaults for a broker; for tests and tools that have no settings file.
    pub fn new(url: impl Into<SecretString>) -> Self {
        Self { url: url.into(), concurrency: concurrency() }
    }
}

const fn concurrency() -> u16 {
    8
}
