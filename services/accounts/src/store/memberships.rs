//! The SQL of memberships.

use std::collections::HashMap;

use hc_access::Role;
use hc_storage::{StoreError, any_of, each_of};
use hc_types::{MembershipId, OrganizationId, Page, PageRequest, Timestamp, UserId};
use sqlx::{PgConnection, PgExecutor};

use crate::domain::membership::Membership;

struct Row {
    membership_id: MembershipId,
    organization_id: OrganizationId,
    user_id: UserId,
    role: String,
    created_at: Timestamp,
}

impl TryFrom<Row> for Membership {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.membership_id,
            organization: row.organization_id,
            user: row.user_id,
            role: super::role(&row.role, "membership")?,
            created_at: row.created_at,
        })
    }
}

/// False when the user is a member already.
pub async fn insert(tx: &mut PgConnection, membership: &Membership) -> Result<bool, StoreError> {
    let inserted = sqlx::query!(
        "INSERT INTO memberships (membership_id, organization_id, user_id, role, created_at)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT ON CONSTRAINT memberships_user_key DO NOTHING",
        membership.id as MembershipId,
        membership.organization as OrganizationId,
        membership.user as UserId,
        membership.role.name(),
        membership.created_at,
    );
    Ok(inserted.execute(tx).await?.rows_affected() == 1)
}

pub async fn set_role(tx: &mut PgConnection, id: MembershipId, role: Role) -> Result<(), StoreError> {
    let set =
        sqlx::query!("UPDATE memberships SET role = $2 WHERE membership_id = $1", id as MembershipId, role.name());
    set.execute(tx).await?;
    Ok(())
}

pub async fn delete(tx: &mut PgConnection, id: MembershipId) -> Result<(), StoreError> {
    sqlx::query!("DELETE FROM memberships WHERE membership_id = $1", id as MembershipId).execute(tx).await?;
    Ok(())
}

pub async fn count_owners(tx: &mut PgConnection, organization: OrganizationId) -> Result<i64, StoreError> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM memberships WHERE organization_id = $1 AND role = 'owner'"#,
        organization as OrganizationId,
    );
    Ok(count.fetch_one(tx).await?)
}

/// The user's membership of the organization.
pub async fn find_of_user(
    tx: &mut PgConnection,
    organization: OrganizationId,
    user: UserId,
) -> Result<Option<Membership>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        "SELECT membership_id, organization_id, user_id, role, created_at FROM memberships
         WHERE organization_id = $1 AND user_id = $2",
        organization as OrganizationId,
        user as UserId,
    );
    row.fetch_optional(tx).await?.map(Membership::try_from).transpose()
}

/// What the user is in the organization.
pub async fn role_of(
    db: impl PgExecutor<'_>,
    organization: OrganizationId,
    user: UserId,
) -> Result<Option<Role>, StoreError> {
    let role = sqlx::query_scalar!(
        "SELECT role FROM memberships WHERE organization_id = $1 AND user_id = $2",
        organization as OrganizationId,
        user as UserId,
    );
    role.fetch_optional(db).await?.map(|role| super::role(&role, "membership")).transpose()
}

/// What the user is in each of the organizations; those where they are nothing are left out.
pub async fn roles_of(
    db: impl PgExecutor<'_>,
    user: UserId,
    organizations: &[OrganizationId],
) -> Result<HashMap<OrganizationId, Role>, StoreError> {
    let rows = sqlx::query!(
        "SELECT organization_id, role FROM memberships WHERE user_id = $1 AND organization_id = ANY($2)",
        user as UserId,
        &*any_of(organizations) as &[OrganizationId],
    );
    let rows = rows.fetch_all(db).await?;
    rows.into_iter().map(|row| Ok((row.organization_id, super::role(&row.role, "membership")?))).collect()
}

/// The memberships of these ids, in any order.
pub async fn find(db: impl PgExecutor<'_>, ids: &[MembershipId]) -> Result<Vec<Membership>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT membership_id, organization_id, user_id, role, created_at FROM memberships
         WHERE membership_id = ANY($1)",
        &*any_of(ids) as &[MembershipId],
    );
    rows.fetch_all(db).await?.into_iter().map(Membership::try_from).collect()
}

/// The organization's oldest members.
pub async fn oldest(
    db: impl PgExecutor<'_>,
    organization: OrganizationId,
    at_most: i64,
) -> Result<Vec<Membership>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT membership_id, organization_id, user_id, role, created_at FROM memberships
         WHERE organization_id = $1 ORDER BY membership_id LIMIT $2",
        organization as OrganizationId,
        at_most,
    );
    rows.fetch_all(db).await?.into_iter().map(Membership::try_from).collect()
}

/// A page of each organization's members, oldest first, in the order of the organizations.
pub async fn pages(
    db: impl PgExecutor<'_>,
    organizations: &[OrganizationId],
    page: &PageRequest,
) -> Result<Vec<Page<Membership>>, StoreError> {
    macro_rules! read {
        ($beyond:literal, $order:literal) => {
            sqlx::query_as!(
                Row,
                r#"SELECT m.membership_id AS "membership_id!: MembershipId",
                          m.organization_id AS "organization_id!: OrganizationId", m.user_id AS "user_id!: UserId",
                          m.role AS "role!", m.created_at AS "created_at!"
                   FROM unnest($1::uuid[]) AS wanted (id) CROSS JOIN LATERAL (
                       SELECT * FROM memberships
                       WHERE organization_id = wanted.id AND ($2::uuid IS NULL OR membership_id "#
                    + $beyond
                    + " $2) ORDER BY membership_id "
                    + $order
                    + " LIMIT $3) AS m ORDER BY m.membership_id "
                    + $order,
                &each_of(organizations) as &[Option<OrganizationId>],
                page.cursor(),
                page.limit(),
            )
            .fetch_all(db)
            .await?
        };
    }
    let rows = if page.is_backward() { read!("<", "DESC") } else { read!(">", "ASC") };
    let mut lists: HashMap<OrganizationId, Vec<Membership>> = HashMap::new();
    for row in rows {
        lists.entry(row.organization_id).or_default().push(row.try_into()?);
    }
    Ok(organizations.iter().map(|id| Page::from_rows(page, lists.remove(id).unwrap_or_default())).collect())
}
