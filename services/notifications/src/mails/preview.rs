//! Every mail in every language with made-up values, to look at: `notifications preview --to <folder>`.

use std::{fs, path::Path};

use anyhow::Context as _;
use hc_access::Role;
use hc_types::{Currency, MailId, Money, OrganizationId, Timestamp, UserId};
use uuid::Uuid;

use super::{
    layout::{Bodies, Footer, lay_out},
    links::Links,
    markup::Text,
    message::{address, build},
    texts::{About, Asked, Reader, write},
};
use crate::domain::{brand::Brand, language::Language, story::Story, template::Template, unsubscribe::Unsubscriptions};

/// A mail as it would look.
pub struct Preview {
    pub template: Template,
    pub language: Language,
    pub text: Text,
    pub bodies: Bodies,
    pub message: Vec<u8>,
}

/// Writes them all as `<language>/<name>.html`, `.txt` and `.eml`; says how many.
pub fn save(brand: &Brand, folder: &Path) -> anyhow::Result<usize> {
    let previews = all(brand)?;
    for preview in &previews {
        let folder = folder.join(preview.language.tag());
        fs::create_dir_all(&folder).with_context(|| format!("make {}", folder.display()))?;
        let file = |ending: &str| folder.join(format!("{}.{ending}", preview.template.name()));
        fs::write(file("html"), &preview.bodies.html)?;
        fs::write(file("txt"), format!("Subject: {}\n\n{}", preview.text.subject, preview.bodies.plain))?;
        fs::write(file("eml"), &preview.message)?;
    }
    Ok(previews.len())
}

/// All of them, always with the same values.
pub fn all(brand: &Brand) -> anyhow::Result<Vec<Preview>> {
    let links = Links::new(
        "https://console.example.com",
        "https://notifications.example.com",
        Unsubscriptions::new(["a secret that is only for looking at mails"]),
    );
    let organization: OrganizationId = sample(1).into();
    let user: UserId = sample(2).into();
    let mut previews = Vec::new();
    for (story, asked) in stories() {
        let (template, _) = story.mail().context("a story without a mail")?;
        for language in Language::ALL {
            let name = if template == Template::Invitation { "" } else { "Ada Lovelace" };
            let reader = Reader { name: name.to_owned(), address: "ada@example.org".to_owned(), language };
            let about = About {
                story: &story,
                organization: Some((organization, "Müller & Söhne")),
                occurred_at: at("2026-11-21T07:30:00Z"),
                asked: &asked,
            };
            let text = write(about, &reader, brand, &links)?;
            let unsubscribe_url =
                if template.can_be_unsubscribed() { links.unsubscribe(user, template.topic()) } else { None };
            let preferences_url = (template != Template::Invitation).then(|| links.preferences());
            let footer = Footer { preferences_url, unsubscribe_url };
            let bodies = lay_out(&text, brand, language, &footer)?;
            let id: MailId = sample(3).into();
            let from = address("no-reply@example.com")?;
            let message = build(id, at("2026-11-21T07:30:00Z"), &from, brand, &reader, &text, &footer)?.bytes;
            previews.push(Preview { template, language, text, bodies, message });
        }
    }
    Ok(previews)
}

fn stories() -> Vec<(Story, Asked)> {
    let user: UserId = sample(2).into();
    let euro = |minor| Money::new(minor, Currency::EUR);
    let link = |kind: &str| Asked::Link { token: format!("{kind}_sample"), expires_at: at("2026-11-22T07:30:00Z") };
    let invited = Asked::Invitation {
        token: "hci_sample".to_owned(),
        expires_at: at("2026-11-28T07:30:00Z"),
        organization: "Müller & Söhne".to_owned(),
        inviter: "Grace Hopper".to_owned(),
        role: Role::Developer,
    };
    let signed_in = Asked::Session {
        began_at: at("2026-11-21T07:30:00Z"),
        user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".to_owned(),
        network: "192.0.2.7".to_owned(),
    };
    let (instance, invoice) = (sample(5).into(), sample(6).into());
    let name = || "portfolio".to_owned();
    let nothing = || Asked::Nothing;
    vec![
        (Story::EmailVerificationRequested { user, verification: sample(4).into() }, link("hcv")),
        (Story::PasswordResetRequested { user, reset: sample(4).into() }, link("hcp")),
        (Story::PasswordChanged { user }, nothing()),
        (Story::SignedIn { user, session: sample(4).into() }, signed_in),
        (Story::Invited { invitation: sample(4).into() }, invited),
        (
            Story::OrderPlaced {
                invoice,
                items: vec!["portfolio".to_owned(), "shop".to_owned()],
                total: euro(2_380),
                pay_until: at("2026-11-21T08:30:00Z"),
            },
            nothing(),
        ),
        (
            Story::InvoiceIssued {
                invoice,
                number: "HC-2026-000042".to_owned(),
                total: euro(123_450),
                issued_at: at("2026-11-21T07:30:00Z"),
            },
            nothing(),
        ),
        (Story::PaymentFailed { invoice, number: None, due: euro(2_380), code: "card_declined".to_owned() }, nothing()),
        (Story::InstanceLive { instance, name: name(), url: "https://portfolio.example.net".to_owned() }, nothing()),
        (Story::InstanceSuspended { instance, name: name() }, nothing()),
        (Story::InstanceTerminated { instance, name: name() }, nothing()),
        (Story::InstanceFailed { instance, name: name() }, nothing()),
        (Story::WebhookDisabled { endpoint: sample(7).into(), url: "https://hooks.example.org".to_owned() }, nothing()),
    ]
}

fn sample(number: u128) -> Uuid {
    Uuid::from_u128(0x0193_4d00_0000_7000_8000_0000_0000_0000 + number)
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant written here")
}

#[cfg(test)]
mod tests {
    use mail_parser::MessageParser;

    use super::*;
    use crate::settings::BrandSettings;

    fn previews() -> Vec<Preview> {
        all(&BrandSettings::default().brand().unwrap()).unwrap()
    }

    #[test]
    fn every_mail_reads_as_it_did() {
        for preview in previews() {
            let name = format!("{}_{}", preview.template.name(), preview.language.tag());
            let shown = format!(
                "Subject: {}\nPreview: {}\n\n{}",
                preview.text.subject, preview.text.preview, preview.bodies.plain
            );
            insta::assert_snapshot!(name, shown);
        }
    }

    #[test]
    fn the_html_looks_as_it_did() {
        let all = previews();
        let one = all.iter().find(|one| one.template == Template::SiteLive && one.language == Language::German);
        insta::assert_snapshot!("html", one.unwrap().bodies.html);
    }

    #[test]
    fn every_template_is_shown_and_says_all_that_a_mail_must() {
        let all = previews();
        assert_eq!(all.len(), Template::ALL.len() * Language::ALL.len());
        for preview in &all {
            let what = format!("{} {}", preview.template.name(), preview.language.tag());
            assert!(!preview.text.subject.is_empty() && !preview.text.preview.is_empty(), "{what}");
            assert!(!preview.bodies.html.contains("{{") && !preview.bodies.plain.contains('\\'), "{what}");
            let mail = MessageParser::default().parse(&preview.message).unwrap();
            let header = |name: &'static str| mail.header_raw(name).map(str::trim);
            assert_eq!(header("Auto-Submitted"), Some("auto-generated"), "{what}");
            assert_eq!(header("Content-Language"), Some(preview.language.tag()), "{what}");
            assert!(mail.reply_to().is_some() && mail.message_id().is_some() && mail.date().is_some(), "{what}");
            let one_click = header("List-Unsubscribe-Post") == Some("List-Unsubscribe=One-Click");
            assert_eq!(one_click, preview.template.can_be_unsubscribed(), "{what}");
            assert_eq!(header("List-Unsubscribe").is_some(), one_click, "{what}");
            // A mail loads nothing by itself.
            assert!(!preview.bodies.html.contains("src=") && !preview.bodies.html.contains("url("), "{what}");
            assert!(preview.message.split(|byte| *byte == b'\n').all(|line| line.len() <= 998), "{what}");
        }
    }
}
