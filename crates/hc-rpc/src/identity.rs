//! Who is at the other end of a connection: the one URI name in its certificate.

use rustls::pki_types::CertificateDer;
use x509_parser::{extensions::GeneralName, parse_x509_certificate};

/// The domain in which service names mean something.
pub const TRUST_DOMAIN: &str = "hostingco";

/// The service that calls, by its certificate: an extension of every request that a [`GrpcServer`](crate::GrpcServer)
/// takes.
///
/// It says who calls, never for whom: that is the user's token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// The name in `spiffe://hostingco/service/<name>`.
    pub service: String,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum IdentityError {
    #[error("the certificate cannot be read")]
    Malformed,
    #[error("the certificate has {0} URI names, not one")]
    Names(usize),
    #[error("the certificate is not of a service of {TRUST_DOMAIN}: {0:?}")]
    Foreign(String),
}

/// The URI name of a service.
pub(crate) fn uri_of(service: &str) -> String {
    format!("spiffe://{TRUST_DOMAIN}/service/{service}")
}

/// Reads the identity from a certificate that has been verified. The common name and DNS names mean nothing here.
pub(crate) fn peer_of(certificate: &CertificateDer<'_>) -> Result<Peer, IdentityError> {
    let (_, certificate) = parse_x509_certificate(certificate).map_err(|_| IdentityError::Malformed)?;
    let names = certificate.subject_alternative_name().map_err(|_| IdentityError::Malformed)?;
    let uris: Vec<&str> = names
        .iter()
        .flat_map(|extension| &extension.value.general_names)
        .filter_map(|name| if let GeneralName::URI(uri) = name { Some(*uri) } else { None })
        .collect();
    let [uri] = uris.as_slice() else { return Err(IdentityError::Names(uris.len())) };
    let service = uri
        .strip_prefix(&uri_of(""))
        .filter(|name| is_service_name(name))
        .ok_or_else(|| IdentityError::Foreign((*uri).to_owned()))?;
    Ok(Peer { service: service.to_owned() })
}

/// 1 to 63 of `a-z`, `0-9` and `-`.
pub(crate) fn is_service_name(name: &str) -> bool {
    (1..=63).contains(&name.len()) && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}
