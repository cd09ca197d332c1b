//! Whether a process can be who it says it is: asked before it serves, so that a wrong certificate is one clear line and
//! not a handshake that fails somewhere else.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, bail, ensure};
use rustls::pki_types::CertificateDer;
use x509_parser::parse_x509_certificate;

use crate::{
    identity::{peer_of, uri_of},
    settings::TlsSettings,
    tls::verify,
};

/// Seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "a certificate is valid by the machine's own clock")]
pub(crate) fn now() -> anyhow::Result<i64> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).context("read the clock")?;
    Ok(i64::try_from(now.as_secs()).unwrap_or(i64::MAX))
}

impl TlsSettings {
    /// Whether the files are there, belong together, are valid now, and name this service.
    pub fn check(&self, service: &str) -> anyhow::Result<()> {
        self.check_at(service, now()?)
    }

    /// [`check`](Self::check) as of a moment, in seconds since 1970.
    pub fn check_at(&self, service: &str, now: i64) -> anyhow::Result<()> {
        self.names(&verify(self)?, service, now)
    }

    /// Whether a certificate of ours is valid at a moment and names this service.
    pub(crate) fn names(&self, own: &CertificateDer, service: &str, now: i64) -> anyhow::Result<()> {
        let path = self.certificate.display();
        let peer = peer_of(own).with_context(|| {
            format!("setting `tls.certificate`: {path} needs exactly one URI name, {}", uri_of(service))
        })?;
        if peer.service != service {
            bail!(
                "setting `tls.certificate`: {path} belongs to {}, not to {service}: mount {service}'s own",
                peer.service
            );
        }
        let (_, parsed) = parse_x509_certificate(own).context("parse the certificate")?;
        let (begins, ends) = (parsed.validity().not_before, parsed.validity().not_after);
        ensure!(
            begins.timestamp() <= now,
            "setting `tls.certificate`: {path} is valid only from {begins}: set the clock"
        );
        ensure!(now < ends.timestamp(), "setting `tls.certificate`: {path} has expired on {ends}: renew it");
        Ok(())
    }
}
