//! Replays: begun, turned and ended; each step is told.

use hc_events::{Cause, Fact, outbox};
use hc_proto::events::v1::{ReplayFinished, ReplayStarted, ReplayUpdated};
use hc_rpc::{INVALID_FIELDS, Problem, Violation};
use hc_storage::StoreError;
use hc_types::{OrganizationId, ReplayId, Timestamp};
use sqlx::PgConnection;
use tonic::Code;

use crate::{
    domain::replay::{Ended, Rate, Replay, Selection, State, TargetQueue, Wish},
    store::{records, replays},
};

/// What somebody wants to be sent again.
#[derive(Debug, Clone)]
pub struct StartReplay {
    /// Where to; it exists.
    pub queue: TargetQueue,
    /// Which events.
    pub selection: Selection,
    /// How fast.
    pub rate: Rate,
    /// Only what was recorded before: it is all there.
    pub recorded_before: Timestamp,
    /// How many events that are.
    pub total: i64,
    /// Why.
    pub cause: Cause,
    /// How many may be open.
    pub open_at_most: u32,
}

/// Why a replay did not begin.
#[derive(Debug, thiserror::Error)]
pub enum StartReplayError {
    /// There are enough.
    #[error("{0} replays are under way or paused; end one first")]
    TooMany(u32),
    /// The consumer would have their effects again.
    #[error("{0} of these events are older than what the consumer remembers: people would be told again")]
    Forgotten(i64),
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
}

impl Problem for StartReplayError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::TooMany(_) => (Code::FailedPrecondition, "TOO_MANY_REPLAYS"),
            Self::Forgotten(_) => (Code::InvalidArgument, INVALID_FIELDS),
            Self::Store(error) => error.problem(),
        }
    }

    fn violations(&self) -> Vec<Violation> {
        match self {
            Self::Forgotten(_) => vec![Violation::new("filter.from", "PERIOD_INVALID", self)],
            Self::TooMany(_) | Self::Store(_) => Vec::new(),
        }
    }
}

/// Begins a replay; a sender takes it up within a second.
pub async fn start_replay(
    tx: &mut PgConnection,
    now: Timestamp,
    wanted: StartReplay,
) -> Result<Replay, StartReplayError> {
    if replays::count_open(tx).await? >= i64::from(wanted.open_at_most) {
        return Err(StartReplayError::TooMany(wanted.open_at_most));
    }
    if let Some(since) = wanted.queue.remembers_since(now) {
        let forgotten = records::count_for_replay(&mut *tx, &wanted.selection, since).await?;
        if forgotten > 0 {
            return Err(StartReplayError::Forgotten(forgotten));
        }
    }
    let replay = Replay {
        id: ReplayId::new(),
        queue: wanted.queue,
        rate: wanted.rate,
        state: State::Running,
        recorded_before: wanted.recorded_before,
        cursor: None,
        sent: 0,
        total: wanted.total,
        selection: wanted.selection,
        waiting_for: String::new(),
        started_by: wanted.cause.actor.clone(),
        created_at: now,
        ended_at: None,
    };
    replays::insert(tx, &replay).await?;
    let selection = &replay.selection;
    let payload = ReplayStarted {
        replay_id: replay.id.to_string(),
        queue: replay.queue.as_str().to_owned(),
        event_type: selection.kind.as_ref().map(|kind| kind.as_str().to_owned()).unwrap_or_default(),
        filter_organization_id: selection.organization.map(|id: OrganizationId| id.to_string()).unwrap_or_default(),
        from: selection.period.from.map(Into::into),
        to: selection.period.to.map(Into::into),
        rate: replay.rate.per_second(),
    };
    tell(tx, replay.id, &wanted.cause, payload).await?;
    Ok(replay)
}

/// Why a replay did not turn.
#[derive(Debug, thiserror::Error)]
pub enum TurnError {
    /// There is no such replay.
    #[error("replay {0} does not exist")]
    NotFound(ReplayId),
    /// It has ended.
    #[error(transparent)]
    Ended(#[from] Ended),
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
}

impl Problem for TurnError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::NotFound(_) => (Code::NotFound, "REPLAY_NOT_FOUND"),
            Self::Ended(_) => (Code::FailedPrecondition, "REPLAY_ENDED"),
            Self::Store(error) => error.problem(),
        }
    }
}

/// Pauses, resumes or cancels a replay.
pub async fn turn_replay(tx: &mut PgConnection, id: ReplayId, wish: Wish, cause: &Cause) -> Result<Replay, TurnError> {
    let replay = replays::find_for_update(tx, id).await?.ok_or(TurnError::NotFound(id))?;
    let Some(state) = replay.state.turn(wish)? else { return Ok(replay) };
    replays::turn(tx, id, state).await?;
    tell_state(tx, &replay, state, cause).await?;
    Ok(replays::find(tx, id).await?.unwrap_or(replay))
}

/// Ends a replay that has sent everything; false when somebody else has turned it meanwhile.
pub async fn finish_replay(tx: &mut PgConnection, lease: replays::Lease) -> Result<bool, StoreError> {
    let progress = replays::Progress { cursor: None, sent: 0, waiting_for: "" };
    if !replays::advance(tx, lease, progress, 0.0).await? {
        return Ok(false);
    }
    let Some(replay) = replays::find_for_update(tx, lease.replay).await? else { return Ok(false) };
    replays::turn(tx, replay.id, State::Finished).await?;
    tell_state(tx, &replay, State::Finished, &Cause::system("replay")).await?;
    Ok(true)
}

async fn tell_state(tx: &mut PgConnection, replay: &Replay, state: State, cause: &Cause) -> Result<(), StoreError> {
    let (replay_id, name) = (replay.id.to_string(), state.name().to_uppercase());
    if state.is_end() {
        tell(tx, replay.id, cause, ReplayFinished { replay_id, state: name, sent: replay.sent }).await
    } else {
        tell(tx, replay.id, cause, ReplayUpdated { replay_id, state: name }).await
    }
}

async fn tell<E: hc_proto::Event>(
    tx: &mut PgConnection,
    replay: ReplayId,
    cause: &Cause,
    payload: E,
) -> Result<(), StoreError> {
    let fact = Fact { subject: replay.to_string(), organization: None, cause, payload };
    outbox::enqueue(tx, fact).await.map(drop)
}
