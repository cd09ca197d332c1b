//! The states of a payment, and what may be taken as a provider's token.

use std::fmt;

/// Where a payment stands: one attempt to settle an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaymentStatus {
    /// Recorded, and perhaps with the provider.
    Sent,
    /// The customer has to confirm at the provider.
    RequiresAction,
    /// The provider did not answer; it is asked what became of it.
    Unknown,
    /// The money was taken; final.
    Succeeded,
    /// The provider said no, or never heard of it; final.
    Failed,
    /// Withdrawn before the provider took it; final.
    Canceled,
}

impl PaymentStatus {
    const ALL: [Self; 6] =
        [Self::Sent, Self::RequiresAction, Self::Unknown, Self::Succeeded, Self::Failed, Self::Canceled];

    /// As SQL stores it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::RequiresAction => "requires_action",
            Self::Unknown => "unknown",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
        }
    }

    /// The status of a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// Whether nothing can change any more.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Canceled)
    }
}

/// What a provider's client gave for the customer's card: 1 to 255 visible ASCII characters, never a card number. It is
/// not shown by `Debug` and not stored.
#[derive(Clone)]
pub struct PaymentToken(String);

impl PaymentToken {
    /// Checks a text.
    pub fn parse(text: &str) -> Result<Self, TokenError> {
        if looks_like_card_number(text) {
            return Err(TokenError::CardNumber);
        }
        if text.is_empty() || text.len() > 255 || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(TokenError::Form);
        }
        Ok(Self(text.to_owned()))
    }

    /// For the provider only.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PaymentToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PaymentToken(…)")
    }
}

/// Why a text is no token; it never repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The digits of a card (PCI DSS: they must never reach us).
    #[error("this looks like a card number: send the token that the provider's form gives, never the card itself")]
    CardNumber,
    /// Empty, too long, or with other characters.
    #[error("a payment token has 1 to 255 visible ASCII characters")]
    Form,
}

/// 12 to 19 digits, however they are grouped, whose last one is Luhn's check digit (ISO/IEC 7812-1).
fn looks_like_card_number(text: &str) -> bool {
    let mut digits = Vec::with_capacity(19);
    for character in text.chars() {
        match character.to_digit(10) {
            Some(_) if digits.len() == 19 => return false,
            Some(digit) => digits.push(digit),
            None if character.is_whitespace() || matches!(character, '-' | '.' | '_' | '/') => {}
            None => return false,
        }
    }
    let doubled = |(position, digit): (usize, &u32)| match (position % 2, digit * 2) {
        (0, _) => *digit,
        (_, twice) => twice / 10 + twice % 10,
    };
    digits.len() >= 12 && digits.iter().rev().enumerate().map(doubled).sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn card_numbers_are_refused_however_they_are_grouped() {
        for text in
            ["4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111", "378282246310005", " 5555555555554444 "]
        {
            assert_eq!(PaymentToken::parse(text).unwrap_err(), TokenError::CardNumber, "{text}");
        }
    }

    #[test]
    fn tokens_are_taken_and_never_shown() {
        for text in ["tok_ok", "pm_1MqLiJLkdIwHu7ixUEgbFdYF", "4111111111111112"] {
            assert_eq!(format!("{:?}", PaymentToken::parse(text).unwrap()), "PaymentToken(…)");
        }
        for text in ["", "tok ok", "tök", &"t".repeat(256)] {
            assert_eq!(PaymentToken::parse(text).unwrap_err(), TokenError::Form);
        }
    }

    #[test]
    fn every_status_survives_its_name() {
        assert!(PaymentStatus::ALL.into_iter().all(|status| PaymentStatus::from_name(status.name()) == Some(status)));
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "\\PC*") {
            let _ = PaymentToken::parse(&text);
        }
    }
}
