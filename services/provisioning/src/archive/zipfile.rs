use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use flate2::CrcReader;
use flate2::read::DeflateDecoder;

use crate::domain::site_path::{self, SitePath};

use super::collect::Collector;
use super::meter::{Content, Meter};
use super::{ArchiveError, EntryName};

// The numbers are those of PKWARE's APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.14 to 4.3.16.
const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
const END64: u32 = 0x0606_4b50;
const END64_LOCATOR: u32 = 0x0706_4b50;
const END_BYTES: u64 = 22;
const MAX_COMMENT_BYTES: u64 = 65_535;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// An entry of the central directory. The directory is the truth; the header beside the content has to agree with it.
struct Entry {
    name: Vec<u8>,
    method: u16,
    crc: u32,
    compressed: u64,
    size: u64,
    offset: u64,
    directory: bool,
}

/// Where the central directory stands and how many entries it announces.
struct Directory {
    offset: u64,
    end: u64,
    entries: u64,
}

/// Reads a zip. Written here and not taken from a crate since what has to be refused lies between its parts: overlapping
/// ranges, two headers that disagree, a directory of millions of entries that would be read into memory first.
pub fn read<T>(
    upload: &File,
    length: u64,
    meter: &Meter<'_>,
    collector: &mut Collector<T>,
    store: &mut impl FnMut(&SitePath, &mut dyn Read) -> io::Result<T>,
) -> Result<(), ArchiveError> {
    meter.consumed(length);
    let directory = find_directory(upload, length, meter)?;
    if directory.entries > u64::try_from(collector.max_entries()).unwrap_or(u64::MAX) {
        return Err(ArchiveError::TooManyFiles { limit: meter.limits().files });
    }
    let entries = read_directory(upload, &directory, meter, collector)?;
    let starts = content_starts(upload, &entries, directory.offset, meter)?;
    let mut unpacked = 0_u64;
    for (entry, start) in entries.iter().zip(starts) {
        if entry.directory {
            collector.folder(&entry.name)?;
            continue;
        }
        let Some(path) = collector.file(&entry.name)? else { continue };
        let kept = read_content(upload, entry, start, meter, |content| store(&path, content))?;
        unpacked = unpacked.saturating_add(entry.size);
        meter.check_ratio(unpacked)?;
        collector.keep(path, kept);
    }
    Ok(())
}

fn read_content<T>(
    upload: &File,
    entry: &Entry,
    start: u64,
    meter: &Meter<'_>,
    store: impl FnOnce(&mut dyn Read) -> io::Result<T>,
) -> Result<T, ArchiveError> {
    let mut source = upload;
    source.seek(SeekFrom::Start(start)).map_err(ArchiveError::Io)?;
    let bytes = BufReader::with_capacity(64 << 10, source.take(entry.compressed));
    let plain: Box<dyn Read> = match entry.method {
        STORED => Box::new(bytes),
        _ => Box::new(DeflateDecoder::new(bytes)),
    };
    let name = EntryName::new(&entry.name);
    let mut content = CrcReader::new(Content::new(plain, meter, name.clone(), entry.size)?);
    let kept = store(&mut content).map_err(|error| meter.explain(error))?;
    // Whoever stored it may have stopped at the declared end: one more read shows whether something follows.
    io::copy(&mut content, &mut io::sink()).map_err(|error| meter.explain(error))?;
    if content.crc().sum() != entry.crc || content.get_ref().total() != entry.size {
        return Err(ArchiveError::Entry { entry: name, detail: "its checksum is wrong" });
    }
    Ok(kept)
}

fn damaged(detail: &str) -> ArchiveError {
    ArchiveError::Damaged { detail: detail.to_owned() }
}

fn read_at<const N: usize>(mut upload: &File, offset: u64, meter: &Meter<'_>) -> Result<[u8; N], ArchiveError> {
    let mut bytes = [0_u8; N];
    upload.seek(SeekFrom::Start(offset)).map_err(ArchiveError::Io)?;
    upload.read_exact(&mut bytes).map_err(|error| meter.explain(error))?;
    Ok(bytes)
}

/// Little-endian numbers taken one after the other from a header; a missing byte counts as zero, as all headers are of
/// a fixed length that was read in full.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn take<const N: usize>(&mut self) -> [u8; N] {
        let (value, rest) = self.0.split_first_chunk::<N>().map_or(([0; N], &[][..]), |(value, rest)| (*value, rest));
        self.0 = rest;
        value
    }
    fn u16(&mut self) -> u16 {
        u16::from_le_bytes(self.take())
    }
    fn u32(&mut self) -> u32 {
        u32::from_le_bytes(self.take())
    }
    fn u64(&mut self) -> u64 {
        u64::from_le_bytes(self.take())
    }
    fn skip(&mut self, bytes: usize) {
        self.0 = self.0.get(bytes..).unwrap_or_default();
    }
}

/// Finds the end record: the last place where it stands with exactly as much comment behind it as it announces.
fn find_directory(mut upload: &File, length: u64, meter: &Meter<'_>) -> Result<Directory, ArchiveError> {
    let tail = length.min(END_BYTES.saturating_add(MAX_COMMENT_BYTES));
    let from = length.saturating_sub(tail);
    upload.seek(SeekFrom::Start(from)).map_err(ArchiveError::Io)?;
    let mut bytes = Vec::new();
    upload.take(tail).read_to_end(&mut bytes).map_err(ArchiveError::Io)?;
    let position = (0..bytes.len().saturating_sub(21)).rev().find(|start| {
        let Some(record) = bytes.get(*start..) else { return false };
        let mut fields = Fields(record);
        fields.u32() == END && {
            fields.skip(16);
            usize::from(fields.u16()) == record.len().saturating_sub(22)
        }
    });
    let position = position.ok_or_else(|| damaged("the end of the zip directory is missing"))?;
    let mut end = from.saturating_add(u64::try_from(position).unwrap_or(u64::MAX));
    let mut fields = Fields(bytes.get(position..).unwrap_or_default());
    fields.skip(4);
    let (disk, start_disk) = (fields.u16(), fields.u16());
    let (here, total) = (fields.u16(), fields.u16());
    let (size, offset) = (fields.u32(), fields.u32());
    let mut directory = (u64::from(total), u64::from(size), u64::from(offset));
    if disk != start_disk || here != total || (disk != 0 && disk != u16::MAX) {
        return Err(damaged("zip archives in several parts are not accepted"));
    }
    if total == u16::MAX || size == u32::MAX || offset == u32::MAX {
        let locator = end.checked_sub(20).ok_or_else(|| damaged("the zip64 directory is missing"))?;
        let header = read_at::<20>(upload, locator, meter)?;
        let mut fields = Fields(&header);
        if fields.u32() != END64_LOCATOR {
            return Err(damaged("the zip64 directory is missing"));
        }
        fields.skip(4);
        let at = fields.u64();
        let header = read_at::<56>(upload, at, meter)?;
        let mut fields = Fields(&header);
        if fields.u32() != END64 {
            return Err(damaged("the zip64 directory is missing"));
        }
        fields.skip(20);
        let (here, total) = (fields.u64(), fields.u64());
        if here != total {
            return Err(damaged("zip archives in several parts are not accepted"));
        }
        directory = (total, fields.u64(), fields.u64());
        end = at;
    }
    let (entries, size, offset) = directory;
    if offset.checked_add(size) != Some(end) {
        return Err(damaged("the zip directory is not where its end record says"));
    }
    Ok(Directory { offset, end, entries })
}

fn read_directory<T>(
    mut upload: &File,
    directory: &Directory,
    meter: &Meter<'_>,
    collector: &mut Collector<T>,
) -> Result<Vec<Entry>, ArchiveError> {
    upload.seek(SeekFrom::Start(directory.offset)).map_err(ArchiveError::Io)?;
    let length = directory.end.saturating_sub(directory.offset);
    let mut source = BufReader::new(upload.take(length));
    let mut entries = Vec::new();
    let mut consumed = 0_u64;
    for _ in 0..directory.entries {
        collector.count()?;
        let mut header = [0_u8; 46];
        source.read_exact(&mut header).map_err(|error| meter.explain(error))?;
        let mut fields = Fields(&header);
        if fields.u32() != CENTRAL {
            return Err(damaged("the zip directory is malformed"));
        }
        let made_by = fields.u16().to_be_bytes();
        fields.skip(2);
        let (flags, method) = (fields.u16(), fields.u16());
        fields.skip(4);
        let crc = fields.u32();
        let (compressed, size) = (fields.u32(), fields.u32());
        let (name_bytes, extra_bytes, comment_bytes) = (fields.u16(), fields.u16(), fields.u16());
        fields.skip(4);
        let (attributes, offset) = (fields.u32(), fields.u32());

        let mut name = vec![0; usize::from(name_bytes)];
        source.read_exact(&mut name).map_err(|error| meter.explain(error))?;
        let mut extra = vec![0; usize::from(extra_bytes)];
        source.read_exact(&mut extra).map_err(|error| meter.explain(error))?;
        io::copy(&mut source.by_ref().take(u64::from(comment_bytes)), &mut io::sink()).map_err(ArchiveError::Io)?;
        consumed = [46, u64::from(name_bytes), u64::from(extra_bytes), u64::from(comment_bytes)]
            .into_iter()
            .fold(consumed, u64::saturating_add);

        let entry = EntryName::new(&name);
        let refuse = |detail| Err(ArchiveError::Entry { entry: entry.clone(), detail });
        if name.len() > site_path::MAX_BYTES {
            return Err(ArchiveError::Path { entry, rule: site_path::PathRule::Length });
        }
        // Bits 0, 6 and 13: encrypted, strongly encrypted, directory encrypted.
        if flags & 0x2041 != 0 {
            return refuse("encrypted entries are not accepted");
        }
        if method != STORED && method != DEFLATED {
            return refuse("only the methods stored and deflated are accepted");
        }
        let directory = name.ends_with(b"/");
        check_kind(made_by, attributes, directory, &entry)?;
        let [size, compressed, offset] =
            zip64(&extra, [size, compressed, offset]).ok_or_else(|| damaged("a zip64 extension is malformed"))?;
        if directory && size != 0 || method == STORED && size != compressed {
            return refuse("its sizes contradict each other");
        }
        entries.push(Entry { name, method, crc, compressed, size, offset, directory });
    }
    if consumed != length {
        return Err(damaged("the zip directory has more entries than its end record says"));
    }
    Ok(entries)
}

/// Unix archivers put the file mode into the upper half of the external attributes.
fn check_kind(made_by: [u8; 2], attributes: u32, directory: bool, entry: &EntryName) -> Result<(), ArchiveError> {
    const UNIX: u8 = 3;
    const MACOS: u8 = 19;
    let [system, _] = made_by;
    if system != UNIX && system != MACOS {
        return Ok(());
    }
    let kind = match (attributes >> 16) & 0o170_000 {
        0 => return Ok(()),
        0o100_000 if !directory => return Ok(()),
        0o040_000 if directory => return Ok(()),
        0o120_000 => "a symbolic link",
        0o060_000 | 0o020_000 => "a device",
        0o010_000 => "a pipe",
        0o140_000 => "a socket",
        _ => "an entry of another kind",
    };
    Err(ArchiveError::Kind { entry: entry.clone(), kind })
}

/// Values of 2^32 − 1 stand in the zip64 extension (tag 1), in this order and only those.
fn zip64(extra: &[u8], values: [u32; 3]) -> Option<[u64; 3]> {
    if values.iter().all(|value| *value != u32::MAX) {
        return Some(values.map(u64::from));
    }
    let mut rest = Fields(extra);
    while rest.0.len() >= 4 {
        let (tag, length) = (rest.u16(), usize::from(rest.u16()));
        let body = rest.0.get(..length)?;
        if tag == 1 {
            let needed = values.iter().filter(|value| **value == u32::MAX).count().saturating_mul(8);
            let mut fields = Fields(body.get(..needed)?);
            return Some(values.map(|value| if value == u32::MAX { fields.u64() } else { u64::from(value) }));
        }
        rest.skip(length);
    }
    None
}

/// Reads each entry's own header, compares it with the directory, and gives where its content starts. No byte may belong
/// to two entries, which is how small archives unfold into enormous ones.
fn content_starts(mut upload: &File, entries: &[Entry], end: u64, meter: &Meter<'_>) -> Result<Vec<u64>, ArchiveError> {
    let mut starts = Vec::with_capacity(entries.len());
    let mut ranges = Vec::with_capacity(entries.len());
    for entry in entries {
        let refuse = |detail| Err(ArchiveError::Entry { entry: EntryName::new(&entry.name), detail });
        if entry.offset >= end {
            return refuse("its position is outside of the archive");
        }
        let header = read_at::<30>(upload, entry.offset, meter)?;
        let mut fields = Fields(&header);
        if fields.u32() != LOCAL {
            return refuse("its header is missing");
        }
        fields.skip(2);
        let (flags, method) = (fields.u16(), fields.u16());
        fields.skip(4);
        let (crc, compressed, size) = (fields.u32(), fields.u32(), fields.u32());
        let (name_bytes, extra_bytes) = (fields.u16(), fields.u16());
        let mut name = vec![0; usize::from(name_bytes)];
        upload.read_exact(&mut name).map_err(|error| meter.explain(error))?;
        if name != entry.name || method != entry.method || flags & 0x2041 != 0 {
            return refuse("its two headers disagree");
        }
        // Bit 3: checksum and sizes follow the content instead, and stand here as zeros.
        let follows = flags & 0x8 != 0;
        let agrees = |here: u32, there: u64| u64::from(here) == there || here == u32::MAX || (follows && here == 0);
        if !agrees(compressed, entry.compressed) || !agrees(size, entry.size) || !(follows || crc == entry.crc) {
            return refuse("its two headers disagree");
        }
        let start = entry.offset.saturating_add(30).saturating_add(u64::from(name_bytes) + u64::from(extra_bytes));
        let stop = start.saturating_add(entry.compressed);
        if stop > end {
            return refuse("its content reaches outside of the archive");
        }
        starts.push(start);
        ranges.push((entry.offset, stop, entry));
    }
    ranges.sort_unstable_by_key(|(from, stop, _)| (*from, *stop));
    for pair in ranges.windows(2) {
        if let [(_, stop, _), (from, _, entry)] = pair
            && from < stop
        {
            let detail = "its content overlaps another entry's";
            return Err(ArchiveError::Entry { entry: EntryName::new(&entry.name), detail });
        }
    }
    Ok(starts)
}
