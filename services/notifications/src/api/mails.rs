//! Mails: who wants which, how they look, and what became of each.

use hc_access::{Access, Caller, Permission};
use hc_events::Cause;
use hc_proto::{
    notifications::v1::{
        self as messages, BatchGetMailsRequest, BatchGetMailsResponse, Brand, GetBrandRequest, GetBrandResponse,
        GetMailRequest, GetMailResponse, GetPreferencesRequest, GetPreferencesResponse, ListBrandsRequest,
        ListBrandsResponse, ListMailsRequest, ListMailsResponse, MailState, ResendMailRequest, ResendMailResponse,
        UnsubscribeRequest, UnsubscribeResponse, UpdateBrandRequest, UpdateBrandResponse, UpdatePreferencesRequest,
        UpdatePreferencesResponse,
        mail_service_server::{MailService, MailServiceServer},
    },
    r#type::v1 as proto,
};
use hc_rpc::{Violations, refusal, status};
use hc_storage::Db;
use hc_types::{MailId, OrganizationId, UserId};
use std::sync::Arc;
use tonic::{Code, Request, Response, Status};

use super::request::{BATCH_AT_MOST, batch, cause, no_organization, organizations, page, refused};
use crate::{
    app::{
        choose::{Changes, LanguageChange, choose, unsubscribe},
        queue,
        update_brand::update_brand,
    },
    domain::{
        brand::{self, BrandOverride, Color},
        language::Language,
        preferences::{Choice, Preferences},
        topic::Topic,
    },
    mails::links::Links,
    metrics,
    store::{
        brands,
        mails::{self, Attempt, Filter, Logged, State},
        preferences,
    },
};

/// Topics that one request changes.
const CHANGES_AT_MOST: usize = 20;
/// Attempts that a mail's log shows.
const ATTEMPTS_AT_MOST: i64 = 50;

/// The service, with all that its handlers need.
pub struct Mails {
    pub db: Db,
    pub access: Access,
    pub links: Arc<Links>,
}

type Answer<T> = Result<Response<T>, Status>;

impl Mails {
    /// To be added to a server.
    pub fn into_service(self) -> MailServiceServer<Self> {
        MailServiceServer::new(self)
    }

    async fn organization(
        &self,
        caller: &Caller,
        permission: Permission,
        text: &str,
    ) -> Result<OrganizationId, Status> {
        let organization = text.parse().map_err(|_| no_organization())?;
        self.access.organization(caller, permission, organization).await?;
        Ok(organization)
    }
}

#[tonic::async_trait]
impl MailService for Mails {
    async fn get_preferences(&self, request: Request<GetPreferencesRequest>) -> Answer<GetPreferencesResponse> {
        let user = Caller::of(&request)?.signed_in()?;
        let found = preferences::of_one(self.db.pool(), user).await.map_err(status)?;
        Ok(Response::new(GetPreferencesResponse { preferences: Some(preferences_message(user, &found)) }))
    }

    async fn update_preferences(
        &self,
        request: Request<UpdatePreferencesRequest>,
    ) -> Answer<UpdatePreferencesResponse> {
        let user = Caller::of(&request)?.signed_in()?;
        let changes = changes(&request.into_inner())?;
        let wishes = self.db.transact(move |tx, now| Box::pin(choose(tx, now, user, changes))).await;
        let preferences = preferences_message(user, &wishes.map_err(status)?);
        Ok(Response::new(UpdatePreferencesResponse { preferences: Some(preferences) }))
    }

    async fn unsubscribe(&self, request: Request<UnsubscribeRequest>) -> Answer<UnsubscribeResponse> {
        let read = self.links.read_unsubscribe(&request.into_inner().token);
        let (user, topic) = read.ok_or_else(|| {
            refusal(Code::InvalidArgument, "UNSUBSCRIBE_TOKEN_INVALID", "this is not the token of a link of ours")
        })?;
        self.db.transact(move |tx, _| Box::pin(unsubscribe(tx, user, topic))).await.map_err(status)?;
        metrics::unsubscribed(topic);
        Ok(Response::new(UnsubscribeResponse { topic: messages::Topic::from(topic).into() }))
    }

    async fn get_brand(&self, request: Request<GetBrandRequest>) -> Answer<GetBrandResponse> {
        let caller = Caller::of(&request)?;
        let id = &request.into_inner().organization_id;
        let organization = self.organization(&caller, Permission::OrganizationRead, id).await?;
        let found = brands::of(self.db.pool(), organization).await.map_err(status)?;
        Ok(Response::new(GetBrandResponse { brand: Some(brand_message(found)) }))
    }

    async fn list_brands(&self, request: Request<ListBrandsRequest>) -> Answer<ListBrandsResponse> {
        let caller = Caller::of(&request)?;
        let ids = &request.into_inner().organization_ids;
        let organizations = organizations(&self.access, &caller, Permission::OrganizationRead, ids).await?;
        let found = brands::of_each(self.db.pool(), &organizations).await.map_err(status)?;
        Ok(Response::new(ListBrandsResponse { brands: found.into_iter().map(brand_message).collect() }))
    }

    async fn update_brand(&self, request: Request<UpdateBrandRequest>) -> Answer<UpdateBrandResponse> {
        let caller = Caller::of(&request)?;
        let request = request.into_inner();
        let organization = self.organization(&caller, Permission::BrandUpdate, &request.organization_id).await?;
        let brand = brand_override(request.brand.unwrap_or_default())?;
        let cause = cause(&caller);
        let set = self.db.transact(move |tx, now| {
            Box::pin(async move { update_brand(tx, now, organization, &brand, &cause).await.map(|()| brand) })
        });
        Ok(Response::new(UpdateBrandResponse { brand: Some(brand_message(set.await.map_err(status)?)) }))
    }

    async fn list_mails(&self, request: Request<ListMailsRequest>) -> Answer<ListMailsResponse> {
        let request = request.into_inner();
        let filter = filter(&request)?;
        let page = page(request.page)?;
        let found = mails::page(self.db.pool(), &filter, &page).await.map_err(status)?;
        Ok(Response::new(ListMailsResponse {
            page_info: Some(proto::PageInfo::of(&found, |mail| mail.id.uuid())),
            mails: found.items.into_iter().map(Into::into).collect(),
        }))
    }

    async fn get_mail(&self, request: Request<GetMailRequest>) -> Answer<GetMailResponse> {
        let id = mail_id(&request.into_inner().id)?;
        let found = mails::find(self.db.pool(), id).await.map_err(status)?.ok_or_else(no_mail)?;
        let attempts = mails::attempts(self.db.pool(), id, ATTEMPTS_AT_MOST).await.map_err(status)?;
        let attempts = attempts.into_iter().map(Into::into).collect();
        Ok(Response::new(GetMailResponse { mail: Some(found.into()), attempts }))
    }

    async fn batch_get_mails(&self, request: Request<BatchGetMailsRequest>) -> Answer<BatchGetMailsResponse> {
        let ids: Vec<MailId> = batch(BATCH_AT_MOST, &request.into_inner().ids)?;
        let found = mails::find_many(self.db.pool(), &ids).await.map_err(status)?;
        Ok(Response::new(BatchGetMailsResponse { mails: found.into_iter().map(Into::into).collect() }))
    }

    async fn resend_mail(&self, request: Request<ResendMailRequest>) -> Answer<ResendMailResponse> {
        let caller = Caller::of(&request)?;
        let id = mail_id(&request.into_inner().id)?;
        let Cause { actor, .. } = cause(&caller);
        let again = self.db.transact(move |tx, _| {
            Box::pin(async move {
                let ordered = queue::order_again(&mut *tx, id, &actor).await?;
                Ok::<_, hc_storage::StoreError>((ordered, mails::find(tx, id).await?))
            })
        });
        match again.await.map_err(status)? {
            (true, Some(mail)) => Ok(Response::new(ResendMailResponse { mail: Some(mail.into()) })),
            (false, Some(_)) => {
                Err(refusal(Code::FailedPrecondition, "MAIL_UNDER_WAY", "this mail is being sent already"))
            }
            (_, None) => Err(no_mail()),
        }
    }
}

fn no_mail() -> Status {
    refusal(Code::NotFound, "MAIL_NOT_FOUND", "this mail does not exist")
}

fn mail_id(text: &str) -> Result<MailId, Status> {
    text.parse().map_err(|_| no_mail())
}

fn changes(request: &UpdatePreferencesRequest) -> Result<Changes, Status> {
    let mut violations = Violations::new();
    let language = match request.language.as_deref() {
        None => LanguageChange::Keep,
        Some("") => LanguageChange::AsProfile,
        Some(tag) => {
            let language = violations.check_as("LANGUAGE_UNKNOWN", "language", tag.parse::<Language>());
            language.map_or(LanguageChange::Keep, LanguageChange::Set)
        }
    };
    if request.topics.len() > CHANGES_AT_MOST {
        violations.add("topics", "TOO_MANY", format!("at most {CHANGES_AT_MOST} topics at once"));
    }
    let mut topics = Vec::new();
    for (at, change) in request.topics.iter().take(CHANGES_AT_MOST).enumerate() {
        let field = format!("topics[{at}].topic");
        let Some(topic) = violations.check_as("TOPIC_UNKNOWN", field.clone(), topic(change.topic)) else { continue };
        let choice = Choice { mail: change.mail, in_app: change.in_app };
        if topic.always_on() && (choice.mail == Some(false) || choice.in_app == Some(false)) {
            violations.add(field, "TOPIC_ALWAYS_ON", "what concerns the security of an account is always told");
        } else {
            topics.push((topic, choice));
        }
    }
    if violations.is_empty() { Ok(Changes { language, topics }) } else { Err(refused(violations)) }
}

fn topic(number: i32) -> Result<Topic, crate::domain::topic::UnknownTopic> {
    let message = messages::Topic::try_from(number).unwrap_or_default();
    Topic::ALL
        .into_iter()
        .find(|topic| messages::Topic::from(*topic) == message)
        .ok_or(crate::domain::topic::UnknownTopic)
}

fn brand_override(brand: Brand) -> Result<BrandOverride, Status> {
    let mut violations = Violations::new();
    let name = brand.name.and_then(|text| violations.check_as("NAME_INVALID", "brand.name", brand::name(&text)));
    let color = brand.color.and_then(|text| violations.check_as("COLOR_INVALID", "brand.color", Color::parse(&text)));
    let logo_url = brand
        .logo_url
        .and_then(|text| violations.check_as("LOGO_URL_INVALID", "brand.logo_url", brand::logo_url(&text)));
    let support_email = brand
        .support_email
        .and_then(|text| violations.check_as("EMAIL_INVALID", "brand.support_email", brand::support_email(&text)));
    let legal_footer = brand
        .legal_footer
        .and_then(|text| violations.check_as("LEGAL_FOOTER_INVALID", "brand.legal_footer", brand::legal_footer(&text)));
    if !violations.is_empty() {
        return Err(refused(violations));
    }
    Ok(BrandOverride { name, color, logo_url, support_email, legal_footer })
}

fn filter(request: &ListMailsRequest) -> Result<Filter, Status> {
    let mut violations = Violations::new();
    let organization = request.organization_id.as_deref();
    let organization = organization.and_then(|id| violations.check_as("ID_INVALID", "organization_id", id.parse()));
    let user = request.user_id.as_deref();
    let user: Option<UserId> = user.and_then(|id| violations.check_as("ID_INVALID", "user_id", id.parse()));
    let known = MailState::try_from(request.state).map_err(|_| "a state that does not exist");
    let state = violations.check_as("STATE_INVALID", "state", known);
    if !violations.is_empty() {
        return Err(refused(violations));
    }
    let state = state.and_then(|state| match state {
        MailState::Unspecified => None,
        MailState::Queued => Some(State::Queued),
        MailState::Sending => Some(State::Sending),
        MailState::Sent => Some(State::Sent),
        MailState::Deferred => Some(State::Deferred),
        MailState::Failed => Some(State::Failed),
        MailState::Suppressed => Some(State::Suppressed),
    });
    Ok(Filter { organization, recipient: user.map(|user| user.to_string()), state })
}

fn preferences_message(user: UserId, preferences: &Preferences) -> messages::Preferences {
    let topics = Topic::ALL.into_iter().map(|topic| messages::TopicPreference {
        topic: messages::Topic::from(topic).into(),
        mail: preferences.mails(topic),
        in_app: preferences.in_app(topic),
        always_on: topic.always_on(),
    });
    messages::Preferences {
        user_id: user.to_string(),
        language: preferences.language.map(|language| language.tag().to_owned()),
        topics: topics.collect(),
    }
}

fn brand_message(brand: BrandOverride) -> Brand {
    Brand {
        name: brand.name,
        color: brand.color.map(Color::text),
        logo_url: brand.logo_url,
        support_email: brand.support_email,
        legal_footer: brand.legal_footer,
    }
}

impl From<Topic> for messages::Topic {
    fn from(topic: Topic) -> Self {
        match topic {
            Topic::AccountSecurity => Self::AccountSecurity,
            Topic::Billing => Self::Billing,
            Topic::Hosting => Self::Hosting,
            Topic::Team => Self::Team,
            Topic::ProductNews => Self::ProductNews,
        }
    }
}

impl From<Logged> for messages::Mail {
    fn from(mail: Logged) -> Self {
        let state = match mail.state {
            State::Queued => MailState::Queued,
            State::Sending => MailState::Sending,
            State::Sent => MailState::Sent,
            State::Deferred => MailState::Deferred,
            State::Failed => MailState::Failed,
            State::Suppressed => MailState::Suppressed,
        };
        Self {
            id: mail.id.to_string(),
            event_id: mail.event.to_string(),
            template: mail.template,
            topic: messages::Topic::from(mail.topic).into(),
            recipient: mail.recipient,
            organization_id: mail.organization.map(|id| id.to_string()).unwrap_or_default(),
            address: mail.address,
            language: mail.language,
            state: state.into(),
            reason: mail.reason,
            attempts: mail.attempts,
            next_attempt_at: mail.due_at.filter(|_| mail.state == State::Deferred).map(Into::into),
            created_at: Some(mail.created_at.into()),
            sent_at: mail.sent_at.map(Into::into),
        }
    }
}

impl From<Attempt> for messages::MailAttempt {
    fn from(attempt: Attempt) -> Self {
        Self {
            number: attempt.number,
            began_at: Some(attempt.began_at.into()),
            ended_at: attempt.ended_at.map(Into::into),
            code: attempt.code,
            answer: attempt.answer,
        }
    }
}
