//! Somebody changes what they are called, or which language they read.

use std::time::Duration;

use hc_events::{Cause, Fact, outbox};
use hc_proto::events::v1::UserUpdated;
use hc_rpc::Problem;
use hc_storage::StoreError;
use hc_types::UserId;
use tonic::Code;

use super::App;
use crate::{
    domain::{language::Language, person_name::PersonName, user::User},
    store::users,
};

/// What shall be different; what is absent stays.
#[derive(Debug)]
pub struct UpdateProfile {
    /// Whose profile.
    pub user: UserId,
    /// The new name.
    pub name: Option<PersonName>,
    /// The new language.
    pub language: Option<Language>,
    /// Who acts, in which request.
    pub cause: Cause,
}

/// Why nothing changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateProfileError {
    /// The user is gone.
    #[error("this user does not exist")]
    NotFound,
    /// The store failed.
    #[error("the user store failed")]
    Store(#[from] StoreError),
}

impl Problem for UpdateProfileError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::NotFound => (Code::NotFound, "USER_NOT_FOUND"),
            Self::Store(error) => error.problem(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::NotFound => None,
            Self::Store(error) => error.retry_after(),
        }
    }
}

/// Changes the profile and tells it, unless it is like this already. Answers the user as they are now.
pub async fn update_profile(app: &App, order: UpdateProfile) -> Result<User, UpdateProfileError> {
    let updated = app.db.transact(move |tx, _| {
        Box::pin(async move {
            let user = users::find_for_update(tx, order.user).await?.ok_or(UpdateProfileError::NotFound)?;
            let next = User {
                name: order.name.map_or_else(|| user.name.clone(), |name| name.as_str().to_owned()),
                language: order.language.unwrap_or(user.language),
                ..user.clone()
            };
            let fields = [("name", next.name != user.name), ("language", next.language != user.language)];
            let changed: Vec<String> =
                fields.into_iter().filter(|(_, is_new)| *is_new).map(|(field, _)| field.to_owned()).collect();
            if !changed.is_empty() {
                users::save_profile(tx, &next).await?;
                let payload = UserUpdated { user_id: next.id.to_string(), changed };
                let fact = Fact { subject: next.id.to_string(), organization: None, cause: &order.cause, payload };
                outbox::enqueue(tx, fact).await?;
            }
            Ok(next)
        })
    });
    updated.await
}
