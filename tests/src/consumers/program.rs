//! An example as a process.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use hc_testkit::TestDatabase;
use serde_json::Value;
use tempfile::TempDir;
use tokio::{
    process::{Child, Command},
    time::timeout,
};

use super::{DeadLetter, Feeder};

/// How long a consumer that is asked to stop may take.
const STOP: Duration = Duration::from_secs(20);

/// One of `examples/consumers`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Example {
    /// hc-events with a PostgreSQL of its own.
    Rust,
    /// pika with SQLite.
    Python,
    /// amqplib with a file.
    TypeScript,
}

impl Example {
    /// Its folder.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Python => "python",
            Self::TypeScript => "typescript",
        }
    }

    /// Its store, and how it is started against the feeder's broker.
    pub async fn prepare(self, feeder: &Feeder) -> Program {
        let folder = TempDir::new().expect("a folder");
        let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/consumers").join(self.name());
        let target = binaries();
        let (program, arguments): (PathBuf, &[&str]) = match self {
            Self::Rust => (target.join("invoices"), &[]),
            Self::Python => (target.join("../examples/python/bin/python"), &["-m", "invoices"]),
            Self::TypeScript => (PathBuf::from("node"), &["dist/main.js"]),
        };
        let built = if self == Self::TypeScript { examples.join("dist/main.js") } else { program.clone() };
        assert!(built.exists(), "{} is not there: run `cargo xtask examples`", built.display());
        let mut environment = vec![
            ("AMQP_URL".to_owned(), feeder.client_url()),
            ("QUEUE".to_owned(), feeder.queue()),
            ("STORE".to_owned(), folder.path().join("store").display().to_string()),
            ("PYTHONDONTWRITEBYTECODE".to_owned(), "1".to_owned()),
        ];
        let mut database = None;
        if self == Self::Rust {
            let empty = TestDatabase::create(&[]).await;
            environment.extend([
                ("INVOICES_DATABASE__URL".to_owned(), empty.url().to_owned()),
                ("INVOICES_BROKER__URL".to_owned(), feeder.client_url()),
                ("INVOICES_EVENTS__QUEUE".to_owned(), feeder.queue()),
            ]);
            database = Some(empty);
        }
        let arguments = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        let prepared = Program {
            example: self,
            executable: program,
            arguments,
            directory: examples,
            environment,
            folder,
            child: None,
            _database: database,
        };
        if self == Self::Rust {
            prepared.ask("migrate").await;
        }
        prepared
    }
}

/// An example, running or not.
pub struct Program {
    example: Example,
    executable: PathBuf,
    arguments: Vec<String>,
    directory: PathBuf,
    environment: Vec<(String, String)>,
    folder: TempDir,
    child: Option<Child>,
    _database: Option<TestDatabase>,
}

impl Program {
    /// Starts it.
    pub fn start(&mut self) {
        let log = File::options().create(true).append(true).open(self.log()).expect("a log");
        let mut command = self.command();
        command.stdout(log.try_clone().expect("a log")).stderr(log).kill_on_drop(true);
        self.child = Some(command.spawn().expect("start the example"));
    }

    /// As `kill -9` does it.
    pub async fn kill(&mut self) {
        let mut child = self.child.take().expect("it runs");
        assert!(child.try_wait().expect("its state").is_none(), "{} had ended by itself", self.example.name());
        child.kill().await.expect("killed");
    }

    /// SIGTERM; it must end soon, and well.
    pub async fn stop(&mut self) {
        let mut child = self.child.take().expect("it runs");
        let process = child.id().expect("it had ended by itself");
        let told = Command::new("kill").arg(process.to_string()).status().await.expect("run kill");
        assert!(told.success(), "SIGTERM was not sent");
        let status = timeout(STOP, child.wait()).await.expect("it ends when it is asked to").expect("its state");
        assert!(status.success(), "{} ended with {status}", self.example.name());
    }

    /// How many effects there are by now.
    pub async fn effects(&self) -> usize {
        self.dump().await["bookings"].as_array().map_or(0, Vec::len)
    }

    /// What it prints of its store.
    pub async fn dump(&self) -> Value {
        let printed = self.ask("dump").await;
        serde_json::from_slice(&printed).unwrap_or_else(|_| panic!("no JSON: {}", String::from_utf8_lossy(&printed)))
    }

    /// Its dead letters: hc-events keeps them in a table, the others leave them in their queue.
    pub async fn dead_letters(&self, feeder: &Feeder) -> Vec<DeadLetter> {
        if self.example != Example::Rust {
            return feeder.take_dead_letters().await;
        }
        let dump = self.dump().await;
        let letters = dump["dead"].as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        letters.iter().map(|letter| DeadLetter { id: text(&letter["id"]), cause: text(&letter["cause"]) }).collect()
    }

    async fn ask(&self, what: &str) -> Vec<u8> {
        let output = self.command().arg(what).output().await.expect("run the example");
        assert!(output.status.success(), "{what}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.executable);
        command.args(&self.arguments).current_dir(&self.directory).stdin(Stdio::null());
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = std::fs::read_to_string(self.log()).unwrap_or_default();
            let lines: Vec<_> = log.lines().collect();
            let last = lines.get(lines.len().saturating_sub(40)..).unwrap_or_default();
            eprintln!("── the log of the {} example\n{}", self.example.name(), last.join("\n"));
        }
    }
}

/// Where cargo puts binaries: this test lies in a folder beside them.
fn binaries() -> PathBuf {
    let beside = || {
        let own = std::env::current_exe().ok()?;
        Some(own.parent()?.parent()?.to_owned())
    };
    std::env::var_os("HC_TEST_BINARIES").map(PathBuf::from).or_else(beside).expect("a folder of binaries")
}
