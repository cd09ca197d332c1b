//! Every way in which a token can be wrong, against the whole of the wrapper.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use aws_lc_rs::{
    hmac,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _},
};
use base64::{
    Engine as _,
    engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD},
};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::{
    Expected, FOLLOWED_EVERY, FetchKeys, Keys, PublicKey, Refused, TokenError, Verifier,
    testing::{Issuer, Signer, claims, with, without},
    verifier::unix_seconds,
};

fn expected() -> Expected {
    Expected {
        issuer: "https://id.test".to_owned(),
        audience: "hostingco".to_owned(),
        leeway_seconds: 30,
        max_lifetime_seconds: 900,
    }
}

struct Fixture {
    issuer: Issuer,
    verifier: Verifier,
    stop: CancellationToken,
}

impl Drop for Fixture {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

fn follow(fetch: FetchKeys) -> (Arc<Keys>, CancellationToken) {
    let stop = CancellationToken::new();
    let (keys, follow) = Keys::follow(fetch, FOLLOWED_EVERY, stop.clone());
    tokio_util::task::TaskTracker::new().spawn(follow);
    (keys, stop)
}

fn fixture(issuer: Issuer) -> Fixture {
    let published = Arc::new(issuer);
    let source = Arc::clone(&published);
    let (keys, stop) = follow(Arc::new(move || {
        let key = source.public();
        Box::pin(async move { Ok(vec![key]) })
    }));
    let issuer = Issuer { id: published.id.clone(), signer: copy(&published.signer) };
    Fixture { issuer, verifier: Verifier::new(expected(), keys), stop }
}

fn copy(signer: &Signer) -> Signer {
    match signer {
        Signer::Es256(pair) => {
            let document = pair.to_pkcs8v1().unwrap();
            Signer::Es256(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref()).unwrap())
        }
        Signer::EdDsa(pair) => Signer::EdDsa(Ed25519KeyPair::from_pkcs8(pair.to_pkcs8().unwrap().as_ref()).unwrap()),
    }
}

async fn reason(fixture: &Fixture, token: &str) -> Refused {
    match fixture.verifier.verify(token).await {
        Err(TokenError::Refused(reason)) => reason,
        other => panic!("not refused but {other:?}: {token}"),
    }
}

#[tokio::test]
async fn a_right_token_is_taken_and_remembered() {
    for issuer in [Issuer::es256("k1"), Issuer::ed25519("k1")] {
        let fixture = fixture(issuer);
        let claims = claims();
        let token = fixture.issuer.token(&fixture.issuer.header(), &claims);
        let first = fixture.verifier.verify(&token).await.unwrap();
        assert_eq!(first.claims.user().to_string(), claims["sub"].as_str().unwrap());
        assert_eq!(first.claims.session().to_string(), claims["sid"].as_str().unwrap());
        let again = fixture.verifier.verify(&token).await.unwrap();
        assert!(Arc::ptr_eq(&first, &again));
        let list = with(claims.clone(), "aud", json!(["other", "hostingco"]));
        fixture.verifier.verify(&fixture.issuer.token(&fixture.issuer.header(), &list)).await.unwrap();
        let long = with(fixture.issuer.header(), "typ", json!("application/at+jwt"));
        fixture.verifier.verify(&fixture.issuer.token(&long, &claims)).await.unwrap();
    }
}

#[tokio::test]
async fn claims_that_are_absent_or_wrong_are_refused() {
    let fixture = fixture(Issuer::es256("k1"));
    let now = unix_seconds();
    let cases = [
        (without(claims(), "aud"), Refused::BadClaims),
        (without(claims(), "iss"), Refused::BadClaims),
        (without(claims(), "sub"), Refused::BadClaims),
        (without(claims(), "sid"), Refused::BadClaims),
        (without(claims(), "jti"), Refused::BadClaims),
        (without(claims(), "client_id"), Refused::BadClaims),
        (without(claims(), "exp"), Refused::BadClaims),
        (without(claims(), "iat"), Refused::BadClaims),
        (with(claims(), "aud", json!("other")), Refused::WrongAudience),
        (with(claims(), "aud", json!([])), Refused::WrongAudience),
        (with(claims(), "aud", json!("hostingco ")), Refused::WrongAudience),
        (with(claims(), "iss", json!("https://id.test/")), Refused::WrongIssuer),
        (with(claims(), "sub", json!("console")), Refused::BadClaims),
        (with(claims(), "jti", json!("")), Refused::BadClaims),
        (with(claims(), "exp", json!(now - 31)), Refused::Expired),
        (with(claims(), "exp", json!(now + 1_000)), Refused::LivesTooLong),
        (with(claims(), "exp", json!(i64::MAX)), Refused::LivesTooLong),
        (with(claims(), "exp", json!(1e300)), Refused::BadClaims),
        (with(claims(), "exp", json!(f64::from(u32::MAX) + 0.5)), Refused::BadClaims),
        (with(claims(), "exp", json!((now + 300).to_string())), Refused::BadClaims),
        (with(claims(), "nbf", json!(now + 60)), Refused::NotYetValid),
        (with(claims(), "nbf", json!("now")), Refused::BadClaims),
        (with(claims(), "iat", json!(now + 60)), Refused::IssuedInFuture),
        (with(claims(), "iat", json!(i64::MIN)), Refused::LivesTooLong),
    ];
    for (claims, expected) in cases {
        let token = fixture.issuer.token(&fixture.issuer.header(), &claims);
        assert_eq!(reason(&fixture, &token).await, expected, "{claims}");
    }
}

#[tokio::test]
async fn headers_that_ask_for_something_else_are_refused() {
    let fixture = fixture(Issuer::es256("k1"));
    let header = || fixture.issuer.header();
    let cases = [
        (with(header(), "typ", json!("JWT")), Refused::WrongType),
        (without(header(), "typ"), Refused::BadHeader),
        (without(header(), "kid"), Refused::BadHeader),
        (without(header(), "alg"), Refused::BadHeader),
        (with(header(), "kid", json!("k2")), Refused::UnknownKey),
        (with(header(), "kid", json!("../k1")), Refused::UnknownKey),
        (with(header(), "kid", json!(["k1"])), Refused::BadHeader),
        (with(header(), "alg", json!("none")), Refused::WrongAlgorithm),
        (with(header(), "alg", json!("HS256")), Refused::WrongAlgorithm),
        (with(header(), "alg", json!("EdDSA")), Refused::WrongAlgorithm),
        (with(header(), "alg", json!("es256")), Refused::WrongAlgorithm),
        (with(header(), "crit", json!(["exp"])), Refused::ForbiddenHeader),
        (with(header(), "crit", Value::Null), Refused::ForbiddenHeader),
        (with(header(), "jku", json!("https://evil.test/jwks")), Refused::ForbiddenHeader),
        (with(header(), "jwk", json!({})), Refused::ForbiddenHeader),
        (with(header(), "x5u", json!("https://evil.test/cert")), Refused::ForbiddenHeader),
        (with(header(), "x5c", json!([])), Refused::ForbiddenHeader),
    ];
    for (header, expected) in cases {
        let token = fixture.issuer.token(&header, &claims());
        assert_eq!(reason(&fixture, &token).await, expected, "{header}");
    }
    let twice = r#"{"typ":"at+jwt","alg":"none","alg":"ES256","kid":"k1"}"#;
    assert_eq!(reason(&fixture, &fixture.issuer.token_of(twice, &claims().to_string())).await, Refused::BadHeader);
}

#[tokio::test]
async fn signatures_by_anything_but_the_named_key_are_refused() {
    let fixture = fixture(Issuer::es256("k1"));
    let right = fixture.issuer.token(&fixture.issuer.header(), &claims());
    let (signed, signature) = right.rsplit_once('.').unwrap();

    let foreign = Issuer::es256("k1");
    assert_eq!(reason(&fixture, &foreign.token(&foreign.header(), &claims())).await, Refused::WrongSignature);

    // The public key as the secret of an HMAC.
    let Signer::Es256(pair) = &fixture.issuer.signer else { panic!("an ES256 issuer") };
    let key = hmac::Key::new(hmac::HMAC_SHA256, pair.public_key().as_ref());
    let header = with(fixture.issuer.header(), "alg", json!("HS256")).to_string();
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims().to_string()));
    let forged = format!("{message}.{}", URL_SAFE_NO_PAD.encode(hmac::sign(&key, message.as_bytes())));
    assert_eq!(reason(&fixture, &forged).await, Refused::WrongAlgorithm);

    assert_eq!(reason(&fixture, &format!("{signed}.")).await, Refused::WrongSignature);
    let other_claims =
        format!("{}.{}", signed.split_once('.').unwrap().0, URL_SAFE_NO_PAD.encode(claims().to_string()));
    assert_eq!(reason(&fixture, &format!("{other_claims}.{signature}")).await, Refused::WrongSignature);
}

#[tokio::test]
async fn what_is_not_three_strict_parts_is_refused_before_anything_is_read() {
    let fixture = fixture(Issuer::es256("k1"));
    let right = fixture.issuer.token(&fixture.issuer.header(), &claims());
    for token in ["", ".", "a", "a.b", "\u{0}", &format!("{right}.{right}"), &format!("{right}.")] {
        assert_eq!(reason(&fixture, token).await, Refused::NotThreeParts, "{token}");
    }
    let (signed, signature) = right.rsplit_once('.').unwrap();
    let padded = URL_SAFE.encode(URL_SAFE_NO_PAD.decode(signature).unwrap());
    // 64 bytes are 86 characters, of which the last has four bits to spare.
    let last = signature.chars().last().unwrap();
    let neighbour = char::from(u8::try_from(last).unwrap() + 1);
    let loose = format!("{}{neighbour}", &signature[..signature.len() - 1]);
    for bad in [padded, format!("{signature} "), format!("\n{signature}"), format!("+{}", &signature[1..]), loose] {
        assert_eq!(reason(&fixture, &format!("{signed}.{bad}")).await, Refused::NotBase64, "{bad}");
    }
    assert_eq!(reason(&fixture, &"a".repeat(8 * 1024 + 1)).await, Refused::TooLong);
    let large = with(claims(), "padding", json!("x".repeat(8 * 1024)));
    let large = fixture.issuer.token(&fixture.issuer.header(), &large);
    assert_eq!(reason(&fixture, &large).await, Refused::TooLong);
}

/// What `auth` publishes, and how often it was asked.
struct Published {
    keys: std::sync::Mutex<Option<Vec<PublicKey>>>,
    asked: AtomicUsize,
}

impl Published {
    fn new(keys: Option<Vec<PublicKey>>) -> Arc<Self> {
        Arc::new(Self { keys: keys.into(), asked: AtomicUsize::new(0) })
    }

    /// Answers once with what was put in; after that the owner is down.
    fn fetch(self: &Arc<Self>) -> FetchKeys {
        let published = Arc::clone(self);
        Arc::new(move || {
            let published = Arc::clone(&published);
            Box::pin(async move {
                published.asked.fetch_add(1, Ordering::SeqCst);
                published.keys.lock().unwrap().take().ok_or_else(|| anyhow::anyhow!("down"))
            })
        })
    }

    fn put(&self, keys: Vec<PublicKey>) {
        *self.keys.lock().unwrap() = Some(keys);
    }
}

#[tokio::test(start_paused = true)]
async fn strangers_who_make_up_key_ids_cause_one_fetch_in_ten_seconds_and_lose_nobody_their_keys() {
    let issuer = Issuer::es256("k1");
    let published = Published::new(Some(vec![issuer.public()]));
    let (keys, _stop) = follow(published.fetch());
    let verifier = Verifier::new(expected(), keys);
    let right = issuer.token(&issuer.header(), &claims());
    verifier.verify(&right).await.unwrap();
    let before = published.asked.load(Ordering::SeqCst);
    for n in 0..50 {
        let made_up = issuer.token(&with(issuer.header(), "kid", json!(format!("x{n}"))), &claims());
        assert_eq!(verifier.verify(&made_up).await.unwrap_err(), TokenError::Refused(Refused::UnknownKey));
    }
    assert_eq!(published.asked.load(Ordering::SeqCst) - before, 1);
    verifier.verify(&issuer.token(&issuer.header(), &claims())).await.expect("the failed fetch left the keys alone");
}

#[tokio::test(start_paused = true)]
async fn a_follower_that_panics_begins_anew() {
    let (issuer, asked) = (Arc::new(Issuer::es256("k1")), Arc::new(AtomicUsize::new(0)));
    let (source, counted) = (Arc::clone(&issuer), Arc::clone(&asked));
    let (keys, _stop) = follow(Arc::new(move || {
        assert!(counted.fetch_add(1, Ordering::SeqCst) > 0, "a bug");
        let key = source.public();
        Box::pin(async move { Ok(vec![key]) })
    }));
    let verifier = Verifier::new(expected(), keys);
    verifier.verify(&issuer.token(&issuer.header(), &claims())).await.unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn a_new_key_is_fetched_when_it_is_met() {
    let (old, new) = (Issuer::es256("k1"), Issuer::es256("k2"));
    let published = Published::new(Some(vec![old.public()]));
    let (keys, _stop) = follow(published.fetch());
    let verifier = Verifier::new(expected(), keys);
    verifier.verify(&old.token(&old.header(), &claims())).await.unwrap();
    published.put(vec![old.public(), new.public()]);
    verifier.verify(&new.token(&new.header(), &claims())).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_withdrawn_key_counts_no_more_not_even_for_tokens_that_were_right_before() {
    let (old, new) = (Issuer::es256("k1"), Issuer::es256("k2"));
    let published = Published::new(Some(vec![old.public()]));
    let (keys, _stop) = follow(published.fetch());
    let verifier = Verifier::new(expected(), Arc::clone(&keys));
    let token = old.token(&old.header(), &claims());
    verifier.verify(&token).await.unwrap();
    published.put(vec![new.public()]);
    keys.refresh();
    while keys.holds("k1") {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(verifier.verify(&token).await.unwrap_err(), TokenError::Refused(Refused::UnknownKey));
}

#[tokio::test(start_paused = true)]
async fn without_any_keys_a_token_cannot_be_checked_which_is_not_its_fault() {
    let published = Published::new(None);
    let (keys, _stop) = follow(published.fetch());
    let verifier = Verifier::new(expected(), keys);
    let issuer = Issuer::es256("k1");
    let token = issuer.token(&issuer.header(), &claims());
    assert_eq!(verifier.verify(&token).await.unwrap_err(), TokenError::Unavailable);
    published.put(vec![issuer.public()]);
    verifier.verify(&token).await.expect("the background goes on asking");
}
