//! Every event: on its way to the endpoints that want it.

use hc_events::{BrokerSettings, Consumer};
use hc_storage::Db;

use crate::app::webhooks::fan_out::fan_out;

/// How many events are handled at once; most go nowhere and cost little.
const CONCURRENCY: u16 = 8;

/// The consumer of `notifications.webhooks`.
pub fn consumer(db: Db, broker: &BrokerSettings) -> Consumer {
    Consumer::new(db, "notifications.webhooks", broker).concurrency(CONCURRENCY).on_any(|tx, event, now| {
        Box::pin(async move {
            fan_out(tx, &event, now).await?;
            Ok(())
        })
    })
}
