//! `provisioning.orders`: what billing says of orders and subscriptions.
use anyhow::{Context, anyhow};
use hc_chassis::Stopping;
use hc_events::{BrokerSettings, Consumer, Delivered, Failure};
use hc_proto::events::v1 as events;
use hc_types::{InstanceId, OrderId, OrganizationId};

use crate::app::App;
use crate::app::orders::{self, OrderError, Position};
use crate::domain::instance::{Desired, Ordered};
use crate::wire;

/// Listens until the stop.
pub async fn run(app: App, broker: BrokerSettings, stopping: Stopping) -> anyhow::Result<()> {
    let [voiding, activating, canceling, expiring, suspending, resuming] =
        std::array::from_fn(|_| app.addresses.clone());
    Consumer::new(app.db.clone(), "provisioning.orders", &broker)
        .on::<events::OrderPlaced>(|tx, event| {
            Box::pin(async move {
                let order = parse::<OrderId, _>("order_id", &event.data.order_id)?;
                let organization = parse("organization_id", &event.data.organization_id)?;
                let ordered = event.data.instances.iter();
                let ordered = ordered.map(|instance| read(instance, organization, Some(order)));
                let ordered = ordered.collect::<Result<Vec<_>, _>>()?;
                Ok(orders::placed(tx, (&event.cause, event.now), order, ordered).await?)
            })
        })
        .on::<events::OrderVoided>(move |tx, event| {
            let addresses = voiding.clone();
            Box::pin(async move {
                let order = parse("order_id", &event.data.order_id)?;
                let ids = event.data.instance_ids.iter().map(|id| parse("instance_ids", id));
                let ids = ids.collect::<Result<Vec<InstanceId>, _>>()?;
                Ok(orders::voided(tx, &addresses, (&event.cause, event.now), order, &ids).await?)
            })
        })
        .on::<events::SubscriptionActivated>(move |tx, event| {
            let addresses = activating.clone();
            Box::pin(async move {
                let organization = parse("organization_id", &event.data.organization_id)?;
                let order = parse("order_id", &event.data.order_id)?;
                let instance =
                    event.data.instance.as_ref().context("instance is missing").map_err(Failure::Permanent)?;
                let ordered = read(instance, organization, Some(order))?;
                let position = position(&event);
                Ok(orders::activated(tx, &addresses, (&event.cause, event.now), position, ordered).await?)
            })
        })
        .on::<events::SubscriptionCanceled>(move |tx, event| {
            let addresses = canceling.clone();
            Box::pin(async move {
                let id = parse("instance_id", &event.data.instance_id)?;
                let (position, story) = (position(&event), (&event.cause, event.now));
                Ok(orders::ended(tx, &addresses, story, position, id).await?)
            })
        })
        .on::<events::SubscriptionExpired>(move |tx, event| {
            let addresses = expiring.clone();
            Box::pin(async move {
                let id = parse("instance_id", &event.data.instance_id)?;
                let (position, story) = (position(&event), (&event.cause, event.now));
                Ok(orders::ended(tx, &addresses, story, position, id).await?)
            })
        })
        .on::<events::SubscriptionSuspended>(move |tx, event| {
            let addresses = suspending.clone();
            Box::pin(async move {
                let id = parse("instance_id", &event.data.instance_id)?;
                let (position, story) = (position(&event), (&event.cause, event.now));
                Ok(orders::changed(tx, &addresses, story, position, id, Desired::Suspended).await?)
            })
        })
        .on::<events::SubscriptionResumed>(move |tx, event| {
            let addresses = resuming.clone();
            Box::pin(async move {
                let id = parse("instance_id", &event.data.instance_id)?;
                let (position, story) = (position(&event), (&event.cause, event.now));
                Ok(orders::changed(tx, &addresses, story, position, id, Desired::Active).await?)
            })
        })
        .run(stopping)
        .await
}

fn position<E>(event: &Delivered<E>) -> Position {
    Position { epoch: event.epoch, version: event.version }
}

fn read(
    instance: &events::OrderedInstance,
    organization: OrganizationId,
    order: Option<OrderId>,
) -> Result<Ordered, Failure> {
    let missing = |what: &'static str| Failure::Permanent(anyhow!("{what} is missing or malformed"));
    let limits = instance.limits.as_ref().and_then(wire::read_limits);
    let (resources, max_files) = limits.ok_or_else(|| missing("limits"))?;
    Ok(Ordered {
        instance: parse("instance_id", &instance.instance_id)?,
        organization,
        subscription: parse("subscription_id", &instance.subscription_id)?,
        order,
        region: parse("region_id", &instance.region_id)?,
        name: instance.name.clone(),
        kind: wire::read_kind(instance.kind).ok_or_else(|| missing("kind"))?,
        resources,
        max_files,
    })
}

fn parse<T, E>(field: &'static str, text: &str) -> Result<T, Failure>
where
    T: std::str::FromStr<Err = E>,
    E: std::error::Error + Send + Sync + 'static,
{
    text.parse().with_context(|| format!("field {field}")).map_err(Failure::Permanent)
}

impl From<OrderError> for Failure {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::Store(error) => error.into(),
            OrderError::UnknownInstance(_) => Self::Transient(error.into()),
        }
    }
}
