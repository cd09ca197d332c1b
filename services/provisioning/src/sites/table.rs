use std::sync::Arc;

use ahash::AHashMap;
use hc_types::InstanceId;

use crate::blobs::Digest;

use super::content::Content;
use super::state::SiteRecord;

/// Every site by the host that a browser asks for. Replaced as a whole, so that a request sees one state only.
#[derive(Debug, Default)]
pub struct Table {
    hosts: AHashMap<Box<str>, Arc<Site>>,
}

/// What one host answers.
#[derive(Debug)]
pub struct Site {
    pub instance: InstanceId,
    pub generation: u64,
    pub name: String,
    hosts: Vec<String>,
    pub state: State,
}

#[derive(Debug)]
pub enum State {
    /// No release yet.
    Welcome,
    Suspended,
    Live {
        content: Arc<Content>,
        /// What was live before, newest first, and until when (seconds since 1970).
        previous: Vec<(Arc<Content>, i64)>,
    },
}

/// More earlier releases than this are not asked for a missing asset.
const MAX_PREVIOUS: usize = 3;

impl Site {
    /// The site of a record; contents that `before` has in memory are kept. `None` for a removed one.
    pub fn new(record: SiteRecord, before: Option<&Self>) -> Option<Self> {
        let SiteRecord { instance, organization, generation, site, .. } = record;
        let spec = site?;
        let content = |manifest: Digest| {
            let known = before.and_then(|site| {
                site.contents().find(|content| content.manifest == manifest && content.organization == organization)
            });
            known.cloned().unwrap_or_else(|| Arc::new(Content::new(organization, manifest)))
        };
        let state = match spec.release {
            _ if spec.suspended => State::Suspended,
            None => State::Welcome,
            Some(manifest) => {
                let previous = spec.previous.iter().take(MAX_PREVIOUS);
                State::Live {
                    content: content(manifest),
                    previous: previous.map(|earlier| (content(earlier.manifest), earlier.until)).collect(),
                }
            }
        };
        Some(Self { instance, generation, name: spec.name, hosts: spec.hosts, state })
    }

    /// All contents that the site may answer with.
    pub fn contents(&self) -> impl Iterator<Item = &Arc<Content>> {
        let (live, previous) = match &self.state {
            State::Live { content, previous } => (Some(content), previous.as_slice()),
            State::Welcome | State::Suspended => (None, [].as_slice()),
        };
        live.into_iter().chain(previous.iter().map(|(content, _)| content))
    }
}

impl Table {
    pub fn new<'a>(sites: impl Iterator<Item = &'a Arc<Site>>) -> Self {
        let mut hosts = AHashMap::new();
        for site in sites {
            for host in &site.hosts {
                hosts.insert(host.as_str().into(), Arc::clone(site));
            }
        }
        Self { hosts }
    }

    /// The site of a `Host` header, which may have a port, a trailing dot and upper case.
    pub fn find(&self, host: &[u8]) -> Option<&Arc<Site>> {
        let host = std::str::from_utf8(host).ok()?;
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        let name = name.strip_suffix('.').unwrap_or(name);
        match self.hosts.get(name) {
            None if name.len() < 256 && name.bytes().any(|byte| byte.is_ascii_uppercase()) => {
                self.hosts.get(name.to_ascii_lowercase().as_str())
            }
            found => found,
        }
    }
}
