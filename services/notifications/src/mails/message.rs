//! The mail as it goes over the wire (RFC 5322, MIME).

use hc_types::{Email, MailId, Timestamp};
use lettre::{
    Address,
    message::{
        Mailbox, Message, MultiPart, SinglePart,
        header::{HeaderName, HeaderValue},
    },
};

use super::{
    layout::{Footer, lay_out},
    markup::Text,
    texts::Reader,
};
use crate::domain::brand::Brand;

/// A mail, ready to be handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message5322 {
    /// The address in the envelope.
    pub to: Address,
    /// Head and bodies, with CRLF at the lines' ends.
    pub bytes: Vec<u8>,
}

/// What cannot be made a mail.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    #[error("no mail can go to this address")]
    Address,
    #[error("the layout failed")]
    Layout(#[from] askama::Error),
    #[error("the message cannot be built")]
    Build(#[from] lettre::error::Error),
    #[error("the text does not have the form of a mail: {0}")]
    Text(&'static str),
}

/// Builds the message. The same mail gives the same Message-ID each time, so that a repetition can be told by it.
pub fn build(
    id: MailId,
    at: Timestamp,
    from: &Address,
    brand: &Brand,
    reader: &Reader,
    text: &Text,
    footer: &Footer,
) -> Result<Message5322, MessageError> {
    if text.subject.is_empty() || text.blocks.is_empty() {
        return Err(MessageError::Text("it has no subject or no body"));
    }
    let bodies = lay_out(text, brand, reader.language, footer)?;
    let to = address(&reader.address)?;
    let support = address(&brand.support_email)?;
    let mut builder = Message::builder()
        .message_id(Some(format!("<{id}@{}>", from.domain())))
        .date(at.jiff().into())
        .from(Mailbox::new(Some(one_line(&brand.name)), from.clone()))
        .reply_to(Mailbox::new(None, support))
        .to(Mailbox::new(Some(one_line(&reader.name)).filter(|name| !name.is_empty()), to.clone()))
        .subject(one_line(&text.subject))
        .raw_header(header("Content-Language", reader.language.tag()))
        // No vacation notice wants to answer this (RFC 3834).
        .raw_header(header("Auto-Submitted", "auto-generated"));
    if let Some(url) = &footer.unsubscribe_url {
        builder = builder
            .raw_header(header("List-Unsubscribe", &format!("<{url}>")))
            .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
    }
    let bodies = MultiPart::alternative()
        .boundary(format!("part-{id}"))
        .singlepart(SinglePart::plain(bodies.plain))
        .singlepart(SinglePart::html(bodies.html));
    Ok(Message5322 { to, bytes: builder.multipart(bodies)?.formatted() })
}

/// An address for mail servers: what stands before the `@` as it was typed, the domain in ASCII.
pub fn address(text: &str) -> Result<Address, MessageError> {
    let email = Email::parse(text).map_err(|_| MessageError::Address)?;
    let local = email.typed().rsplit_once('@').map_or("", |(local, _)| local);
    let domain = email.key().rsplit_once('@').map_or("", |(_, domain)| domain);
    Address::new(local, domain).map_err(|_| MessageError::Address)
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    let name = HeaderName::new_from_ascii_str(name);
    HeaderValue::new(name, value.to_owned())
}

/// Without anything that could end a header; whoever wrote it.
fn one_line(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use mail_parser::MessageParser;

    use super::*;
    use crate::{
        domain::{brand::Color, language::Language},
        mails::markup::Block,
    };

    fn brand(name: &str) -> Brand {
        Brand {
            name: name.to_owned(),
            color: Color::parse("#4f46e5").unwrap(),
            logo_url: None,
            support_email: "support@example.com".to_owned(),
            legal_footer: "Example GmbH".to_owned(),
        }
    }

    fn text(subject: &str, paragraph: &str) -> Text {
        let blocks = vec![Block::Paragraph(paragraph.to_owned())];
        Text { subject: subject.to_owned(), preview: String::new(), blocks }
    }

    fn reader(name: &str) -> Reader {
        Reader { name: name.to_owned(), address: "Ada.Müller@bücher.example".to_owned(), language: Language::German }
    }

    #[test]
    fn names_and_subjects_cannot_add_headers_or_markup() {
        let from = Address::new("no-reply", "example.com").unwrap();
        let at = "2026-11-21T07:30:00Z".parse().unwrap();
        let wicked = "Eve\r\nBcc: all@example.com\r\n\r\n<script>alert(1)</script>";
        let mail =
            build(MailId::new(), at, &from, &brand(wicked), &reader(wicked), &text(wicked, wicked), &Footer::default());
        let bytes = mail.unwrap().bytes;
        let parsed = MessageParser::default().parse(&bytes).unwrap();
        assert!(parsed.bcc().is_none());
        assert_eq!(parsed.subject(), Some("Eve Bcc: all@example.com <script>alert(1)</script>"));
        assert_eq!(parsed.to().unwrap().iter().count(), 1);
        let html = parsed.body_html(0).unwrap();
        assert!(
            !html.contains("<script>") && html.contains("&lt;script&gt;") || html.contains("&#60;script&#62;"),
            "{html}"
        );
    }

    #[test]
    fn a_repetition_has_the_same_bytes() {
        let from = Address::new("no-reply", "example.com").unwrap();
        let (id, at) = (MailId::new(), "2026-11-21T07:30:00Z".parse().unwrap());
        let build = || {
            build(id, at, &from, &brand("Größe"), &reader("Ada"), &text("Grüße", "Schöne"), &Footer::default()).unwrap()
        };
        assert_eq!(build(), build());
        let bytes = build().bytes;
        let parsed = MessageParser::default().parse(&bytes).unwrap();
        assert_eq!(parsed.message_id(), Some(format!("{id}@example.com").as_str()));
        assert_eq!(parsed.header_raw("Auto-Submitted").map(str::trim), Some("auto-generated"));
        assert!(build().to.to_string().ends_with("@xn--bcher-kva.example"));
        assert!(bytes.is_ascii() || parsed.to().is_some());
    }
}
