//! Stand-ins for `auth` and `accounts`: the three questions that the access checks ask them. Their feed is the real one.
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures::FutureExt;
use futures::future::BoxFuture;
use hc_access::feed;
use hc_proto::accounts::v1::{GetAccessRequest, GetAccessResponse};
use hc_proto::auth::v1::{
    CheckSessionRequest, CheckSessionResponse, ListSigningKeysRequest, ListSigningKeysResponse, SigningKey,
};
use hc_proto::r#type::v1::Role;
use hc_rpc::{GrpcServer, GrpcSettings};
use hc_testkit::{Certificates, TestDatabase};
use hc_types::{OrganizationId, SessionId, UserId};
use secrecy::SecretString;
use serde_json::json;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tonic::body::Body;
use tonic::server::{Grpc, NamedService, UnaryService};
use tonic::{Request, Response, Status};
use tonic_prost::ProstCodec;
use tower::Service;

pub const ISSUER: &str = "https://id.test";

/// Both owners behind one port.
pub struct Owners {
    state: Arc<State>,
    port: u16,
    stop: CancellationToken,
    _database: TestDatabase,
}

struct State {
    key: EcdsaKeyPair,
    roles: Mutex<HashMap<(String, String), Role>>,
    /// Sessions with a platform role.
    staff: Mutex<HashMap<String, &'static str>>,
}

impl Owners {
    pub async fn start(certificates: &Certificates) -> Self {
        let database = TestDatabase::create(&[&hc_storage::MIGRATOR, &hc_access::MIGRATOR]).await;
        let db = hc_storage::connect(&hc_storage::DatabaseSettings::new(database.url())).await.unwrap();
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let state = Arc::new(State { key, roles: Mutex::default(), staff: Mutex::default() });
        let stop = CancellationToken::new();
        let settings = GrpcSettings { drain_timeout: Duration::ZERO, ..GrpcSettings::default() };
        // One process with one identity: what the service believes is the authority.
        let server = GrpcServer::new(&settings, &certificates.tls("auth")).unwrap();
        let server = server
            .add(Answers::<Auth>(Arc::clone(&state), std::marker::PhantomData))
            .add(Answers::<Accounts>(Arc::clone(&state), std::marker::PhantomData))
            .add(feed::service(&db, stop.clone()));
        let bound = server.bind().await.unwrap();
        let port = bound.local_addr().unwrap().port();
        TaskTracker::new().spawn(bound.serve(stop.clone()));
        Self { state, port, stop, _database: database }
    }

    pub fn url(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    pub fn add(&self, user: UserId, organization: OrganizationId, role: Role) {
        self.state.roles.lock().unwrap().insert((user.to_string(), organization.to_string()), role);
    }

    pub fn token(&self, user: UserId) -> SecretString {
        self.token_of(user, SessionId::new())
    }

    /// The token of somebody with a platform role.
    pub fn staff_token(&self, role: &'static str) -> SecretString {
        let session = SessionId::new();
        self.state.staff.lock().unwrap().insert(session.to_string(), role);
        self.token_of(UserId::new(), session)
    }

    fn token_of(&self, user: UserId, session: SessionId) -> SecretString {
        #[expect(clippy::disallowed_methods, reason = "JWT times are wall-clock times")]
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
        let header = json!({ "typ": "at+jwt", "alg": "ES256", "kid": "k1" });
        let claims = json!({
            "iss": ISSUER, "aud": "hostingco", "sub": user, "sid": session, "client_id": "console",
            "jti": "1", "iat": now, "exp": now + 300,
        });
        let encode = |part: &serde_json::Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let signed = format!("{}.{}", encode(&header), encode(&claims));
        let signature = self.state.key.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        SecretString::from(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

impl Drop for Owners {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// A gRPC service that answers the few methods that are asked here, under the name of a whole one.
struct Answers<N>(Arc<State>, std::marker::PhantomData<fn() -> N>);

impl<N> Clone for Answers<N> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0), std::marker::PhantomData)
    }
}

struct Auth;
struct Accounts;

impl NamedService for Answers<Auth> {
    const NAME: &'static str = "hostingco.auth.v1.AuthService";
}

impl NamedService for Answers<Accounts> {
    const NAME: &'static str = "hostingco.accounts.v1.AccountsService";
}

impl<N> Service<http::Request<Body>> for Answers<N> {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let state = Arc::clone(&self.0);
        async move {
            let method = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
            Ok(match method.as_str() {
                "ListSigningKeys" => Grpc::new(ProstCodec::default()).unary(SigningKeys(state), request).await,
                "CheckSession" => Grpc::new(ProstCodec::default()).unary(Session(state), request).await,
                "GetAccess" => Grpc::new(ProstCodec::default()).unary(Access(state), request).await,
                _ => Status::unimplemented("not in this stand-in").into_http(),
            })
        }
        .boxed()
    }
}

struct SigningKeys(Arc<State>);

impl UnaryService<ListSigningKeysRequest> for SigningKeys {
    type Response = ListSigningKeysResponse;
    type Future = BoxFuture<'static, Result<Response<Self::Response>, Status>>;

    fn call(&mut self, _: Request<ListSigningKeysRequest>) -> Self::Future {
        let point = self.0.key.public_key().as_ref();
        let (x, y) = (URL_SAFE_NO_PAD.encode(&point[1..33]), URL_SAFE_NO_PAD.encode(&point[33..]));
        let jwk = json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y }).to_string();
        let key = SigningKey { kid: "k1".to_owned(), algorithm: "ES256".to_owned(), jwk };
        async move { Ok(Response::new(ListSigningKeysResponse { keys: vec![key] })) }.boxed()
    }
}

struct Session(Arc<State>);

impl UnaryService<CheckSessionRequest> for Session {
    type Response = CheckSessionResponse;
    type Future = BoxFuture<'static, Result<Response<Self::Response>, Status>>;

    fn call(&mut self, request: Request<CheckSessionRequest>) -> Self::Future {
        let role = self.0.staff.lock().unwrap().get(&request.into_inner().session_id).copied();
        let platform_roles = role.into_iter().map(str::to_owned).collect();
        async move { Ok(Response::new(CheckSessionResponse { live: true, platform_roles })) }.boxed()
    }
}

struct Access(Arc<State>);

impl UnaryService<GetAccessRequest> for Access {
    type Response = GetAccessResponse;
    type Future = BoxFuture<'static, Result<Response<Self::Response>, Status>>;

    fn call(&mut self, request: Request<GetAccessRequest>) -> Self::Future {
        let GetAccessRequest { user_id, organization_id } = request.into_inner();
        let role = self.0.roles.lock().unwrap().get(&(user_id, organization_id)).copied().unwrap_or_default();
        async move { Ok(Response::new(GetAccessResponse { role: role.into() })) }.boxed()
    }
}
