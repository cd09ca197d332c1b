//! What is sold, and by whom.

use hc_types::{Currency, Money, PlanId, PriceId, SellerId};
use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{
    letterhead::Letterhead,
    periods::Interval,
    pricing::{Discount, Tax},
};

/// The company or brand that sells.
#[derive(Debug, Clone, PartialEq)]
pub struct Seller {
    /// Its id.
    pub id: SellerId,
    /// How it stands on paper.
    pub letterhead: Letterhead,
    /// The zone of its years and of new subscriptions.
    pub zone: String,
    /// How everything that it sells is taxed.
    pub tax: Tax,
    /// Whether its prices contain that tax.
    pub prices_include_tax: bool,
    /// What its invoices' numbers begin with.
    pub invoice_prefix: String,
}

/// What a plan runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanKind {
    /// Static files.
    Site,
    /// A container image.
    App,
    /// A database.
    Database,
}

impl PlanKind {
    /// As SQL stores it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::App => "app",
            Self::Database => "database",
        }
    }

    /// The kind of a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Site, Self::App, Self::Database].into_iter().find(|kind| kind.name() == name)
    }
}

/// What an instance of a plan needs and may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of content.
    pub disk_bytes: i64,
    /// Memory held on the node, in MiB.
    pub memory_mib: i64,
    /// CPU held on the node, in thousandths of a core.
    pub cpu_milli: i64,
    /// Files in a release.
    pub max_files: i32,
}

/// One version of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Its id.
    pub id: PlanId,
    /// Its short name; the same for all versions.
    pub slug: String,
    /// For people.
    pub name: String,
    /// For people.
    pub description: String,
    /// What it runs.
    pub kind: PlanKind,
    /// What that may use.
    pub limits: Limits,
}

/// One version of a plan's price in a currency and interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Price {
    /// Its id.
    pub id: PriceId,
    /// The plan's version that it belongs to.
    pub plan: PlanId,
    /// Counts up from 1.
    pub version: i32,
    /// For one interval.
    pub amount: Money,
    /// How often it is charged.
    pub interval: Interval,
}

/// A coupon on offer.
#[derive(Debug, Clone, PartialEq)]
pub struct Coupon {
    /// What the customer types, in upper case.
    pub code: String,
    /// What it takes off.
    pub discount: Discount,
    /// The currency of a fixed discount.
    pub currency: Option<Currency>,
}

/// The minor units of an amount that people write, such as `4.90`. `None` if it is negative, too large, or finer than the
/// currency.
pub fn minor_units(amount: Decimal, currency: Currency) -> Option<i64> {
    let minor = amount.checked_mul(Decimal::from(10_u64.pow(currency.digits())))?;
    (minor.is_integer() && minor >= Decimal::ZERO).then(|| minor.to_i64()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_amounts_have_the_currencys_digits() {
        let minor = |text: &str, currency| minor_units(text.parse().unwrap(), currency);
        assert_eq!(minor("4.90", Currency::EUR), Some(490));
        assert_eq!(minor("800", Currency::JPY), Some(800));
        assert_eq!(minor("1.25", Currency::KWD), Some(1250));
        assert_eq!(minor("4.905", Currency::EUR), None);
        assert_eq!(minor("0.5", Currency::JPY), None);
        assert_eq!(minor("-1", Currency::EUR), None);
        assert_eq!(minor("79228162514264337593543950335", Currency::EUR), None);
    }
}
