//! The SQL of webhook endpoints and their secrets.

use std::collections::HashMap;

use hc_storage::StoreError;
use hc_types::{OrganizationId, Page, PageRequest, Timestamp, UserId, WebhookEndpointId};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use crate::domain::{
    webhook_endpoint::{Description, DisabledReason, Endpoint, State},
    webhook_filter::EventTypes,
    webhook_url::WebhookUrl,
};

struct Row {
    endpoint_id: WebhookEndpointId,
    organization_id: OrganizationId,
    url: String,
    event_types: Vec<String>,
    description: String,
    enabled: bool,
    disabled_reason: Option<String>,
    disabled_at: Option<Timestamp>,
    version: i64,
    created_by: UserId,
    created_at: Timestamp,
}

impl TryFrom<Row> for Endpoint {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let corrupt = |why: String| StoreError::corrupt("webhook endpoint", why);
        let state = match (row.enabled, row.disabled_reason.as_deref(), row.disabled_at) {
            (true, None, None) => State::Enabled,
            (false, None, None) => State::Paused,
            (false, Some(reason), Some(at)) => {
                let reason = DisabledReason::parse(reason).ok_or_else(|| corrupt(format!("reason {reason:?}")))?;
                State::Disabled { reason, at }
            }
            _ => return Err(corrupt("it is enabled and disabled".to_owned())),
        };
        Ok(Self {
            id: row.endpoint_id,
            organization: row.organization_id,
            // Whether http is allowed was decided when it was written; the settings may have changed since.
            url: WebhookUrl::parse(&row.url, true).map_err(|error| corrupt(error.to_string()))?,
            event_types: EventTypes::parse(row.event_types).map_err(|error| corrupt(error.to_string()))?,
            description: Description::parse(&row.description).map_err(|error| corrupt(error.to_string()))?,
            state,
            version: row.version,
            created_by: row.created_by,
            created_at: row.created_at,
        })
    }
}

/// How the state stands in the row.
fn columns(state: State) -> (bool, Option<&'static str>, Option<Timestamp>) {
    match state {
        State::Enabled => (true, None, None),
        State::Paused => (false, None, None),
        State::Disabled { reason, at } => (false, Some(reason.name()), Some(at)),
    }
}

/// Waits until no other transaction makes an endpoint of the organization, and counts them.
pub async fn count_locked(tx: &mut PgConnection, organization: OrganizationId) -> Result<i64, StoreError> {
    let key = format!("webhook endpoints of {organization}");
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", key).execute(&mut *tx).await?;
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM webhook_endpoints WHERE organization_id = $1"#,
        organization as OrganizationId,
    );
    Ok(count.fetch_one(tx).await?)
}

pub async fn insert(tx: &mut PgConnection, endpoint: &Endpoint) -> Result<(), StoreError> {
    let (enabled, reason, at) = columns(endpoint.state);
    let inserted = sqlx::query!(
        "INSERT INTO webhook_endpoints (endpoint_id, organization_id, url, event_types, description, enabled,
                                        disabled_reason, disabled_at, version, created_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        endpoint.id as WebhookEndpointId,
        endpoint.organization as OrganizationId,
        endpoint.url.as_str(),
        endpoint.event_types.entries(),
        endpoint.description.as_str(),
        enabled,
        reason,
        at as Option<Timestamp>,
        endpoint.version,
        endpoint.created_by as UserId,
        endpoint.created_at,
    );
    inserted.execute(tx).await?;
    Ok(())
}

/// Writes what may change of an endpoint that this transaction has locked.
pub async fn save(tx: &mut PgConnection, endpoint: &Endpoint) -> Result<(), StoreError> {
    let (enabled, reason, at) = columns(endpoint.state);
    let saved = sqlx::query!(
        "UPDATE webhook_endpoints SET url = $2, event_types = $3, description = $4, enabled = $5, disabled_reason = $6,
                                      disabled_at = $7, version = $8
         WHERE endpoint_id = $1",
        endpoint.id as WebhookEndpointId,
        endpoint.url.as_str(),
        endpoint.event_types.entries(),
        endpoint.description.as_str(),
        enabled,
        reason,
        at as Option<Timestamp>,
        endpoint.version,
    );
    saved.execute(tx).await?;
    Ok(())
}

/// Removes the endpoint with its secrets; its deliveries are dropped by a job.
pub async fn delete(tx: &mut PgConnection, id: WebhookEndpointId) -> Result<(), StoreError> {
    let deleted = sqlx::query!("DELETE FROM webhook_endpoints WHERE endpoint_id = $1", id as WebhookEndpointId);
    deleted.execute(tx).await?;
    Ok(())
}

/// The endpoint, locked until the transaction ends.
pub async fn find_for_update(tx: &mut PgConnection, id: WebhookEndpointId) -> Result<Option<Endpoint>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        "SELECT endpoint_id, organization_id, url, event_types, description, enabled, disabled_reason, disabled_at,
                version, created_by, created_at
         FROM webhook_endpoints WHERE endpoint_id = $1 FOR UPDATE",
        id as WebhookEndpointId,
    );
    row.fetch_optional(tx).await?.map(Endpoint::try_from).transpose()
}

/// The endpoints of these ids, in any order.
pub async fn find(db: impl PgExecutor<'_>, ids: &[WebhookEndpointId]) -> Result<Vec<Endpoint>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT endpoint_id, organization_id, url, event_types, description, enabled, disabled_reason, disabled_at,
                version, created_by, created_at
         FROM webhook_endpoints WHERE endpoint_id = ANY($1)",
        ids as &[WebhookEndpointId],
    );
    rows.fetch_all(db).await?.into_iter().map(Endpoint::try_from).collect()
}

/// What an event is held against: the filters of the organization's endpoints to which anything goes at all.
pub async fn filters(
    tx: &mut PgConnection,
    organization: OrganizationId,
) -> Result<Vec<(WebhookEndpointId, EventTypes)>, StoreError> {
    let rows = sqlx::query!(
        "SELECT endpoint_id, event_types FROM webhook_endpoints WHERE organization_id = $1 AND enabled",
        organization as OrganizationId,
    );
    let filter = |entries| EventTypes::parse(entries).map_err(|error| StoreError::corrupt("webhook endpoint", error));
    let rows = rows.fetch_all(tx).await?.into_iter();
    rows.map(|row| Ok((row.endpoint_id, filter(row.event_types)?))).collect()
}

/// Since when each endpoint has failed.
pub async fn failing_since(
    db: impl PgExecutor<'_>,
    ids: &[WebhookEndpointId],
) -> Result<HashMap<WebhookEndpointId, Timestamp>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT endpoint_id, failing_since AS "failing_since!" FROM webhook_health
           WHERE endpoint_id = ANY($1) AND failing_since IS NOT NULL"#,
        ids as &[WebhookEndpointId],
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(|row| (row.endpoint_id, row.failing_since)).collect())
}

/// A page of the endpoints of each organization, newest first; only the enabled or only the others, if that is said.
pub async fn pages(
    db: impl PgExecutor<'_>,
    organizations: &[OrganizationId],
    enabled: Option<bool>,
    page: &PageRequest,
) -> Result<Vec<Page<Endpoint>>, StoreError> {
    macro_rules! read {
        ($beyond:literal, $order:literal) => {
            sqlx::query_as!(
                Row,
                r#"SELECT e.endpoint_id, e.organization_id, e.url, e.event_types, e.description, e.enabled,
                          e.disabled_reason, e.disabled_at, e.version, e.created_by, e.created_at
                   FROM (SELECT DISTINCT unnest($1::uuid[]) AS id) AS wanted
                   CROSS JOIN LATERAL (
                       SELECT * FROM webhook_endpoints
                       WHERE organization_id = wanted.id AND ($4::boolean IS NULL OR enabled = $4)
                           AND ($2::uuid IS NULL OR endpoint_id "#
                    + $beyond
                    + " $2) ORDER BY endpoint_id "
                    + $order
                    + " LIMIT $3) AS e ORDER BY e.endpoint_id "
                    + $order,
                organizations as &[OrganizationId],
                page.cursor(),
                page.limit(),
                enabled,
            )
            .fetch_all(db)
            .await?
        };
    }
    let rows = if page.is_backward() { read!(">", "ASC") } else { read!("<", "DESC") };
    let mut lists: HashMap<OrganizationId, Vec<Endpoint>> = HashMap::new();
    for row in rows {
        lists.entry(row.organization_id).or_default().push(row.try_into()?);
    }
    Ok(organizations.iter().map(|id| Page::from_rows(page, lists.get(id).cloned().unwrap_or_default())).collect())
}

/// A signing secret as it is stored.
#[derive(Debug, Clone)]
pub struct StoredSecret {
    pub id: Uuid,
    pub endpoint: WebhookEndpointId,
    pub sealed: Vec<u8>,
    /// None for the current one.
    pub expires_at: Option<Timestamp>,
}

/// Adds the current secret.
pub async fn add_secret(
    tx: &mut PgConnection,
    id: Uuid,
    endpoint: WebhookEndpointId,
    sealed: &[u8],
    now: Timestamp,
) -> Result<(), StoreError> {
    let added = sqlx::query!(
        "INSERT INTO webhook_secrets (secret_id, endpoint_id, sealed, created_at) VALUES ($1, $2, $3, $4)",
        id,
        endpoint as WebhookEndpointId,
        sealed,
        now,
    );
    added.execute(tx).await?;
    Ok(())
}

/// The current secret stays valid until then; what was replaced earlier ends.
pub async fn retire_secrets(
    tx: &mut PgConnection,
    endpoint: WebhookEndpointId,
    until: Timestamp,
) -> Result<(), StoreError> {
    let id = endpoint as WebhookEndpointId;
    let ended = sqlx::query!("DELETE FROM webhook_secrets WHERE endpoint_id = $1 AND expires_at IS NOT NULL", id as _);
    ended.execute(&mut *tx).await?;
    let retired = sqlx::query!(
        "UPDATE webhook_secrets SET expires_at = $2 WHERE endpoint_id = $1 AND expires_at IS NULL",
        id as _,
        until,
    );
    retired.execute(tx).await?;
    Ok(())
}

/// The secrets of these endpoints, the current one of each first.
pub async fn secrets(
    db: impl PgExecutor<'_>,
    endpoints: &[WebhookEndpointId],
) -> Result<Vec<StoredSecret>, StoreError> {
    let rows = sqlx::query_as!(
        StoredSecret,
        "SELECT secret_id AS id, endpoint_id AS endpoint, sealed, expires_at FROM webhook_secrets
         WHERE endpoint_id = ANY($1) ORDER BY endpoint_id, expires_at DESC NULLS FIRST",
        endpoints as &[WebhookEndpointId],
    );
    Ok(rows.fetch_all(db).await?)
}

/// Whether any secret is stored.
pub async fn any_secret(tx: &mut PgConnection) -> Result<bool, StoreError> {
    let any = sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM webhook_secrets) AS "any!""#);
    Ok(any.fetch_one(tx).await?)
}

/// Forgets that the endpoint has failed: a member says that it is well.
pub async fn forgive(tx: &mut PgConnection, id: WebhookEndpointId) -> Result<(), StoreError> {
    sqlx::query!("DELETE FROM webhook_health WHERE endpoint_id = $1", id as WebhookEndpointId).execute(tx).await?;
    Ok(())
}

/// The endpoints answered: those that did well are no longer failing.
pub async fn note_successes(tx: &mut PgConnection, ids: &[WebhookEndpointId]) -> Result<(), StoreError> {
    let noted = sqlx::query!(
        "UPDATE webhook_health SET failing_since = NULL WHERE endpoint_id = ANY($1) AND failing_since IS NOT NULL",
        ids as &[WebhookEndpointId],
    );
    noted.execute(tx).await?;
    Ok(())
}

/// The endpoints failed, each named once and in order: since when that is so. `holds` are seconds for which nothing shall go
/// there.
pub async fn note_failures(
    tx: &mut PgConnection,
    ids: &[WebhookEndpointId],
    holds: &[f64],
) -> Result<Vec<(WebhookEndpointId, Timestamp)>, StoreError> {
    let rows = sqlx::query!(
        r#"INSERT INTO webhook_health AS known (endpoint_id, failing_since, held_until)
           SELECT e.endpoint_id, now(), CASE WHEN failed.hold > 0 THEN now() + make_interval(secs => failed.hold) END
           FROM unnest($1::uuid[], $2::float8[]) AS failed (endpoint_id, hold)
           JOIN webhook_endpoints AS e USING (endpoint_id) ORDER BY e.endpoint_id
           ON CONFLICT (endpoint_id) DO UPDATE
           SET failing_since = COALESCE(known.failing_since, EXCLUDED.failing_since),
               held_until = GREATEST(known.held_until, EXCLUDED.held_until)
           RETURNING endpoint_id, failing_since AS "failing_since!""#,
        ids as &[WebhookEndpointId],
        holds,
    );
    Ok(rows.fetch_all(tx).await?.into_iter().map(|row| (row.endpoint_id, row.failing_since)).collect())
}
