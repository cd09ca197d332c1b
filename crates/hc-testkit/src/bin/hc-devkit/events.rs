//! `events`: what is published now, and what could not be handled. Reads `AMQP_URL` and `<SERVICE>_DATABASE_URL`.

use anyhow::{Context, bail};
use clap::Subcommand;
use hc_events::dead::{self, DeadLetter};
use hc_events::{BrokerSettings, RawEvent, Tap, TapItem};
use serde_json::{Value, json};
use sqlx::PgPool;
use tokio::sync::broadcast::error::RecvError;

/// How many dead letters one `list` shows.
const PAGE: u16 = 100;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Prints what is published from now on, one JSON object a line
    Tail {
        /// Types of event, such as `billing.#`; nothing: all
        patterns: Vec<String>,
    },
    /// Looks after what could not be handled
    #[command(subcommand)]
    Dead(Dead),
}

#[derive(Debug, Subcommand)]
pub enum Dead {
    /// The newest first
    List {
        /// The service that could not handle them
        service: String,
        /// Only below this number: the next page
        #[arg(long)]
        before: Option<i64>,
    },
    /// One with its body
    Show {
        /// The service
        service: String,
        /// Its number
        id: i64,
    },
    /// Sends one to its consumer again
    Retry {
        /// The service
        service: String,
        /// Its number
        id: i64,
    },
    /// Gives one up
    Drop {
        /// The service
        service: String,
        /// Its number
        id: i64,
    },
}

pub async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Tail { patterns } => tail(&patterns).await,
        Command::Dead(command) => dead_letters(command).await,
    }
}

async fn tail(patterns: &[String]) -> anyhow::Result<()> {
    let patterns: Vec<&str> =
        if patterns.is_empty() { vec!["#"] } else { patterns.iter().map(String::as_str).collect() };
    let mut items = Tap::start(&broker()?, &patterns).subscribe();
    loop {
        match items.recv().await {
            Ok(TapItem::Event(event)) => println!("{}", line_of(&event)),
            Ok(TapItem::Gap) => eprintln!("(listening; what was published before is not shown)"),
            Err(RecvError::Lagged(missed)) => eprintln!("({missed} events were too fast for this terminal)"),
            Err(RecvError::Closed) => return Ok(()),
        }
    }
}

fn line_of(event: &RawEvent) -> Value {
    let data: Value = serde_json::from_slice(&event.data).unwrap_or_default();
    json!({
        "type": event.kind, "subject": event.subject, "objectversion": event.version, "time": event.occurred_at.to_string(),
        "organization": event.organization.map(|id| id.to_string()), "actor": event.actor, "id": event.id.to_string(),
        "data": data,
    })
}

async fn dead_letters(command: Dead) -> anyhow::Result<()> {
    match command {
        Dead::List { service, before } => {
            let letters = dead::list(&database(&service).await?, None, before, PAGE).await?;
            for letter in &letters {
                println!("{}", summary(letter));
            }
            if letters.is_empty() {
                eprintln!("none");
            }
        }
        Dead::Show { service, id } => {
            let letter = dead::show(&database(&service).await?, id).await?;
            let letter = letter.with_context(|| format!("{service} has no dead letter {id}"))?;
            println!("{}\n{}", summary(&letter), String::from_utf8_lossy(&letter.body));
        }
        Dead::Retry { service, id } => dead::retry(&database(&service).await?, &broker()?, id).await?,
        Dead::Drop { service, id } => {
            if !dead::drop(&database(&service).await?, id).await? {
                bail!("{service} has no dead letter {id}, or it is settled");
            }
        }
    }
    Ok(())
}

fn summary(letter: &DeadLetter) -> String {
    format!(
        "{}  {}  {}  {}  in {}, {} attempts, died {} times, last {}\n    {}",
        letter.id,
        letter.kind.as_deref().unwrap_or("(no type)"),
        letter.subject.as_deref().unwrap_or("(no subject)"),
        letter.message_id,
        letter.consumer,
        letter.attempts,
        letter.deaths,
        letter.last_died_at,
        letter.cause,
    )
}

fn broker() -> anyhow::Result<BrokerSettings> {
    Ok(BrokerSettings::new(variable("AMQP_URL")?))
}

async fn database(service: &str) -> anyhow::Result<PgPool> {
    let url = variable(&format!("{}_DATABASE_URL", service.to_uppercase()))?;
    PgPool::connect(&url).await.with_context(|| format!("connect to the database of {service}"))
}

fn variable(name: &str) -> anyhow::Result<String> {
    std::env::var(name).with_context(|| format!("{name} is not set: run this as cargo xtask events"))
}
