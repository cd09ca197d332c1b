//! An issuer of tokens for tests: right ones, and wrong ones of every kind.

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hc_types::{SessionId, UserId};
use serde_json::{Value, json};

use super::{PublicKey, verifier::unix_seconds};

pub(crate) enum Signer {
    Es256(EcdsaKeyPair),
    EdDsa(Ed25519KeyPair),
}

pub(crate) struct Issuer {
    pub(crate) id: String,
    pub(crate) signer: Signer,
}

impl Issuer {
    pub(crate) fn es256(id: &str) -> Self {
        let signer = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        Self { id: id.to_owned(), signer: Signer::Es256(signer) }
    }

    pub(crate) fn ed25519(id: &str) -> Self {
        Self { id: id.to_owned(), signer: Signer::EdDsa(Ed25519KeyPair::generate().unwrap()) }
    }

    pub(crate) fn public(&self) -> PublicKey {
        match &self.signer {
            Signer::Es256(pair) => {
                let point = pair.public_key().as_ref();
                PublicKey::es256(&self.id, &point[1..33], &point[33..]).unwrap()
            }
            Signer::EdDsa(pair) => PublicKey::ed25519(&self.id, pair.public_key().as_ref()).unwrap(),
        }
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        match &self.signer {
            Signer::Es256(pair) => pair.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec(),
            Signer::EdDsa(pair) => pair.sign(message).as_ref().to_vec(),
        }
    }

    pub(crate) fn header(&self) -> Value {
        let algorithm = self.public().algorithm().name();
        json!({ "typ": "at+jwt", "alg": algorithm, "kid": self.id })
    }

    pub(crate) fn token(&self, header: &Value, claims: &Value) -> String {
        self.token_of(&header.to_string(), &claims.to_string())
    }

    pub(crate) fn token_of(&self, header: &str, claims: &str) -> String {
        let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(self.sign(signed.as_bytes())))
    }
}

pub(crate) fn claims() -> Value {
    let now = unix_seconds();
    json!({
        "iss": "https://id.test", "aud": "hostingco", "sub": UserId::new(), "sid": SessionId::new(),
        "client_id": "console", "jti": "1", "iat": now, "exp": now + 300,
    })
}

pub(crate) fn with(mut object: Value, key: &str, value: Value) -> Value {
    object[key] = value;
    object
}

pub(crate) fn without(mut object: Value, key: &str) -> Value {
    object.as_object_mut().unwrap().remove(key);
    object
}

impl Issuer {
    /// As `auth` publishes it.
    pub(crate) fn published(&self) -> hc_proto::auth::v1::SigningKey {
        let encode = |part: &[u8]| URL_SAFE_NO_PAD.encode(part);
        let (algorithm, jwk) = match &self.signer {
            Signer::Es256(pair) => {
                let point = pair.public_key().as_ref();
                let (x, y) = (encode(&point[1..33]), encode(&point[33..]));
                ("ES256", json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y }))
            }
            Signer::EdDsa(pair) => {
                ("EdDSA", json!({ "kty": "OKP", "crv": "Ed25519", "x": encode(pair.public_key().as_ref()) }))
            }
        };
        hc_proto::auth::v1::SigningKey { kid: self.id.clone(), algorithm: algorithm.to_owned(), jwk: jwk.to_string() }
    }
}
