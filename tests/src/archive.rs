//! Archives of sites, honest and otherwise.

use flate2::{Compression, write::GzEncoder};
use tar::{Builder, EntryType, Header};

/// One entry of an archive.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// Its name, written as it is: the reader has to refuse what is wrong.
    pub name: &'a str,
    /// What it is.
    pub kind: EntryType,
    /// Its content, or a link's target.
    pub content: &'a [u8],
}

/// A `.tar.gz` of regular files.
pub fn tar_gz(files: &[(&str, &str)]) -> Vec<u8> {
    let entries: Vec<_> = files
        .iter()
        .map(|(name, content)| Entry { name, kind: EntryType::Regular, content: content.as_bytes() })
        .collect();
    tar_gz_of(&entries)
}

/// A `.tar.gz` of any entries.
pub fn tar_gz_of(entries: &[Entry<'_>]) -> Vec<u8> {
    let mut builder = Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for entry in entries {
        let mut header = Header::new_gnu();
        let name = entry.name.as_bytes();
        header.as_old_mut().name[..name.len()].copy_from_slice(name);
        header.set_entry_type(entry.kind);
        header.set_mode(0o644);
        if matches!(entry.kind, EntryType::Symlink | EntryType::Link) {
            header.as_old_mut().linkname[..entry.content.len()].copy_from_slice(entry.content);
            header.set_size(0);
            header.set_cksum();
            builder.append(&header, std::io::empty()).expect("write to memory");
        } else {
            header.set_size(entry.content.len() as u64);
            header.set_cksum();
            builder.append(&header, entry.content).expect("write to memory");
        }
    }
    builder.into_inner().and_then(GzEncoder::finish).expect("write to memory")
}
