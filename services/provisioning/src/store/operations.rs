use std::time::Duration;

use hc_events::Cause;
use hc_storage::{StoreError, any_of, each_of};
use hc_types::{InstanceId, OperationId, OrganizationId, Page, PageRequest, ReleaseId, Timestamp};
use sqlx::PgConnection;
use sqlx::types::Json;

use crate::domain::operation::{Operation, OperationError, OperationKind, OperationStatus, Step};

use super::{Result, beginning, pages, unknown_word};

struct Row {
    operation_id: OperationId,
    instance_id: InstanceId,
    organization_id: OrganizationId,
    kind: String,
    status: String,
    generation: i64,
    release_id: Option<ReleaseId>,
    steps: Json<Vec<Step>>,
    error_code: Option<String>,
    error_message: Option<String>,
    error_retryable: Option<bool>,
    actor: String,
    correlation: String,
    causation: Option<String>,
    created_at: Timestamp,
    started_at: Option<Timestamp>,
    finished_at: Option<Timestamp>,
}

macro_rules! select {
    ($from:literal $(+ $more:literal)* $(, $argument:expr)* $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"SELECT o.operation_id, o.instance_id, o.organization_id, o.kind, o.status, o.generation, o.release_id,
                      o.steps AS "steps: Json<Vec<Step>>", o.error_code, o.error_message, o.error_retryable, o.actor,
                      o.correlation, o.causation, o.created_at, o.started_at, o.finished_at "#
                + $from $(+ $more)*
            $(, $argument)*
        )
    };
}

/// Records new work with the one who asked for it.
pub async fn insert(tx: &mut PgConnection, operation: &Operation, cause: &Cause) -> Result<()> {
    let insert = sqlx::query!(
        "INSERT INTO operations (operation_id, instance_id, organization_id, kind, status, generation, release_id, steps,
                                 actor, correlation, causation)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        operation.id as OperationId,
        operation.instance as InstanceId,
        operation.organization as OrganizationId,
        operation.kind.word(),
        operation.status.word(),
        operation.generation,
        operation.release as Option<ReleaseId>,
        Json(&operation.steps) as _,
        cause.actor,
        cause.correlation,
        cause.causation,
    );
    insert.execute(tx).await?;
    Ok(())
}

/// What is not finished on an instance, oldest first, each with who asked for it. The caller holds the instance's lock.
pub async fn unfinished(tx: &mut PgConnection, instance: InstanceId) -> Result<Vec<(Operation, Cause)>> {
    let rows = select!(
        "FROM operations AS o WHERE o.instance_id = $1 AND o.status IN ('queued', 'running') ORDER BY o.operation_id",
        instance as InstanceId,
    );
    let rows = rows.fetch_all(tx).await?.into_iter().map(|row| {
        let cause = Cause { causation: row.causation.clone(), ..Cause::by(row.actor.clone(), row.correlation.clone()) };
        Ok((Operation::try_from(row)?, cause))
    });
    rows.collect()
}

/// Writes what may change of an operation.
pub async fn save(tx: &mut PgConnection, operation: &Operation) -> Result<()> {
    let error = operation.error.as_ref();
    let save = sqlx::query!(
        "UPDATE operations SET status = $2, steps = $3, error_code = $4, error_message = $5, error_retryable = $6,
             started_at = $7, finished_at = $8 WHERE operation_id = $1",
        operation.id as OperationId,
        operation.status.word(),
        Json(&operation.steps) as _,
        error.map(|error| error.code.as_str()),
        error.map(|error| error.message.as_str()),
        error.map(|error| error.retryable),
        operation.started_at as Option<Timestamp>,
        operation.finished_at as Option<Timestamp>,
    );
    save.execute(tx).await?;
    Ok(())
}

/// The operations with these ids, in any order.
pub async fn find_many(connection: &mut PgConnection, ids: &[OperationId]) -> Result<Vec<Operation>> {
    let rows = select!("FROM operations AS o WHERE o.operation_id = ANY($1)", &*any_of(ids) as &[OperationId]);
    rows.fetch_all(connection).await?.into_iter().map(Operation::try_from).collect()
}

/// A page of each instance's operations, newest first.
pub async fn list(
    connection: &mut PgConnection,
    instances: &[InstanceId],
    page: &PageRequest,
) -> Result<Vec<Page<Operation>>> {
    let rows = if page.is_backward() {
        select!(
            "FROM unnest($1::uuid[]) AS parent (id) CROSS JOIN LATERAL (
                 SELECT * FROM operations WHERE instance_id = parent.id AND operation_id > $2
                 ORDER BY operation_id LIMIT $3
             ) AS o",
            &each_of(instances) as &[Option<InstanceId>],
            beginning(page),
            page.limit(),
        )
        .fetch_all(connection)
        .await?
    } else {
        select!(
            "FROM unnest($1::uuid[]) AS parent (id) CROSS JOIN LATERAL (
                 SELECT * FROM operations WHERE instance_id = parent.id AND operation_id < $2
                 ORDER BY operation_id DESC LIMIT $3
             ) AS o",
            &each_of(instances) as &[Option<InstanceId>],
            beginning(page),
            page.limit(),
        )
        .fetch_all(connection)
        .await?
    };
    let rows = rows.into_iter().map(Operation::try_from).collect::<Result<Vec<_>>>()?;
    Ok(pages(instances, page, rows, |operation| operation.instance, |operation| operation.id.uuid()))
}

/// The same of those that stand so and are of one of the kinds; of any kind where none is named. Each status is read by
/// itself, in the order of its index: what is rare is found without reading what is not.
pub async fn list_filtered(
    connection: &mut PgConnection,
    instances: &[InstanceId],
    statuses: &[OperationStatus],
    kinds: &[OperationKind],
    page: &PageRequest,
) -> Result<Vec<Page<Operation>>> {
    let statuses: Vec<String> = statuses.iter().map(|status| status.word().to_owned()).collect();
    let kinds: Vec<String> = kinds.iter().map(|kind| kind.word().to_owned()).collect();
    macro_rules! read {
        ($beyond:literal, $order:literal) => {
            select!(
                "FROM unnest($1::uuid[]) AS parent (id) CROSS JOIN LATERAL (
                     SELECT standing.* FROM unnest($2::text[]) AS wanted (status) CROSS JOIN LATERAL (
                         SELECT * FROM operations
                         WHERE instance_id = parent.id AND operations.status = wanted.status
                             AND (cardinality($3::text[]) = 0 OR operations.kind = ANY($3)) AND operation_id "
                    + $beyond
                    + " $4 ORDER BY operation_id "
                    + $order
                    + " LIMIT $5
                     ) AS standing ORDER BY standing.operation_id "
                    + $order
                    + " LIMIT $5
                 ) AS o",
                &each_of(instances) as &[Option<InstanceId>],
                &statuses,
                &kinds,
                beginning(page),
                page.limit(),
            )
            .fetch_all(connection)
            .await?
        };
    }
    let rows = if page.is_backward() { read!(">", "ASC") } else { read!("<", "DESC") };
    let rows = rows.into_iter().map(Operation::try_from).collect::<Result<Vec<_>>>()?;
    Ok(pages(instances, page, rows, |operation| operation.instance, |operation| operation.id.uuid()))
}

/// A page of the operations of all organizations that stand so and were asked for at least so long ago, newest first.
pub async fn list_all(
    connection: &mut PgConnection,
    statuses: &[OperationStatus],
    at_least: Duration,
    page: &PageRequest,
) -> Result<Page<Operation>> {
    let words: Vec<String> = statuses.iter().map(|status| status.word().to_owned()).collect();
    let rows = if page.is_backward() {
        select!(
            "FROM unnest($1::text[]) AS wanted (status) CROSS JOIN LATERAL (
                 SELECT * FROM operations WHERE operations.status = wanted.status AND operation_id > $2
                     AND created_at <= now() - make_interval(secs => $4)
                 ORDER BY operation_id LIMIT $3
             ) AS o ORDER BY o.operation_id LIMIT $3",
            &words,
            beginning(page),
            page.limit(),
            at_least.as_secs_f64(),
        )
        .fetch_all(connection)
        .await?
    } else {
        select!(
            "FROM unnest($1::text[]) AS wanted (status) CROSS JOIN LATERAL (
                 SELECT * FROM operations WHERE operations.status = wanted.status AND operation_id < $2
                     AND created_at <= now() - make_interval(secs => $4)
                 ORDER BY operation_id DESC LIMIT $3
             ) AS o ORDER BY o.operation_id DESC LIMIT $3",
            &words,
            beginning(page),
            page.limit(),
            at_least.as_secs_f64(),
        )
        .fetch_all(connection)
        .await?
    };
    let operations = rows.into_iter().map(Operation::try_from).collect::<Result<_>>()?;
    Ok(Page::from_rows(page, operations))
}

/// Instances with work that nobody holds a lease for, though it has not moved for `quiet`; for the watchdog.
pub async fn stuck(connection: &mut PgConnection, quiet: Duration) -> Result<Vec<(InstanceId, OperationId)>> {
    let rows = sqlx::query!(
        "SELECT o.instance_id, o.operation_id FROM operations AS o JOIN reconcile_queue AS q USING (instance_id)
         WHERE o.status IN ('queued', 'running') AND o.created_at < now() - make_interval(secs => $1)
           AND (q.lease_until IS NULL OR q.lease_until < now()) AND q.due_at > now() + make_interval(secs => $1)
         LIMIT 1000",
        quiet.as_secs_f64(),
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(|row| (row.instance_id, row.operation_id)).collect())
}

impl TryFrom<Row> for Operation {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        let error = row.error_code.map(|code| OperationError {
            code,
            message: row.error_message.unwrap_or_default(),
            retryable: row.error_retryable.unwrap_or_default(),
        });
        Ok(Self {
            id: row.operation_id,
            instance: row.instance_id,
            organization: row.organization_id,
            kind: OperationKind::parse(&row.kind).ok_or_else(|| unknown_word("operation", &row.kind))?,
            status: OperationStatus::parse(&row.status).ok_or_else(|| unknown_word("operation", &row.status))?,
            generation: row.generation,
            release: row.release_id,
            steps: row.steps.0,
            error,
            request: row.correlation,
            created_at: row.created_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
        })
    }
}
