//! The one way in which amounts are rounded: multiply first, divide once, half away from zero.

use rust_decimal::Decimal;

/// `numerator / denominator`, rounded half away from zero. `None` unless the denominator is positive.
pub fn divide(numerator: i128, denominator: i128) -> Option<i128> {
    if denominator <= 0 {
        return None;
    }
    let (quotient, rest) = (numerator / denominator, numerator % denominator);
    let rest = rest.unsigned_abs();
    let up = rest >= denominator.unsigned_abs() - rest;
    Some(if up { quotient + numerator.signum() } else { quotient })
}

/// The decimal as an exact fraction `(numerator, denominator)` without trailing zeros.
pub fn fraction(decimal: Decimal) -> (i128, i128) {
    let normal = decimal.normalize();
    // A Decimal has at most 28 digits after its point, and 10^28 fits.
    (normal.mantissa(), 10_i128.pow(normal.scale()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal::prelude::{RoundingStrategy, ToPrimitive};

    use super::*;

    #[test]
    fn halves_go_away_from_zero_on_both_sides() {
        let quarters = [-6, -5, -3, -2, -1, 0, 1, 2, 3, 5, 6].map(|n| divide(n, 4).unwrap());
        assert_eq!(quarters, [-2, -1, -1, -1, 0, 0, 0, 1, 1, 1, 2]);
        assert_eq!(divide(1, 0), None);
        assert_eq!(divide(1, -2), None);
    }

    proptest! {
        #[test]
        fn agrees_with_the_decimal_library(n in -10_i64.pow(15)..10_i64.pow(15), d in 1_i64..10_000) {
            let exact = Decimal::from(n) / Decimal::from(d);
            let rounded = exact.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).to_i128();
            // The library cuts a quotient at 28 digits, far beyond what could turn a half here.
            prop_assert_eq!(divide(n.into(), d.into()), rounded);
        }
    }
}
