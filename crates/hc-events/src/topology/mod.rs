//! Which exchanges, queues, bindings and policies there are. One owner: these tables. `docker/rabbitmq/definitions.json` is
//! made from them, `cargo xtask dev` and the migration job apply them, services only look whether they are there.
//!
//! Limits, dead-letter targets and times are policies and never arguments of a declaration: a policy can be changed under
//! running services, an argument only by deleting the queue. Nothing here was dropped by RabbitMQ 4.
//!
//! Consumers outside this repository keep to a corner of their own, see [`declare_external`].

mod check;
mod definitions;
mod external;
mod management;

use std::time::Duration;

pub(crate) use self::check::{exchange_exists, queue_depth, queue_exists};
pub(crate) use self::external::Routes;
pub use self::{
    check::check,
    definitions::definitions_file,
    external::{add_client, declare_external},
    management::apply,
};
use crate::class::Class;

/// The exchange that every event goes to, by its type.
pub const EVENTS: &str = "hostingco.events";
const REQUEUE: &str = "hostingco.requeue";
const PARKING: &str = "hostingco.parking";
/// What stands before the random part of a [`crate::Tap`]'s queue.
pub(crate) const TAP_PREFIX: &str = "hostingco.tap.";
/// What stands before the name of everything that a consumer outside this repository declares.
pub const EXTERNAL_PREFIX: &str = "ext.";

/// A queue of one consumer for one purpose, `<service>.<purpose>`; its dead letters go to `<service>.<purpose>.dead`.
#[derive(Debug, Clone, Copy)]
pub struct Queue {
    /// Its name.
    pub name: &'static str,
    /// The types of event that it gets, as topic patterns.
    pub bindings: &'static [&'static str],
}

/// The queues of our services. A new consumer is one line here.
pub const QUEUES: &[Queue] = &[
    // Has every event, so that one without subscribers still has a route: a returned message means a broken topology.
    Queue { name: "audit.everything", bindings: &["#"] },
    Queue { name: "billing.instances", bindings: &["provisioning.instance.#"] },
    Queue {
        name: "notifications.feed",
        bindings: &["accounts.#", "auth.#", "billing.#", "provisioning.#", "notifications.webhook_endpoint.#"],
    },
    Queue {
        name: "notifications.mailings",
        bindings: &["accounts.#", "auth.#", "billing.#", "provisioning.instance.#", "notifications.webhook_endpoint.#"],
    },
    Queue { name: "notifications.webhooks", bindings: &["#"] },
    Queue { name: "provisioning.orders", bindings: &["billing.order.#", "billing.subscription.#"] },
];

/// The work queues, `<service>.<work>`: each is one queue per [`Class`], `<service>.<work>.<class>`, and one for the dead
/// letters of all three. See [`crate::work`].
pub const WORK_QUEUES: &[&str] = &["notifications.mails"];

/// The queue of one class of work.
pub(crate) fn class_queue(work_queue: &str, class: Class) -> String {
    format!("{work_queue}.{}", class.name())
}

/// A shared delay: who is published to it with a queue's name as routing key comes to that queue when the time is over.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tier {
    /// What its exchange and queue are called after `hostingco.retry.`.
    pub(crate) suffix: &'static str,
    pub(crate) delay: Duration,
}

/// The delays between the attempts at one event, in order; together 73 minutes.
pub(crate) const TIERS: [Tier; 5] = [
    Tier { suffix: "5s", delay: Duration::from_secs(5) },
    Tier { suffix: "30s", delay: Duration::from_secs(30) },
    Tier { suffix: "2m", delay: Duration::from_mins(2) },
    Tier { suffix: "10m", delay: Duration::from_mins(10) },
    Tier { suffix: "1h", delay: Duration::from_hours(1) },
];

fn tier_name(tier: Tier) -> String {
    format!("hostingco.retry.{}", tier.suffix)
}

/// Where a queue's dead letters go.
pub(crate) fn dead_queue(queue: &str) -> String {
    format!("{queue}.dead")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queues_name_and_every_bound_pattern_fit_the_contract() {
        for queue in QUEUES {
            assert_eq!(queue.name.split('.').count(), 2, "{}", queue.name);
            for pattern in queue.bindings {
                let prefix = pattern.trim_end_matches('#');
                assert!(hc_proto::EVENT_TYPES.iter().any(|kind| kind.starts_with(prefix)), "nothing sends {pattern}");
            }
        }
        for queue in WORK_QUEUES {
            assert_eq!(queue.split('.').count(), 2, "{queue}");
            assert!(QUEUES.iter().all(|other| other.name != *queue), "{queue} is a queue of events");
        }
    }
}
