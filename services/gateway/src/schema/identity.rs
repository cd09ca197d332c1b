//! Who people are: users, sessions, tokens.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use hc_proto::auth::v1 as proto;

use super::context::ContextExt;
use super::scalars::{DateTime, required_instant};
use super::user_errors::{UserError, user_errors};
use crate::errors::Failure;
use crate::rpc::from_device;

/// A person who can sign in.
#[derive(Debug, Clone)]
pub struct User(Arc<proto::User>);

impl From<Arc<proto::User>> for User {
    fn from(user: Arc<proto::User>) -> Self {
        Self(user)
    }
}

/// A person who can sign in.
#[Object]
impl User {
    /// The id, `usr_…`.
    pub async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    /// The e-mail address, as it was typed at sign-up.
    async fn email(&self) -> &str {
        &self.0.email
    }

    /// Whether the person has shown that the address is theirs.
    async fn email_verified(&self) -> bool {
        self.0.email_verified
    }

    /// How the person wants to be called.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The language the person reads, BCP 47: `en` or `de`.
    async fn language(&self) -> &str {
        &self.0.language
    }

    /// When the person signed up.
    async fn created_at(&self) -> Result<DateTime, Failure> {
        required_instant(self.0.created_at.as_ref())
    }
}

/// A signed-in device.
#[derive(Debug, Clone)]
pub struct Session(Arc<proto::Session>);

impl From<Arc<proto::Session>> for Session {
    fn from(session: Arc<proto::Session>) -> Self {
        Self(session)
    }
}

/// A signed-in device.
#[Object]
impl Session {
    /// The id, `ses_…`.
    pub async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    /// Whether it is the session of this request.
    async fn current(&self) -> bool {
        self.0.current
    }

    /// What the device called itself when it signed in.
    async fn user_agent(&self) -> Option<&str> {
        Some(self.0.user_agent.as_str()).filter(|text| !text.is_empty())
    }

    /// The device's address when it signed in.
    async fn ip_address(&self) -> Option<&str> {
        Some(self.0.ip_address.as_str()).filter(|text| !text.is_empty())
    }

    /// When it signed in.
    async fn created_at(&self) -> Result<DateTime, Failure> {
        required_instant(self.0.created_at.as_ref())
    }

    /// When it was last used, to the minute.
    async fn last_used_at(&self) -> Result<DateTime, Failure> {
        required_instant(self.0.last_used_at.as_ref())
    }

    /// When it ends if it is not used before.
    async fn expires_at(&self) -> Result<DateTime, Failure> {
        required_instant(self.0.expires_at.as_ref())
    }
}

/// What a client holds after signing in.
#[derive(Debug, Clone)]
pub struct Tokens(proto::Tokens);

/// What a client holds after signing in.
#[Object]
impl Tokens {
    /// To be sent as `Authorization: Bearer …`, or in the payload of `connection_init` on a WebSocket.
    async fn access_token(&self) -> &str {
        &self.0.access_token
    }

    /// What `refreshTokens` takes, once.
    async fn refresh_token(&self) -> &str {
        &self.0.refresh_token
    }

    /// When the access token ends.
    async fn expires_at(&self) -> Result<DateTime, Failure> {
        required_instant(self.0.expires_at.as_ref())
    }

    /// Always `Bearer`.
    async fn token_type(&self) -> &'static str {
        "Bearer"
    }
}

/// What `register` takes.
#[derive(InputObject)]
pub struct RegisterInput {
    /// The e-mail address, at most 254 bytes, with a domain.
    email: String,
    /// 8 to 256 characters. Send it as a variable, never inside the document.
    password: String,
    /// How the person wants to be called: 1 to 100 characters.
    name: String,
    /// The language the person reads, BCP 47: `en`, `de`, or a regional form such as `de-AT`, kept as its language. Without
    /// it what `Accept-Language` prefers of them, else English.
    language: Option<String>,
}

/// What `register` answers.
#[derive(Default, SimpleObject)]
pub struct RegisterPayload {
    /// The new user; null with errors.
    user: Option<User>,
    /// The tokens of the new session; null with errors.
    tokens: Option<Tokens>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// What `logIn` takes.
#[derive(InputObject)]
pub struct LogInInput {
    /// The e-mail address, in any case.
    email: String,
    /// The password. Send it as a variable, never inside the document.
    password: String,
}

/// What `logIn` answers.
#[derive(Default, SimpleObject)]
pub struct LogInPayload {
    /// Who signed in; null with errors.
    user: Option<User>,
    /// The tokens of the new session; null with errors.
    tokens: Option<Tokens>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// What `refreshTokens` takes.
#[derive(InputObject)]
pub struct RefreshTokensInput {
    /// The refresh token of the last answer. Send it as a variable, never inside the document.
    refresh_token: String,
}

/// What `refreshTokens` answers.
#[derive(Default, SimpleObject)]
pub struct RefreshTokensPayload {
    /// The next tokens of the same session; null with errors.
    tokens: Option<Tokens>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// What `logOut` answers.
#[derive(Default, SimpleObject)]
pub struct LogOutPayload {
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// What `updateProfile` takes. What is absent stays as it is.
#[derive(InputObject)]
pub struct UpdateProfileInput {
    /// How the person wants to be called: 1 to 100 characters.
    name: Option<String>,
    /// The language the person reads, BCP 47: `en`, `de`, or a regional form such as `de-AT`, kept as its language.
    language: Option<String>,
}

/// What `updateProfile` answers.
#[derive(Default, SimpleObject)]
pub struct UpdateProfilePayload {
    /// The person as they are now; null with errors.
    user: Option<User>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// What `changePassword` takes.
#[derive(InputObject)]
pub struct ChangePasswordInput {
    /// The password of before. Send it as a variable, never inside the document.
    current_password: String,
    /// 8 to 256 characters. Send it as a variable, never inside the document.
    new_password: String,
}

/// What `changePassword` answers.
#[derive(Default, SimpleObject)]
pub struct ChangePasswordPayload {
    /// How many other sessions have ended; null with errors.
    ended_sessions: Option<i32>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// What `revokeSession` takes.
#[derive(InputObject)]
pub struct RevokeSessionInput {
    /// One of the viewer's sessions, `ses_…`.
    session_id: ID,
}

/// What `revokeSession` answers.
#[derive(Default, SimpleObject)]
pub struct RevokeSessionPayload {
    /// The session as it was; null with errors.
    session: Option<Session>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// Mutations of one's own account.
#[derive(Default)]
pub struct IdentityMutation;

#[Object]
impl IdentityMutation {
    /// Signs up and signs in. Needs no token.
    async fn register(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who signs up.")] input: RegisterInput,
    ) -> Result<RegisterPayload, Failure> {
        let origin = &ctx.request()?.origin;
        let message = proto::RegisterRequest {
            email: input.email,
            password: input.password,
            name: input.name,
            language: input.language.or_else(|| origin.language.map(str::to_owned)),
        };
        let request = from_device(message, origin);
        Ok(match ctx.changed(ctx.clients()?.auth.register(request).await)? {
            Ok(done) => RegisterPayload {
                user: done.user.map(|user| User(Arc::new(user))),
                tokens: done.tokens.map(Tokens),
                user_errors: Vec::new(),
            },
            Err(status) => RegisterPayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }

    /// Signs in. The answer is the same for an unknown address and a wrong password. Needs no token.
    async fn log_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who signs in.")] input: LogInInput,
    ) -> Result<LogInPayload, Failure> {
        let message = proto::LogInRequest { email: input.email, password: input.password };
        let request = from_device(message, &ctx.request()?.origin);
        Ok(match ctx.changed(ctx.clients()?.auth.log_in(request).await)? {
            Ok(done) => LogInPayload {
                user: done.user.map(|user| User(Arc::new(user))),
                tokens: done.tokens.map(Tokens),
                user_errors: Vec::new(),
            },
            Err(status) => LogInPayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }

    /// Trades a refresh token for its successor. The same token again within 30 s gives the same successor; any later use
    /// ends the session. Needs no access token.
    async fn refresh_tokens(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The refresh token.")] input: RefreshTokensInput,
    ) -> Result<RefreshTokensPayload, Failure> {
        let message = proto::RefreshTokensRequest { refresh_token: input.refresh_token };
        let request = from_device(message, &ctx.request()?.origin);
        Ok(match ctx.changed(ctx.clients()?.auth.refresh_tokens(request).await)? {
            Ok(done) => RefreshTokensPayload { tokens: done.tokens.map(Tokens), user_errors: Vec::new() },
            Err(status) => RefreshTokensPayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }

    /// Changes what the viewer is called and which language they read.
    async fn update_profile(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be different.")] input: UpdateProfileInput,
    ) -> Result<UpdateProfilePayload, Failure> {
        let request = proto::UpdateProfileRequest { name: input.name, language: input.language };
        Ok(match ctx.changed(ctx.clients()?.auth.update_profile(request).await)? {
            Ok(done) => {
                UpdateProfilePayload { user: done.user.map(|user| User(Arc::new(user))), user_errors: Vec::new() }
            }
            Err(status) => UpdateProfilePayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }

    /// Sets another password, and ends all other sessions of the viewer. The viewer is told of it by mail.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The password of before, and the new one.")] input: ChangePasswordInput,
    ) -> Result<ChangePasswordPayload, Failure> {
        let ChangePasswordInput { current_password, new_password } = input;
        let request = proto::ChangePasswordRequest { current_password, new_password };
        Ok(match ctx.changed(ctx.clients()?.auth.change_password(request).await)? {
            Ok(done) => ChangePasswordPayload { ended_sessions: Some(done.ended_sessions), user_errors: Vec::new() },
            Err(status) => ChangePasswordPayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }

    /// Ends the session of this request. Its tokens are refused everywhere within a second.
    async fn log_out(&self, ctx: &Context<'_>) -> Result<LogOutPayload, Failure> {
        Ok(match ctx.changed(ctx.clients()?.auth.log_out(proto::LogOutRequest {}).await)? {
            Ok(_) => LogOutPayload::default(),
            Err(status) => LogOutPayload { user_errors: user_errors(&status)? },
        })
    }

    /// Ends one of the viewer's sessions; ending it twice is fine.
    async fn revoke_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which session.")] input: RevokeSessionInput,
    ) -> Result<RevokeSessionPayload, Failure> {
        let request = proto::RevokeSessionRequest { session_id: input.session_id.0 };
        Ok(match ctx.changed(ctx.clients()?.auth.revoke_session(request).await)? {
            Ok(done) => RevokeSessionPayload {
                session: done.session.map(|session| Session(Arc::new(session))),
                user_errors: Vec::new(),
            },
            Err(status) => RevokeSessionPayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }
}
