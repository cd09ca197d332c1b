//! A corpus of hostile archives, made here byte by byte where no honest tool would write them.
use std::fs::File;
use std::io::{self, Read, Seek, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng};
use zip::write::SimpleFileOptions;

use super::{ArchiveError, Limits, read};

fn limits() -> Limits {
    Limits { files: 1_000, file_bytes: 8 << 20, total_bytes: 32 << 20, ratio: 200 }
}

fn upload(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file.rewind().unwrap();
    file
}

/// The names and contents of what is accepted.
fn accepted(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, ArchiveError> {
    let store = |_: &_, content: &mut dyn Read| {
        let mut bytes = Vec::new();
        content.read_to_end(&mut bytes).map(|_| bytes)
    };
    let files = read(upload(bytes), &limits(), store)?;
    Ok(files.into_iter().map(|(path, content)| (path.as_str().to_owned(), content)).collect())
}

fn refused(bytes: &[u8]) -> ArchiveError {
    accepted(bytes).map(|files| files.len()).expect_err("the archive is refused")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A tar header without any of the checks that an honest writer makes.
fn raw_header(name: &[u8], kind: u8, size: u64) -> [u8; 512] {
    let mut header = tar::Header::new_gnu();
    header.as_old_mut().name[..name.len()].copy_from_slice(name);
    header.set_entry_type(tar::EntryType::new(kind));
    header.set_mode(0o644);
    header.set_size(size);
    header.set_cksum();
    *header.as_bytes()
}

fn entry(name: &str, kind: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = raw_header(name.as_bytes(), kind, content.len() as u64).to_vec();
    bytes.extend_from_slice(content);
    bytes.resize(bytes.len().next_multiple_of(512), 0);
    bytes
}

fn tarball(entries: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes: Vec<u8> = entries.concat();
    bytes.resize(bytes.len() + 1_024, 0);
    gzip(&bytes)
}

fn site_tar(files: &[(&str, &str)]) -> Vec<u8> {
    tarball(&files.iter().map(|(name, content)| entry(name, b'0', content.as_bytes())).collect::<Vec<_>>())
}

fn site_zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn position(bytes: &[u8], what: &[u8]) -> usize {
    bytes.windows(what.len()).position(|window| window == what).unwrap()
}

/// Overwrites bytes at an offset behind each place where a signature stands.
fn patched(mut bytes: Vec<u8>, signature: &[u8], offset: usize, with: &[u8]) -> Vec<u8> {
    let places: Vec<usize> =
        (0..bytes.len()).filter(|at| bytes.get(*at..).is_some_and(|rest| rest.starts_with(signature))).collect();
    assert!(!places.is_empty());
    for place in places {
        bytes[place + offset..place + offset + with.len()].copy_from_slice(with);
    }
    bytes
}

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";

#[test]
fn both_formats_give_the_same_files() {
    let files = [("index.html", "<h1>hi</h1>"), ("assets/app.js", "1"), ("empty.txt", "")];
    let expected: Vec<_> = files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
    assert_eq!(accepted(&site_tar(&files)).unwrap(), expected);
    assert_eq!(accepted(&site_zip(&files)).unwrap(), expected);
}

#[test]
fn one_folder_around_everything_and_litter_are_left_out() {
    let names = |bytes: &[u8]| accepted(bytes).unwrap().into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    let wrapped =
        [("dist/index.html", "a"), ("dist/a/b.css", "b"), ("__MACOSX/._index.html", "x"), ("dist/.DS_Store", "y")];
    assert_eq!(names(&site_tar(&wrapped)), ["index.html", "a/b.css"]);
    assert_eq!(names(&site_zip(&wrapped)), ["index.html", "a/b.css"]);
    let dotted = tarball(&[entry("./", b'5', b""), entry("./index.html", b'0', b"a"), entry("./a/", b'5', b"")]);
    assert_eq!(names(&dotted), ["index.html"]);
    assert_eq!(names(&site_tar(&[("a/x", "1"), ("b/x", "2")])), ["a/x", "b/x"]);
}

#[test]
fn names_that_could_become_paths_are_refused() {
    for name in ["../evil", "a/../../evil", "/etc/passwd", "C:/evil", "a\\..\\evil", "a//b", "a/./b"] {
        for bytes in [site_tar(&[("ok", "1"), (name, "2")]), site_zip(&[("ok", "1"), (name, "2")])] {
            let error = refused(&bytes);
            assert!(matches!(error, ArchiveError::Path { .. }), "{name}: {error:?}");
            assert_eq!(error.reason(), Some("ARCHIVE_ENTRY_REFUSED"));
            assert!(error.to_string().contains(&name.escape_debug().to_string()), "{error}");
        }
    }
}

#[test]
fn only_files_and_folders_are_accepted() {
    for (kind, word) in [
        (b'1', "hard link"),
        (b'2', "symbolic link"),
        (b'3', "device"),
        (b'4', "device"),
        (b'6', "pipe"),
        (b'S', "sparse"),
    ] {
        let error = refused(&tarball(&[entry("ok", b'0', b"1"), entry("evil", kind, b"")]));
        assert!(matches!(&error, ArchiveError::Kind { .. }), "{error:?}");
        assert!(error.to_string().contains(word) && error.to_string().contains("evil"), "{error}");
    }
    let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    writer.add_symlink("evil", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    let link = writer.finish().unwrap().into_inner();
    assert!(matches!(refused(&link), ArchiveError::Kind { kind: "a symbolic link", .. }));
}

#[test]
fn names_that_collide_are_refused() {
    for pair in [["a.txt", "a.txt"], ["a.txt", "A.TXT"], ["\u{e9}", "e\u{301}"], ["\u{c9}", "e\u{301}"]] {
        let error = refused(&site_tar(&[(pair[0], "1"), (pair[1], "2")]));
        assert!(matches!(error, ArchiveError::Duplicate { .. }), "{pair:?}: {error:?}");
    }
    for pair in [["a", "a/b"], ["a/b", "a"], ["A/b/c", "a/B"]] {
        let error = refused(&site_tar(&[(pair[0], "1"), (pair[1], "2")]));
        assert!(matches!(error, ArchiveError::Conflict { .. }), "{pair:?}: {error:?}");
    }
    // The library refuses to write a duplicate: give the second its name afterwards.
    let twice = site_zip(&[("aaa.txt", "1"), ("bbb.txt", "2")]);
    let twice: Vec<u8> =
        String::from_utf8(twice.iter().flat_map(|b| format!("{b:02x}").into_bytes()).collect::<Vec<_>>())
            .map(|hex| hex.replace(&hex::encode("bbb.txt"), &hex::encode("aaa.txt")))
            .map(|hex| hex::decode(hex).unwrap())
            .unwrap();
    assert!(matches!(refused(&twice), ArchiveError::Duplicate { .. }));
}

#[test]
fn a_hundred_thousand_files_are_refused_before_they_are_read() {
    let many: Vec<Vec<u8>> = (0..100_000).map(|n| raw_header(format!("f{n}").as_bytes(), b'0', 0).to_vec()).collect();
    assert!(matches!(refused(&tarball(&many)), ArchiveError::TooManyFiles { limit: 1_000 }));
    let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for n in 0..100_000 {
        writer.start_file(format!("f{n}"), options).unwrap();
    }
    let many = writer.finish().unwrap().into_inner();
    assert!(matches!(refused(&many), ArchiveError::TooManyFiles { limit: 1_000 }));
}

#[test]
fn bombs_are_stopped_while_they_unfold() {
    // 31 MiB of zeros: within the size, beyond the ratio.
    let zeros = vec![0_u8; 7 << 20];
    let bomb = tarball(&(0..4).map(|n| entry(&format!("f{n}"), b'0', &zeros)).collect::<Vec<_>>());
    assert!(matches!(refused(&bomb), ArchiveError::Ratio { limit: 200 }));
    let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    for n in 0..4 {
        writer.start_file(format!("f{n}"), SimpleFileOptions::default()).unwrap();
        writer.write_all(&zeros).unwrap();
    }
    assert!(matches!(refused(&writer.finish().unwrap().into_inner()), ArchiveError::Ratio { limit: 200 }));
    // A long name of 100 MiB would be read into memory by a trusting reader.
    let mut long = raw_header(b"././@LongLink", b'L', 100 << 20).to_vec();
    long.resize(long.len() + (1 << 20), b'a');
    assert!(matches!(refused(&gzip(&long)), ArchiveError::Damaged { .. }));
}

#[test]
fn sizes_have_limits_whatever_the_header_says() {
    let noise = noise(9 << 20);
    let large = tarball(&[entry("big", b'0', &noise)]);
    assert!(matches!(refused(&large), ArchiveError::FileTooLarge { .. }));
    let many = tarball(&(0..6).map(|n| entry(&format!("f{n}"), b'0', &noise[..7 << 20])).collect::<Vec<_>>());
    assert_eq!(refused(&many).reason(), Some("QUOTA_EXCEEDED"));
    // A zip whose headers say 10 bytes, and whose content is 1 MiB.
    let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    writer.start_file("liar", SimpleFileOptions::default()).unwrap();
    writer.write_all(&noise[..1 << 20]).unwrap();
    let honest = writer.finish().unwrap().into_inner();
    let ten = 10_u32.to_le_bytes();
    let liar = patched(patched(honest, LOCAL, 22, &ten), CENTRAL, 24, &ten);
    assert!(matches!(refused(&liar), ArchiveError::Entry { .. }), "{:?}", refused(&liar));
}

#[test]
fn garbage_and_cut_off_archives_are_refused() {
    for bytes in [&b""[..], b"PK", b"hello world", b"\x7fELF....", b"<!doctype html>", b"Rar!\x1a\x07\0"] {
        assert!(matches!(refused(bytes), ArchiveError::UnknownFormat), "{bytes:?}");
    }
    assert!(matches!(refused(&gzip(b"this is not a tar archive, only text")), ArchiveError::Damaged { .. }));
    assert!(matches!(refused(b"PK\x03\x04 and then nothing of the kind"), ArchiveError::Damaged { .. }));
    assert!(matches!(refused(&gzip(&[])), ArchiveError::Empty));
    let noise: String =
        (0..20_000_u32).map(|n| char::from(b'a' + (n.wrapping_mul(2_654_435_761) >> 27) as u8 % 26)).collect();
    for whole in [site_tar(&[("a.txt", &noise)]), site_zip(&[("a.txt", &noise)])] {
        for length in [whole.len() - 1, whole.len() - 8, whole.len() / 2, 100, 30] {
            let error = refused(&whole[..length]);
            assert_eq!(error.reason(), Some("ARCHIVE_INVALID"), "{length}: {error:?}");
        }
        // A changed byte in the middle of the content.
        let mut changed = whole.clone();
        changed[whole.len() / 2] ^= 0x55;
        assert!(accepted(&changed).is_err());
    }
    assert!(matches!(refused(&site_zip(&[])), ArchiveError::Empty));
    assert!(matches!(refused(&tarball(&[entry("only/", b'5', b"")])), ArchiveError::Empty));
}

#[test]
fn two_headers_that_disagree_are_refused() {
    let name = site_zip(&[("aaa.txt", "content")]);
    let first = position(&name, b"aaa.txt");
    let mut other = name.clone();
    other[first] = b'b';
    assert!(matches!(refused(&other), ArchiveError::Entry { detail: "its two headers disagree", .. }));
    let method = patched(name.clone(), LOCAL, 8, &8_u16.to_le_bytes());
    assert!(accepted(&method).is_err() || accepted(&name).is_ok());
    let encrypted = patched(name.clone(), CENTRAL, 8, &1_u16.to_le_bytes());
    assert!(matches!(refused(&encrypted), ArchiveError::Entry { .. }));
    let unknown = patched(name.clone(), CENTRAL, 10, &99_u16.to_le_bytes());
    assert!(matches!(refused(&unknown), ArchiveError::Entry { .. }));
    let checksum = patched(patched(name, CENTRAL, 16, &[1, 2, 3, 4]), LOCAL, 14, &[1, 2, 3, 4]);
    assert!(matches!(refused(&checksum), ArchiveError::Entry { detail: "its checksum is wrong", .. }));
}

#[test]
fn entries_that_share_bytes_are_refused() {
    let two = site_zip(&[("aaa.txt", "content"), ("aab.txt", "content")]);
    let central: Vec<usize> = (0..two.len()).filter(|at| two[*at..].starts_with(CENTRAL)).collect();
    // The second entry of the directory points to the first one's content and takes its name.
    let mut shared = two;
    let first = central[0];
    let second = central[1];
    let offset: Vec<u8> = shared[first + 42..first + 46].to_vec();
    shared[second + 42..second + 46].copy_from_slice(&offset);
    shared[second + 46..second + 53].copy_from_slice(b"aaa.txt");
    assert!(matches!(refused(&shared), ArchiveError::Entry { detail: "its content overlaps another entry's", .. }));
}

#[test]
fn extension_headers_that_contradict_their_entry_are_refused() {
    let record = |text: &str| {
        let body = format!(" {text}\n");
        let length = (body.len() + 2).to_string();
        assert_eq!(length.len(), 2);
        format!("{length}{body}")
    };
    let pax = |text: &str| entry("PaxHeaders/x", b'x', record(text).as_bytes());
    let size = tarball(&[pax("size=512"), entry("small", b'0', b"1"), entry("hidden", b'2', b"")]);
    assert!(matches!(refused(&size), ArchiveError::Entry { detail: "two headers give different sizes", .. }));
    let path = tarball(&[pax("path=../evil"), entry("harmless", b'0', b"1")]);
    assert!(matches!(refused(&path), ArchiveError::Path { .. }));
    let sparse = tarball(&[pax("GNU.sparse.major=1"), entry("s", b'0', b"1")]);
    assert_eq!(refused(&sparse).reason(), Some("ARCHIVE_INVALID"));
    let long = tarball(&[
        entry("././@LongLink", b'L', b"folder/long.html\0"),
        entry("short", b'0', b"1"),
        entry("x", b'0', b""),
    ]);
    let names: Vec<String> = accepted(&long).unwrap().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["folder/long.html", "x"]);
}

#[test]
fn every_single_changed_byte_is_survived() {
    for whole in [
        site_tar(&[("a/index.html", "<p>hello"), ("a/b.css", "p{}")]),
        site_zip(&[("a/index.html", "<p>hello"), ("a/b", "p{}")]),
    ] {
        for at in 0..whole.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut changed = whole.clone();
                changed[at] ^= flip;
                // Accepted or refused: what counts is that it ends, within its limits and without a panic.
                drop(accepted(&changed));
            }
        }
    }
}

/// Bytes that no compressor makes smaller, the same ones each time.
fn noise(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    StdRng::seed_from_u64(7).fill_bytes(&mut bytes);
    bytes
}
