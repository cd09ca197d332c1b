//! Access tokens: JWTs by RFC 9068, signed with ES256. They say who and in which session, never what somebody may do:
//! roles change faster than tokens.

use std::time::Duration;

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hc_types::{SessionId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

/// The public half of a key, as JWKS readers want it (RFC 7517, RFC 7518 section 6.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicJwk {
    /// Always `EC`.
    pub kty: String,
    /// Always `P-256`.
    pub crv: String,
    /// The point, in base64url.
    pub x: String,
    /// The point, in base64url.
    pub y: String,
    /// Always `ES256`: never one key for two algorithms.
    pub alg: String,
    /// Always `sig`.
    #[serde(rename = "use")]
    pub usage: String,
    /// The thumbprint of RFC 7638.
    pub kid: String,
}

/// A key that signs access tokens.
pub struct SigningKey {
    pair: EcdsaKeyPair,
    kid: String,
}

/// The bytes are no private key of P-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a private key for ES256")]
pub struct KeyError;

/// What an access token says.
#[derive(Debug, Clone, Copy)]
pub struct Subject {
    /// Whose it is.
    pub user: UserId,
    /// The session, with which it dies.
    pub session: SessionId,
    /// When the user last proved who they are.
    pub authenticated_at: Timestamp,
}

/// What all our access tokens have in common.
#[derive(Debug, Clone)]
pub struct Issuing {
    /// The issuer's URL.
    pub issuer: String,
    /// Which API the tokens open.
    pub audience: String,
    /// How long they live.
    pub lifetime: Duration,
}

/// RFC 9068, section 2.2; `amr` from RFC 8176.
#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: String,
    client_id: &'a str,
    exp: i64,
    iat: i64,
    jti: Uuid,
    sid: String,
    scope: &'static str,
    auth_time: i64,
    acr: &'static str,
    amr: [&'static str; 1],
}

#[derive(Serialize)]
struct Header<'a> {
    typ: &'static str,
    alg: &'static str,
    kid: &'a str,
}

impl SigningKey {
    /// A new key: its private half in PKCS#8.
    pub fn generate() -> Zeroizing<Vec<u8>> {
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
            .expect("making a key needs nothing but randomness");
        Zeroizing::new(document.as_ref().to_vec())
    }

    /// Reads a private key.
    pub fn from_pkcs8(bytes: &[u8]) -> Result<Self, KeyError> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, bytes).map_err(|_| KeyError)?;
        let kid = public_jwk(&pair).kid;
        Ok(Self { pair, kid })
    }

    /// Its name in tokens and in the JWKS.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// Its public half.
    pub fn public(&self) -> PublicJwk {
        public_jwk(&self.pair)
    }

    /// Signs an access token for `client_id`; also says when it ends: never after the session.
    pub fn issue(
        &self,
        issuing: &Issuing,
        client_id: &str,
        subject: &Subject,
        now: Timestamp,
        session_end: Timestamp,
    ) -> (String, Timestamp) {
        let iat = now.as_seconds();
        let exp = now.after(issuing.lifetime).min(session_end).as_seconds();
        let claims = Claims {
            iss: &issuing.issuer,
            aud: &issuing.audience,
            sub: subject.user.to_string(),
            client_id,
            exp,
            iat,
            jti: Uuid::now_v7(),
            sid: subject.session.to_string(),
            scope: "hostingco",
            auth_time: subject.authenticated_at.as_seconds(),
            acr: "1", // one factor: ISO/IEC 29115, level 1
            amr: ["pwd"],
        };
        let header = Header { typ: "at+jwt", alg: "ES256", kid: &self.kid };
        let ends = Timestamp::from_micros(exp.saturating_mul(1_000_000)).unwrap_or(session_end);
        (self.sign(&header, &claims), ends)
    }

    fn sign(&self, header: &impl Serialize, claims: &impl Serialize) -> String {
        let part = |json: Result<Vec<u8>, _>| BASE64_URL_SAFE_NO_PAD.encode(json.expect("plain structs are JSON"));
        let signed = format!("{}.{}", part(serde_json::to_vec(header)), part(serde_json::to_vec(claims)));
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes());
        let signature = signature.expect("signing needs nothing but randomness");
        format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature.as_ref()))
    }
}

fn public_jwk(pair: &EcdsaKeyPair) -> PublicJwk {
    // An uncompressed point (SEC 1, 2.3.3): 0x04 ‖ x(32) ‖ y(32).
    let point = pair.public_key().as_ref();
    let coordinate = |range| BASE64_URL_SAFE_NO_PAD.encode(point.get(range).expect("P-256 points have 65 bytes"));
    let (x, y) = (coordinate(1..33), coordinate(33..65));
    // The members in this order and without spaces: RFC 7638, section 3.
    let thumbprint = super::sha256(format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#).as_bytes());
    PublicJwk {
        kty: "EC".into(),
        crv: "P-256".into(),
        x,
        y,
        alg: "ES256".into(),
        usage: "sig".into(),
        kid: BASE64_URL_SAFE_NO_PAD.encode(thumbprint),
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    use super::*;

    fn decoded(part: &str) -> serde_json::Value {
        serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    }

    #[test]
    fn a_token_carries_what_rfc_9068_asks_and_no_more() {
        let key = SigningKey::from_pkcs8(&SigningKey::generate()).unwrap();
        let issuing = Issuing {
            issuer: "http://localhost:3004".into(),
            audience: "hostingco".into(),
            lifetime: Duration::from_mins(5),
        };
        let now: Timestamp = "2026-11-21T07:30:00.5Z".parse().unwrap();
        let subject = Subject { user: UserId::new(), session: SessionId::new(), authenticated_at: now };
        let (token, ends) = key.issue(&issuing, "hostingco", &subject, now, now.after(issuing.lifetime * 2));
        assert_eq!(ends.to_string(), "2026-11-21T07:35:00Z");
        let soon = now.after(Duration::from_mins(1));
        assert_eq!(key.issue(&issuing, "hostingco", &subject, now, soon).1.to_string(), "2026-11-21T07:31:00Z");
        let parts: Vec<&str> = token.split('.').collect();
        let [header, claims, signature] = parts[..] else { panic!("{token}") };
        assert_eq!(decoded(header), serde_json::json!({"typ": "at+jwt", "alg": "ES256", "kid": key.kid()}));
        let mut claims = decoded(claims);
        assert!(claims.as_object_mut().unwrap().remove("jti").unwrap().is_string());
        let expected = serde_json::json!({
            "iss": "http://localhost:3004", "aud": "hostingco", "client_id": "hostingco", "scope": "hostingco",
            "sub": subject.user.to_string(), "sid": subject.session.to_string(),
            "iat": 1_795_246_200, "exp": 1_795_246_500, "auth_time": 1_795_246_200, "acr": "1", "amr": ["pwd"],
        });
        assert_eq!(claims, expected);
        let point = key.pair.public_key().as_ref();
        let signed = token.rsplit_once('.').unwrap().0;
        let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(signed.as_bytes(), &signature).unwrap();
    }

    #[test]
    fn a_key_is_named_by_its_thumbprint() {
        let key = SigningKey::from_pkcs8(&SigningKey::generate()).unwrap();
        let jwk = key.public();
        assert_eq!((jwk.kty.as_str(), jwk.crv.as_str(), jwk.alg.as_str()), ("EC", "P-256", "ES256"));
        assert_eq!((jwk.kid.as_str(), jwk.kid.len(), jwk.x.len()), (key.kid(), 43, 43));
        let text = serde_json::to_string(&jwk).unwrap();
        assert!(text.contains(r#""use":"sig""#) && !text.contains(r#""d":"#));
        assert!(SigningKey::from_pkcs8(b"garbage").is_err());
    }
}
