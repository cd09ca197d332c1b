//! What the writers were answered, line by line, so that a killed run still says what it knows.

use std::{
    collections::HashSet,
    fs::{self, File},
    io::{self, Write},
    path::Path,
    sync::{Mutex, PoisonError},
};

/// How a write ended, as its caller sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is acknowledged: it must be there.
    Acknowledged,
    /// It was refused: nothing of it may be there.
    Refused,
    /// Nobody knows: all of it or nothing.
    Unknown,
}

/// The writers' side: one line for each write that has ended.
pub struct Journal(Mutex<File>);

impl Journal {
    pub fn create(path: &Path) -> io::Result<Self> {
        Ok(Self(Mutex::new(File::options().create(true).append(true).open(path)?)))
    }

    /// Notes an outcome; the line is with the kernel when this returns.
    pub fn note(&self, write: &str, outcome: Outcome) -> io::Result<()> {
        let word = match outcome {
            Outcome::Acknowledged => "acknowledged",
            Outcome::Refused => "refused",
            Outcome::Unknown => "unknown",
        };
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        file.write_all(format!("{write} {word}\n").as_bytes())
    }
}

/// What all writers were answered.
#[derive(Debug, Default)]
pub struct History {
    pub acknowledged: HashSet<String>,
    pub refused: HashSet<String>,
    pub unknown: usize,
}

impl History {
    pub fn read(path: &Path) -> io::Result<Self> {
        let mut history = Self::default();
        for line in fs::read_to_string(path)?.lines() {
            match line.split_once(' ') {
                Some((write, "acknowledged")) => drop(history.acknowledged.insert(write.to_owned())),
                Some((write, "refused")) => drop(history.refused.insert(write.to_owned())),
                _ => history.unknown += 1,
            }
        }
        Ok(history)
    }
}
