//! The life of a process, in this one.

#![expect(clippy::unwrap_used, reason = "what a test sets up has to work")]

use std::{
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use hc_chassis::{AdminSettings, Chassis, ChassisSettings};

fn settings() -> ChassisSettings {
    ChassisSettings { drain_timeout: Duration::from_secs(3), ..ChassisSettings::default() }
}

/// What happened, in order.
#[derive(Clone, Default)]
struct Story(Arc<Mutex<Vec<&'static str>>>);

impl Story {
    fn tell(&self, what: &'static str) {
        self.0.lock().unwrap().push(what);
    }

    fn told(&self) -> Vec<&'static str> {
        self.0.lock().unwrap().clone()
    }
}

#[tokio::test]
async fn a_signal_stops_first_what_takes_work_then_what_carries_it_out() {
    let chassis = Chassis::start("test", &settings()).await.unwrap();
    let story = Story::default();
    let (stopping, of_grpc) = (chassis.stopping(), story.clone());
    chassis.run("grpc", async move {
        stopping.cancelled().await;
        of_grpc.tell("grpc is told");
        tokio::task::yield_now().await;
        of_grpc.tell("grpc ends");
        Ok(())
    });
    let of_relay = story.clone();
    let relay = |drained: hc_chassis::Stopping| async move {
        drained.cancelled().await;
        of_relay.tell("relay is told");
        Ok(())
    };
    chassis.run("relay", relay(chassis.drained()));
    let kill = Command::new("kill").args(["-TERM", &std::process::id().to_string()]).status().unwrap();
    assert!(kill.success());
    chassis.ready_until_stopped().await.unwrap();
    assert_eq!(story.told(), ["grpc is told", "grpc ends", "relay is told"]);
}

#[tokio::test]
async fn a_part_that_ends_early_ends_the_process_and_the_others() {
    type Ending = fn() -> anyhow::Result<()>;
    let endings: [(Ending, &str); 3] = [
        (|| Ok(()), "jobs ended before it was told to"),
        (|| anyhow::bail!("no disk"), "jobs failed: no disk"),
        (|| panic!("oh {}", "no"), "jobs failed: panicked: oh no"),
    ];
    for (ending, expected) in endings {
        let chassis = Chassis::start("test", &settings()).await.unwrap();
        let other_ended = Arc::new(AtomicBool::new(false));
        let (stopping, noted) = (chassis.stopping(), other_ended.clone());
        chassis.run("grpc", async move {
            stopping.cancelled().await;
            noted.store(true, Ordering::Relaxed);
            Ok(())
        });
        chassis.run("jobs", async move { ending() });
        let error = chassis.ready_until_stopped().await.unwrap_err();
        assert_eq!(format!("{error:#}"), expected);
        assert!(other_ended.load(Ordering::Relaxed));
    }
}

#[tokio::test]
async fn a_part_that_does_not_end_is_cut_off_and_named() {
    let settings = ChassisSettings { drain_timeout: Duration::from_millis(200), ..settings() };
    let chassis = Chassis::start("test", &settings).await.unwrap();
    chassis.run("stubborn", std::future::pending());
    chassis.stopping().cancel();
    let error = chassis.ready_until_stopped().await.unwrap_err().to_string();
    assert!(error.contains("still running: stubborn"), "{error}");
}

#[tokio::test]
async fn an_address_in_use_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let admin = AdminSettings { listen: taken.local_addr().unwrap(), ..AdminSettings::default() };
    let error = Chassis::start("test", &ChassisSettings { admin, ..settings() }).await.err().unwrap();
    assert!(error.to_string().contains("`admin.listen`"), "{error}");
}
