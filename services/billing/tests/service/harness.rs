//! A `billing` with a database, a vhost and an authority of its own.

use std::{
    io::{BufRead, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::Path,
    process::{Child, Command, Output, Stdio},
    sync::mpsc,
    time::Duration,
};

use hc_proto::billing::v1::billing_service_client::BillingServiceClient;
use hc_rpc::{Channel, PeerSettings};
use hc_testkit::{Certificates, TestBroker, TestDatabase, certificates};

/// The catalogue of the repository.
pub const SEEDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../seeds/billing.toml");

/// What a process needs; no process yet.
pub struct Bench {
    database: TestDatabase,
    broker: TestBroker,
    certificates: Certificates,
}

/// A process that serves.
pub struct Running {
    bench: Bench,
    admin: SocketAddr,
    grpc: SocketAddr,
    process: Child,
}

impl Bench {
    pub async fn start() -> Self {
        Self { database: TestDatabase::empty().await, broker: TestBroker::start().await, certificates: certificates() }
    }

    pub fn folder(&self) -> &Path {
        self.certificates.folder()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let tls = self.certificates.tls("billing");
        let mut command = Command::new(env!("CARGO_BIN_EXE_billing"));
        command.args(arguments).env_clear().envs([
            ("BILLING_DATABASE__URL", self.database.url()),
            ("BILLING_DATABASE__MAX_CONNECTIONS", "4"),
            ("BILLING_BROKER__URL", self.broker.url()),
            ("BILLING_TLS__CA", tls.ca.to_str().expect("a path in UTF-8")),
            ("BILLING_TLS__CERTIFICATE", tls.certificate.to_str().expect("a path in UTF-8")),
            ("BILLING_TLS__KEY", tls.key.to_str().expect("a path in UTF-8")),
            ("BILLING_GRPC__LISTEN", "127.0.0.1:0"),
            ("BILLING_LOG__FORMAT", "json"),
            // Nobody is there: what is asked here needs no peer.
            ("BILLING_PEERS__AUTH__URL", "https://localhost:1"),
            ("BILLING_PEERS__ACCOUNTS__URL", "https://localhost:1"),
            ("BILLING_PEERS__PROVISIONING__URL", "https://localhost:1"),
            ("BILLING_ORDERS__PREVIEW_KEY", "a key that only tests would ever use"),
            ("BILLING_PAYMENTS__TEST_PROVIDER", "true"),
        ]);
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the binary runs")
    }

    /// Migrates, seeds, and serves until the end of the test.
    pub fn serve(self) -> Running {
        output(&self.run(&["migrate"]));
        output(&self.run(&["seed", "--file", SEEDS]));
        let mut process = self.command(&["serve"]).stderr(Stdio::piped()).spawn().expect("the binary runs");
        let lines = BufReader::new(process.stderr.take().expect("it is piped")).lines();
        let (found, addresses) = mpsc::channel();
        std::thread::spawn(move || {
            // Read to the end: a full pipe would stop the process.
            for line in lines.map_while(Result::ok) {
                if let Some(address) = ["admin", "grpc"].iter().find_map(|port| address(&line, port)) {
                    let _ = found.send(address);
                }
                eprintln!("{line}");
            }
        });
        let next = || addresses.recv_timeout(Duration::from_secs(20)).expect("the service starts");
        // In the order of the log.
        let (admin, grpc) = (next(), next());
        Running { bench: self, admin, grpc, process }
    }
}

impl Running {
    /// A client with another service's certificate.
    pub fn client(&self, service: &str) -> BillingServiceClient<Channel> {
        let peer = PeerSettings::new(format!("https://localhost:{}", self.grpc.port()));
        BillingServiceClient::new(
            hc_rpc::connect(&peer, &self.bench.certificates.tls(service)).expect("a good certificate"),
        )
    }

    /// The value of a metric without labels, once it has one.
    pub fn metric(&self, name: &str) -> Option<f64> {
        let mut stream = TcpStream::connect(self.admin).expect("the admin port listens");
        stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: billing\r\nConnection: close\r\n\r\n").expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        answer.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What a command said that went well.
pub fn output(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The value of `grpc.address`, or that of another port, in a line of the log.
fn address(line: &str, port: &str) -> Option<SocketAddr> {
    let (_, after) = line.split_once(&format!("\"{port}.address\":\""))?;
    after.split_once('"')?.0.parse().ok()
}
