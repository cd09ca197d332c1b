//! Webhooks with a real database and real servers at the other end. Only names are looked up in a script: what a name
//! answers cannot be arranged otherwise.

mod bad_targets;
mod delivery;
mod endpoints;
mod libraries;
mod target;

use std::{
    collections::HashMap,
    net::IpAddr,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use futures::future::BoxFuture;
use hc_events::{Cause, RawEvent};
use hc_storage::{DatabaseSettings, Db};
use hc_testkit::{TestDatabase, eventually};
use hc_types::{EventId, OrganizationId, UserId, WebhookDeliveryId, WebhookEndpointId};
use hc_vault::Keks;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use self::target::Target;
use crate::{
    app::webhooks::{
        Actor,
        create_endpoint::{CreateEndpoint, CreateEndpointError, create_endpoint},
        fan_out::fan_out,
        vault::Vault,
    },
    dispatch::{Dispatcher, client::Client, guard::Guard, resolver::Resolve},
    domain::{
        webhook_endpoint::{Description, Endpoint},
        webhook_filter::EventTypes,
        webhook_url::WebhookUrl,
    },
    settings::WebhookSettings,
    store::{
        self,
        webhook_deliveries::{self, Delivery},
        webhook_endpoints,
    },
};

const KEK: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

/// A name that no attempt comes beyond.
const BUG: &str = "bug.test";

/// A database with webhooks in it, and maybe dispatchers at work.
struct Webhooks {
    database: TestDatabase,
    db: Db,
    vault: Vault,
    names: Names,
    settings: WebhookSettings,
    organization: OrganizationId,
    dispatchers: TaskTracker,
    stop: CancellationToken,
}

/// What names answer: each lookup takes the next answer, the last one stays.
#[derive(Debug, Clone, Default)]
struct Names(Arc<Mutex<HashMap<String, Vec<Vec<IpAddr>>>>>);

impl Names {
    fn set(&self, name: &str, answers: &[&[&str]]) {
        let answers = answers.iter().map(|addresses| addresses.iter().map(|text| text.parse().unwrap()).collect());
        self.0.lock().unwrap().insert(name.to_owned(), answers.collect());
    }
}

impl Resolve for Names {
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, anyhow::Result<Vec<IpAddr>>> {
        Box::pin(async move {
            assert_ne!(name, BUG, "looking this name up panics");
            let mut names = self.0.lock().unwrap();
            let answers = names.get_mut(name).ok_or_else(|| anyhow::anyhow!("no such name"))?;
            Ok(if answers.len() > 1 { answers.remove(0) } else { answers.first().cloned().unwrap_or_default() })
        })
    }
}

impl Webhooks {
    /// With endpoints on this machine allowed, and little patience.
    async fn new() -> Self {
        let settings = WebhookSettings {
            allow_networks: vec!["127.0.0.1/32".parse().unwrap()],
            allow_http: true,
            timeout: Duration::from_secs(1),
            ..WebhookSettings::default()
        };
        Self::new_with(settings).await
    }

    async fn new_with(settings: WebhookSettings) -> Self {
        let database = TestDatabase::create(&[&hc_storage::MIGRATOR, &hc_events::MIGRATOR, &store::MIGRATOR]).await;
        let db = hc_storage::connect(&DatabaseSettings::new(database.url())).await.unwrap();
        let vault = Vault::open(&db, Keks::parse(KEK).unwrap()).await.unwrap();
        Self {
            database,
            db,
            vault,
            names: Names::default(),
            settings,
            organization: OrganizationId::new(),
            dispatchers: TaskTracker::new(),
            stop: CancellationToken::new(),
        }
    }

    /// The same, with a dispatcher at work.
    async fn start() -> Self {
        let webhooks = Self::new().await;
        webhooks.dispatch();
        webhooks
    }

    /// Starts one more dispatcher.
    fn dispatch(&self) {
        let guard = Guard::new(Arc::new(self.names.clone()), &self.settings);
        let client = Client::new(guard, &self.settings).unwrap();
        let dispatcher = Dispatcher::new(self.db.clone(), client, self.vault.clone(), self.settings.clone());
        self.dispatchers.spawn(dispatcher.run(self.stop.clone()));
    }

    /// Stops all dispatchers, in order.
    async fn stop(&self) {
        self.stop.cancel();
        self.dispatchers.close();
        self.dispatchers.wait().await;
    }

    async fn endpoint(&self, url: &str) -> Endpoint {
        self.endpoint_for(url, &[]).await
    }

    async fn endpoint_for(&self, url: &str, event_types: &[&str]) -> Endpoint {
        self.try_endpoint(self.organization, url, event_types).await.unwrap()
    }

    async fn try_endpoint(
        &self,
        organization: OrganizationId,
        url: &str,
        event_types: &[&str],
    ) -> Result<Endpoint, CreateEndpointError> {
        let create = CreateEndpoint {
            actor: actor(),
            organization,
            url: WebhookUrl::parse(url, true).unwrap(),
            event_types: EventTypes::parse(event_types.iter().map(ToString::to_string).collect()).unwrap(),
            description: Description::default(),
            at_most: self.settings.endpoints_at_most,
            vault: self.vault.clone(),
        };
        self.db.transact(move |tx, now| Box::pin(create_endpoint(tx, now, create))).await
    }

    /// An event of the organization reaches the service; how many deliveries it made.
    async fn tell(&self, kind: &str) -> (RawEvent, usize) {
        let event = event(self.organization, kind);
        let made = self.hear(&event).await;
        (event, made)
    }

    async fn hear(&self, event: &RawEvent) -> usize {
        let event = event.clone();
        let heard = self.db.transact(move |tx, now| Box::pin(async move { fan_out(tx, &event, now).await }));
        heard.await.unwrap()
    }

    /// The endpoint's deliveries, oldest first.
    async fn deliveries(&self, endpoint: WebhookEndpointId) -> Vec<Delivery> {
        let id = endpoint as WebhookEndpointId;
        let ids = sqlx::query_scalar!("SELECT delivery_id FROM webhook_deliveries WHERE endpoint_id = $1", id as _);
        let ids: Vec<WebhookDeliveryId> = ids.fetch_all(self.database.pool()).await.unwrap();
        let mut found = webhook_deliveries::find(self.database.pool(), &ids).await.unwrap();
        found.sort_by_key(|delivery| delivery.delivery_id);
        found
    }

    /// The endpoint's only delivery, once it has been tried so often.
    async fn tried(&self, endpoint: WebhookEndpointId, attempts: i32) -> Delivery {
        eventually(format!("a delivery was tried {attempts} times"), || async {
            let delivery = self.deliveries(endpoint).await.pop()?;
            (delivery.attempts >= attempts).then_some(delivery)
        })
        .await
    }

    /// Does not wait for the schedule.
    async fn hasten(&self) {
        let hastened = sqlx::query!("UPDATE webhook_deliveries SET due_at = now() WHERE status = 'pending'");
        hastened.execute(self.database.pool()).await.unwrap();
    }

    async fn find(&self, id: WebhookEndpointId) -> Option<Endpoint> {
        webhook_endpoints::find(self.database.pool(), &[id]).await.unwrap().pop()
    }

    /// The signing secrets, the current one first.
    async fn secrets(&self, id: WebhookEndpointId) -> Vec<String> {
        let stored = webhook_endpoints::secrets(self.database.pool(), &[id]).await.unwrap();
        stored.iter().map(|secret| self.vault.unseal(secret).unwrap().text()).collect()
    }

    /// Every event that was told, in order: type and data.
    async fn told(&self) -> Vec<(String, serde_json::Value)> {
        let rows = sqlx::query!(r#"SELECT type AS kind, data::text AS "data!" FROM outbox ORDER BY position"#);
        let rows = rows.fetch_all(self.database.pool()).await.unwrap();
        rows.into_iter().map(|row| (row.kind, serde_json::from_str(&row.data).unwrap())).collect()
    }
}

impl Drop for Webhooks {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

fn actor() -> Actor {
    let user = UserId::new();
    Actor { user, cause: Cause::by(user.to_string(), "req-1") }
}

fn event(organization: OrganizationId, kind: &str) -> RawEvent {
    RawEvent {
        id: EventId::new(),
        source: "/hostingco/billing".to_owned(),
        kind: kind.to_owned(),
        subject: "inv_01jd".to_owned(),
        organization: Some(organization),
        version: 3,
        epoch: 1,
        occurred_at: "2026-11-21T07:30:00.123456Z".parse().unwrap(),
        actor: "usr_01jd".to_owned(),
        session: Some(hc_types::SessionId::new()),
        correlation: "req-1".to_owned(),
        causation: None,
        traceparent: Some("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".to_owned()),
        replay: None,
        data: Bytes::from_static(br#"{"invoiceId":"inv_01jd","total":{"minorUnits":"1999","currencyCode":"EUR"}}"#),
    }
}

const PAID: &str = "billing.invoice.paid.v1";

/// A folder of the repository.
fn repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}
