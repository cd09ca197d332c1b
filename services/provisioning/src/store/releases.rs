use hc_storage::{StoreError, any_of, each_of};
use hc_types::{InstanceId, OrganizationId, Page, PageRequest, ReleaseId, Timestamp};
use sqlx::PgConnection;

use crate::domain::release::{Release, ReleaseStatus};

use super::{Result, beginning, pages, unknown_word};

struct Row {
    release_id: ReleaseId,
    instance_id: InstanceId,
    organization_id: OrganizationId,
    version: i32,
    status: String,
    manifest: Vec<u8>,
    size_bytes: i64,
    file_count: i32,
    superseded_at: Option<Timestamp>,
    created_at: Timestamp,
}

macro_rules! select {
    ($from:literal $(+ $more:literal)* $(, $argument:expr)* $(,)?) => {
        sqlx::query_as!(
            Row,
            "SELECT r.release_id, r.instance_id, r.organization_id, r.version, r.status, r.manifest, r.size_bytes,
                    r.file_count, r.superseded_at, r.created_at "
                + $from $(+ $more)*
            $(, $argument)*
        )
    };
}

/// What an upload has become.
#[derive(Debug, Clone, Copy)]
pub struct NewRelease {
    /// What it is a version of.
    pub instance: InstanceId,
    /// Whose that is.
    pub organization: OrganizationId,
    /// The SHA-256 that its files are known by.
    pub manifest: [u8; 32],
    /// All its files together, in bytes.
    pub size_bytes: i64,
    /// How many files.
    pub file_count: i32,
}

/// Records a release under the next version. The caller holds the instance's lock, so that no version is given twice.
pub async fn insert(tx: &mut PgConnection, new: &NewRelease) -> Result<Release> {
    let row = sqlx::query_as!(
        Row,
        "INSERT INTO releases (release_id, instance_id, organization_id, version, status, manifest, size_bytes, file_count)
         VALUES ($1, $2, $3, 1 + coalesce((SELECT max(version) FROM releases WHERE instance_id = $2), 0), $7, $4,
                 $5, $6)
         RETURNING release_id, instance_id, organization_id, version, status, manifest, size_bytes, file_count,
                   superseded_at, created_at",
        ReleaseId::new() as ReleaseId,
        new.instance as InstanceId,
        new.organization as OrganizationId,
        &new.manifest[..],
        new.size_bytes,
        new.file_count,
        ReleaseStatus::Uploaded.word(),
    );
    row.fetch_one(tx).await?.try_into()
}

/// The release of the instance.
pub async fn find(connection: &mut PgConnection, of: InstanceId, id: ReleaseId) -> Result<Option<Release>> {
    let row = select!(
        "FROM releases AS r WHERE r.instance_id = $1 AND r.release_id = $2",
        of as InstanceId,
        id as ReleaseId,
    );
    row.fetch_optional(connection).await?.map(Release::try_from).transpose()
}

/// The releases with these ids, in any order.
pub async fn find_many(connection: &mut PgConnection, ids: &[ReleaseId]) -> Result<Vec<Release>> {
    let rows = select!("FROM releases AS r WHERE r.release_id = ANY($1)", &*any_of(ids) as &[ReleaseId]);
    rows.fetch_all(connection).await?.into_iter().map(Release::try_from).collect()
}

/// A page of each instance's releases, newest first.
pub async fn list(
    connection: &mut PgConnection,
    instances: &[InstanceId],
    page: &PageRequest,
) -> Result<Vec<Page<Release>>> {
    let rows = if page.is_backward() {
        select!(
            "FROM unnest($1::uuid[]) AS parent (id) CROSS JOIN LATERAL (
                 SELECT * FROM releases WHERE instance_id = parent.id AND release_id > $2
                 ORDER BY release_id LIMIT $3
             ) AS r",
            &each_of(instances) as &[Option<InstanceId>],
            beginning(page),
            page.limit(),
        )
        .fetch_all(connection)
        .await?
    } else {
        select!(
            "FROM unnest($1::uuid[]) AS parent (id) CROSS JOIN LATERAL (
                 SELECT * FROM releases WHERE instance_id = parent.id AND release_id < $2
                 ORDER BY release_id DESC LIMIT $3
             ) AS r",
            &each_of(instances) as &[Option<InstanceId>],
            beginning(page),
            page.limit(),
        )
        .fetch_all(connection)
        .await?
    };
    let rows = rows.into_iter().map(Release::try_from).collect::<Result<Vec<_>>>()?;
    Ok(pages(instances, page, rows, |release| release.instance, |release| release.id.uuid()))
}

/// The same of those that stand so. Each status is read by itself, in the order of its index: what is rare is found without
/// reading what is not.
pub async fn list_by_status(
    connection: &mut PgConnection,
    instances: &[InstanceId],
    statuses: &[ReleaseStatus],
    page: &PageRequest,
) -> Result<Vec<Page<Release>>> {
    let words: Vec<String> = statuses.iter().map(|status| status.word().to_owned()).collect();
    macro_rules! read {
        ($beyond:literal, $order:literal) => {
            select!(
                "FROM unnest($1::uuid[]) AS parent (id) CROSS JOIN LATERAL (
                     SELECT standing.* FROM unnest($2::text[]) AS wanted (status) CROSS JOIN LATERAL (
                         SELECT * FROM releases
                         WHERE instance_id = parent.id AND releases.status = wanted.status AND release_id "
                    + $beyond
                    + " $3 ORDER BY release_id "
                    + $order
                    + " LIMIT $4
                     ) AS standing ORDER BY standing.release_id "
                    + $order
                    + " LIMIT $4
                 ) AS r",
                &each_of(instances) as &[Option<InstanceId>],
                &words,
                beginning(page),
                page.limit(),
            )
            .fetch_all(connection)
            .await?
        };
    }
    let rows = if page.is_backward() { read!(">", "ASC") } else { read!("<", "DESC") };
    let rows = rows.into_iter().map(Release::try_from).collect::<Result<Vec<_>>>()?;
    Ok(pages(instances, page, rows, |release| release.instance, |release| release.id.uuid()))
}

/// The latest releases that were live, newest first; those that are live now too.
pub async fn recently_live(connection: &mut PgConnection, of: InstanceId, limit: i64) -> Result<Vec<Release>> {
    let rows = select!(
        "FROM releases AS r WHERE r.instance_id = $1 AND r.status IN ('live', 'superseded')
         ORDER BY coalesce(r.superseded_at, 'infinity') DESC, r.release_id DESC LIMIT $2",
        of as InstanceId,
        limit,
    );
    rows.fetch_all(connection).await?.into_iter().map(Release::try_from).collect()
}

/// Puts one release live in the books: it, and what it supersedes. Answers the ids that were superseded. `None`: nothing is
/// live any more.
pub async fn go_live(tx: &mut PgConnection, of: InstanceId, id: Option<ReleaseId>) -> Result<Vec<ReleaseId>> {
    let superseded = sqlx::query_scalar!(
        "UPDATE releases SET status = 'superseded', superseded_at = now()
         WHERE instance_id = $1 AND status = 'live' AND release_id IS DISTINCT FROM $2 RETURNING release_id",
        of as InstanceId,
        id as Option<ReleaseId>,
    );
    let superseded = superseded.fetch_all(&mut *tx).await?;
    let live = sqlx::query!(
        "UPDATE releases SET status = 'live', superseded_at = NULL WHERE instance_id = $1 AND release_id = $2",
        of as InstanceId,
        id as Option<ReleaseId>,
    );
    live.execute(tx).await?;
    Ok(superseded)
}

/// Marks a release that could not be put live, unless it was live before.
pub async fn fail(tx: &mut PgConnection, id: ReleaseId) -> Result<()> {
    let fail = sqlx::query!(
        "UPDATE releases SET status = 'failed' WHERE release_id = $1 AND status = 'uploaded'",
        id as ReleaseId,
    );
    fail.execute(tx).await?;
    Ok(())
}

/// Forgets all releases of an instance.
pub async fn delete_of(tx: &mut PgConnection, of: InstanceId) -> Result<()> {
    sqlx::query!("DELETE FROM releases WHERE instance_id = $1", of as InstanceId).execute(tx).await?;
    Ok(())
}

/// The manifests that releases of the organization need.
pub async fn manifests_of(connection: &mut PgConnection, of: OrganizationId) -> Result<Vec<[u8; 32]>> {
    let rows =
        sqlx::query_scalar!("SELECT DISTINCT manifest FROM releases WHERE organization_id = $1", of as OrganizationId);
    rows.fetch_all(connection).await?.into_iter().map(manifest).collect()
}

/// The database's time.
pub async fn now(connection: &mut PgConnection) -> Result<Timestamp> {
    Ok(sqlx::query_scalar!(r#"SELECT now() AS "now!""#).fetch_one(connection).await?)
}

fn manifest(bytes: Vec<u8>) -> Result<[u8; 32]> {
    bytes.try_into().map_err(|_| StoreError::corrupt("release", "its manifest is no SHA-256"))
}

impl TryFrom<Row> for Release {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.release_id,
            instance: row.instance_id,
            organization: row.organization_id,
            version: row.version,
            status: ReleaseStatus::parse(&row.status).ok_or_else(|| unknown_word("release", &row.status))?,
            manifest: manifest(row.manifest)?,
            size_bytes: row.size_bytes,
            file_count: row.file_count,
            superseded_at: row.superseded_at,
            created_at: row.created_at,
        })
    }
}
