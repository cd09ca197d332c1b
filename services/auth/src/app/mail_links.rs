//! What the links that go out by mail have in common: how they come to be, and how they are spent.
//!
//! Whoever makes or spends one locks its user first, so that all that happens to a user's links has one order.

use std::{net::IpAddr, time::Duration};

use hc_events::{Cause, Fact, outbox};
use hc_proto::events::v1::{EmailVerificationRequested, PasswordResetRequested, UserEmailVerified};
use hc_rpc::Problem;
use hc_storage::StoreError;
use hc_types::{Email, EmailVerificationId, PasswordResetId, Timestamp, UserId};
use sqlx::PgConnection;
use tonic::Code;

use crate::{
    crypto::mail_token::MailToken,
    domain::{
        device::network,
        mail_link::{End, MailLinkError, MailLinkId, Purpose},
        user::User,
    },
    store::{
        allowances::{self, PerHour},
        mail_links, users,
    },
};

/// How long links work, and how many are sent.
#[derive(Debug, Clone, Copy)]
pub struct MailLinkPolicy {
    /// Of a link that verifies an address.
    pub verify_lifetime: Duration,
    /// Of a link that sets a password.
    pub reset_lifetime: Duration,
    /// Mails to one address.
    pub per_address: PerHour,
    /// Mails that one source asks for.
    pub per_source: PerHour,
}

impl MailLinkPolicy {
    const fn lifetime(&self, purpose: Purpose) -> Duration {
        match purpose {
            Purpose::VerifyEmail => self.verify_lifetime,
            Purpose::ResetPassword => self.reset_lifetime,
        }
    }

    /// Whether one more mail may be asked for. An unknown address is counted as a known one is; a caller without an
    /// address shares one allowance with all such callers.
    pub async fn allows(
        &self,
        tx: &mut PgConnection,
        purpose: Purpose,
        email: &Email,
        source: Option<IpAddr>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let source = source.map(|address| network(address, 32, 64).to_string()).unwrap_or_default();
        let by_source = format!("{} source {source}", purpose.as_str());
        let by_address = format!("{} address {}", purpose.as_str(), email.key());
        // The source first: one that asks for a thousand addresses locks none of them up.
        Ok(allowances::take(tx, &by_source, self.per_source, now).await?
            && allowances::take(tx, &by_address, self.per_address, now).await?)
    }
}

/// Makes a link for a user whose row is locked, in the place of an older one, and tells that a mail is due.
pub async fn issue(
    tx: &mut PgConnection,
    now: Timestamp,
    policy: &MailLinkPolicy,
    user: UserId,
    purpose: Purpose,
    cause: &Cause,
) -> Result<(), StoreError> {
    let expires_at = now.after(policy.lifetime(purpose));
    mail_links::void_open(tx, user, Some(purpose), now).await?;
    match purpose {
        Purpose::VerifyEmail => {
            let id = EmailVerificationId::new();
            mail_links::add(tx, MailLinkId::VerifyEmail(id), user, now, expires_at).await?;
            let payload = EmailVerificationRequested {
                email_verification_id: id.to_string(),
                user_id: user.to_string(),
                expires_at: Some(expires_at.into()),
            };
            outbox::enqueue(tx, Fact { subject: id.to_string(), organization: None, cause, payload }).await?;
        }
        Purpose::ResetPassword => {
            let id = PasswordResetId::new();
            mail_links::add(tx, MailLinkId::ResetPassword(id), user, now, expires_at).await?;
            let payload = PasswordResetRequested {
                password_reset_id: id.to_string(),
                user_id: user.to_string(),
                expires_at: Some(expires_at.into()),
            };
            outbox::enqueue(tx, Fact { subject: id.to_string(), organization: None, cause, payload }).await?;
        }
    }
    Ok(())
}

/// Why a link was not spent.
#[derive(Debug, thiserror::Error)]
pub enum SpendError {
    /// It does nothing (any more).
    #[error(transparent)]
    Link(#[from] MailLinkError),
    /// The store failed.
    #[error("the store of mail links failed")]
    Store(#[from] StoreError),
}

impl Problem for SpendError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::Link(MailLinkError::Invalid) => (Code::FailedPrecondition, "MAIL_LINK_INVALID"),
            Self::Link(MailLinkError::Expired) => (Code::FailedPrecondition, "MAIL_LINK_EXPIRED"),
            Self::Store(error) => error.problem(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Link(_) => None,
            Self::Store(error) => error.retry_after(),
        }
    }
}

/// What a spent link was for.
#[derive(Debug)]
pub enum Spent {
    /// Spent by this call: its user, locked.
    Now(User),
    /// Spent by an earlier call: its user, locked.
    Before(User),
}

/// Spends the link of a secret. Its user is locked, still has the address that the mail went to, and is not shut out.
pub async fn spend(
    tx: &mut PgConnection,
    now: Timestamp,
    token: &MailToken,
    purpose: Purpose,
) -> Result<Spent, SpendError> {
    let link = mail_links::find_by_token(&mut *tx, token, purpose).await?.ok_or(MailLinkError::Invalid)?;
    let user = users::find_for_update(tx, link.user).await?;
    let user = user.filter(|user| !user.disabled && user.email == link.email).ok_or(MailLinkError::Invalid)?;
    if mail_links::spend(tx, link.id, now).await? {
        return Ok(Spent::Now(user));
    }
    // What has become of it, seen after the lock.
    let link = mail_links::find_by_token(tx, token, purpose).await?.ok_or(MailLinkError::Invalid)?;
    match (link.end, link.check_open(now)) {
        (Some(End::Used), _) => Ok(Spent::Before(user)),
        (_, Err(error)) => Err(error.into()),
        // Open at the transaction's time and not a moment later.
        (None | Some(End::Voided), Ok(())) => Err(MailLinkError::Expired.into()),
    }
}

/// Notes that the address is the user's, who has just used a link from a mail to it; tells it the first time.
pub async fn confirm_address(
    tx: &mut PgConnection,
    now: Timestamp,
    user: UserId,
    cause: &Cause,
) -> Result<(), StoreError> {
    if users::verify_email(tx, user, now).await? {
        let payload = UserEmailVerified { user_id: user.to_string(), verified_at: Some(now.into()) };
        outbox::enqueue(tx, Fact { subject: user.to_string(), organization: None, cause, payload }).await?;
    }
    Ok(())
}
