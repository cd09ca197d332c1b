//! Programs that tests start and that nothing here brings along. `doctor` shows them, and a command that comes to one only
//! after minutes looks for it before its first step.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use hc_servers::{Failure, executable_in_path, version_of};

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// For the console, the front-end example, and the checks of the contracts. `node::find` gets a newer one by itself.
    Node,
    /// Installs their packages.
    Npm,
    /// For the example consumer in Python, and the tests of what is deployed.
    Python,
    /// The console is tested in it.
    Chromium,
}

/// One that is here.
pub struct Found {
    /// Where.
    pub path: PathBuf,
    /// What it calls itself.
    pub version: String,
}

/// One that cannot be used.
#[derive(Debug)]
pub struct Missing {
    /// The reason.
    pub why: String,
    /// What to do.
    pub fix: &'static str,
    /// Where `docs/xtask.md` says who needs it.
    code: &'static str,
}

impl Tool {
    /// What `cargo xtask test` and `cargo xtask ci` need.
    pub const ALL: [Self; 4] = [Self::Node, Self::Npm, Self::Python, Self::Chromium];

    /// Its name in `PATH`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Node => "node",
            Self::Npm => "npm",
            Self::Python => "python3",
            Self::Chromium => "chromium",
        }
    }

    /// Looks for it, and whether it will do.
    pub fn find(self) -> Result<Found, Missing> {
        let path =
            executable_in_path(self.name()).ok_or_else(|| self.missing(format!("{} is not in PATH", self.name())))?;
        let version = version_of(&path).ok_or_else(|| self.missing(format!("{} --version fails", path.display())))?;
        if self.is_too_old(&version) {
            return Err(self.missing(format!("{} is too old: {version}", path.display())));
        }
        if self == Self::Python && !has_venv(&path) {
            return Err(self.missing(format!("{} has no venv", path.display())));
        }
        Ok(Found { path, version })
    }

    fn missing(self, why: String) -> Missing {
        let (fix, code) = match self {
            Self::Node | Self::Npm => ("install Node.js 20 or newer (sudo apt-get install -y nodejs npm)", "XT051"),
            Self::Python => ("install Python 3.11 or newer (sudo apt-get install -y python3 python3-venv)", "XT052"),
            Self::Chromium => ("sudo apt-get install -y chromium", "XT053"),
        };
        Missing { why, fix, code }
    }

    fn is_too_old(self, version: &str) -> bool {
        let oldest = match self {
            Self::Node => (20, 0),
            Self::Python => (3, 11),
            Self::Npm | Self::Chromium => return false,
        };
        number(version).is_none_or(|found| found < oldest)
    }
}

/// Finds all of them, or names each that is missing and what to do.
pub fn demand(tools: &[Tool]) -> Result<(), Failure> {
    let missing: Vec<_> = tools.iter().filter_map(|tool| tool.find().err()).collect();
    failure(&missing).map_or(Ok(()), Err)
}

/// Several may be mended by the same.
fn failure(missing: &[Missing]) -> Option<Failure> {
    let code = missing.first()?.code;
    let why: Vec<String> = missing.iter().map(|it| it.why.clone()).collect();
    let mut fixes: Vec<&str> = missing.iter().map(|it| it.fix).collect();
    fixes.dedup();
    let what = "this machine lacks what a later step needs, so none was begun";
    Some(Failure::new(code, what, why.join("\n"), fixes.join("; ")))
}

/// Debian has it in a package of its own.
fn has_venv(python: &Path) -> bool {
    let mut ask = Command::new(python);
    ask.args(["-c", "import ensurepip, venv"]).stdin(Stdio::null()).stderr(Stdio::null());
    ask.status().is_ok_and(|status| status.success())
}

/// The first two numbers of `v24.1.0` or `Python 3.11.2`.
fn number(version: &str) -> Option<(u32, u32)> {
    let numbers = version.split_whitespace().last()?.trim_start_matches('v');
    let mut numbers = numbers.split('.').map(str::parse::<u32>);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_counts_as_numbers() {
        for (tool, version, too_old) in [
            (Tool::Node, "v20.0.0", false),
            (Tool::Node, "v24.21.0", false),
            (Tool::Node, "v8.17.0", true),
            (Tool::Python, "Python 3.11.2", false),
            (Tool::Python, "Python 3.9.2", true),
            (Tool::Python, "Python 4.0.0", false),
            (Tool::Python, "", true),
            (Tool::Chromium, "Chromium 142.0.7444.59 built on Debian", false),
        ] {
            assert_eq!(tool.is_too_old(version), too_old, "{tool:?} {version}");
        }
    }

    #[test]
    fn each_that_is_missing_is_named_once_and_so_is_what_mends_it() {
        let missing = [Tool::Node, Tool::Npm, Tool::Chromium].map(|it| it.missing(format!("{} is away", it.name())));
        let failure = failure(&missing).expect("something is missing");
        assert_eq!(failure.why, "node is away\nnpm is away\nchromium is away");
        assert_eq!(
            failure.fix,
            "install Node.js 20 or newer (sudo apt-get install -y nodejs npm); sudo apt-get install -y chromium"
        );
    }

    #[test]
    fn a_machine_that_has_all_is_let_go_on() {
        assert!(failure(&[]).is_none());
    }

    #[test]
    fn what_is_missing_has_a_code_that_the_manual_explains() {
        let manual = include_str!("../../docs/xtask.md");
        for tool in Tool::ALL {
            let code = tool.missing(String::new()).code;
            let row = manual.lines().find(|line| line.starts_with(&format!("| {code} |"))).expect("a row of the code");
            let needed = match tool {
                Tool::Node | Tool::Npm => "Node.js 20",
                Tool::Python => "Python 3.11 with venv",
                Tool::Chromium => "Chromium",
            };
            assert!(row.contains(needed), "{tool:?}: {row}");
        }
    }
}
