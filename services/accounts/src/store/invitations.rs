//! The SQL of invitations.

use std::collections::HashMap;

use hc_storage::StoreError;
use hc_types::{Email, InvitationId, OrganizationId, Page, PageRequest, Timestamp, UserId};
use sqlx::{PgConnection, PgExecutor};

use crate::domain::{
    invitation::{Invitation, State},
    token::InvitationToken,
};

struct Row {
    invitation_id: InvitationId,
    organization_id: OrganizationId,
    email: String,
    role: String,
    status: String,
    invited_by: UserId,
    created_at: Timestamp,
    expires_at: Timestamp,
    accepted_by: Option<UserId>,
}

impl TryFrom<Row> for Invitation {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let state = match (row.status.as_str(), row.accepted_by) {
            ("pending", None) => State::Pending,
            ("revoked", None) => State::Revoked,
            ("accepted", Some(by)) => State::Accepted { by },
            (status, _) => return Err(StoreError::corrupt("invitation", format!("status {status:?}"))),
        };
        Ok(Self {
            id: row.invitation_id,
            organization: row.organization_id,
            email: Email::parse(&row.email).map_err(|error| StoreError::corrupt("invitation", error))?,
            role: super::role(&row.role, "invitation")?,
            state,
            invited_by: row.invited_by,
            created_at: row.created_at,
            expires_at: row.expires_at,
        })
    }
}

pub async fn insert(tx: &mut PgConnection, invitation: &Invitation) -> Result<(), StoreError> {
    let inserted = sqlx::query!(
        "INSERT INTO invitations (invitation_id, organization_id, email, email_key, role, status, invited_by,
                                  created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, 'pending', $6, $7, $8)",
        invitation.id as InvitationId,
        invitation.organization as OrganizationId,
        invitation.email.typed(),
        invitation.email.key(),
        invitation.role.name(),
        invitation.invited_by as UserId,
        invitation.created_at,
        invitation.expires_at,
    );
    inserted.execute(tx).await?;
    Ok(())
}

/// Writes what has become of an open invitation; false when somebody else was faster.
pub async fn settle(tx: &mut PgConnection, id: InvitationId, state: State) -> Result<bool, StoreError> {
    let (status, accepted_by) = match state {
        State::Pending => return Ok(true),
        State::Accepted { by } => ("accepted", Some(by)),
        State::Revoked => ("revoked", None),
    };
    let settled = sqlx::query!(
        "UPDATE invitations SET status = $2, accepted_by = $3 WHERE invitation_id = $1 AND status = 'pending'",
        id as InvitationId,
        status,
        accepted_by as Option<UserId>,
    );
    Ok(settled.execute(tx).await?.rows_affected() == 1)
}

/// Who was given a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// Who invited, to hand it on.
    Inviter,
    /// The invited address.
    Mail,
}

/// Gives the invitation another link. Of each holder's the newest five work: a mail that is written again and again
/// never takes away the link that was handed over.
pub async fn add_token(
    tx: &mut PgConnection,
    id: InvitationId,
    token: &InvitationToken,
    holder: Holder,
) -> Result<(), StoreError> {
    let mailed = holder == Holder::Mail;
    let added = sqlx::query!(
        "INSERT INTO invitation_tokens (token_hash, invitation_id, mailed) VALUES ($1, $2, $3)",
        &token.stored_hash()[..],
        id as InvitationId,
        mailed,
    );
    added.execute(&mut *tx).await?;
    let dropped = sqlx::query!(
        "DELETE FROM invitation_tokens WHERE token_hash IN (
             SELECT token_hash FROM invitation_tokens WHERE invitation_id = $1 AND mailed = $2
             ORDER BY position DESC OFFSET 5)",
        id as InvitationId,
        mailed,
    );
    dropped.execute(tx).await?;
    Ok(())
}

/// The invitation that the token was made for.
pub async fn find_by_token(db: impl PgExecutor<'_>, token: &InvitationToken) -> Result<Option<Invitation>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        "SELECT i.invitation_id, i.organization_id, i.email, i.role, i.status, i.invited_by, i.created_at,
                i.expires_at, i.accepted_by
         FROM invitation_tokens AS t JOIN invitations AS i USING (invitation_id)
         WHERE t.token_hash = $1",
        &token.stored_hash()[..],
    );
    row.fetch_optional(db).await?.map(Invitation::try_from).transpose()
}

/// The invitation, locked until the transaction ends.
pub async fn find_for_update(tx: &mut PgConnection, id: InvitationId) -> Result<Option<Invitation>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        "SELECT invitation_id, organization_id, email, role, status, invited_by, created_at, expires_at, accepted_by
         FROM invitations WHERE invitation_id = $1 FOR UPDATE",
        id as InvitationId,
    );
    row.fetch_optional(tx).await?.map(Invitation::try_from).transpose()
}

/// The open invitations of an address, locked until the transaction ends; those whose time has run out too.
pub async fn find_open_for_update(
    tx: &mut PgConnection,
    organization: OrganizationId,
    email: &Email,
) -> Result<Vec<Invitation>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT invitation_id, organization_id, email, role, status, invited_by, created_at, expires_at, accepted_by
         FROM invitations WHERE organization_id = $1 AND email_key = $2 AND status = 'pending'
         ORDER BY invitation_id FOR UPDATE",
        organization as OrganizationId,
        email.key(),
    );
    rows.fetch_all(tx).await?.into_iter().map(Invitation::try_from).collect()
}

/// How many can be accepted at this instant.
pub async fn count_open(
    tx: &mut PgConnection,
    organization: OrganizationId,
    now: Timestamp,
) -> Result<i64, StoreError> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM invitations
           WHERE organization_id = $1 AND status = 'pending' AND expires_at > $2"#,
        organization as OrganizationId,
        now,
    );
    Ok(count.fetch_one(tx).await?)
}

/// The invitations of these ids, in any order.
pub async fn find(db: impl PgExecutor<'_>, ids: &[InvitationId]) -> Result<Vec<Invitation>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT invitation_id, organization_id, email, role, status, invited_by, created_at, expires_at, accepted_by
         FROM invitations WHERE invitation_id = ANY($1)",
        ids as &[InvitationId],
    );
    rows.fetch_all(db).await?.into_iter().map(Invitation::try_from).collect()
}

/// A page of each organization's invitations, newest first, in the order of the organizations.
pub async fn pages(
    db: impl PgExecutor<'_>,
    organizations: &[OrganizationId],
    page: &PageRequest,
) -> Result<Vec<Page<Invitation>>, StoreError> {
    macro_rules! read {
        ($beyond:literal, $order:literal) => {
            sqlx::query_as!(
                Row,
                r#"SELECT i.invitation_id AS "invitation_id!: InvitationId",
                          i.organization_id AS "organization_id!: OrganizationId", i.email AS "email!",
                          i.role AS "role!", i.status AS "status!", i.invited_by AS "invited_by!: UserId",
                          i.created_at AS "created_at!", i.expires_at AS "expires_at!",
                          i.accepted_by AS "accepted_by?: UserId"
                   FROM unnest($1::uuid[]) AS wanted (id) CROSS JOIN LATERAL (
                       SELECT * FROM invitations
                       WHERE organization_id = wanted.id AND ($2::uuid IS NULL OR invitation_id "#
                    + $beyond
                    + " $2) ORDER BY invitation_id "
                    + $order
                    + " LIMIT $3) AS i ORDER BY i.invitation_id "
                    + $order,
                organizations as &[OrganizationId],
                page.cursor(),
                page.limit(),
            )
            .fetch_all(db)
            .await?
        };
    }
    let rows = if page.is_backward() { read!(">", "ASC") } else { read!("<", "DESC") };
    let mut lists: HashMap<OrganizationId, Vec<Invitation>> = HashMap::new();
    for row in rows {
        lists.entry(row.organization_id).or_default().push(row.try_into()?);
    }
    Ok(organizations.iter().map(|id| Page::from_rows(page, lists.remove(id).unwrap_or_default())).collect())
}

/// The time by the database's clock, for what is shown of invitations.
pub async fn now(db: impl PgExecutor<'_>) -> Result<Timestamp, StoreError> {
    Ok(sqlx::query_scalar!(r#"SELECT now() AS "now!""#).fetch_one(db).await?)
}
