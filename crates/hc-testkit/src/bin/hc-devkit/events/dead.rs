//! `events dead list | show | retry | drop`.

use anyhow::{Context, bail};
use clap::Subcommand;
use hc_proto::deadletters::v1::{
    DeadLetter, DeadLetterState, DropDeadLetterRequest, GetDeadLetterRequest, ListDeadLettersRequest,
    RetryDeadLetterRequest, RetryDeadLettersRequest, dead_letter_service_client::DeadLetterServiceClient,
};
use hc_rpc::Channel;
use hc_topology::with_database;

use super::{staff::Staff, table};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// What waits for a person, the newest first
    List {
        /// Only of this service; all without it
        #[arg(long)]
        service: Option<String>,
        /// Only of this queue
        #[arg(long)]
        queue: Option<String>,
        /// Only below this letter: the next page
        #[arg(long, requires = "service")]
        before: Option<String>,
    },
    /// One with its headers and its body
    Show {
        /// Such as `billing/17`
        id: String,
    },
    /// Sends letters to their consumers again
    Retry {
        /// Such as `billing/17`
        #[arg(required_unless_present = "service")]
        ids: Vec<String>,
        /// All that wait at this service
        #[arg(long, conflicts_with = "ids")]
        service: Option<String>,
        /// With `--service`: only of this queue
        #[arg(long, requires = "service")]
        queue: Option<String>,
        /// With `--service`: only of this type
        #[arg(long = "type", requires = "service")]
        kind: Option<String>,
    },
    /// Gives letters up
    Drop {
        /// Such as `billing/17`
        #[arg(required = true)]
        ids: Vec<String>,
    },
}

pub async fn run(command: Command) -> anyhow::Result<()> {
    let staff = Staff::sign_in().await?;
    match command {
        Command::List { service, queue, before } => list(&staff, service, queue, before).await,
        Command::Show { id } => show(&staff, id).await,
        Command::Retry { ids, service: Some(service), queue, kind } if ids.is_empty() => {
            retry_all(&staff, &service, queue, kind).await
        }
        Command::Retry { ids, .. } => {
            for id in ids {
                let mut client = client(&staff, &id)?;
                let answer = staff.call(client.retry_dead_letter(RetryDeadLetterRequest { id: id.clone() })).await?;
                println!("{id}: sent to {} again", answer.dead_letter.unwrap_or_default().queue);
            }
            Ok(())
        }
        Command::Drop { ids } => {
            for id in ids {
                staff.call(client(&staff, &id)?.drop_dead_letter(DropDeadLetterRequest { id: id.clone() })).await?;
                println!("{id}: given up");
            }
            Ok(())
        }
    }
}

async fn list(
    staff: &Staff,
    service: Option<String>,
    queue: Option<String>,
    before: Option<String>,
) -> anyhow::Result<()> {
    let services = match service.as_deref() {
        Some(service) => vec![service],
        None => with_database(),
    };
    let (mut rows, mut more) = (Vec::new(), Vec::new());
    for service in services {
        let request = ListDeadLettersRequest {
            queue: queue.clone(),
            before: before.clone(),
            ..ListDeadLettersRequest::default()
        };
        let mut client = DeadLetterServiceClient::new(staff.channel(service)?);
        let answer = staff.call(client.list_dead_letters(request)).await.with_context(|| format!("ask {service}"))?;
        if answer.has_more {
            let last = answer.dead_letters.last().map(|letter| letter.id.clone()).unwrap_or_default();
            more.push(format!("dead list --service {service} --before {last}"));
        }
        rows.extend(answer.dead_letters.iter().map(row));
    }
    if rows.is_empty() {
        println!("no dead letters");
        return Ok(());
    }
    table::print(&["letter", "died", "queue", "type", "subject", "tries", "cause"], &rows);
    for next in more {
        println!("more: cargo xtask events {next}");
    }
    Ok(())
}

async fn show(staff: &Staff, id: String) -> anyhow::Result<()> {
    let mut client = client(staff, &id)?;
    let answer = staff.call(client.get_dead_letter(GetDeadLetterRequest { id })).await?;
    let letter = answer.dead_letter.unwrap_or_default();
    let state = match letter.state() {
        DeadLetterState::Retried => "sent again",
        DeadLetterState::Dropped => "given up",
        DeadLetterState::Dead | DeadLetterState::Unspecified => "waits",
    };
    let mut rows = vec![
        vec!["state".to_owned(), state.to_owned()],
        vec!["queue".to_owned(), letter.queue.clone()],
        vec!["cause".to_owned(), letter.cause.clone()],
        vec!["tries".to_owned(), format!("{}, died {} times", letter.attempts, letter.deaths)],
        vec!["first died".to_owned(), time(letter.first_died_at)],
        vec!["last died".to_owned(), time(letter.last_died_at)],
    ];
    let mut headers: Vec<_> = answer.headers.into_iter().collect();
    headers.sort();
    rows.extend(headers.into_iter().map(|(name, value)| vec![name, value]));
    table::print(&["letter", &letter.id], &rows);
    println!("\n{}", String::from_utf8_lossy(&answer.body));
    Ok(())
}

async fn retry_all(staff: &Staff, service: &str, queue: Option<String>, kind: Option<String>) -> anyhow::Result<()> {
    let request = RetryDeadLettersRequest { queue, r#type: kind, limit: None };
    let mut client = DeadLetterServiceClient::new(staff.channel(service)?);
    let answer = staff.call(client.retry_dead_letters(request)).await?;
    println!("{} sent again{}", answer.retried, if answer.has_more { ", there are more" } else { "" });
    Ok(())
}

fn client(staff: &Staff, id: &str) -> anyhow::Result<DeadLetterServiceClient<Channel>> {
    let Some((service, _)) = id.split_once('/') else { bail!("{id:?} is no dead letter: such as billing/17") };
    Ok(DeadLetterServiceClient::new(staff.channel(service)?))
}

fn row(letter: &DeadLetter) -> Vec<String> {
    let or_none = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
    vec![
        letter.id.clone(),
        time(letter.last_died_at),
        letter.queue.clone(),
        or_none(&letter.r#type),
        or_none(&letter.subject),
        letter.attempts.to_string(),
        table::short(&letter.cause, 60),
    ]
}

fn time(at: Option<pbjson_types::Timestamp>) -> String {
    let at = at.and_then(|at| hc_types::Timestamp::try_from(at).ok());
    at.map(|at| at.to_string().chars().take(19).collect()).unwrap_or_default()
}
