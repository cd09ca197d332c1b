//! The mails: in memory for the page and for tests, each also as a file for people and their mail programs.

use std::{
    collections::VecDeque,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use jiff::Timestamp;
use tokio::sync::watch;

use crate::mail::{Envelope, Mail};

/// The most mails, and the most bytes of mails, that are kept; the oldest go first.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    pub mails: usize,
    pub bytes: usize,
}

/// Every mail that was taken and not yet crowded out.
pub struct Store {
    folder: Option<PathBuf>,
    bounds: Bounds,
    kept: Mutex<Kept>,
    /// Counts changes, for those who wait for one.
    changes: watch::Sender<u64>,
}

#[derive(Default)]
struct Kept {
    mails: VecDeque<Arc<Mail>>,
    bytes: usize,
    last_id: u64,
    /// Recipients that a client has named, whether or not its mail was taken.
    attempts: VecDeque<String>,
}

impl Store {
    /// Takes over the mails that an earlier run has left in the folder.
    pub fn open(folder: Option<PathBuf>, bounds: Bounds) -> io::Result<Self> {
        let store = Self { folder, bounds, kept: Mutex::default(), changes: watch::Sender::new(0) };
        if let Some(folder) = &store.folder {
            fs::create_dir_all(folder)?;
            let mut files: Vec<PathBuf> =
                fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
            files.sort();
            let mut kept = store.kept();
            for mail in files.iter().filter_map(|file| read(file)) {
                store.push(&mut kept, mail);
            }
        }
        Ok(store)
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a mail and answers its id.
    pub fn keep(&self, envelope: Envelope, source: &Bytes) -> u64 {
        let mut kept = self.kept();
        let mail = Mail::new(kept.last_id + 1, now(), envelope, source);
        if let Err(error) = self.folder.as_deref().map_or(Ok(()), |folder| write(folder, &mail)) {
            // It can be seen on the page all the same.
            eprintln!("mail {} could not be written: {error}", mail.id);
        }
        let id = mail.id;
        self.push(&mut kept, mail);
        drop(kept);
        self.changes.send_modify(|changes| *changes += 1);
        id
    }

    fn push(&self, kept: &mut Kept, mail: Mail) {
        kept.last_id = kept.last_id.max(mail.id);
        kept.bytes += mail.source.len();
        kept.mails.push_back(Arc::new(mail));
        while kept.mails.len() > self.bounds.mails || (kept.bytes > self.bounds.bytes && kept.mails.len() > 1) {
            let Some(oldest) = kept.mails.pop_front() else { return };
            kept.bytes -= oldest.source.len();
            self.remove_file(&oldest);
        }
    }

    fn remove_file(&self, mail: &Mail) {
        if let Some(folder) = &self.folder {
            // Whoever took the file away has done it for us.
            let _ = fs::remove_file(folder.join(file_name(mail)));
        }
    }

    /// Notes that a client has named this recipient.
    pub fn attempted(&self, recipient: &str) {
        let mut kept = self.kept();
        kept.attempts.push_back(recipient.to_lowercase());
        if kept.attempts.len() > 100_000 {
            kept.attempts.pop_front();
        }
        drop(kept);
        self.changes.send_modify(|changes| *changes += 1);
    }

    /// How often clients have named this recipient.
    pub fn attempts(&self, recipient: &str) -> usize {
        let recipient = recipient.to_lowercase();
        self.kept().attempts.iter().filter(|known| **known == recipient).count()
    }

    /// The mails for which this holds, oldest first.
    pub fn find(&self, is_wanted: impl Fn(&Mail) -> bool) -> Vec<Arc<Mail>> {
        self.kept().mails.iter().filter(|mail| is_wanted(mail)).cloned().collect()
    }

    /// One mail.
    pub fn get(&self, id: u64) -> Option<Arc<Mail>> {
        self.kept().mails.iter().find(|mail| mail.id == id).cloned()
    }

    /// Forgets all mails and removes their files. Ids are not used again.
    pub fn clear(&self) {
        let mut kept = self.kept();
        for mail in std::mem::take(&mut kept.mails) {
            self.remove_file(&mail);
        }
        kept.bytes = 0;
        kept.attempts.clear();
        drop(kept);
        self.changes.send_modify(|changes| *changes += 1);
    }

    /// Sees every change from now on.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }
}

#[expect(clippy::disallowed_methods, reason = "this server has no database whose clock could decide")]
fn now() -> Timestamp {
    Timestamp::now()
}

/// `000042-ada@example.com.eml`; what is odd in an address is left out.
fn file_name(mail: &Mail) -> String {
    let recipient = mail.recipients.first().map(String::as_str).unwrap_or_default();
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '@' | '.' | '-' | '_' | '+');
    let plain: String = recipient.chars().filter(is_plain).take(100).collect();
    format!("{:06}-{plain}.eml", mail.id)
}

const SENDER: &str = "Return-Path: <";
const RECIPIENTS: &str = "X-Original-To: ";

/// The mail behind two lines that keep the envelope, as a delivering server writes them.
fn write(folder: &Path, mail: &Mail) -> io::Result<()> {
    let head = format!("{SENDER}{}>\r\n{RECIPIENTS}{}\r\n", mail.envelope_from, mail.recipients.join(", "));
    // Nobody sees half a mail.
    let unfinished = folder.join(".unfinished");
    fs::write(&unfinished, [head.as_bytes(), &mail.source].concat())?;
    fs::rename(unfinished, folder.join(file_name(mail)))
}

/// A file that [`write`] has written; nothing for any other.
fn read(file: &Path) -> Option<Mail> {
    let id = file.file_name()?.to_str()?.strip_suffix(".eml")?.split_once('-')?.0.parse().ok()?;
    let received_at = Timestamp::try_from(fs::metadata(file).ok()?.modified().ok()?).ok()?;
    let bytes = Bytes::from(fs::read(file).ok()?);
    let mut lines = bytes.splitn(3, |byte| *byte == b'\n');
    let from = std::str::from_utf8(lines.next()?).ok()?.strip_prefix(SENDER)?.strip_suffix(">\r")?;
    let recipients = std::str::from_utf8(lines.next()?).ok()?.strip_prefix(RECIPIENTS)?.strip_suffix('\r')?;
    let envelope = Envelope {
        from: from.to_owned(),
        recipients: recipients.split(", ").map(str::to_owned).collect(),
        ..Envelope::default()
    };
    Some(Mail::new(id, received_at, envelope, &bytes.slice_ref(lines.next()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(recipient: &str) -> Envelope {
        Envelope { recipients: vec![recipient.to_owned()], ..Envelope::default() }
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn mails_are_files_and_come_back_from_them() {
        let folder = tempfile::tempdir().unwrap();
        let bounds = Bounds { mails: 2, bytes: 1_000 };
        let store = Store::open(Some(folder.path().to_owned()), bounds).unwrap();
        for recipient in ["a@b.c", "../../x/Ä@b.c", "b@b.c"] {
            store.keep(to(recipient), &Bytes::from_static(b"Subject: hello\r\n\r\nyou\r\n"));
        }
        assert_eq!(names(folder.path()), ["000002-....x@b.c.eml", "000003-b@b.c.eml"]);
        fs::write(folder.path().join("000009-x.eml"), "somebody else's").unwrap();
        let again = Store::open(Some(folder.path().to_owned()), bounds).unwrap();
        let found = again.find(|_| true);
        assert_eq!(found.iter().map(|mail| mail.id).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(found[1].source, "Subject: hello\r\n\r\nyou\r\n");
        assert_eq!((found[1].subject.as_str(), found[1].recipients[0].as_str()), ("hello", "b@b.c"));
        assert_eq!(again.keep(to("c@b.c"), &Bytes::new()), 4);
        again.clear();
        assert_eq!(names(folder.path()), ["000009-x.eml"]);
        assert_eq!(again.keep(to("c@b.c"), &Bytes::new()), 5);
    }

    #[test]
    fn the_oldest_make_room() {
        let store = Store::open(None, Bounds { mails: 100, bytes: 10 }).unwrap();
        for _ in 0..3 {
            store.keep(to("a@b.c"), &Bytes::from_static(b"12345"));
        }
        assert_eq!(store.find(|_| true).len(), 2);
        store.keep(to("a@b.c"), &Bytes::from_static(b"more than all the others"));
        assert_eq!(store.find(|_| true).len(), 1);
    }
}
