//! A network that cuts.

use std::time::Duration;

use futures::future::join;
use hc_testkit::eventually;

use crate::support::{Bus, Proxy};

#[tokio::test(flavor = "multi_thread")]
async fn cut_connections_lose_nothing_and_do_nothing_twice() {
    const OBJECTS: usize = 20;
    const CHANGES: usize = 15;
    const CUTS: usize = 12;
    let bus = Bus::start().await;
    let (proxy, settings) = Proxy::before(&bus).await;
    let (relay, consumer) = (bus.relay_over(&settings), bus.recorder_over(&settings));
    let telling = async {
        for _ in 0..CHANGES {
            for object in 0..OBJECTS {
                bus.tell(&format!("ins_{object:02}")).await;
            }
        }
    };
    let cutting = async {
        for _ in 0..CUTS {
            eventually("somebody is connected", || async { proxy.connections() > 0 }).await;
            // Long enough for a session to get somewhere, short enough to cut it in the middle.
            tokio::time::sleep(Duration::from_millis(rand::random_range(20..800))).await;
            proxy.cut();
        }
    };
    join(telling, cutting).await;
    bus.everything_is_published().await;
    eventually("every event has its effect", || async {
        bus.effects().await.values().map(Vec::len).sum::<usize>() >= OBJECTS * CHANGES
    })
    .await;
    let effects = bus.effects().await;
    let in_order: Vec<i64> = (1..).take(CHANGES).collect();
    assert_eq!(effects.len(), OBJECTS);
    for (subject, mut versions) in effects {
        versions.sort_unstable();
        assert_eq!(versions, in_order, "{subject}");
    }
    relay.stop().await;
    consumer.stop().await;
}
