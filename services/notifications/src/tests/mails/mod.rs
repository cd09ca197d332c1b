//! Mails and feeds on a real database, broker and mail server, from the event to the inbox.

mod delivery;
mod feed;
mod owners;
mod wishes;

use std::sync::Arc;

use hc_access::Role;
use hc_events::{BrokerSettings, Cause, Fact, Relay, outbox};
use hc_mailbox::Mailbox;
use hc_proto::{Event, events::v1 as events, r#type::v1 as types};
use hc_storage::{DatabaseSettings, Db, StoreError};
use hc_testkit::{TestBroker, TestDatabase, eventually};
use hc_types::{EventId, InstanceId, InvoiceId, OrganizationId, PasswordResetId, UserId};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use self::owners::World;
use crate::{
    app::send_mail::Mailer,
    consumers,
    domain::unsubscribe::Unsubscriptions,
    jobs,
    mails::{links::Links, message::address},
    settings::{BrandSettings, SmtpSettings},
    smtp::Smtp,
    store,
};

/// The parts of the service that tell people, and everything around them.
struct Post {
    db: Db,
    world: Arc<World>,
    mailbox: Mailbox,
    links: Arc<Links>,
    stop: CancellationToken,
    _broker: TestBroker,
    _database: TestDatabase,
    _folder: tempfile::TempDir,
}

impl Post {
    async fn start() -> Self {
        Self::start_with(&serde_json::json!({ "security": "starttls" })).await
    }

    /// With other settings of the mail server.
    async fn start_with(smtp: &serde_json::Value) -> Self {
        let database = TestDatabase::create(&[&hc_storage::MIGRATOR, &hc_events::MIGRATOR, &store::MIGRATOR]).await;
        let db = hc_storage::connect(&DatabaseSettings::new(database.url())).await.unwrap();
        let broker = TestBroker::start().await;
        let mailbox = Mailbox::start(hc_mailbox::Settings::default()).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let stop = CancellationToken::new();
        let world = Arc::new(World::default());
        let owners = owners::start(folder.path(), Arc::clone(&world), &stop).await;
        let unsubscriptions = Unsubscriptions::new(["a secret of this test alone"]);
        let links = Arc::new(Links::new("https://console.test", "https://notifications.test", unsubscriptions));
        let mailer = Mailer {
            db: db.clone(),
            owners: owners.clone(),
            smtp: Smtp::new(&smtp_settings(&mailbox, folder.path(), smtp)).unwrap(),
            links: Arc::clone(&links),
            platform: BrandSettings::default().brand().unwrap(),
            from: address("no-reply@hostingco.test").unwrap(),
        };
        let settings = BrokerSettings::new(broker.url().to_owned());
        let run = TaskTracker::new();
        run.spawn(Relay::new(db.clone(), "billing", &settings).run(stop.clone()));
        run.spawn(consumers::mailings(db.clone(), owners.clone(), settings.clone(), stop.clone()));
        run.spawn(consumers::feed(db.clone(), owners.clone(), settings.clone(), stop.clone()));
        run.spawn(consumers::mails(Arc::new(mailer), settings, stop.clone()));
        run.spawn(jobs::due_mails::run(db.clone(), stop.clone()));
        Self { db, world, mailbox, links, stop, _broker: broker, _database: database, _folder: folder }
    }

    /// Tells the bus what has happened.
    async fn tell<E: Event>(
        &self,
        subject: impl ToString,
        organization: Option<OrganizationId>,
        payload: E,
    ) -> EventId {
        let subject = subject.to_string();
        let told = self.db.transact(move |tx, _| {
            Box::pin(async move {
                let fact = Fact { subject, organization, cause: &Cause::system("test"), payload };
                outbox::enqueue(tx, fact).await
            })
        });
        told.await.unwrap()
    }

    /// An organization with these members.
    fn organization(&self, members: &[(UserId, Role)]) -> OrganizationId {
        let id = OrganizationId::new();
        self.world.members.lock().unwrap().insert(id, members.to_vec());
        id
    }

    /// A user asks for a new password.
    async fn reset(&self, user: UserId) -> PasswordResetId {
        let reset = PasswordResetId::new();
        self.world.links.lock().unwrap().insert(reset.to_string(), user);
        let payload = events::PasswordResetRequested {
            password_reset_id: reset.to_string(),
            user_id: user.to_string(),
            ..events::PasswordResetRequested::default()
        };
        self.tell(reset, None, payload).await;
        reset
    }

    /// An invoice is issued.
    async fn invoice(&self, organization: OrganizationId) -> EventId {
        let invoice = InvoiceId::new();
        let payload = events::InvoiceIssued {
            invoice_id: invoice.to_string(),
            organization_id: organization.to_string(),
            number: "HC-2026-000042".to_owned(),
            total: Some(types::Money { minor_units: 123_450, currency_code: "EUR".to_owned() }),
            issued_at: Some(pbjson_types::Timestamp { seconds: 1_795_000_000, nanos: 0 }),
            ..events::InvoiceIssued::default()
        };
        self.tell(invoice, Some(organization), payload).await
    }

    /// A site answers its users, for the first time or after a release.
    async fn live(&self, organization: OrganizationId, instance: InstanceId) -> EventId {
        let payload = events::InstanceActivated {
            instance_id: instance.to_string(),
            organization_id: organization.to_string(),
            url: "https://portfolio.test".to_owned(),
            ..events::InstanceActivated::default()
        };
        self.tell(instance, Some(organization), payload).await
    }

    /// The states of the recipient's mails with the reasons, oldest first.
    async fn states(&self, recipient: impl ToString) -> Vec<(String, String)> {
        let rows = sqlx::query!(
            "SELECT state, reason FROM mails WHERE recipient = $1 ORDER BY mail_id",
            recipient.to_string(),
        );
        let rows = rows.fetch_all(self.db.pool()).await.unwrap();
        rows.into_iter().map(|row| (row.state, row.reason)).collect()
    }

    /// Waits until the recipient's only mail is in this state.
    async fn is(&self, recipient: UserId, state: &str) {
        eventually(format!("the mail is {state}"), || async {
            let states = self.states(recipient).await;
            states.len() == 1 && states.iter().all(|(found, _)| found == state)
        })
        .await;
    }

    /// Lets what is due later be due now.
    async fn hurry(&self) {
        let hurried = self.db.transact(|tx, _| {
            Box::pin(async move {
                sqlx::query!("UPDATE mails SET due_at = now() WHERE due_at IS NOT NULL").execute(tx).await?;
                Ok::<_, StoreError>(())
            })
        });
        hurried.await.unwrap();
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// The mail server of this test, under its own certificate and with little patience.
fn smtp_settings(mailbox: &Mailbox, folder: &std::path::Path, more: &serde_json::Value) -> SmtpSettings {
    let ca = folder.join("mailbox.pem");
    std::fs::write(&ca, mailbox.certificate()).unwrap();
    let mut settings = serde_json::json!({
        "host": "localhost", "port": mailbox.smtp_port(), "ca": ca, "from": "no-reply@hostingco.test",
        "timeout": "1s", "taking_timeout": "1s",
    });
    let all = settings.as_object_mut().unwrap();
    all.extend(more.as_object().unwrap().clone());
    if more["security"] == "tls" {
        all.insert("port".to_owned(), mailbox.smtps_port().into());
    }
    serde_json::from_value(settings).unwrap()
}
