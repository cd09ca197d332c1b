//! What the mail server's answers mean, by where in the conversation they came.

use std::fmt::Write as _;

use lettre::transport::smtp::response::Response;

use super::connection::Failed;
use crate::domain::delivery::Verdict;

/// The longest answer that is kept, in characters.
const LONGEST: usize = 500;

/// How far a conversation had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Greeting, `EHLO`, `STARTTLS`, `AUTH`.
    Opening,
    /// `MAIL FROM`.
    Sender,
    /// `RCPT TO`.
    Recipient,
    /// `DATA`, before anything of the mail was sent.
    Data,
    /// The mail itself and the last dot.
    Message,
}

/// The mail is theirs now.
pub(super) fn taken(response: &Response) -> Verdict {
    let answer: Vec<_> = response.message().collect();
    Verdict::Taken { code: u16::from(response.code()), answer: cut(&answer.join(" ")) }
}

/// What a failed step says of the mail.
pub(super) fn judge(stage: Stage, failed: Failed) -> Verdict {
    let error = match failed {
        Failed::TimedOut(limit) => return silent(stage, format!("no answer within {limit:?}")),
        Failed::Smtp(error) => error,
    };
    match error.status() {
        None => silent(stage, text(&error)),
        Some(code) => {
            let answer =
                std::error::Error::source(&error).map_or_else(|| text(&error), |source| cut(&source.to_string()));
            weigh(stage, u16::from(code), answer)
        }
    }
}

/// No answer: nothing has happened, unless the mail was on its way.
fn silent(stage: Stage, why: String) -> Verdict {
    if stage == Stage::Message { Verdict::Unknown { why } } else { Verdict::Away { why } }
}

/// RFC 5321, 4.2.1: 4xx is "not now", 5xx "never"; but what is said to all mails is not this mail's fault.
fn weigh(stage: Stage, code: u16, answer: String) -> Verdict {
    let status = enhanced(&answer);
    match (stage, code) {
        // Before a mail was named, when the server closes, and when it wants authentication or encryption (RFC 4954, 6; RFC
        // 3207, 4) it is about the server. So is a sender that it refuses: all mails have the same.
        (Stage::Opening, _) | (_, 421 | 454 | 530 | 534 | 535 | 538) | (Stage::Sender, 500..) => {
            Verdict::Away { why: format!("{code} {answer}") }
        }
        (_, 400..500) => Verdict::NotNow { code, answer },
        (Stage::Recipient, _) => {
            // 552 and X.2.2 are a full mailbox, X.7 a policy, X.3 and X.4 the server: the address itself is fine.
            let fine = code == 552 || matches!(status, Some((2, 2) | (3 | 4 | 7, _)));
            Verdict::Never { code, answer, address: !fine }
        }
        _ => Verdict::Never { code, address: matches!(status, Some((1, _) | (2, 1))), answer },
    }
}

/// Class and detail of an enhanced status code (RFC 3463): `(1, 1)` of `5.1.1 User unknown`.
fn enhanced(answer: &str) -> Option<(u16, u16)> {
    let mut numbers = answer.split_whitespace().next()?.split('.').map(|part| part.parse::<u16>().ok());
    let (_, subject, detail) = (numbers.next()??, numbers.next()??, numbers.next()??);
    numbers.next().is_none().then_some((subject, detail))
}

fn text(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let _ = write!(text, ": {cause}");
        source = cause.source();
    }
    cut(&text)
}

fn cut(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_user_bounces_and_a_full_mailbox_does_not() {
        let bounced = |stage, code, answer: &str| match weigh(stage, code, answer.to_owned()) {
            Verdict::Never { address, .. } => address,
            other => panic!("{other:?}"),
        };
        assert!(bounced(Stage::Recipient, 550, "5.1.1 User unknown"));
        assert!(bounced(Stage::Recipient, 550, "no such user"));
        assert!(!bounced(Stage::Recipient, 552, "mailbox full"));
        assert!(!bounced(Stage::Recipient, 550, "5.7.1 relaying denied"));
        assert!(!bounced(Stage::Message, 554, "looks like spam"));
        assert!(bounced(Stage::Message, 550, "5.1.1 User unknown"));
    }

    #[test]
    fn what_is_not_the_mails_fault_stops_the_queue_instead() {
        for (stage, code) in [
            (Stage::Opening, 554),
            (Stage::Opening, 450),
            (Stage::Sender, 550),
            (Stage::Recipient, 421),
            (Stage::Recipient, 530),
        ] {
            assert!(matches!(weigh(stage, code, String::new()), Verdict::Away { .. }), "{stage:?} {code}");
        }
        assert!(matches!(weigh(Stage::Recipient, 451, String::new()), Verdict::NotNow { .. }));
        assert!(matches!(weigh(Stage::Sender, 452, String::new()), Verdict::NotNow { .. }));
    }

    #[test]
    fn silence_after_the_mail_is_unknown_and_before_it_nothing() {
        assert!(matches!(silent(Stage::Message, String::new()), Verdict::Unknown { .. }));
        for stage in [Stage::Opening, Stage::Sender, Stage::Recipient, Stage::Data] {
            assert!(matches!(silent(stage, String::new()), Verdict::Away { .. }), "{stage:?}");
        }
    }
}
