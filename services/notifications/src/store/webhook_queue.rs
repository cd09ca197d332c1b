//! Deliveries as a queue: claimed under a lease by any number of processes, settled under its fencing number.

use hc_storage::StoreError;
use hc_types::{EventId, Timestamp, WebhookDeliveryId, WebhookEndpointId};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::webhook_deliveries::Attempt;
use crate::domain::webhook_pacing::Room;

/// A delivery that this process has until its lease ends.
#[derive(Debug)]
#[expect(clippy::struct_field_names, reason = "the columns' names")]
pub struct Claimed {
    pub delivery_id: WebhookDeliveryId,
    pub endpoint_id: WebhookEndpointId,
    /// The endpoint's version: what is cached of it is right if it is the same.
    pub version: i64,
    pub event_id: EventId,
    pub fence: i64,
    pub tries: i32,
    pub test: bool,
    /// When it should have gone.
    pub due_at: Timestamp,
    /// Now, by the database.
    pub claimed_at: Timestamp,
    /// None when it was dropped; that is long after every attempt.
    pub body: Option<String>,
}

/// Takes deliveries that are due, as many as there is room for.
///
/// It walks over the endpoints that have something waiting (an index probe for each) and takes the oldest of each, so
/// its cost is in endpoints, never in the length of one endpoint's queue. Endpoints come in random order: when there is
/// no room for all, nobody is always last. To disabled endpoints go tests only.
pub async fn claim(db: &PgPool, room: &Room, lease_seconds: f64) -> Result<Vec<Claimed>, StoreError> {
    let known: Vec<Uuid> = room.known.iter().map(|known| known.endpoint.uuid()).collect();
    let rooms: Vec<i64> = room.known.iter().map(|known| i64::from(known.room)).collect();
    let suspects: Vec<bool> = room.known.iter().map(|known| known.suspect).collect();
    let claimed = sqlx::query_as!(
        Claimed,
        r#"WITH RECURSIVE waiting AS (
               (SELECT endpoint_id FROM webhook_deliveries WHERE status = 'pending' ORDER BY endpoint_id LIMIT 1)
               UNION ALL
               SELECT (SELECT d.endpoint_id FROM webhook_deliveries AS d
                       WHERE d.status = 'pending' AND d.endpoint_id > w.endpoint_id ORDER BY d.endpoint_id LIMIT 1)
               FROM waiting AS w WHERE w.endpoint_id IS NOT NULL
           ),
           open AS MATERIALIZED (
               SELECT w.endpoint_id, COALESCE(k.room, $4) AS room, COALESCE(k.suspect, false) AS suspect, e.version
               FROM waiting AS w
               LEFT JOIN unnest($1::uuid[], $2::bigint[], $3::boolean[]) AS k (endpoint_id, room, suspect) USING (endpoint_id)
               JOIN webhook_endpoints AS e USING (endpoint_id)
               LEFT JOIN webhook_health AS h USING (endpoint_id)
               WHERE w.endpoint_id IS NOT NULL AND e.enabled AND COALESCE(k.room, $4) > 0
                   AND (h.held_until IS NULL OR h.held_until <= now())
               ORDER BY random()
           ),
           tests AS MATERIALIZED (
               SELECT d.delivery_id, e.version
               FROM webhook_deliveries AS d JOIN webhook_endpoints AS e USING (endpoint_id)
               WHERE d.status = 'pending' AND d.test AND NOT e.enabled AND d.due_at <= now()
                   AND (d.leased_until IS NULL OR d.leased_until <= now())
               ORDER BY d.due_at LIMIT $4 FOR UPDATE OF d SKIP LOCKED
           ),
           picked AS MATERIALIZED (
               SELECT delivery_id, version FROM tests
               UNION ALL
               (SELECT d.delivery_id, open.version FROM open CROSS JOIN LATERAL (
                    SELECT delivery_id FROM webhook_deliveries
                    WHERE endpoint_id = open.endpoint_id AND status = 'pending' AND due_at <= now()
                        AND (leased_until IS NULL OR leased_until <= now())
                    ORDER BY due_at LIMIT open.room FOR UPDATE SKIP LOCKED) AS d
                WHERE open.suspect LIMIT $6)
               UNION ALL
               (SELECT d.delivery_id, open.version FROM open CROSS JOIN LATERAL (
                    SELECT delivery_id FROM webhook_deliveries
                    WHERE endpoint_id = open.endpoint_id AND status = 'pending' AND due_at <= now()
                        AND (leased_until IS NULL OR leased_until <= now())
                    ORDER BY due_at LIMIT open.room FOR UPDATE SKIP LOCKED) AS d
                WHERE NOT open.suspect LIMIT $5)
           ),
           taken AS (
               UPDATE webhook_deliveries AS d
               SET leased_until = now() + make_interval(secs => $7), fence = d.fence + 1
               FROM picked WHERE d.delivery_id = picked.delivery_id
               RETURNING d.delivery_id, d.endpoint_id, picked.version, d.event_id, d.fence, d.tries, d.test, d.due_at
           )
           SELECT t.delivery_id AS "delivery_id!: WebhookDeliveryId", t.endpoint_id AS "endpoint_id!: WebhookEndpointId",
                  t.version AS "version!", t.event_id AS "event_id!: EventId", t.fence AS "fence!", t.tries AS "tries!",
                  t.test AS "test!", t.due_at AS "due_at!", now() AS "claimed_at!", b.body AS "body?"
           FROM taken AS t LEFT JOIN webhook_events AS b USING (event_id)"#,
        &known,
        &rooms,
        &suspects,
        i64::from(room.others),
        i64::from(room.prompt),
        i64::from(room.suspects),
        lease_seconds,
    );
    Ok(claimed.fetch_all(db).await?)
}

/// What came of a claimed delivery.
#[derive(Debug)]
pub struct Settled {
    pub delivery: WebhookDeliveryId,
    pub fence: i64,
    /// `pending`, `succeeded` or `failed`.
    pub status: &'static str,
    /// After how many seconds it is due again; for those pending.
    pub again_after: Option<f64>,
    /// Failed attempts since the schedule began.
    pub tries: i32,
    pub attempt: Attempt,
    pub request_headers: String,
    pub response_headers: String,
    pub response_body: String,
}

/// Outcomes as the statement takes them: a list for each column.
#[derive(Default)]
struct Columns {
    ids: Vec<Uuid>,
    fences: Vec<i64>,
    statuses: Vec<String>,
    again: Vec<Option<f64>>,
    tries: Vec<i32>,
    answers: Vec<Option<i32>>,
    latencies: Vec<i32>,
    errors: Vec<String>,
    requests: Vec<String>,
    headers: Vec<String>,
    bodies: Vec<String>,
    log: Vec<serde_json::Value>,
}

impl Columns {
    fn push(&mut self, outcome: &Settled) {
        self.ids.push(outcome.delivery.uuid());
        self.fences.push(outcome.fence);
        self.statuses.push(outcome.status.to_owned());
        self.again.push(outcome.again_after);
        self.tries.push(outcome.tries);
        self.answers.push(outcome.attempt.status.map(i32::from));
        self.latencies.push(outcome.attempt.latency_ms);
        self.errors.push(outcome.attempt.error.clone());
        self.requests.push(outcome.request_headers.clone());
        self.headers.push(outcome.response_headers.clone());
        self.bodies.push(outcome.response_body.clone());
        self.log.push(serde_json::json!(outcome.attempt));
    }
}

/// Writes outcomes, each only if nobody has claimed the delivery since. How many were written.
pub async fn settle<'s>(tx: &mut PgConnection, outcomes: impl Iterator<Item = &'s Settled>) -> Result<u64, StoreError> {
    let mut columns = Columns::default();
    for outcome in outcomes {
        columns.push(outcome);
    }
    let Columns { ids, fences, statuses, again, tries, answers, latencies, errors, requests, headers, bodies, log } =
        columns;
    let written = sqlx::query!(
        r#"UPDATE webhook_deliveries AS d
           SET status = s.status, due_at = now() + make_interval(secs => s.again_after), leased_until = NULL,
               tries = s.tries, attempts = d.attempts + 1, response_status = s.answer, latency_ms = s.latency_ms,
               error = s.error, request_headers = s.request_headers, response_headers = s.response_headers,
               response_body = s.response_body,
               log = CASE WHEN jsonb_array_length(d.log) >= 20 THEN d.log - 0 ELSE d.log END || s.entry,
               finished_at = CASE WHEN s.status = 'pending' THEN NULL ELSE now() END
           FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::float8[], $5::integer[], $6::integer[], $7::integer[],
                       $8::text[], $9::text[], $10::text[], $11::text[], $12::jsonb[])
                AS s (delivery_id, fence, status, again_after, tries, answer, latency_ms, error, request_headers,
                      response_headers, response_body, entry)
           WHERE d.delivery_id = s.delivery_id AND d.fence = s.fence AND d.status = 'pending'"#,
        &ids,
        &fences,
        &statuses,
        &again as &[Option<f64>],
        &tries,
        &answers as &[Option<i32>],
        &latencies,
        &errors,
        &requests,
        &headers,
        &bodies,
        &log,
    );
    Ok(written.execute(tx).await?.rows_affected())
}

/// Gives claimed deliveries back, untried.
pub async fn give_back(tx: &mut PgConnection, ids: &[(WebhookDeliveryId, i64)]) -> Result<(), StoreError> {
    let (ids, fences): (Vec<Uuid>, Vec<i64>) = ids.iter().map(|(id, fence)| (id.uuid(), *fence)).unzip();
    let given = sqlx::query!(
        "UPDATE webhook_deliveries AS d SET leased_until = NULL
         FROM unnest($1::uuid[], $2::bigint[]) AS g (delivery_id, fence)
         WHERE d.delivery_id = g.delivery_id AND d.fence = g.fence",
        &ids,
        &fences,
    );
    given.execute(tx).await?;
    Ok(())
}

/// Ends some deliveries that wait for an endpoint to which nothing goes any more; how many. Those of a deleted endpoint
/// are removed.
pub async fn drop_unwanted(tx: &mut PgConnection, limit: i64) -> Result<u64, StoreError> {
    let orphans = sqlx::query!(
        "DELETE FROM webhook_deliveries WHERE delivery_id = ANY(ARRAY(
             SELECT d.delivery_id FROM webhook_deliveries AS d
             WHERE d.status = 'pending' AND NOT EXISTS (
                 SELECT FROM webhook_endpoints AS e WHERE e.endpoint_id = d.endpoint_id)
             LIMIT $1 FOR UPDATE SKIP LOCKED))",
        limit,
    );
    let orphans = orphans.execute(&mut *tx).await?.rows_affected();
    let failed = sqlx::query!(
        "UPDATE webhook_deliveries SET status = 'failed', due_at = NULL, leased_until = NULL, fence = fence + 1,
                error = 'the endpoint was disabled', finished_at = now()
         WHERE delivery_id = ANY(ARRAY(
             SELECT d.delivery_id FROM webhook_endpoints AS e JOIN webhook_deliveries AS d USING (endpoint_id)
             WHERE NOT e.enabled AND d.status = 'pending' AND NOT d.test
                 AND (d.leased_until IS NULL OR d.leased_until <= now())
             LIMIT $1 FOR UPDATE OF d SKIP LOCKED))",
        limit,
    );
    Ok(orphans.max(failed.execute(tx).await?.rows_affected()))
}

/// Removes secrets that no delivery is signed with any more.
pub async fn drop_expired_secrets(tx: &mut PgConnection) -> Result<(), StoreError> {
    sqlx::query!("DELETE FROM webhook_secrets WHERE expires_at < now()").execute(tx).await?;
    Ok(())
}
