//! A stand-in for `auth`: its contract, as far as `accounts` and the access checks use it. Its feed is the real one, on the
//! test's database.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hc_access::feed;
use hc_proto::auth::v1::{
    self as messages,
    auth_service_server::{AuthService, AuthServiceServer},
};
use hc_rpc::{GrpcServer, GrpcSettings, TlsSettings, refusal};
use hc_storage::Db;
use hc_types::{SessionId, UserId};
use secrecy::SecretString;
use serde_json::json;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tonic::{Code, Request, Response, Status};

pub const ISSUER: &str = "https://id.test";

pub struct Auth {
    state: Arc<State>,
    port: u16,
    stop: CancellationToken,
}

struct State {
    key: EcdsaKeyPair,
    users: Mutex<HashMap<UserId, String>>,
    ended: Mutex<HashSet<SessionId>>,
    staff: Mutex<HashSet<SessionId>>,
    checks: AtomicUsize,
}

impl Auth {
    pub async fn start(tls: &TlsSettings, db: &Db) -> Self {
        let state = Arc::new(State {
            key: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap(),
            users: Mutex::default(),
            ended: Mutex::default(),
            staff: Mutex::default(),
            checks: AtomicUsize::new(0),
        });
        let stop = CancellationToken::new();
        let settings = GrpcSettings { drain_timeout: std::time::Duration::ZERO, ..GrpcSettings::default() };
        let service = AuthServiceServer::new(Service(Arc::clone(&state)));
        let server = GrpcServer::new(&settings, tls).unwrap().add(service).add(feed::service(db, stop.clone()));
        let bound = server.bind().await.unwrap();
        let port = bound.local_addr().unwrap().port();
        TaskTracker::new().spawn(bound.serve(stop.clone()));
        Self { state, port, stop }
    }

    pub fn url(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    pub fn add_user(&self, email: &str) -> UserId {
        let id = UserId::new();
        self.state.users.lock().unwrap().insert(id, email.to_owned());
        id
    }

    /// From now on `CheckSession` says that the session has ended; nobody is told.
    pub fn end(&self, session: SessionId) {
        self.state.ended.lock().unwrap().insert(session);
    }

    /// How often `CheckSession` was asked.
    pub fn checks(&self) -> usize {
        self.state.checks.load(Ordering::SeqCst)
    }

    pub fn token(&self, user: UserId) -> SecretString {
        self.token_of(user, SessionId::new())
    }

    /// The token of one of the staff.
    pub fn staff_token(&self, user: UserId) -> SecretString {
        let session = SessionId::new();
        self.state.staff.lock().unwrap().insert(session);
        self.token_of(user, session)
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

impl Drop for Auth {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

struct Service(Arc<State>);

fn not_here<T>() -> Result<Response<T>, Status> {
    Err(Status::unimplemented("not in this stand-in"))
}

fn user(id: UserId, email: &str) -> messages::User {
    let name = email.split('@').next().unwrap_or_default().to_owned();
    let (id, email, language) = (id.to_string(), email.to_owned(), "en".to_owned());
    messages::User { id, email, name, language, ..messages::User::default() }
}

#[tonic::async_trait]
impl AuthService for Service {
    async fn batch_get_users(
        &self,
        request: Request<messages::BatchGetUsersRequest>,
    ) -> Result<Response<messages::BatchGetUsersResponse>, Status> {
        let users = self.0.users.lock().unwrap();
        let ids: HashSet<UserId> = request.get_ref().ids.iter().map(|id| id.parse().unwrap()).collect();
        let found = users.iter().filter(|(id, _)| ids.contains(id)).map(|(id, email)| user(*id, email)).collect();
        Ok(Response::new(messages::BatchGetUsersResponse { users: found }))
    }

    async fn find_user(
        &self,
        request: Request<messages::FindUserRequest>,
    ) -> Result<Response<messages::FindUserResponse>, Status> {
        let email = request.into_inner().email.to_lowercase();
        let users = self.0.users.lock().unwrap();
        let found = users.iter().find(|(_, known)| **known == email).map(|(id, email)| user(*id, email));
        let found = found.ok_or_else(|| refusal(Code::NotFound, "USER_NOT_FOUND", "no such user"))?;
        Ok(Response::new(messages::FindUserResponse { user: Some(found) }))
    }

    async fn list_signing_keys(
        &self,
        _: Request<messages::ListSigningKeysRequest>,
    ) -> Result<Response<messages::ListSigningKeysResponse>, Status> {
        let point = self.0.key.public_key().as_ref();
        let (x, y) = (URL_SAFE_NO_PAD.encode(&point[1..33]), URL_SAFE_NO_PAD.encode(&point[33..]));
        let jwk = json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y }).to_string();
        let key = messages::SigningKey { kid: "k1".to_owned(), algorithm: "ES256".to_owned(), jwk };
        Ok(Response::new(messages::ListSigningKeysResponse { keys: vec![key] }))
    }

    async fn check_session(
        &self,
        request: Request<messages::CheckSessionRequest>,
    ) -> Result<Response<messages::CheckSessionResponse>, Status> {
        let session = request.into_inner().session_id.parse().unwrap();
        self.0.checks.fetch_add(1, Ordering::SeqCst);
        let live = !self.0.ended.lock().unwrap().contains(&session);
        let is_staff = self.0.staff.lock().unwrap().contains(&session);
        let platform_roles = is_staff.then(|| "support".to_owned()).into_iter().collect();
        Ok(Response::new(messages::CheckSessionResponse { live, platform_roles }))
    }

    async fn register(
        &self,
        _: Request<messages::RegisterRequest>,
    ) -> Result<Response<messages::RegisterResponse>, Status> {
        not_here()
    }

    async fn log_in(&self, _: Request<messages::LogInRequest>) -> Result<Response<messages::LogInResponse>, Status> {
        not_here()
    }

    async fn refresh_tokens(
        &self,
        _: Request<messages::RefreshTokensRequest>,
    ) -> Result<Response<messages::RefreshTokensResponse>, Status> {
        not_here()
    }

    async fn change_password(
        &self,
        _: Request<messages::ChangePasswordRequest>,
    ) -> Result<Response<messages::ChangePasswordResponse>, Status> {
        not_here()
    }

    async fn open_web_session(
        &self,
        _: Request<messages::OpenWebSessionRequest>,
    ) -> Result<Response<messages::OpenWebSessionResponse>, Status> {
        not_here()
    }

    async fn exchange_session(
        &self,
        _: Request<messages::ExchangeSessionRequest>,
    ) -> Result<Response<messages::ExchangeSessionResponse>, Status> {
        not_here()
    }

    async fn log_out(&self, _: Request<messages::LogOutRequest>) -> Result<Response<messages::LogOutResponse>, Status> {
        not_here()
    }

    async fn revoke_session(
        &self,
        _: Request<messages::RevokeSessionRequest>,
    ) -> Result<Response<messages::RevokeSessionResponse>, Status> {
        not_here()
    }

    async fn list_sessions(
        &self,
        _: Request<messages::ListSessionsRequest>,
    ) -> Result<Response<messages::ListSessionsResponse>, Status> {
        not_here()
    }

    async fn batch_get_sessions(
        &self,
        _: Request<messages::BatchGetSessionsRequest>,
    ) -> Result<Response<messages::BatchGetSessionsResponse>, Status> {
        not_here()
    }

    async fn update_profile(
        &self,
        _: Request<messages::UpdateProfileRequest>,
    ) -> Result<Response<messages::UpdateProfileResponse>, Status> {
        not_here()
    }

    async fn request_email_verification(
        &self,
        _: Request<messages::RequestEmailVerificationRequest>,
    ) -> Result<Response<messages::RequestEmailVerificationResponse>, Status> {
        not_here()
    }

    async fn verify_email(
        &self,
        _: Request<messages::VerifyEmailRequest>,
    ) -> Result<Response<messages::VerifyEmailResponse>, Status> {
        not_here()
    }

    async fn request_password_reset(
        &self,
        _: Request<messages::RequestPasswordResetRequest>,
    ) -> Result<Response<messages::RequestPasswordResetResponse>, Status> {
        not_here()
    }

    async fn reset_password(
        &self,
        _: Request<messages::ResetPasswordRequest>,
    ) -> Result<Response<messages::ResetPasswordResponse>, Status> {
        not_here()
    }

    async fn search_users(
        &self,
        _: Request<messages::SearchUsersRequest>,
    ) -> Result<Response<messages::SearchUsersResponse>, Status> {
        not_here()
    }

    async fn mint_mail_link(
        &self,
        _: Request<messages::MintMailLinkRequest>,
    ) -> Result<Response<messages::MintMailLinkResponse>, Status> {
        not_here()
    }
}
