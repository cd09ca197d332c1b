use std::{collections::HashMap, time::Duration};

use hc_storage::StoreError;
use hc_testkit::eventually;
use hc_types::OrganizationId;

use super::{
    PAID, Target, Webhooks, event,
    target::{Script, status},
};
use crate::{
    app::webhooks::resend::{ResendError, ResendRange, resend, resend_range},
    domain::webhook_pacing::Pacing,
    jobs,
    store::{
        webhook_deliveries::Attempt,
        webhook_queue::{self, Settled},
    },
};

#[tokio::test]
async fn an_event_goes_to_the_endpoints_that_want_it_as_a_signed_cloud_event() {
    let (webhooks, target) = (Webhooks::start().await, Target::start().await);
    let all = webhooks.endpoint(&target.url("/all?key=1")).await;
    let billing = webhooks.endpoint_for(&target.url("/billing"), &["billing.*"]).await;
    webhooks.endpoint_for(&target.url("/other"), &["provisioning.*"]).await;
    webhooks.try_endpoint(OrganizationId::new(), &target.url("/foreign"), &[]).await.unwrap();
    let (event, made) = webhooks.tell(PAID).await;
    assert_eq!(made, 2);
    let delivery = webhooks.tried(all.id, 1).await;
    webhooks.tried(billing.id, 1).await;
    assert_eq!(
        (delivery.status.as_str(), delivery.response_status, delivery.error.as_str()),
        ("succeeded", Some(204), "")
    );
    assert_eq!((delivery.event_type.as_str(), delivery.log.len()), (PAID, 1));

    let posted = target.posted("/all?key=1").remove(0);
    let header = |name: &str| posted.headers.get(name).cloned().unwrap_or_default();
    assert_eq!(header("content-type"), "application/json");
    assert_eq!(header("user-agent"), "HostingCo-Webhooks/1.0");
    assert_eq!(header("host"), target.address.to_string());
    assert_eq!(header("webhook-id"), event.id.to_string());
    assert!(header("webhook-timestamp").parse::<i64>().is_ok());
    assert!(header("webhook-signature").starts_with("v1,") && !header("webhook-signature").contains(' '));
    let body: serde_json::Value = serde_json::from_str(&posted.body).unwrap();
    assert_eq!(body["specversion"], "1.0");
    assert_eq!(body["type"], PAID);
    assert_eq!(body["organization"], webhooks.organization.to_string());
    assert_eq!(body["objectversion"], "3");
    assert_eq!(body["data"]["total"]["minorUnits"], "1999");
    assert!(body.get("session").is_none() && body.get("traceparent").is_none(), "{body}");
    assert_eq!(target.posted("/billing")[0].body, posted.body);
    assert!(target.posted("/other").is_empty() && target.posted("/foreign").is_empty());
}

#[tokio::test]
async fn an_endpoint_whose_secret_does_not_open_waits_alone() {
    let (webhooks, target) = (Webhooks::new().await, Target::start().await);
    let broken = webhooks.endpoint(&target.url("/broken")).await;
    let good = webhooks.endpoint(&target.url("/good")).await;
    let spoilt = sqlx::query!("UPDATE webhook_secrets SET sealed = 'x' WHERE endpoint_id = $1", broken.id as _);
    spoilt.execute(webhooks.database.pool()).await.unwrap();
    webhooks.tell(PAID).await;
    webhooks.dispatch();
    assert_eq!(webhooks.tried(good.id, 1).await.status, "succeeded");
    assert_eq!(webhooks.tried(broken.id, 0).await.status, "pending");
    assert!(target.posted("/broken").is_empty());
}

#[tokio::test]
async fn an_event_that_is_heard_twice_is_delivered_once() {
    let (webhooks, target) = (Webhooks::new().await, Target::start().await);
    webhooks.endpoint(&target.url("/hook")).await;
    let event = event(webhooks.organization, PAID);
    assert_eq!((webhooks.hear(&event).await, webhooks.hear(&event).await), (1, 0));
}

#[tokio::test]
async fn what_no_customer_sees_goes_nowhere() {
    let (webhooks, target) = (Webhooks::new().await, Target::start().await);
    webhooks.endpoint(&target.url("/hook")).await;
    for kind in ["auth.session.started.v1", "billing.ledger.transferred.v1", "unknown.thing.happened.v9"] {
        assert_eq!(webhooks.tell(kind).await.1, 0, "{kind}");
    }
    let mut nobodys = event(webhooks.organization, PAID);
    nobodys.organization = None;
    assert_eq!(webhooks.hear(&nobodys).await, 0);
}

#[tokio::test]
async fn what_failed_is_tried_again_under_the_same_id() {
    let (webhooks, target) = (Webhooks::start().await, Target::start().await);
    target.script("/hook", Script::Turns(vec![status(500, ""), status(404, ""), status(200, "")]));
    let endpoint = webhooks.endpoint(&target.url("/hook")).await;
    webhooks.tell(PAID).await;
    let failed = webhooks.tried(endpoint.id, 1).await;
    assert_eq!((failed.status.as_str(), failed.response_status), ("pending", Some(500)));
    assert!(failed.due_at > Some(failed.created_at), "{failed:?}");
    for attempt in 2..=3 {
        webhooks.hasten().await;
        webhooks.tried(endpoint.id, attempt).await;
    }
    let done = webhooks.tried(endpoint.id, 3).await;
    assert_eq!((done.status.as_str(), done.due_at), ("succeeded", None));
    assert_eq!(done.log.iter().map(|entry| entry.status).collect::<Vec<_>>(), [Some(500), Some(404), Some(200)]);
    let ids: Vec<_> = target.posted("/hook").iter().map(|posted| posted.headers["webhook-id"].clone()).collect();
    assert_eq!(ids, vec![done.event_id.to_string(); 3]);
}

#[tokio::test]
async fn ten_attempts_are_the_end() {
    let (webhooks, target) = (Webhooks::start().await, Target::start().await);
    target.script("/hook", Script::Answer(status(500, "")));
    let endpoint = webhooks.endpoint(&target.url("/hook")).await;
    webhooks.tell(PAID).await;
    for attempt in 1..=10 {
        webhooks.tried(endpoint.id, attempt).await;
        webhooks.hasten().await;
    }
    let delivery = webhooks.tried(endpoint.id, 10).await;
    assert_eq!((delivery.status.as_str(), delivery.attempts, delivery.due_at), ("failed", 10, None));
    assert_eq!(delivery.error, "the endpoint answered 500");
}

#[tokio::test]
async fn a_slow_endpoint_does_not_delay_others() {
    let webhooks = Webhooks::new_with(super::WebhookSettings {
        allow_networks: vec!["127.0.0.1/32".parse().unwrap()],
        allow_http: true,
        concurrency: 40,
        concurrency_per_endpoint: 8,
        ..super::WebhookSettings::default()
    })
    .await;
    let target = Target::start().await;
    let mut slow = Vec::new();
    for number in 0..5 {
        let path = format!("/slow{number}");
        target.script(&path, Script::Hang);
        slow.push(webhooks.endpoint_for(&target.url(&path), &["billing.order.*"]).await);
    }
    let prompt = webhooks.endpoint_for(&target.url("/prompt"), &["billing.invoice.*"]).await;
    // The slow ones are first in everything, with far more than there are slots.
    for _ in 0..40 {
        webhooks.tell("billing.order.placed.v1").await;
    }
    webhooks.dispatch();
    eventually("the slow ones have what they get", || async { target.posted("/slow4").len() >= 4 }).await;
    for _ in 0..100 {
        webhooks.tell(PAID).await;
    }
    eventually("the prompt one has all", || async {
        webhooks.deliveries(prompt.id).await.iter().all(|delivery| delivery.status == "succeeded")
    })
    .await;
    for endpoint in slow {
        assert!(webhooks.deliveries(endpoint.id).await.iter().all(|delivery| delivery.status == "pending"));
    }
}

#[tokio::test]
async fn who_asks_for_less_is_left_alone_for_a_while() {
    let (webhooks, target) = (Webhooks::start().await, Target::start().await);
    target.script("/hook", Script::Answer(status(429, "retry-after: 600\r\n")));
    let endpoint = webhooks.endpoint(&target.url("/hook")).await;
    webhooks.tell(PAID).await;
    let asked = webhooks.tried(endpoint.id, 1).await;
    assert!(asked.due_at.unwrap().since(asked.created_at) > Duration::from_secs(500), "{asked:?}");
    let other = webhooks.endpoint(&target.url("/other")).await;
    webhooks.tell(PAID).await;
    webhooks.tried(other.id, 1).await;
    // What came later was never tried, though it was due at once.
    assert_eq!(webhooks.deliveries(endpoint.id).await[1].attempts, 0);
}

#[tokio::test]
async fn several_dispatchers_share_the_work_and_repeat_nothing() {
    let (webhooks, target) = (Webhooks::new().await, Target::start().await);
    let endpoint = webhooks.endpoint(&target.url("/hook")).await;
    for _ in 0..3 {
        webhooks.dispatch();
    }
    for _ in 0..200 {
        webhooks.tell(PAID).await;
    }
    eventually("all are delivered", || async {
        webhooks.deliveries(endpoint.id).await.iter().all(|delivery| delivery.status == "succeeded")
    })
    .await;
    let mut times: HashMap<String, usize> = HashMap::new();
    for posted in target.posted("/hook") {
        *times.entry(posted.headers["webhook-id"].clone()).or_default() += 1;
    }
    assert_eq!((times.len(), times.values().max()), (200, Some(&1)));
}

#[tokio::test]
async fn who_lost_the_lease_writes_nothing() {
    let (webhooks, target) = (Webhooks::new().await, Target::start().await);
    let endpoint = webhooks.endpoint(&target.url("/hook")).await;
    webhooks.tell(PAID).await;
    let claim = |seconds: f64| {
        let (db, room) = (webhooks.db.clone(), Pacing::new(8, 8).room());
        async move { webhook_queue::claim(db.pool(), &room, seconds).await.unwrap() }
    };
    let zombie = claim(0.0).await.remove(0);
    let heir = claim(60.0).await.remove(0);
    assert_eq!(heir.fence, zombie.fence + 1);
    assert!(claim(60.0).await.is_empty(), "a lease keeps others away");
    let settle = |claimed: &webhook_queue::Claimed, status| {
        let settled = Settled {
            delivery: claimed.delivery_id,
            fence: claimed.fence,
            status,
            again_after: None,
            tries: 0,
            attempt: Attempt { at: claimed.claimed_at, status: Some(200), latency_ms: 1, error: String::new() },
            request_headers: String::new(),
            response_headers: String::new(),
            response_body: String::new(),
        };
        let db = webhooks.db.clone();
        async move {
            let written = db.transact(move |tx, _| {
                Box::pin(async move { webhook_queue::settle(tx, std::iter::once(&settled)).await })
            });
            written.await as Result<u64, StoreError>
        }
    };
    assert_eq!(settle(&zombie, "failed").await.unwrap(), 0);
    assert_eq!(settle(&heir, "succeeded").await.unwrap(), 1);
    assert_eq!(webhooks.deliveries(endpoint.id).await[0].status, "succeeded");
}

#[tokio::test]
async fn what_ended_is_sent_again_one_or_a_range() {
    let (webhooks, target) = (Webhooks::start().await, Target::start().await);
    target.script("/hook", Script::Answer(status(204, "")));
    let endpoint = webhooks.endpoint(&target.url("/hook")).await;
    let id = endpoint.id;
    for _ in 0..3 {
        webhooks.tell(PAID).await;
    }
    eventually("all are delivered", || async { target.posted("/hook").len() == 3 }).await;
    eventually("all are written", || async {
        webhooks.deliveries(id).await.iter().all(|delivery| delivery.status == "succeeded")
    })
    .await;
    let (organization, first) = (webhooks.organization, webhooks.deliveries(id).await[0].clone());
    let one = first.delivery_id;
    let sent = webhooks.db.transact(move |tx, now| Box::pin(resend(tx, now, organization, id, one)));
    sent.await.unwrap();
    eventually("it came again", || async { target.posted("/hook").len() == 4 }).await;
    let posted = target.posted("/hook");
    assert_eq!(posted[3].headers["webhook-id"], first.event_id.to_string());
    assert_eq!(posted.iter().filter(|other| other.body == posted[3].body).count(), 2);
    eventually("it is written", || async { webhooks.deliveries(id).await[0].attempts == 2 }).await;

    let range = ResendRange { organization, endpoint: id, from: first.created_at, to: None, status: "succeeded" };
    let sent = webhooks.db.transact(move |tx, now| Box::pin(resend_range(tx, now, range)));
    assert_eq!(sent.await.unwrap(), (3, false));
    eventually("all came again", || async { target.posted("/hook").len() == 7 }).await;

    let foreign = OrganizationId::new();
    let refused = webhooks.db.transact(move |tx, now| Box::pin(resend(tx, now, foreign, id, one))).await;
    assert!(matches!(refused, Err(ResendError::DeliveryNotFound)));
}

#[tokio::test]
async fn old_deliveries_and_those_of_removed_endpoints_are_dropped() {
    let (webhooks, target) = (Webhooks::new().await, Target::start().await);
    let (kept, removed) =
        (webhooks.endpoint(&target.url("/kept")).await, webhooks.endpoint(&target.url("/removed")).await);
    webhooks.tell(PAID).await;
    let done = sqlx::query!(
        "UPDATE webhook_deliveries SET status = 'succeeded', due_at = NULL, finished_at = now() WHERE endpoint_id = $1",
        kept.id as _,
    );
    done.execute(webhooks.database.pool()).await.unwrap();
    let gone = sqlx::query!("DELETE FROM webhook_endpoints WHERE endpoint_id = $1", removed.id as _);
    gone.execute(webhooks.database.pool()).await.unwrap();
    let count = async || {
        let counts = sqlx::query!(
            r#"SELECT (SELECT count(*) FROM webhook_deliveries) AS "deliveries!",
                      (SELECT count(*) FROM webhook_events) AS "bodies!""#
        );
        let counts = counts.fetch_one(webhooks.database.pool()).await.unwrap();
        (counts.deliveries, counts.bodies)
    };
    assert_eq!(count().await, (2, 1));
    jobs::webhooks::once(&webhooks.db, Duration::from_hours(1), &webhooks.stop).await.unwrap();
    assert_eq!(count().await, (1, 1));
    let aged = sqlx::query!("UPDATE webhook_events SET created_at = now() - interval '3 days'");
    aged.execute(webhooks.database.pool()).await.unwrap();
    // Ids are by time to the millisecond.
    eventually("it is old", || async {
        jobs::webhooks::once(&webhooks.db, Duration::ZERO, &webhooks.stop).await.unwrap();
        count().await == (0, 0)
    })
    .await;
}
