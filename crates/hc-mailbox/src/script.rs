//! How the server behaves when it shall not simply take a mail.

use std::sync::{Mutex, PoisonError};

/// What happens to a mail for some recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The mail is taken.
    Accept,
    /// The recipient is refused with this reply, the first `times` times or always.
    Recipient {
        /// 400 to 599.
        code: u16,
        /// What follows the code.
        text: String,
        /// How often; `None` is always. Then the mail is taken.
        times: Option<u32>,
    },
    /// The mail is read and then refused with this reply, the first `times` times or always.
    Data {
        /// 400 to 599.
        code: u16,
        /// What follows the code.
        text: String,
        /// How often; `None` is always. Then the mail is taken.
        times: Option<u32>,
    },
    /// Nothing is ever answered to the recipient.
    HangAtRecipient,
    /// The mail is read, and then nothing is answered. The mail is not kept.
    HangAfterData,
    /// The connection is closed instead of an answer to the recipient.
    DropAtRecipient,
    /// The mail is read, and the connection is closed instead of an answer, the first `times` times or always. The
    /// sender can't know whether the mail was taken: `kept` says whether it was.
    DropAfterData {
        /// Whether the mail is kept all the same.
        kept: bool,
        /// How often; `None` is always. Then the mail is taken.
        times: Option<u32>,
    },
}

impl Answer {
    /// Refuses the recipient for good: 550 and its like.
    pub fn refuse(code: u16, text: &str) -> Self {
        Self::Recipient { code, text: text.to_owned(), times: None }
    }

    /// Puts the recipient off this many times (451 and its like), then takes the mail.
    pub fn defer(code: u16, text: &str, times: u32) -> Self {
        Self::Recipient { code, text: text.to_owned(), times: Some(times) }
    }

    fn times(&mut self) -> Option<&mut u32> {
        match self {
            Self::Recipient { times, .. } | Self::Data { times, .. } | Self::DropAfterData { times, .. } => {
                times.as_mut()
            }
            Self::Accept | Self::HangAtRecipient | Self::HangAfterData | Self::DropAtRecipient => None,
        }
    }

    /// Whether it shows before the mail is read.
    pub(crate) const fn is_for_recipient(&self) -> bool {
        matches!(self, Self::Recipient { .. } | Self::HangAtRecipient | Self::DropAtRecipient)
    }
}

/// How the server treats who connects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Manners {
    /// As it should.
    #[default]
    Serve,
    /// Connections are taken and never greeted.
    Hang,
    /// Connections are closed at once.
    Drop,
    /// The greeting is 421: come back later.
    Busy,
}

/// Whom the server lets send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// The name.
    pub user: String,
    /// The password.
    pub password: String,
}

/// The whole behaviour, changed while the server runs.
#[derive(Debug, Default)]
pub(crate) struct Script(Mutex<Rules>);

#[derive(Debug, Default)]
struct Rules {
    /// Later ones win.
    answers: Vec<(String, Answer)>,
    manners: Manners,
    login: Option<Login>,
    demands_tls: bool,
}

impl Script {
    fn rules(&self) -> std::sync::MutexGuard<'_, Rules> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn set(&self, pattern: &str, answer: Answer) {
        let pattern = pattern.to_lowercase();
        let mut rules = self.rules();
        rules.answers.retain(|(known, _)| *known != pattern);
        rules.answers.push((pattern, answer));
    }

    pub fn set_manners(&self, manners: Manners) {
        self.rules().manners = manners;
    }

    pub fn set_login(&self, login: Option<Login>) {
        self.rules().login = login;
    }

    pub fn demand_tls(&self, demands: bool) {
        self.rules().demands_tls = demands;
    }

    pub fn forget(&self) {
        *self.rules() = Rules::default();
    }

    pub fn manners(&self) -> Manners {
        self.rules().manners
    }

    pub fn login(&self) -> Option<Login> {
        self.rules().login.clone()
    }

    pub fn demands_tls(&self) -> bool {
        self.rules().demands_tls
    }

    /// What to do with the recipient now; an answer that comes a number of times is one nearer to its end.
    pub fn answer_to(&self, recipient: &str, at_recipient: bool) -> Answer {
        let recipient = recipient.to_lowercase();
        let mut rules = self.rules();
        let found = rules.answers.iter_mut().rev().find(|(pattern, _)| matches(pattern, &recipient));
        let Some((_, answer)) = found.filter(|(_, answer)| answer.is_for_recipient() == at_recipient) else {
            return Answer::Accept;
        };
        match answer.times() {
            Some(0) => Answer::Accept,
            Some(left) => {
                *left -= 1;
                answer.clone()
            }
            None => answer.clone(),
        }
    }
}

/// `ada@example.com`, `*@example.com` or `*`; both in lower case.
fn matches(pattern: &str, recipient: &str) -> bool {
    match pattern.strip_prefix('*') {
        Some(end) => recipient.ends_with(end),
        None => pattern == recipient,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_rule_for_a_recipient_decides() {
        let script = Script::default();
        script.set("*", Answer::refuse(550, "nobody"));
        script.set("*@Example.com", Answer::Accept);
        script.set("eve@example.com", Answer::HangAfterData);
        assert_eq!(script.answer_to("Ada@example.COM", true), Answer::Accept);
        assert_eq!(script.answer_to("ada@other.test", true), Answer::refuse(550, "nobody"));
        assert_eq!(script.answer_to("eve@example.com", true), Answer::Accept);
        assert_eq!(script.answer_to("eve@example.com", false), Answer::HangAfterData);
        script.forget();
        assert_eq!(script.answer_to("ada@other.test", true), Answer::Accept);
    }

    #[test]
    fn what_comes_a_number_of_times_ends() {
        let script = Script::default();
        script.set("ada@example.com", Answer::defer(451, "later", 2));
        let taken: Vec<_> = (0..3).map(|_| script.answer_to("ada@example.com", true) == Answer::Accept).collect();
        assert_eq!(taken, [false, false, true]);
    }
}
