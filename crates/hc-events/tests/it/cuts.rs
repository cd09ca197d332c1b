//! A network that cuts.

use std::{sync::atomic::AtomicBool, sync::atomic::Ordering, time::Duration};

use futures::future::join3;
use hc_testkit::eventually;
use tokio::time::{Instant, sleep};

use crate::support::{Bus, Proxy};

const OBJECTS: usize = 20;
/// The run is looked at in parts of this many seconds, each of which must get somewhere.
const PART: u64 = 15;

/// `CUT_SECONDS=180 cargo nextest run -p hc-events cuts` does it for minutes.
#[tokio::test(flavor = "multi_thread")]
async fn cut_connections_lose_nothing_and_do_nothing_twice() {
    let seconds = std::env::var("CUT_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(8);
    let bus = Bus::start().await;
    let (proxy, settings) = Proxy::before(&bus).await;
    let (relay, consumer) = (bus.relay_over(&settings), bus.recorder_over(&settings));
    let over = AtomicBool::new(false);
    let telling = async {
        let mut rounds = 0;
        while !over.load(Ordering::Relaxed) {
            for object in 0..OBJECTS {
                bus.tell(&format!("ins_{object:02}")).await;
            }
            rounds += 1;
            sleep(Duration::from_millis(300)).await;
        }
        rounds
    };
    let cutting = async {
        let mut cuts = 0;
        while !over.load(Ordering::Relaxed) {
            eventually("somebody is connected", || async { proxy.connections() > 0 }).await;
            // Long enough for a session to get somewhere, short enough to cut it in the middle.
            sleep(Duration::from_millis(rand::random_range(20..800))).await;
            proxy.cut();
            cuts += 1;
        }
        cuts
    };
    let looking = async {
        let begin = Instant::now();
        let mut progress = vec![0];
        let parts = (seconds / PART).max(1);
        for part in 1..=parts {
            tokio::time::sleep_until(begin + Duration::from_secs(seconds * part / parts)).await;
            progress.push(effects(&bus).await);
        }
        over.store(true, Ordering::Relaxed);
        progress
    };
    let (rounds, cuts, progress) = join3(telling, cutting, looking).await;
    println!("{cuts} cuts in {seconds} s, {} changes; effects by part of the run: {progress:?}", rounds * OBJECTS);
    assert!(progress.is_sorted_by(|before, after| before < after), "it stood still: {progress:?}");
    bus.everything_is_published().await;
    eventually("every event has its effect", || async { effects(&bus).await >= OBJECTS * rounds }).await;
    let each_once: Vec<i64> = (1..).take(rounds).collect();
    let effects = bus.effects().await;
    assert_eq!(effects.len(), OBJECTS);
    for (subject, mut versions) in effects {
        // A new session may get what is next before the broker has noticed the end of the old one and takes its part back:
        // who needs the order asks the gate.
        versions.sort_unstable();
        assert_eq!(versions, each_once, "{subject}");
    }
    relay.stop().await;
    consumer.stop().await;
}

async fn effects(bus: &Bus) -> usize {
    bus.effects().await.values().map(Vec::len).sum()
}
