//! The example consumers of `examples/consumers`, as a stranger would run them: a user of their own on the real broker, a
//! store of their own. What is fed is made of the golden samples: repeated, shuffled, truncated, of unknown types, newer than
//! the consumers; they are killed in the middle. Each must end with every effect once, in order for each invoice, and with
//! nothing but the poison among its dead letters.

use std::time::Duration;

use e2e::consumers::{Example, Feeder, Story, check_dead_letters, check_effects};
use hc_testkit::eventually_within;

/// Generous: three of these run beside all other tests.
const PATIENCE: Duration = Duration::from_mins(2);

async fn conforms(example: Example) {
    let feeder = Feeder::start(example.name()).await;
    let mut consumer = example.prepare(&feeder).await;
    consumer.start();
    // It declares its queue itself; what is published before is not for it.
    eventually_within(PATIENCE, "the queue is bound", || async { feeder.is_bound().await }).await;

    let story = Story::of_invoices(60, 7);
    let third = story.messages().len() / 3;
    let (first, rest) = story.messages().split_at(third);
    let (second, last) = rest.split_at(third);

    // Killed while it works, and once more with its retries under way.
    feeder.publish(first).await;
    eventually_within(PATIENCE, "some have had their effect", || async { consumer.effects().await >= 10 }).await;
    consumer.kill().await;
    feeder.publish(second).await;
    consumer.start();
    let before = consumer.effects().await;
    eventually_within(PATIENCE, "it goes on", || async { consumer.effects().await >= before + 10 }).await;
    consumer.kill().await;
    consumer.start();
    // Stopped as one should, with work left: it ends what it began, gives the rest back and says that all is well.
    let before = consumer.effects().await;
    feeder.publish(last).await;
    eventually_within(PATIENCE, "it works", || async { consumer.effects().await > before }).await;
    consumer.stop().await;
    consumer.start();

    let effects = story.effects();
    eventually_within(PATIENCE, "all have had their effect", || async { consumer.effects().await >= effects }).await;
    eventually_within(PATIENCE, "nothing waits any more", || async { feeder.is_drained().await }).await;
    let poison = story.poison().len();
    let dead = eventually_within(PATIENCE, "the poison is dead", || async {
        let dead = consumer.dead_letters(&feeder).await;
        if dead.len() >= poison { Ok(dead) } else { Err(dead) }
    });
    let dead = dead.await;
    consumer.stop().await;
    check_effects(&story, &consumer.dump().await);
    check_dead_letters(&story, &dead);
}

#[tokio::test]
async fn the_rust_example_conforms() {
    conforms(Example::Rust).await;
}

#[tokio::test]
async fn the_python_example_conforms() {
    conforms(Example::Python).await;
}

#[tokio::test]
async fn the_typescript_example_conforms() {
    conforms(Example::TypeScript).await;
}

/// Another version of a program, or a colleague in another language, finds the same queues: were an argument different, the
/// broker would refuse.
#[tokio::test]
async fn all_examples_declare_what_the_contract_says() {
    let feeder = Feeder::start("shared").await;
    feeder.declare_from_the_contract().await.unwrap();
    for example in [Example::Rust, Example::Python, Example::TypeScript] {
        let mut consumer = example.prepare(&feeder).await;
        let story = Story::of_invoices(2, 1);
        consumer.start();
        eventually_within(PATIENCE, "the queue is bound", || async { feeder.is_bound().await }).await;
        feeder.publish(story.messages()).await;
        eventually_within(PATIENCE, "it consumes", || async { consumer.effects().await >= story.effects() }).await;
        consumer.stop().await;
    }
}
