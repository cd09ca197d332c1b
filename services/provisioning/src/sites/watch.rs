use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::MetadataExt;
use std::sync::Arc;

use ahash::{AHashMap, AHashSet};
use arc_swap::ArcSwap;
use hc_types::InstanceId;

use crate::metrics;

use super::state::StateDir;
use super::table::{Site, Table};

/// Follows the records on disk and keeps the table as they are.
pub struct Watch {
    state: StateDir,
    table: Arc<ArcSwap<Table>>,
    seen: AHashMap<InstanceId, Seen>,
    /// The journal's inode and how much of it was read.
    journal: Option<(u64, u64)>,
}

struct Seen {
    /// The record's inode and time of change: each write makes a new file.
    stamp: (u64, i64, i64),
    site: Option<Arc<Site>>,
}

impl Watch {
    pub fn new(state: StateDir, table: Arc<ArcSwap<Table>>) -> Self {
        Self { state, table, seen: AHashMap::new(), journal: None }
    }

    /// Looks at every record whose file is another than before. The fallback behind the journal, and the start.
    pub fn scan(&mut self) -> io::Result<()> {
        // The journal's length first: what is written meanwhile is read again, not missed.
        let journal = self.journal_length()?;
        let found = self.state.list()?;
        let present: AHashSet<InstanceId> = found.iter().map(|(instance, _)| *instance).collect();
        let mut changed = false;
        for (instance, metadata) in found {
            let stamp = (metadata.ino(), metadata.mtime(), metadata.mtime_nsec());
            if self.seen.get(&instance).is_none_or(|seen| seen.stamp != stamp) {
                changed |= self.read(instance);
            }
        }
        let gone: Vec<InstanceId> = self.seen.keys().filter(|instance| !present.contains(instance)).copied().collect();
        for instance in gone {
            self.seen.remove(&instance);
            changed = true;
        }
        self.journal = journal;
        if changed {
            self.publish();
        }
        Ok(())
    }

    /// Reads what the journal has grown by. One look at a file's length when nothing has changed.
    pub fn poll(&mut self) -> io::Result<()> {
        let now = self.journal_length()?;
        if now == self.journal {
            return Ok(());
        }
        let (Some((inode, length)), Some((known, read))) = (now, self.journal) else { return self.scan() };
        if inode != known || length < read {
            return self.scan();
        }
        let mut file = std::fs::File::open(self.state.journal())?;
        if file.metadata()?.ino() != known {
            return self.scan();
        }
        file.seek(SeekFrom::Start(read))?;
        let mut grown = Vec::new();
        file.take(length.saturating_sub(read)).read_to_end(&mut grown)?;
        // A line that is being written is read the next time.
        let complete = grown.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end.saturating_add(1));
        let text = String::from_utf8_lossy(grown.get(..complete).unwrap_or_default());
        let instances: AHashSet<InstanceId> = text.lines().filter_map(|line| line.parse().ok()).collect();
        let mut changed = false;
        for instance in instances {
            changed |= self.read(instance);
        }
        if changed {
            self.publish();
        }
        self.journal = Some((known, read.saturating_add(u64::try_from(complete).unwrap_or(0))));
        Ok(())
    }

    /// All sites as they are.
    pub fn sites(&self) -> impl Iterator<Item = &Arc<Site>> {
        self.seen.values().filter_map(|seen| seen.site.as_ref())
    }

    /// Takes a record over. One that can't be read leaves the site as it was: serving goes on.
    fn read(&mut self, instance: InstanceId) -> bool {
        let path = self.state.path(instance);
        let read = std::fs::metadata(&path)
            .map(|metadata| (metadata.ino(), metadata.mtime(), metadata.mtime_nsec()))
            .and_then(|stamp| self.state.read(instance).map(|record| (stamp, record)));
        match read {
            Ok((stamp, Some(record))) => {
                let before = self.seen.get(&instance).and_then(|seen| seen.site.as_deref());
                let site = Site::new(record, before).map(Arc::new);
                self.seen.insert(instance, Seen { stamp, site });
                true
            }
            Ok((_, None)) => self.seen.remove(&instance).is_some(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.seen.remove(&instance).is_some(),
            Err(error) => {
                tracing::error!(instance.id = %instance, %error, "site record unreadable, the last good one is served");
                false
            }
        }
    }

    fn publish(&self) {
        self.table.store(Arc::new(Table::new(self.sites())));
        metrics::sites_served(self.sites().count());
    }

    fn journal_length(&self) -> io::Result<Option<(u64, u64)>> {
        match std::fs::metadata(self.state.journal()) {
            Ok(metadata) => Ok(Some((metadata.ino(), metadata.len()))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}
