//! What arrives is recorded: everything, once, as it was.

use std::time::{Duration, Instant};

use hc_testkit::eventually_within;
use hc_types::{OrganizationId, ReplayId};
use serde_json::{Value, json};

use super::{Audit, event, story, versions};
use crate::{
    domain::{
        chain::Owner,
        filter::{Exact, Filter, Period, TypePrefix},
        privacy::REMOVED,
    },
    store::records::{self, Order},
};

fn fields(changes: &str) -> Value {
    serde_json::from_str::<Value>(changes).unwrap()["fields"].clone()
}

#[tokio::test]
async fn every_event_is_recorded_once_however_often_it_comes() {
    let audit = Audit::start().await;
    let organization = OrganizationId::new();
    let events = story(organization, 5, 4);
    let recorder = audit.recorder();
    audit.deliver(&events).await;
    audit.recorded(organization, 20).await;
    recorder.kill();
    // All of it again, some of it twice at once, and one more at the end to wait for.
    let last = event(organization, "inv_last", 1, &json!({}));
    let recorder = audit.recorder();
    audit.deliver(&events).await;
    audit.deliver(&[events[3].clone(), events[3].clone(), last]).await;
    let records = audit.recorded(organization, 21).await;
    recorder.stop().await;
    assert_eq!(audit.records(organization).await.len(), 21);
    assert_eq!(versions(&records)["inv_3"], [1, 2, 3, 4]);
    let findings = audit.verify(organization).await;
    assert!(findings.is_valid());
    assert_eq!((findings.events(), findings.recomputed()), (21, 21));
}

#[tokio::test]
async fn before_and_after_are_right_also_for_what_comes_late() {
    let audit = Audit::start().await;
    let organization = OrganizationId::new();
    let [first, second, third] = [(1, "OPEN"), (2, "PAID"), (3, "VOID")]
        .map(|(version, status)| event(organization, "inv_1", version, &json!({ "id": "inv_1", "status": status })));
    let recorder = audit.recorder();
    audit.deliver(&[first]).await;
    audit.recorded(organization, 1).await;
    audit.deliver(&[third]).await;
    let records = audit.recorded(organization, 2).await;
    // As far as was known then, and it says from where.
    assert_eq!(fields(&records[1].changes), json!([{ "field": "status", "before": "OPEN", "after": "VOID" }]));
    assert!(records[1].changes.contains(r#""from":{"epoch":"1","version":"1"}"#));
    audit.deliver(&[second]).await;
    let records = audit.recorded(organization, 3).await;
    assert_eq!(records[2].place.version, 2);
    assert_eq!(fields(&records[2].changes), json!([{ "field": "status", "before": "OPEN", "after": "PAID" }]));
    // The latest state is still the one of the latest version.
    audit.deliver(&[event(organization, "inv_1", 4, &json!({ "status": "VOID", "note": "x" }))]).await;
    let records = audit.recorded(organization, 4).await;
    assert_eq!(fields(&records[3].changes), json!([{ "field": "note", "after": "x" }]));
    recorder.stop().await;
}

#[tokio::test]
async fn what_must_not_be_recorded_is_not() {
    let audit = Audit::start().await;
    let organization = OrganizationId::new();
    let mut told = event(organization, "usr_1", 1, &json!({ "email": "ada@demo.test", "userId": "usr_1" }));
    told.replay = Some(ReplayId::new());
    let recorder = audit.recorder();
    audit.deliver(&[told]).await;
    let records = audit.recorded(organization, 1).await;
    recorder.stop().await;
    let document: Value = serde_json::from_str(&records[0].event).unwrap();
    assert_eq!(document["data"], json!({ "email": REMOVED, "userId": "usr_1" }));
    assert_eq!(document.get("replayid"), None);
    assert!(!records[0].changes.contains("ada@demo.test"));
    let states = sqlx::query_scalar::<_, String>("SELECT state::text FROM object_states");
    assert!(states.fetch_all(audit.database.pool()).await.unwrap().iter().all(|state| !state.contains("ada@")));
}

#[tokio::test]
async fn the_record_is_searched_by_what_who_on_what_and_when() {
    let audit = Audit::start().await;
    let (organization, other) = (OrganizationId::new(), OrganizationId::new());
    let mut events = story(organization, 3, 2);
    events.extend(story(other, 1, 1));
    events[0].actor = "usr_other".to_owned();
    events[1].kind = "auth.session.started.v1".to_owned();
    let recorder = audit.recorder();
    audit.deliver(&events).await;
    audit.recorded(other, 1).await;
    recorder.stop().await;
    let find = async |filter: Filter| {
        let owners = [Owner::from(organization)];
        let found = records::of_owners(audit.db.pool(), &owners, &filter, (Order::Newest, None), 100).await.unwrap();
        found.into_iter().map(|record| record.id).collect::<Vec<_>>()
    };
    let newest: Vec<_> = events[..6].iter().rev().map(|event| event.id).collect();
    assert_eq!(find(Filter::default()).await, newest);
    let kind = |text: &str| Filter { kind: Some(TypePrefix::parse(text).unwrap()), ..Filter::default() };
    assert_eq!(find(kind("auth.*")).await, [events[1].id]);
    assert_eq!(find(kind("billing.invoice")).await.len(), 5);
    assert!(find(kind("billing.inv")).await.is_empty());
    let actor = Some(Exact::parse("usr_other").unwrap());
    assert_eq!(find(Filter { actor, ..Filter::default() }).await, [events[0].id]);
    let subject = Some(Exact::parse("inv_2").unwrap());
    assert_eq!(find(Filter { subject, ..Filter::default() }).await, [events[5].id, events[2].id]);
    let subjects = ["inv_2", "inv_1", "inv_none"].map(|id| Exact::parse(id).unwrap()).to_vec();
    let of_any = find(Filter { subjects, ..Filter::default() }).await;
    let wanted = events[..6].iter().rev().filter(|event| ["inv_1", "inv_2"].contains(&event.subject.as_str()));
    assert_eq!(of_any, wanted.map(|event| event.id).collect::<Vec<_>>());
    let period = Period::new(Some(events[2].occurred_at), Some(events[5].occurred_at)).unwrap();
    assert_eq!(find(Filter { period, ..Filter::default() }).await.len(), 3);
    // Members see what customers may see; nobody's events are a chain of their own.
    assert_eq!(find(Filter { visible_only: true, ..Filter::default() }).await.len(), 5);
    let known = records::find(audit.db.pool(), &[events[0].id, events[6].id]).await.unwrap();
    assert_eq!(known.len(), 2);
}

/// Prints what it reaches; the target is 1,000 a second.
#[tokio::test]
async fn many_events_a_second_are_recorded() {
    const EVENTS: usize = 4_000;
    let audit = Audit::start().await;
    let organizations: Vec<_> = (0..20).map(|_| OrganizationId::new()).collect();
    let events: Vec<_> = (0..EVENTS)
        .map(|at| {
            let subject = format!("inv_{}", at % 500);
            let version = i64::try_from(at / 500 + 1).unwrap();
            let data = json!({ "invoiceId": subject, "organizationId": "org_1", "status": "PAID", "version": version.to_string() });
            event(organizations[(at % 500) % 20], &subject, version, &data)
        })
        .collect();
    let forwarder = hc_events::Forwarder::open(&audit.settings, "test").await.unwrap();
    for wave in events.chunks(200) {
        futures::future::try_join_all(wave.iter().map(|event| forwarder.send("audit.everything", event)))
            .await
            .unwrap();
    }
    let begun = Instant::now();
    let recorder = audit.recorder();
    eventually_within(Duration::from_mins(1), "everything is recorded", || async {
        let sum = sqlx::query_scalar::<_, i64>("SELECT sum(sequence)::bigint FROM audit_chains");
        let events: Option<i64> = sum.fetch_optional(audit.database.pool()).await.ok().flatten();
        events == i64::try_from(EVENTS).ok()
    })
    .await;
    let elapsed = begun.elapsed().as_secs_f64();
    recorder.stop().await;
    #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
    let rate = EVENTS as f64 / elapsed;
    println!("recorded {rate:.0} events/s");
    for organization in organizations {
        assert!(audit.verify(organization).await.is_valid());
    }
}
