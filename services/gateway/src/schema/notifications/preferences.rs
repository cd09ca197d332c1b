//! What a person wants to hear of.

use std::sync::Arc;

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use hc_proto::notifications::v1 as proto;

use crate::errors::Failure;
use crate::schema::context::ContextExt;
use crate::schema::scalars::unreadable;
use crate::schema::user_errors::{UserError, user_errors};

/// What notifications are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum NotificationTopic {
    /// Who signs in, passwords, addresses. Always on.
    AccountSecurity,
    /// Orders, invoices, payments.
    Billing,
    /// Sites and what happens to them, webhooks.
    Hosting,
    /// Who joins and leaves an organization.
    Team,
    /// What is new in the product.
    ProductNews,
}

impl NotificationTopic {
    fn of(topic: proto::Topic) -> Option<Self> {
        match topic {
            proto::Topic::Unspecified => None,
            proto::Topic::AccountSecurity => Some(Self::AccountSecurity),
            proto::Topic::Billing => Some(Self::Billing),
            proto::Topic::Hosting => Some(Self::Hosting),
            proto::Topic::Team => Some(Self::Team),
            proto::Topic::ProductNews => Some(Self::ProductNews),
        }
    }

    fn number(self) -> i32 {
        let topic = match self {
            Self::AccountSecurity => proto::Topic::AccountSecurity,
            Self::Billing => proto::Topic::Billing,
            Self::Hosting => proto::Topic::Hosting,
            Self::Team => proto::Topic::Team,
            Self::ProductNews => proto::Topic::ProductNews,
        };
        topic.into()
    }
}

/// What the viewer wants to hear of, and how.
#[derive(Debug, Clone)]
pub struct NotificationPreferences(Arc<proto::Preferences>);

impl From<Arc<proto::Preferences>> for NotificationPreferences {
    fn from(preferences: Arc<proto::Preferences>) -> Self {
        Self(preferences)
    }
}

/// What the viewer wants to hear of, and how.
#[Object]
impl NotificationPreferences {
    /// The language of mails and of the feed, `en` or `de`; null where it is the profile's.
    async fn language(&self) -> Option<&str> {
        self.0.language.as_deref().filter(|language| !language.is_empty())
    }

    /// One entry for each topic.
    async fn topics(&self) -> Result<Vec<TopicPreference>, Failure> {
        self.0.topics.iter().map(TopicPreference::try_from).collect()
    }
}

/// What the viewer wants to hear of one topic.
#[derive(Debug, Clone, SimpleObject)]
pub struct TopicPreference {
    /// Which one.
    topic: NotificationTopic,
    /// Whether mails are sent.
    mail: bool,
    /// Whether entries appear in the feed.
    in_app: bool,
    /// Whether it cannot be switched off.
    always_on: bool,
}

impl TryFrom<&proto::TopicPreference> for TopicPreference {
    type Error = Failure;

    fn try_from(preference: &proto::TopicPreference) -> Result<Self, Failure> {
        let topic = NotificationTopic::of(preference.topic()).ok_or_else(|| unreadable("a topic"))?;
        Ok(Self { topic, mail: preference.mail, in_app: preference.in_app, always_on: preference.always_on })
    }
}

/// What `updateNotificationPreferences` takes. What is absent stays as it is.
#[derive(InputObject)]
pub struct UpdateNotificationPreferencesInput {
    /// The language of mails and of the feed, `en` or `de`; empty for the profile's.
    language: Option<String>,
    /// The topics to change; at most 20 entries.
    topics: Option<Vec<TopicPreferenceInput>>,
}

/// A change of one topic. What is absent stays as it is.
#[derive(InputObject)]
pub struct TopicPreferenceInput {
    /// Which one.
    topic: NotificationTopic,
    /// Whether mails are sent.
    mail: Option<bool>,
    /// Whether entries appear in the feed.
    in_app: Option<bool>,
}

impl From<TopicPreferenceInput> for proto::TopicChange {
    fn from(input: TopicPreferenceInput) -> Self {
        Self { topic: input.topic.number(), mail: input.mail, in_app: input.in_app }
    }
}

/// What `updateNotificationPreferences` answers.
#[derive(Default, SimpleObject)]
pub struct UpdateNotificationPreferencesPayload {
    /// What the viewer wants now; null with errors.
    notification_preferences: Option<NotificationPreferences>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// Mutations of preferences.
#[derive(Default)]
pub struct PreferencesMutation;

#[Object]
impl PreferencesMutation {
    /// Changes what the viewer hears of, and how.
    async fn update_notification_preferences(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be different.")] input: UpdateNotificationPreferencesInput,
    ) -> Result<UpdateNotificationPreferencesPayload, Failure> {
        let request = proto::UpdatePreferencesRequest {
            language: input.language,
            topics: input.topics.into_iter().flatten().map(Into::into).collect(),
        };
        Ok(match ctx.changed(ctx.clients()?.mails.update_preferences(request).await)? {
            Ok(done) => UpdateNotificationPreferencesPayload {
                notification_preferences: done.preferences.map(|found| NotificationPreferences::from(Arc::new(found))),
                user_errors: Vec::new(),
            },
            Err(status) => {
                UpdateNotificationPreferencesPayload { user_errors: user_errors(&status)?, ..Default::default() }
            }
        })
    }
}
