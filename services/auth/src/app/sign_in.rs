//! What every way in ends with: a new session and its first tokens.

use hc_events::{Cause, Fact, outbox};
use hc_proto::events::v1::SessionStarted;
use hc_storage::StoreError;
use hc_types::{SessionId, Timestamp, UserId};
use sqlx::PgConnection;

use super::{Policy, keys::Ring};
use crate::{
    crypto::{access_token::Subject, refresh_token::RefreshToken},
    domain::{
        device::Device,
        refresh::Line,
        session::{Origin, Session},
        user::User,
    },
    store::{devices, sessions},
};

/// The client id of sessions with refresh tokens; a web client's has the client's name.
const FIRST_PARTY: &str = "hostingco";

/// What a client holds after signing in.
#[derive(Debug)]
pub struct Tokens {
    /// A JWT.
    pub access: String,
    /// Good for one use.
    pub refresh: RefreshToken,
    /// When the access token ends.
    pub expires_at: Timestamp,
}

/// A user and their new session's tokens.
#[derive(Debug)]
pub struct SignedIn {
    /// Who signed in.
    pub user: User,
    /// Of the new session.
    pub tokens: Tokens,
}

/// Who asks, from where, in which request.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Where the client is.
    pub origin: Origin,
    /// The request's id, under which its events belong together.
    pub request_id: String,
}

/// How somebody came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// By signing up, on the device that is their first.
    Registration,
    /// By showing a password.
    LogIn,
}

/// Begins a session for a user who has just shown who they are. Always a new one: an older session's id is never lifted
/// to a newer log-in.
pub async fn begin_session(
    tx: &mut PgConnection,
    now: Timestamp,
    ring: &Ring,
    policy: &Policy,
    user: UserId,
    arrival: Arrival,
    visit: Visit,
) -> Result<Tokens, StoreError> {
    let never_seen = devices::seen(tx, user, &Device::of(&visit.origin), now).await?;
    let id = SessionId::new();
    let refresh = ring.mac.issue(id, 1);
    let session = Session {
        id,
        user,
        client_id: FIRST_PARTY.to_owned(),
        origin: visit.origin,
        authenticated_at: now,
        created_at: now,
        last_used_at: now,
        revoked: None,
        line: Line::begin(refresh.hash(), now, now.after(policy.absolute), &policy.refresh),
        secret_hash: None,
    };
    sessions::add(tx, &session).await?;
    let started = SessionStarted {
        session_id: id.to_string(),
        user_id: user.to_string(),
        absolute_until: Some(session.line.absolute_until.into()),
        new_device: never_seen && arrival == Arrival::LogIn,
    };
    let cause = Cause::by(user.to_string(), visit.request_id).in_session(id);
    outbox::enqueue(tx, Fact { subject: id.to_string(), organization: None, cause: &cause, payload: started }).await?;
    Ok(tokens(ring, policy, &session, refresh, now))
}

/// A new access token beside a refresh token of the session.
pub fn tokens(ring: &Ring, policy: &Policy, session: &Session, refresh: RefreshToken, now: Timestamp) -> Tokens {
    let (access, expires_at) = access_token(ring, policy, session, now);
    Tokens { access, refresh, expires_at }
}

/// A new access token of the session, and when it ends.
pub fn access_token(ring: &Ring, policy: &Policy, session: &Session, now: Timestamp) -> (String, Timestamp) {
    let subject = Subject { user: session.user, session: session.id, authenticated_at: session.authenticated_at };
    ring.signing.issue(&policy.issuing, &session.client_id, &subject, now, session.line.absolute_until)
}
