//! Signing secrets, encrypted under the data keys of this database.

use std::sync::Arc;

use arc_swap::ArcSwap;
use hc_storage::{Db, StoreError};
use hc_types::Timestamp;
use hc_vault::{DataKeys, Keks, OpenError, Place, UnwrapError};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    domain::webhook_secret::WebhookSecret,
    store::webhook_endpoints::{self, StoredSecret},
};

/// Encrypts and opens secrets. Cheap to clone.
#[derive(Clone)]
pub struct Vault(Arc<Inner>);

struct Inner {
    keks: Keks,
    keys: ArcSwap<DataKeys>,
}

/// Why secrets can't be used.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The key-encryption key is not the right one.
    #[error(transparent)]
    Unwrap(#[from] UnwrapError),
    /// There are secrets, but not the data keys that encrypted them.
    #[error("webhook secrets are encrypted, but there are no data keys: restore them, new ones would hide the loss")]
    NoDataKeys,
    /// The store failed.
    #[error("the key store failed")]
    Store(#[from] StoreError),
}

impl Vault {
    /// Opens the data keys; makes the first.
    pub async fn open(db: &Db, keks: Keks) -> Result<Self, VaultError> {
        let opened = db.transact(move |tx, now| {
            Box::pin(async move {
                let opened = load(tx, &keks, now).await?;
                Ok::<_, VaultError>(Inner { keks, keys: ArcSwap::from_pointee(opened) })
            })
        });
        Ok(Self(Arc::new(opened.await?)))
    }

    /// Makes new data keys when they are due, and opens those that other processes have made.
    pub async fn turn(&self, db: &Db) -> Result<(), VaultError> {
        let vault = self.clone();
        let turned = db.transact(move |tx, now| {
            Box::pin(async move {
                let keys = load(tx, &vault.0.keks, now).await?;
                vault.0.keys.store(Arc::new(keys));
                Ok::<_, VaultError>(())
            })
        });
        turned.await
    }

    /// Encrypts a secret for its row.
    pub fn seal(&self, id: Uuid, secret: &WebhookSecret) -> Vec<u8> {
        self.0.keys.load().seal(place(&id.to_string()), secret.bytes())
    }

    /// Decrypts a stored secret.
    pub fn unseal(&self, stored: &StoredSecret) -> Result<WebhookSecret, OpenError> {
        let bytes = self.0.keys.load().open(place(&stored.id.to_string()), &stored.sealed)?;
        WebhookSecret::from_bytes(&bytes).ok_or(OpenError)
    }
}

fn place(row: &str) -> Place<'_> {
    Place { table: "webhook_secrets", column: "sealed", row }
}

async fn load(tx: &mut PgConnection, keks: &Keks, now: Timestamp) -> Result<DataKeys, VaultError> {
    if !hc_vault::any_data_key(tx).await? && webhook_endpoints::any_secret(tx).await? {
        return Err(VaultError::NoDataKeys);
    }
    hc_vault::data_keys(tx, keks, now).await
}
