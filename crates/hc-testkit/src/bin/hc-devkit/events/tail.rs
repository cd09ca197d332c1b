//! `events tail`.

use hc_events::{BrokerSettings, Tap, TapItem};
use tokio::sync::broadcast::error::RecvError;

use super::variable;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Types of event, such as `billing.#` or `billing.invoice.paid.v1`; nothing: all
    patterns: Vec<String>,
    /// The same, as an option
    #[arg(long = "type")]
    kinds: Vec<String>,
    /// Only events of this organization, `org_…`
    #[arg(long)]
    organization: Option<String>,
}

/// Prints CloudEvents in structured mode until somebody ends it.
pub async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let patterns: Vec<String> = arguments.patterns.iter().chain(&arguments.kinds).map(|kind| topic(kind)).collect();
    let patterns: Vec<&str> =
        if patterns.is_empty() { vec!["#"] } else { patterns.iter().map(String::as_str).collect() };
    let broker = BrokerSettings::new(variable("AMQP_URL")?);
    // It listens for as long as we have it.
    let tap = Tap::start(&broker, &patterns);
    let mut items = tap.subscribe();
    loop {
        match items.recv().await {
            Ok(TapItem::Event(event)) => {
                let organization = event.organization.map(|id| id.to_string());
                if arguments.organization.is_none() || arguments.organization == organization {
                    println!("{}", event.to_structured());
                }
            }
            Ok(TapItem::Gap) => eprintln!("(listening; what was published before is not shown)"),
            Err(RecvError::Lagged(missed)) => eprintln!("({missed} events were too fast for this terminal)"),
            Err(RecvError::Closed) => return Ok(()),
        }
    }
}

/// RabbitMQ's `*` is exactly one word; who writes `billing.*` means everything of billing.
fn topic(kind: &str) -> String {
    kind.strip_suffix(".*").map_or_else(|| kind.to_owned(), |prefix| format!("{prefix}.#"))
}
