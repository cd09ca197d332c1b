//! One connection to the mail server.

use std::{future::Future, time::Duration};

use lettre::{
    Address,
    transport::smtp::{
        self,
        authentication::DEFAULT_MECHANISMS,
        client::AsyncSmtpConnection,
        commands::{Data, Mail, Rcpt, Rset},
        extension::{Extension, MailBodyParameter, MailParameter},
        response::Response,
    },
};
use tokio::time::timeout;

use super::{
    Target,
    answer::{Stage, judge, taken},
};
use crate::{domain::delivery::Verdict, settings::Security};

pub(super) struct Connection {
    inner: AsyncSmtpConnection,
    broken: bool,
}

/// What a step of the conversation failed with.
pub(super) enum Failed {
    Smtp(smtp::Error),
    TimedOut(Duration),
}

async fn within<T>(limit: Duration, step: impl Future<Output = Result<T, smtp::Error>>) -> Result<T, Failed> {
    match timeout(limit, step).await {
        Ok(outcome) => outcome.map_err(Failed::Smtp),
        Err(_) => Err(Failed::TimedOut(limit)),
    }
}

impl Connection {
    /// Connects, encrypts and signs in, as the settings want it.
    pub(super) async fn open(target: &Target) -> Result<Self, Verdict> {
        let server = (target.host.as_str(), target.port);
        let tls = (target.security == Security::Tls).then(|| target.tls.clone());
        let connect = AsyncSmtpConnection::connect_tokio1(server, Some(target.timeout), &target.hello, tls, None);
        let away = |failed| judge(Stage::Opening, failed);
        let mut inner = within(target.timeout, connect).await.map_err(away)?;
        if target.security == Security::Starttls {
            within(target.timeout, inner.starttls(target.tls.clone(), &target.hello)).await.map_err(away)?;
        }
        if let Some(credentials) = &target.credentials {
            within(target.timeout, inner.auth(DEFAULT_MECHANISMS, credentials)).await.map_err(away)?;
        }
        Ok(Self { inner, broken: false })
    }

    /// Whether a kept connection still answers; leaves it ready for the next mail.
    pub(super) async fn rests_well(&mut self, target: &Target) -> bool {
        within(target.timeout, self.inner.command(Rset)).await.is_ok()
    }

    /// One mail, from `MAIL` to the answer after the last dot.
    pub(super) async fn deliver(&mut self, target: &Target, to: &Address, message: &[u8]) -> Verdict {
        match self.hand_over(target, to, message).await {
            Ok(response) => taken(&response),
            Err((stage, failed)) => {
                // An answer leaves the connection as it was; silence and a broken line don't.
                self.broken = !matches!(&failed, Failed::Smtp(error) if error.status().is_some());
                judge(stage, failed)
            }
        }
    }

    async fn hand_over(&mut self, target: &Target, to: &Address, message: &[u8]) -> Result<Response, (Stage, Failed)> {
        let supports = |extension| self.inner.server_info().supports_feature(extension);
        let mut parameters = Vec::new();
        if supports(Extension::EightBitMime) && !message.is_ascii() {
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        if supports(Extension::SmtpUtfEight) && !to.to_string().is_ascii() {
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let mail = Mail::new(Some(target.sender.clone()), parameters);
        let sender = within(target.timeout, self.inner.command(mail)).await;
        sender.map_err(|failed| (Stage::Sender, failed))?;
        let recipient = within(target.timeout, self.inner.command(Rcpt::new(to.clone(), Vec::new()))).await;
        recipient.map_err(|failed| (Stage::Recipient, failed))?;
        within(target.timeout, self.inner.command(Data)).await.map_err(|failed| (Stage::Data, failed))?;
        let taking = within(target.taking_timeout, self.inner.message(message)).await;
        taking.map_err(|failed| (Stage::Message, failed))
    }

    pub(super) fn can_go_on(&self) -> bool {
        !self.broken && !self.inner.has_broken()
    }
}
