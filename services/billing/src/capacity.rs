//! Capacity at provisioning: held before an order is recorded, given back when it lapses.

use std::time::Duration;

use futures::{FutureExt, future::BoxFuture};
use hc_proto::{provisioning::v1 as proto, r#type::v1::InstanceLimits};
use hc_rpc::{Channel, Fault, Violation};
use hc_types::{InstanceId, OrderId, OrganizationId, RegionId, Timestamp};
use tonic::Code;

use crate::{
    domain::catalogue::{Limits, PlanKind},
    wire::instance_kind,
};

/// The holder of capacity.
pub trait Capacity: Send + Sync {
    /// Holds capacity in the order's name; the same order again holds the same. One reservation for each item, in
    /// their order.
    fn reserve<'a>(&'a self, hold: &'a Hold) -> BoxFuture<'a, Result<Vec<Held>, CapacityError>>;

    /// Gives an order's capacity back; twice is fine.
    fn release(&self, order: OrderId) -> BoxFuture<'_, Result<(), CapacityError>>;
}

/// What is to be held for an order.
#[derive(Debug, Clone)]
pub struct Hold {
    /// Names the reservation.
    pub order: OrderId,
    /// For spreading.
    pub organization: OrganizationId,
    /// What for.
    pub items: Vec<HoldItem>,
}

/// One instance to hold capacity for.
#[derive(Debug, Clone, Copy)]
pub struct HoldItem {
    /// The instance to be.
    pub instance: InstanceId,
    /// Where; anywhere with room if none.
    pub region: Option<RegionId>,
    /// What it is.
    pub kind: PlanKind,
    /// What it needs.
    pub limits: Limits,
}

/// Capacity that is held for one instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Where.
    pub region: RegionId,
    /// Until when.
    pub expires_at: Timestamp,
}

/// Why no capacity is held.
#[derive(Debug, thiserror::Error)]
pub enum CapacityError {
    /// No node has room; the items that found none.
    #[error("there is no room for this order at the moment")]
    Full(Vec<Violation>),
    /// The items are to blame, for instance with a region that does not exist.
    #[error("{}", .0.first().map_or("an item is wrong", |violation| violation.message.as_str()))]
    Items(Vec<Violation>),
    /// Nothing is known; the same order can be asked for again.
    #[error("capacity can't be reserved at the moment")]
    Unavailable {
        /// What the call ended with.
        #[source]
        fault: Fault,
        /// When another attempt makes sense.
        retry_after: Duration,
    },
}

impl CapacityError {
    /// Whether the next call would end like this one.
    pub fn is_away(&self) -> bool {
        let Self::Unavailable { fault, .. } = self else { return false };
        matches!(fault.code, Code::Unavailable | Code::DeadlineExceeded | Code::Cancelled | Code::ResourceExhausted)
    }
}

/// Capacity over gRPC.
pub struct Provisioning {
    client: proto::provisioning_service_client::ProvisioningServiceClient<Channel>,
}

impl Provisioning {
    /// Talks over this channel.
    pub fn new(channel: Channel) -> Self {
        Self { client: proto::provisioning_service_client::ProvisioningServiceClient::new(channel) }
    }
}

impl Capacity for Provisioning {
    fn reserve<'a>(&'a self, hold: &'a Hold) -> BoxFuture<'a, Result<Vec<Held>, CapacityError>> {
        async move {
            let answer = self.client.clone().reserve_capacity(request(hold)).await;
            let answer = answer.map_err(|status| refused(Fault::from(&status)))?.into_inner();
            let reservations = answer.reservations.iter().map(reserved).collect::<Option<Vec<_>>>();
            reservations.filter(|all| all.len() == hold.items.len()).ok_or_else(|| unavailable(unreadable()))
        }
        .boxed()
    }

    fn release(&self, order: OrderId) -> BoxFuture<'_, Result<(), CapacityError>> {
        async move {
            let request = proto::ReleaseCapacityRequest { order_id: order.to_string() };
            let answer = self.client.clone().release_capacity(request).await;
            answer.map(|_| ()).map_err(|status| unavailable(Fault::from(&status)))
        }
        .boxed()
    }
}

fn request(hold: &Hold) -> proto::ReserveCapacityRequest {
    let items = hold.items.iter().map(|item| proto::ReservationItem {
        instance_id: item.instance.to_string(),
        region_id: item.region.map(|region| region.to_string()),
        kind: instance_kind(item.kind).into(),
        limits: Some(InstanceLimits::from(item.limits)),
    });
    proto::ReserveCapacityRequest {
        order_id: hold.order.to_string(),
        organization_id: hold.organization.to_string(),
        items: items.collect(),
    }
}

fn reserved(reservation: &proto::Reservation) -> Option<Held> {
    let expires_at = Timestamp::try_from(reservation.expires_at?).ok()?;
    Some(Held { region: reservation.region_id.parse().ok()?, expires_at })
}

fn refused(fault: Fault) -> CapacityError {
    match fault.reason.as_deref() {
        Some("NO_CAPACITY") => CapacityError::Full(fault.violations),
        Some("REGION_NOT_FOUND") if fault.violations.is_empty() => {
            CapacityError::Items(vec![Violation::new("items", "REGION_NOT_FOUND", fault.message)])
        }
        Some("REGION_NOT_FOUND" | hc_rpc::INVALID_FIELDS) => CapacityError::Items(fault.violations),
        _ => unavailable(fault),
    }
}

fn unavailable(fault: Fault) -> CapacityError {
    tracing::warn!(error = &fault as &dyn std::error::Error, "provisioning gave no answer about capacity");
    let retry_after = fault.retry_after.unwrap_or(Duration::from_secs(1));
    CapacityError::Unavailable { fault, retry_after }
}

fn unreadable() -> Fault {
    let message = "the answer does not fit the question".to_owned();
    Fault { code: Code::Unknown, reason: None, message, violations: Vec::new(), retry_after: None }
}
