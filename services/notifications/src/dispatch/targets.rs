//! What a delivery needs of its endpoint, cached by the endpoint's version: every change of it, its secrets included, makes
//! a new version, which comes with each claim.

use std::{collections::HashMap, sync::Arc};

use aws_lc_rs::hmac;
use hc_storage::Db;
use hc_types::{Timestamp, WebhookEndpointId};

use crate::{
    app::webhooks::vault::Vault,
    domain::{webhook_secret::WebhookSecret, webhook_url::WebhookUrl},
    store::{
        webhook_endpoints::{self, StoredSecret},
        webhook_queue::Claimed,
    },
};

/// How many are kept.
const KEPT: usize = 20_000;

/// Where a delivery goes and what it is signed with.
pub struct Target {
    pub url: WebhookUrl,
    version: i64,
    keys: Vec<(hmac::Key, Option<Timestamp>)>,
}

impl Target {
    /// The keys that are valid then, the current one first.
    pub fn keys(&self, at: Timestamp) -> Vec<hmac::Key> {
        let valid = self.keys.iter().filter(|(_, expires)| expires.is_none_or(|expires| at < expires));
        valid.map(|(key, _)| key.clone()).collect()
    }
}

/// What was read and is kept.
#[derive(Default)]
struct Known(HashMap<WebhookEndpointId, Arc<Target>>);

impl Known {
    fn get(&self, claimed: &Claimed) -> Option<&Arc<Target>> {
        // One that is newer than the claim is right too.
        self.0.get(&claimed.endpoint_id).filter(|target| target.version >= claimed.version)
    }

    fn missing(&self, claimed: &[Claimed]) -> Vec<WebhookEndpointId> {
        let missing = claimed.iter().filter(|claimed| self.get(claimed).is_none());
        let mut missing: Vec<_> = missing.map(|claimed| claimed.endpoint_id).collect();
        missing.sort_unstable();
        missing.dedup();
        missing
    }

    /// Makes room for what was claimed; the endpoints that are to be read for it.
    fn make_room(&mut self, claimed: &[Claimed]) -> Vec<WebhookEndpointId> {
        let missing = self.missing(claimed);
        if missing.is_empty() || self.0.len() + missing.len() <= KEPT {
            return missing;
        }
        self.0.clear();
        self.missing(claimed)
    }
}

pub struct Targets {
    db: Db,
    vault: Vault,
    known: Known,
}

impl Targets {
    pub fn new(db: Db, vault: Vault) -> Self {
        Self { db, vault, known: Known::default() }
    }

    /// The target of what was claimed, if it is known in that version.
    pub fn get(&self, claimed: &Claimed) -> Option<Arc<Target>> {
        self.known.get(claimed).cloned()
    }

    /// Reads what is not known, all at once.
    pub async fn load(&mut self, claimed: &[Claimed]) -> anyhow::Result<()> {
        let unknown = self.known.make_room(claimed);
        if unknown.is_empty() {
            return Ok(());
        }
        // Secrets after the endpoints: they may be newer than the version says, never older.
        let endpoints = webhook_endpoints::find(self.db.pool(), &unknown).await?;
        let mut secrets: HashMap<WebhookEndpointId, Vec<StoredSecret>> = HashMap::new();
        for secret in webhook_endpoints::secrets(self.db.pool(), &unknown).await? {
            secrets.entry(secret.endpoint).or_default().push(secret);
        }
        for endpoint in endpoints {
            let stored = secrets.remove(&endpoint.id).unwrap_or_default();
            let mut keys = Vec::with_capacity(stored.len());
            for secret in &stored {
                if let Some(opened) = self.open(secret).await? {
                    keys.push((opened.key(), secret.expires_at));
                }
            }
            // Without all of its secrets an endpoint waits, and it alone.
            if keys.len() == stored.len() {
                let target = Target { url: endpoint.url, version: endpoint.version, keys };
                self.known.0.insert(endpoint.id, Arc::new(target));
            }
        }
        Ok(())
    }

    /// The secret; none when it opens under no key. Another process may have made a data key since this one looked.
    async fn open(&self, secret: &StoredSecret) -> anyhow::Result<Option<WebhookSecret>> {
        if let Ok(opened) = self.vault.unseal(secret) {
            return Ok(Some(opened));
        }
        self.vault.turn(&self.db).await?;
        let opened = self.vault.unseal(secret);
        if let Err(error) = &opened {
            let error = error as &dyn std::error::Error;
            tracing::error!(error, endpoint.id = %secret.endpoint, secret.id = %secret.id, "webhook secret does not open");
        }
        Ok(opened.ok())
    }
}

#[cfg(test)]
mod tests {
    use hc_types::{EventId, WebhookDeliveryId};

    use super::*;

    fn claimed(endpoint_id: WebhookEndpointId) -> Claimed {
        let now = Timestamp::from_micros(1_800_000_000_000_000).unwrap();
        Claimed {
            delivery_id: WebhookDeliveryId::new(),
            endpoint_id,
            version: 1,
            event_id: EventId::new(),
            fence: 1,
            tries: 0,
            test: false,
            due_at: now,
            claimed_at: now,
            body: None,
        }
    }

    #[test]
    fn what_is_forgotten_to_make_room_is_read_again_when_it_was_claimed() {
        let url = WebhookUrl::parse("https://example.com/hook", false).unwrap();
        let target = Arc::new(Target { url, version: 1, keys: Vec::new() });
        let mut known = Known::default();
        let (old, new) = (WebhookEndpointId::new(), WebhookEndpointId::new());
        known.0.insert(old, Arc::clone(&target));
        assert_eq!(known.make_room(&[claimed(new), claimed(old), claimed(new)]), [new]);
        while known.0.len() < KEPT {
            known.0.insert(WebhookEndpointId::new(), Arc::clone(&target));
        }
        assert_eq!(known.make_room(&[claimed(old)]), []);
        let mut both = [old, new];
        both.sort_unstable();
        assert_eq!(known.make_room(&[claimed(new), claimed(old)]), both);
    }
}
