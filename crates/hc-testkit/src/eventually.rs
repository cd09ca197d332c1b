//! Waiting on a condition with a deadline.

use std::fmt::{Debug, Display};
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};

/// How long [`eventually`] waits. Generous, because a slow machine is no failure; a test that passes never waits it.
pub const DEADLINE: Duration = Duration::from_secs(20);

/// What a condition may answer: `bool`, `Option<T>` (none: not yet) or `Result<T, E>` (an error: not yet, and why).
pub trait Outcome {
    /// What the waiting test gets.
    type Value;
    /// The value, or what was seen instead of it.
    fn settled(self) -> Result<Self::Value, String>;
}

impl Outcome for bool {
    type Value = ();
    fn settled(self) -> Result<(), String> {
        if self { Ok(()) } else { Err("it was false".to_owned()) }
    }
}

impl<T> Outcome for Option<T> {
    type Value = T;
    fn settled(self) -> Result<T, String> {
        self.ok_or_else(|| "there was nothing".to_owned())
    }
}

impl<T, E: Debug> Outcome for Result<T, E> {
    type Value = T;
    fn settled(self) -> Result<T, String> {
        self.map_err(|error| format!("{error:?}"))
    }
}

/// Asks `condition` again and again until it holds, at most [`DEADLINE`] long.
///
/// `what` finishes the sentence "waited in vain until …", for example `"the site is live"`.
pub async fn eventually<F, Fut, O>(what: impl Display, condition: F) -> O::Value
where
    F: FnMut() -> Fut,
    Fut: Future<Output = O>,
    O: Outcome,
{
    eventually_within(DEADLINE, what, condition).await
}

/// [`eventually`] with a deadline of its own.
pub async fn eventually_within<F, Fut, O>(deadline: Duration, what: impl Display, mut condition: F) -> O::Value
where
    F: FnMut() -> Fut,
    Fut: Future<Output = O>,
    O: Outcome,
{
    let end = Instant::now() + deadline;
    let mut pause = Duration::from_millis(10);
    let mut tries = 0_u32;
    let mut seen = "it never answered".to_owned();
    loop {
        tries += 1;
        match timeout_at(end, condition()).await {
            Ok(outcome) => match outcome.settled() {
                Ok(value) => return value,
                Err(instead) => seen = instead,
            },
            Err(_elapsed) => seen = format!("the last try was still running; before it: {seen}"),
        }
        assert!(Instant::now() + pause < end, "waited {deadline:?} ({tries} tries) in vain until {what}: {seen}");
        sleep(pause).await;
        pause = (pause * 2).min(Duration::from_millis(250));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_condition_that_comes_true_gives_its_value() {
        let mut left = 3;
        let value = eventually("the count is down", || {
            left -= 1;
            let answer = (left == 0).then_some("down");
            async move { answer }
        });
        assert_eq!(value.await, "down");
    }

    #[tokio::test]
    #[should_panic(expected = "in vain until pigs fly: \"no wings\"")]
    async fn a_condition_that_never_holds_says_what_was_seen() {
        let never = || async { Err::<(), _>("no wings") };
        eventually_within(Duration::from_millis(50), "pigs fly", never).await;
    }
}
