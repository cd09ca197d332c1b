//! `auth`: who people are.

use hc_proto::auth::v1::{
    BatchGetSessionsRequest, BatchGetUsersRequest, MintMailLinkRequest, MintMailLinkResponse, User,
    auth_service_client::AuthServiceClient, mint_mail_link_request::Link,
};
use hc_types::{EmailVerificationId, PasswordResetId, SessionId, Timestamp, UserId};
use tonic::Code;

use super::{OwnerError, Owners};

const OWNER: &str = "auth";

/// What mails need of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub email: String,
    pub name: String,
    /// BCP 47.
    pub language: String,
}

/// A link with a secret, and where its mail goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailLink {
    pub token: String,
    pub person: Person,
    pub expires_at: Timestamp,
}

/// Where somebody signed in from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    pub began_at: Timestamp,
    pub user_agent: String,
    pub network: String,
}

impl Owners {
    /// A user; none who is unknown or gone.
    pub async fn person(&self, user: UserId) -> Result<Option<Person>, OwnerError> {
        let request = BatchGetUsersRequest { ids: vec![user.to_string()] };
        let answer = AuthServiceClient::new(self.auth.clone()).batch_get_users(request).await;
        let users = answer.map_err(|status| OwnerError::of(OWNER, &status))?.into_inner().users;
        Ok(users.into_iter().find(|found| found.id == user.to_string()).map(Person::from))
    }

    /// The language of a user, as of some seconds ago at most: their feed is read often and their language changed never.
    pub async fn language(&self, user: UserId) -> Result<Option<String>, OwnerError> {
        if let Some(known) = self.languages.get(&user) {
            return Ok(Some(known));
        }
        let language = self.person(user).await?.map(|person| person.language);
        if let Some(language) = &language {
            self.languages.insert(user, language.clone());
        }
        Ok(language)
    }

    /// Another secret for the link of a verification; none when it is spent, replaced or over.
    pub async fn verification_link(&self, id: EmailVerificationId) -> Result<Option<MailLink>, OwnerError> {
        self.mail_link(Link::EmailVerificationId(id.to_string())).await
    }

    /// Another secret for the link of a password reset; none when it is spent, replaced or over.
    pub async fn reset_link(&self, id: PasswordResetId) -> Result<Option<MailLink>, OwnerError> {
        self.mail_link(Link::PasswordResetId(id.to_string())).await
    }

    async fn mail_link(&self, link: Link) -> Result<Option<MailLink>, OwnerError> {
        let request = MintMailLinkRequest { link: Some(link) };
        match AuthServiceClient::new(self.auth.clone()).mint_mail_link(request).await {
            Ok(answer) => MailLink::try_from(answer.into_inner()).map(Some),
            Err(status) if matches!(status.code(), Code::NotFound | Code::FailedPrecondition) => Ok(None),
            Err(status) => Err(OwnerError::of(OWNER, &status)),
        }
    }

    /// Where a session was begun; none when it is forgotten.
    pub async fn sign_in(&self, session: SessionId) -> Result<Option<SignIn>, OwnerError> {
        let request = BatchGetSessionsRequest { ids: vec![session.to_string()] };
        let answer = AuthServiceClient::new(self.auth.clone()).batch_get_sessions(request).await;
        let sessions = answer.map_err(|status| OwnerError::of(OWNER, &status))?.into_inner().sessions;
        let Some(found) = sessions.into_iter().find(|found| found.id == session.to_string()) else { return Ok(None) };
        let began_at = found.created_at.and_then(|at| Timestamp::try_from(at).ok());
        let began_at = began_at.ok_or("a session without its beginning").map_err(OwnerError::unexpected(OWNER))?;
        Ok(Some(SignIn { began_at, user_agent: found.user_agent, network: found.ip_address }))
    }
}

impl From<User> for Person {
    fn from(user: User) -> Self {
        Self { email: user.email, name: user.name, language: user.language }
    }
}

impl TryFrom<MintMailLinkResponse> for MailLink {
    type Error = OwnerError;

    fn try_from(link: MintMailLinkResponse) -> Result<Self, OwnerError> {
        let expires_at = link.expires_at.and_then(|at| Timestamp::try_from(at).ok());
        let expires_at = expires_at.ok_or("a link without its end").map_err(OwnerError::unexpected(OWNER))?;
        let person = Person { email: link.email, name: link.name, language: link.language };
        Ok(Self { token: link.token, person, expires_at })
    }
}
