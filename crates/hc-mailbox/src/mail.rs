//! A mail as it was received, and what people and tests look at in it.

use bytes::Bytes;
use jiff::Timestamp;
use mail_parser::{Message, MessageParser};
use serde::Serialize;

/// What the client said around the mail.
#[derive(Debug, Clone, Default)]
pub(crate) struct Envelope {
    pub from: String,
    pub recipients: Vec<String>,
    pub tls: bool,
    pub user: Option<String>,
}

/// One mail.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Mail {
    /// Counts from 1 while the mailbox runs.
    pub id: u64,
    /// When it was received.
    pub received_at: Timestamp,
    /// The sender by the envelope; empty for mails that nobody shall answer.
    pub envelope_from: String,
    /// The recipients by the envelope, as the client wrote them.
    pub recipients: Vec<String>,
    /// Whether it came under TLS.
    pub tls: bool,
    /// The name under which the client had signed in.
    pub user: Option<String>,
    /// Decoded; empty when there is none.
    pub subject: String,
    /// The headers in their order, unfolded, otherwise as they stand in the source.
    pub headers: Vec<Header>,
    /// The text part, decoded.
    pub text: Option<String>,
    /// The HTML part, decoded.
    pub html: Option<String>,
    /// Where its links lead, in the order of the text and then of the HTML, each once.
    pub links: Vec<String>,
    /// Exactly what was sent, without the dots that the transfer added.
    #[serde(skip)]
    pub source: Bytes,
}

/// A line of a mail's head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Header {
    /// Such as `List-Unsubscribe`.
    pub name: String,
    /// In one line.
    pub value: String,
}

impl Mail {
    pub(crate) fn new(id: u64, received_at: Timestamp, envelope: Envelope, source: &Bytes) -> Self {
        // Even what is no mail is kept; one sees the source then.
        let message = MessageParser::default().parse(source);
        let (text, html) = message.as_ref().map(bodies).unwrap_or_default();
        Self {
            id,
            received_at,
            envelope_from: envelope.from,
            recipients: envelope.recipients,
            tls: envelope.tls,
            user: envelope.user,
            subject: message.as_ref().and_then(Message::subject).unwrap_or_default().to_owned(),
            headers: message.iter().flat_map(Message::headers_raw).map(header).collect(),
            links: links(text.as_deref().unwrap_or_default(), html.as_deref().unwrap_or_default()),
            text,
            html,
            source: source.clone(),
        }
    }

    /// The value of the first header of this name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name)).map(|header| header.value.as_str())
    }

    /// Whether it went to this address, in any case.
    pub fn is_to(&self, recipient: &str) -> bool {
        let recipient = recipient.to_lowercase();
        self.recipients.iter().any(|to| to.to_lowercase() == recipient)
    }

    /// The first link that has this in it.
    pub fn link(&self, part: &str) -> Option<&str> {
        self.links.iter().find(|link| link.contains(part)).map(String::as_str)
    }
}

fn header((name, value): (&str, &str)) -> Header {
    let unfolded: Vec<&str> = value.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    Header { name: name.to_owned(), value: unfolded.join(" ") }
}

/// The parts that are there; the library would make the one out of the other.
fn bodies(message: &Message<'_>) -> (Option<String>, Option<String>) {
    let text = message.text_bodies().find(|part| part.is_text() && !part.is_text_html());
    let html = message.html_bodies().find(|part| part.is_text_html());
    let contents = |part: &mail_parser::MessagePart<'_>| part.text_contents().map(str::to_owned);
    (text.and_then(contents), html.and_then(contents))
}

fn links(text: &str, html: &str) -> Vec<String> {
    let in_text = text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')).filter_map(|word| {
        let start = word.find("https://").or_else(|| word.find("http://"))?;
        Some(word.get(start..)?.trim_end_matches(['.', ',', ';', ':', ')', ']', '!', '?', '\'']).to_owned())
    });
    let in_html = html.split("href=\"").skip(1).filter_map(|rest| {
        let (link, _) = rest.split_once('"')?;
        Some(link.replace("&amp;", "&").replace("&#38;", "&"))
    });
    let mut found = Vec::new();
    for link in in_text.chain(in_html.filter(|link| link.starts_with("http"))) {
        if !found.contains(&link) {
            found.push(link);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "From: HostingCo <no-reply@hostingco.test>\r\nTo: ada@example.com\r\n\
        Subject: =?utf-8?q?Best=C3=A4tige?=\r\n deine Adresse\r\nList-Unsubscribe:\r\n <https://a.test/u?token=1>\r\n\
        MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n\
        --b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nGeh auf https://a.test/v?token=x&b=1.\r\n\
        --b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<a href=\"https://a.test/v?token=x&amp;b=1\">Hier</a>\
        <a href=\"mailto:x@y.z\">x</a><a href=\"http://a.test/\">y</a>\r\n--b--\r\n";

    fn mail(source: &'static str) -> Mail {
        let envelope = Envelope { recipients: vec!["Ada@Example.com".to_owned()], ..Envelope::default() };
        Mail::new(1, Timestamp::UNIX_EPOCH, envelope, &Bytes::from_static(source.as_bytes()))
    }

    #[test]
    fn a_mail_shows_what_it_says() {
        let mail = mail(SOURCE);
        assert_eq!(mail.subject, "Bestätige deine Adresse");
        assert_eq!(mail.header("list-unsubscribe"), Some("<https://a.test/u?token=1>"));
        assert_eq!(mail.text.as_deref().map(str::trim), Some("Geh auf https://a.test/v?token=x&b=1."));
        assert!(mail.html.as_deref().is_some_and(|html| html.starts_with("<a href")));
        assert_eq!(mail.links, ["https://a.test/v?token=x&b=1", "http://a.test/"]);
        assert_eq!(mail.link("token="), Some("https://a.test/v?token=x&b=1"));
        assert!(mail.is_to("ada@example.com") && !mail.is_to("ada@example.co"));
    }

    #[test]
    fn what_is_no_mail_is_kept_all_the_same() {
        for source in ["", "\r\n", "no head at all", "\u{0}\u{1}: x\r\n", "Content-Type: multipart/mixed\r\n\r\nx"] {
            assert_eq!(mail(source).source, source.as_bytes());
        }
        let html = mail("Content-Type: text/html\r\n\r\n<p>x</p>");
        assert_eq!((html.text, html.html.as_deref()), (None, Some("<p>x</p>")));
    }
}
