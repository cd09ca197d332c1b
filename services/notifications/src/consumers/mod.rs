//! What this service hears.

mod stories;
mod telling;
pub mod webhooks;

use std::sync::Arc;

use hc_chassis::Stopping;
use hc_events::{BrokerSettings, Consumer, work::WorkConsumer};
use hc_proto::events::v1 as events;
use hc_storage::Db;
use hc_types::UserId;

use self::telling::{Way, telling};
use crate::{
    app::{
        queue::{MAILS, SendMail},
        send_mail::Mailer,
    },
    owners::Owners,
    store::bounces,
};

/// Queue `notifications.mailings`: what makes mails.
pub async fn mailings(db: Db, owners: Owners, broker: BrokerSettings, stopping: Stopping) -> anyhow::Result<()> {
    let consumer = Consumer::new(db, "notifications.mailings", &broker);
    let consumer = consumer.on::<events::UserEmailVerified>(|tx, event| {
        Box::pin(async move {
            let user = stories::id::<UserId>(&event.data.user_id, "user")?;
            Ok(bounces::clear(tx, user).await?)
        })
    });
    hear(consumer, &owners, Way::Mail).run(stopping).await
}

/// Queue `notifications.feed`: what appears in feeds.
pub async fn feed(db: Db, owners: Owners, broker: BrokerSettings, stopping: Stopping) -> anyhow::Result<()> {
    let consumer = Consumer::new(db, "notifications.feed", &broker);
    hear(consumer, &owners, Way::Feed).run(stopping).await
}

/// Work queue `notifications.mails`: mails that are to be sent.
pub async fn mails(mailer: Arc<Mailer>, broker: BrokerSettings, stopping: Stopping) -> anyhow::Result<()> {
    let db = mailer.db.clone();
    WorkConsumer::new(db, MAILS, &broker)
        .on_outside::<SendMail>(move |job| {
            let mailer = Arc::clone(&mailer);
            Box::pin(async move { mailer.send(job.data.mail, job.now).await })
        })
        .run(stopping)
        .await
}

/// Every event that people are told of, one way or the other.
fn hear(mut consumer: Consumer, owners: &Owners, way: Way) -> Consumer {
    for add in [
        telling::<events::EmailVerificationRequested>,
        telling::<events::PasswordResetRequested>,
        telling::<events::UserPasswordChanged>,
        telling::<events::SessionStarted>,
        telling::<events::InvitationCreated>,
        telling::<events::MembershipCreated>,
        telling::<events::MembershipChanged>,
        telling::<events::MembershipRemoved>,
        telling::<events::OrderPlaced>,
        telling::<events::InvoiceIssued>,
        telling::<events::PaymentFailed>,
        telling::<events::InstanceActivated>,
        telling::<events::InstanceSuspended>,
        telling::<events::InstanceTerminated>,
        telling::<events::InstanceFailed>,
        telling::<events::WebhookEndpointDisabled>,
    ] {
        consumer = add(consumer, owners, way);
    }
    consumer
}
