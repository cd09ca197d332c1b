//! Stored password hashes: PHC strings such as `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>`.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use password_hash::phc::PasswordHash;

use crate::domain::password::Password;

const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;
const VERSION: u32 = 0x13;

/// What a hash costs, and what a guess costs an attacker. One lane: parallelism comes from requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// In KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
}

/// A stored hash is input like any other: above these, nothing is allocated for it.
const DEAREST: Cost = Cost { memory_kib: 64 * 1024, passes: 10 };
const MOST_LANES: u32 = 4;

/// Why a hash could not be made or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StoredError {
    /// Not a PHC string of Argon2id in its current version with salt and hash.
    #[error("the stored password hash is not one of Argon2id")]
    Unreadable,
    /// Dearer than any that we make.
    #[error("the stored password hash asks for more memory or passes than allowed")]
    TooDear,
}

/// A stored hash, taken apart.
pub struct Stored {
    params: Params,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

impl Cost {
    /// The parameters of a new hash; an error for settings that Argon2 does not know or that verification would refuse.
    pub fn params(self) -> Result<Params, StoredError> {
        if self.memory_kib > DEAREST.memory_kib || self.passes > DEAREST.passes {
            return Err(StoredError::TooDear);
        }
        Params::new(self.memory_kib, self.passes, 1, Some(HASH_BYTES)).map_err(|_| StoredError::Unreadable)
    }
}

impl Stored {
    /// Reads a PHC string; the cost is checked before anything is allocated.
    pub fn parse(text: &str) -> Result<Self, StoredError> {
        let parsed = PasswordHash::new(text).map_err(|_| StoredError::Unreadable)?;
        if parsed.algorithm.as_str() != "argon2id" || parsed.version != Some(VERSION) {
            return Err(StoredError::Unreadable);
        }
        let number = |name| parsed.params.get_decimal(name).ok_or(StoredError::Unreadable);
        let (memory, passes, lanes) = (number("m")?, number("t")?, number("p")?);
        if parsed.params.iter().count() != 3 {
            return Err(StoredError::Unreadable);
        }
        if memory > DEAREST.memory_kib || passes > DEAREST.passes || lanes > MOST_LANES {
            return Err(StoredError::TooDear);
        }
        let (Some(salt), Some(hash)) = (parsed.salt, parsed.hash) else {
            return Err(StoredError::Unreadable);
        };
        let params =
            Params::new(memory, passes, lanes, Some(hash.as_bytes().len())).map_err(|_| StoredError::Unreadable)?;
        Ok(Self { params, salt: salt.to_vec(), hash: hash.as_bytes().to_vec() })
    }

    /// How many blocks of memory it takes.
    pub fn blocks(&self) -> usize {
        self.params.block_count()
    }

    /// Whether it is cheaper than what new hashes cost.
    pub fn is_cheaper_than(&self, cost: Cost) -> bool {
        self.params.m_cost() < cost.memory_kib || self.params.t_cost() < cost.passes
    }

    /// Whether the password gives this hash; compared in constant time.
    pub fn matches(&self, password: &Password, memory: &mut [Block]) -> Result<bool, argon2::Error> {
        let mut found = vec![0; self.hash.len()];
        argon2id(self.params.clone()).hash_password_into_with_memory(
            password.as_bytes(),
            &self.salt,
            &mut found,
            memory,
        )?;
        Ok(aws_lc_rs::constant_time::verify_slices_are_equal(&found, &self.hash).is_ok())
    }
}

/// Hashes a password under a new salt.
pub fn hash(password: &Password, params: &Params, memory: &mut [Block]) -> Result<String, argon2::Error> {
    let salt: [u8; SALT_BYTES] = hc_vault::random();
    let mut hash = [0; HASH_BYTES];
    argon2id(params.clone()).hash_password_into_with_memory(password.as_bytes(), &salt, &mut hash, memory)?;
    Ok(format!(
        "$argon2id$v={VERSION}$m={},t={},p={}${}${}",
        params.m_cost(),
        params.t_cost(),
        params.p_cost(),
        BASE64_STANDARD_NO_PAD.encode(salt),
        BASE64_STANDARD_NO_PAD.encode(hash)
    ))
}

fn argon2id(params: Params) -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: Cost = Cost { memory_kib: 64, passes: 1 };

    fn password(text: &str) -> Password {
        Password::presented(text).unwrap()
    }

    #[test]
    fn a_hash_matches_its_password_alone() {
        let params = CHEAP.params().unwrap();
        let mut memory = vec![Block::new(); params.block_count()];
        let text = hash(&password("demo-ada-1"), &params, &mut memory).unwrap();
        assert!(text.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{text}");
        let stored = Stored::parse(&text).unwrap();
        assert_eq!(stored.matches(&password("demo-ada-1"), &mut memory), Ok(true));
        assert_eq!(stored.matches(&password("demo-ada-2"), &mut memory), Ok(false));
        assert!(stored.is_cheaper_than(Cost { memory_kib: 65, passes: 1 }) && !stored.is_cheaper_than(CHEAP));
    }

    #[test]
    fn a_hash_made_elsewhere_is_understood() {
        // `echo -n password | argon2 somesalt -id -t 2 -m 8 -p 1`, as printed by the reference implementation.
        let text = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        let stored = Stored::parse(text).unwrap();
        let mut memory = vec![Block::new(); stored.blocks()];
        assert_eq!(stored.matches(&password("password"), &mut memory), Ok(true));
    }

    #[test]
    fn dear_and_odd_hashes_are_refused_before_anything_is_allocated() {
        let of = |params: &str| Stored::parse(&format!("$argon2id$v=19${params}$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEg"));
        assert_eq!(of("m=65537,t=1,p=1").err(), Some(StoredError::TooDear));
        assert_eq!(of("m=4294967295,t=1,p=1").err(), Some(StoredError::TooDear));
        assert_eq!(of("m=64,t=11,p=1").err(), Some(StoredError::TooDear));
        assert_eq!(of("m=64,t=1,p=5").err(), Some(StoredError::TooDear));
        for odd in ["m=64,t=1", "m=64,t=0,p=1", "m=1,t=1,p=1", "m=64,t=1,p=1,keyid=AAAA", "m=64,t=1,p=0"] {
            assert_eq!(of(odd).err(), Some(StoredError::Unreadable), "{odd}");
        }
        for odd in
            ["", "x", "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEg", "$2b$12$abc", "$argon2id$"]
        {
            assert_eq!(Stored::parse(odd).err(), Some(StoredError::Unreadable), "{odd}");
        }
        assert_eq!(Cost { memory_kib: 64 * 1024 + 1, passes: 1 }.params().err(), Some(StoredError::TooDear));
    }
}
