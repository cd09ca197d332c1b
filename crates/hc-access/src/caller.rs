//! Who calls.

use std::{fmt, sync::Arc};

use hc_types::{SessionId, UserId};
use secrecy::SecretString;
use tonic::{Request, Status};

use crate::{error::AccessError, token::Claims};

/// Who calls: the service at the other end of the connection, and the user that it calls for.
#[derive(Clone)]
pub struct Caller {
    pub(crate) service: Option<Arc<str>>,
    pub(crate) user: Option<SignedIn>,
    /// Let in as a service where the rule names it beside a permission: it has that permission everywhere.
    pub(crate) trusted: bool,
}

/// A user by a token that was good when the call came.
#[derive(Clone)]
pub(crate) struct SignedIn {
    pub(crate) user: UserId,
    pub(crate) session: SessionId,
    pub(crate) client: Arc<str>,
    pub(crate) expires: i64,
    pub(crate) token: Arc<SecretString>,
}

impl SignedIn {
    pub(crate) fn new(claims: &Claims, token: &str) -> Self {
        Self {
            user: claims.user(),
            session: claims.session(),
            client: claims.client().into(),
            expires: claims.expires(),
            token: Arc::new(SecretString::from(token)),
        }
    }
}

impl Caller {
    /// The caller of a request that the access layer let through.
    pub fn of<T>(request: &Request<T>) -> Result<Self, Status> {
        request.extensions().get::<Self>().cloned().ok_or_else(|| Status::internal("the access layer is missing"))
    }

    /// The user, if there is one.
    pub fn user(&self) -> Option<UserId> {
        self.user.as_ref().map(|user| user.user)
    }

    /// The user; `UNAUTHENTICATED` without one, which a rule other than `Public` or `Service` rules out.
    pub fn signed_in(&self) -> Result<UserId, Status> {
        self.user().ok_or_else(|| hc_rpc::status(AccessError::Unauthenticated))
    }

    /// The session of the user's token.
    pub fn session(&self) -> Option<SessionId> {
        self.user.as_ref().map(|user| user.session)
    }

    /// The OAuth client that the user's token was made for.
    pub fn client(&self) -> Option<&str> {
        self.user.as_ref().map(|user| &*user.client)
    }

    /// The service whose certificate opened the connection; none for callers of the gateway's HTTP interface.
    pub fn service(&self) -> Option<&str> {
        self.service.as_deref()
    }

    /// When the user's token ends, in seconds since 1970.
    pub fn expires(&self) -> Option<i64> {
        self.user.as_ref().map(|user| user.expires)
    }

    /// The user's token, to pass on.
    pub fn token(&self) -> Option<Arc<SecretString>> {
        self.user.as_ref().map(|user| Arc::clone(&user.token))
    }

    /// One word for who is behind the call: `usr_…`, else `service:billing`, else `anonymous`. What events name as
    /// their actor, and what keeps one caller's idempotency keys apart from another's.
    pub fn principal(&self) -> String {
        match (&self.user, &self.service) {
            (Some(user), _) => user.user.to_string(),
            (None, Some(service)) => format!("service:{service}"),
            (None, None) => "anonymous".to_owned(),
        }
    }
}

impl fmt::Debug for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Caller")
            .field("service", &self.service)
            .field("user", &self.user())
            .field("session", &self.session())
            .finish_non_exhaustive()
    }
}
