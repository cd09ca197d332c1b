//! What each event says to people.

use std::str::FromStr;

use anyhow::Context as _;
use hc_access::Role;
use hc_events::Failure;
use hc_proto::{events::v1 as events, r#type::v1 as types};
use hc_types::{InstanceId, InvoiceId, Money, Timestamp};

use super::telling::Told;
use crate::{domain::story::Story, owners::Owners};

/// An id in an event. One that cannot be read never will be.
pub fn id<Id: FromStr>(text: &str, what: &'static str) -> Result<Id, Failure>
where
    Id::Err: std::error::Error + Send + Sync + 'static,
{
    text.parse().with_context(|| format!("the event's {what}")).map_err(Failure::Permanent)
}

fn money(money: Option<types::Money>, what: &'static str) -> Result<Money, Failure> {
    let money = money.with_context(|| format!("the event has no {what}")).map_err(Failure::Permanent)?;
    Money::try_from(money).with_context(|| format!("the event's {what}")).map_err(Failure::Permanent)
}

fn instant(instant: Option<pbjson_types::Timestamp>, what: &'static str) -> Result<Timestamp, Failure> {
    let instant = instant.with_context(|| format!("the event has no {what}")).map_err(Failure::Permanent)?;
    Timestamp::try_from(instant).with_context(|| format!("the event's {what}")).map_err(Failure::Permanent)
}

/// What the instance is called; its id where its owner does not know it.
async fn name(owners: &Owners, instance: InstanceId) -> Result<String, Failure> {
    let site = owners.site(instance).await?;
    Ok(site.map_or_else(|| instance.to_string(), |site| site.name))
}

impl Told for events::EmailVerificationRequested {
    async fn story(self, _: &Owners) -> Result<Option<Story>, Failure> {
        let user = id(&self.user_id, "user")?;
        let verification = id(&self.email_verification_id, "verification")?;
        Ok(Some(Story::EmailVerificationRequested { user, verification }))
    }
}

impl Told for events::PasswordResetRequested {
    async fn story(self, _: &Owners) -> Result<Option<Story>, Failure> {
        let (user, reset) = (id(&self.user_id, "user")?, id(&self.password_reset_id, "reset")?);
        Ok(Some(Story::PasswordResetRequested { user, reset }))
    }
}

impl Told for events::UserPasswordChanged {
    async fn story(self, _: &Owners) -> Result<Option<Story>, Failure> {
        Ok(Some(Story::PasswordChanged { user: id(&self.user_id, "user")? }))
    }
}

impl Told for events::SessionStarted {
    async fn story(self, _: &Owners) -> Result<Option<Story>, Failure> {
        if !self.new_device {
            return Ok(None);
        }
        let (user, session) = (id(&self.user_id, "user")?, id(&self.session_id, "session")?);
        Ok(Some(Story::SignedIn { user, session }))
    }
}

impl Told for events::InvitationCreated {
    async fn story(self, _: &Owners) -> Result<Option<Story>, Failure> {
        Ok(Some(Story::Invited { invitation: id(&self.invitation_id, "invitation")? }))
    }
}

impl Told for events::MembershipCreated {
    async fn story(self, _: &Owners) -> Result<Option<Story>, Failure> {
        Ok(Some(Story::MemberJoined { member: id(&self.user_id, "user")? }))
    }
}

impl Told for events::MembershipChanged {
    async fn story(self, _: &Owners) -> Result<Option<Story>, Failure> {
        let member = id(&self.user_id, "user")?;
        let role = types::Role::try_from(self.role).ok().and_then(|role| Role::try_from(role).ok());
        let role = role.context("a role that is unknown here").map_err(Failure::Permanent)?;
        Ok(Some(Story::RoleChanged { member, role: role.name().to_owned() }))
    }
}

impl Told for events::MembershipRemoved {
    async fn story(self, _: &Owners) -> Result<Option<Story>, Failure> {
        Ok(Some(Story::MemberLeft { member: id(&self.user_id, "user")? }))
    }
}

impl Told for events::OrderPlaced {
    async fn story(self, _: &Owners) -> Result<Option<Story>, Failure> {
        let total = money(self.total, "total")?;
        // What costs nothing is settled at once and waits for nobody.
        if total.is_zero() {
            return Ok(None);
        }
        Ok(Some(Story::OrderPlaced {
            invoice: id(&self.invoice_id, "invoice")?,
            items: self.instances.into_iter().map(|instance| instance.name).collect(),
            total,
            pay_until: instant(self.expires_at, "end")?,
        }))
    }
}

impl Told for events::InvoiceIssued {
    async fn story(self, _: &Owners) -> Result<Option<Story>, Failure> {
        Ok(Some(Story::InvoiceIssued {
            invoice: id(&self.invoice_id, "invoice")?,
            number: self.number,
            total: money(self.total, "total")?,
            issued_at: instant(self.issued_at, "date")?,
        }))
    }
}

impl Told for events::PaymentFailed {
    async fn story(self, owners: &Owners) -> Result<Option<Story>, Failure> {
        let invoice: InvoiceId = id(&self.invoice_id, "invoice")?;
        let Some(found) = owners.due(invoice).await? else { return Ok(None) };
        // Paid by another attempt meanwhile: nobody has to do anything.
        if found.due.minor() <= 0 {
            return Ok(None);
        }
        Ok(Some(Story::PaymentFailed { invoice, number: found.number, due: found.due, code: self.failure_code }))
    }
}

impl Told for events::InstanceActivated {
    async fn story(self, owners: &Owners) -> Result<Option<Story>, Failure> {
        let instance = id(&self.instance_id, "instance")?;
        Ok(Some(Story::InstanceLive { instance, name: name(owners, instance).await?, url: self.url }))
    }
}

impl Told for events::InstanceSuspended {
    async fn story(self, owners: &Owners) -> Result<Option<Story>, Failure> {
        let instance = id(&self.instance_id, "instance")?;
        Ok(Some(Story::InstanceSuspended { instance, name: name(owners, instance).await? }))
    }
}

impl Told for events::InstanceTerminated {
    async fn story(self, owners: &Owners) -> Result<Option<Story>, Failure> {
        let instance = id(&self.instance_id, "instance")?;
        Ok(Some(Story::InstanceTerminated { instance, name: name(owners, instance).await? }))
    }
}

impl Told for events::InstanceFailed {
    async fn story(self, owners: &Owners) -> Result<Option<Story>, Failure> {
        let instance = id(&self.instance_id, "instance")?;
        Ok(Some(Story::InstanceFailed { instance, name: name(owners, instance).await? }))
    }
}

impl Told for events::WebhookEndpointDisabled {
    async fn story(self, _: &Owners) -> Result<Option<Story>, Failure> {
        let endpoint = id(&self.endpoint_id, "endpoint")?;
        Ok(Some(Story::WebhookDisabled { endpoint, url: self.origin }))
    }
}
