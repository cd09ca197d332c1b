//! The way to the mail server: SMTP (RFC 5321) with TLS, over a few connections that are kept.
//!
//! One conversation a mail, step by step, because it matters where it failed: before the mail was handed over nothing has
//! happened, after it nobody knows.

mod answer;
mod connection;

use std::{sync::Mutex, time::Duration};

use anyhow::Context as _;
use lettre::{
    Address,
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, CertificateStore, TlsParameters},
        extension::ClientId,
    },
};
use tokio::time::Instant;

use self::connection::Connection;
use crate::{
    domain::delivery::Verdict,
    settings::{Security, SmtpSettings},
};

/// Sends mails. Connections are made when they are needed, and kept for a while.
pub struct Smtp {
    target: Target,
    idle: Mutex<Vec<(Connection, Instant)>>,
    idle_at_most: usize,
    idle_for: Duration,
}

/// Where, and how.
struct Target {
    host: String,
    port: u16,
    security: Security,
    tls: TlsParameters,
    hello: ClientId,
    credentials: Option<Credentials>,
    timeout: Duration,
    taking_timeout: Duration,
    sender: Address,
}

/// The mail server is not there, or does not want us.
#[derive(Debug, thiserror::Error)]
#[error("the mail server cannot be used: {0}")]
pub struct Away(pub String);

impl Smtp {
    /// Prepares; nothing is connected yet. An error when the settings cannot work.
    pub fn new(settings: &SmtpSettings) -> anyhow::Result<Self> {
        let mut tls = TlsParameters::builder(settings.host.clone());
        if let Some(ca) = &settings.ca {
            let pem = std::fs::read(ca).with_context(|| format!("read [smtp] ca {}", ca.display()))?;
            let certificate = Certificate::from_pem(&pem).context("[smtp] ca is not a certificate in PEM")?;
            tls = tls.certificate_store(CertificateStore::None).add_root_certificate(certificate);
        }
        let credentials = match (&settings.username, &settings.password) {
            (Some(username), Some(password)) => {
                use secrecy::ExposeSecret as _;
                let unsafe_without_tls = settings.security == Security::None;
                anyhow::ensure!(!unsafe_without_tls, "[smtp] a password is not sent without TLS: set security");
                Some(Credentials::new(username.clone(), password.expose_secret().to_owned()))
            }
            (None, None) => None,
            _ => anyhow::bail!("[smtp] username and password go together"),
        };
        let from = &settings.from;
        let sender = settings.bounces_to.as_ref().unwrap_or(from);
        let sender: Address = sender.parse().with_context(|| format!("[smtp] {sender:?} is not an address"))?;
        let hello = settings.hello.clone().unwrap_or_else(|| sender.domain().to_owned());
        Ok(Self {
            target: Target {
                host: settings.host.clone(),
                port: settings.port,
                security: settings.security,
                tls: tls.build().context("prepare TLS for the mail server")?,
                hello: ClientId::Domain(hello),
                credentials,
                timeout: settings.timeout,
                taking_timeout: settings.taking_timeout,
                sender,
            },
            idle: Mutex::default(),
            idle_at_most: settings.idle_connections,
            idle_for: settings.idle_for,
        })
    }

    /// A connection that answers: one that was kept, or a new one. Nothing is sent yet.
    pub async fn ready(&self) -> Result<Ready<'_>, Away> {
        while let Some(mut kept) = self.kept() {
            if kept.rests_well(&self.target).await {
                return Ok(Ready { smtp: self, connection: kept });
            }
        }
        let connection = Connection::open(&self.target).await.map_err(|verdict| Away(verdict.answer().to_owned()))?;
        Ok(Ready { smtp: self, connection })
    }

    /// The longest that a conversation over a ready connection takes.
    pub fn longest_conversation(&self) -> Duration {
        self.target.timeout * 4 + self.target.taking_timeout
    }

    fn kept(&self) -> Option<Connection> {
        let mut idle = self.lock();
        let now = Instant::now();
        idle.retain(|(_, since)| now - *since < self.idle_for);
        idle.pop().map(|(connection, _)| connection)
    }

    fn keep(&self, connection: Connection) {
        let mut idle = self.lock();
        if idle.len() < self.idle_at_most {
            idle.push((connection, Instant::now()));
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<(Connection, Instant)>> {
        self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// A connection that waits for a mail.
pub struct Ready<'a> {
    smtp: &'a Smtp,
    connection: Connection,
}

impl Ready<'_> {
    /// Keeps it for the next mail.
    pub fn give_back(self) {
        self.smtp.keep(self.connection);
    }

    /// Hands one mail over.
    pub async fn deliver(mut self, to: &Address, message: &[u8]) -> Verdict {
        let verdict = self.connection.deliver(&self.smtp.target, to, message).await;
        if self.connection.can_go_on() {
            self.smtp.keep(self.connection);
        }
        verdict
    }
}
