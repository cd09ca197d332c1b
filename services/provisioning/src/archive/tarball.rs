use std::fs::File;
use std::io::{self, BufReader, Read};

use flate2::read::MultiGzDecoder;
use tar::EntryType;

use crate::domain::site_path::{self, SitePath};

use super::collect::Collector;
use super::meter::{Compressed, Content, Meter, Stream};
use super::{ArchiveError, EntryName};

/// The longest extension header (PAX records, long names). What is needed of one is a name.
const MAX_EXTENSION_BYTES: u64 = 64 << 10;

/// What an extension header says of the entry that follows it.
#[derive(Default)]
struct Extension {
    name: Option<Vec<u8>>,
    size: Option<u64>,
}

/// Reads a gzip-compressed tar. The headers are walked in raw mode: the library would otherwise read extension headers
/// of any size into memory, and resolve sizes in them that disagree with the blocks that follow.
pub fn read<T>(
    upload: File,
    meter: &Meter<'_>,
    collector: &mut Collector<T>,
    store: &mut impl FnMut(&SitePath, &mut dyn Read) -> io::Result<T>,
) -> Result<(), ArchiveError> {
    let compressed = BufReader::with_capacity(64 << 10, Compressed { inner: upload, meter });
    let limit = meter.stream_limit(collector.max_entries());
    let stream = Stream { inner: MultiGzDecoder::new(compressed), meter, total: 0, limit };
    let mut archive = tar::Archive::new(stream);
    let mut extension = Extension::default();
    for entry in archive.entries().map_err(|error| meter.explain(error))?.raw(true) {
        let mut entry = entry.map_err(|error| meter.explain(error))?;
        collector.count()?;
        let kind = entry.header().entry_type();
        let size = entry.header().entry_size().map_err(|error| meter.explain(error))?;
        match kind {
            EntryType::XHeader | EntryType::GNULongName | EntryType::GNULongLink => {
                let body = small(&mut entry, size).map_err(|error| meter.explain(error))?;
                match kind {
                    EntryType::XHeader => read_pax(&body, &mut extension)?,
                    EntryType::GNULongName => extension.name = Some(without_nul(&body).to_vec()),
                    _ => {} // the target of a link, which is refused with the link itself
                }
                continue;
            }
            // Comments for the whole archive, such as the commit that `git archive` packed.
            EntryType::XGlobalHeader => continue,
            _ => {}
        }
        let Extension { name, size: extended } = std::mem::take(&mut extension);
        let name = name.unwrap_or_else(|| entry.path_bytes().into_owned());
        if extended.is_some_and(|extended| extended != size) {
            let detail = "two headers give different sizes";
            return Err(ArchiveError::Entry { entry: EntryName::new(&name), detail });
        }
        match kind {
            EntryType::Directory => collector.folder(&name)?,
            EntryType::Regular | EntryType::Continuous => {
                let Some(path) = collector.file(&name)? else { continue };
                let mut content = Content::new(&mut entry, meter, EntryName::new(&name), size)?;
                let kept = store(&path, &mut content).map_err(|error| meter.explain(error))?;
                collector.keep(path, kept);
            }
            other => return Err(ArchiveError::Kind { entry: EntryName::new(&name), kind: kind_name(other) }),
        }
    }
    // The checksum of the compressed stream stands at its end: read up to it.
    let mut rest = archive.into_inner();
    io::copy(&mut rest, &mut io::sink()).map_err(|error| meter.explain(error))?;
    Ok(())
}

fn small(entry: &mut impl Read, size: u64) -> io::Result<Vec<u8>> {
    if size > MAX_EXTENSION_BYTES {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "an extension header is too long"));
    }
    let mut body = Vec::new();
    entry.take(size).read_to_end(&mut body)?;
    Ok(body)
}

fn without_nul(name: &[u8]) -> &[u8] {
    name.split(|byte| *byte == 0).next().unwrap_or_default()
}

fn read_pax(body: &[u8], extension: &mut Extension) -> Result<(), ArchiveError> {
    let damaged = || ArchiveError::Damaged { detail: "an extension header is malformed".to_owned() };
    for record in tar::PaxExtensions::new(body) {
        let record = record.map_err(|_| damaged())?;
        match record.key_bytes() {
            b"path" => {
                if record.value_bytes().len() > site_path::MAX_BYTES.saturating_mul(2) {
                    return Err(damaged());
                }
                extension.name = Some(record.value_bytes().to_vec());
            }
            b"size" => {
                let size = record.value().ok().and_then(|value| value.parse().ok()).ok_or_else(damaged)?;
                extension.size = Some(size);
            }
            // GNU sparse files keep their true name and size here; their content is not what the header says.
            key if key.starts_with(b"GNU.sparse") => {
                return Err(ArchiveError::Damaged { detail: "sparse files are not accepted".to_owned() });
            }
            _ => {}
        }
    }
    Ok(())
}

fn kind_name(kind: EntryType) -> &'static str {
    match kind {
        EntryType::Symlink => "a symbolic link",
        EntryType::Link => "a hard link",
        EntryType::Char | EntryType::Block => "a device",
        EntryType::Fifo => "a pipe",
        EntryType::GNUSparse => "a sparse file",
        _ => "an entry of another kind",
    }
}
