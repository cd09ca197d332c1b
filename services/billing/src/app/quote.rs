//! What an order would cost, and why: preview and order both ask here.

use hc_rpc::{Problem, Violation, Violations};
use hc_storage::StoreError;
use hc_types::{Currency, Money, OrganizationId, PriceId, RegionId};
use rust_decimal::Decimal;
use sqlx::PgConnection;
use tonic::Code;
use uuid::Uuid;

use crate::{
    domain::{
        catalogue::{Coupon, Plan, Price, Seller},
        pricing::{self, Basket, Discount, Line, PriceError, Priced, Share},
    },
    store::{catalogue, sellers},
};

/// What somebody wants to buy.
#[derive(Debug, Clone)]
pub struct Wish {
    /// For whom.
    pub organization: OrganizationId,
    /// 1 to 20.
    pub items: Vec<WishedItem>,
    /// A coupon's code, in any case.
    pub coupon: Option<String>,
}

/// One thing to buy.
#[derive(Debug, Clone)]
pub struct WishedItem {
    /// What.
    pub price: PriceId,
    /// Its name.
    pub name: String,
    /// Where; anywhere if none.
    pub region: Option<RegionId>,
}

/// What a wish costs.
#[derive(Debug, Clone)]
pub struct Quote {
    /// For whom.
    pub organization: OrganizationId,
    /// Who sells.
    pub seller: Seller,
    /// What, in the order of the wish.
    pub items: Vec<QuotedItem>,
    /// The coupon that was applied.
    pub coupon: Option<Coupon>,
    /// Every amount; its lines are the items.
    pub priced: Priced,
}

/// One thing with its price.
#[derive(Debug, Clone)]
pub struct QuotedItem {
    /// What it costs for one interval.
    pub price: Price,
    /// What it is.
    pub plan: Plan,
    /// Its name.
    pub name: String,
    /// Where; anywhere if none.
    pub region: Option<RegionId>,
    /// What the line says.
    pub description: String,
    /// Why it costs that.
    pub reason: String,
}

/// Why a wish has no price.
#[derive(Debug, thiserror::Error)]
pub enum QuoteError {
    /// What is wrong with it, field by field.
    #[error("{}", .0.first().map_or("the order is wrong", |violation| violation.message.as_str()))]
    Fields(Vec<Violation>),
    /// The catalogue has a price that can't be computed with.
    #[error("the price can't be computed")]
    Price(#[from] PriceError),
    /// The database.
    #[error("the catalogue can't be read")]
    Store(#[from] StoreError),
}

impl Problem for QuoteError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::Fields(_) => (Code::InvalidArgument, hc_rpc::INVALID_FIELDS),
            Self::Price(_) => (Code::Internal, "PRICE_NOT_COMPUTABLE"),
            Self::Store(error) => error.problem(),
        }
    }

    fn violations(&self) -> Vec<Violation> {
        match self {
            Self::Fields(violations) => violations.clone(),
            Self::Price(_) | Self::Store(_) => Vec::new(),
        }
    }
}

/// Prices a wish with what is on sale now.
pub async fn quote(connection: &mut PgConnection, wish: Wish) -> Result<Quote, QuoteError> {
    let Some(seller) = sellers::find(connection, sellers::DEFAULT).await? else {
        return Err(QuoteError::Fields(vec![Violation::new("items", "PRICE_NOT_FOUND", "nothing is on sale yet")]));
    };
    let ids: Vec<Uuid> = wish.items.iter().map(|item| item.price.uuid()).collect();
    let on_sale = catalogue::on_sale(&mut *connection, seller.id, &ids).await?;
    let plan_ids: Vec<Uuid> = on_sale.iter().map(|price| price.plan.uuid()).collect();
    let plans = catalogue::plans(connection, &plan_ids).await?;
    let coupon = match wish.coupon.as_deref() {
        Some(code) => catalogue::coupon(connection, seller.id, code).await?,
        None => None,
    };

    let mut wrong = Violations::new();
    if wish.coupon.is_some() && coupon.is_none() {
        wrong.add("coupon_code", "COUPON_UNKNOWN", "there is no such coupon");
    }
    let mut found = Vec::with_capacity(wish.items.len());
    for (index, item) in wish.items.into_iter().enumerate() {
        let price = on_sale.iter().find(|price| price.id == item.price);
        let plan = price.and_then(|price| plans.iter().find(|offer| offer.plan.id == price.plan));
        match price.zip(plan) {
            Some((price, offer)) => found.push((item, *price, offer.plan.clone())),
            None => wrong.add(
                format!("items[{index}].price_id"),
                "PRICE_NOT_FOUND",
                format_args!("price {} is not on sale", item.price),
            ),
        }
    }
    let currency = found.first().map(|(_, price, _)| price.amount.currency());
    if found.iter().any(|(_, price, _)| Some(price.amount.currency()) != currency) {
        wrong.add("items", "CURRENCIES_MIXED", "all prices of an order have one currency");
    }
    if let Some(coupon) = &coupon
        && coupon.currency.is_some_and(|of_coupon| currency.is_some_and(|currency| currency != of_coupon))
    {
        wrong.add("coupon_code", "COUPON_UNKNOWN", "the coupon is for another currency");
    }
    let wrong = wrong.into_vec();
    let Some(currency) = currency.filter(|_| wrong.is_empty()) else {
        return Err(QuoteError::Fields(wrong));
    };

    let priced = pricing::price(&basket(&seller, currency, found.iter().map(|(_, price, _)| price), coupon.as_ref()))?;
    let items = found.into_iter().map(|(item, price, plan)| QuotedItem {
        description: format!("{} “{}”, {}", plan.name, item.name, price.interval.length()),
        reason: reason(&plan, &price, coupon.as_ref(), &seller),
        name: item.name,
        region: item.region,
        price,
        plan,
    });
    Ok(Quote { organization: wish.organization, items: items.collect(), seller, coupon, priced })
}

fn basket<'a>(
    seller: &Seller,
    currency: Currency,
    prices: impl Iterator<Item = &'a Price>,
    coupon: Option<&Coupon>,
) -> Basket {
    let lines = prices.map(|price| Line {
        unit: Decimal::from(price.amount.minor()),
        quantity: Decimal::ONE,
        share: Share::WHOLE,
        tax: seller.tax.clone(),
    });
    let discounts = coupon.iter().map(|coupon| coupon.discount).collect();
    Basket { currency, prices_include_tax: seller.prices_include_tax, lines: lines.collect(), discounts }
}

fn reason(plan: &Plan, price: &Price, coupon: Option<&Coupon>, seller: &Seller) -> String {
    let coupon = coupon.map(|coupon| {
        let off = match coupon.discount {
            Discount::Percent(percent) => format!("{percent} %"),
            Discount::Fixed(minor) => Money::new(minor, price.amount.currency()).to_string(),
        };
        format!("; coupon {} takes {off} off the order", coupon.code)
    });
    format!(
        "price of {slug} version {version}: {amount} for each {interval}, charged for the whole first period{coupon}; \
         tax {category} {rate} % {place}, {included} and rounded once for the order",
        slug = plan.slug,
        version = price.version,
        amount = price.amount,
        interval = price.interval.words(),
        coupon = coupon.unwrap_or_default(),
        category = seller.tax.category,
        rate = seller.tax.rate,
        place = seller.tax.jurisdiction,
        included = if seller.prices_include_tax { "contained" } else { "added" },
    )
}

#[cfg(test)]
pub mod tests {
    use hc_types::{PlanId, SellerId};

    use super::*;
    use crate::domain::{
        catalogue::{Limits, PlanKind},
        letterhead::Letterhead,
        periods::{Interval, IntervalUnit},
        pricing::Tax,
    };

    /// A quote of one item.
    pub fn quote_of(minor: i64) -> Quote {
        let tax = Tax { category: "S".into(), rate: Decimal::from(19), jurisdiction: "DE".into() };
        let seller = Seller {
            id: SellerId::from(Uuid::from_u128(1)),
            letterhead: Letterhead::default(),
            zone: "UTC".into(),
            tax,
            prices_include_tax: false,
            invoice_prefix: String::new(),
        };
        let plan = Plan {
            id: PlanId::from(Uuid::from_u128(2)),
            slug: "site".into(),
            name: "Site".into(),
            description: String::new(),
            kind: PlanKind::Site,
            limits: Limits { disk_bytes: 1, memory_mib: 0, cpu_milli: 0, max_files: 1 },
        };
        let price = Price {
            id: PriceId::from(Uuid::from_u128(3)),
            plan: plan.id,
            version: 1,
            amount: Money::new(minor, Currency::EUR),
            interval: Interval::new(IntervalUnit::Month, 1).unwrap(),
        };
        let reason = reason(&plan, &price, None, &seller);
        let item = QuotedItem { price, plan, name: "blog".into(), region: None, description: String::new(), reason };
        let organization = OrganizationId::from(Uuid::from_u128(4));
        let priced = pricing::price(&basket(&seller, Currency::EUR, std::iter::once(&price), None)).unwrap();
        Quote { organization, seller, items: vec![item], coupon: None, priced }
    }

    #[test]
    fn the_reason_names_price_version_and_tax() {
        assert_eq!(
            quote_of(490).items[0].reason,
            "price of site version 1: 4.90 EUR for each month, charged for the whole first period; tax S 19 % DE, \
             added and rounded once for the order"
        );
    }
}
