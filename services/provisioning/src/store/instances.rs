use hc_storage::{StoreError, any_of, each_of};
use hc_types::{
    InstanceId, OrderId, OrganizationId, Page, PageRequest, RegionId, ReleaseId, SubscriptionId, Timestamp,
};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::domain::capacity::Resources;
use crate::domain::instance::{Desired, Instance, Kind, Status};

use super::{Result, beginning, pages, unknown_word};

struct Row {
    instance_id: InstanceId,
    organization_id: OrganizationId,
    subscription_id: SubscriptionId,
    order_id: Option<OrderId>,
    region_id: RegionId,
    name: String,
    kind: String,
    host: String,
    cpu_milli: i64,
    memory_mib: i64,
    disk_bytes: i64,
    max_files: i32,
    desired: String,
    generation: i64,
    desired_release_id: Option<ReleaseId>,
    status: String,
    failure_code: Option<String>,
    observed_generation: i64,
    observed_release_id: Option<ReleaseId>,
    created_at: Timestamp,
}

macro_rules! select {
    ($from:literal $(+ $more:literal)* $(, $argument:expr)* $(,)?) => {
        sqlx::query_as!(
            Row,
            "SELECT i.instance_id, i.organization_id, i.subscription_id, i.order_id, i.region_id, i.name, i.kind, i.host,
                    i.cpu_milli, i.memory_mib, i.disk_bytes, i.max_files, i.desired, i.generation, i.desired_release_id,
                    i.status, i.failure_code, i.observed_generation, i.observed_release_id, i.created_at "
                + $from $(+ $more)*
            $(, $argument)*
        )
    };
}

/// The instance, locked until the transaction ends.
pub async fn find_for_update(tx: &mut PgConnection, id: InstanceId) -> Result<Option<Instance>> {
    let row = select!("FROM instances AS i WHERE i.instance_id = $1 FOR UPDATE", id as InstanceId);
    row.fetch_optional(tx).await?.map(Instance::try_from).transpose()
}

/// The instances with these ids, in any order.
pub async fn find_many(connection: &mut PgConnection, ids: &[InstanceId]) -> Result<Vec<Instance>> {
    let rows = select!("FROM instances AS i WHERE i.instance_id = ANY($1)", &*any_of(ids) as &[InstanceId]);
    rows.fetch_all(connection).await?.into_iter().map(Instance::try_from).collect()
}

/// A page of each organization's instances, newest first, without those that are gone.
pub async fn list(
    connection: &mut PgConnection,
    organizations: &[OrganizationId],
    page: &PageRequest,
) -> Result<Vec<Page<Instance>>> {
    let rows = if page.is_backward() {
        select!(
            "FROM unnest($1::uuid[]) AS parent (id) CROSS JOIN LATERAL (
                 SELECT * FROM instances WHERE organization_id = parent.id AND status <> 'terminated'
                     AND instance_id > $2 ORDER BY instance_id LIMIT $3
             ) AS i",
            &each_of(organizations) as &[Option<OrganizationId>],
            beginning(page),
            page.limit(),
        )
        .fetch_all(connection)
        .await?
    } else {
        select!(
            "FROM unnest($1::uuid[]) AS parent (id) CROSS JOIN LATERAL (
                 SELECT * FROM instances WHERE organization_id = parent.id AND status <> 'terminated'
                     AND instance_id < $2 ORDER BY instance_id DESC LIMIT $3
             ) AS i",
            &each_of(organizations) as &[Option<OrganizationId>],
            beginning(page),
            page.limit(),
        )
        .fetch_all(connection)
        .await?
    };
    let rows = rows.into_iter().map(Instance::try_from).collect::<Result<Vec<_>>>()?;
    Ok(pages(organizations, page, rows, |instance| instance.organization, |instance| instance.id.uuid()))
}

/// The same of those that stand so, gone ones too where they are asked for. Each status is read by itself, in the order of
/// its index: what is rare is found without reading what is not.
pub async fn list_by_status(
    connection: &mut PgConnection,
    organizations: &[OrganizationId],
    statuses: &[Status],
    page: &PageRequest,
) -> Result<Vec<Page<Instance>>> {
    let words: Vec<String> = statuses.iter().map(|status| status.word().to_owned()).collect();
    macro_rules! read {
        ($beyond:literal, $order:literal) => {
            select!(
                "FROM unnest($1::uuid[]) AS parent (id) CROSS JOIN LATERAL (
                     SELECT standing.* FROM unnest($2::text[]) AS wanted (status) CROSS JOIN LATERAL (
                         SELECT * FROM instances
                         WHERE organization_id = parent.id AND instances.status = wanted.status AND instance_id "
                    + $beyond
                    + " $3 ORDER BY instance_id "
                    + $order
                    + " LIMIT $4
                     ) AS standing ORDER BY standing.instance_id "
                    + $order
                    + " LIMIT $4
                 ) AS i",
                &each_of(organizations) as &[Option<OrganizationId>],
                &words,
                beginning(page),
                page.limit(),
            )
            .fetch_all(connection)
            .await?
        };
    }
    let rows = if page.is_backward() { read!(">", "ASC") } else { read!("<", "DESC") };
    let rows = rows.into_iter().map(Instance::try_from).collect::<Result<Vec<_>>>()?;
    Ok(pages(organizations, page, rows, |instance| instance.organization, |instance| instance.id.uuid()))
}

/// In which way what is paid and what runs differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stray {
    /// It should answer its users, and does not.
    PaidNotLive,
    /// It should be suspended or gone, and still runs.
    LiveNotPaid,
}

/// A page of the instances of all organizations that have differed from what is wanted for a minute, newest first. What is
/// younger is on its way.
pub async fn stray(connection: &mut PgConnection, kind: Stray, page: &PageRequest) -> Result<Page<Instance>> {
    macro_rules! read {
        ($differs:literal, $beyond:literal) => {
            select!(
                "FROM instances AS i WHERE "
                    + $differs
                    + " AND greatest(i.created_at, i.observed_at) < now() - interval '60 seconds' AND i.instance_id "
                    + $beyond,
                beginning(page),
                page.limit(),
            )
            .fetch_all(connection)
            .await?
        };
    }
    // The conditions of the index `instances_stray`.
    macro_rules! read_kind {
        ($differs:literal) => {
            if page.is_backward() {
                read!($differs, "> $1 ORDER BY i.instance_id LIMIT $2")
            } else {
                read!($differs, "< $1 ORDER BY i.instance_id DESC LIMIT $2")
            }
        };
    }
    let rows = match kind {
        Stray::PaidNotLive => read_kind!("i.desired = 'active' AND i.status NOT IN ('active', 'updating')"),
        Stray::LiveNotPaid => read_kind!(
            "((i.desired IN ('suspended', 'terminated') AND i.status IN ('active', 'updating', 'degraded', 'terminating'))
              OR (i.desired = 'abandoned' AND i.observed_generation < i.generation))"
        ),
    };
    let instances = rows.into_iter().map(Instance::try_from).collect::<Result<_>>()?;
    Ok(Page::from_rows(page, instances))
}

/// Records a new instance; false when it is there already.
pub async fn insert(tx: &mut PgConnection, instance: &Instance) -> Result<bool> {
    let insert = sqlx::query!(
        "INSERT INTO instances (instance_id, organization_id, subscription_id, order_id, region_id, name, kind, host,
                                cpu_milli, memory_mib, disk_bytes, max_files, desired, generation, status,
                                observed_generation)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
         ON CONFLICT (instance_id) DO NOTHING",
        instance.id as InstanceId,
        instance.organization as OrganizationId,
        instance.subscription as SubscriptionId,
        instance.order as Option<OrderId>,
        instance.region as RegionId,
        instance.name,
        instance.kind.word(),
        instance.host,
        instance.resources.cpu_milli,
        instance.resources.memory_mib,
        instance.resources.disk_bytes,
        instance.max_files,
        instance.desired.word(),
        instance.generation,
        instance.status.word(),
        instance.observed_generation,
    );
    Ok(insert.execute(tx).await?.rows_affected() == 1)
}

/// Writes what may change of an instance. The caller holds its row lock.
pub async fn save(tx: &mut PgConnection, instance: &Instance) -> Result<()> {
    let save = sqlx::query!(
        "UPDATE instances SET desired = $2, generation = $3, desired_release_id = $4, status = $5, failure_code = $6,
             observed_generation = $7, observed_release_id = $8, observed_at = now(),
             activated_at = CASE WHEN $5 = 'active' THEN coalesce(activated_at, now()) ELSE activated_at END,
             terminated_at = CASE WHEN $5 = 'terminated' THEN coalesce(terminated_at, now()) ELSE terminated_at END
         WHERE instance_id = $1",
        instance.id as InstanceId,
        instance.desired.word(),
        instance.generation,
        instance.desired_release as Option<ReleaseId>,
        instance.status.word(),
        instance.failure,
        instance.observed_generation,
        instance.observed_release as Option<ReleaseId>,
    );
    save.execute(tx).await?;
    Ok(())
}

/// Takes in an event of the instance's subscription; false when a later one was taken in before.
pub async fn take_in(tx: &mut PgConnection, id: InstanceId, epoch: i64, version: i64) -> Result<bool> {
    let taken = sqlx::query!(
        "UPDATE instances SET subscription_epoch = $2, subscription_version = $3
         WHERE instance_id = $1 AND (subscription_epoch, subscription_version) < ($2, $3)",
        id as InstanceId,
        epoch,
        version,
    );
    Ok(taken.execute(tx).await?.rows_affected() == 1)
}

/// What is wanted of one instance, in short; for comparisons with engines and with billing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brief {
    /// The instance.
    pub id: InstanceId,
    /// Whose it is.
    pub organization: OrganizationId,
    /// What is wanted of it.
    pub desired: Desired,
    /// Which wish that is.
    pub generation: i64,
    /// Where it stands.
    pub status: Status,
}

/// The next instances by id, for walks through all of them.
pub async fn walk(connection: &mut PgConnection, after: Option<InstanceId>, limit: i64) -> Result<Vec<Brief>> {
    let after = after.map_or(Uuid::nil(), InstanceId::uuid);
    let rows = sqlx::query!(
        "SELECT instance_id, organization_id, desired, generation, status FROM instances
         WHERE instance_id > $1 ORDER BY instance_id LIMIT $2",
        after,
        limit,
    );
    let brief = rows.fetch_all(connection).await?.into_iter().map(|row| {
        Ok(Brief {
            id: row.instance_id,
            organization: row.organization_id,
            desired: Desired::parse(&row.desired).ok_or_else(|| unknown_word("instance", &row.desired))?,
            generation: row.generation,
            status: Status::parse(&row.status).ok_or_else(|| unknown_word("instance", &row.status))?,
        })
    });
    brief.collect()
}

/// How many instances stand in each state.
pub async fn count_by_status(connection: &mut PgConnection) -> Result<Vec<(String, i64)>> {
    let rows = sqlx::query!(r#"SELECT status, count(*) AS "count!" FROM instances GROUP BY status"#);
    Ok(rows.fetch_all(connection).await?.into_iter().map(|row| (row.status, row.count)).collect())
}

impl TryFrom<Row> for Instance {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.instance_id,
            organization: row.organization_id,
            subscription: row.subscription_id,
            order: row.order_id,
            region: row.region_id,
            name: row.name,
            kind: Kind::parse(&row.kind).ok_or_else(|| unknown_word("instance", &row.kind))?,
            host: row.host,
            resources: Resources { cpu_milli: row.cpu_milli, memory_mib: row.memory_mib, disk_bytes: row.disk_bytes },
            max_files: row.max_files,
            desired: Desired::parse(&row.desired).ok_or_else(|| unknown_word("instance", &row.desired))?,
            generation: row.generation,
            desired_release: row.desired_release_id,
            status: Status::parse(&row.status).ok_or_else(|| unknown_word("instance", &row.status))?,
            failure: row.failure_code,
            observed_generation: row.observed_generation,
            observed_release: row.observed_release_id,
            created_at: row.created_at,
        })
    }
}
