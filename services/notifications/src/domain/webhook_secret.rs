//! What a receiver verifies deliveries with: Standard Webhooks 1.0, symmetric signatures.

use std::fmt;

use aws_lc_rs::hmac;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use zeroize::Zeroizing;

const PREFIX: &str = "whsec_";
/// The length of a secret, within the specification's 24 to 64.
pub const SECRET_BYTES: usize = 32;

/// A signing secret. `Debug` shows nothing.
pub struct WebhookSecret(Zeroizing<[u8; SECRET_BYTES]>);

impl WebhookSecret {
    /// A secret of random bytes.
    pub fn new(random: [u8; SECRET_BYTES]) -> Self {
        Self(Zeroizing::new(random))
    }

    /// A secret as it was stored; `None` when it has another length.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self::new)
    }

    /// The bytes, to be encrypted.
    pub fn bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// What the customer configures: `whsec_` and base64.
    pub fn text(&self) -> String {
        format!("{PREFIX}{}", BASE64_STANDARD.encode(self.0.as_slice()))
    }

    /// The key that signs.
    pub fn key(&self) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, self.0.as_slice())
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret(..)")
    }
}

/// The value of `webhook-signature`: one signature for each key, apart by spaces. A receiver takes any that fits.
pub fn signatures(keys: &[hmac::Key], id: &str, seconds: i64, body: &[u8]) -> String {
    let head = format!("{id}.{seconds}.");
    let signed = keys.iter().map(|key| {
        let mut context = hmac::Context::with_key(key);
        context.update(head.as_bytes());
        context.update(body);
        format!("v1,{}", BASE64_STANDARD.encode(context.sign()))
    });
    signed.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_the_one_that_the_specification_computes() {
        // The example of the specification's reference libraries.
        let bytes = BASE64_STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let key = hmac::Key::new(hmac::HMAC_SHA256, &bytes);
        let signature = signatures(&[key], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_secret_is_text_for_the_customer_and_nothing_for_a_log() {
        let secret = WebhookSecret::new([1; SECRET_BYTES]);
        assert_eq!(secret.text(), "whsec_AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=");
        assert_eq!(format!("{secret:?}"), "WebhookSecret(..)");
        assert_eq!(WebhookSecret::from_bytes(secret.bytes()).unwrap().text(), secret.text());
        assert!(WebhookSecret::from_bytes(b"short").is_none());
    }
}
