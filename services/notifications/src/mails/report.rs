//! Reads the mail by which another mail server says that one of ours was not delivered (RFC 3464).

use hc_types::{Email, MailId};
use mail_parser::{Message, MessageParser, MimeHeaders, PartType};

use crate::domain::bounce::Bounce;

/// The longest answer that is kept, in characters.
const LONGEST: usize = 500;

/// Why a mail is no report of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    #[error("it is no mail")]
    NoMail,
    #[error("it is no report of a delivery (multipart/report with message/delivery-status)")]
    NoReport,
    #[error("nothing in it failed for good")]
    NothingFailed,
}

/// What the report says: each address that takes no mail.
pub fn read(bytes: &[u8]) -> Result<Vec<Bounce>, ReportError> {
    let message = MessageParser::default().parse(bytes).ok_or(ReportError::NoMail)?;
    let status = part(&message, "message", "delivery-status").ok_or(ReportError::NoReport)?;
    let mail = returned(&message);
    // The first group is about the message, each further one about a recipient (2.1).
    let groups = status.replace("\r\n", "\n");
    let failed = groups.split("\n\n").filter_map(|group| recipient(group, mail)).collect::<Vec<_>>();
    if failed.is_empty() { Err(ReportError::NothingFailed) } else { Ok(failed) }
}

fn recipient(group: &str, mail: Option<MailId>) -> Option<Bounce> {
    let field = |name: &str| {
        group.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.trim().eq_ignore_ascii_case(name).then(|| value.trim())
        })
    };
    if !field("Action")?.eq_ignore_ascii_case("failed") {
        return None;
    }
    // `rfc822; ada@example.org`
    let typed = field("Original-Recipient").or_else(|| field("Final-Recipient"))?;
    let address = typed.split_once(';').map_or(typed, |(_, address)| address).trim();
    let answer = field("Diagnostic-Code").or_else(|| field("Status")).unwrap_or("delivery failed");
    let answer = answer.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect();
    Some(Bounce { mail, address: Email::parse(address).ok()?, answer })
}

/// The mail that came back, by the Message-ID that we gave it.
fn returned(message: &Message<'_>) -> Option<MailId> {
    let own = |id: &str| id.trim_matches(['<', '>']).split('@').next().and_then(|local| local.parse().ok());
    let nested = message.parts.iter().find_map(|part| match &part.body {
        PartType::Message(returned) => returned.message_id().and_then(own),
        _ => None,
    });
    nested.or_else(|| {
        let headers = part(message, "text", "rfc822-headers")?;
        MessageParser::default().parse(headers.as_bytes())?.message_id().and_then(own)
    })
}

fn part(message: &Message<'_>, kind: &str, subkind: &str) -> Option<String> {
    let is_it = |part: &&mail_parser::MessagePart<'_>| {
        part.content_type().is_some_and(|found| {
            found.ctype().eq_ignore_ascii_case(kind)
                && found.subtype().is_some_and(|sub| sub.eq_ignore_ascii_case(subkind))
        })
    };
    let part = message.parts.iter().find(is_it)?;
    Some(String::from_utf8_lossy(part.contents()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "From: MAILER-DAEMON@mx.example.net\r\nTo: no-reply@example.com\r\nSubject: Undelivered\r\n\
        MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
        --b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\
        --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r\n\
        Final-Recipient: rfc822; Ada@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\
        Diagnostic-Code: smtp; 550 5.1.1 User unknown\r\n\r\n\
        Final-Recipient: rfc822; grace@example.org\r\nAction: delayed\r\nStatus: 4.2.2\r\n\
        --b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <MAIL@example.com>\r\nSubject: Hello\r\n\r\nHi\r\n--b--\r\n";

    #[test]
    fn a_report_names_the_mail_and_the_address_that_failed() {
        let id = MailId::new();
        let found = read(REPORT.replace("MAIL", &id.to_string()).as_bytes()).unwrap();
        let address = Email::parse("Ada@example.org").unwrap();
        assert_eq!(found, [Bounce { mail: Some(id), address, answer: "smtp; 550 5.1.1 User unknown".to_owned() }]);
    }

    #[test]
    fn what_is_no_report_bounces_nobody() {
        assert_eq!(read(b"Subject: Hello\r\n\r\nHi\r\n"), Err(ReportError::NoReport));
        let delayed = REPORT.replace("Action: failed", "Action: delayed");
        assert_eq!(read(delayed.as_bytes()), Err(ReportError::NothingFailed));
        let _ = read(b"");
        let _ = read(&[0xff; 1_000]);
    }
}
