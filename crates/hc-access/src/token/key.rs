//! Public signing keys. Each has exactly one algorithm, and tokens do not choose it.

use std::{collections::HashMap, sync::Arc};

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ED25519, ParsedPublicKey};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;

/// How a key signs. Symmetric algorithms and `none` have no place here, so no token can ask for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256, the signature as r ‖ s (RFC 7518, 3.4).
    Es256,
    /// Ed25519 (RFC 8037, 3.1).
    EdDsa,
}

impl Algorithm {
    /// The JOSE name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
        }
    }
}

/// A key that tokens are checked with.
#[derive(Debug)]
pub struct PublicKey {
    id: String,
    algorithm: Algorithm,
    key: ParsedPublicKey,
}

/// The parts do not make a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the signing key {id:?} is not usable")]
pub struct KeyError {
    id: String,
}

impl PublicKey {
    /// A P-256 key from its coordinates, 32 bytes each.
    pub fn es256(id: impl Into<String>, x: &[u8], y: &[u8]) -> Result<Self, KeyError> {
        // SEC 1, 2.3.3: an uncompressed point is 0x04 ‖ x ‖ y.
        let point = [&[4_u8][..], x, y].concat();
        let id = id.into();
        if x.len() != 32 || y.len() != 32 {
            return Err(KeyError { id });
        }
        match ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point) {
            Ok(key) => Ok(Self { id, algorithm: Algorithm::Es256, key }),
            Err(_) => Err(KeyError { id }),
        }
    }

    /// An Ed25519 key from its 32 bytes.
    pub fn ed25519(id: impl Into<String>, x: &[u8]) -> Result<Self, KeyError> {
        let id = id.into();
        match ParsedPublicKey::new(&ED25519, x) {
            Ok(key) => Ok(Self { id, algorithm: Algorithm::EdDsa, key }),
            Err(_) => Err(KeyError { id }),
        }
    }

    /// The `kid`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The only algorithm that this key is used with.
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.key.verify_sig(message, signature).is_ok()
    }
}

/// The keys in force, by `kid`.
pub(super) type KeySet = HashMap<String, Arc<PublicKey>>;

/// A key as `auth` publishes it: a JWK (RFC 7517) of an elliptic curve (RFC 7518, 6.2) or of Ed25519 (RFC 8037, 2).
pub(crate) fn public_key(id: &str, algorithm: &str, jwk: &str) -> Result<PublicKey, KeyError> {
    #[derive(Deserialize)]
    struct Jwk {
        kty: String,
        crv: String,
        x: String,
        #[serde(default)]
        y: String,
    }
    let unusable = || KeyError { id: id.to_owned() };
    let jwk: Jwk = serde_json::from_str(jwk).map_err(|_| unusable())?;
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| unusable());
    match (algorithm, jwk.kty.as_str(), jwk.crv.as_str()) {
        ("ES256", "EC", "P-256") => PublicKey::es256(id, &decode(&jwk.x)?, &decode(&jwk.y)?),
        ("EdDSA", "OKP", "Ed25519") => PublicKey::ed25519(id, &decode(&jwk.x)?),
        _ => Err(unusable()),
    }
}
