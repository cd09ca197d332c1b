//! English.

use hc_access::Role;

use crate::{
    domain::{language::Language::English, story::Story},
    mails::format::{minute, money, role},
};

pub(super) fn words(story: &Story, organization: &str) -> (String, String) {
    match story {
        Story::PasswordChanged { .. } => (
            "Your password was changed".to_owned(),
            "All your sessions have ended. If it was not you, set a new password at once.".to_owned(),
        ),
        Story::SignedIn { .. } => (
            "New sign-in to your account".to_owned(),
            "Somebody signed in from a device that we had not seen before. If it was not you, end the session."
                .to_owned(),
        ),
        Story::MemberJoined { .. } => {
            (format!("A new member of {organization}"), "Somebody accepted an invitation.".to_owned())
        }
        Story::RoleChanged { role: name, .. } => {
            let name = name.parse::<Role>().map_or(name.as_str(), |known| role(known, English));
            (format!("Your role in {organization} has changed"), format!("You are {name} now."))
        }
        Story::MemberLeft { .. } => {
            (format!("A member has left {organization}"), "Their access ended at the same moment.".to_owned())
        }
        Story::OrderPlaced { total, pay_until, .. } => (
            "We have your order".to_owned(),
            format!("{} for {organization}, to be paid until {}.", money(*total, English), minute(*pay_until, English)),
        ),
        Story::InvoiceIssued { number, total, .. } => {
            (format!("Invoice {number}"), format!("{} for {organization}.", money(*total, English)))
        }
        Story::PaymentFailed { due, .. } => (
            "A payment did not work".to_owned(),
            format!("{} are still open for {organization}.", money(*due, English)),
        ),
        Story::InstanceLive { name, url, .. } => (format!("{name} is live"), format!("It answers at {url}.")),
        Story::InstanceSuspended { name, .. } => (
            format!("{name} is suspended"),
            "Visitors see a notice until it is resumed. Its content is kept.".to_owned(),
        ),
        Story::InstanceTerminated { name, .. } => {
            (format!("{name} was terminated"), "Its content is gone, and nothing more is charged for it.".to_owned())
        }
        Story::InstanceFailed { name, .. } => (
            format!("We could not set up {name}"),
            "Our staff know of it. What you paid for it is credited to your account.".to_owned(),
        ),
        Story::WebhookDisabled { url, .. } => (
            "A webhook endpoint was disabled".to_owned(),
            format!("Nothing arrived at {url} for days. Enable it once it answers again."),
        ),
        // They make no entry.
        Story::EmailVerificationRequested { .. } | Story::PasswordResetRequested { .. } | Story::Invited { .. } => {
            (String::new(), String::new())
        }
    }
}
