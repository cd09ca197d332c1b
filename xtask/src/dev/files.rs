//! What is written under `.dev/`.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::Context;
use hc_servers::services::Surroundings;
use hc_topology::with_database;

/// The demo customer that `seeds/auth.toml` makes.
pub const DEMO_EMAIL: &str = "ada@demo.test";
/// Its password.
pub const DEMO_PASSWORD: &str = "demo-ada-1";
/// The member of staff from the same file.
pub const STAFF_EMAIL: &str = "sam@staff.test";
/// Its password.
pub const STAFF_PASSWORD: &str = "demo-sam-staff-1";

/// The folders and files of one checkout's development.
#[derive(Debug, Clone)]
pub struct Files {
    root: PathBuf,
}

impl Files {
    /// Makes the folders.
    pub fn of(root: &Path) -> anyhow::Result<Self> {
        for folder in ["run", "log"] {
            let folder = root.join(folder);
            fs::create_dir_all(&folder).with_context(|| format!("make {}", folder.display()))?;
        }
        Ok(Self { root: root.to_owned() })
    }

    /// `.dev` itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// `.dev/log`: one file a part.
    pub fn logs(&self) -> PathBuf {
        self.root.join("log")
    }

    /// `.dev/mails`: one file a mail.
    pub fn mails(&self) -> PathBuf {
        self.root.join("mails")
    }

    /// `.dev/log/<part>.log`.
    pub fn log(&self, part: &str) -> PathBuf {
        self.logs().join(format!("{part}.log"))
    }

    /// `.dev/run/<part>.pid`.
    pub fn pid(&self, part: &str) -> PathBuf {
        self.root.join("run").join(format!("{part}.pid"))
    }

    /// `.dev/run/state.json`.
    pub fn state(&self) -> PathBuf {
        self.root.join("run/state.json")
    }

    /// `.dev/env`.
    pub fn env(&self) -> PathBuf {
        self.root.join("env")
    }

    /// Held by the one that runs; `None` when another does. The kernel frees it however its holder ends.
    pub fn lock(&self) -> anyhow::Result<Option<File>> {
        let path = self.root.join("run/lock");
        let file = File::create(&path).with_context(|| format!("make {}", path.display()))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("lock {}", path.display())),
        }
    }

    /// Yesterday's logs are kept once, as `<part>.log.1`.
    pub fn turn_logs(&self) {
        let entries = fs::read_dir(self.logs()).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|ext| ext == "log")) {
            if path.file_stem().is_none_or(|stem| stem != "xtask") {
                fs::rename(&path, path.with_extension("log.1")).ok();
            }
        }
    }

    /// Where everything is, for scripts: plain `KEY=VALUE` lines.
    pub fn write_env(&self, around: &Surroundings) -> anyhow::Result<()> {
        let mut lines = vec![
            ("CONSOLE_URL".to_owned(), around.console_url()),
            ("GATEWAY_URL".to_owned(), around.gateway_url()),
            ("AUTH_URL".to_owned(), around.auth_url()),
            ("SITES_URL".to_owned(), around.sites_url()),
            ("MAILBOX_URL".to_owned(), around.mailbox_url()),
            ("SMTP_URL".to_owned(), around.smtp_url()),
            ("AMQP_URL".to_owned(), around.amqp_url.clone()),
            ("REDIS_URL".to_owned(), around.redis_url.clone()),
        ];
        lines.extend(
            with_database()
                .into_iter()
                .map(|name| (format!("{}_DATABASE_URL", name.to_uppercase()), around.database_url(name))),
        );
        // What an operator's commands need (`cargo xtask events`): gRPC with a certificate, and staff who may.
        lines.extend(with_database().into_iter().map(|name| {
            let url = format!("https://localhost:{}", around.grpc_port(name));
            (format!("{}_GRPC_URL", name.to_uppercase()), url)
        }));
        lines.push(("CERTIFICATES".to_owned(), around.certificates.display().to_string()));
        lines.push(("DEMO_EMAIL".to_owned(), DEMO_EMAIL.to_owned()));
        lines.push(("DEMO_PASSWORD".to_owned(), DEMO_PASSWORD.to_owned()));
        lines.push(("STAFF_EMAIL".to_owned(), STAFF_EMAIL.to_owned()));
        lines.push(("STAFF_PASSWORD".to_owned(), STAFF_PASSWORD.to_owned()));
        let lines: Vec<String> = lines.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        fs::write(self.env(), lines.join("\n") + "\n").context("write .dev/env")
    }

    /// Removes what tells of running parts.
    pub fn forget(&self) {
        let entries = fs::read_dir(self.root.join("run")).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|ext| ext == "pid")) {
            fs::remove_file(path).ok();
        }
        fs::remove_file(self.state()).ok();
        fs::remove_file(self.env()).ok();
    }
}
