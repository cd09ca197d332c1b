//! Replays for staff.

use hc_access::Caller;
use hc_events::{BrokerError, Cause, Forwarder};
use hc_proto::{
    CheckedPage,
    audit::v1::{
        self as messages, GetReplayRequest, GetReplayResponse, ListReplaysRequest, ListReplaysResponse, ReplayState,
        StartReplayRequest, StartReplayResponse,
    },
    r#type::v1 as proto,
};
use hc_rpc::{Violations, refusal, status};
use hc_storage::Idempotency;
use hc_types::ReplayId;
use tonic::{Code, Request, Response, Status};

use super::{Answer, Api, cause, events::period};
use crate::{
    app::replay::{StartReplay, StartReplayError, start_replay, turn_replay},
    domain::{
        filter::TypePrefix,
        replay::{Rate, Replay, Selection, State, TargetQueue, Wish},
    },
    store::{records, replays},
};

pub async fn start(api: &Api, request: Request<StartReplayRequest>) -> Answer<StartReplayResponse> {
    let caller = Caller::of(&request)?;
    let request = request.into_inner();
    let mut violations = Violations::new();
    let queue = violations.check_as("QUEUE_INVALID", "queue", TargetQueue::parse(&request.queue));
    let rate = violations.check_as("RATE_INVALID", "rate", Rate::new(request.rate));
    let key = request.idempotency_key.as_ref();
    let key = key.map(|key| Idempotency::new(caller.principal(), "StartReplay", key, &request)).transpose();
    let key = violations.check_as("IDEMPOTENCY_KEY_INVALID", "idempotency_key", key).flatten();
    let selection = selection(request.filter, &mut violations);
    let (Some(queue), Some(rate), true) = (queue, rate, violations.is_empty()) else {
        return Err(refused(violations));
    };
    if !exists(api, &queue).await? {
        violations.add("queue", "QUEUE_NOT_FOUND", "the broker has no queue of this name");
        return Err(refused(violations));
    }
    let recorded_before = api.db.transact(|tx, _| Box::pin(async move { replays::stand_still(tx).await })).await;
    let recorded_before = recorded_before.map_err(status)?;
    let total = records::count_for_replay(api.db.pool(), &selection, recorded_before).await.map_err(status)?;
    let open_at_most = api.replays.open_at_most;
    let wanted = StartReplay { queue, selection, rate, recorded_before, total, cause: cause(&caller), open_at_most };
    let started = api.db.transact_once(key, move |tx, now| {
        Box::pin(async move {
            let replay = start_replay(tx, now, wanted).await?;
            Ok::<_, StartReplayError>(StartReplayResponse { replay: Some(to_message(&replay)) })
        })
    });
    Ok(Response::new(started.await.map_err(status)?))
}

pub async fn get(api: &Api, request: Request<GetReplayRequest>) -> Answer<GetReplayResponse> {
    let id = id(&request.into_inner().replay_id)?;
    let replay = replays::find(api.db.pool(), id).await.map_err(status)?.ok_or_else(no_replay)?;
    Ok(Response::new(GetReplayResponse { replay: Some(to_message(&replay)) }))
}

pub async fn list(api: &Api, request: Request<ListReplaysRequest>) -> Answer<ListReplaysResponse> {
    let page = CheckedPage::try_from(request.into_inner().page)
        .map_err(|error| refusal(Code::InvalidArgument, "PAGE_INVALID", error.to_string()))?
        .0;
    let page = replays::page(api.db.pool(), &page).await.map_err(status)?;
    Ok(Response::new(ListReplaysResponse {
        page_info: Some(proto::PageInfo::of(&page, |replay| replay.id.uuid())),
        replays: page.items.iter().map(to_message).collect(),
    }))
}

pub async fn turn(api: &Api, replay: &str, wish: Wish, cause: Cause) -> Result<messages::Replay, Status> {
    let id = id(replay)?;
    let turned = api.db.transact(move |tx, _| Box::pin(async move { turn_replay(tx, id, wish, &cause).await }));
    turned.await.map(|replay| to_message(&replay)).map_err(status)
}

fn id(text: &str) -> Result<ReplayId, Status> {
    text.parse().map_err(|_| no_replay())
}

fn no_replay() -> Status {
    refusal(Code::NotFound, "REPLAY_NOT_FOUND", "this replay does not exist")
}

/// The status of a request with something wrong in it.
fn refused(violations: Violations) -> Status {
    violations.finish().err().unwrap_or_else(|| Status::internal("a refused request without a violation"))
}

async fn exists(api: &Api, queue: &TargetQueue) -> Result<bool, Status> {
    let look = async {
        let link = Forwarder::open(&api.broker, "replay").await?;
        let depth = link.depth(queue.as_str()).await;
        link.close().await;
        depth
    };
    match look.await {
        Ok(_) => Ok(true),
        Err(BrokerError::Missing { .. }) => Ok(false),
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "the broker cannot be asked for a queue");
            Err(refusal(Code::Unavailable, "BROKER_UNAVAILABLE", "the broker cannot be reached"))
        }
    }
}

fn selection(filter: Option<messages::ReplayFilter>, violations: &mut Violations) -> Selection {
    let messages::ReplayFilter { r#type, organization_id, from, to } = filter.unwrap_or_default();
    let kind = r#type.map(|text| TypePrefix::parse(&text));
    let organization = organization_id.map(|id| id.parse());
    Selection {
        kind: kind.and_then(|kind| violations.check_as("TYPE_INVALID", "filter.type", kind)),
        organization: organization
            .and_then(|id| violations.check_as("ORGANIZATION_INVALID", "filter.organization_id", id)),
        period: period(from, to, violations),
    }
}

fn to_message(replay: &Replay) -> messages::Replay {
    let Selection { kind, organization, period } = &replay.selection;
    messages::Replay {
        id: replay.id.to_string(),
        queue: replay.queue.as_str().to_owned(),
        filter: Some(messages::ReplayFilter {
            r#type: kind.as_ref().map(|kind| kind.as_str().to_owned()),
            organization_id: organization.map(|id| id.to_string()),
            from: period.from.map(Into::into),
            to: period.to.map(Into::into),
        }),
        rate: replay.rate.per_second(),
        state: match replay.state {
            State::Running => ReplayState::Running,
            State::Paused => ReplayState::Paused,
            State::Finished => ReplayState::Finished,
            State::Canceled => ReplayState::Canceled,
        }
        .into(),
        sent: replay.sent,
        total: replay.total,
        last_event_id: replay.cursor.map(|cursor| cursor.event.to_string()).unwrap_or_default(),
        waiting_for: replay.waiting_for.clone(),
        started_by: replay.started_by.clone(),
        created_at: Some(replay.created_at.into()),
        ended_at: replay.ended_at.map(Into::into),
    }
}
