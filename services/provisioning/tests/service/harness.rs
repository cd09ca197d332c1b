//! `provisioning` in its two roles, with a database, a vhost, an authority and a folder of its own. In the place of `auth`
//! and `accounts` stand parts that know the test's users, in that of `billing` an outbox and a relay.
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use futures::FutureExt;
use hc_events::{BrokerSettings, Cause, Fact, Relay, outbox};
use hc_proto::provisioning::v1 as proto;
use hc_proto::provisioning::v1::provisioning_service_client::ProvisioningServiceClient;
use hc_proto::r#type::v1::Role;
use hc_rpc::{CallContext, Channel, Fault, PeerSettings};
use hc_storage::{Db, StoreError};
use hc_testkit::{Certificates, TestBroker, TestDatabase, certificates};
use hc_types::{OrganizationId, UserId};
use secrecy::SecretString;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tonic::{Response, Status};

use crate::owners::{ISSUER, Owners};

/// The regions of the repository.
pub const SEEDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../seeds/provisioning.toml");

/// A running service with all that it needs.
pub struct Running {
    database: TestDatabase,
    broker: TestBroker,
    certificates: Certificates,
    folder: tempfile::TempDir,
    owners: Owners,
    /// Billing's database, from which its events go out.
    telling: (TestDatabase, Db),
    sites: SocketAddr,
    serving: Option<Child>,
    control: Option<(Child, SocketAddr)>,
    _relay: JoinSet<anyhow::Result<()>>,
}

/// A user who calls through the gateway.
#[derive(Clone)]
pub struct User {
    token: SecretString,
    channel: Channel,
}

impl Running {
    /// Migrates, seeds, and starts both roles.
    pub async fn start() -> Self {
        let broker = TestBroker::start().await;
        let certificates = certificates();
        let owners = Owners::start(&certificates).await;
        let billing = TestDatabase::create(&[&hc_storage::MIGRATOR, &hc_events::MIGRATOR]).await;
        let db = hc_storage::connect(&hc_storage::DatabaseSettings::new(billing.url())).await.unwrap();
        let mut relay = JoinSet::new();
        let relaying = Relay::new(db.clone(), "billing", &BrokerSettings::new(broker.url()));
        relay.spawn(relaying.run(CancellationToken::new()));
        let mut running = Self {
            database: TestDatabase::empty().await,
            broker,
            certificates,
            folder: tempfile::tempdir().unwrap(),
            owners,
            telling: (billing, db),
            sites: SocketAddr::from(([127, 0, 0, 1], 0)),
            serving: None,
            control: None,
            _relay: relay,
        };
        output(&running.run(&["migrate"]));
        output(&running.run(&["seed", "--file", SEEDS]));
        running.start_sites();
        running.start_control();
        running
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let tls = self.certificates.tls("provisioning");
        let mut command = self.bare(arguments);
        let peer = self.owners.url();
        command.envs([
            ("PROVISIONING_DATABASE__URL", self.database.url()),
            ("PROVISIONING_DATABASE__MAX_CONNECTIONS", "6"),
            ("PROVISIONING_BROKER__URL", self.broker.url()),
            ("PROVISIONING_TLS__CA", tls.ca.to_str().unwrap()),
            ("PROVISIONING_TLS__CERTIFICATE", tls.certificate.to_str().unwrap()),
            ("PROVISIONING_TLS__KEY", tls.key.to_str().unwrap()),
            ("PROVISIONING_GRPC__LISTEN", "127.0.0.1:0"),
            ("PROVISIONING_ACCESS__ISSUER", ISSUER),
            ("PROVISIONING_PEERS__AUTH__URL", &peer),
            ("PROVISIONING_PEERS__ACCOUNTS__URL", &peer),
            ("PROVISIONING_PEERS__BILLING__URL", "https://localhost:1"),
            ("PROVISIONING_RECONCILER__LEASE", "3s"),
        ]);
        command
    }

    /// With what the sites role needs, and nothing else.
    fn bare(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_provisioning"));
        let sites = self.sites.to_string();
        command.args(arguments).env_clear().envs([
            ("PROVISIONING_BLOBS__DIRECTORY", self.folder.path().to_str().unwrap()),
            ("PROVISIONING_SITES__LISTEN", &sites),
            ("PROVISIONING_SITES__PROBE", &sites),
            ("PROVISIONING_LOG__FORMAT", "json"),
        ]);
        command
    }

    fn start_sites(&mut self) {
        let (child, address) = spawn(self.bare(&["serve", "--role", "sites"]), "sites.address");
        self.serving = Some(child);
        self.sites = address;
    }

    /// Ends the sites role without a warning and starts it again.
    pub fn restart_sites(&mut self) {
        kill(self.serving.take());
        self.start_sites();
    }

    /// Starts the control role.
    pub fn start_control(&mut self) {
        self.control = Some(spawn(self.command(&["serve", "--role", "control"]), "grpc.address"));
    }

    /// Ends the control role without a warning.
    pub fn kill_control(&mut self) {
        kill(self.control.take().map(|(child, _)| child));
    }

    fn channel(&self, service: &str) -> Channel {
        let port = self.control.as_ref().map_or(1, |(_, address)| address.port());
        let peer =
            PeerSettings { timeout: Duration::from_secs(15), ..PeerSettings::new(format!("https://localhost:{port}")) };
        hc_rpc::connect(&peer, &self.certificates.tls(service)).unwrap()
    }

    /// A client with billing's certificate.
    pub fn billing(&self) -> ProvisioningServiceClient<Channel> {
        ProvisioningServiceClient::new(self.channel("billing"))
    }

    /// A user with a role in an organization.
    pub fn user(&self, organization: OrganizationId, role: Role) -> User {
        let user = UserId::new();
        self.owners.add(user, organization, role);
        User { token: self.owners.token(user), channel: self.channel("gateway") }
    }

    /// One of the staff.
    pub fn staff(&self, role: &'static str) -> User {
        User { token: self.owners.staff_token(role), channel: self.channel("gateway") }
    }

    /// The same user, with the address that the service has now.
    pub fn reconnected(&self, user: &User) -> User {
        User { token: user.token.clone(), channel: self.channel("gateway") }
    }

    /// Publishes an event of billing.
    pub async fn tell<E: hc_proto::Event>(&self, subject: impl ToString, organization: OrganizationId, payload: E) {
        let subject = subject.to_string();
        let told = self.telling.1.transact::<_, StoreError, _>(move |tx, _| {
            async move {
                let cause = &Cause::system("test");
                outbox::enqueue(tx, Fact { subject, organization: Some(organization), cause, payload }).await
            }
            .boxed()
        });
        told.await.unwrap();
    }

    /// The id of a region.
    pub async fn region(&self, slug: &str) -> String {
        let regions = hc_testkit::eventually("regions are listed", async || {
            let answer = self.billing().list_regions(proto::ListRegionsRequest {}).await;
            answer.map(|answer| answer.into_inner().regions)
        });
        regions.await.into_iter().find(|region| region.slug == slug).unwrap().id
    }

    /// What a visitor gets: the status and the text.
    pub async fn visit(&self, url: &str) -> (u16, String) {
        let host = url.trim_start_matches("http://").split('/').next().unwrap();
        let request = reqwest::Client::new().get(format!("http://{}/", self.sites)).header("host", host);
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    /// One row of the service's database.
    pub async fn ask<T>(&self, sql: &'static str) -> T
    where
        T: for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow> + Send + Unpin,
    {
        self.ask_maybe(sql).await.unwrap()
    }

    /// One row of the service's database, or none.
    pub async fn ask_maybe<T>(&self, sql: &'static str) -> Option<T>
    where
        T: for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow> + Send + Unpin,
    {
        sqlx::query_as(sql).fetch_optional(self.database.pool()).await.unwrap()
    }
}

impl User {
    /// A client that calls through the gateway.
    pub fn client(&self) -> ProvisioningServiceClient<Channel> {
        ProvisioningServiceClient::new(self.channel.clone())
    }

    /// Runs a call with this user's token.
    pub async fn call<T>(&self, call: impl Future<Output = Result<Response<T>, Status>>) -> Result<T, Fault> {
        let context = CallContext::new().with_bearer(self.token.clone());
        context.scope(call).await.map(Response::into_inner).map_err(Fault::from)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        kill(self.serving.take());
        self.kill_control();
    }
}

/// Starts a process and waits for the address that it logs under a name.
fn spawn(mut command: Command, name: &'static str) -> (Child, SocketAddr) {
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let (found, addresses) = mpsc::channel();
    std::thread::spawn(move || {
        // Read to the end: a full pipe would stop the process.
        for line in lines.map_while(Result::ok) {
            let after = line.split_once(&format!("\"{name}\":\"")).map(|(_, after)| after);
            if let Some(address) = after.and_then(|after| after.split('"').next()?.parse().ok()) {
                let _nobody_waits = found.send(address);
            }
            eprintln!("{line}");
        }
    });
    (child, addresses.recv_timeout(Duration::from_secs(20)).expect("the process starts"))
}

fn kill(child: Option<Child>) {
    if let Some(mut child) = child {
        child.kill().unwrap();
        child.wait().unwrap();
    }
}

/// What a command said that went well.
pub fn output(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A site of one page.
pub fn tarball(text: &str) -> Vec<u8> {
    let mut header = tar::Header::new_gnu();
    header.set_size(u64::try_from(text.len()).unwrap());
    header.set_mode(0o644);
    let mut builder = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    builder.append_data(&mut header, "index.html", text.as_bytes()).unwrap();
    let mut encoder = builder.into_inner().unwrap();
    encoder.flush().unwrap();
    encoder.finish().unwrap()
}
