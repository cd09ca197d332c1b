//! Splitting an amount so that the parts sum to the whole.

/// Splits `total` in proportion to `weights` by the largest remainder; ties go to the earlier part. Parts have the sign of
/// the total, sum to it exactly, and none is further than one minor unit from its exact share.
///
/// `None` when there is something to split and no weight above zero, or when a weight is negative.
pub fn split(total: i64, weights: &[i64]) -> Option<Vec<i64>> {
    if weights.iter().any(|weight| *weight < 0) {
        return None;
    }
    if total == 0 {
        return Some(vec![0; weights.len()]);
    }
    let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    if sum == 0 {
        return None;
    }
    let magnitude = i128::from(total).abs();
    // At most 2^63 · 2^63: inside of i128.
    let shares: Vec<(i128, i128)> = weights
        .iter()
        .map(|weight| magnitude * i128::from(*weight))
        .map(|product| (product / sum, product % sum))
        .collect();
    let mut left = magnitude - shares.iter().map(|(floor, _)| floor).sum::<i128>();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by_key(|position| std::cmp::Reverse(shares.get(*position).map(|(_, remainder)| *remainder)));
    let mut parts: Vec<i128> = shares.iter().map(|(floor, _)| *floor).collect();
    for position in order {
        if left == 0 {
            break;
        }
        if let Some(part) = parts.get_mut(position) {
            *part += 1;
            left -= 1;
        }
    }
    let sign = i128::from(total.signum());
    parts.into_iter().map(|part| i64::try_from(part * sign).ok()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_largest_remainder_takes_the_odd_cent_and_ties_go_to_the_earlier_part() {
        assert_eq!(split(100, &[1, 1, 1]), Some(vec![34, 33, 33]));
        assert_eq!(split(-100, &[1, 1, 1]), Some(vec![-34, -33, -33]));
        assert_eq!(split(10, &[3, 3, 4]), Some(vec![3, 3, 4]));
        assert_eq!(split(5, &[0, 10, 0]), Some(vec![0, 5, 0]));
        assert_eq!(split(0, &[0, 0]), Some(vec![0, 0]));
    }

    #[test]
    fn nothing_to_split_by_is_no_answer() {
        assert_eq!(split(1, &[]), None);
        assert_eq!(split(1, &[0, 0]), None);
        assert_eq!(split(1, &[2, -1]), None);
    }

    proptest! {
        #[test]
        fn parts_sum_to_the_whole_and_are_fair(
            total in any::<i64>().prop_filter("has a magnitude", |total| *total != i64::MIN),
            weights in prop::collection::vec(0_i64..=i64::MAX / 64, 1..40),
        ) {
            prop_assume!(weights.iter().any(|weight| *weight > 0));
            let parts = split(total, &weights).unwrap();
            prop_assert_eq!(parts.iter().map(|part| i128::from(*part)).sum::<i128>(), i128::from(total));
            let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
            for (part, weight) in parts.iter().zip(&weights) {
                let exact = i128::from(total) * i128::from(*weight) / sum;
                prop_assert!((i128::from(*part) - exact).abs() <= 1);
            }
        }
    }
}
