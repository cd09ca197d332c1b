//! Between the contract's words and ours.

use hc_events::dead::{DeadLetter, State};
use hc_proto::deadletters::v1::{self as messages, DeadLetterState};

/// `billing/17`.
pub(crate) fn letter_id(service: &str, number: i64) -> String {
    format!("{service}/{number}")
}

/// The number in an id of this service's.
pub(crate) fn number_in(service: &str, id: &str) -> Option<i64> {
    let (of, number) = id.split_once('/')?;
    let is_number = of == service && number.bytes().all(|b| b.is_ascii_digit());
    number.parse().ok().filter(|_| is_number)
}

/// Whether a queue or a type can have this name: AMQP's are short strings, and PostgreSQL does not take NUL in a question.
pub(crate) fn may_exist(name: Option<&str>) -> bool {
    name.is_none_or(|name| name.len() <= 255 && !name.contains('\0'))
}

/// A wanted number of letters, with its default and its most.
pub(crate) fn limit(wanted: Option<i32>, (usual, most): (u16, u16)) -> Result<u16, String> {
    let Some(wanted) = wanted else { return Ok(usual) };
    let fits = u16::try_from(wanted).ok().filter(|limit| (1..=most).contains(limit));
    fits.ok_or_else(|| format!("a limit is 1 to {most}, not {wanted}"))
}

pub(crate) fn to_message(service: &str, letter: &DeadLetter) -> messages::DeadLetter {
    messages::DeadLetter {
        id: letter_id(service, letter.id),
        queue: letter.consumer.clone(),
        message_id: letter.message_id.clone(),
        r#type: letter.kind.clone().unwrap_or_default(),
        subject: letter.subject.clone().unwrap_or_default(),
        cause: letter.cause.clone(),
        attempts: letter.attempts,
        deaths: letter.deaths,
        state: match letter.state {
            State::Dead => DeadLetterState::Dead,
            State::Retried => DeadLetterState::Retried,
            State::Dropped => DeadLetterState::Dropped,
        }
        .into(),
        first_died_at: Some(letter.first_died_at.into()),
        last_died_at: Some(letter.last_died_at.into()),
        body_bytes: i64::try_from(letter.body.len()).unwrap_or(i64::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_names_the_service_and_the_number() {
        assert_eq!(number_in("billing", &letter_id("billing", 17)), Some(17));
        for other in
            ["accounts/17", "billing/", "billing/+1", "billing/-1", "17", "billing/1/2", "billing/99999999999999999999"]
        {
            assert_eq!(number_in("billing", other), None, "{other}");
        }
    }

    #[test]
    fn a_name_is_one_that_can_be_asked_for() {
        assert!(may_exist(None) && may_exist(Some("billing.instances")));
        assert!(!may_exist(Some("billing\0")) && !may_exist(Some(&"a".repeat(256))));
    }

    #[test]
    fn a_limit_has_a_default_and_a_most() {
        assert_eq!(limit(None, (100, 500)), Ok(100));
        assert_eq!(limit(Some(500), (100, 500)), Ok(500));
        assert!([0, -1, 501, i32::MAX].into_iter().all(|wrong| limit(Some(wrong), (100, 500)).is_err()));
    }
}
