//! The keys in use: made on the first start, turned by the clock, the same for all instances.

use std::{sync::Arc, time::Duration};

use anyhow::Context as _;
use arc_swap::ArcSwap;
use hc_access::feed::{self, Change};
use hc_storage::{Db, StoreError};
use hc_types::Timestamp;
use hc_vault::{DataKeys, Keks, OpenError, Place, UnwrapError};
use sqlx::PgConnection;
use tracing::info;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    crypto::{
        access_token::{KeyError, PublicJwk, SigningKey},
        mac_keys::MacKeys,
    },
    domain::key_rotation::{self, KeyAge, KeyState, RotationPolicy, Step},
    settings::Settings,
    store::signing_keys::{self, Algorithm, StoredKey},
};

const DAY: Duration = Duration::from_hours(24);
/// What verifiers may cache the JWKS for.
pub const JWKS_MAX_AGE: Duration = Duration::from_mins(5);
/// The keys of this process, reloaded by [`Keys::turn`].
pub struct Keys {
    keks: Arc<Keks>,
    policy: RingPolicy,
    ring: ArcSwap<Ring>,
}

/// One state of the keys.
pub struct Ring {
    /// Signs access tokens.
    pub signing: SigningKey,
    /// What verifiers need: pending, active and retiring keys.
    pub published: Vec<PublicJwk>,
    /// Make and check refresh tokens.
    pub mac: MacKeys,
}

/// How long keys live, for each algorithm.
#[derive(Debug, Clone, Copy)]
struct RingPolicy {
    access: RotationPolicy,
    refresh: RotationPolicy,
}

/// When keys are turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Those that are due.
    Due,
    /// The key that signs access tokens now, whatever its age; what it signed stays good.
    Now,
    /// As `Now`, and every key that signed before is withdrawn: their tokens are refused within a second.
    Withdraw,
}

/// Why the keys can't be used.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The key-encryption key is not the right one.
    #[error(transparent)]
    Unwrap(#[from] UnwrapError),
    /// There are signing keys, but not the data keys that encrypted them.
    #[error("signing key {0} is encrypted, but there are no data keys: restore them, new ones would hide the loss")]
    NoDataKeys(Uuid),
    /// A secret does not open.
    #[error("signing key {id} does not open: the row was changed")]
    Open {
        /// The row.
        id: Uuid,
        /// What AES-GCM said.
        #[source]
        source: OpenError,
    },
    /// A secret opens to something else than a key.
    #[error("signing key {id} is no key")]
    Key {
        /// The row.
        id: Uuid,
        /// What was wrong.
        #[source]
        source: KeyError,
    },
    /// The store failed.
    #[error("the key store failed")]
    Store(#[from] StoreError),
}

impl Keys {
    /// Loads the keys; makes them if there are none at all.
    pub async fn load(db: &Db, settings: &Settings) -> anyhow::Result<Self> {
        let keks = Arc::new(settings.keys.keks()?);
        let policy = RingPolicy::from(settings);
        let ring = turned(db, &keks, policy, Turn::Due).await.context("load the keys")?;
        Ok(Self { keks, policy, ring: ArcSwap::from_pointee(ring) })
    }

    /// The keys of this moment.
    pub fn ring(&self) -> Arc<Ring> {
        self.ring.load_full()
    }

    /// Turns what is to be turned, and loads what other instances have turned.
    pub async fn turn(&self, db: &Db, turn: Turn) -> Result<(), KeysError> {
        let ring = turned(db, &self.keks, self.policy, turn).await?;
        self.ring.store(Arc::new(ring));
        Ok(())
    }
}

impl From<&Settings> for RingPolicy {
    fn from(settings: &Settings) -> Self {
        Self {
            access: RotationPolicy {
                pending: JWKS_MAX_AGE * 2,
                active: settings.tokens.signing_key_lifetime,
                // Far longer than a token and the caches of verifiers: room for a clock or a follower that is behind.
                retiring: DAY,
            },
            refresh: RotationPolicy {
                // Only our own instances know these; each reloads within a minute.
                pending: JWKS_MAX_AGE * 2,
                active: DAY * 90,
                // What it made may live as long as a session.
                retiring: settings.sessions.absolute + DAY,
            },
        }
    }
}

/// What verifiers need, as the database has it at this moment: who hears that a key was withdrawn asks at once, maybe an
/// instance that has not turned since.
pub async fn published(db: &Db) -> Result<Vec<PublicJwk>, StoreError> {
    signing_keys::published(db.pool()).await?.iter().map(|json| parse_public(json)).collect()
}

/// One turn: everything under one lock and in one transaction, so that instances that start together make one set.
async fn turned(db: &Db, keks: &Arc<Keks>, policy: RingPolicy, turn: Turn) -> Result<Ring, KeysError> {
    let keks = Arc::clone(keks);
    let turned = db.transact(move |tx, _| {
        Box::pin(async move {
            signing_keys::lock(tx).await?;
            let now = signing_keys::now(tx).await?;
            let data_keys = open_data_keys(tx, &keks, now).await?;
            let published = turn_algorithm(tx, &data_keys, Algorithm::Es256, &policy.access, turn, now).await?;
            turn_algorithm(tx, &data_keys, Algorithm::Hs256, &policy.refresh, Turn::Due, now).await?;
            let ring = load(tx, &data_keys).await?;
            if published {
                feed::append(tx, &[Change::KeysChanged]).await?;
            }
            Ok::<_, KeysError>(ring)
        })
    });
    turned.await
}

/// The data keys. A signing key without any means that they are lost.
async fn open_data_keys(tx: &mut PgConnection, keks: &Keks, now: Timestamp) -> Result<DataKeys, KeysError> {
    if !hc_vault::any_data_key(tx).await?
        && let Some(orphan) = signing_keys::all(tx).await?.first()
    {
        return Err(KeysError::NoDataKeys(orphan.id));
    }
    hc_vault::data_keys(tx, keks, now).await
}

/// Takes the steps that are due for one algorithm; whether there were any.
async fn turn_algorithm(
    tx: &mut PgConnection,
    data_keys: &DataKeys,
    algorithm: Algorithm,
    policy: &RotationPolicy,
    turn: Turn,
    now: Timestamp,
) -> Result<bool, KeysError> {
    let keys = of(signing_keys::all(tx).await?, algorithm);
    let ages: Vec<KeyAge<Uuid>> =
        keys.iter().map(|key| KeyAge { id: key.id, state: key.state, since: key.state_since }).collect();
    let mut steps = key_rotation::due(&ages, now, policy, turn != Turn::Due);
    if turn == Turn::Withdraw {
        let withdrawn = ages.iter().filter(|key| key.state != KeyState::Pending).map(|key| Step::Remove(key.id));
        let withdrawn: Vec<_> = withdrawn.filter(|step| !steps.contains(step)).collect();
        steps.extend(withdrawn);
    }
    for step in &steps {
        match *step {
            Step::Create(state) => create(tx, data_keys, algorithm, state, now).await?,
            Step::Move(id, state) => {
                info!(key.id = %id, key.state = state.as_str(), "{} key moved on", algorithm.as_str());
                signing_keys::move_to(tx, id, state, now).await?;
            }
            Step::Remove(id) => {
                info!(key.id = %id, "{} key removed", algorithm.as_str());
                signing_keys::remove(tx, id).await?;
            }
        }
    }
    Ok(!steps.is_empty())
}

async fn create(
    tx: &mut PgConnection,
    data_keys: &DataKeys,
    algorithm: Algorithm,
    state: KeyState,
    now: Timestamp,
) -> Result<(), KeysError> {
    let id = Uuid::now_v7();
    let (secret, public_jwk) = match algorithm {
        Algorithm::Es256 => {
            let secret = SigningKey::generate();
            let key = SigningKey::from_pkcs8(&secret).map_err(|source| KeysError::Key { id, source })?;
            (secret, Some(public_json(&key.public())))
        }
        Algorithm::Hs256 => (Zeroizing::new(hc_vault::random::<32>().to_vec()), None),
    };
    info!(key.id = %id, key.state = state.as_str(), "{} key made", algorithm.as_str());
    let sealed = data_keys.seal(place(&id.to_string()), &secret);
    Ok(signing_keys::add(tx, id, algorithm, state, public_jwk.as_deref(), &sealed, now).await?)
}

/// All keys, opened.
async fn load(tx: &mut PgConnection, data_keys: &DataKeys) -> Result<Ring, KeysError> {
    let open = |key: &StoredKey| {
        let sealed = key.secret.as_deref().unwrap_or_default();
        data_keys.open(place(&key.id.to_string()), sealed).map_err(|source| KeysError::Open { id: key.id, source })
    };
    let (mut signing, mut published, mut mac, mut mac_active) = (None, Vec::new(), Vec::new(), None);
    for key in signing_keys::all(tx).await? {
        let is_active = key.state == KeyState::Active;
        match key.algorithm {
            Algorithm::Es256 => {
                published.push(parse_public(key.public_jwk.as_deref().unwrap_or_default())?);
                if is_active {
                    let secret = open(&key)?;
                    signing =
                        Some(SigningKey::from_pkcs8(&secret).map_err(|source| KeysError::Key { id: key.id, source })?);
                }
            }
            Algorithm::Hs256 => {
                mac.push((key.number, open(&key)?));
                mac_active = mac_active.or(is_active.then_some(key.number));
            }
        }
    }
    let none_active = || StoreError::corrupt("set of signing keys", "no key is active");
    let signing = signing.ok_or_else(none_active)?;
    let mac = mac_active.and_then(|active| MacKeys::new(active, mac)).ok_or_else(none_active)?;
    Ok(Ring { signing, published, mac })
}

fn of(keys: Vec<StoredKey>, algorithm: Algorithm) -> Vec<StoredKey> {
    keys.into_iter().filter(|key| key.algorithm == algorithm).collect()
}

fn parse_public(json: &str) -> Result<PublicJwk, StoreError> {
    serde_json::from_str(json).map_err(|error| StoreError::corrupt("public key", error))
}

/// A public key as JSON.
pub fn public_json(key: &PublicJwk) -> String {
    serde_json::to_string(key).expect("a struct of strings is JSON")
}

fn place(row: &str) -> Place<'_> {
    Place { table: "signing_keys", column: "secret", row }
}
