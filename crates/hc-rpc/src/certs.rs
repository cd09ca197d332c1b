//! A throw-away certificate authority, for development and tests. Production brings its own.

use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    net::IpAddr,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use anyhow::Context;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    SanType,
};
use rustls::pki_types::{CertificateDer, pem::PemObject};
use uuid::Uuid;
use x509_parser::{certificate::X509Certificate, extensions::GeneralName, parse_x509_certificate};

use crate::{identity, settings::TlsSettings};

const DAY: Duration = Duration::from_hours(24);
const CA_VALID: Duration = Duration::from_hours(365 * 24);
/// A leaf lives 30 days and is made anew when less than 7 are left.
const LEAF_VALID: Duration = Duration::from_hours(30 * 24);
const LEAF_RENEWED: Duration = Duration::from_hours(7 * 24);

/// A certificate authority in a folder: `ca.pem`, `ca.key`, and `<service>.pem`, `<service>.key` for each service.
///
/// Its key lies in the folder in the clear: never use it for anything that others can reach.
pub struct DevCa {
    folder: PathBuf,
    issuer: Issuer<'static, KeyPair>,
}

impl DevCa {
    /// Takes the authority that lives in `folder`, or makes one there.
    pub fn create_or_load(folder: impl Into<PathBuf>) -> anyhow::Result<Self> {
        let folder = folder.into();
        fs::create_dir_all(&folder).with_context(|| format!("create {}", folder.display()))?;
        let (certificate, key) = (folder.join("ca.pem"), folder.join("ca.key"));
        if time_left(&certificate).is_none_or(|left| left < 2 * LEAF_VALID) || !key.exists() {
            make_authority(&certificate, &key)?;
        }
        let key = KeyPair::from_pem(&read(&key)?).with_context(|| format!("read {}", key.display()))?;
        let issuer = Issuer::from_ca_cert_pem(&read(&certificate)?, key)
            .with_context(|| format!("read {}", certificate.display()))?;
        Ok(Self { folder, issuer })
    }

    /// The certificate and key of `service`, valid for the names or addresses that clients dial; the same again as long
    /// as they are good for a week and of this authority.
    pub fn issue(&self, service: &str, dns_names: &[&str]) -> anyhow::Result<TlsSettings> {
        anyhow::ensure!(identity::is_service_name(service), "{service:?} is not a service's name");
        let settings = self.settings_of(service);
        if is_good(&settings, dns_names) {
            return Ok(settings);
        }
        self.issue_with_uris(service, dns_names, &[identity::uri_of(service)])
    }

    /// A certificate with any URI names, to test that servers refuse it.
    pub fn issue_with_uris(&self, file: &str, dns_names: &[&str], uris: &[String]) -> anyhow::Result<TlsSettings> {
        let settings = self.settings_of(file);
        let names: Vec<String> = dns_names.iter().map(ToString::to_string).collect();
        let mut params = CertificateParams::new(names).context("names of the certificate")?;
        for uri in uris {
            let name = uri.as_str().try_into().with_context(|| format!("URI name {uri:?}"))?;
            params.subject_alt_names.push(SanType::URI(name));
        }
        params.distinguished_name.push(DnType::CommonName, file);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
        params.use_authority_key_identifier_extension = true;
        set_validity(&mut params, LEAF_VALID);
        let key = KeyPair::generate().context("generate a key")?;
        let certificate = params.signed_by(&key, &self.issuer).context("sign the certificate")?;
        write(&settings.key, &key.serialize_pem(), 0o600)?;
        write(&settings.certificate, &certificate.pem(), 0o644)?;
        Ok(settings)
    }

    fn settings_of(&self, service: &str) -> TlsSettings {
        TlsSettings {
            ca: self.folder.join("ca.pem"),
            certificate: self.folder.join(format!("{service}.pem")),
            key: self.folder.join(format!("{service}.key")),
        }
    }
}

fn is_good(settings: &TlsSettings, dns_names: &[&str]) -> bool {
    let fits = || -> Option<bool> {
        let leaf = CertificateDer::from_pem_file(&settings.certificate).ok()?;
        let authority = CertificateDer::from_pem_file(&settings.ca).ok()?;
        let (_, leaf) = parse_x509_certificate(&leaf).ok()?;
        let (_, authority) = parse_x509_certificate(&authority).ok()?;
        // Each authority has a subject of its own.
        let wanted: BTreeSet<String> = dns_names.iter().map(ToString::to_string).collect();
        Some(leaf.issuer() == authority.subject() && names_of(&leaf) == wanted)
    };
    let lasts = time_left(&settings.certificate).is_some_and(|left| left > LEAF_RENEWED);
    settings.key.exists() && lasts && fits() == Some(true)
}

fn names_of(leaf: &X509Certificate<'_>) -> BTreeSet<String> {
    let Ok(Some(names)) = leaf.subject_alternative_name() else { return BTreeSet::new() };
    let each = names.value.general_names.iter();
    each.filter_map(|name| match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => {
            let v4 = <[u8; 4]>::try_from(*bytes).map(IpAddr::from);
            v4.or_else(|_| <[u8; 16]>::try_from(*bytes).map(IpAddr::from)).ok().map(|address| address.to_string())
        }
        _ => None,
    })
    .collect()
}

fn make_authority(certificate: &Path, key: &Path) -> anyhow::Result<()> {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    let name = format!("HostingCo development {}", Uuid::now_v7().simple());
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    set_validity(&mut params, CA_VALID);
    let pair = KeyPair::generate().context("generate a key")?;
    let authority = params.self_signed(&pair).context("sign the authority")?;
    write(key, &pair.serialize_pem(), 0o600)?;
    write(certificate, &authority.pem(), 0o644)
}

#[expect(clippy::disallowed_methods, reason = "certificates are valid by the clock of whoever verifies them")]
fn now() -> SystemTime {
    SystemTime::now()
}

fn set_validity(params: &mut CertificateParams, valid: Duration) {
    // From a day ago: clocks differ.
    params.not_before = (now() - DAY).into();
    params.not_after = (now() + valid).into();
}

/// How long the certificate in a file is valid; `None` when there is none, or when it has expired.
fn time_left(path: &Path) -> Option<Duration> {
    let der = CertificateDer::from_pem_file(path).ok()?;
    let (_, certificate) = parse_x509_certificate(&der).ok()?;
    let until = u64::try_from(certificate.validity().not_after.timestamp()).ok()?;
    (SystemTime::UNIX_EPOCH + Duration::from_secs(until)).duration_since(now()).ok()
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("read {}", path.display()))
}

/// Puts the file in place whole, so that a reader never sees half of it.
fn write(path: &Path, content: &str, mode: u32) -> anyhow::Result<()> {
    let unfinished = path.with_extension(format!("{}.tmp", Uuid::now_v7().simple()));
    let write = || {
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(mode).open(&unfinished)?;
        file.write_all(content.as_bytes())?;
        fs::rename(&unfinished, path)
    };
    write().with_context(|| format!("write {}", path.display()))
}
