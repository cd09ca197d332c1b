//! Records: listed and found by id.

use std::collections::{HashMap, HashSet};

use futures::{StreamExt as _, TryStreamExt as _, stream};
use hc_access::{Caller, Permission};
use hc_proto::{
    CheckedPage,
    audit::v1::{
        self as messages, AuditEventPage, BatchGetAuditEventsRequest, BatchGetAuditEventsResponse,
        ListAuditEventsRequest, ListAuditEventsResponse,
    },
    r#type::v1 as proto,
};
use hc_rpc::{Violations, refusal, status};
use hc_types::{EventId, Page, SessionId, Timestamp};
use serde_json::Value;
use tonic::{Code, Request, Response, Status};

use super::{Answer, Api, Reader};
use crate::{
    domain::{
        chain::Owner,
        filter::{Exact, Filter, Period, TypePrefix},
        record::Record,
    },
    store::{
        origins::{self, Origin},
        records::{self, Order},
    },
};

/// Ids that a batch may have.
const BATCH_AT_MOST: usize = 500;
/// Objects that a filter may name.
const MOST_SUBJECTS: usize = 50;
/// Organizations that a list of lists may have.
const PARENTS_AT_MOST: usize = 100;
/// Questions about different organizations that go out side by side.
const SIDE_BY_SIDE: usize = 16;

pub async fn list(api: &Api, request: Request<ListAuditEventsRequest>) -> Answer<ListAuditEventsResponse> {
    let caller = Caller::of(&request)?;
    let request = request.into_inner();
    at_most(PARENTS_AT_MOST, &request.organization_ids)?;
    let as_caller = &caller;
    let readable = stream::iter(request.organization_ids).map(|id| async move { api.readable(as_caller, &id).await });
    let readable: Vec<(Owner, Reader)> = readable.buffered(SIDE_BY_SIDE).try_collect().await?;
    let page = CheckedPage::try_from(request.page)
        .map_err(|error| refusal(Code::InvalidArgument, "PAGE_INVALID", error.to_string()))?
        .0;
    let mut violations = Violations::new();
    let filter = filter(request.filter, &mut violations);
    violations.finish()?;
    let cursor = match page.cursor() {
        None => None,
        Some(id) => {
            let found = records::locate(api.db.pool(), id.into()).await.map_err(status)?;
            let unknown = || refusal(Code::InvalidArgument, "PAGE_INVALID", "the cursor's event is not kept any more");
            Some(found.ok_or_else(unknown)?)
        }
    };
    let order = if page.is_backward() { Order::Oldest } else { Order::Newest };
    let mut by_owner: HashMap<Owner, Vec<Record>> = HashMap::new();
    for reader in [Reader::Member, Reader::Staff] {
        let mut owners: Vec<Owner> =
            readable.iter().filter(|(_, as_who)| *as_who == reader).map(|(owner, _)| *owner).collect();
        owners.sort();
        owners.dedup();
        if owners.is_empty() {
            continue;
        }
        let filter = Filter { visible_only: reader == Reader::Member, ..filter.clone() };
        let mut reader = api.db.stale_reader().await.map_err(status)?;
        let found = records::of_owners(&mut *reader, &owners, &filter, (order, cursor), page.limit());
        for record in found.await.map_err(status)? {
            by_owner.entry(record.owner).or_default().push(record);
        }
    }
    let sessions = by_owner.values().flatten().filter_map(|record| record.session).collect();
    let origins = origins_of(api, sessions).await?;
    let pages = readable.iter().map(|(owner, _)| {
        let page = Page::from_rows(&page, by_owner.get(owner).cloned().unwrap_or_default());
        AuditEventPage {
            page_info: Some(proto::PageInfo::of(&page, |record| record.id.uuid())),
            events: page.items.iter().map(|record| to_message(record, &origins)).collect(),
        }
    });
    Ok(Response::new(ListAuditEventsResponse { pages: pages.collect() }))
}

pub async fn batch_get(api: &Api, request: Request<BatchGetAuditEventsRequest>) -> Answer<BatchGetAuditEventsResponse> {
    let caller = Caller::of(&request)?;
    let ids = request.into_inner().ids;
    at_most(BATCH_AT_MOST, &ids)?;
    // What is no id of this kind exists as little as one that nobody has.
    let ids: Vec<EventId> = ids.iter().filter_map(|id| id.parse().ok()).collect();
    let mut found = records::find(api.db.pool(), &ids).await.map_err(status)?;
    let is_staff = api.access.platform(&caller, Permission::AuditEventRead).await.is_ok();
    if !is_staff {
        let organizations = found.iter().filter_map(|record| record.owner.organization());
        let readable = api.access.permitted(&caller, Permission::AuditEventRead, organizations).await?;
        found.retain(|record| {
            record.visible && record.owner.organization().is_some_and(|owner| readable.contains(&owner))
        });
    }
    let origins = origins_of(api, found.iter().filter_map(|record| record.session).collect()).await?;
    let events = found.iter().map(|record| to_message(record, &origins)).collect();
    Ok(Response::new(BatchGetAuditEventsResponse { events }))
}

/// A filter as callers write it; what is wrong with it goes into `violations`.
pub fn filter(filter: Option<messages::AuditFilter>, violations: &mut Violations) -> Filter {
    let messages::AuditFilter { r#type, actor, subject, from, to, subjects } = filter.unwrap_or_default();
    let kind = r#type.map(|text| TypePrefix::parse(&text));
    let actor = actor.map(|text| Exact::parse(&text));
    let subject = subject.map(|text| Exact::parse(&text));
    if subjects.len() > MOST_SUBJECTS {
        violations.add("filter.subjects", "SUBJECT_INVALID", format!("at most {MOST_SUBJECTS} objects"));
    }
    let mut parsed = Vec::new();
    for (at, text) in subjects.iter().take(MOST_SUBJECTS).enumerate() {
        let field = format!("filter.subjects[{at}]");
        parsed.extend(violations.check_as("SUBJECT_INVALID", field, Exact::parse(text)));
    }
    Filter {
        kind: kind.and_then(|kind| violations.check_as("TYPE_INVALID", "filter.type", kind)),
        actor: actor.and_then(|actor| violations.check_as("ACTOR_INVALID", "filter.actor", actor)),
        subject: subject.and_then(|subject| violations.check_as("SUBJECT_INVALID", "filter.subject", subject)),
        subjects: parsed,
        period: period(from, to, violations),
        visible_only: false,
    }
}

/// A period as callers write it.
pub fn period(
    from: Option<pbjson_types::Timestamp>,
    to: Option<pbjson_types::Timestamp>,
    violations: &mut Violations,
) -> Period {
    let mut instant = |field, value: Option<pbjson_types::Timestamp>| {
        let value = value.map(|value| Timestamp::try_from(value).map_err(|_| "this is no instant"));
        value.and_then(|value| violations.check_as("PERIOD_INVALID", field, value))
    };
    let (from, to) = (instant("filter.from", from), instant("filter.to", to));
    violations.check_as("PERIOD_INVALID", "filter.to", Period::new(from, to)).unwrap_or_default()
}

fn at_most(most: usize, ids: &[String]) -> Result<(), Status> {
    if ids.len() <= most {
        return Ok(());
    }
    let message = format!("at most {most} ids at once, not {}", ids.len());
    Err(refusal(Code::InvalidArgument, "TOO_MANY_IDS", message))
}

async fn origins_of(api: &Api, sessions: HashSet<SessionId>) -> Result<HashMap<SessionId, Origin>, Status> {
    if sessions.is_empty() {
        return Ok(HashMap::new());
    }
    let sessions: Vec<_> = sessions.into_iter().collect();
    origins::find(api.db.pool(), &sessions).await.map_err(status)
}

fn to_message(record: &Record, origins: &HashMap<SessionId, Origin>) -> messages::AuditEvent {
    let origin = record.session.and_then(|session| origins.get(&session));
    messages::AuditEvent {
        id: record.id.to_string(),
        organization_id: record.owner.organization().map(|id| id.to_string()).unwrap_or_default(),
        r#type: record.kind.clone(),
        source: record.source.clone(),
        actor: record.actor.clone(),
        session_id: record.session.map(|id| id.to_string()).unwrap_or_default(),
        subject: record.subject.clone(),
        occurred_at: Some(record.occurred_at.into()),
        recorded_at: Some(record.recorded_at.into()),
        event: record.event.clone(),
        changes: changes(&record.changes),
        origin: origin.map(|origin| messages::SessionOrigin {
            ip_address: origin.ip_address.clone().unwrap_or_default(),
            user_agent: origin.user_agent.clone().unwrap_or_default(),
        }),
        sequence: record.sequence,
        previous_hash: record.previous_hash.to_string(),
        hash: record.hash.to_string(),
    }
}

/// `{"fields":[{"after":…,"before":…,"field":…}],…}`
fn changes(text: &str) -> Vec<messages::FieldChange> {
    let changes: Value = serde_json::from_str(text).unwrap_or_default();
    let fields = changes.get("fields").and_then(Value::as_array).cloned().unwrap_or_default();
    let json = |change: &Value, name: &str| change.get(name).map(Value::to_string).unwrap_or_default();
    let to_change = |change: &Value| messages::FieldChange {
        field: change.get("field").and_then(Value::as_str).unwrap_or_default().to_owned(),
        before: json(change, "before"),
        after: json(change, "after"),
    };
    fields.iter().map(to_change).collect()
}
