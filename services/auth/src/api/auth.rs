//! `hostingco.auth.v1.AuthService`.

use std::fmt::Display;

use hc_access::{AccessError, Caller};
use hc_events::Cause;
use hc_proto::{
    CheckedPage,
    auth::v1::{self as proto, auth_service_server::AuthService},
    r#type::v1::PageInfo,
};
use hc_rpc::{CallContext, Violations, refusal, status};
use hc_types::{Email, Page, SessionId, UserId};
use tonic::{Code, Request, Response, Status};
use zeroize::Zeroizing;

use super::{
    access::{session_facts, signing_keys},
    mails, web_sessions,
};
use crate::{
    app::{
        App,
        change_password::{ChangePassword, ChangePasswordError, change_password},
        log_in::{LogIn, LogInError, log_in},
        refresh::{Refresh, refresh},
        register::{Register, register},
        revoke_session::{RevokeSession, revoke_session},
        sign_in::{Tokens, Visit},
    },
    domain::{
        language::Language,
        password::Password,
        person_name::PersonName,
        session::{Origin, RevokedReason, Session},
        user::User,
    },
    store::{sessions, users},
};

/// How many ids one batch may have.
const MOST_IDS: usize = 500;
/// Characters that a search may have, and users that it finds: when nobody says, and at most.
const MOST_SEARCHED: usize = 200;
const USERS_FOUND: i32 = 20;
const MOST_USERS_FOUND: i32 = 50;
/// The services that say where a client is.
const EDGES: [&str; 2] = ["gateway", "console"];
/// The services that decide who may see which user.
const DECIDE_WHO_IS_SEEN: [&str; 2] = ["gateway", "accounts"];
/// Asks in a user's name for that user: in which language to show their feed.
const SEES_THE_CALLER: &str = "notifications";

/// The handlers.
pub struct Auth {
    app: App,
}

impl Auth {
    /// Over these use cases.
    pub const fn new(app: App) -> Self {
        Self { app }
    }
}

#[tonic::async_trait]
impl AuthService for Auth {
    async fn register(
        &self,
        request: Request<proto::RegisterRequest>,
    ) -> Result<Response<proto::RegisterResponse>, Status> {
        let visit = visit(&request)?;
        let order = checked(request.into_inner(), visit, self.app.policy.min_password)?;
        let signed_in = register(&self.app, order).await.map_err(status)?;
        let (user, tokens) = (signed_in.user.into(), signed_in.tokens.into());
        Ok(Response::new(proto::RegisterResponse { user: Some(user), tokens: Some(tokens) }))
    }

    async fn log_in(&self, request: Request<proto::LogInRequest>) -> Result<Response<proto::LogInResponse>, Status> {
        let visit = visit(&request)?;
        let proto::LogInRequest { email, password } = request.into_inner();
        // A password that nobody can have: the only answer here is the usual one.
        let password =
            Password::presented(&Zeroizing::new(password)).map_err(|_| status(LogInError::InvalidCredentials))?;
        let order = LogIn { email: Email::parse(&email).ok(), password, visit };
        let signed_in = log_in(&self.app, order).await.map_err(status)?;
        let (user, tokens) = (signed_in.user.into(), signed_in.tokens.into());
        Ok(Response::new(proto::LogInResponse { user: Some(user), tokens: Some(tokens) }))
    }

    async fn refresh_tokens(
        &self,
        request: Request<proto::RefreshTokensRequest>,
    ) -> Result<Response<proto::RefreshTokensResponse>, Status> {
        let order = Refresh { token: Zeroizing::new(request.into_inner().refresh_token), request_id: request_id() };
        let tokens = refresh(&self.app, order).await.map_err(status)?;
        Ok(Response::new(proto::RefreshTokensResponse { tokens: Some(tokens.into()) }))
    }

    async fn open_web_session(
        &self,
        request: Request<proto::OpenWebSessionRequest>,
    ) -> Result<Response<proto::OpenWebSessionResponse>, Status> {
        web_sessions::open(&self.app, request).await
    }

    async fn exchange_session(
        &self,
        request: Request<proto::ExchangeSessionRequest>,
    ) -> Result<Response<proto::ExchangeSessionResponse>, Status> {
        web_sessions::exchange(&self.app, request).await
    }

    async fn log_out(&self, request: Request<proto::LogOutRequest>) -> Result<Response<proto::LogOutResponse>, Status> {
        let caller = Caller::of(&request)?;
        let order = RevokeSession {
            session: own_session(&caller)?,
            user: caller.signed_in()?,
            asked_from: caller.session(),
            reason: RevokedReason::LoggedOut,
            request_id: request_id(),
        };
        revoke_session(&self.app, order).await.map_err(status)?;
        Ok(Response::new(proto::LogOutResponse {}))
    }

    async fn revoke_session(
        &self,
        request: Request<proto::RevokeSessionRequest>,
    ) -> Result<Response<proto::RevokeSessionResponse>, Status> {
        let caller = Caller::of(&request)?;
        let user = caller.signed_in()?;
        let text = request.into_inner().session_id;
        let session = text.parse::<SessionId>().map_err(|_| no_session())?;
        let order = RevokeSession {
            session,
            user,
            asked_from: caller.session(),
            reason: RevokedReason::Revoked,
            request_id: request_id(),
        };
        let session = revoke_session(&self.app, order).await.map_err(status)?;
        Ok(Response::new(proto::RevokeSessionResponse { session: Some(shown(session, &caller)) }))
    }

    async fn list_sessions(
        &self,
        request: Request<proto::ListSessionsRequest>,
    ) -> Result<Response<proto::ListSessionsResponse>, Status> {
        let caller = Caller::of(&request)?;
        let user = caller.signed_in()?;
        let page = CheckedPage::try_from(request.into_inner().page)
            .map_err(|error| refusal(Code::InvalidArgument, "PAGE_INVALID", error.to_string()))?
            .0;
        let rows = sessions::list(self.app.db.pool(), user, &page).await.map_err(status)?;
        let page = Page::from_rows(&page, rows);
        let page_info = PageInfo::of(&page, |session| session.id.uuid());
        let sessions = page.items.into_iter().map(|session| shown(session, &caller)).collect();
        Ok(Response::new(proto::ListSessionsResponse { sessions, page_info: Some(page_info) }))
    }

    async fn batch_get_sessions(
        &self,
        request: Request<proto::BatchGetSessionsRequest>,
    ) -> Result<Response<proto::BatchGetSessionsResponse>, Status> {
        let caller = Caller::of(&request)?;
        let ids = some_ids(&request.get_ref().ids)?;
        // Without a user it is a service that the method's rule names.
        let found = sessions::find_all(self.app.db.pool(), caller.user(), &ids).await.map_err(status)?;
        let sessions = found.into_iter().map(|session| shown(session, &caller)).collect();
        Ok(Response::new(proto::BatchGetSessionsResponse { sessions }))
    }

    async fn batch_get_users(
        &self,
        request: Request<proto::BatchGetUsersRequest>,
    ) -> Result<Response<proto::BatchGetUsersResponse>, Status> {
        let caller = Caller::of(&request)?;
        let mut ids: Vec<UserId> = some_ids(&request.get_ref().ids)?;
        let service = caller.service().unwrap_or_default();
        if let Some(user) = caller.user()
            && !DECIDE_WHO_IS_SEEN.contains(&service)
        {
            if service != SEES_THE_CALLER {
                return Err(status(AccessError::ServiceNotAllowed));
            }
            ids.retain(|id| *id == user);
        }
        let found = users::find_all(self.app.db.pool(), &ids).await.map_err(status)?;
        let users = found.into_iter().map(proto::User::from).collect();
        Ok(Response::new(proto::BatchGetUsersResponse { users }))
    }

    async fn find_user(
        &self,
        request: Request<proto::FindUserRequest>,
    ) -> Result<Response<proto::FindUserResponse>, Status> {
        let no_user = || refusal(Code::NotFound, "USER_NOT_FOUND", "no user has this e-mail address");
        let email = Email::parse(&request.get_ref().email).map_err(|_| no_user())?;
        let found = users::find_by_email(self.app.db.pool(), &email).await.map_err(status)?;
        let user = found.filter(|user| !user.disabled).ok_or_else(no_user)?;
        Ok(Response::new(proto::FindUserResponse { user: Some(user.into()) }))
    }

    async fn search_users(
        &self,
        request: Request<proto::SearchUsersRequest>,
    ) -> Result<Response<proto::SearchUsersResponse>, Status> {
        let proto::SearchUsersRequest { text, limit } = request.into_inner();
        let text = text.trim();
        let mut violations = Violations::new();
        if !(1..=MOST_SEARCHED).contains(&text.chars().count()) {
            violations.add("text", "TEXT_INVALID", format!("1 to {MOST_SEARCHED} characters"));
        }
        let limit = limit.unwrap_or(USERS_FOUND);
        if !(1..=MOST_USERS_FOUND).contains(&limit) {
            violations.add("limit", "LIMIT_INVALID", format!("1 to {MOST_USERS_FOUND}"));
        }
        violations.finish()?;
        let mut reader = self.app.db.stale_reader().await.map_err(status)?;
        let found = users::search(&mut *reader, text, limit.into()).await.map_err(status)?;
        Ok(Response::new(proto::SearchUsersResponse { users: found.into_iter().map(proto::User::from).collect() }))
    }

    async fn list_signing_keys(
        &self,
        _: Request<proto::ListSigningKeysRequest>,
    ) -> Result<Response<proto::ListSigningKeysResponse>, Status> {
        Ok(Response::new(proto::ListSigningKeysResponse { keys: signing_keys(&self.app).await.map_err(status)? }))
    }

    async fn check_session(
        &self,
        request: Request<proto::CheckSessionRequest>,
    ) -> Result<Response<proto::CheckSessionResponse>, Status> {
        let Ok(session) = request.get_ref().session_id.parse() else {
            return Ok(Response::new(proto::CheckSessionResponse::default()));
        };
        let facts = session_facts(&self.app, session).await.map_err(status)?;
        let platform_roles = facts.platform_roles.iter().map(ToString::to_string).collect();
        Ok(Response::new(proto::CheckSessionResponse { live: facts.live, platform_roles }))
    }

    async fn update_profile(
        &self,
        request: Request<proto::UpdateProfileRequest>,
    ) -> Result<Response<proto::UpdateProfileResponse>, Status> {
        mails::update_profile(&self.app, request).await
    }

    async fn request_email_verification(
        &self,
        request: Request<proto::RequestEmailVerificationRequest>,
    ) -> Result<Response<proto::RequestEmailVerificationResponse>, Status> {
        mails::request_email_verification(&self.app, request).await
    }

    async fn verify_email(
        &self,
        request: Request<proto::VerifyEmailRequest>,
    ) -> Result<Response<proto::VerifyEmailResponse>, Status> {
        mails::verify_email(&self.app, request).await
    }

    async fn request_password_reset(
        &self,
        request: Request<proto::RequestPasswordResetRequest>,
    ) -> Result<Response<proto::RequestPasswordResetResponse>, Status> {
        mails::request_password_reset(&self.app, request).await
    }

    async fn reset_password(
        &self,
        request: Request<proto::ResetPasswordRequest>,
    ) -> Result<Response<proto::ResetPasswordResponse>, Status> {
        mails::reset_password(&self.app, request).await
    }

    async fn change_password(
        &self,
        request: Request<proto::ChangePasswordRequest>,
    ) -> Result<Response<proto::ChangePasswordResponse>, Status> {
        let caller = Caller::of(&request)?;
        let (user, session) = (caller.signed_in()?, caller.session());
        let proto::ChangePasswordRequest { current_password, new_password } = request.into_inner();
        // The size of both before anything else.
        let current = Password::presented(&Zeroizing::new(current_password));
        let current = current.map_err(|_| status(ChangePasswordError::Wrong))?;
        let password = Password::chosen(&Zeroizing::new(new_password), self.app.policy.min_password);
        let password = password.map_err(|error| status(ChangePasswordError::from(error)))?;
        let cause = Cause::by(caller.principal(), request_id()).in_session(session);
        let order = ChangePassword { user, session, current, password, cause };
        let ended = change_password(&self.app, order).await.map_err(status)?;
        let ended_sessions = i32::try_from(ended).unwrap_or(i32::MAX);
        Ok(Response::new(proto::ChangePasswordResponse { ended_sessions }))
    }

    async fn mint_mail_link(
        &self,
        request: Request<proto::MintMailLinkRequest>,
    ) -> Result<Response<proto::MintMailLinkResponse>, Status> {
        mails::mint_mail_link(&self.app, request).await
    }
}

/// Where the client is, as the edge says; nobody else is believed.
pub(super) fn visit<T>(request: &Request<T>) -> Result<Visit, Status> {
    let caller = Caller::of(request)?;
    let is_edge = caller.service().is_some_and(|service| EDGES.contains(&service));
    let said = |key| request.metadata().get(key).and_then(|value| value.to_str().ok()).filter(|_| is_edge);
    let origin = Origin::new(said("x-client-address"), said("x-client-user-agent"));
    Ok(Visit { origin, request_id: request_id() })
}

pub(super) fn request_id() -> String {
    CallContext::current().unwrap_or_default().request_id().to_owned()
}

fn own_session(caller: &Caller) -> Result<SessionId, Status> {
    caller.session().ok_or_else(|| status(AccessError::Unauthenticated))
}

fn no_session() -> Status {
    refusal(Code::NotFound, "SESSION_NOT_FOUND", "this session does not exist")
}

/// The ids of a batch; a text that is no id of the kind is an id of nothing.
fn some_ids<I: std::str::FromStr>(texts: &[String]) -> Result<Vec<I>, Status> {
    if texts.len() > MOST_IDS {
        let message = format!("a batch has at most {MOST_IDS} ids, not {}", texts.len());
        return Err(refusal(Code::InvalidArgument, "TOO_MANY_IDS", message));
    }
    Ok(texts.iter().filter_map(|text| text.parse().ok()).collect())
}

/// All wrong fields at once; the password's size is looked at before anything else.
fn checked(request: proto::RegisterRequest, visit: Visit, min_password: usize) -> Result<Register, Status> {
    let proto::RegisterRequest { email, password, name, language } = request;
    let password = Password::chosen(&Zeroizing::new(password), min_password);
    let mut violations = Violations::new();
    let email = violations.check_as("EMAIL_INVALID", "email", Email::parse(&email));
    let name = violations.check_as("NAME_INVALID", "name", PersonName::parse(&name));
    let language = language.as_deref().map_or(Ok(Language::default()), Language::parse);
    let language = violations.check_as("LANGUAGE_INVALID", "language", language);
    let password = password.and_then(|password| match (&name, &email) {
        (Some(name), Some(email)) => password.unlike(name, email).map(|()| password),
        _ => Ok(password),
    });
    let password = password.map_err(|error| violations.add("password", error.reason(), error)).ok();
    match (email, password, name, language) {
        (Some(email), Some(password), Some(name), Some(language)) => {
            Ok(Register { email, password, name, language, visit })
        }
        _ => Err(violations.finish().err().unwrap_or_else(|| Status::internal("a field is missing without a reason"))),
    }
}

fn text(value: Option<impl Display>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn shown(session: Session, caller: &Caller) -> proto::Session {
    proto::Session {
        id: session.id.to_string(),
        user_id: session.user.to_string(),
        current: caller.session() == Some(session.id),
        created_at: Some(session.created_at.into()),
        last_used_at: Some(session.last_used_at.into()),
        expires_at: Some(session.expires_at().into()),
        ip_address: text(session.origin.ip_address),
        user_agent: text(session.origin.user_agent),
    }
}

impl From<User> for proto::User {
    fn from(user: User) -> Self {
        Self {
            id: user.id.to_string(),
            email: user.email,
            email_verified: user.email_verified_at.is_some(),
            name: user.name,
            created_at: Some(user.created_at.into()),
            language: user.language.tag().to_owned(),
        }
    }
}

impl From<Tokens> for proto::Tokens {
    fn from(tokens: Tokens) -> Self {
        Self {
            access_token: tokens.access,
            refresh_token: tokens.refresh.text().to_owned(),
            expires_at: Some(tokens.expires_at.into()),
        }
    }
}
