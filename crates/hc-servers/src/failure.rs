//! Why something could not be done, told so that the reader knows what to do next.

use std::fmt;
use std::path::{Path, PathBuf};

/// A failure of the set-up: what, why, where to look, and the command that mends it.
///
/// Each has a code with a section in `docs/xtask.md`.
#[derive(Debug, Clone)]
pub struct Failure {
    /// `XT014` and the like.
    pub code: &'static str,
    /// What could not be done, naming the part: "rabbitmq did not become ready in 60 s".
    pub what: String,
    /// The reason, as far as it is known.
    pub why: String,
    /// Where more stands.
    pub log: Option<PathBuf>,
    /// What to do, with the command to paste.
    pub fix: String,
}

impl Failure {
    /// A failure without a log file.
    pub fn new(code: &'static str, what: impl Into<String>, why: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { code, what: what.into(), why: why.into(), log: None, fix: fix.into() }
    }

    /// The same, naming the file where more stands.
    #[must_use]
    pub fn log(mut self, path: &Path) -> Self {
        self.log = Some(path.to_owned());
        self
    }
}

impl std::error::Error for Failure {}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} [{}, docs/xtask.md]", self.what, self.code)?;
        for (number, line) in self.why.lines().enumerate() {
            writeln!(f, "  {} {line}", if number == 0 { "why:" } else { "    " })?;
        }
        if let Some(log) = &self.log {
            writeln!(f, "  log: {}", log.display())?;
        }
        write!(f, "  fix: {}", self.fix)
    }
}

/// The last `lines` lines of a file, for a failure's `why`; empty if it cannot be read.
pub fn tail(path: &Path, lines: usize) -> String {
    let text = std::fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let all: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    all.get(all.len().saturating_sub(lines)..).unwrap_or_default().join("\n")
}
