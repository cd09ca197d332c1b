//! The states of an invoice and what may follow what.

use hc_types::Timestamp;

/// Where an invoice stands. Overdue, partly paid and refunded are seen from its amounts and dates; they are no states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InvoiceStatus {
    /// Being written.
    Draft,
    /// To be paid. Without a number it is a pro-forma.
    Open,
    /// Settled.
    Paid,
    /// No longer claimed; final.
    Void,
    /// Given up, but still owed.
    Uncollectible,
}

impl InvoiceStatus {
    /// All there are.
    pub const ALL: [Self; 5] = [Self::Draft, Self::Open, Self::Paid, Self::Void, Self::Uncollectible];

    /// As SQL stores it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Open => "open",
            Self::Paid => "paid",
            Self::Void => "void",
            Self::Uncollectible => "uncollectible",
        }
    }

    /// The status of a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// Settles the invoice.
    pub fn pay(self) -> Result<Self, InvoiceError> {
        match self {
            Self::Open | Self::Uncollectible => Ok(Self::Paid),
            Self::Paid => Err(InvoiceError::AlreadyPaid),
            Self::Void => Err(InvoiceError::Void),
            Self::Draft => Err(InvoiceError::Draft),
        }
    }

    /// Gives the claim up for good, which only an invoice with nothing paid can.
    pub fn void(self, paid_minor: i64) -> Result<Self, InvoiceError> {
        match self {
            Self::Paid => Err(InvoiceError::AlreadyPaid),
            Self::Void => Err(InvoiceError::Void),
            Self::Draft => Err(InvoiceError::Draft),
            Self::Open | Self::Uncollectible if paid_minor != 0 => Err(InvoiceError::PartlyPaid),
            Self::Open | Self::Uncollectible => Ok(Self::Void),
        }
    }
}

/// Why an invoice can't do what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvoiceError {
    /// It is settled.
    #[error("the invoice is paid already")]
    AlreadyPaid,
    /// It is void.
    #[error("the invoice is void")]
    Void,
    /// It is still being written.
    #[error("the invoice is a draft")]
    Draft,
    /// Money was taken for it.
    #[error("a part of the invoice is paid")]
    PartlyPaid,
}

/// The number of an invoice in its series: `{prefix}{year}-{n:06}`, at most 35 characters.
pub fn number(prefix: &str, year: i16, counter: i64) -> String {
    format!("{prefix}{year}-{counter:06}")
}

/// The number an invoice got, and the clock's reading after the series was locked: the order of numbers is that of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Unique for the seller.
    pub number: String,
    /// When it was given.
    pub at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_owed_can_be_paid() {
        let answers = InvoiceStatus::ALL.map(InvoiceStatus::pay);
        assert_eq!(
            answers,
            [
                Err(InvoiceError::Draft),
                Ok(InvoiceStatus::Paid),
                Err(InvoiceError::AlreadyPaid),
                Err(InvoiceError::Void),
                Ok(InvoiceStatus::Paid)
            ]
        );
    }

    #[test]
    fn only_what_nothing_was_paid_for_can_be_voided() {
        assert_eq!(InvoiceStatus::Open.void(0), Ok(InvoiceStatus::Void));
        assert_eq!(InvoiceStatus::Uncollectible.void(0), Ok(InvoiceStatus::Void));
        assert_eq!(InvoiceStatus::Open.void(1), Err(InvoiceError::PartlyPaid));
        assert_eq!(InvoiceStatus::Paid.void(0), Err(InvoiceError::AlreadyPaid));
        assert_eq!(InvoiceStatus::Void.void(0), Err(InvoiceError::Void));
    }

    #[test]
    fn every_status_survives_its_name() {
        assert!(InvoiceStatus::ALL.into_iter().all(|status| InvoiceStatus::from_name(status.name()) == Some(status)));
        assert_eq!(InvoiceStatus::from_name("lost"), None);
    }

    #[test]
    fn numbers_count_within_their_year() {
        assert_eq!(number("INV-", 2026, 42), "INV-2026-000042");
        assert!(number(&"P".repeat(17), 2026, 9_999_999_999_999).len() <= 35);
    }
}
