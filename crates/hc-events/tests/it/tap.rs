//! What the gateway sees.

use hc_events::{Tap, TapItem};
use tokio::{
    sync::broadcast::Receiver,
    time::{Duration, timeout},
};

use crate::support::{Bus, Proxy};

async fn next(items: &mut Receiver<TapItem>) -> TapItem {
    timeout(Duration::from_secs(20), items.recv()).await.expect("the tap says something").unwrap()
}

#[tokio::test]
async fn a_tap_survives_a_cut_and_says_so() {
    let bus = Bus::start().await;
    let relay = bus.relay();
    let (proxy, settings) = Proxy::before(&bus).await;
    let tap = Tap::start(&settings, &["provisioning.instance.#"]);
    let mut items = tap.subscribe();
    for subject in ["ins_1", "ins_2", "ins_3"] {
        assert!(matches!(next(&mut items).await, TapItem::Gap));
        bus.tell(subject).await;
        let TapItem::Event(event) = next(&mut items).await else { panic!("a gap without a cut") };
        assert_eq!((event.subject.as_str(), event.version), (subject, 1));
        proxy.cut();
    }
    relay.stop().await;
}
