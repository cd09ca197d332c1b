//! Each mail's text with its values: what stands in `templates/<language>/<name>.mail`.

use askama::Template;
use hc_access::Role;
use hc_types::{OrganizationId, Timestamp};

use super::{
    device::device,
    format::{day, minute, money, refusal, role},
    links::Links,
    markup::{self, Text},
};
use crate::domain::{brand::Brand, language::Language, story::Story};

/// Who reads a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    pub name: String,
    pub address: String,
    pub language: Language,
}

/// What a mail says beside its story: what was asked for when it went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// Nothing.
    Nothing,
    /// A link with a secret.
    Link { token: String, expires_at: Timestamp },
    /// A link with a secret, and what the invitation says.
    Invitation { token: String, expires_at: Timestamp, organization: String, inviter: String, role: Role },
    /// Where somebody signed in from.
    Session { began_at: Timestamp, user_agent: String, network: String },
}

/// What a mail is about.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    pub story: &'a Story,
    pub organization: Option<(OrganizationId, &'a str)>,
    pub occurred_at: Timestamp,
    pub asked: &'a Asked,
}

impl About<'_> {
    fn organization_name(&self) -> String {
        self.organization.map(|(_, name)| name.to_owned()).unwrap_or_default()
    }
}

/// A story that there is no text for: it makes no mail, or what it needs was not asked for.
#[derive(Debug, thiserror::Error)]
pub enum TextError {
    #[error("the story makes no such mail")]
    NoMail,
    #[error("the template failed")]
    Template(#[from] askama::Error),
}

/// Makes a text's type with one template for each language.
macro_rules! text {
    ($name:ident { $($field:ident: $type:ty),+ } $english:literal $german:literal) => {
        struct $name { $($field: $type),+ }

        impl $name {
            fn text(&self, language: Language) -> Result<Text, TextError> {
                #[derive(Template)]
                #[template(path = $english)]
                struct English<'a> { $($field: &'a $type),+ }
                #[derive(Template)]
                #[template(path = $german)]
                struct German<'a> { $($field: &'a $type),+ }

                let Self { $($field),+ } = self;
                let source = match language {
                    Language::English => English { $($field),+ }.render()?,
                    Language::German => German { $($field),+ }.render()?,
                };
                Ok(markup::read(&source))
            }
        }
    };
}

text!(VerifyAddress { name: String, address: String, brand: String, link: String, expires_at: String }
    "en/verify_address.mail" "de/verify_address.mail");
text!(PasswordReset { name: String, brand: String, link: String, expires_at: String, support: String }
    "en/password_reset.mail" "de/password_reset.mail");
text!(PasswordChanged { name: String, brand: String, at: String, link: String, support: String }
    "en/password_changed.mail" "de/password_changed.mail");
text!(NewSignIn { name: String, brand: String, at: String, device: String, network: String, link: String }
    "en/new_sign_in.mail" "de/new_sign_in.mail");
text!(Invitation { inviter: String, organization: String, role: String, brand: String, link: String, expires_at: String }
    "en/invitation.mail" "de/invitation.mail");
text!(OrderReceived { name: String, organization: String, items: Vec<String>, total: String, pay_until: String, link: String }
    "en/order_received.mail" "de/order_received.mail");
text!(InvoiceIssued { name: String, organization: String, number: String, issued_on: String, total: String, link: String }
    "en/invoice_issued.mail" "de/invoice_issued.mail");
text!(PaymentFailed { name: String, organization: String, why: String, number: String, due: String, link: String }
    "en/payment_failed.mail" "de/payment_failed.mail");
text!(SiteLive { name: String, site: String, organization: String, url: String, link: String }
    "en/site_live.mail" "de/site_live.mail");
text!(SiteSuspended { name: String, site: String, organization: String, link: String, support: String }
    "en/site_suspended.mail" "de/site_suspended.mail");
text!(SiteTerminated { name: String, site: String, organization: String, link: String, support: String }
    "en/site_terminated.mail" "de/site_terminated.mail");
text!(SiteFailed { name: String, site: String, organization: String, link: String, support: String }
    "en/site_failed.mail" "de/site_failed.mail");
text!(WebhookDisabled { name: String, organization: String, url: String, link: String }
    "en/webhook_disabled.mail" "de/webhook_disabled.mail");

/// The text of the mail that the story makes, in the reader's language.
pub fn write(about: About<'_>, reader: &Reader, brand: &Brand, links: &Links) -> Result<Text, TextError> {
    match about.story {
        Story::EmailVerificationRequested { .. }
        | Story::PasswordResetRequested { .. }
        | Story::PasswordChanged { .. }
        | Story::SignedIn { .. }
        | Story::Invited { .. } => to_a_person(about, reader, brand, links),
        Story::OrderPlaced { .. } | Story::InvoiceIssued { .. } | Story::PaymentFailed { .. } => {
            on_money(about, reader, links)
        }
        Story::InstanceLive { .. }
        | Story::InstanceSuspended { .. }
        | Story::InstanceTerminated { .. }
        | Story::InstanceFailed { .. }
        | Story::WebhookDisabled { .. } => on_hosting(about, reader, brand, links),
        Story::MemberJoined { .. } | Story::RoleChanged { .. } | Story::MemberLeft { .. } => Err(TextError::NoMail),
    }
}

/// What concerns one person and their account.
fn to_a_person(about: About<'_>, reader: &Reader, brand: &Brand, links: &Links) -> Result<Text, TextError> {
    let language = reader.language;
    let name = reader.name.clone();
    let (brand, support) = (brand.name.clone(), brand.support_email.clone());
    match (about.story, about.asked) {
        (Story::EmailVerificationRequested { .. }, Asked::Link { token, expires_at }) => VerifyAddress {
            name,
            address: reader.address.clone(),
            brand,
            link: links.verify_email(token),
            expires_at: minute(*expires_at, language),
        }
        .text(language),
        (Story::PasswordResetRequested { .. }, Asked::Link { token, expires_at }) => PasswordReset {
            name,
            brand,
            link: links.reset_password(token),
            expires_at: minute(*expires_at, language),
            support,
        }
        .text(language),
        (Story::PasswordChanged { .. }, _) => {
            let at = minute(about.occurred_at, language);
            PasswordChanged { name, brand, at, link: links.sign_in(), support }.text(language)
        }
        (Story::SignedIn { .. }, Asked::Session { began_at, user_agent, network }) => NewSignIn {
            name,
            brand,
            at: minute(*began_at, language),
            device: device(user_agent, language),
            network: network.clone(),
            link: links.sessions(),
        }
        .text(language),
        (Story::Invited { .. }, Asked::Invitation { token, expires_at, organization, inviter, role: offered }) => {
            Invitation {
                inviter: inviter.clone(),
                organization: organization.clone(),
                role: role(*offered, language).to_owned(),
                brand,
                link: links.invitation(token),
                expires_at: minute(*expires_at, language),
            }
            .text(language)
        }
        _ => Err(TextError::NoMail),
    }
}

/// What an organization ordered and owes.
fn on_money(about: About<'_>, reader: &Reader, links: &Links) -> Result<Text, TextError> {
    let language = reader.language;
    let name = reader.name.clone();
    let organization = about.organization_name();
    match about.story {
        Story::OrderPlaced { invoice, items, total, pay_until } => OrderReceived {
            name,
            organization,
            items: items.clone(),
            total: money(*total, language),
            pay_until: minute(*pay_until, language),
            link: links.invoice(invoice),
        }
        .text(language),
        Story::InvoiceIssued { invoice, number, total, issued_at } => InvoiceIssued {
            name,
            organization,
            number: number.clone(),
            issued_on: day(*issued_at, language),
            total: money(*total, language),
            link: links.invoice(invoice),
        }
        .text(language),
        Story::PaymentFailed { invoice, number, due, code } => PaymentFailed {
            name,
            organization,
            why: refusal(code, language).to_owned(),
            number: number.clone().unwrap_or_default(),
            due: money(*due, language),
            link: links.invoice(invoice),
        }
        .text(language),
        _ => Err(TextError::NoMail),
    }
}

/// What happens to an organization's sites.
fn on_hosting(about: About<'_>, reader: &Reader, brand: &Brand, links: &Links) -> Result<Text, TextError> {
    let language = reader.language;
    let name = reader.name.clone();
    let (organization, support) = (about.organization_name(), brand.support_email.clone());
    match about.story {
        Story::InstanceLive { instance, name: site, url } => {
            SiteLive { name, site: site.clone(), organization, url: url.clone(), link: links.instance(instance) }
                .text(language)
        }
        Story::InstanceSuspended { instance, name: site } => {
            let (site, link) = (site.clone(), links.instance(instance));
            SiteSuspended { name, site, organization, link, support }.text(language)
        }
        Story::InstanceTerminated { name: site, .. } => {
            let home = about.organization.map_or_else(|| links.sign_in(), |(id, _)| links.organization(id));
            let (site, link) = (site.clone(), home);
            SiteTerminated { name, site, organization, link, support }.text(language)
        }
        Story::InstanceFailed { instance, name: site } => {
            let (site, link) = (site.clone(), links.instance(instance));
            SiteFailed { name, site, organization, link, support }.text(language)
        }
        Story::WebhookDisabled { endpoint, url } => {
            let link = links.webhook(endpoint);
            WebhookDisabled { name, organization, url: url.clone(), link }.text(language)
        }
        _ => Err(TextError::NoMail),
    }
}
