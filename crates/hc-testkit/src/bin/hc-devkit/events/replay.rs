//! `events replay`.

use std::time::Duration;

use anyhow::{Context, bail};
use hc_proto::audit::v1::{
    CancelReplayRequest, GetReplayRequest, ListReplaysRequest, PauseReplayRequest, Replay, ReplayFilter, ReplayState,
    ResumeReplayRequest, StartReplayRequest, audit_service_client::AuditServiceClient,
};
use hc_rpc::Channel;

use super::{staff::Staff, table};

const LOOK: Duration = Duration::from_millis(500);

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The one queue that history goes to, such as `billing.instances`
    #[arg(long)]
    queue: Option<String>,
    /// Only events of this type, or beginning so: `billing.invoice`
    #[arg(long = "type", requires = "queue")]
    kind: Option<String>,
    /// Only events of this organization, `org_…`
    #[arg(long, requires = "queue")]
    organization: Option<String>,
    /// Only what happened from this instant on, such as 2026-11-01T00:00:00Z
    #[arg(long, requires = "queue")]
    from: Option<hc_types::Timestamp>,
    /// Only what happened before this instant
    #[arg(long, requires = "queue")]
    to: Option<hc_types::Timestamp>,
    /// How many events a second at most; 100 without it
    #[arg(long, requires = "queue")]
    rate: Option<i32>,
    /// Shows how it goes until it has ended
    #[arg(long)]
    wait: bool,
    /// Stops this replay, `rpl_…`, so that it can go on later
    #[arg(long, conflicts_with = "queue")]
    pause: Option<String>,
    /// Goes on with this one
    #[arg(long, conflicts_with = "queue")]
    resume: Option<String>,
    /// Ends this one where it is
    #[arg(long, conflicts_with = "queue")]
    cancel: Option<String>,
}

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let staff = Staff::sign_in().await?;
    let mut client = AuditServiceClient::new(staff.channel("audit")?);
    let wait = arguments.wait;
    let replay = match arguments {
        Arguments { queue: Some(queue), kind, organization, from, to, rate, .. } => {
            let filter = ReplayFilter {
                r#type: kind,
                organization_id: organization,
                from: from.map(Into::into),
                to: to.map(Into::into),
            };
            let request = StartReplayRequest { queue, filter: Some(filter), rate, idempotency_key: None };
            staff.call(client.start_replay(request)).await?.replay
        }
        Arguments { pause: Some(replay_id), .. } => {
            staff.call(client.pause_replay(PauseReplayRequest { replay_id })).await?.replay
        }
        Arguments { resume: Some(replay_id), .. } => {
            staff.call(client.resume_replay(ResumeReplayRequest { replay_id })).await?.replay
        }
        Arguments { cancel: Some(replay_id), .. } => {
            staff.call(client.cancel_replay(CancelReplayRequest { replay_id })).await?.replay
        }
        _ => {
            let answer = staff.call(client.list_replays(ListReplaysRequest { page: None })).await?;
            if answer.replays.is_empty() {
                println!("no replays");
            } else {
                print(&answer.replays);
            }
            return Ok(());
        }
    };
    let replay = replay.context("the answer has no replay")?;
    if wait {
        return follow(&staff, &mut client, replay).await;
    }
    print(&[replay]);
    Ok(())
}

async fn follow(staff: &Staff, client: &mut AuditServiceClient<Channel>, mut replay: Replay) -> anyhow::Result<()> {
    loop {
        let waits =
            if replay.waiting_for.is_empty() { String::new() } else { format!(", waits for {}", replay.waiting_for) };
        println!("{}: {} of {} sent{waits}", replay.id, replay.sent, replay.total);
        match replay.state() {
            ReplayState::Finished => return Ok(()),
            ReplayState::Running => {}
            other => bail!("the replay is {}", name(other)),
        }
        tokio::time::sleep(LOOK).await;
        let request = GetReplayRequest { replay_id: replay.id.clone() };
        replay = staff.call(client.get_replay(request)).await?.replay.context("the answer has no replay")?;
    }
}

fn print(replays: &[Replay]) {
    let rows = replays.iter().map(|replay| {
        vec![
            replay.id.clone(),
            replay.queue.clone(),
            name(replay.state()).to_owned(),
            format!("{}/{}", replay.sent, replay.total),
            format!("{}/s", replay.rate),
            replay.filter.as_ref().and_then(|filter| filter.r#type.clone()).unwrap_or_else(|| "all".to_owned()),
            replay.waiting_for.clone(),
        ]
    });
    table::print(&["replay", "queue", "state", "sent", "rate", "type", "waits for"], &rows.collect::<Vec<_>>());
}

fn name(state: ReplayState) -> &'static str {
    match state {
        ReplayState::Running => "running",
        ReplayState::Paused => "paused",
        ReplayState::Finished => "finished",
        ReplayState::Canceled => "canceled",
        ReplayState::Unspecified => "unknown",
    }
}
