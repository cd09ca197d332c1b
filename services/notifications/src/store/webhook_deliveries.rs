//! The SQL of deliveries, as they are read and made. How they are claimed and settled: `webhook_queue`.

use std::collections::HashMap;

use hc_storage::StoreError;
use hc_types::{EventId, OrganizationId, Page, PageRequest, Timestamp, WebhookDeliveryId, WebhookEndpointId};
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

/// A delivery.
#[derive(Debug, Clone)]
#[expect(clippy::struct_field_names, reason = "the columns' names")]
pub struct Delivery {
    pub delivery_id: WebhookDeliveryId,
    pub endpoint_id: WebhookEndpointId,
    pub organization_id: OrganizationId,
    pub event_id: EventId,
    pub event_type: String,
    /// `pending`, `succeeded` or `failed`.
    pub status: String,
    pub due_at: Option<Timestamp>,
    pub attempts: i32,
    pub response_status: Option<i32>,
    pub latency_ms: Option<i32>,
    pub error: String,
    pub log: sqlx::types::Json<Vec<Attempt>>,
    pub created_at: Timestamp,
    pub finished_at: Option<Timestamp>,
}

/// An entry of a delivery's log.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    pub at: Timestamp,
    pub status: Option<u16>,
    pub latency_ms: i32,
    pub error: String,
}

/// What was sent and what came back at the last attempt.
#[derive(Debug, Default)]
pub struct Exchange {
    pub delivery_id: Option<WebhookDeliveryId>,
    pub request_headers: String,
    pub request_body: String,
    pub response_headers: String,
    pub response_body: String,
}

/// A delivery to be made.
#[derive(Debug)]
pub struct New<'a> {
    pub organization: OrganizationId,
    pub event: EventId,
    pub event_type: &'a str,
    pub body: &'a str,
    pub test: bool,
    pub now: Timestamp,
}

/// Puts the event on its way to the endpoints; what is on its way already, or was, stays as it is. The ids are of those
/// that are new.
pub async fn add(
    tx: &mut PgConnection,
    new: &New<'_>,
    endpoints: &[WebhookEndpointId],
) -> Result<Vec<WebhookDeliveryId>, StoreError> {
    let ids: Vec<Uuid> = endpoints.iter().map(|_| WebhookDeliveryId::new().uuid()).collect();
    let added = sqlx::query_scalar!(
        "WITH body AS (
             INSERT INTO webhook_events (event_id, body, created_at) VALUES ($3, $4, $8)
             ON CONFLICT (event_id) DO UPDATE SET created_at = EXCLUDED.created_at
         )
         INSERT INTO webhook_deliveries (delivery_id, endpoint_id, organization_id, event_id, event_type, test, status,
                                         due_at, created_at)
         SELECT new.delivery_id, new.endpoint_id, $5, $3, $6, $7, 'pending', $8, $8
         FROM unnest($1::uuid[], $2::uuid[]) AS new (delivery_id, endpoint_id)
         ON CONFLICT ON CONSTRAINT webhook_deliveries_once DO NOTHING
         RETURNING delivery_id",
        &ids,
        endpoints as &[WebhookEndpointId],
        new.event as EventId,
        new.body,
        new.organization as OrganizationId,
        new.event_type,
        new.test,
        new.now,
    );
    Ok(added.fetch_all(tx).await?)
}

/// Deliveries by id, of endpoints that exist.
pub async fn find(db: impl PgExecutor<'_>, ids: &[WebhookDeliveryId]) -> Result<Vec<Delivery>, StoreError> {
    let rows = sqlx::query_as!(
        Delivery,
        r#"SELECT delivery_id, d.endpoint_id, d.organization_id, event_id, event_type, status, due_at, attempts,
                  response_status, latency_ms, error, log AS "log: _", d.created_at, finished_at
           FROM webhook_deliveries AS d JOIN webhook_endpoints AS e USING (endpoint_id) WHERE delivery_id = ANY($1)"#,
        ids as &[WebhookDeliveryId],
    );
    Ok(rows.fetch_all(db).await?)
}

/// What went to and fro at the last attempt of each.
pub async fn exchanges(
    db: impl PgExecutor<'_>,
    ids: &[WebhookDeliveryId],
) -> Result<HashMap<WebhookDeliveryId, Exchange>, StoreError> {
    let rows = sqlx::query_as!(
        Exchange,
        r#"SELECT d.delivery_id AS "delivery_id?", d.request_headers AS "request_headers!",
                  COALESCE(e.body, '') AS "request_body!", d.response_headers AS "response_headers!",
                  d.response_body AS "response_body!"
           FROM webhook_deliveries AS d LEFT JOIN webhook_events AS e USING (event_id) WHERE d.delivery_id = ANY($1)"#,
        ids as &[WebhookDeliveryId],
    );
    Ok(rows.fetch_all(db).await?.into_iter().filter_map(|row| Some((row.delivery_id?, row))).collect())
}

/// A page of the deliveries to each endpoint, newest first; of one status, if any is given.
pub async fn pages(
    db: impl PgExecutor<'_>,
    endpoints: &[WebhookEndpointId],
    status: Option<&str>,
    page: &PageRequest,
) -> Result<Vec<Page<Delivery>>, StoreError> {
    macro_rules! read {
        ($beyond:literal, $order:literal) => {
            sqlx::query_as!(
                Delivery,
                r#"SELECT d.delivery_id, d.endpoint_id, d.organization_id, d.event_id, d.event_type, d.status, d.due_at,
                          d.attempts, d.response_status, d.latency_ms, d.error, d.log AS "log: _", d.created_at,
                          d.finished_at
                   FROM (SELECT DISTINCT unnest($1::uuid[]) AS id) AS wanted
                   CROSS JOIN LATERAL (
                       SELECT * FROM webhook_deliveries
                       WHERE endpoint_id = wanted.id AND ($4::text IS NULL OR status = $4)
                           AND ($2::uuid IS NULL OR delivery_id "#
                    + $beyond
                    + " $2) ORDER BY delivery_id "
                    + $order
                    + " LIMIT $3) AS d ORDER BY d.delivery_id "
                    + $order,
                endpoints as &[WebhookEndpointId],
                page.cursor(),
                page.limit(),
                status,
            )
            .fetch_all(db)
            .await?
        };
    }
    let rows = if page.is_backward() { read!(">", "ASC") } else { read!("<", "DESC") };
    let mut lists: HashMap<WebhookEndpointId, Vec<Delivery>> = HashMap::new();
    for row in rows {
        lists.entry(row.endpoint_id).or_default().push(row);
    }
    Ok(endpoints.iter().map(|id| Page::from_rows(page, lists.get(id).cloned().unwrap_or_default())).collect())
}

/// Puts deliveries that exist on their way again, from the beginning of the schedule. One that is on its way already is
/// only hastened.
pub async fn resend(tx: &mut PgConnection, ids: &[WebhookDeliveryId], now: Timestamp) -> Result<u64, StoreError> {
    let resent = sqlx::query!(
        "UPDATE webhook_deliveries SET status = 'pending', due_at = $2, tries = 0, finished_at = NULL
         WHERE delivery_id = ANY($1)",
        ids as &[WebhookDeliveryId],
        now,
    );
    Ok(resent.execute(tx).await?.rows_affected())
}

/// The deliveries to an endpoint that were made in a range and ended so, oldest first, locked.
pub async fn ended_in(
    tx: &mut PgConnection,
    endpoint: WebhookEndpointId,
    status: &str,
    from: Timestamp,
    to: Timestamp,
    limit: i64,
) -> Result<Vec<WebhookDeliveryId>, StoreError> {
    let ids = sqlx::query_scalar!(
        "SELECT delivery_id FROM webhook_deliveries
         WHERE endpoint_id = $1 AND status = $2 AND created_at >= $3 AND created_at < $4 AND NOT test
         ORDER BY delivery_id LIMIT $5 FOR UPDATE SKIP LOCKED",
        endpoint as WebhookEndpointId,
        status,
        from,
        to,
        limit,
    );
    Ok(ids.fetch_all(tx).await?)
}

/// Removes some deliveries and bodies that are older than their retention; how many.
pub async fn drop_old(
    tx: &mut PgConnection,
    before: Timestamp,
    bodies_before: Timestamp,
    limit: i64,
) -> Result<u64, StoreError> {
    // Ids are by time: those below the id of that moment.
    let millis = u64::try_from(before.as_micros() / 1_000).unwrap_or(0);
    let below = uuid::Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid();
    let deliveries = sqlx::query!(
        "DELETE FROM webhook_deliveries WHERE delivery_id = ANY(ARRAY(
             SELECT delivery_id FROM webhook_deliveries WHERE delivery_id < $1 AND status <> 'pending'
             ORDER BY delivery_id LIMIT $2 FOR UPDATE SKIP LOCKED))",
        below,
        limit,
    );
    let deliveries = deliveries.execute(&mut *tx).await?.rows_affected();
    let bodies = sqlx::query!(
        "DELETE FROM webhook_events WHERE event_id = ANY(ARRAY(
             SELECT event_id FROM webhook_events WHERE created_at < $1
             ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED))",
        bodies_before,
        limit,
    );
    Ok(deliveries.max(bodies.execute(tx).await?.rows_affected()))
}
