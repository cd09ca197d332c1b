//! Arrays of keys, as long as the planner takes one for that it does not know.
//!
//! PostgreSQL plans a prepared statement anew at each call for as long as a plan for the values at hand promises to be
//! cheaper than one for any values, and for an array that it does not know it reckons with ten elements
//! (`estimate_array_length` in selfuncs.c). A batch read of one key would so be planned each time, which costs several
//! times what it takes to run. With ten elements both plans cost the same, and the general one is kept.

use std::{borrow::Cow, iter::repeat_n};

/// What the planner reckons with.
const RECKONED: usize = 10;

/// For `= ANY($1)`: the keys, filled up by repeating the first, which finds nothing more.
pub fn any_of<T: Copy>(keys: &[T]) -> Cow<'_, [T]> {
    match keys.first() {
        Some(first) if keys.len() < RECKONED => {
            Cow::Owned(keys.iter().copied().chain(repeat_n(*first, RECKONED - keys.len())).collect())
        }
        _ => Cow::Borrowed(keys),
    }
}

/// For `unnest($1) AS parent (id) CROSS JOIN LATERAL (…)`: the keys, filled up with nulls, which are equal to nothing.
pub fn each_of<T: Copy>(keys: &[T]) -> Vec<Option<T>> {
    let missing = if keys.is_empty() { 0 } else { RECKONED.saturating_sub(keys.len()) };
    keys.iter().copied().map(Some).chain(repeat_n(None, missing)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_keys_are_filled_up_and_many_stay_as_they_are() {
        assert_eq!(*any_of(&[1, 2]), [1, 2, 1, 1, 1, 1, 1, 1, 1, 1]);
        assert_eq!(each_of(&[1, 2]).iter().flatten().collect::<Vec<_>>(), [&1, &2]);
        assert_eq!(each_of(&[1, 2]).len(), RECKONED);
        let many: Vec<_> = (0..=RECKONED).collect();
        assert!(matches!(any_of(&many), Cow::Borrowed(same) if same == many));
        assert_eq!(each_of(&many), many.iter().copied().map(Some).collect::<Vec<_>>());
        assert!(any_of::<u8>(&[]).is_empty() && each_of::<u8>(&[]).is_empty());
    }
}
