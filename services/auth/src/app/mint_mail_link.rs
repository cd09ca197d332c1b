//! A mail with a link is about to be sent.

use std::time::Duration;

use hc_rpc::Problem;
use hc_storage::StoreError;
use tonic::Code;

use super::App;
use crate::{
    crypto::mail_token::MailToken,
    domain::{
        mail_link::{MailLink, MailLinkId},
        user::User,
    },
    store::{mail_links, users},
};

/// What the mail needs.
#[derive(Debug)]
pub struct Minted {
    /// The link's new secret.
    pub token: MailToken,
    /// The link.
    pub link: MailLink,
    /// Whom the mail is for.
    pub user: User,
}

/// Why there is no secret.
#[derive(Debug, thiserror::Error)]
pub enum MintMailLinkError {
    /// There is no such link.
    #[error("this link does not exist")]
    NotFound,
    /// It is over; the mail has no point.
    #[error("this link is not open any more")]
    Closed,
    /// The store failed.
    #[error("the store of mail links failed")]
    Store(#[from] StoreError),
}

impl Problem for MintMailLinkError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::NotFound => (Code::NotFound, "MAIL_LINK_NOT_FOUND"),
            Self::Closed => (Code::FailedPrecondition, "MAIL_LINK_CLOSED"),
            Self::Store(error) => error.problem(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::NotFound | Self::Closed => None,
            Self::Store(error) => error.retry_after(),
        }
    }
}

/// Gives an open link one more secret.
pub async fn mint_mail_link(app: &App, id: MailLinkId) -> Result<Minted, MintMailLinkError> {
    let minted = app.db.transact(move |tx, now| {
        Box::pin(async move {
            let link = mail_links::find(&mut *tx, id).await?.ok_or(MintMailLinkError::NotFound)?;
            link.check_open(now).map_err(|_| MintMailLinkError::Closed)?;
            let user = users::find_all(&mut *tx, &[link.user]).await?.pop();
            let user = user.filter(|user| !user.disabled && user.email == link.email);
            let user = user.ok_or(MintMailLinkError::Closed)?;
            let token = MailToken::new(id.purpose());
            mail_links::add_token(tx, id, &token).await?;
            Ok(Minted { token, link, user })
        })
    });
    minted.await
}
