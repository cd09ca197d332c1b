//! A gateway of its own for a test.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hc_proto::{accounts::v1 as accounts, auth::v1 as auth, r#type::v1 as shared};
use hc_rpc::{GrpcServer, GrpcSettings};
use hc_testkit::{Certificates, certificates, eventually};
use hc_types::{SessionId, UserId};
use serde_json::{Value, json};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::fakes::{Accounts, Audit, Auth, Billing, Fakes, Feed, Mails, Provisioning, Webhooks};

const ISSUER: &str = "http://issuer.test";

/// A running gateway.
pub struct Gateway {
    process: Child,
    port: u16,
    /// What the services behind it answer.
    pub fakes: Fakes,
    signer: EcdsaKeyPair,
    client: reqwest::Client,
    certificates: Certificates,
    _stop: DropGuard,
}

impl Gateway {
    /// A gateway whose services cannot be reached.
    pub async fn alone() -> Self {
        Self::start("", "", false, "amqp://127.0.0.1:1").await
    }

    /// A gateway with services.
    pub async fn with_services() -> Self {
        Self::start("", "", true, "amqp://127.0.0.1:1").await
    }

    /// A gateway with services and more settings.
    pub async fn with_settings(settings: &str) -> Self {
        Self::start("", settings, true, "amqp://127.0.0.1:1").await
    }

    /// A gateway with services and more settings of `[http]`.
    pub async fn with_settings_of_http(settings: &str) -> Self {
        Self::start(settings, "", true, "amqp://127.0.0.1:1").await
    }

    /// A gateway with services and a broker.
    pub async fn with_broker(broker: &str) -> Self {
        Self::start("", "", true, broker).await
    }

    async fn start(http: &str, settings: &str, services: bool, broker: &str) -> Self {
        let certificates = certificates();
        let fakes = Fakes::default();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
        let signer = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref()).unwrap();
        let stop = CancellationToken::new();
        let peer = if services { serve(&certificates, &fakes, &signer, stop.clone()).await } else { 1 };
        let tls = certificates.tls("gateway");
        let peers: String = ["auth", "accounts", "billing", "provisioning", "notifications", "audit"]
            .map(|name| format!("[peers.{name}]\nurl = \"https://localhost:{peer}\"\ntimeout = \"2s\"\n"))
            .concat();
        let text = format!(
            "[http]\nlisten = \"127.0.0.1:0\"\ngraphiql = true\n{http}\n\
             [access]\nissuer = \"{ISSUER}\"\n\
             [tls]\nca = \"{}\"\ncertificate = \"{}\"\nkey = \"{}\"\n\
             [broker]\nurl = \"{broker}\"\n{peers}{settings}",
            tls.ca.display(),
            tls.certificate.display(),
            tls.key.display()
        );
        let process = spawn(certificates.folder(), &text);
        let port = eventually("the gateway says where it listens", || async { port(certificates.folder()) }).await;
        let client = reqwest::Client::new();
        Self { process, port, fakes, signer, client, certificates, _stop: stop.drop_guard() }
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// The address of the WebSocket.
    pub fn socket_url(&self) -> String {
        format!("ws://127.0.0.1:{}/graphql", self.port)
    }

    /// A request to `/graphql`.
    pub fn post(&self) -> reqwest::RequestBuilder {
        self.client.post(self.url("/graphql"))
    }

    /// A client for everything else.
    pub fn client(&self) -> &reqwest::Client {
        &self.client
    }

    /// The answer to an operation without a token.
    pub async fn ask(&self, query: &str) -> Value {
        self.post().json(&json!({ "query": query })).send().await.unwrap().json().await.unwrap()
    }

    /// The answer to an operation of a signed-in user.
    pub async fn ask_as(&self, token: &str, query: &str, variables: Value) -> Value {
        let request = self.post().bearer_auth(token).json(&json!({ "query": query, "variables": variables }));
        request.send().await.unwrap().json().await.unwrap()
    }

    /// A token of somebody that is good for so many seconds.
    pub fn token(&self, seconds: i64) -> String {
        self.token_with(&json!({}), seconds)
    }

    /// A token with other claims.
    pub fn token_with(&self, changes: &Value, seconds: i64) -> String {
        let now = i64::try_from(unix_seconds()).unwrap();
        let mut claims = json!({
            "iss": ISSUER, "aud": ["hostingco"], "sub": UserId::new().to_string(), "sid": SessionId::new().to_string(),
            "client_id": "test", "jti": "1", "iat": now.min(now + seconds), "exp": now + seconds,
        });
        claims.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let header = json!({ "alg": "ES256", "typ": "at+jwt", "kid": "k1" });
        let encode = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", encode(&header), encode(&claims));
        let signature = self.signer.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.certificates.folder().join("gateway.log")).unwrap()
    }

    /// Asks the process to stop, as an orchestrator does.
    pub fn terminate(&self) {
        Command::new("kill").arg(self.process.id().to_string()).status().unwrap();
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn spawn(folder: &Path, settings: &str) -> Child {
    let file = folder.join("gateway.toml");
    std::fs::write(&file, settings).unwrap();
    let log = std::fs::File::create(folder.join("gateway.log")).unwrap();
    Command::new(env!("CARGO_BIN_EXE_gateway"))
        .arg("--config")
        .arg(file)
        .stdin(Stdio::null())
        .stdout(log.try_clone().unwrap())
        .stderr(log)
        .spawn()
        .unwrap()
}

/// The port, from the line of the log that tells it.
fn port(folder: &Path) -> Option<u16> {
    let log = std::fs::read_to_string(folder.join("gateway.log")).ok()?;
    let line = log.lines().find(|line| line.contains("GraphQL is served"))?;
    let (_, address) = line.split_once("127.0.0.1:")?;
    address.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// The fakes behind one server, which knows the key of the tokens, believes every session and makes everybody an owner.
async fn serve(certificates: &Certificates, fakes: &Fakes, signer: &EcdsaKeyPair, stop: CancellationToken) -> u16 {
    let point = signer.public_key().as_ref();
    let coordinate = |range| BASE64_URL_SAFE_NO_PAD.encode(&point[range]);
    let jwk = json!({ "kty": "EC", "crv": "P-256", "x": coordinate(1..33), "y": coordinate(33..65) }).to_string();
    fakes.on("AuthService/ListSigningKeys", move |_: auth::ListSigningKeysRequest| {
        let key = auth::SigningKey { kid: "k1".into(), algorithm: "ES256".into(), jwk: jwk.clone() };
        Ok(auth::ListSigningKeysResponse { keys: vec![key] })
    });
    fakes.on("AuthService/CheckSession", |_: auth::CheckSessionRequest| {
        Ok(auth::CheckSessionResponse { live: true, platform_roles: vec![] })
    });
    fakes.on("AccountsService/GetAccess", |_: accounts::GetAccessRequest| {
        Ok(accounts::GetAccessResponse { role: shared::Role::Owner.into() })
    });
    let settings = GrpcSettings { listen: "127.0.0.1:0".parse().unwrap(), ..GrpcSettings::default() };
    let server = GrpcServer::new(&settings, &certificates.tls("auth"))
        .unwrap()
        .add(Auth(fakes.clone()))
        .add(Accounts(fakes.clone()))
        .add(Billing(fakes.clone()))
        .add(Provisioning(fakes.clone()))
        .add(Mails(fakes.clone()))
        .add(Feed(fakes.clone()))
        .add(Webhooks(fakes.clone()))
        .add(Audit(fakes.clone()))
        .bind()
        .await
        .unwrap();
    let port = server.local_addr().unwrap().port();
    tokio_util::task::TaskTracker::new().spawn(server.serve(stop));
    port
}

fn unix_seconds() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "a token's times are those of the world's clock")]
    let now = SystemTime::now();
    now.duration_since(UNIX_EPOCH).unwrap().as_secs()
}
