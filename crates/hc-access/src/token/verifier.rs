//! Checks tokens, and remembers those that were right.

use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};

use super::{
    jwt::{Claims, Expected, Refused, Unverified},
    keys::Keys,
};

/// How many checked tokens are remembered.
const REMEMBERED: u64 = 10_000;

/// A token that was right when it was checked.
#[derive(Debug)]
pub struct Verified {
    /// What it says.
    pub claims: Claims,
    key_id: String,
}

/// Why there are no claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The token is not good; the caller is told only that.
    #[error("the access token is not valid")]
    Refused(Refused),
    /// It could not be checked; it may be good.
    #[error("access tokens cannot be checked at the moment")]
    Unavailable,
}

/// The one place where access tokens are checked; the order of the steps is its contract.
pub struct Verifier {
    expected: Expected,
    keys: Arc<Keys>,
    remembered: moka::sync::Cache<[u8; 32], Arc<Verified>>,
}

impl Verifier {
    /// Checks by these keys.
    pub fn new(expected: Expected, keys: Arc<Keys>) -> Self {
        let longest = u64::try_from(expected.max_lifetime_seconds + expected.leeway_seconds).unwrap_or(0);
        let remembered = moka::sync::Cache::builder()
            .max_capacity(REMEMBERED)
            .time_to_live(std::time::Duration::from_secs(longest))
            .build();
        Self { expected, keys, remembered }
    }

    /// The claims of a token that is right now. Whether its session still lives is asked elsewhere, each time.
    pub async fn verify(&self, token: &str) -> Result<Arc<Verified>, TokenError> {
        let now = unix_seconds();
        // By all of its bytes: two tokens may share an id or a beginning.
        let hash = hash(token);
        if let Some(known) = self.remembered.get(&hash) {
            if let Err(refused) = known.claims.check_time(&self.expected, now) {
                self.remembered.invalidate(&hash);
                return Err(TokenError::Refused(refused));
            }
            if self.keys.holds(&known.key_id) {
                return Ok(known);
            }
            self.remembered.invalidate(&hash);
        }
        let unverified = Unverified::parse(token).map_err(TokenError::Refused)?;
        let key = self.keys.find(unverified.key_id()).await.map_err(|_| TokenError::Unavailable)?;
        let key = key.ok_or(TokenError::Refused(Refused::UnknownKey))?;
        let claims = unverified.verify(&key, &self.expected, now).map_err(TokenError::Refused)?;
        let verified = Arc::new(Verified { claims, key_id: key.id().to_owned() });
        self.remembered.insert(hash, Arc::clone(&verified));
        Ok(verified)
    }
}

fn hash(token: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
    hash
}

/// A token's `exp` is an instant of the world's clock, and no transaction is open here that could tell it.
pub(super) fn unix_seconds() -> i64 {
    #[expect(clippy::disallowed_methods, reason = "JWT times are wall-clock times, with a leeway")]
    let now = std::time::SystemTime::now();
    now.duration_since(std::time::UNIX_EPOCH).ok().and_then(|since| i64::try_from(since.as_secs()).ok()).unwrap_or(0)
}
