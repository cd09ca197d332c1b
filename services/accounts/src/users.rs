//! What `auth` knows of people.

use hc_proto::auth::v1::{BatchGetUsersRequest, FindUserRequest, User, auth_service_client::AuthServiceClient};
use hc_rpc::{Channel, Fault, Problem};
use hc_types::{Email, UserId};
use tonic::Code;

/// Asks `auth`. Cheap to clone.
#[derive(Clone)]
pub struct Users(Channel);

/// `auth` did not answer, or not as its contract says.
#[derive(Debug, thiserror::Error)]
pub enum UsersError {
    #[error("users cannot be looked up at the moment")]
    Unavailable(#[source] Fault),
    #[error("auth answered something unexpected about a user")]
    Unexpected(#[source] anyhow::Error),
}

impl Users {
    pub const fn new(auth: Channel) -> Self {
        Self(auth)
    }

    /// The caller's own address; their token goes along.
    pub async fn own_address(&self, user: UserId) -> Result<Email, UsersError> {
        let request = BatchGetUsersRequest { ids: vec![user.to_string()] };
        let answer = AuthServiceClient::new(self.0.clone()).batch_get_users(request).await;
        let found = answer.map_err(|status| UsersError::of(&status))?.into_inner().users;
        let own = found.into_iter().find(|found| found.id == user.to_string());
        let own = own.ok_or_else(|| UsersError::Unexpected(anyhow::anyhow!("{user} is unknown there")))?;
        Email::parse(&own.email).map_err(|error| UsersError::Unexpected(error.into()))
    }

    /// The user who has an address, if it is anybody's.
    pub async fn find(&self, email: &Email) -> Result<Option<Person>, UsersError> {
        let request = FindUserRequest { email: email.typed().to_owned() };
        match AuthServiceClient::new(self.0.clone()).find_user(request).await {
            Ok(answer) => answer.into_inner().user.map(Person::try_from).transpose(),
            Err(status) if status.code() == Code::NotFound => Ok(None),
            Err(status) => Err(UsersError::of(&status)),
        }
    }

    /// A user, in the name of this service.
    pub async fn find_by_id(&self, user: UserId) -> Result<Option<Person>, UsersError> {
        let request = BatchGetUsersRequest { ids: vec![user.to_string()] };
        let answer = AuthServiceClient::new(self.0.clone()).batch_get_users(request).await;
        let mut found = answer.map_err(|status| UsersError::of(&status))?.into_inner().users;
        found.pop().map(Person::try_from).transpose()
    }
}

/// What mails about an invitation say of somebody.
#[derive(Clone)]
pub struct Person {
    pub id: UserId,
    pub name: String,
    /// BCP 47.
    pub language: String,
}

impl TryFrom<User> for Person {
    type Error = UsersError;

    fn try_from(user: User) -> Result<Self, UsersError> {
        let id = user.id.parse().map_err(|error| UsersError::Unexpected(anyhow::Error::new(error)))?;
        Ok(Self { id, name: user.name, language: user.language })
    }
}

impl UsersError {
    fn of(status: &tonic::Status) -> Self {
        let fault = Fault::from(status);
        match fault.code {
            Code::Unavailable | Code::DeadlineExceeded | Code::Cancelled | Code::ResourceExhausted => {
                Self::Unavailable(fault)
            }
            _ => Self::Unexpected(fault.into()),
        }
    }
}

impl Problem for UsersError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::Unavailable(_) => (Code::Unavailable, "USERS_UNAVAILABLE"),
            Self::Unexpected(_) => (Code::Internal, "INTERNAL"),
        }
    }

    fn retry_after(&self) -> Option<std::time::Duration> {
        matches!(self, Self::Unavailable(_)).then_some(std::time::Duration::from_secs(1))
    }
}
