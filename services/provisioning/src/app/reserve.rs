//! Capacity, held before an order is recorded and given back when it comes to nothing.
use hc_storage::StoreError;
use hc_types::{InstanceId, OrderId, OrganizationId, RegionId, ReservationId, Timestamp};
use sqlx::PgConnection;

use crate::domain::capacity::{self, Resources};
use crate::store::capacity::{self as held, Reservation};
use crate::store::{orders, regions};

/// What is to be held for an order.
#[derive(Debug, Clone)]
pub struct Reserve {
    /// The order.
    pub order: OrderId,
    /// Who orders.
    pub organization: OrganizationId,
    /// What; at least one.
    pub items: Vec<Item>,
    /// How long it is held.
    pub hold: std::time::Duration,
}

/// One instance to be.
#[derive(Debug, Clone, Copy)]
pub struct Item {
    /// Its id.
    pub instance: InstanceId,
    /// Where; the first region with room if none.
    pub region: Option<RegionId>,
    /// What it needs.
    pub resources: Resources,
}

/// Why nothing is held.
#[derive(Debug, thiserror::Error)]
pub enum ReserveError {
    /// Regions that do not exist, by the items that name them.
    #[error("there is no such region")]
    RegionNotFound {
        /// The places of these items.
        items: Vec<usize>,
    },
    /// No node has room.
    #[error("there is no room for item {item} at the moment")]
    NoCapacity {
        /// The item.
        item: usize,
    },
    /// The order was given up before this was asked for: a late or repeated call.
    #[error("the order was given up")]
    OrderVoid,
    /// The store failed.
    #[error("the capacity store failed")]
    Store(#[from] StoreError),
}

/// Holds capacity for all items or for none. An order that holds what it asks for, or has been placed, is answered with
/// that, however many ask for it at once.
pub async fn reserve(
    tx: &mut PgConnection,
    now: Timestamp,
    request: Reserve,
) -> Result<Vec<Reservation>, ReserveError> {
    held::lock_order(tx, request.order).await?;
    if orders::is_void(tx, request.order).await? {
        return Err(ReserveError::OrderVoid);
    }
    let mut known = held::reservations_of(tx, request.order).await?;
    known.extend(held::places_of(tx, request.order, now.after(request.hold)).await?);
    let repeated: Vec<Reservation> = request
        .items
        .iter()
        .filter_map(|item| known.iter().find(|reservation| reservation.instance == item.instance).copied())
        .collect();
    if repeated.len() == request.items.len() {
        return Ok(repeated);
    }
    let mut wanted: Vec<RegionId> = request.items.iter().filter_map(|item| item.region).collect();
    let existing = regions::existing(tx, &wanted).await?;
    let unknown = request.items.iter().enumerate();
    let unknown = unknown.filter(|(_, item)| item.region.is_some_and(|region| !existing.contains(&region)));
    let items: Vec<usize> = unknown.map(|(at, _)| at).collect();
    if !items.is_empty() {
        return Err(ReserveError::RegionNotFound { items });
    }
    let offered = held::offered_regions(tx).await?;
    if request.items.iter().any(|item| item.region.is_none()) {
        wanted.extend(&offered);
    }
    // What the order held before is asked for again: it must not stand in its own way.
    held::release(tx, request.order).await?;
    // Regions in one order for everybody, so that two orders can't wait for each other.
    wanted.sort_unstable();
    wanted.dedup();
    let mut rooms = Vec::new();
    for region in wanted {
        rooms.push((region, held::lock_rooms(tx, region, request.organization).await?));
    }
    let mut reservations = Vec::with_capacity(request.items.len());
    for (at, item) in request.items.iter().enumerate() {
        let candidates = item.region.map_or_else(|| offered.clone(), |region| vec![region]);
        let found = candidates.into_iter().find_map(|region| {
            let (_, rooms) = rooms.iter().find(|(known, _)| *known == region)?;
            Some((region, capacity::choose(rooms, item.resources)?))
        });
        let (region, node) = found.ok_or(ReserveError::NoCapacity { item: at })?;
        for room in rooms.iter_mut().flat_map(|(_, rooms)| rooms).filter(|room| room.node == node) {
            *room = room.with(item.resources);
        }
        let reservation = Reservation {
            id: ReservationId::new(),
            instance: item.instance,
            region,
            node,
            resources: item.resources,
            expires_at: now.after(request.hold),
        };
        held::reserve(tx, request.order, request.organization, &reservation).await?;
        reservations.push(reservation);
    }
    Ok(reservations)
}
