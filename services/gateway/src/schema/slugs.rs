//! Which organization a slug stands for: it never changes, so who asks again need not ask its owner.

use std::sync::Arc;

use hc_types::OrganizationId;
use moka::sync::Cache;

/// The least used go first. Only slugs of organizations that somebody was shown come in, so strangers push nothing out.
const KEPT: u64 = 50_000;

/// The slugs that this process has seen. It says nothing of who may see the organization. A clone is the same.
#[derive(Clone)]
pub struct Slugs(Cache<Arc<str>, OrganizationId>);

impl Default for Slugs {
    fn default() -> Self {
        Self(Cache::new(KEPT))
    }
}

impl Slugs {
    /// The organization of a slug, if it was seen.
    pub fn find(&self, slug: &str) -> Option<OrganizationId> {
        self.0.get(slug)
    }

    /// Remembers what its owner said; an id that is none is not remembered.
    pub fn remember(&self, slug: &str, organization: &str) {
        if let Ok(organization) = organization.parse() {
            self.0.insert(slug.into(), organization);
        }
    }
}
