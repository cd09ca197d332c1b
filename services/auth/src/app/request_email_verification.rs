//! Somebody wants the mail that asks whether an address is theirs, once more.

use std::time::Duration;

use hc_events::Cause;
use hc_rpc::Problem;
use hc_storage::StoreError;
use hc_types::{Email, SessionId, UserId};
use tonic::Code;

use super::{App, mail_links::issue, sign_in::Visit};
use crate::{domain::mail_link::Purpose, store::users};

/// Who asks.
#[derive(Debug)]
pub struct RequestEmailVerification {
    /// Whose address.
    pub user: UserId,
    /// Their session.
    pub session: Option<SessionId>,
    /// Where they are.
    pub visit: Visit,
}

/// Why no mail goes out.
#[derive(Debug, thiserror::Error)]
pub enum RequestEmailVerificationError {
    /// There is nothing to verify.
    #[error("this e-mail address is verified already")]
    AlreadyVerified,
    /// The store failed.
    #[error("the user store failed")]
    Store(#[from] StoreError),
}

impl Problem for RequestEmailVerificationError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::AlreadyVerified => (Code::FailedPrecondition, "EMAIL_ALREADY_VERIFIED"),
            Self::Store(error) => error.problem(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::AlreadyVerified => None,
            Self::Store(error) => error.retry_after(),
        }
    }
}

/// Makes a link in the place of an older one. Who asks too often gets no mail, and no other answer.
pub async fn request_email_verification(
    app: &App,
    order: RequestEmailVerification,
) -> Result<(), RequestEmailVerificationError> {
    let policy = app.policy.mail_links;
    let done = app.db.transact(move |tx, now| {
        Box::pin(async move {
            let Some(user) = users::find_for_update(tx, order.user).await? else { return Ok(()) };
            if user.email_verified_at.is_some() {
                return Err(RequestEmailVerificationError::AlreadyVerified);
            }
            let email = Email::parse(&user.email).map_err(|error| StoreError::corrupt("user", error))?;
            let source = order.visit.origin.ip_address;
            if policy.allows(tx, Purpose::VerifyEmail, &email, source, now).await? {
                let cause = Cause::by(user.id.to_string(), order.visit.request_id).in_session(order.session);
                issue(tx, now, &policy, user.id, Purpose::VerifyEmail, &cause).await?;
            }
            Ok(())
        })
    });
    done.await
}
