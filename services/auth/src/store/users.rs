//! Users and their passwords.

use hc_storage::StoreError;
use hc_types::{Email, Timestamp, UserId};
use sqlx::{PgConnection, PgExecutor};

use crate::domain::{person_name::PersonName, user::User};

/// What a log-in compares with.
#[derive(Debug)]
pub struct Credentials {
    /// Whose they are.
    pub user: UserId,
    /// The password's hash.
    pub phc: String,
    /// When the password was chosen. The same password's hash at another cost does not change it.
    pub changed_at: Timestamp,
}

struct UserRow {
    user_id: UserId,
    email: String,
    email_verified_at: Option<Timestamp>,
    name: String,
    disabled_at: Option<Timestamp>,
    created_at: Timestamp,
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        Self {
            id: row.user_id,
            email: row.email,
            email_verified_at: row.email_verified_at,
            name: row.name,
            disabled: row.disabled_at.is_some(),
            created_at: row.created_at,
        }
    }
}

/// Adds a user; `false` when the address is taken, and then nothing changes.
pub async fn add(
    tx: &mut PgConnection,
    id: UserId,
    email: &Email,
    name: &PersonName,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let added = sqlx::query!(
        "INSERT INTO users (user_id, email, email_key, name, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (email_key) DO NOTHING",
        id as _,
        email.typed(),
        email.key(),
        name.as_str(),
        now as _,
    );
    Ok(added.execute(tx).await?.rows_affected() == 1)
}

/// Gives a user their first password.
pub async fn add_password(tx: &mut PgConnection, id: UserId, phc: &str, now: Timestamp) -> Result<(), StoreError> {
    let added =
        sqlx::query!("INSERT INTO passwords (user_id, phc, changed_at) VALUES ($1, $2, $3)", id as _, phc, now as _);
    added.execute(tx).await?;
    Ok(())
}

/// Stores the same password's hash at today's cost, unless the password was changed meanwhile.
pub async fn replace_hash(tx: &mut PgConnection, id: UserId, old: &str, new: &str) -> Result<(), StoreError> {
    let replaced = sqlx::query!("UPDATE passwords SET phc = $3 WHERE user_id = $1 AND phc = $2", id as _, old, new);
    replaced.execute(tx).await?;
    Ok(())
}

/// What a log-in with this normalised address compares with; nothing for an unknown one, for a user who is shut out and
/// for one without a password.
pub async fn credentials(db: impl PgExecutor<'_>, email_key: &str) -> Result<Option<Credentials>, StoreError> {
    let found = sqlx::query_as!(
        Credentials,
        r#"SELECT u.user_id AS "user: UserId", p.phc, p.changed_at FROM users u JOIN passwords p USING (user_id)
           WHERE u.email_key = $1 AND u.disabled_at IS NULL"#,
        email_key,
    );
    Ok(found.fetch_optional(db).await?)
}

/// The user whose password was right, kept from being shut out until the transaction ends; nothing if they were since,
/// or if the password was changed since. (Only the user is locked: were the password's row, two log-ins that both store
/// a dearer hash would wait for each other.)
pub async fn find_for_log_in(tx: &mut PgConnection, shown: &Credentials) -> Result<Option<User>, StoreError> {
    let found = sqlx::query_as!(
        UserRow,
        r#"SELECT u.user_id AS "user_id: UserId", u.email, u.email_verified_at, u.name, u.disabled_at, u.created_at
           FROM users u JOIN passwords p USING (user_id)
           WHERE u.user_id = $1 AND u.disabled_at IS NULL AND p.changed_at = $2
           FOR SHARE OF u"#,
        shown.user as _,
        shown.changed_at as _,
    );
    Ok(found.fetch_optional(tx).await?.map(User::from))
}

/// A user by their address in any case.
pub async fn find_by_email(db: impl PgExecutor<'_>, email: &Email) -> Result<Option<User>, StoreError> {
    let found = sqlx::query_as!(
        UserRow,
        "SELECT user_id, email, email_verified_at, name, disabled_at, created_at FROM users WHERE email_key = $1",
        email.key(),
    );
    Ok(found.fetch_optional(db).await?.map(User::from))
}

/// Those of the users that exist, in any order.
pub async fn find_all(db: impl PgExecutor<'_>, ids: &[UserId]) -> Result<Vec<User>, StoreError> {
    let found = sqlx::query_as!(
        UserRow,
        "SELECT user_id, email, email_verified_at, name, disabled_at, created_at FROM users WHERE user_id = ANY($1)",
        ids as _,
    );
    Ok(found.fetch_all(db).await?.into_iter().map(User::from).collect())
}

/// Shuts a user out; `false` when they were already.
pub async fn disable(tx: &mut PgConnection, id: UserId, now: Timestamp) -> Result<bool, StoreError> {
    let disabled =
        sqlx::query!("UPDATE users SET disabled_at = $2 WHERE user_id = $1 AND disabled_at IS NULL", id as _, now as _);
    Ok(disabled.execute(tx).await?.rows_affected() == 1)
}

/// Lets a user in again; `false` when they were not shut out.
pub async fn enable(tx: &mut PgConnection, id: UserId) -> Result<bool, StoreError> {
    let enabled =
        sqlx::query!("UPDATE users SET disabled_at = NULL WHERE user_id = $1 AND disabled_at IS NOT NULL", id as _);
    Ok(enabled.execute(tx).await?.rows_affected() == 1)
}

/// Whether staff have shut the user out.
pub async fn is_shut_out(db: impl PgExecutor<'_>, id: UserId) -> Result<bool, StoreError> {
    let found =
        sqlx::query_scalar!(r#"SELECT disabled_at IS NOT NULL AS "out!" FROM users WHERE user_id = $1"#, id as _);
    Ok(found.fetch_optional(db).await?.unwrap_or(true))
}
