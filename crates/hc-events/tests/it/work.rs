//! Work in classes.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use hc_events::{
    Cause, Failure, WorkConsumer, dead,
    work::{self, Class, Job, Work},
};
use hc_storage::StoreError;
use hc_testkit::eventually;
use serde::{Deserialize, Serialize};
use tokio::sync::{Semaphore, mpsc};

use crate::support::{Bus, Proxy, Running};

const QUEUE: &str = "notifications.mails";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Mail {
    class: String,
    number: u32,
}

/// Orders mails of one class in one transaction.
async fn order(bus: &Bus, class: Class, mails: u32) {
    let ordered = bus.db.transact(move |tx, _| {
        Box::pin(async move {
            let cause = Cause::system("test");
            for number in 0..mails {
                let payload = &Mail { class: class.name().to_owned(), number };
                let subject = format!("mail_{number}");
                work::enqueue(tx, Work { queue: QUEUE, class, subject, cause: &cause, payload }).await?;
            }
            Ok::<_, StoreError>(())
        })
    });
    ordered.await.unwrap();
}

fn consumer(bus: &Bus) -> WorkConsumer {
    WorkConsumer::new(bus.db.clone(), QUEUE, &bus.settings)
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_urgent_mails_overtake_ten_thousand_newsletters_which_still_get_through() {
    let bus = Bus::start().await;
    let relay = bus.relay();
    order(&bus, Class::Bulk, 10_000).await;
    bus.everything_is_published().await;
    let (tell, mut told) = mpsc::unbounded_channel();
    let may_go = Arc::new(Semaphore::new(100));
    let gate = Arc::clone(&may_go);
    let worker = consumer(&bus).concurrency(8).on(move |_, job: Job<Mail>| {
        let (tell, gate) = (tell.clone(), Arc::clone(&gate));
        Box::pin(async move {
            gate.acquire().await.unwrap().forget();
            tell.send(job.data.class).unwrap();
            Ok(())
        })
    });
    let worker = Running::start(|stopping| worker.run(stopping));
    for _ in 0..100 {
        assert_eq!(told.recv().await.unwrap(), "bulk");
    }
    // The urgent ones come while all workers are busy with newsletters.
    order(&bus, Class::High, 10).await;
    bus.everything_is_published().await;
    eventually("the worker has them at hand", || async { bus.ready("notifications.mails.high").await.0 == 0 }).await;
    may_go.add_permits(10_000);
    let (mut bulk, mut high) = (0_u32, 0);
    while high < 10 {
        if told.recv().await.unwrap() == "high" { high += 1 } else { bulk += 1 }
    }
    // Those that were under way already, those whose turn it was, and what is served while the urgent ones are still on
    // their way from the broker.
    assert!((1..=100).contains(&bulk), "{bulk} newsletters went beside the urgent mails");
    for _ in 100 + bulk..10_000 {
        assert_eq!(told.recv().await.unwrap(), "bulk");
    }
    worker.stop().await;
    relay.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_all_classes_wait_each_has_its_share() {
    let bus = Bus::start().await;
    let relay = bus.relay();
    for class in Class::ALL {
        order(&bus, class, 300).await;
    }
    bus.everything_is_published().await;
    let (tell, mut told) = mpsc::unbounded_channel();
    let worker = consumer(&bus).concurrency(4).on(move |_, job: Job<Mail>| {
        tell.send(job.data.class).unwrap();
        // Slower than the broker, so that every class has something at hand.
        Box::pin(async {
            tokio::task::yield_now().await;
            Ok(())
        })
    });
    let worker = Running::start(|stopping| worker.run(stopping));
    let mut served = [0_u32; 3];
    for _ in 0..300 {
        let class = told.recv().await.unwrap();
        served[Class::ALL.iter().position(|one| one.name() == class).unwrap()] += 1;
    }
    let [high, normal, bulk] = served;
    assert!(high > normal && normal > bulk && bulk > 0, "{served:?}");
    worker.stop().await;
    relay.stop().await;
}

#[tokio::test]
async fn work_that_fails_for_good_is_a_dead_letter_of_its_class_and_can_be_retried() {
    let bus = Bus::start().await;
    let relay = bus.relay();
    let mended = Arc::new(AtomicBool::new(false));
    let is_mended = Arc::clone(&mended);
    let (tell, mut told) = mpsc::unbounded_channel();
    let worker = consumer(&bus).on(move |_, job: Job<Mail>| {
        let outcome = if is_mended.load(Ordering::Relaxed) {
            tell.send((job.attempt, job.data)).unwrap();
            Ok(())
        } else {
            Err(Failure::Permanent(anyhow::anyhow!("no such address")))
        };
        Box::pin(async { outcome })
    });
    let worker = Running::start(|stopping| worker.run(stopping));
    order(&bus, Class::High, 1).await;
    let pool = bus.database.pool();
    let letter = eventually("the letter is dead", || async {
        dead::list(pool, Some("notifications.mails.high"), None, 10).await.unwrap().pop()
    })
    .await;
    assert_eq!(letter.cause, "permanent: no such address");
    mended.store(true, Ordering::Relaxed);
    dead::retry(pool, &bus.settings, letter.id).await.unwrap();
    assert_eq!(told.recv().await.unwrap(), (1, Mail { class: "high".to_owned(), number: 0 }));
    worker.stop().await;
    relay.stop().await;
}

#[tokio::test]
async fn work_for_a_queue_that_does_not_exist_is_refused_with_its_transaction() {
    let bus = Bus::start().await;
    let outcome: Result<_, StoreError> = bus
        .db
        .transact(|tx, _| {
            Box::pin(async move {
                let (cause, payload) = (Cause::system("test"), &Mail { class: String::new(), number: 0 });
                let work =
                    Work { queue: "billing.mails", class: Class::High, subject: "x".into(), cause: &cause, payload };
                work::enqueue(tx, work).await
            })
        })
        .await;
    assert!(matches!(outcome, Err(StoreError::Corrupt { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_outside_is_not_done_again_once_that_is_noted() {
    let bus = Bus::start().await;
    let _relay = bus.relay();
    let (tell, mut told) = mpsc::unbounded_channel();
    let away = Arc::new(AtomicBool::new(true));
    let is_away = Arc::clone(&away);
    let worker = consumer(&bus).concurrency(1).on_outside(move |job: Job<Mail>| {
        let (tell, is_away) = (tell.clone(), Arc::clone(&is_away));
        Box::pin(async move {
            tell.send(job.id).unwrap();
            if is_away.swap(false, Ordering::SeqCst) {
                return Err(Failure::DependencyDown(anyhow::anyhow!("away")));
            }
            Ok(())
        })
    });
    let _worker = Running::start(|stopping| worker.run(stopping));
    order(&bus, Class::Normal, 1).await;
    let first = told.recv().await.unwrap();
    // The same piece, held while what it needs was away.
    assert_eq!(told.recv().await.unwrap(), first);
    eventually("its id is noted", || async {
        let noted = sqlx::query_scalar!("SELECT event_id FROM inbox WHERE consumer = $1", QUEUE);
        noted.fetch_optional(bus.db.pool()).await.unwrap().is_some()
    })
    .await;
    order(&bus, Class::Normal, 1).await;
    assert_ne!(told.recv().await.unwrap(), first);
    assert!(told.try_recv().is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_outside_ends_though_its_session_is_lost_and_is_not_done_again() {
    let bus = Bus::start().await;
    let relay = bus.relay();
    let (proxy, settings) = Proxy::before(&bus).await;
    let (tell, mut told) = mpsc::unbounded_channel();
    let may_end = Arc::new(Semaphore::new(0));
    let gate = Arc::clone(&may_end);
    let worker = WorkConsumer::new(bus.db.clone(), QUEUE, &settings).concurrency(1);
    let worker = worker.on_outside(move |job: Job<Mail>| {
        let (tell, gate) = (tell.clone(), Arc::clone(&gate));
        Box::pin(async move {
            tell.send((job.id, "begun")).unwrap();
            gate.acquire().await.unwrap().forget();
            tell.send((job.id, "done")).unwrap();
            Ok(())
        })
    });
    let worker = Running::start(|stopping| worker.run(stopping));
    order(&bus, Class::Normal, 1).await;
    let (first, _) = told.recv().await.unwrap();
    proxy.cut();
    eventually("the broker has it again", || async { bus.ready("notifications.mails.normal").await == (1, 0) }).await;
    may_end.add_permits(2);
    assert_eq!(told.recv().await.unwrap(), (first, "done"));
    // Behind the repetition: when it is begun, that has been passed over.
    order(&bus, Class::Normal, 1).await;
    assert_ne!(told.recv().await.unwrap().0, first);
    eventually("both are acknowledged", || async { bus.ready("notifications.mails.normal").await == (0, 1) }).await;
    worker.stop().await;
    relay.stop().await;
}
