//! `[broker]`.

use std::collections::BTreeMap;

use secrecy::SecretString;
use serde::Deserialize;

/// `[broker]` in the settings file, or `BILLING_BROKER__URL=…` on top of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BrokerSettings {
    /// Where RabbitMQ is: `amqp://user:password@host:5672/vhost`, or `amqps://…`; the default vhost `/` is `%2f`.
    /// Required.
    pub url: SecretString,
    /// The user's password, in place of one in the URL: for a file of its own, with any characters. Default none.
    #[serde(default)]
    pub password: Option<SecretString>,
    /// How many events of one queue are handled at once, where nothing else is said; events of one object always one after
    /// the other. 1 to 1,000. Default 8.
    #[serde(default = "concurrency")]
    pub concurrency: u16,
    /// How many days a published event stays in the outbox, for a look at what was sent; whole days, at least 1. Default 7.
    #[serde(default = "outbox_days")]
    pub outbox_days: u16,
    /// What holds for one queue only, by the queue's name: `[broker.queues."billing.instances"]`.
    #[serde(default)]
    pub queues: BTreeMap<String, QueueSettings>,
}

/// `[broker.queues."<queue>"]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QueueSettings {
    /// How many events of this queue are handled at once, whatever the code or `[broker] concurrency` says. 1 to 1,000.
    pub concurrency: Option<u16>,
}

impl BrokerSettings {
    /// The defaults for a broker; for tests and tools that have no settings file.
    pub fn new(url: impl Into<SecretString>) -> Self {
        Self {
            url: url.into(),
            password: None,
            concurrency: concurrency(),
            outbox_days: outbox_days(),
            queues: BTreeMap::new(),
        }
    }

    /// How many messages of a queue are handled at once: as the settings say for it, else as the code does, else for all.
    pub(crate) fn concurrency_of(&self, queue: &str, of_code: Option<u16>) -> u16 {
        let of_queue = self.queues.get(queue).and_then(|queue| queue.concurrency);
        of_queue.or(of_code).unwrap_or(self.concurrency).clamp(1, 1_000)
    }
}

const fn concurrency() -> u16 {
    8
}

const fn outbox_days() -> u16 {
    7
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_of_a_queue_come_before_the_code_and_that_before_the_default() {
        let mut settings = BrokerSettings::new("amqp://localhost");
        assert_eq!(settings.concurrency_of("billing.instances", None), 8);
        assert_eq!(settings.concurrency_of("billing.instances", Some(3)), 3);
        settings.queues.insert("billing.instances".to_owned(), QueueSettings { concurrency: Some(0) });
        assert_eq!(settings.concurrency_of("billing.instances", Some(3)), 1);
    }
}
