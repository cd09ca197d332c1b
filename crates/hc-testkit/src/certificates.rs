//! Certificates for services that talk to each other in a test.

use std::path::Path;

use hc_rpc::TlsSettings;
use hc_rpc::certs::DevCa;
use tempfile::TempDir;

/// What clients of a service on this machine dial.
const NAMES: [&str; 2] = ["localhost", "127.0.0.1"];

/// A CA that lives as long as this value.
pub struct Certificates {
    folder: TempDir,
    ca: DevCa,
}

/// A CA of its own for a test.
pub fn certificates() -> Certificates {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let ca = DevCa::create_or_load(folder.path()).expect("a CA");
    Certificates { folder, ca }
}

impl Certificates {
    /// Who this service is, and whom it believes.
    pub fn tls(&self, service: &str) -> TlsSettings {
        self.ca.issue(service, &NAMES).unwrap_or_else(|error| panic!("a certificate for {service}: {error:#}"))
    }

    /// Where the files are.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// A CA in this folder and certificates for these services, for development; what is there and good stays.
pub fn issue_certificates(folder: &Path, services: &[&str]) -> anyhow::Result<()> {
    let ca = DevCa::create_or_load(folder)?;
    services.iter().try_for_each(|service| ca.issue(service, &NAMES).map(drop))
}
