//! The log in the owner's database.

use hc_proto::access::v1::{AccessChange, AccessChangeKind};
use hc_storage::StoreError;
use hc_types::{OrganizationId, SessionId, Timestamp, UserId};
use sqlx::{PgConnection, postgres::types::PgInterval};
use uuid::Uuid;

use super::RETENTION;

/// The tables of this crate, for the owners `auth` and `accounts`.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();

/// The lock under which revisions are drawn; the number is ours alone ("hcaccess" in ASCII).
const LOCK: i64 = 0x6863_6163_6365_7373;

/// A fact that ends or changes what somebody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The session's tokens count no more. There is no way back.
    SessionRevoked(SessionId),
    /// The user was disabled or enabled, or their platform roles changed.
    UserChanged(UserId),
    /// Signing keys were added or withdrawn.
    KeysChanged,
    /// The user was made a member, is one in another role, or is one no more.
    MembershipChanged {
        /// Whose membership.
        user: UserId,
        /// Where.
        organization: OrganizationId,
    },
}

impl Change {
    const fn kind(self) -> &'static str {
        match self {
            Self::SessionRevoked(_) => "session_revoked",
            Self::UserChanged(_) => "user_changed",
            Self::KeysChanged => "keys_changed",
            Self::MembershipChanged { .. } => "membership_changed",
        }
    }
}

/// Logs changes in the transaction that makes them. To be called **last** before the commit: from here on, other
/// transactions that log wait for this one.
pub async fn append(tx: &mut PgConnection, changes: &[Change]) -> Result<(), StoreError> {
    if changes.is_empty() {
        return Ok(());
    }
    sqlx::query!("SELECT pg_advisory_xact_lock($1)", LOCK).execute(&mut *tx).await?;
    let kinds: Vec<String> = changes.iter().map(|change| change.kind().to_owned()).collect();
    let (subjects, organizations): (Vec<Option<Uuid>>, Vec<Option<Uuid>>) = changes
        .iter()
        .map(|change| match *change {
            Change::SessionRevoked(session) => (Some(session.uuid()), None),
            Change::UserChanged(user) => (Some(user.uuid()), None),
            Change::KeysChanged => (None, None),
            Change::MembershipChanged { user, organization } => (Some(user.uuid()), Some(organization.uuid())),
        })
        .unzip();
    let rows = sqlx::query!(
        "INSERT INTO access_log (kind, subject_id, organization_id, expires_at)
         SELECT kind, subject_id, organization_id, clock_timestamp() + $4
         FROM unnest($1::text[], $2::uuid[], $3::uuid[]) AS change (kind, subject_id, organization_id)",
        &kinds,
        &subjects as &[Option<Uuid>],
        &organizations as &[Option<Uuid>],
        retention(),
    );
    rows.execute(tx).await?;
    Ok(())
}

/// Where the log stands.
pub(super) struct Head {
    /// Of the server's history; a failover or a restore begins another one.
    pub(super) timeline: String,
    /// The last revision that was ever drawn, committed or not.
    pub(super) drawn: i64,
}

/// Refused by a standby: what it knows may be old.
pub(super) async fn head(connection: &mut PgConnection) -> Result<Head, StoreError> {
    let head = sqlx::query_as!(
        Head,
        r#"SELECT substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8) AS "timeline!", last_value AS drawn
           FROM access_log_revision_seq"#,
    );
    Ok(head.fetch_one(connection).await?)
}

/// The rows after a revision that still matter, in order.
pub(super) async fn rows_after(connection: &mut PgConnection, revision: i64) -> Result<Vec<AccessChange>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT revision, kind, subject_id, organization_id, expires_at FROM access_log
         WHERE revision > $1 AND expires_at > now() ORDER BY revision",
        revision,
    );
    rows.fetch_all(connection).await?.into_iter().map(AccessChange::try_from).collect()
}

/// Deletes what nobody needs any more.
pub(super) async fn prune(connection: &mut PgConnection) -> Result<(), StoreError> {
    sqlx::query!("DELETE FROM access_log WHERE expires_at <= now()").execute(connection).await?;
    Ok(())
}

struct Row {
    revision: i64,
    kind: String,
    subject_id: Option<Uuid>,
    organization_id: Option<Uuid>,
    expires_at: Timestamp,
}

impl TryFrom<Row> for AccessChange {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let (kind, subject) = match (row.kind.as_str(), row.subject_id) {
            ("session_revoked", Some(id)) => (AccessChangeKind::SessionRevoked, SessionId::from(id).to_string()),
            ("user_changed", Some(id)) => (AccessChangeKind::UserChanged, UserId::from(id).to_string()),
            ("keys_changed", None) => (AccessChangeKind::KeysChanged, String::new()),
            ("membership_changed", Some(id)) => (AccessChangeKind::MembershipChanged, UserId::from(id).to_string()),
            (kind, _) => return Err(StoreError::corrupt("access log row", kind)),
        };
        Ok(Self {
            revision: row.revision,
            kind: kind.into(),
            subject,
            organization_id: row.organization_id.map(|id| OrganizationId::from(id).to_string()).unwrap_or_default(),
            expires_at: Some(row.expires_at.into()),
        })
    }
}

fn retention() -> PgInterval {
    PgInterval { months: 0, days: 0, microseconds: i64::try_from(RETENTION.as_micros()).unwrap_or(i64::MAX) }
}
