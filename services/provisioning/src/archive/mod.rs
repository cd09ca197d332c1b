//! Reads archives that strangers upload. Nothing here unpacks: each file is handed to the caller as a stream, and its name
//! stays a value. Sizes are counted where the bytes come out of the decompressor, since what a header declares may be a lie.
mod collect;
mod meter;
mod tarball;
#[cfg(test)]
mod tests;
mod zipfile;

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use crate::domain::site_path::{PathRule, SitePath};
use collect::Collector;
use meter::Meter;

/// What an archive may hold. Bytes are those of the files, decompressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The most files.
    pub files: usize,
    /// The most bytes of one file.
    pub file_bytes: u64,
    /// The most bytes of all files together.
    pub total_bytes: u64,
    /// How many times larger than the upload its content may be, once there are 10 MiB of it.
    pub ratio: u64,
}

/// The name of an entry as it may be shown: escaped, and cut to a readable length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryName(String);

impl EntryName {
    fn new(raw: &[u8]) -> Self {
        const SHOWN: usize = 120;
        let text = String::from_utf8_lossy(raw);
        let mut shown: String = text.chars().take(SHOWN).flat_map(char::escape_debug).collect();
        if text.chars().nth(SHOWN).is_some() {
            shown.push('…');
        }
        Self(shown)
    }
}

impl std::fmt::Display for EntryName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "\"{}\"", self.0)
    }
}

/// Why an archive is refused. What the uploader can mend names the entry and the rule.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("the upload is neither a .tar.gz nor a .zip archive")]
    UnknownFormat,
    #[error("the archive is damaged or cut off: {detail}")]
    Damaged { detail: String },
    #[error("the archive holds no file")]
    Empty,
    #[error("{entry}: {rule}")]
    Path { entry: EntryName, rule: PathRule },
    #[error("{entry}: only regular files and folders are accepted, not {kind}")]
    Kind { entry: EntryName, kind: &'static str },
    #[error("{entry}: two entries have this name, or names that differ only in case or accents' encoding")]
    Duplicate { entry: EntryName },
    #[error("{entry}: a file and a folder have the same name")]
    Conflict { entry: EntryName },
    #[error("{entry}: {detail}")]
    Entry { entry: EntryName, detail: &'static str },
    #[error("the archive has more than {limit} files")]
    TooManyFiles { limit: usize },
    #[error("the names in the archive are longer than {limit} bytes together")]
    NamesTooLong { limit: usize },
    #[error("{entry}: a file has at most {limit} bytes")]
    FileTooLarge { entry: EntryName, limit: u64 },
    #[error("the files have more than {limit} bytes together")]
    TooLarge { limit: u64 },
    #[error("the content is more than {limit} times larger than the upload")]
    Ratio { limit: u64 },
    #[error("the upload could not be read back or its content could not be stored")]
    Io(#[source] io::Error),
}

impl ArchiveError {
    /// The stable reason that a caller sees; `None` for what is our own failure.
    pub fn reason(&self) -> Option<&'static str> {
        match self {
            Self::UnknownFormat | Self::Damaged { .. } | Self::Empty => Some("ARCHIVE_INVALID"),
            Self::Path { .. }
            | Self::Kind { .. }
            | Self::Entry { .. }
            | Self::Duplicate { .. }
            | Self::Conflict { .. } => Some("ARCHIVE_ENTRY_REFUSED"),
            Self::TooManyFiles { .. } | Self::NamesTooLong { .. } => Some("ARCHIVE_TOO_MANY_FILES"),
            Self::FileTooLarge { .. } => Some("ARCHIVE_TOO_LARGE"),
            Self::TooLarge { .. } => Some("QUOTA_EXCEEDED"),
            Self::Ratio { .. } => Some("ARCHIVE_RATIO"),
            Self::Io(_) => None,
        }
    }
}

/// Reads all files of an archive; the kind is told by its first bytes, not by its name. `store` takes each file's content
/// and gives what is kept of it. One folder that holds everything is left out of the names.
pub fn read<T>(
    mut upload: File,
    limits: &Limits,
    mut store: impl FnMut(&SitePath, &mut dyn Read) -> io::Result<T>,
) -> Result<Vec<(SitePath, T)>, ArchiveError> {
    let length = upload.seek(SeekFrom::End(0)).map_err(ArchiveError::Io)?;
    upload.seek(SeekFrom::Start(0)).map_err(ArchiveError::Io)?;
    let mut magic = [0_u8; 4];
    if let Err(error) = upload.read_exact(&mut magic) {
        return Err(match error.kind() {
            io::ErrorKind::UnexpectedEof => ArchiveError::UnknownFormat,
            _ => ArchiveError::Io(error),
        });
    }
    upload.seek(SeekFrom::Start(0)).map_err(ArchiveError::Io)?;
    let meter = Meter::new(limits);
    let mut collector = Collector::new(limits);
    match &magic {
        [0x1f, 0x8b, ..] => tarball::read(upload, &meter, &mut collector, &mut store)?,
        // The second is what an archive without any entry begins with.
        b"PK\x03\x04" | b"PK\x05\x06" => zipfile::read(&upload, length, &meter, &mut collector, &mut store)?,
        _ => return Err(ArchiveError::UnknownFormat),
    }
    collector.finish()
}
