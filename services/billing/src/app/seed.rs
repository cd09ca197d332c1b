//! Bringing the catalogue in line with its file.

use std::collections::{BTreeMap, HashSet};

use anyhow::{Context, bail, ensure};
use hc_storage::StoreError;
use hc_types::{Currency, Money, PlanId, PriceId, SellerId};
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use serde::Deserialize;
use sqlx::PgConnection;

use crate::{
    domain::{
        catalogue::{Coupon, Limits, Plan, PlanKind, Price, Seller, minor_units},
        letterhead::{self, Letterhead},
        periods::{Interval, IntervalUnit},
        pricing::{Discount, Tax},
    },
    store::{
        catalogue::{self, Offer},
        sellers,
    },
};

/// The file, as `seeds/billing.toml` explains it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    seller: SellerEntry,
    #[serde(default)]
    plans: Vec<PlanEntry>,
    #[serde(default)]
    coupons: Vec<CouponEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SellerEntry {
    slug: String,
    name: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    tax_number: String,
    zone: String,
    tax: TaxEntry,
    prices_include_tax: bool,
    invoice_prefix: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TaxEntry {
    category: String,
    rate: Decimal,
    jurisdiction: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanEntry {
    slug: String,
    name: String,
    description: String,
    kind: PlanKind,
    limits: LimitsEntry,
    prices: Vec<PriceEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitsEntry {
    disk_mb: i64,
    #[serde(default)]
    memory_mib: i64,
    #[serde(default)]
    cpu_milli: i64,
    max_files: i32,
}

#[derive(Debug, Deserialize)]
struct PriceEntry {
    every: IntervalUnit,
    #[serde(default = "one")]
    count: i64,
    #[serde(flatten)]
    amounts: BTreeMap<String, Decimal>,
}

const fn one() -> i64 {
    1
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CouponEntry {
    code: String,
    percent: Option<Decimal>,
    amount: Option<Decimal>,
    currency: Option<String>,
}

/// What a checked file says.
#[derive(Debug)]
pub struct Catalogue {
    slug: String,
    seller: Seller,
    plans: Vec<Offer>,
    coupons: Vec<Coupon>,
}

/// What changed in the database.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Changes {
    /// Versions of plans, prices and coupons that went on sale.
    pub added: usize,
    /// Versions that were taken off.
    pub retired: usize,
}

impl Catalogue {
    /// Reads a file; everything that is wrong with an entry is said with the entry's name.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let File { seller: entry, plans, coupons } = toml::from_str(text).context("the file is not as it should be")?;
        let seller = seller(&entry).context("[seller]")?;
        let mut slugs = HashSet::new();
        let read_plan = |plan: PlanEntry| {
            let slug = plan.slug.clone();
            ensure!(slugs.insert(slug.clone()), "plan {slug}: the slug is taken by another plan");
            offer(plan).with_context(|| format!("plan {slug}"))
        };
        let plans = plans.into_iter().map(read_plan).collect::<anyhow::Result<_>>()?;
        let mut codes = HashSet::new();
        let read_coupon = |entry: CouponEntry| {
            let code = entry.code.to_uppercase();
            ensure!(codes.insert(code.clone()), "coupon {code}: the code is taken by another coupon");
            coupon(entry).with_context(|| format!("coupon {code}"))
        };
        let coupons = coupons.into_iter().map(read_coupon).collect::<anyhow::Result<_>>()?;
        Ok(Self { slug: entry.slug, seller, plans, coupons })
    }
}

fn seller(entry: &SellerEntry) -> anyhow::Result<Seller> {
    ensure!(entry.slug == sellers::DEFAULT, "slug: the one seller so far is {:?}", sellers::DEFAULT);
    ensure!(TimeZone::get(&entry.zone).is_ok(), "zone: {:?} is not a time zone such as Europe/Berlin", entry.zone);
    let TaxEntry { category, rate, jurisdiction } = &entry.tax;
    ensure!(["S", "Z", "E", "O"].contains(&category.as_str()), "tax: {category:?} is not one of S, Z, E, O");
    ensure!((Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(rate) && rate.normalize().scale() <= 4, "tax: rate {rate}");
    ensure!(category == "S" || rate.is_zero(), "tax: category {category} has the rate 0");
    ensure!(entry.invoice_prefix.len() <= 20 && entry.invoice_prefix.is_ascii(), "invoice_prefix: 20 ASCII characters");
    let letterhead = Letterhead {
        name: letterhead::name(&entry.name).context("name")?,
        address: letterhead::address(&entry.address).context("address")?,
        tax_number: letterhead::tax_number(&entry.tax_number).context("tax_number")?,
    };
    ensure!(!letterhead.name.is_empty(), "name: an invoice says who sells");
    Ok(Seller {
        id: SellerId::new(),
        letterhead,
        zone: entry.zone.clone(),
        tax: Tax { category: category.clone(), rate: rate.normalize(), jurisdiction: jurisdiction.clone() },
        prices_include_tax: entry.prices_include_tax,
        invoice_prefix: entry.invoice_prefix.clone(),
    })
}

fn offer(entry: PlanEntry) -> anyhow::Result<Offer> {
    let PlanEntry { slug, name, description, kind, limits, prices: entries } = entry;
    let LimitsEntry { disk_mb, memory_mib, cpu_milli, max_files } = limits;
    ensure!(disk_mb > 0 && memory_mib >= 0 && cpu_milli >= 0 && max_files > 0, "limits: a negative or zero one");
    let disk_bytes = disk_mb.checked_mul(1_000_000).context("limits: disk_mb is too large")?;
    let limits = Limits { disk_bytes, memory_mib, cpu_milli, max_files };
    let plan = Plan { id: PlanId::new(), slug, name, description, kind, limits };
    let mut prices: Vec<Price> = Vec::new();
    for PriceEntry { every, count, amounts } in entries {
        let interval = Interval::new(every, count)?;
        for (code, amount) in amounts {
            let currency: Currency = code.parse()?;
            let minor = minor_units(amount, currency);
            let minor = minor.with_context(|| format!("{amount} is not an amount of {currency}"))?;
            let price =
                Price { id: PriceId::new(), plan: plan.id, version: 1, amount: Money::new(minor, currency), interval };
            if prices.iter().any(|other| same_offer(other, &price)) {
                bail!("{currency} is priced twice for each {}", interval.words());
            }
            prices.push(price);
        }
    }
    Ok(Offer { plan, prices })
}

fn coupon(entry: CouponEntry) -> anyhow::Result<Coupon> {
    let code = entry.code.to_uppercase();
    ensure!((1..=64).contains(&code.len()), "a code has 1 to 64 characters");
    let (discount, currency) = match (entry.percent, entry.amount, entry.currency) {
        (Some(percent), None, None) => {
            ensure!(percent > Decimal::ZERO && percent <= Decimal::ONE_HUNDRED, "{percent} % is not 0 to 100");
            (Discount::Percent(percent.normalize()), None)
        }
        (None, Some(amount), Some(currency)) => {
            let currency: Currency = currency.parse()?;
            let minor = minor_units(amount, currency).filter(|minor| *minor > 0);
            (
                Discount::Fixed(minor.with_context(|| format!("{amount} is not an amount of {currency}"))?),
                Some(currency),
            )
        }
        _ => bail!("it has either a percent or an amount with a currency"),
    };
    Ok(Coupon { code, discount, currency })
}

/// Whether two prices are for the same thing, whatever they amount to.
fn same_offer(one: &Price, other: &Price) -> bool {
    one.amount.currency() == other.amount.currency() && one.interval == other.interval
}

/// Makes what is on sale be what the file says. What is as it should be is not touched, so that running it again changes
/// nothing; what differs is retired and sold as a new version.
pub async fn seed(tx: &mut PgConnection, file: Catalogue) -> Result<Changes, StoreError> {
    let mut changes = Changes::default();
    // Its row's lock keeps a second run waiting.
    let seller = sellers::save(tx, &file.slug, &file.seller).await?;
    let on_sale = catalogue::everything_on_sale(tx, seller).await?;
    for offer in &on_sale {
        if !file.plans.iter().any(|wanted| wanted.plan.slug == offer.plan.slug) {
            catalogue::retire_plan(tx, offer.plan.id).await?;
            changes.retired += 1 + offer.prices.len();
        }
    }
    for (position, wanted) in (0_i32..).zip(&file.plans) {
        let sold = on_sale.iter().find(|offer| offer.plan.slug == wanted.plan.slug);
        let same_plan = sold.filter(|sold| Plan { id: sold.plan.id, ..wanted.plan.clone() } == sold.plan);
        if let Some(sold) = same_plan {
            catalogue::move_plan(tx, sold.plan.id, position).await?;
            changes += seed_prices(tx, sold, wanted).await?;
            continue;
        }
        if let Some(outdated) = sold {
            catalogue::retire_plan(tx, outdated.plan.id).await?;
            changes.retired += 1 + outdated.prices.len();
        }
        catalogue::add_plan(tx, seller, &wanted.plan, position).await?;
        for price in &wanted.prices {
            catalogue::add_price(tx, price).await?;
        }
        changes.added += 1 + wanted.prices.len();
    }
    changes += seed_coupons(tx, seller, &file.coupons).await?;
    Ok(changes)
}

async fn seed_prices(tx: &mut PgConnection, sold: &Offer, wanted: &Offer) -> Result<Changes, StoreError> {
    let mut changes = Changes::default();
    let same = |one: &Price, other: &Price| same_offer(one, other) && one.amount == other.amount;
    for outdated in sold.prices.iter().filter(|price| !wanted.prices.iter().any(|other| same(price, other))) {
        catalogue::retire_price(tx, outdated.id).await?;
        changes.retired += 1;
    }
    for new in wanted.prices.iter().filter(|price| !sold.prices.iter().any(|other| same(price, other))) {
        catalogue::add_price(tx, &Price { plan: sold.plan.id, ..*new }).await?;
        changes.added += 1;
    }
    Ok(changes)
}

async fn seed_coupons(tx: &mut PgConnection, seller: SellerId, wanted: &[Coupon]) -> Result<Changes, StoreError> {
    let mut changes = Changes::default();
    let on_sale = catalogue::coupons(&mut *tx, seller).await?;
    for outdated in on_sale.iter().filter(|coupon| !wanted.contains(coupon)) {
        catalogue::retire_coupon(tx, seller, &outdated.code).await?;
        changes.retired += 1;
    }
    for new in wanted.iter().filter(|coupon| !on_sale.contains(coupon)) {
        catalogue::add_coupon(tx, seller, new).await?;
        changes.added += 1;
    }
    Ok(changes)
}

impl std::ops::AddAssign for Changes {
    fn add_assign(&mut self, other: Self) {
        self.added += other.added;
        self.retired += other.retired;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = include_str!("../../../../seeds/billing.toml");

    #[test]
    fn the_seed_file_has_what_customers_are_promised() {
        let catalogue = Catalogue::parse(FILE).unwrap();
        let free = |offer: &&Offer| offer.prices.iter().all(|price| price.amount.is_zero());
        assert_eq!(catalogue.plans.iter().filter(free).count(), 1);
        assert!(catalogue.plans.iter().filter(|offer| !free(offer)).count() >= 3);
        for offer in catalogue.plans.iter().filter(|offer| !free(offer)) {
            for currency in [Currency::EUR, Currency::USD] {
                for unit in [IntervalUnit::Month, IntervalUnit::Year] {
                    let priced = |price: &Price| price.amount.currency() == currency && price.interval.unit() == unit;
                    assert!(offer.prices.iter().any(priced), "{} {currency} {unit:?}", offer.plan.slug);
                }
            }
        }
    }

    #[test]
    fn a_wrong_entry_is_named() {
        for (from, to, expected) in [
            ("EUR = \"4.90\"", "EUR = \"4.905\"", "plan site-starter: 4.905 is not an amount of EUR"),
            (
                "EUR = \"4.90\"",
                "EURO = \"4.90\"",
                "plan site-starter: \"EURO\" is not an ISO 4217 currency code such as EUR",
            ),
            ("slug = \"site-starter\"", "slug = \"site-free\"", "plan site-free: the slug is taken by another plan"),
            (
                "zone = \"Europe/Berlin\"",
                "zone = \"Berlin\"",
                "[seller]: zone: \"Berlin\" is not a time zone such as Europe/Berlin",
            ),
            ("percent = \"10\"", "percent = \"0\"", "coupon WELCOME10: 0 % is not 0 to 100"),
            ("name = \"HostingCo\"", "name = \" \"", "[seller]: name: an invoice says who sells"),
            (
                "tax_number = \"DE",
                "tax_number = \"DE\\t",
                "[seller]: tax_number: a tax number cannot hold the character '\\t'",
            ),
        ] {
            let error = Catalogue::parse(&FILE.replacen(from, to, 1)).unwrap_err();
            assert_eq!(format!("{error:#}"), expected);
        }
    }
}
