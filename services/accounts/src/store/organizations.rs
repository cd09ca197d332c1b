//! The SQL of organizations.

use hc_access::Role;
use hc_storage::{StoreError, any_of};
use hc_types::{OrganizationId, Page, PageRequest, Slug, Timestamp, UserId};
use sqlx::{PgConnection, PgExecutor};

use crate::domain::organization::{Organization, OrganizationName};

struct Row {
    organization_id: OrganizationId,
    slug: String,
    name: String,
    created_by: UserId,
    created_at: Timestamp,
}

impl TryFrom<Row> for Organization {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let corrupt = |why: String| StoreError::corrupt("organization", why);
        Ok(Self {
            id: row.organization_id,
            slug: Slug::parse(&row.slug).map_err(|error| corrupt(error.to_string()))?,
            name: OrganizationName::parse(&row.name).map_err(|error| corrupt(error.to_string()))?,
            created_by: row.created_by,
            created_at: row.created_at,
        })
    }
}

/// An organization and the role in it of who looks at it.
pub type Viewed = (Organization, Option<Role>);

struct ViewedRow {
    organization_id: OrganizationId,
    slug: String,
    name: String,
    created_by: UserId,
    created_at: Timestamp,
    role: Option<String>,
}

impl ViewedRow {
    fn read(self) -> Result<Viewed, StoreError> {
        let Self { organization_id, slug, name, created_by, created_at, role } = self;
        let role = role.as_deref().map(|role| super::role(role, "membership")).transpose()?;
        Ok((Row { organization_id, slug, name, created_by, created_at }.try_into()?, role))
    }
}

/// False when the slug is taken; another transaction that is about to take it is waited for.
pub async fn insert(tx: &mut PgConnection, organization: &Organization) -> Result<bool, StoreError> {
    let inserted = sqlx::query!(
        "INSERT INTO organizations (organization_id, slug, name, created_by, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT ON CONSTRAINT organizations_slug_key DO NOTHING",
        organization.id as OrganizationId,
        organization.slug.as_str(),
        organization.name.as_str(),
        organization.created_by as UserId,
        organization.created_at,
    );
    Ok(inserted.execute(tx).await?.rows_affected() == 1)
}

/// Gives the organization another name.
pub async fn set_name(tx: &mut PgConnection, id: OrganizationId, name: &OrganizationName) -> Result<(), StoreError> {
    let set = sqlx::query!(
        "UPDATE organizations SET name = $2 WHERE organization_id = $1",
        id as OrganizationId,
        name.as_str(),
    );
    set.execute(tx).await?;
    Ok(())
}

/// Waits until nobody else changes who belongs to the organization, until the end of the transaction.
pub async fn lock_members(tx: &mut PgConnection, id: OrganizationId) -> Result<(), StoreError> {
    let locked = sqlx::query_scalar!(
        "SELECT organization_id FROM organizations WHERE organization_id = $1 FOR NO KEY UPDATE",
        id as OrganizationId,
    );
    locked.fetch_optional(tx).await?;
    Ok(())
}

/// Waits until no other transaction makes an organization for the user.
pub async fn lock_owner(tx: &mut PgConnection, user: UserId) -> Result<(), StoreError> {
    let locked = sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", format!("owner {user}"));
    locked.execute(tx).await?;
    Ok(())
}

/// How many organizations the user owns.
pub async fn count_owned(tx: &mut PgConnection, user: UserId) -> Result<i64, StoreError> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM memberships WHERE user_id = $1 AND role = 'owner'"#,
        user as UserId,
    );
    Ok(count.fetch_one(tx).await?)
}

/// The organization of a slug, whoever asks.
pub async fn find_by_slug(db: impl PgExecutor<'_>, slug: &Slug) -> Result<Option<Organization>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        "SELECT organization_id, slug, name, created_by, created_at FROM organizations WHERE slug = $1",
        slug.as_str(),
    );
    row.fetch_optional(db).await?.map(Organization::try_from).transpose()
}

/// The organization of a slug, as the user sees it.
pub async fn find_by_slug_for(
    db: impl PgExecutor<'_>,
    slug: &Slug,
    user: UserId,
) -> Result<Option<Viewed>, StoreError> {
    let row = sqlx::query_as!(
        ViewedRow,
        r#"SELECT o.organization_id, o.slug, o.name, o.created_by, o.created_at, m.role AS "role?"
           FROM organizations AS o LEFT JOIN memberships AS m ON m.organization_id = o.organization_id AND m.user_id = $2
           WHERE o.slug = $1"#,
        slug.as_str(),
        user as UserId,
    );
    row.fetch_optional(db).await?.map(ViewedRow::read).transpose()
}

/// The organizations of these ids in any order, as the user sees them.
pub async fn find_for(
    db: impl PgExecutor<'_>,
    ids: &[OrganizationId],
    user: UserId,
) -> Result<Vec<Viewed>, StoreError> {
    let rows = sqlx::query_as!(
        ViewedRow,
        r#"SELECT o.organization_id, o.slug, o.name, o.created_by, o.created_at, m.role AS "role?"
           FROM organizations AS o LEFT JOIN memberships AS m ON m.organization_id = o.organization_id AND m.user_id = $2
           WHERE o.organization_id = ANY($1)"#,
        &*any_of(ids) as &[OrganizationId],
        user as UserId,
    );
    rows.fetch_all(db).await?.into_iter().map(ViewedRow::read).collect()
}

/// The organizations of these ids, in any order.
pub async fn find(db: impl PgExecutor<'_>, ids: &[OrganizationId]) -> Result<Vec<Organization>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT organization_id, slug, name, created_by, created_at FROM organizations
         WHERE organization_id = ANY($1)",
        &*any_of(ids) as &[OrganizationId],
    );
    rows.fetch_all(db).await?.into_iter().map(Organization::try_from).collect()
}

/// A page of the organizations that a user belongs to, newest first.
pub async fn page_of_user(
    db: impl PgExecutor<'_>,
    user: UserId,
    page: &PageRequest,
) -> Result<Page<Viewed>, StoreError> {
    macro_rules! read {
        ($beyond:literal, $order:literal) => {
            sqlx::query_as!(
                ViewedRow,
                r#"SELECT o.organization_id, o.slug, o.name, o.created_by, o.created_at, m.role AS "role?"
                 FROM memberships AS m JOIN organizations AS o USING (organization_id)
                 WHERE m.user_id = $1 AND ($2::uuid IS NULL OR m.organization_id "#
                    + $beyond
                    + " $2) ORDER BY m.organization_id "
                    + $order
                    + " LIMIT $3",
                user as UserId,
                page.cursor(),
                page.limit(),
            )
            .fetch_all(db)
            .await?
        };
    }
    let rows = if page.is_backward() { read!(">", "ASC") } else { read!("<", "DESC") };
    let organizations = rows.into_iter().map(ViewedRow::read).collect::<Result<_, _>>()?;
    Ok(Page::from_rows(page, organizations))
}

/// Which organizations staff look for.
#[derive(Debug)]
pub struct Search {
    id: Option<OrganizationId>,
    pattern: String,
    user: Option<UserId>,
}

impl Search {
    /// An id or a part of a slug or name, and a user who belongs to it. Without a text: all.
    pub fn new(text: &str, user: Option<UserId>) -> Self {
        let text = text.trim();
        Self { id: text.parse().ok(), pattern: hc_storage::contains(text), user }
    }
}

/// A page of what was looked for, newest first. It reads the table from its end until the page is full.
pub async fn search(
    db: impl PgExecutor<'_>,
    search: &Search,
    page: &PageRequest,
) -> Result<Page<Organization>, StoreError> {
    macro_rules! read {
        ($beyond:literal, $order:literal) => {
            sqlx::query_as!(
                Row,
                "SELECT organization_id, slug, name, created_by, created_at FROM organizations
                 WHERE (organization_id = $1 OR slug ILIKE $2 OR name ILIKE $2)
                   AND ($3::uuid IS NULL OR organization_id IN (SELECT m.organization_id FROM memberships AS m WHERE m.user_id = $3))
                   AND ($4::uuid IS NULL OR organization_id "
                    + $beyond
                    + " $4) ORDER BY organization_id "
                    + $order
                    + " LIMIT $5",
                search.id as Option<OrganizationId>,
                search.pattern,
                search.user as Option<UserId>,
                page.cursor(),
                page.limit(),
            )
            .fetch_all(db)
            .await?
        };
    }
    let rows = if page.is_backward() { read!(">", "ASC") } else { read!("<", "DESC") };
    let organizations = rows.into_iter().map(Organization::try_from).collect::<Result<_, _>>()?;
    Ok(Page::from_rows(page, organizations))
}
