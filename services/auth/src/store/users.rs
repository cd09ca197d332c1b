//! Users and their passwords.

use hc_storage::{StoreError, any_of};
use hc_types::{Email, Timestamp, UserId};
use sqlx::{PgConnection, PgExecutor};

use crate::domain::{language::Language, person_name::PersonName, user::User};

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
    language: String,
    disabled_at: Option<Timestamp>,
    created_at: Timestamp,
}

impl TryFrom<UserRow> for User {
    type Error = StoreError;

    fn try_from(row: UserRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.user_id,
            email: row.email,
            email_verified_at: row.email_verified_at,
            name: row.name,
            language: Language::parse(&row.language).map_err(|error| StoreError::corrupt("user", error))?,
            disabled: row.disabled_at.is_some(),
            created_at: row.created_at,
        })
    }
}

/// Adds a user; `false` when the address is taken, and then nothing changes.
pub async fn add(
    tx: &mut PgConnection,
    id: UserId,
    email: &Email,
    name: &PersonName,
    language: Language,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let added = sqlx::query!(
        "INSERT INTO users (user_id, email, email_key, name, language, created_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (email_key) DO NOTHING",
        id as _,
        email.typed(),
        email.key(),
        name.as_str(),
        language.tag(),
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

/// Gives a user another password. The user must be locked.
pub async fn change_password(tx: &mut PgConnection, id: UserId, phc: &str, now: Timestamp) -> Result<(), StoreError> {
    let changed = sqlx::query!(
        "INSERT INTO passwords (user_id, phc, changed_at) VALUES ($1, $2, $3)
         ON CONFLICT (user_id) DO UPDATE SET phc = excluded.phc, changed_at = excluded.changed_at",
        id as _,
        phc,
        now as _,
    );
    changed.execute(tx).await?;
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

/// The user whose password was right, kept from being shut out and from getting another password until the transaction
/// ends; nothing if that has happened since. (Only the user is locked: were the password's row, two log-ins that both
/// store a dearer hash would wait for each other.)
pub async fn find_for_log_in(tx: &mut PgConnection, shown: &Credentials) -> Result<Option<User>, StoreError> {
    let found = sqlx::query_as!(
        UserRow,
        "SELECT user_id, email, email_verified_at, name, language, disabled_at, created_at FROM users
         WHERE user_id = $1 AND disabled_at IS NULL FOR SHARE",
        shown.user as _,
    );
    let found = found.fetch_optional(&mut *tx).await?;
    // A statement of its own: one that waited for the lock would still see the password of before.
    let is_current = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM passwords WHERE user_id = $1 AND changed_at = $2) AS "is_current!""#,
        shown.user as _,
        shown.changed_at as _,
    );
    let is_current = is_current.fetch_one(tx).await?;
    found.filter(|_| is_current).map(User::try_from).transpose()
}

/// A user, locked until the transaction ends against every change of who they are and how they sign in.
pub async fn find_for_update(tx: &mut PgConnection, id: UserId) -> Result<Option<User>, StoreError> {
    let found = sqlx::query_as!(
        UserRow,
        "SELECT user_id, email, email_verified_at, name, language, disabled_at, created_at FROM users
         WHERE user_id = $1 FOR NO KEY UPDATE",
        id as _,
    );
    found.fetch_optional(tx).await?.map(User::try_from).transpose()
}

/// The user with this normalised address, locked in the same way.
pub async fn find_by_key_for_update(tx: &mut PgConnection, email_key: &str) -> Result<Option<User>, StoreError> {
    let found = sqlx::query_as!(
        UserRow,
        "SELECT user_id, email, email_verified_at, name, language, disabled_at, created_at FROM users
         WHERE email_key = $1 FOR NO KEY UPDATE",
        email_key,
    );
    found.fetch_optional(tx).await?.map(User::try_from).transpose()
}

/// Writes what people may change about themselves. The user must be locked.
pub async fn save_profile(tx: &mut PgConnection, user: &User) -> Result<(), StoreError> {
    let saved = sqlx::query!(
        "UPDATE users SET name = $2, language = $3 WHERE user_id = $1",
        user.id as _,
        user.name,
        user.language.tag(),
    );
    saved.execute(tx).await?;
    Ok(())
}

/// Notes that the address is the user's; `false` when that was known.
pub async fn verify_email(tx: &mut PgConnection, id: UserId, now: Timestamp) -> Result<bool, StoreError> {
    let verified = sqlx::query!(
        "UPDATE users SET email_verified_at = $2 WHERE user_id = $1 AND email_verified_at IS NULL",
        id as _,
        now as _,
    );
    Ok(verified.execute(tx).await?.rows_affected() == 1)
}

/// A user by their address in any case.
pub async fn find_by_email(db: impl PgExecutor<'_>, email: &Email) -> Result<Option<User>, StoreError> {
    let found = sqlx::query_as!(
        UserRow,
        "SELECT user_id, email, email_verified_at, name, language, disabled_at, created_at FROM users
         WHERE email_key = $1",
        email.key(),
    );
    found.fetch_optional(db).await?.map(User::try_from).transpose()
}

/// Those of the users that exist, in any order.
pub async fn find_all(db: impl PgExecutor<'_>, ids: &[UserId]) -> Result<Vec<User>, StoreError> {
    let found = sqlx::query_as!(
        UserRow,
        "SELECT user_id, email, email_verified_at, name, language, disabled_at, created_at FROM users
         WHERE user_id = ANY($1)",
        &*any_of(ids) as _,
    );
    found.fetch_all(db).await?.into_iter().map(User::try_from).collect()
}

/// Users of this id, or with the text in their address or name in any case, newest first.
pub async fn search(db: impl PgExecutor<'_>, text: &str, limit: i64) -> Result<Vec<User>, StoreError> {
    let id: Option<UserId> = text.parse().ok();
    let found = sqlx::query_as!(
        UserRow,
        "SELECT user_id, email, email_verified_at, name, language, disabled_at, created_at FROM users
         WHERE user_id = $1 OR email ILIKE $2 OR name ILIKE $2 ORDER BY user_id DESC LIMIT $3",
        id as _,
        hc_storage::contains(text),
        limit,
    );
    found.fetch_all(db).await?.into_iter().map(User::try_from).collect()
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
