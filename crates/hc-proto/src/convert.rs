//! Conversions that every service's edge needs.

use hc_types::{Currency, CurrencyError, Money, Page, PageError, PageRequest, page};

use crate::r#type::v1 as proto;

impl From<Money> for proto::Money {
    fn from(money: Money) -> Self {
        Self { minor_units: money.minor(), currency_code: money.currency().code().to_owned() }
    }
}

impl TryFrom<proto::Money> for Money {
    type Error = CurrencyError;

    fn try_from(money: proto::Money) -> Result<Self, CurrencyError> {
        Ok(Self::new(money.minor_units, money.currency_code.parse::<Currency>()?))
    }
}

/// The checked form of a page request; none at all means the first 20.
impl TryFrom<Option<proto::PageRequest>> for CheckedPage {
    type Error = PageError;

    fn try_from(request: Option<proto::PageRequest>) -> Result<Self, PageError> {
        let request = request.unwrap_or_default();
        PageRequest::new(request.first, request.after.as_deref(), request.last, request.before.as_deref()).map(Self)
    }
}

/// A page request that makes sense, for `try_from(request.page)?.0`.
#[derive(Debug, Clone, Copy)]
pub struct CheckedPage(pub PageRequest);

impl proto::PageInfo {
    /// Where a page stands, with a cursor for each entry made from its key.
    pub fn of<T>(page: &Page<T>, key: impl Fn(&T) -> uuid::Uuid) -> Self {
        Self {
            has_next_page: page.has_next,
            has_previous_page: page.has_previous,
            cursors: page.items.iter().map(|item| page::encode(key(item))).collect(),
        }
    }
}
