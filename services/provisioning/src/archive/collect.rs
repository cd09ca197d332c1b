use std::collections::HashMap;

use crate::domain::site_path::SitePath;

use super::{ArchiveError, EntryName, Limits};

/// The longest sum of all names, in bytes: what bounds the memory that names can take.
const MAX_NAME_BYTES: usize = 4 << 20;

/// Files that tools of one maker add to every archive, and nobody wants on a site.
fn is_litter(path: &SitePath) -> bool {
    path.as_str() == "__MACOSX" || path.as_str().starts_with("__MACOSX/") || {
        path.as_str().rsplit('/').next() == Some(".DS_Store")
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    File,
    Folder,
}

/// The entries accepted so far, with what makes two of them collide.
pub struct Collector<T> {
    max_files: usize,
    entries: usize,
    name_bytes: usize,
    names: HashMap<String, Kind>,
    files: Vec<(SitePath, T)>,
}

impl<T> Collector<T> {
    pub fn new(limits: &Limits) -> Self {
        Self { max_files: limits.files, entries: 0, name_bytes: 0, names: HashMap::new(), files: Vec::new() }
    }

    /// The most entries of any kind: as many folders as files, and the root.
    pub fn max_entries(&self) -> usize {
        self.max_files.saturating_mul(2).saturating_add(1)
    }

    /// Counts an entry, before anything of it is believed.
    pub fn count(&mut self) -> Result<(), ArchiveError> {
        self.entries = self.entries.saturating_add(1);
        if self.entries > self.max_entries() {
            return Err(ArchiveError::TooManyFiles { limit: self.max_files });
        }
        Ok(())
    }

    /// Notes a folder.
    pub fn folder(&mut self, name: &[u8]) -> Result<(), ArchiveError> {
        let Some(path) = self.parse(name)? else { return Ok(()) };
        if is_litter(&path) {
            return Ok(());
        }
        self.folders_of(&path, name)?;
        match self.names.insert(path.folded(), Kind::Folder) {
            Some(Kind::File) => Err(ArchiveError::Conflict { entry: EntryName::new(name) }),
            Some(Kind::Folder) | None => Ok(()),
        }
    }

    /// Accepts the name of a file. `None`: the file is to be left out.
    pub fn file(&mut self, name: &[u8]) -> Result<Option<SitePath>, ArchiveError> {
        let Some(path) = self.parse(name)? else {
            return Err(ArchiveError::Conflict { entry: EntryName::new(name) });
        };
        if is_litter(&path) {
            return Ok(None);
        }
        if self.files.len() >= self.max_files {
            return Err(ArchiveError::TooManyFiles { limit: self.max_files });
        }
        self.folders_of(&path, name)?;
        match self.names.insert(path.folded(), Kind::File) {
            None => Ok(Some(path)),
            Some(Kind::File) => Err(ArchiveError::Duplicate { entry: EntryName::new(name) }),
            Some(Kind::Folder) => Err(ArchiveError::Conflict { entry: EntryName::new(name) }),
        }
    }

    /// Keeps what was made of a file's content.
    pub fn keep(&mut self, path: SitePath, content: T) {
        self.files.push((path, content));
    }

    /// All files; one folder around everything is taken off.
    pub fn finish(self) -> Result<Vec<(SitePath, T)>, ArchiveError> {
        let Some((first, _)) = self.files.first() else { return Err(ArchiveError::Empty) };
        let top = first.split_top().map(|(top, _)| top.to_owned());
        let wrapped = top
            .is_some_and(|top| self.files.iter().all(|(path, _)| path.split_top().is_some_and(|(own, _)| own == top)));
        if !wrapped {
            return Ok(self.files);
        }
        Ok(self.files.into_iter().map(|(path, content)| (path.without_top(), content)).collect())
    }

    fn parse(&mut self, name: &[u8]) -> Result<Option<SitePath>, ArchiveError> {
        self.name_bytes = self.name_bytes.saturating_add(name.len());
        if self.name_bytes > MAX_NAME_BYTES {
            return Err(ArchiveError::NamesTooLong { limit: MAX_NAME_BYTES });
        }
        SitePath::parse(name).map_err(|rule| ArchiveError::Path { entry: EntryName::new(name), rule })
    }

    fn folders_of(&mut self, path: &SitePath, name: &[u8]) -> Result<(), ArchiveError> {
        let whole = path.folded();
        for (end, _) in whole.match_indices('/') {
            let Some(folder) = whole.get(..end) else { continue };
            match self.names.get(folder) {
                Some(Kind::Folder) => {}
                Some(Kind::File) => return Err(ArchiveError::Conflict { entry: EntryName::new(name) }),
                None => {
                    self.names.insert(folder.to_owned(), Kind::Folder);
                }
            }
        }
        Ok(())
    }
}
