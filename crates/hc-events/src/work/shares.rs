//! Who is next: six, three and one of ten, and nobody waits for a class that has nothing.

use super::Class;

/// Hands out turns by smooth weighted round robin: in each turn every class that has work earns its weight, the richest is
/// served and pays for all. So turns come spread out, and not six in a row.
#[derive(Debug, Default)]
pub(super) struct Shares {
    credit: [i32; 3],
}

fn weight(class: Class) -> i32 {
    match class {
        Class::High => 6,
        Class::Normal => 3,
        Class::Bulk => 1,
    }
}

impl Shares {
    /// The class whose turn it is among those that have work; none when none has. A class without work saves nothing up.
    pub(super) fn next(&mut self, has_work: impl Fn(Class) -> bool) -> Option<Class> {
        let mut paid = 0;
        let mut richest: Option<(Class, i32)> = None;
        for (class, credit) in Class::ALL.into_iter().zip(&mut self.credit) {
            if !has_work(class) {
                *credit = 0;
                continue;
            }
            *credit += weight(class);
            paid += weight(class);
            if richest.is_none_or(|(_, most)| *credit > most) {
                richest = Some((class, *credit));
            }
        }
        let (served, _) = richest?;
        for (class, credit) in Class::ALL.into_iter().zip(&mut self.credit) {
            if class == served {
                *credit -= paid;
            }
        }
        Some(served)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn index(class: Class) -> usize {
        Class::ALL.iter().position(|other| *other == class).unwrap()
    }

    /// Serves `turns` pieces of `work`; how many of each class were served, and which.
    fn serve(work: &mut [u32; 3], shares: &mut Shares, turns: usize) -> (Vec<Class>, [u32; 3]) {
        let (mut order, mut served) = (Vec::new(), [0; 3]);
        for _ in 0..turns {
            let Some(class) = shares.next(|class| work[index(class)] > 0) else { break };
            work[index(class)] -= 1;
            served[index(class)] += 1;
            order.push(class);
        }
        (order, served)
    }

    #[test]
    fn of_ten_turns_six_are_high_three_normal_and_one_bulk() {
        let mut shares = Shares::default();
        for _ in 0..50 {
            let (order, served) = serve(&mut [100; 3], &mut shares, 10);
            assert_eq!(served, [6, 3, 1]);
            let longest = order.chunk_by(|one, next| one == next).map(<[Class]>::len).max();
            assert!(longest <= Some(2), "{order:?}");
        }
    }

    #[test]
    fn ten_high_overtake_ten_thousand_bulk_which_go_on() {
        let mut shares = Shares::default();
        let mut work = [0, 0, 10_000];
        serve(&mut work, &mut shares, 500);
        work[0] = 10;
        let (_, served) = serve(&mut work, &mut shares, 12);
        assert_eq!(served, [10, 0, 2]);
        assert_eq!(serve(&mut work, &mut shares, 20_000).1, [0, 0, 10_000 - 502]);
    }

    proptest! {
        #[test]
        fn nothing_is_idle_nothing_starves_and_nothing_is_served_that_is_not_there(
            arrivals in prop::collection::vec((0..3_usize, 0..5_u32), 1..400),
        ) {
            let (mut shares, mut work, mut waited) = (Shares::default(), [0_u32; 3], [0_u32; 3]);
            for (class, pieces) in arrivals {
                work[class] += pieces;
                let before = work;
                let (order, served) = serve(&mut work, &mut shares, 1);
                prop_assert_eq!(order.is_empty(), before.iter().sum::<u32>() == 0, "idle with work: {:?}", before);
                for one in 0..3 {
                    prop_assert!(served[one] <= before[one]);
                    waited[one] = if before[one] == 0 || served[one] > 0 { 0 } else { waited[one] + 1 };
                }
                // At most what ten turns leave to the others, and what was saved up by them before.
                prop_assert!(waited[0] <= 4 && waited[1] <= 9 && waited[2] <= 19, "{:?}", waited);
            }
        }
    }
}
