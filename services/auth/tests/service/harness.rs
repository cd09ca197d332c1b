//! A running `auth` with a database and an authority of its own.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    sync::mpsc,
    time::Duration,
};

use hc_proto::auth::v1::auth_service_client::AuthServiceClient;
use hc_rpc::{Channel, PeerSettings, certs::DevCa};
use hc_testkit::TestDatabase;
use tempfile::TempDir;
use tonic::{Request, metadata::MetadataValue};

pub const KEK: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

/// A database and what a process needs to know; no process yet.
pub struct Bench {
    pub database: TestDatabase,
    folder: TempDir,
    ca: DevCa,
}

/// A process that serves.
pub struct Running {
    pub bench: Bench,
    pub grpc: SocketAddr,
    pub http: String,
    process: Child,
}

impl Bench {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ca = DevCa::create_or_load(folder.path().join("certs")).unwrap();
        Self { database: TestDatabase::empty().await, folder, ca }
    }

    /// A migrated and seeded database.
    pub async fn seeded() -> Self {
        let bench = Self::new().await;
        assert_success(&bench.run(&["migrate"]));
        assert_success(&bench.run(&["seed", "--file", seeds().to_str().unwrap()]));
        bench
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let tls = self.ca.issue("auth", &["localhost"]).unwrap();
        let kek_file = self.folder.path().join("kek");
        std::fs::write(&kek_file, KEK).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_auth"));
        command.args(arguments).env_clear().envs([
            ("AUTH_DATABASE__URL", self.database.url()),
            ("AUTH_DATABASE__MAX_CONNECTIONS", "4"),
            // Nobody is there: signing in does not wait for the broker.
            ("AUTH_BROKER__URL", "amqp://guest:guest@127.0.0.1:1/%2f"),
            ("AUTH_TLS__CA", tls.ca.to_str().unwrap()),
            ("AUTH_TLS__CERTIFICATE", tls.certificate.to_str().unwrap()),
            ("AUTH_TLS__KEY", tls.key.to_str().unwrap()),
            ("AUTH_ISSUER__URL", "http://auth.test"),
            ("AUTH_KEYS__KEK_FILE", kek_file.to_str().unwrap()),
            ("AUTH_HASHING__MEMORY_KIB", "64"),
            ("AUTH_HASHING__PASSES", "1"),
            ("AUTH_GRPC__LISTEN", "127.0.0.1:0"),
            ("AUTH_HTTP__LISTEN", "127.0.0.1:0"),
            ("AUTH_LOG__FORMAT", "json"),
        ]);
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.run_with(arguments, &[])
    }

    /// Runs a command to its end, with settings on top.
    pub fn run_with(&self, arguments: &[&str], settings: &[(&str, &str)]) -> Output {
        self.command(arguments).envs(settings.iter().copied()).output().unwrap()
    }

    /// Serves until the end of the test.
    pub fn serve(self) -> Running {
        let mut process = self.command(&["serve"]).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let (found, addresses) = mpsc::channel();
        std::thread::spawn(move || {
            // Read to the end: a full pipe would stop the process.
            for line in lines.map_while(Result::ok) {
                for key in ["grpc.address", "http.address"] {
                    if let Some(address) = address(&line, key) {
                        let _ = found.send((key, address));
                    }
                }
                eprintln!("{line}");
            }
        });
        let mut known: HashMap<&str, SocketAddr> = HashMap::new();
        while known.len() < 2 {
            let (key, address) = addresses.recv_timeout(Duration::from_secs(20)).expect("the service starts");
            known.insert(key, address);
        }
        let (grpc, http) = (known["grpc.address"], format!("http://{}", known["http.address"]));
        Running { bench: self, grpc, http, process }
    }
}

impl Running {
    /// Its database.
    pub fn database(&self) -> &TestDatabase {
        &self.bench.database
    }

    /// A client with another service's certificate.
    pub fn client(&self, service: &str) -> AuthServiceClient<Channel> {
        let tls = self.bench.ca.issue(service, &["localhost"]).unwrap();
        let peer = PeerSettings::new(format!("https://localhost:{}", self.grpc.port()));
        AuthServiceClient::new(hc_rpc::connect(&peer, &tls).unwrap())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A request with a user's token.
pub fn by<T>(token: &str, message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.metadata_mut().insert("authorization", MetadataValue::try_from(format!("Bearer {token}")).unwrap());
    request
}

pub fn seeds() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../seeds/auth.toml")
}

pub fn assert_success(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The address after a key in a line of the log.
fn address(line: &str, key: &str) -> Option<SocketAddr> {
    let (_, rest) = line.split_once(&format!("\"{key}\":\""))?;
    rest.split('"').next()?.parse().ok()
}
