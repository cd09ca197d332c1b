use hc_types::{InstanceId, NodeId, OrderId, OrganizationId, RegionId, ReservationId, Timestamp};
use sqlx::PgConnection;

use crate::domain::capacity::{Resources, Room};

use super::Result;

/// Capacity that is held for an instance to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reservation {
    /// Its id.
    pub id: ReservationId,
    /// What it is held for.
    pub instance: InstanceId,
    /// Where.
    pub region: RegionId,
    /// On which node.
    pub node: NodeId,
    /// How much.
    pub resources: Resources,
    /// Until when.
    pub expires_at: Timestamp,
}

/// A node and what is used of it, as staff see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeUse {
    /// Its id.
    pub id: NodeId,
    /// Where it stands.
    pub region: RegionId,
    /// Its name.
    pub name: String,
    /// Whether it takes nothing new.
    pub cordoned: bool,
    /// What it may give away, and how many instances it may carry.
    pub total: (Resources, i64),
    /// What instances take.
    pub placed: (Resources, i64),
    /// What is held for orders that are not paid, whether or not their instances are recorded yet.
    pub reserved: (Resources, i64),
}

/// All nodes by name, at most 1,000. Nothing is locked: it is for looking at.
pub async fn nodes(connection: &mut PgConnection) -> Result<Vec<NodeUse>> {
    let rows = sqlx::query!(
        r#"SELECT n.node_id, n.region_id, n.name, n.status = 'cordoned' AS "cordoned!", n.cpu_milli, n.memory_mib,
                  n.disk_bytes, n.instances,
                  p.cpu AS "placed_cpu!", p.memory AS "placed_memory!", p.disk AS "placed_disk!",
                  p.instances AS "placed_instances!",
                  r.cpu AS "reserved_cpu!", r.memory AS "reserved_memory!", r.disk AS "reserved_disk!",
                  r.instances AS "reserved_instances!"
           FROM nodes AS n
           CROSS JOIN LATERAL (
               SELECT coalesce(sum(its.cpu_milli), 0)::bigint AS cpu, coalesce(sum(its.memory_mib), 0)::bigint AS memory,
                      coalesce(sum(its.disk_bytes), 0)::bigint AS disk, count(*) AS instances
               FROM placements AS its JOIN instances USING (instance_id)
               WHERE its.node_id = n.node_id AND desired <> 'pending'
           ) AS p
           CROSS JOIN LATERAL (
               SELECT coalesce(sum(cpu_milli), 0)::bigint AS cpu, coalesce(sum(memory_mib), 0)::bigint AS memory,
                      coalesce(sum(disk_bytes), 0)::bigint AS disk, count(*) AS instances
               FROM (
                   SELECT cpu_milli, memory_mib, disk_bytes FROM reservations
                   WHERE reservations.node_id = n.node_id AND expires_at > now()
                   UNION ALL
                   SELECT its.cpu_milli, its.memory_mib, its.disk_bytes
                   FROM placements AS its JOIN instances USING (instance_id)
                   WHERE its.node_id = n.node_id AND desired = 'pending'
               ) AS unpaid
           ) AS r
           ORDER BY n.name LIMIT 1000"#,
    );
    let nodes = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let resources = |cpu_milli, memory_mib, disk_bytes| Resources { cpu_milli, memory_mib, disk_bytes };
        let placed = resources(row.placed_cpu, row.placed_memory, row.placed_disk);
        let reserved = resources(row.reserved_cpu, row.reserved_memory, row.reserved_disk);
        NodeUse {
            id: row.node_id,
            region: row.region_id,
            name: row.name,
            cordoned: row.cordoned,
            total: (resources(row.cpu_milli, row.memory_mib, row.disk_bytes), row.instances),
            placed: (placed, row.placed_instances),
            reserved: (reserved, row.reserved_instances),
        }
    });
    Ok(nodes.collect())
}

/// The nodes of a region that take instances, with what is used of them; all of them stay locked until the transaction
/// ends, always in one order. Whoever places or reserves comes by here, so the sums can't be overtaken.
pub async fn lock_rooms(tx: &mut PgConnection, region: RegionId, organization: OrganizationId) -> Result<Vec<Room>> {
    let nodes = sqlx::query_scalar!(
        "SELECT node_id FROM nodes WHERE region_id = $1 AND status = 'ready' ORDER BY node_id FOR UPDATE",
        region as RegionId,
    );
    let nodes = nodes.fetch_all(&mut *tx).await?;
    // In a second statement: its snapshot is younger than the locks.
    let rooms = sqlx::query!(
        r#"SELECT n.node_id, n.cpu_milli, n.memory_mib, n.disk_bytes, n.instances,
                  coalesce(sum(held.cpu_milli), 0)::bigint AS "used_cpu!",
                  coalesce(sum(held.memory_mib), 0)::bigint AS "used_memory!",
                  coalesce(sum(held.disk_bytes), 0)::bigint AS "used_disk!",
                  count(held.organization_id) AS "used_instances!",
                  count(*) FILTER (WHERE held.organization_id = $2) AS "same!"
           FROM nodes AS n
           LEFT JOIN (
               SELECT node_id, organization_id, cpu_milli, memory_mib, disk_bytes FROM placements
               UNION ALL
               SELECT node_id, organization_id, cpu_milli, memory_mib, disk_bytes FROM reservations
               WHERE expires_at > now()
           ) AS held USING (node_id)
           WHERE n.node_id = ANY($1)
           GROUP BY n.node_id"#,
        &nodes as &[NodeId],
        organization as OrganizationId,
    );
    let rooms = rooms.fetch_all(tx).await?.into_iter().map(|row| Room {
        node: row.node_id,
        total: Resources { cpu_milli: row.cpu_milli, memory_mib: row.memory_mib, disk_bytes: row.disk_bytes },
        total_instances: row.instances,
        used: Resources { cpu_milli: row.used_cpu, memory_mib: row.used_memory, disk_bytes: row.used_disk },
        used_instances: row.used_instances,
        of_same_organization: row.same,
    });
    Ok(rooms.collect())
}

/// The regions that are on offer, in their order.
pub async fn offered_regions(tx: &mut PgConnection) -> Result<Vec<RegionId>> {
    let rows = sqlx::query_scalar!("SELECT region_id FROM regions WHERE offered ORDER BY position, slug");
    Ok(rows.fetch_all(tx).await?)
}

/// Lets nobody else reserve for this order until the transaction ends.
pub async fn lock_order(tx: &mut PgConnection, order: OrderId) -> Result<()> {
    let lock = sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", order.to_string());
    lock.execute(tx).await?;
    Ok(())
}

/// The places of an order's instances, which its reservations have become; they are shown as held until `until`.
pub async fn places_of(tx: &mut PgConnection, order: OrderId, until: Timestamp) -> Result<Vec<Reservation>> {
    let rows = sqlx::query!(
        "SELECT p.instance_id, i.region_id, p.node_id, p.cpu_milli, p.memory_mib, p.disk_bytes
         FROM instances AS i JOIN placements AS p USING (instance_id) WHERE i.order_id = $1",
        order as OrderId,
    );
    let rows = rows.fetch_all(tx).await?.into_iter().map(|row| Reservation {
        id: ReservationId::new(),
        instance: row.instance_id,
        region: row.region_id,
        node: row.node_id,
        resources: Resources { cpu_milli: row.cpu_milli, memory_mib: row.memory_mib, disk_bytes: row.disk_bytes },
        expires_at: until,
    });
    Ok(rows.collect())
}

/// What an order holds and has not lost.
pub async fn reservations_of(tx: &mut PgConnection, order: OrderId) -> Result<Vec<Reservation>> {
    let rows = sqlx::query!(
        "SELECT reservation_id, instance_id, region_id, node_id, cpu_milli, memory_mib, disk_bytes, expires_at
         FROM reservations WHERE order_id = $1 AND expires_at > now()",
        order as OrderId,
    );
    let rows = rows.fetch_all(tx).await?.into_iter().map(|row| Reservation {
        id: row.reservation_id,
        instance: row.instance_id,
        region: row.region_id,
        node: row.node_id,
        resources: Resources { cpu_milli: row.cpu_milli, memory_mib: row.memory_mib, disk_bytes: row.disk_bytes },
        expires_at: row.expires_at,
    });
    Ok(rows.collect())
}

/// Holds capacity. A reservation of the same instance that has lapsed is replaced.
pub async fn reserve(
    tx: &mut PgConnection,
    order: OrderId,
    organization: OrganizationId,
    reservation: &Reservation,
) -> Result<()> {
    let resources = reservation.resources;
    let insert = sqlx::query!(
        "INSERT INTO reservations (reservation_id, order_id, organization_id, instance_id, region_id, node_id, cpu_milli,
                                   memory_mib, disk_bytes, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (instance_id) DO UPDATE SET reservation_id = excluded.reservation_id,
             order_id = excluded.order_id, organization_id = excluded.organization_id, region_id = excluded.region_id,
             node_id = excluded.node_id, cpu_milli = excluded.cpu_milli, memory_mib = excluded.memory_mib,
             disk_bytes = excluded.disk_bytes, expires_at = excluded.expires_at, created_at = now()",
        reservation.id as ReservationId,
        order as OrderId,
        organization as OrganizationId,
        reservation.instance as InstanceId,
        reservation.region as RegionId,
        reservation.node as NodeId,
        resources.cpu_milli,
        resources.memory_mib,
        resources.disk_bytes,
        reservation.expires_at as Timestamp,
    );
    insert.execute(tx).await?;
    Ok(())
}

/// Gives an order's reservations back.
pub async fn release(tx: &mut PgConnection, order: OrderId) -> Result<()> {
    sqlx::query!("DELETE FROM reservations WHERE order_id = $1", order as OrderId).execute(tx).await?;
    Ok(())
}

/// Takes an instance's reservation, if it still holds: the node is the instance's then.
pub async fn take_reservation(tx: &mut PgConnection, instance: InstanceId) -> Result<Option<NodeId>> {
    let taken = sqlx::query!(
        r#"DELETE FROM reservations WHERE instance_id = $1 RETURNING node_id, expires_at > now() AS "holds!""#,
        instance as InstanceId,
    );
    Ok(taken.fetch_optional(tx).await?.filter(|row| row.holds).map(|row| row.node_id))
}

/// Puts an instance on a node.
pub async fn place(
    tx: &mut PgConnection,
    instance: InstanceId,
    organization: OrganizationId,
    node: NodeId,
    resources: Resources,
) -> Result<()> {
    let place = sqlx::query!(
        "INSERT INTO placements (instance_id, organization_id, node_id, cpu_milli, memory_mib, disk_bytes)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        instance as InstanceId,
        organization as OrganizationId,
        node as NodeId,
        resources.cpu_milli,
        resources.memory_mib,
        resources.disk_bytes,
    );
    place.execute(tx).await?;
    Ok(())
}

/// Whether the instance has its place.
pub async fn is_placed(connection: &mut PgConnection, instance: InstanceId) -> Result<bool> {
    let placed = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM placements WHERE instance_id = $1) AS "placed!""#,
        instance as InstanceId,
    );
    Ok(placed.fetch_one(connection).await?)
}

/// Gives an instance's capacity back, placed or reserved.
pub async fn free(tx: &mut PgConnection, instance: InstanceId) -> Result<()> {
    sqlx::query!("DELETE FROM placements WHERE instance_id = $1", instance as InstanceId).execute(&mut *tx).await?;
    sqlx::query!("DELETE FROM reservations WHERE instance_id = $1", instance as InstanceId).execute(tx).await?;
    Ok(())
}

/// Forgets reservations that lapsed some time ago; they count for nothing in any case.
pub async fn forget_lapsed(tx: &mut PgConnection) -> Result<u64> {
    let deleted = sqlx::query!("DELETE FROM reservations WHERE expires_at < now() - interval '1 hour'");
    Ok(deleted.execute(tx).await?.rows_affected())
}
