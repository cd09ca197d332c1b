//! One token, checked step by step. Pure: keys and time are given.
//!
//! The claims are not looked at before the signature is right, and a library's defaults decide nothing: what must be
//! there is a field without `Option`.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hc_types::{SessionId, UserId};
use serde::{Deserialize, Deserializer, de::IgnoredAny};

use super::key::PublicKey;

/// Longer tokens are refused unread, in bytes.
const MAX_TOKEN_BYTES: usize = 8 * 1024;

/// What a token must say to be ours.
#[derive(Debug, Clone)]
pub struct Expected {
    /// The `iss` claim.
    pub issuer: String,
    /// What the `aud` claim has to contain.
    pub audience: String,
    /// How far clocks may differ, in seconds.
    pub leeway_seconds: i64,
    /// The longest time between `iat` and `exp`, in seconds: revocations are remembered no longer.
    pub max_lifetime_seconds: i64,
}

/// Why a token was refused: a label of a metric, never told to the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each says what it is by its name")]
pub enum Refused {
    TooLong,
    NotThreeParts,
    NotBase64,
    BadHeader,
    WrongType,
    ForbiddenHeader,
    UnknownKey,
    WrongAlgorithm,
    WrongSignature,
    BadClaims,
    Expired,
    NotYetValid,
    IssuedInFuture,
    LivesTooLong,
    WrongIssuer,
    WrongAudience,
    Revoked,
}

impl Refused {
    /// The label.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TooLong => "too_long",
            Self::NotThreeParts => "not_three_parts",
            Self::NotBase64 => "not_base64",
            Self::BadHeader => "bad_header",
            Self::WrongType => "wrong_type",
            Self::ForbiddenHeader => "forbidden_header",
            Self::UnknownKey => "unknown_key",
            Self::WrongAlgorithm => "wrong_algorithm",
            Self::WrongSignature => "wrong_signature",
            Self::BadClaims => "bad_claims",
            Self::Expired => "expired",
            Self::NotYetValid => "not_yet_valid",
            Self::IssuedInFuture => "issued_in_future",
            Self::LivesTooLong => "lives_too_long",
            Self::WrongIssuer => "wrong_issuer",
            Self::WrongAudience => "wrong_audience",
            Self::Revoked => "revoked",
        }
    }
}

/// What a checked token says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Claims {
    #[serde(rename = "iss")]
    issuer: String,
    #[serde(rename = "aud", deserialize_with = "one_or_many")]
    audience: Vec<String>,
    #[serde(rename = "sub")]
    user: UserId,
    #[serde(rename = "sid")]
    session: SessionId,
    #[serde(rename = "client_id")]
    client: String,
    #[serde(rename = "jti")]
    token: String,
    #[serde(rename = "exp")]
    expires: i64,
    #[serde(rename = "iat")]
    issued: i64,
    #[serde(rename = "nbf", default)]
    not_before: Option<i64>,
}

impl Claims {
    /// Who it speaks for.
    pub const fn user(&self) -> UserId {
        self.user
    }

    /// The session that it belongs to and dies with.
    pub const fn session(&self) -> SessionId {
        self.session
    }

    /// The OAuth client that it was made for.
    pub fn client(&self) -> &str {
        &self.client
    }

    /// The token's own id.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// When it ends, in seconds since 1970.
    pub const fn expires(&self) -> i64 {
        self.expires
    }

    /// The rules that time decides; asked again at each use of a remembered token.
    pub(super) fn check_time(&self, expected: &Expected, now: i64) -> Result<(), Refused> {
        let leeway = expected.leeway_seconds;
        if now >= self.expires.saturating_add(leeway) {
            return Err(Refused::Expired);
        }
        if self.not_before.is_some_and(|start| start > now.saturating_add(leeway)) {
            return Err(Refused::NotYetValid);
        }
        if self.issued > now.saturating_add(leeway) {
            return Err(Refused::IssuedInFuture);
        }
        if self.expires.saturating_sub(self.issued) > expected.max_lifetime_seconds {
            return Err(Refused::LivesTooLong);
        }
        Ok(())
    }
}

/// A token whose form is right and whose key is named; nothing of it is believed yet.
pub(super) struct Unverified<'a> {
    signed: &'a [u8],
    algorithm: String,
    key_id: String,
    claims: Vec<u8>,
    signature: Vec<u8>,
}

#[derive(Deserialize)]
struct Header {
    #[serde(rename = "typ")]
    kind: String,
    #[serde(rename = "alg")]
    algorithm: String,
    #[serde(rename = "kid")]
    key_id: String,
    #[serde(default)]
    crit: Member,
    #[serde(default)]
    jku: Member,
    #[serde(default)]
    jwk: Member,
    #[serde(default)]
    x5u: Member,
    #[serde(default)]
    x5c: Member,
}

impl<'a> Unverified<'a> {
    pub(super) fn parse(token: &'a str) -> Result<Self, Refused> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(Refused::TooLong);
        }
        let mut parts = token.split('.');
        let (Some(header), Some(claims), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(Refused::NotThreeParts);
        };
        let signed = token.as_bytes().get(..header.len() + 1 + claims.len()).ok_or(Refused::NotThreeParts)?;
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| Refused::NotBase64);
        let (header, claims, signature) = (decode(header)?, decode(claims)?, decode(signature)?);
        let header: Header = serde_json::from_slice(&header).map_err(|_| Refused::BadHeader)?;
        if !matches!(header.kind.as_str(), "at+jwt" | "application/at+jwt") {
            return Err(Refused::WrongType);
        }
        if [header.crit, header.jku, header.jwk, header.x5u, header.x5c].contains(&Member::Present) {
            return Err(Refused::ForbiddenHeader);
        }
        Ok(Self { signed, algorithm: header.algorithm, key_id: header.key_id, claims, signature })
    }

    /// The `kid`: a word to look up in the set, and nothing else.
    pub(super) fn key_id(&self) -> &str {
        &self.key_id
    }

    pub(super) fn verify(self, key: &PublicKey, expected: &Expected, now: i64) -> Result<Claims, Refused> {
        if self.algorithm != key.algorithm().name() {
            return Err(Refused::WrongAlgorithm);
        }
        if !key.verifies(self.signed, &self.signature) {
            return Err(Refused::WrongSignature);
        }
        let claims: Claims = serde_json::from_slice(&self.claims).map_err(|_| Refused::BadClaims)?;
        claims.check_time(expected, now)?;
        if claims.issuer != expected.issuer {
            return Err(Refused::WrongIssuer);
        }
        if !claims.audience.contains(&expected.audience) {
            return Err(Refused::WrongAudience);
        }
        if claims.client.is_empty() || claims.token.is_empty() {
            return Err(Refused::BadClaims);
        }
        Ok(claims)
    }
}

/// Whether a member is there at all; `null` counts.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Member {
    #[default]
    Absent,
    Present,
}

impl<'de> Deserialize<'de> for Member {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self::Present)
    }
}

/// `aud` is a string or a list of strings (RFC 7519, 4.1.3).
fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        One(String),
        Many(Vec<String>),
    }
    OneOrMany::deserialize(deserializer).map(|found| match found {
        OneOrMany::One(audience) => vec![audience],
        OneOrMany::Many(audiences) => audiences,
    })
}
