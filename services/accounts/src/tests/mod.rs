//! The service over real gRPC with a real database. In place of `auth` stands one that knows the test's users and signs
//! their tokens.

mod access;
mod auth;
mod invitations;
mod memberships;
mod organizations;
mod seed;

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use hc_proto::accounts::v1::{
    self as messages, CreateOrganizationRequest, InviteMemberRequest, accounts_service_client::AccountsServiceClient,
};
use hc_rpc::{CallContext, Channel, Fault, GrpcSettings, PeerSettings, TlsSettings, certs::DevCa};
use hc_storage::{DatabaseSettings, Db};
use hc_testkit::TestDatabase;
use hc_types::UserId;
use secrecy::SecretString;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tonic::{Response, Status};
use tower::util::MapRequestLayer;

use self::auth::Auth;
use crate::{api, settings::Settings, store};

/// A running service.
struct Accounts {
    auth: Auth,
    database: TestDatabase,
    db: Db,
    address: SocketAddr,
    calls: Arc<Mutex<HashMap<String, usize>>>,
    stop: CancellationToken,
    folder: tempfile::TempDir,
}

/// A user who can call.
struct User {
    id: UserId,
    email: String,
    token: SecretString,
    client: AccountsServiceClient<Channel>,
}

impl Accounts {
    async fn start() -> Self {
        Self::start_with(|_| ()).await
    }

    async fn start_with(change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = TestDatabase::create(&[
            &hc_storage::MIGRATOR,
            &hc_events::MIGRATOR,
            &hc_access::MIGRATOR,
            &store::MIGRATOR,
        ])
        .await;
        let db = hc_storage::connect(&DatabaseSettings::new(database.url())).await.unwrap();
        let auth = Auth::start(&certificate(&folder, "auth"), &db).await;
        let mut settings: Settings = serde_json::from_value(serde_json::json!({
            "grpc": {}, "database": { "url": database.url() }, "broker": { "url": "amqp://nowhere" },
            "tls": { "ca": "", "certificate": "", "key": "" }, "peers": { "auth": { "url": auth.url() } },
            "access": { "issuer": auth::ISSUER },
        }))
        .unwrap();
        settings.tls = certificate(&folder, "accounts");
        settings.grpc = GrpcSettings { drain_timeout: std::time::Duration::ZERO, ..GrpcSettings::default() };
        change(&mut settings);
        let stop = CancellationToken::new();
        let calls = Arc::<Mutex<HashMap<String, usize>>>::default();
        let counted = Arc::clone(&calls);
        let count = MapRequestLayer::new(move |request: http::Request<tonic::body::Body>| {
            let method = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
            *counted.lock().unwrap().entry(method).or_default() += 1;
            request
        });
        let server = api::server(&db, &settings, stop.clone()).unwrap().layer(count);
        let bound = server.bind().await.unwrap();
        let address = bound.local_addr().unwrap();
        TaskTracker::new().spawn(bound.serve(stop.clone()));
        Self { auth, database, db, address, calls, stop, folder }
    }

    /// How often a method was called.
    fn calls(&self, method: &str) -> usize {
        self.calls.lock().unwrap().get(method).copied().unwrap_or_default()
    }

    /// A channel of another service.
    fn channel_of(&self, service: &str) -> Channel {
        let peer =
            PeerSettings { channels: 1, ..PeerSettings::new(format!("https://localhost:{}", self.address.port())) };
        hc_rpc::connect(&peer, &certificate(&self.folder, service)).unwrap()
    }

    /// A user, calling through the gateway.
    fn user(&self, name: &str) -> User {
        let email = format!("{name}@example.test");
        let id = self.auth.add_user(&email);
        let client = AccountsServiceClient::new(self.channel_of("gateway"));
        User { id, token: self.auth.token(id), email, client }
    }

    /// One of the staff, calling through the gateway.
    fn staff(&self, name: &str) -> User {
        let user = self.user(name);
        User { token: self.auth.staff_token(user.id), ..user }
    }

    /// Every event that was told, in order: type and data.
    async fn events(&self) -> Vec<(String, serde_json::Value)> {
        let rows = sqlx::query!(r#"SELECT type AS kind, data::text AS "data!" FROM outbox ORDER BY position"#);
        let rows = rows.fetch_all(self.database.pool()).await.unwrap();
        rows.into_iter().map(|row| (row.kind, serde_json::from_str(&row.data).unwrap())).collect()
    }

    async fn event_types(&self) -> Vec<String> {
        self.events().await.into_iter().map(|(kind, _)| kind).collect()
    }
}

impl Drop for Accounts {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl User {
    /// Runs a call with this user's token.
    async fn call<T>(&self, call: impl Future<Output = Result<Response<T>, Status>>) -> Result<T, Fault> {
        let context = CallContext::new().with_bearer(self.token.clone());
        context.scope(call).await.map(Response::into_inner).map_err(Fault::from)
    }

    fn client(&self) -> AccountsServiceClient<Channel> {
        self.client.clone()
    }

    async fn create(&self, name: &str, slug: Option<&str>) -> Result<messages::Organization, Fault> {
        let request =
            CreateOrganizationRequest { name: name.to_owned(), slug: slug.map(str::to_owned), idempotency_key: None };
        let answer = self.call(self.client().create_organization(request)).await?;
        Ok(answer.organization.unwrap())
    }

    async fn invite(
        &self,
        organization: &messages::Organization,
        email: &str,
        role: hc_access::Role,
    ) -> Result<Invited, Fault> {
        let request = InviteMemberRequest {
            organization_id: organization.id.clone(),
            email: email.to_owned(),
            role: number(role),
            idempotency_key: None,
        };
        let answer = self.call(self.client().invite_member(request)).await?;
        Ok(Invited { token: token_in(&answer.accept_url), invitation: answer.invitation.unwrap() })
    }

    async fn accept(&self, token: &str) -> Result<messages::Membership, Fault> {
        let request = messages::AcceptInvitationRequest { token: token.to_owned() };
        let answer = self.call(self.client().accept_invitation(request)).await?;
        Ok(answer.membership.unwrap())
    }

    /// Makes the other one a member.
    async fn admit(
        &self,
        organization: &messages::Organization,
        other: &User,
        role: hc_access::Role,
    ) -> messages::Membership {
        let invited = self.invite(organization, &other.email, role).await.unwrap();
        other.accept(&invited.token).await.unwrap()
    }
}

#[derive(Debug)]
struct Invited {
    invitation: messages::Invitation,
    token: String,
}

fn number(role: hc_access::Role) -> i32 {
    hc_proto::r#type::v1::Role::from(role).into()
}

fn token_in(url: &str) -> String {
    url.split_once("?token=").unwrap().1.to_owned()
}

fn reason(fault: &Fault) -> &str {
    fault.reason.as_deref().unwrap_or_default()
}

fn violations(fault: &Fault) -> Vec<(&str, &str)> {
    fault.violations.iter().map(|violation| (violation.field.as_str(), violation.reason.as_str())).collect()
}

fn certificate(folder: &tempfile::TempDir, service: &str) -> TlsSettings {
    DevCa::create_or_load(folder.path()).unwrap().issue(service, &["localhost"]).unwrap()
}
