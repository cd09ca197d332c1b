//! Whose turn it is. Time here is the database's alone.
use std::time::Duration;

use hc_types::{InstanceId, OrganizationId};
use sqlx::PgConnection;

use super::Result;

/// Why an instance is looked at; the more urgent comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// A user waits for it.
    User = 0,
    /// Another attempt.
    Retry = 1,
    /// A look whether all is as it was.
    Resync = 2,
}

/// The right to work on one instance. Every write of its holder is made under its fencing number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// What is worked on.
    pub instance: InstanceId,
    /// Higher than that of any lease before.
    pub fence: i64,
    /// Failed attempts since the last success or wish.
    pub attempts: i32,
    wakes: i64,
}

/// The lease is not held any more: somebody else may be at work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the lease on {0} is lost")]
pub struct LeaseLost(pub InstanceId);

/// Has an instance looked at soon. Who works on it now looks again at the end.
pub async fn wake(
    tx: &mut PgConnection,
    instance: InstanceId,
    organization: OrganizationId,
    priority: Priority,
) -> Result<()> {
    let wake = sqlx::query!(
        "INSERT INTO reconcile_queue AS q (instance_id, organization_id, due_at, priority)
         VALUES ($1, $2, now(), $3)
         ON CONFLICT (instance_id) DO UPDATE SET due_at = least(q.due_at, now()),
             priority = CASE WHEN q.due_at <= now() THEN least(q.priority, excluded.priority) ELSE excluded.priority END,
             attempts = CASE WHEN excluded.priority = 0 THEN 0 ELSE q.attempts END,
             wakes = q.wakes + 1",
        instance as InstanceId,
        organization as OrganizationId,
        priority as i16,
    );
    wake.execute(tx).await?;
    Ok(())
}

/// Takes leases on what is due, the most urgent first, and at most `per_organization` at once for each customer, so that
/// one with hundreds of deployments does not stop the others. What a killed process held is free at once (`presence` is the
/// key of an `hc_storage::Presence`), what one that hangs holds when its lease ends.
pub async fn claim(
    connection: &mut PgConnection,
    presence: i64,
    lease: Duration,
    limit: i64,
    per_organization: i64,
) -> Result<Vec<Lease>> {
    let rows = sqlx::query!(
        "WITH busy AS (
             SELECT organization_id, count(*) AS leases FROM reconcile_queue
             WHERE lease_until > now() AND is_present(lease_presence) GROUP BY organization_id
         ), due AS (
             SELECT q.instance_id, q.priority, q.due_at,
                    row_number() OVER (PARTITION BY q.organization_id ORDER BY q.priority, q.due_at)
                        + coalesce(busy.leases, 0) AS place
             FROM (
                 SELECT * FROM reconcile_queue
                 WHERE due_at <= now()
                   AND (lease_until IS NULL OR lease_until <= now() OR NOT is_present(lease_presence))
                   -- Who has their share already must not fill the window and hide the others.
                   AND NOT EXISTS (
                       SELECT FROM busy WHERE busy.organization_id = reconcile_queue.organization_id AND leases >= $4
                   )
                 ORDER BY priority, due_at LIMIT 1000
             ) AS q LEFT JOIN busy USING (organization_id)
         ), chosen AS (
             SELECT q.instance_id FROM reconcile_queue AS q JOIN due USING (instance_id)
             WHERE due.place <= $4 AND q.due_at <= now()
               AND (q.lease_until IS NULL OR q.lease_until <= now() OR NOT is_present(q.lease_presence))
             ORDER BY due.priority, due.due_at LIMIT $3 FOR UPDATE OF q SKIP LOCKED
         )
         UPDATE reconcile_queue AS q
         SET lease_presence = $1, lease_until = now() + make_interval(secs => $2), fence = q.fence + 1
         FROM chosen WHERE q.instance_id = chosen.instance_id
         RETURNING q.instance_id, q.fence, q.attempts, q.wakes",
        presence,
        lease.as_secs_f64(),
        limit,
        per_organization,
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| Lease {
        instance: row.instance_id,
        fence: row.fence,
        attempts: row.attempts,
        wakes: row.wakes,
    });
    Ok(rows.collect())
}

/// Holds the lease for another while; false when it is lost.
pub async fn renew(connection: &mut PgConnection, lease: &Lease, duration: Duration) -> Result<bool> {
    let renewed = sqlx::query!(
        "UPDATE reconcile_queue SET lease_until = now() + make_interval(secs => $3)
         WHERE instance_id = $1 AND fence = $2 AND lease_until > now()",
        lease.instance as InstanceId,
        lease.fence,
        duration.as_secs_f64(),
    );
    Ok(renewed.execute(connection).await?.rows_affected() == 1)
}

/// Whether the lease is held, and goes on being held until the transaction ends. To be asked before every write.
pub async fn hold(tx: &mut PgConnection, lease: &Lease) -> Result<bool> {
    let held = sqlx::query_scalar!(
        "SELECT fence FROM reconcile_queue WHERE instance_id = $1 AND fence = $2 AND lease_until > now() FOR UPDATE",
        lease.instance as InstanceId,
        lease.fence,
    );
    Ok(held.fetch_optional(tx).await?.is_some())
}

/// When an instance is looked at again, and how many attempts have failed until then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Again {
    /// After this time, unless something wakes it before.
    pub after: Duration,
    /// Why.
    pub priority: Priority,
    /// Failed attempts.
    pub attempts: i32,
}

/// Gives the lease back. What was woken meanwhile is due at once.
pub async fn finish(connection: &mut PgConnection, lease: &Lease, again: Again) -> Result<()> {
    let finish = sqlx::query!(
        "UPDATE reconcile_queue SET lease_presence = NULL, lease_until = NULL,
             due_at = CASE WHEN wakes = $3 THEN now() + make_interval(secs => $4) ELSE now() END,
             priority = CASE WHEN wakes = $3 THEN $5 ELSE priority END,
             attempts = CASE WHEN wakes = $3 THEN $6 ELSE attempts END
         WHERE instance_id = $1 AND fence = $2",
        lease.instance as InstanceId,
        lease.fence,
        lease.wakes,
        again.after.as_secs_f64(),
        again.priority as i16,
        again.attempts,
    );
    finish.execute(connection).await?;
    Ok(())
}

/// How far the reconciler is behind: what is due and not begun, and the age of the oldest.
pub async fn backlog(connection: &mut PgConnection) -> Result<(i64, f64)> {
    let row = sqlx::query!(
        r#"SELECT count(*) AS "due!",
                  coalesce(extract(epoch FROM max(now() - due_at)), 0)::double precision AS "age!"
           FROM reconcile_queue WHERE due_at <= now() AND (lease_until IS NULL OR lease_until <= now())"#
    );
    let row = row.fetch_one(connection).await?;
    Ok((row.due, row.age))
}
