use std::cell::{Cell, RefCell};
use std::io::{self, Read};

use super::{ArchiveError, EntryName, Limits};

/// Content up to this size is not judged by its ratio: small files of one repeated line are honest.
const RATIO_FREE_BYTES: u64 = 10 << 20;

/// Counts what goes in and what comes out while it flows. A reader can only answer an `io::Error`; the true reason waits
/// here until the caller asks for it.
pub struct Meter<'a> {
    limits: &'a Limits,
    compressed: Cell<u64>,
    content: Cell<u64>,
    refused: RefCell<Option<ArchiveError>>,
}

impl<'a> Meter<'a> {
    pub fn new(limits: &'a Limits) -> Self {
        Self { limits, compressed: Cell::new(0), content: Cell::new(0), refused: RefCell::new(None) }
    }

    /// Notes compressed bytes that were read.
    pub fn consumed(&self, bytes: u64) {
        self.compressed.set(self.compressed.get().saturating_add(bytes));
    }

    /// Judges `total` decompressed bytes by what was needed for them.
    pub fn check_ratio(&self, total: u64) -> Result<(), ArchiveError> {
        let allowed = self.compressed.get().saturating_mul(self.limits.ratio);
        if total > RATIO_FREE_BYTES && total > allowed {
            return Err(ArchiveError::Ratio { limit: self.limits.ratio });
        }
        Ok(())
    }

    /// The most bytes that the decompressed stream of a tar archive may have: files, and a few blocks for each entry.
    pub fn stream_limit(&self, entries: usize) -> u64 {
        let headers = u64::try_from(entries).unwrap_or(u64::MAX).saturating_mul(4_096);
        self.limits.total_bytes.saturating_add(headers).saturating_add(1 << 20)
    }

    pub fn limits(&self) -> &Limits {
        self.limits
    }

    /// Turns a failed read into its reason: ours if a limit was hit, else a damaged archive or a failing disk.
    pub fn explain(&self, error: io::Error) -> ArchiveError {
        if let Some(refused) = self.refused.borrow_mut().take() {
            return refused;
        }
        match error.kind() {
            io::ErrorKind::InvalidData
            | io::ErrorKind::InvalidInput
            | io::ErrorKind::UnexpectedEof
            | io::ErrorKind::Other => ArchiveError::Damaged { detail: error.to_string() },
            _ => ArchiveError::Io(error),
        }
    }

    fn refuse(&self, reason: ArchiveError) -> io::Error {
        self.refused.borrow_mut().get_or_insert(reason);
        io::Error::new(io::ErrorKind::InvalidData, "a limit was exceeded")
    }
}

/// The compressed side: counts, and nothing else.
pub struct Compressed<'m, 'l, R> {
    pub inner: R,
    pub meter: &'m Meter<'l>,
}

impl<R: Read> Read for Compressed<'_, '_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.meter.consumed(u64::try_from(read).unwrap_or(u64::MAX));
        Ok(read)
    }
}

/// The decompressed stream of a whole archive, headers included.
pub struct Stream<'m, 'l, R> {
    pub inner: R,
    pub meter: &'m Meter<'l>,
    pub total: u64,
    pub limit: u64,
}

impl<R: Read> Read for Stream<'_, '_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.total = self.total.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
        if self.total > self.limit {
            let limit = self.meter.limits.total_bytes;
            return Err(self.meter.refuse(ArchiveError::TooLarge { limit }));
        }
        self.meter.check_ratio(self.total).map_err(|reason| self.meter.refuse(reason))?;
        Ok(read)
    }
}

/// The content of one file: at most what the limits allow, and exactly what its header declared.
pub struct Content<'m, 'l, R> {
    inner: R,
    meter: &'m Meter<'l>,
    entry: EntryName,
    declared: u64,
    read: u64,
}

impl<'m, 'l, R: Read> Content<'m, 'l, R> {
    pub fn new(inner: R, meter: &'m Meter<'l>, entry: EntryName, declared: u64) -> Result<Self, ArchiveError> {
        let limits = meter.limits;
        if declared > limits.file_bytes {
            return Err(ArchiveError::FileTooLarge { entry, limit: limits.file_bytes });
        }
        if meter.content.get().saturating_add(declared) > limits.total_bytes {
            return Err(ArchiveError::TooLarge { limit: limits.total_bytes });
        }
        Ok(Self { inner, meter, entry, declared, read: 0 })
    }

    /// How many bytes came out so far.
    pub fn total(&self) -> u64 {
        self.read
    }
}

impl<R: Read> Read for Content<'_, '_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let bytes = u64::try_from(read).unwrap_or(u64::MAX);
        self.read = self.read.saturating_add(bytes);
        let total = self.meter.content.get().saturating_add(bytes);
        self.meter.content.set(total);
        if self.read > self.declared {
            let detail = "its content is longer than its header says";
            return Err(self.meter.refuse(ArchiveError::Entry { entry: self.entry.clone(), detail }));
        }
        if read == 0 && self.read < self.declared && !buffer.is_empty() {
            let detail = "its content is shorter than its header says";
            return Err(self.meter.refuse(ArchiveError::Entry { entry: self.entry.clone(), detail }));
        }
        Ok(read)
    }
}
