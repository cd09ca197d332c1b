use hc_types::{NodeId, RegionId};
use sqlx::PgConnection;

use super::Result;

/// Where instances run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// Its id.
    pub id: RegionId,
    /// Its short name.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// Whether one more small site would fit on a node of it.
    pub available: bool,
}

/// A node as seeds describe it.
#[derive(Debug, Clone)]
pub struct NewNode {
    /// Its name; unique.
    pub name: String,
    /// What it may give away.
    pub capacity: crate::domain::capacity::Resources,
    /// How many instances it may carry.
    pub instances: i64,
}

/// The regions on offer in their order, or those with the ids.
pub async fn list(connection: &mut PgConnection, ids: Option<&[RegionId]>) -> Result<Vec<Region>> {
    let rows = sqlx::query!(
        r#"SELECT r.region_id, r.slug, r.name, r.offered AND EXISTS (
               SELECT FROM nodes AS n
               CROSS JOIN LATERAL (
                   SELECT count(*) AS instances, coalesce(sum(held.disk_bytes), 0) AS disk_bytes FROM (
                       SELECT disk_bytes FROM placements AS p WHERE p.node_id = n.node_id
                       UNION ALL
                       SELECT disk_bytes FROM reservations AS s WHERE s.node_id = n.node_id AND s.expires_at > now()
                   ) AS held
               ) AS used
               WHERE n.region_id = r.region_id AND n.status = 'ready'
                 AND used.instances < n.instances AND used.disk_bytes < n.disk_bytes
           ) AS "available!"
           FROM regions AS r
           WHERE CASE WHEN $1::uuid[] IS NULL THEN r.offered ELSE r.region_id = ANY($1) END
           ORDER BY r.position, r.slug LIMIT 500"#,
        ids as Option<&[RegionId]>,
    );
    let rows = rows.fetch_all(connection).await?;
    let region = rows.into_iter().map(|row| Region {
        id: row.region_id,
        slug: row.slug,
        name: row.name,
        available: row.available,
    });
    Ok(region.collect())
}

/// The ids of all regions, on offer or not; at most 500.
pub async fn all(connection: &mut PgConnection) -> Result<Vec<RegionId>> {
    let found = sqlx::query_scalar!("SELECT region_id FROM regions ORDER BY position, slug LIMIT 500");
    Ok(found.fetch_all(connection).await?)
}

/// Which of the regions exist.
pub async fn existing(tx: &mut PgConnection, ids: &[RegionId]) -> Result<Vec<RegionId>> {
    let found = sqlx::query_scalar!("SELECT region_id FROM regions WHERE region_id = ANY($1)", ids as &[RegionId]);
    Ok(found.fetch_all(tx).await?)
}

/// Adds a region or brings it to this state; its slug is what it is known by.
pub async fn put(tx: &mut PgConnection, slug: &str, name: &str, position: i32) -> Result<RegionId> {
    let put = sqlx::query_scalar!(
        "INSERT INTO regions (region_id, slug, name, position) VALUES ($1, $2, $3, $4)
         ON CONFLICT (slug) DO UPDATE SET name = excluded.name, position = excluded.position
         RETURNING region_id",
        RegionId::new() as RegionId,
        slug,
        name,
        position,
    );
    Ok(put.fetch_one(tx).await?)
}

/// Adds a node or brings it to this state; its name is what it is known by.
pub async fn put_node(tx: &mut PgConnection, region: RegionId, node: &NewNode) -> Result<()> {
    let put = sqlx::query!(
        "INSERT INTO nodes (node_id, region_id, name, driver, status, cpu_milli, memory_mib, disk_bytes, instances)
         VALUES ($1, $2, $3, 'embedded', 'ready', $4, $5, $6, $7)
         ON CONFLICT (name) DO UPDATE SET region_id = excluded.region_id, cpu_milli = excluded.cpu_milli,
             memory_mib = excluded.memory_mib, disk_bytes = excluded.disk_bytes, instances = excluded.instances",
        NodeId::new() as NodeId,
        region as RegionId,
        node.name,
        node.capacity.cpu_milli,
        node.capacity.memory_mib,
        node.capacity.disk_bytes,
        node.instances,
    );
    put.execute(tx).await?;
    Ok(())
}
