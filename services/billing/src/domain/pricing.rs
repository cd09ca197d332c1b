//! The one price function. Preview, order and invoice are views of what it answers, so they can't differ.
//!
//! Order of computation: each line's amount, rounded once; percent discounts in their order, then fixed ones, each on
//! the sum of what is left and split over the lines; tax, rounded once for each tax group on the group's sum
//! (EN 16931, BR-CO-14 and BR-CO-17); the total.

use std::num::NonZeroU32;

use hc_types::Currency;
use rust_decimal::Decimal;

use super::{
    rounding::{divide, fraction},
    split::split,
};

/// What is to be priced, in one currency.
#[derive(Debug, Clone)]
pub struct Basket {
    /// The currency of every amount.
    pub currency: Currency,
    /// Whether unit prices contain their tax.
    pub prices_include_tax: bool,
    /// What is bought; at least nothing.
    pub lines: Vec<Line>,
    /// What is taken off, in the order of entry.
    pub discounts: Vec<Discount>,
}

/// One line to be priced.
#[derive(Debug, Clone)]
pub struct Line {
    /// The unit price in minor units, with up to 12 digits after the point, not negative.
    pub unit: Decimal,
    /// How many units, not negative.
    pub quantity: Decimal,
    /// The share of the period that is billed.
    pub share: Share,
    /// How it is taxed.
    pub tax: Tax,
}

/// A share of a billing period in seconds over seconds. It stays a fraction until the line's one rounding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// What is billed.
    pub numerator: u32,
    /// The whole period.
    pub denominator: NonZeroU32,
}

impl Share {
    /// The whole period.
    pub const WHOLE: Self = Self { numerator: 1, denominator: NonZeroU32::MIN };
}

/// What decides a line's tax group: lines that agree in it are taxed together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tax {
    /// UNTDID 5305: `S` standard, `Z` zero, `E` exempt, `O` outside of scope.
    pub category: String,
    /// Percent, not negative.
    pub rate: Decimal,
    /// Where it is owed, such as `DE`.
    pub jurisdiction: String,
}

/// What is taken off before tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Discount {
    /// Percent of what is left, 0 to 100.
    Percent(Decimal),
    /// Minor units, at most what is left; the rest is dropped.
    Fixed(i64),
}

/// What a basket costs. All amounts are minor units of its currency.
///
/// `Σ lines − discount = subtotal` and `subtotal + tax = total`; where prices include tax, lines and discount are gross:
/// `Σ lines − discount = total`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Priced {
    /// As in the basket.
    pub currency: Currency,
    /// As in the basket.
    pub prices_include_tax: bool,
    /// In the basket's order.
    pub lines: Vec<PricedLine>,
    /// What was taken off in all.
    pub discount: i64,
    /// Without tax, after discounts.
    pub subtotal: i64,
    /// In the order of each group's first line.
    pub tax_groups: Vec<TaxGroup>,
    /// The sum of all groups.
    pub tax: i64,
    /// What is to be paid.
    pub total: i64,
}

/// A line with its amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PricedLine {
    /// Unit price × quantity × share, rounded once.
    pub amount: i64,
    /// This line's part of the discounts.
    pub discount: i64,
    /// Without tax, after the discount. The nets of a group's lines sum to its taxable amount.
    pub net: i64,
    /// The index of its tax group.
    pub tax_group: usize,
}

/// Lines that are taxed alike, and their tax.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxGroup {
    /// Category, rate and place.
    pub tax: Tax,
    /// The group's net sum.
    pub taxable: i64,
    /// Its tax, rounded once.
    pub amount: i64,
}

/// Why a basket has no price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PriceError {
    /// A unit price, quantity, rate or discount below zero, or a discount above 100 %.
    #[error("an amount or a rate is outside of its range")]
    Range,
    /// A unit price finer than 12 digits after the point.
    #[error("a unit price has at most 12 digits after the point")]
    Precision,
    /// An amount beyond 64 bits.
    #[error("the amount is too large")]
    Overflow,
}

/// Prices a basket.
pub fn price(basket: &Basket) -> Result<Priced, PriceError> {
    let amounts = basket.lines.iter().map(line_amount).collect::<Result<Vec<_>, _>>()?;
    let left = discounted(&amounts, &basket.discounts)?;
    let discount = sum(&amounts)?.checked_sub(sum(&left)?).ok_or(PriceError::Overflow)?;

    let mut groups: Vec<(Tax, Vec<usize>)> = Vec::new();
    for (position, line) in basket.lines.iter().enumerate() {
        match groups.iter_mut().find(|(tax, _)| *tax == line.tax) {
            Some((_, members)) => members.push(position),
            None => groups.push((line.tax.clone(), vec![position])),
        }
    }
    let mut lines: Vec<PricedLine> = amounts
        .iter()
        .zip(&left)
        .map(|(amount, left)| PricedLine { amount: *amount, discount: amount - left, net: *left, tax_group: 0 })
        .collect();
    let mut tax_groups = Vec::with_capacity(groups.len());
    for (tax, members) in groups {
        let shares: Vec<i64> = members.iter().filter_map(|position| left.get(*position).copied()).collect();
        let (taxable, amount) = group_tax(sum(&shares)?, tax.rate, basket.prices_include_tax)?;
        let nets = if basket.prices_include_tax { split(taxable, &shares).ok_or(PriceError::Range)? } else { shares };
        for (position, net) in members.iter().zip(nets) {
            if let Some(line) = lines.get_mut(*position) {
                (line.net, line.tax_group) = (net, tax_groups.len());
            }
        }
        tax_groups.push(TaxGroup { tax, taxable, amount });
    }
    let subtotal = sum_of(tax_groups.iter().map(|group| group.taxable))?;
    let tax = sum_of(tax_groups.iter().map(|group| group.amount))?;
    let total = subtotal.checked_add(tax).ok_or(PriceError::Overflow)?;
    let (currency, prices_include_tax) = (basket.currency, basket.prices_include_tax);
    Ok(Priced { currency, prices_include_tax, lines, discount, subtotal, tax_groups, tax, total })
}

fn line_amount(line: &Line) -> Result<i64, PriceError> {
    if line.unit.is_sign_negative() && !line.unit.is_zero() || line.quantity.is_sign_negative() {
        return Err(PriceError::Range);
    }
    if line.unit.normalize().scale() > 12 {
        return Err(PriceError::Precision);
    }
    let ((unit, unit_scale), (quantity, quantity_scale)) = (fraction(line.unit), fraction(line.quantity));
    let product =
        |factors: [i128; 3]| factors.into_iter().try_fold(1_i128, i128::checked_mul).ok_or(PriceError::Overflow);
    let numerator = product([unit, quantity, line.share.numerator.into()])?;
    let denominator = product([unit_scale, quantity_scale, line.share.denominator.get().into()])?;
    rounded(numerator, denominator)
}

/// What is left of each amount after the discounts: percent ones first, then fixed ones.
fn discounted(amounts: &[i64], discounts: &[Discount]) -> Result<Vec<i64>, PriceError> {
    let mut left = amounts.to_vec();
    let (percents, fixed): (Vec<&Discount>, Vec<&Discount>) =
        discounts.iter().partition(|d| matches!(d, Discount::Percent(_)));
    for discount in percents.into_iter().chain(fixed) {
        let whole = sum(&left)?;
        let off = match *discount {
            Discount::Percent(percent) if percent < Decimal::ZERO || percent > Decimal::ONE_HUNDRED => {
                return Err(PriceError::Range);
            }
            Discount::Fixed(amount) if amount < 0 => return Err(PriceError::Range),
            Discount::Percent(percent) => {
                let (numerator, denominator) = fraction(percent);
                let product = i128::from(whole).checked_mul(numerator).ok_or(PriceError::Overflow)?;
                rounded(product, denominator.checked_mul(100).ok_or(PriceError::Overflow)?)?
            }
            Discount::Fixed(amount) => amount.min(whole),
        };
        let parts = split(off, &left).ok_or(PriceError::Range)?;
        for (left, part) in left.iter_mut().zip(parts) {
            *left -= part;
        }
    }
    Ok(left)
}

/// The net and the tax of a group's sum.
fn group_tax(whole: i64, rate: Decimal, included: bool) -> Result<(i64, i64), PriceError> {
    if rate < Decimal::ZERO {
        return Err(PriceError::Range);
    }
    let (numerator, scale) = fraction(rate);
    let hundred = scale.checked_mul(100).ok_or(PriceError::Overflow)?;
    let product = i128::from(whole).checked_mul(numerator).ok_or(PriceError::Overflow)?;
    if included {
        let tax = rounded(product, hundred.checked_add(numerator).ok_or(PriceError::Overflow)?)?;
        Ok((whole - tax, tax))
    } else {
        Ok((whole, rounded(product, hundred)?))
    }
}

fn rounded(numerator: i128, denominator: i128) -> Result<i64, PriceError> {
    divide(numerator, denominator).and_then(|amount| i64::try_from(amount).ok()).ok_or(PriceError::Overflow)
}

fn sum(amounts: &[i64]) -> Result<i64, PriceError> {
    sum_of(amounts.iter().copied())
}

fn sum_of(amounts: impl IntoIterator<Item = i64>) -> Result<i64, PriceError> {
    amounts.into_iter().try_fold(0_i64, i64::checked_add).ok_or(PriceError::Overflow)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tax(rate: &str) -> Tax {
        Tax { category: "S".to_owned(), rate: rate.parse().unwrap(), jurisdiction: "DE".to_owned() }
    }

    fn line(unit: &str, rate: &str) -> Line {
        Line { unit: unit.parse().unwrap(), quantity: Decimal::ONE, share: Share::WHOLE, tax: tax(rate) }
    }

    fn basket(lines: Vec<Line>) -> Basket {
        Basket { currency: Currency::EUR, prices_include_tax: false, lines, discounts: vec![] }
    }

    #[test]
    fn tax_is_rounded_once_on_the_groups_sum() {
        // Line by line it would be 12.78 + 2.56 = 15.34 (odoo#36675).
        let priced = price(&basket(vec![line("5555", "23"), line("1111", "23")])).unwrap();
        assert_eq!((priced.subtotal, priced.tax, priced.total), (6666, 1533, 8199));
        assert_eq!(priced.tax_groups.len(), 1);
    }

    #[test]
    fn included_tax_is_taken_out_of_the_gross_amount() {
        let inclusive = Basket { prices_include_tax: true, ..basket(vec![line("1190", "19"), line("3", "19")]) };
        let priced = price(&inclusive).unwrap();
        assert_eq!((priced.subtotal, priced.tax, priced.total), (1003, 190, 1193));
        assert_eq!(priced.lines.iter().map(|line| line.net).collect::<Vec<_>>(), [1000, 3]);
    }

    #[test]
    fn percent_comes_before_fixed_whatever_the_order_of_entry() {
        let discounts = vec![Discount::Fixed(500), Discount::Percent(Decimal::TEN)];
        let priced = price(&Basket { discounts, ..basket(vec![line("1000", "0"), line("2000", "0")]) }).unwrap();
        assert_eq!((priced.discount, priced.total), (800, 2200));
        assert_eq!(priced.lines.iter().map(|line| line.discount).collect::<Vec<_>>(), [267, 533]);
    }

    #[test]
    fn a_discount_never_makes_an_order_negative() {
        let priced = price(&Basket { discounts: vec![Discount::Fixed(i64::MAX)], ..basket(vec![line("999", "19")]) });
        assert_eq!(priced.unwrap().total, 0);
    }

    #[test]
    fn minor_units_are_the_currencys_own() {
        // 800 yen and 1.250 dinar are 800 and 1250 minor units: no factor of 100 anywhere.
        for currency in [Currency::JPY, Currency::KWD] {
            let priced = price(&Basket { currency, ..basket(vec![line("1250", "10")]) }).unwrap();
            assert_eq!((priced.tax, priced.total), (125, 1375));
        }
    }

    #[test]
    fn fine_unit_prices_and_shares_are_rounded_once() {
        let share = Share { numerator: 1, denominator: NonZeroU32::new(3).unwrap() };
        let quantity = Decimal::from(1000);
        let line = Line { quantity, share, ..line("0.004500000001", "0") };
        assert_eq!(price(&basket(vec![line])).unwrap().total, 2); // 1.50000000033…
    }

    #[test]
    fn what_can_not_be_priced_says_why() {
        assert_eq!(price(&basket(vec![line("-1", "19")])), Err(PriceError::Range));
        assert_eq!(price(&basket(vec![line("1", "-1")])), Err(PriceError::Range));
        assert_eq!(price(&basket(vec![line("0.0000000000001", "19")])), Err(PriceError::Precision));
        assert_eq!(price(&basket(vec![line("9223372036854775807", "19")])), Err(PriceError::Overflow));
        assert_eq!(price(&basket(vec![line("79228162514264337593543950335", "0"); 2])), Err(PriceError::Overflow));
        let discounts = vec![Discount::Percent(Decimal::from(101))];
        assert_eq!(price(&Basket { discounts, ..basket(vec![line("1", "0")]) }), Err(PriceError::Range));
    }

    #[test]
    fn an_empty_basket_costs_nothing() {
        assert_eq!(price(&basket(vec![])).unwrap().total, 0);
    }

    prop_compose! {
        fn any_line()(
            unit in 0_i64..10_000_000_000, scale in 0_u32..=4, quantity in 0_i64..1_000,
            numerator in 1_u32..2_678_400, rate in prop::sample::select(vec!["0", "7", "19", "23", "8.875", "5.5"]),
        ) -> Line {
            let share = Share { numerator, denominator: NonZeroU32::new(2_678_400).unwrap() };
            Line { unit: Decimal::new(unit, scale), quantity: Decimal::from(quantity), share, tax: tax(rate) }
        }
    }

    prop_compose! {
        fn any_discount()(percent in 0_i64..=10_000, fixed in 0_i64..1_000_000, kind in any::<bool>()) -> Discount {
            if kind { Discount::Percent(Decimal::new(percent, 2)) } else { Discount::Fixed(fixed) }
        }
    }

    prop_compose! {
        fn any_basket()(
            lines in prop::collection::vec(any_line(), 0..12), prices_include_tax in any::<bool>(),
            discounts in prop::collection::vec(any_discount(), 0..4),
            currency in prop::sample::select(vec![Currency::EUR, Currency::JPY, Currency::KWD]),
        ) -> Basket {
            Basket { currency, prices_include_tax, lines, discounts }
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_adds_up(basket in any_basket()) {
            let priced = price(&basket).unwrap();
            let lines: i64 = priced.lines.iter().map(|line| line.amount).sum();
            let after_discount = if basket.prices_include_tax { priced.total } else { priced.subtotal };
            prop_assert_eq!(lines - priced.discount, after_discount);
            prop_assert_eq!(priced.subtotal + priced.tax, priced.total);
            prop_assert_eq!(priced.lines.iter().map(|line| line.discount).sum::<i64>(), priced.discount);
            prop_assert!(priced.total >= 0 && priced.discount >= 0);
            for (index, group) in priced.tax_groups.iter().enumerate() {
                let members = priced.lines.iter().filter(|line| line.tax_group == index);
                prop_assert_eq!(members.map(|line| line.net).sum::<i64>(), group.taxable);
            }
        }

        #[test]
        fn a_groups_tax_is_at_most_half_a_unit_off(basket in any_basket()) {
            for group in price(&basket).unwrap().tax_groups {
                let whole = if basket.prices_include_tax { group.taxable + group.amount } else { group.taxable };
                let parts = if basket.prices_include_tax { Decimal::ONE_HUNDRED + group.tax.rate } else { Decimal::ONE_HUNDRED };
                let exact = Decimal::from(whole) * group.tax.rate / parts;
                prop_assert!((Decimal::from(group.amount) - exact).abs() <= Decimal::new(5, 1));
            }
        }

        #[test]
        fn the_order_of_lines_does_not_matter(basket in any_basket(), turn in 0_usize..12) {
            let plain = Basket { discounts: vec![], ..basket };
            let mut turned = plain.clone();
            turned.lines.rotate_left(turn % plain.lines.len().max(1));
            let (a, b) = (price(&plain).unwrap(), price(&turned).unwrap());
            prop_assert_eq!((a.subtotal, a.tax, a.total), (b.subtotal, b.tax, b.total));
        }

        #[test]
        fn nothing_a_stranger_sends_panics(
            units in prop::collection::vec((any::<i128>(), 0_u32..=28, any::<i64>(), any::<u32>()), 0..5),
            fixed in any::<i64>(), rate in any::<i64>(), prices_include_tax in any::<bool>(),
        ) {
            let lines = units.into_iter().filter_map(|(unit, scale, quantity, numerator)| {
                let unit = Decimal::try_from_i128_with_scale(unit >> 32, scale).ok()?;
                let tax = Tax { rate: Decimal::new(rate, 4), ..tax("0") };
                let share = Share { numerator, denominator: NonZeroU32::MIN };
                Some(Line { unit, quantity: Decimal::new(quantity, 2), share, tax })
            });
            let discounts = vec![Discount::Fixed(fixed)];
            let lines = lines.collect();
            let _ = price(&Basket { currency: Currency::EUR, prices_include_tax, lines, discounts });
        }
    }
}
