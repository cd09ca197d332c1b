//! TLS 1.3 between our services, from files that may change while the process runs.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use anyhow::Context;
use arc_swap::ArcSwap;
use metrics::{counter, gauge};
use rustls::{
    ClientConfig, RootCertStore, ServerConfig,
    client::Resumption,
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::{NoServerSessionStorage, WebPkiClientVerifier},
    sign::{CertifiedKey, SingleCertAndKey},
    version::TLS13,
};
use tokio::time::Instant;
use x509_parser::parse_x509_certificate;

use crate::{identity::peer_of, preflight::now, settings::TlsSettings};

/// How old what was read may get.
pub(crate) const RELOAD: Duration = Duration::from_secs(5);
/// How long a handshake may take.
pub(crate) const HANDSHAKE: Duration = Duration::from_secs(5);
const H2: &[u8] = b"h2";
const CERTIFICATE_ENDS: &str = "hostingco_tls_certificate_ends_seconds";

/// A TLS configuration that follows its files.
///
/// A certificate and a key that do not belong together, a file that is half written, a certificate that has expired or
/// names another service change nothing: the last good configuration stays, and the failure is logged and counted.
pub(crate) struct Reloading<T> {
    files: TlsSettings,
    /// Whose certificate the first one was; none where nobody can tell.
    service: Option<String>,
    build: fn(&Material) -> anyhow::Result<T>,
    current: ArcSwap<T>,
    seen: Mutex<Seen>,
}

/// What was read last, good or bad, so that one change is reported once.
struct Seen {
    at: Instant,
    content: u64,
}

/// What the three files hold, verified to belong together.
pub(crate) struct Material {
    provider: Arc<CryptoProvider>,
    roots: Arc<RootCertStore>,
    own: Arc<CertifiedKey>,
}

struct Raw {
    ca: Vec<u8>,
    certificate: Vec<u8>,
    key: Vec<u8>,
}

impl Reloading<ServerConfig> {
    pub(crate) fn server(files: &TlsSettings) -> anyhow::Result<Self> {
        Self::new(files, server_config)
    }
}

impl Reloading<ClientConfig> {
    pub(crate) fn client(files: &TlsSettings) -> anyhow::Result<Self> {
        Self::new(files, client_config)
    }
}

impl<T: Send + Sync + 'static> Reloading<T> {
    fn new(files: &TlsSettings, build: fn(&Material) -> anyhow::Result<T>) -> anyhow::Result<Self> {
        let raw = Raw::read(files)?;
        let material = raw.parse(files)?;
        let service = material.certificate().and_then(|own| peer_of(own).ok()).map(|peer| peer.service);
        let current = ArcSwap::from_pointee(build(&material)?);
        metrics::describe_gauge!(CERTIFICATE_ENDS, metrics::Unit::Seconds, "When our own certificate ends, since 1970");
        material.tell_end();
        let seen = Mutex::new(Seen { at: Instant::now(), content: raw.content() });
        Ok(Self { files: files.clone(), service, build, current, seen })
    }

    /// The last good configuration.
    pub(crate) fn current(&self) -> Arc<T> {
        self.current.load_full()
    }

    /// The configuration, from files that were read at most [`RELOAD`] ago.
    pub(crate) async fn fresh(self: &Arc<Self>) -> Arc<T> {
        let due = self.seen.lock().unwrap_or_else(PoisonError::into_inner).at.elapsed() >= RELOAD;
        if due {
            self.clone().reload().await;
        }
        self.current()
    }

    /// Reads the files again, off the runtime's threads.
    pub(crate) async fn reload(self: Arc<Self>) {
        // It can only fail to join when the runtime ends.
        drop(tokio::task::spawn_blocking(move || self.read_again()).await);
    }

    fn read_again(&self) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.at = Instant::now();
        let raw = match Raw::read(&self.files) {
            Ok(raw) => raw,
            Err(error) => return refused(&error),
        };
        let content = raw.content();
        if content == std::mem::replace(&mut seen.content, content) {
            return;
        }
        match self.next(&raw) {
            Ok(next) => {
                self.current.store(Arc::new(next));
                tracing::info!(tls.certificate = %self.files.certificate.display(), "certificate reloaded");
            }
            Err(error) => refused(&error),
        }
    }
}

impl<T> Reloading<T> {
    fn next(&self, raw: &Raw) -> anyhow::Result<T> {
        let material = raw.parse(&self.files)?;
        if let (Some(service), Some(own)) = (&self.service, material.certificate()) {
            self.files.names(own, service, now()?)?;
        }
        let next = (self.build)(&material)?;
        material.tell_end();
        Ok(next)
    }
}

impl Material {
    /// Our own certificate, without those of its authorities.
    fn certificate(&self) -> Option<&CertificateDer<'static>> {
        self.own.cert.first()
    }

    /// When it ends, in seconds since 1970.
    fn ends(&self) -> Option<u32> {
        let (_, own) = parse_x509_certificate(self.certificate()?).ok()?;
        u32::try_from(own.validity().not_after.timestamp()).ok()
    }

    fn tell_end(&self) {
        if let Some(ends) = self.ends() {
            gauge!(CERTIFICATE_ENDS).set(f64::from(ends));
        }
    }
}

fn refused(error: &anyhow::Error) {
    counter!("hostingco_tls_reload_failures_total").increment(1);
    tracing::warn!(error = format!("{error:#}"), "changed certificate is not usable, the old one stays");
}

impl Raw {
    fn read(files: &TlsSettings) -> anyhow::Result<Self> {
        let read = |key: &str, path: &Path| {
            std::fs::read(path).with_context(|| format!("setting `tls.{key}`: cannot read {}", path.display()))
        };
        Ok(Self {
            ca: read("ca", &files.ca)?,
            certificate: read("certificate", &files.certificate)?,
            key: read("key", &files.key)?,
        })
    }

    fn content(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (&self.ca, &self.certificate, &self.key).hash(&mut hasher);
        hasher.finish()
    }

    fn parse(&self, files: &TlsSettings) -> anyhow::Result<Material> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut roots = RootCertStore::empty();
        for certificate in certificates("ca", &files.ca, &self.ca)? {
            roots.add(certificate).with_context(|| format!("setting `tls.ca`: {}", files.ca.display()))?;
        }
        let chain = certificates("certificate", &files.certificate, &self.certificate)?;
        let key = PrivateKeyDer::from_pem_slice(&self.key)
            .with_context(|| format!("setting `tls.key`: no private key in {}", files.key.display()))?;
        let own = CertifiedKey::from_der(chain, key, &provider).with_context(|| {
            let (certificate, key) = (files.certificate.display(), files.key.display());
            format!("settings `tls.certificate` and `tls.key`: {certificate} and {key} do not belong together")
        })?;
        Ok(Material { provider, roots: Arc::new(roots), own: Arc::new(own) })
    }
}

/// Reads the files, sees whether they belong together, and gives our own certificate.
pub(crate) fn verify(files: &TlsSettings) -> anyhow::Result<CertificateDer<'static>> {
    let material = Raw::read(files)?.parse(files)?;
    let own = material.certificate().cloned();
    own.with_context(|| format!("setting `tls.certificate`: no certificate in {}", files.certificate.display()))
}

fn certificates(key: &str, path: &Path, pem: &[u8]) -> anyhow::Result<Vec<CertificateDer<'static>>> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let found = found.with_context(|| format!("setting `tls.{key}`: {} is not PEM", path.display()))?;
    anyhow::ensure!(!found.is_empty(), "setting `tls.{key}`: no certificate in {}", path.display());
    Ok(found)
}

fn server_config(material: &Material) -> anyhow::Result<ServerConfig> {
    let clients = WebPkiClientVerifier::builder_with_provider(material.roots.clone(), material.provider.clone())
        .build()
        .context("setting `tls.ca`: not usable to verify clients")?;
    let mut config = ServerConfig::builder_with_provider(material.provider.clone())
        .with_protocol_versions(&[&TLS13])?
        .with_client_cert_verifier(clients)
        .with_cert_resolver(Arc::new(SingleCertAndKey::from(material.own.clone())));
    config.alpn_protocols = vec![H2.to_vec()];
    // A resumed session would not be verified against a CA that has changed since; connections live long anyway.
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    Ok(config)
}

fn client_config(material: &Material) -> anyhow::Result<ClientConfig> {
    let mut config = ClientConfig::builder_with_provider(material.provider.clone())
        .with_protocol_versions(&[&TLS13])?
        .with_root_certificates(material.roots.clone())
        .with_client_cert_resolver(Arc::new(SingleCertAndKey::from(material.own.clone())));
    config.alpn_protocols = vec![H2.to_vec()];
    config.resumption = Resumption::disabled();
    Ok(config)
}

/// Whether the two sides agreed on HTTP/2.
pub(crate) fn speaks_h2(alpn: Option<&[u8]>) -> bool {
    alpn == Some(H2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certs::DevCa;

    #[test]
    fn it_is_known_when_a_certificate_ends() {
        let folder = tempfile::tempdir().expect("a folder");
        let ca = DevCa::create_or_load(folder.path()).expect("an authority");
        let files = ca.issue("billing", &["localhost"]).expect("a certificate");
        let material = Raw::read(&files).and_then(|raw| raw.parse(&files)).expect("files that belong together");
        let left = i64::from(material.ends().expect("an end")) - now().expect("a clock");
        let day = 24 * 60 * 60;
        assert!((29 * day..=30 * day).contains(&left), "{left}");
    }
}
