use std::time::Duration;

use hc_testkit::eventually;
use hc_types::{OrganizationId, PageRequest};

use super::{KEK, PAID, Target, Webhooks, actor, target::Script, target::status};
use crate::{
    app::webhooks::{
        create_endpoint::CreateEndpointError,
        delete_endpoint::{EndpointError, delete_endpoint},
        rotate_secret::{RotateSecret, rotate_secret},
        send_test_event::send_test_event,
        update_endpoint::{UpdateEndpoint, UpdateEndpointError, update_endpoint},
        vault::{Vault, VaultError},
    },
    domain::{
        webhook_endpoint::{Change, Endpoint, State},
        webhook_filter::EventTypes,
        webhook_url::WebhookUrl,
    },
    store::webhook_endpoints,
};

async fn update(
    webhooks: &Webhooks,
    of: &Endpoint,
    change: Change,
    version: Option<i64>,
) -> Result<Endpoint, UpdateEndpointError> {
    let update = UpdateEndpoint { actor: actor(), organization: of.organization, endpoint: of.id, change, version };
    webhooks.db.transact(move |tx, _| Box::pin(update_endpoint(tx, update))).await
}

#[tokio::test]
async fn what_is_told_of_an_endpoint_holds_no_secret() {
    let webhooks = Webhooks::new().await;
    let endpoint = webhooks.endpoint_for("https://example.com/hooks/T0P-SECRET?token=hidden", &["billing.*"]).await;
    let moved = Change {
        url: Some(WebhookUrl::parse("https://example.org/T0P-SECRET", false).unwrap()),
        event_types: Some(EventTypes::default()),
        ..Change::default()
    };
    update(&webhooks, &endpoint, moved, Some(1)).await.unwrap();
    let (organization, id, vault) = (webhooks.organization, endpoint.id, webhooks.vault.clone());
    let rotate = RotateSecret { actor: actor(), organization, endpoint: id, overlap: Duration::from_mins(1), vault };
    let rotated = webhooks.db.transact(move |tx, now| Box::pin(rotate_secret(tx, now, rotate)));
    rotated.await.unwrap();
    let deleted = webhooks.db.transact(move |tx, _| Box::pin(delete_endpoint(tx, actor(), organization, id)));
    deleted.await.unwrap();
    let told = webhooks.told().await;
    let kinds: Vec<_> = told.iter().map(|(kind, _)| kind.rsplit('.').nth(1).unwrap()).collect();
    assert_eq!(kinds, ["created", "updated", "updated", "deleted"]);
    for (_, data) in &told {
        let text = data.to_string();
        assert!(!text.contains("T0P-SECRET") && !text.contains("hidden") && !text.contains("whsec_"), "{text}");
    }
    let (created, updated, rotated) = (&told[0].1, &told[1].1, &told[2].1);
    assert_eq!(created["origin"], "https://example.com");
    assert_eq!(updated["changed"], serde_json::json!(["url", "event_types"]));
    assert_eq!(updated["previousOrigin"], "https://example.com");
    assert_eq!(updated["previousEventTypes"], serde_json::json!(["billing.*"]));
    assert_eq!(rotated["changed"], serde_json::json!(["secret"]));
    assert!(webhooks.secrets(id).await.is_empty(), "they went with it");
}

#[tokio::test]
async fn a_change_of_what_somebody_else_has_changed_is_refused() {
    let webhooks = Webhooks::new().await;
    let endpoint = webhooks.endpoint("https://example.com/").await;
    let pause = || Change { enabled: Some(false), ..Change::default() };
    let paused = update(&webhooks, &endpoint, pause(), Some(1)).await.unwrap();
    assert_eq!((paused.state, paused.version), (State::Paused, 2));
    let overtaken = update(&webhooks, &endpoint, pause(), Some(1)).await;
    assert!(matches!(overtaken, Err(UpdateEndpointError::Overtaken { now: 2 })));
    let foreign = Endpoint { organization: OrganizationId::new(), ..endpoint };
    assert!(matches!(update(&webhooks, &foreign, pause(), None).await, Err(UpdateEndpointError::NotFound)));
}

#[tokio::test]
async fn endpoints_are_listed_by_whether_events_go_there() {
    let webhooks = Webhooks::new().await;
    let mut made = Vec::new();
    for path in ["first", "second", "third"] {
        made.insert(0, webhooks.endpoint(&format!("https://example.com/{path}")).await);
    }
    let pause = Change { enabled: Some(false), ..Change::default() };
    update(&webhooks, &made[1], pause, None).await.unwrap();
    let list = async |enabled: Option<bool>, page: PageRequest| {
        let of = [webhooks.organization, OrganizationId::new()];
        let mut pages = webhook_endpoints::pages(webhooks.database.pool(), &of, enabled, &page).await.unwrap();
        assert_eq!((pages.len(), pages[1].items.len()), (2, 0));
        pages.remove(0).map(|endpoint| endpoint.id)
    };
    let all = made.iter().map(|endpoint| endpoint.id).collect::<Vec<_>>();
    let first = |size| PageRequest::new(Some(size), None, None, None).unwrap();
    assert_eq!(list(None, first(5)).await.items, all);
    assert_eq!(list(Some(false), first(5)).await.items, [all[1]]);
    let page = list(Some(true), first(1)).await;
    assert_eq!((page.items.as_slice(), page.has_next), (&all[..1], true));
    let cursor = hc_types::page::encode(all[0].uuid());
    let page = list(Some(true), PageRequest::new(Some(1), Some(&cursor), None, None).unwrap()).await;
    assert_eq!((page.items.as_slice(), page.has_next), (&all[2..], false));
    let page = list(Some(true), PageRequest::new(None, None, Some(1), None).unwrap()).await;
    assert_eq!((page.items.as_slice(), page.has_previous), (&all[2..], true));
}

#[tokio::test]
async fn an_organization_has_so_many_endpoints_and_no_more() {
    let mut webhooks = Webhooks::new().await;
    webhooks.settings.endpoints_at_most = 3;
    let tries = (0..6).map(|_| webhooks.try_endpoint(webhooks.organization, "https://example.com/", &[]));
    let tries = futures::future::join_all(tries).await;
    assert_eq!(tries.iter().filter(|made| made.is_ok()).count(), 3);
    assert!(tries.iter().all(|made| made.is_ok() || matches!(made, Err(CreateEndpointError::TooMany { most: 3 }))));
}

#[tokio::test]
async fn secrets_are_two_at_most_and_stand_encrypted() {
    let webhooks = Webhooks::new().await;
    let endpoint = webhooks.endpoint("https://example.com/").await;
    let mut known = webhooks.secrets(endpoint.id).await;
    for _ in 0..3 {
        let (organization, vault) = (webhooks.organization, webhooks.vault.clone());
        let rotate = RotateSecret {
            actor: actor(),
            organization,
            endpoint: endpoint.id,
            overlap: Duration::from_mins(1),
            vault,
        };
        let rotated = webhooks.db.transact(move |tx, now| Box::pin(rotate_secret(tx, now, rotate)));
        known.push(rotated.await.unwrap().1.text());
    }
    assert_eq!(webhooks.secrets(endpoint.id).await, [known[3].clone(), known[2].clone()]);
    let sealed =
        sqlx::query_scalar!("SELECT sealed FROM webhook_secrets").fetch_all(webhooks.database.pool()).await.unwrap();
    assert!(sealed.iter().all(|sealed| sealed.len() > 32 && sealed[0] == 1), "{sealed:?}");
}

#[tokio::test]
async fn the_wrong_key_and_lost_data_keys_keep_the_service_from_starting() {
    let webhooks = Webhooks::new().await;
    webhooks.endpoint("https://example.com/").await;
    let other = hc_vault::Keks::parse("AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=").unwrap();
    assert!(matches!(Vault::open(&webhooks.db, other).await.err(), Some(VaultError::Unwrap(_))));
    sqlx::query!("DELETE FROM data_keys").execute(webhooks.database.pool()).await.unwrap();
    let right = hc_vault::Keks::parse(KEK).unwrap();
    assert!(matches!(Vault::open(&webhooks.db, right).await.err(), Some(VaultError::NoDataKeys)));
}

#[tokio::test]
async fn a_test_event_reaches_an_endpoint_that_is_disabled_and_is_tried_once() {
    let (webhooks, target) = (Webhooks::start().await, Target::start().await);
    let endpoint = webhooks.endpoint_for(&target.url("/hook"), &["provisioning.*"]).await;
    let (organization, id) = (webhooks.organization, endpoint.id);
    update(&webhooks, &endpoint, Change { enabled: Some(false), ..Change::default() }, None).await.unwrap();
    let send = async || {
        let sent = webhooks.db.transact(move |tx, now| Box::pin(send_test_event(tx, now, actor(), organization, id)));
        sent.await.unwrap()
    };
    send().await;
    assert_eq!(webhooks.tried(id, 1).await.status, "succeeded");
    let body: serde_json::Value = serde_json::from_str(&target.posted("/hook")[0].body).unwrap();
    assert_eq!(
        (body["type"].as_str(), body["subject"].as_str()),
        (Some("notifications.webhook.test.v1"), Some(id.to_string().as_str()))
    );
    target.script("/hook", Script::Answer(status(410, "")));
    send().await;
    eventually("it is written", || async { webhooks.deliveries(id).await[1].status == "failed" }).await;
    assert!(webhooks.told().await.iter().all(|(kind, _)| !kind.contains("webhook.test") && !kind.contains("disabled")));
}

#[tokio::test]
async fn what_was_on_its_way_to_a_removed_endpoint_is_not_sent() {
    let (webhooks, target) = (Webhooks::new().await, Target::start().await);
    let endpoint = webhooks.endpoint(&target.url("/hook")).await;
    webhooks.tell(PAID).await;
    let (organization, id) = (webhooks.organization, endpoint.id);
    let delete = || webhooks.db.transact(move |tx, _| Box::pin(delete_endpoint(tx, actor(), organization, id)));
    delete().await.unwrap();
    assert!(matches!(delete().await, Err(EndpointError::NotFound)));
    webhooks.dispatch();
    let other = webhooks.endpoint(&target.url("/other")).await;
    webhooks.tell(PAID).await;
    webhooks.tried(other.id, 1).await;
    webhooks.stop().await;
    assert!(target.posted("/hook").is_empty());
}
