//! AES-256-GCM with a random nonce in front: `nonce(12) ‖ ciphertext ‖ tag(16)`.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroizing;

/// The length of a key.
pub const KEY_BYTES: usize = 32;

/// A key that seals; under 2³⁰ uses each, far below where random nonces would meet.
pub struct SealingKey(LessSafeKey);

/// The text was not sealed under this key and context, or was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not sealed under this key for this place, or changed since")]
pub struct OpenError;

impl SealingKey {
    /// A key of given bytes.
    pub fn new(bytes: &[u8; KEY_BYTES]) -> Self {
        Self(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, bytes).expect("the length is AES-256's")))
    }

    /// Encrypts; `context` is not stored and must be the same at opening.
    pub fn seal(&self, context: &str, plain: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE_LEN] = crate::random();
        let mut body = plain.to_vec();
        self.0
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(context), &mut body)
            .expect("far below AES-GCM's limit of 64 GiB");
        [nonce.as_slice(), &body].concat()
    }

    /// Decrypts what [`Self::seal`] gave.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let (nonce, body) = sealed.split_at_checked(NONCE_LEN).ok_or(OpenError)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| OpenError)?;
        let mut body = Zeroizing::new(body.to_vec());
        let length = self.0.open_in_place(nonce, Aad::from(context), &mut body).map_err(|_| OpenError)?.len();
        body.truncate(length);
        Ok(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_opens_under_its_own_key_and_context_alone() {
        let key = SealingKey::new(&[1; 32]);
        let sealed = key.seal("here", b"secret");
        assert_eq!(key.open("here", &sealed).unwrap().as_slice(), b"secret");
        assert_ne!(sealed, key.seal("here", b"secret"), "a nonce of its own each time");
        assert!(key.open("there", &sealed).is_err());
        assert!(SealingKey::new(&[2; 32]).open("here", &sealed).is_err());
        for cut in 0..sealed.len() {
            assert!(key.open("here", &sealed[..cut]).is_err());
        }
    }
}
