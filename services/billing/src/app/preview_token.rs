//! The token of a preview: it holds an order to what was shown.
//!
//! `base64url(expiry ‖ fingerprint ‖ HMAC-SHA-256)`. The fingerprint covers who buys what and every amount, so that an
//! order which would now cost anything else is told apart from a token that is not ours.

use std::time::Duration;

use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hc_types::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use super::quote::Quote;

/// How long a token counts.
const LIFE: Duration = Duration::from_mins(15);

/// The key that signs previews; the same in every replica.
#[derive(Clone)]
pub struct PreviewKey(hmac::Key);

/// A key that is too short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a preview key has at least 32 characters, not {length}: make one with `openssl rand -base64 32`")]
pub struct PreviewKeyError {
    length: usize,
}

/// Why a token does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Not ours, or too old.
    Invalid,
    /// The order would now cost something else.
    Changed,
}

impl PreviewKey {
    /// A key of at least 32 characters.
    pub fn new(secret: &SecretString) -> Result<Self, PreviewKeyError> {
        let secret = secret.expose_secret();
        if secret.len() < 32 {
            return Err(PreviewKeyError { length: secret.len() });
        }
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes())))
    }

    /// The token of a quote, and until when it counts.
    pub fn sign(&self, quote: &Quote, now: Timestamp) -> (String, Timestamp) {
        let expires_at = now.after(LIFE);
        let mut token = Vec::with_capacity(8 + 32 + 32);
        token.extend(expires_at.as_micros().to_be_bytes());
        token.extend(fingerprint(quote));
        let signature = hmac::sign(&self.0, &token);
        token.extend(signature.as_ref());
        (BASE64_URL_SAFE_NO_PAD.encode(token), expires_at)
    }

    /// Whether the token was given for exactly this quote.
    pub fn check(&self, token: &str, quote: &Quote, now: Timestamp) -> Result<(), Refused> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(token).map_err(|_| Refused::Invalid)?;
        let (signed, signature) = bytes.split_at_checked(8 + 32).ok_or(Refused::Invalid)?;
        hmac::verify(&self.0, signed, signature).map_err(|_| Refused::Invalid)?;
        let (expiry, shown) = signed.split_first_chunk().ok_or(Refused::Invalid)?;
        if i64::from_be_bytes(*expiry) <= now.as_micros() {
            return Err(Refused::Invalid);
        }
        if shown == fingerprint(quote).as_slice() { Ok(()) } else { Err(Refused::Changed) }
    }
}

/// Who buys what, and every amount of it; each text with its length before it.
fn fingerprint(quote: &Quote) -> [u8; 32] {
    let mut hash = Sha256::new();
    let mut text = |text: &str| {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    };
    text("preview v1");
    text(&quote.organization.to_string());
    text(&quote.seller.id.to_string());
    text(quote.coupon.as_ref().map_or("", |coupon| &coupon.code));
    let priced = &quote.priced;
    text(priced.currency.code());
    text(if priced.prices_include_tax { "gross" } else { "net" });
    for (item, line) in quote.items.iter().zip(&priced.lines) {
        text(&item.price.id.to_string());
        text(&format!("{} {} {} {}", line.amount, line.discount, line.net, line.tax_group));
    }
    for group in &priced.tax_groups {
        text(&group.tax.category);
        text(&group.tax.jurisdiction);
        text(&format!("{} {} {}", group.tax.rate.normalize(), group.taxable, group.amount));
    }
    text(&format!("{} {} {} {}", priced.discount, priced.subtotal, priced.tax, priced.total));
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::quote::tests::quote_of;

    fn key() -> PreviewKey {
        PreviewKey::new(&SecretString::from("k".repeat(32))).unwrap()
    }

    fn now() -> Timestamp {
        "2026-11-21T08:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_token_counts_for_its_quote_and_fifteen_minutes() {
        let quote = quote_of(490);
        let (token, expires_at) = key().sign(&quote, now());
        assert_eq!(expires_at.since(now()), LIFE);
        assert_eq!(key().check(&token, &quote, now()), Ok(()));
        assert_eq!(key().check(&token, &quote, expires_at), Err(Refused::Invalid));
    }

    #[test]
    fn another_price_is_a_changed_price() {
        let quote = quote_of(490);
        let (token, _) = key().sign(&quote, now());
        let dearer = Quote { organization: quote.organization, ..quote_of(491) };
        assert_eq!(key().check(&token, &dearer, now()), Err(Refused::Changed));
    }

    #[test]
    fn what_we_did_not_sign_is_invalid() {
        let quote = quote_of(490);
        let other = PreviewKey::new(&SecretString::from("x".repeat(32))).unwrap();
        let (foreign, _) = other.sign(&quote, now());
        for token in ["", "=", "AAAA", foreign.as_str(), &"A".repeat(96)] {
            assert_eq!(key().check(token, &quote, now()), Err(Refused::Invalid), "{token}");
        }
        assert_eq!(PreviewKey::new(&SecretString::from("short")).err(), Some(PreviewKeyError { length: 5 }));
    }
}
