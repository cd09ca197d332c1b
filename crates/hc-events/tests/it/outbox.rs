//! Events and the changes that they tell of.

use futures::future::{join, join_all};
use hc_events::{Cause, Fact, outbox};
use hc_proto::events::v1::InstanceActivated;
use hc_storage::StoreError;

use crate::support::Bus;

#[tokio::test(flavor = "multi_thread")]
async fn versions_have_no_gaps_where_writers_race_and_roll_back() {
    let bus = Bus::start().await;
    let writers = (0..40).map(|number| {
        let db = bus.db.clone();
        async move {
            let outcome: Result<(), StoreError> = db
                .transact(move |tx, _| {
                    Box::pin(async move {
                        let payload = InstanceActivated::default();
                        let cause = Cause::system("test");
                        let fact = Fact { subject: "ins_1".into(), organization: None, cause: &cause, payload };
                        outbox::enqueue(tx, fact).await?;
                        if number % 3 == 0 { Err(StoreError::corrupt("test", "on purpose")) } else { Ok(()) }
                    })
                })
                .await;
            u32::from(outcome.is_ok())
        }
    });
    let committed: u32 = join_all(writers).await.into_iter().sum();
    let versions = sqlx::query_scalar::<_, i64>("SELECT version FROM outbox ORDER BY position");
    let versions = versions.fetch_all(bus.database.pool()).await.unwrap();
    assert_eq!(versions, (1..=i64::from(committed)).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_version_of_an_object_is_given_twice_however_many_write_it_on_whatever_day() {
    let bus = Bus::start().await;
    let writers = (0..8).map(|_| async {
        for number in 0..30 {
            bus.tell(&format!("ins_{}", number % 3)).await;
        }
    });
    // Meanwhile rows go to another day: the key of a divided table would not see them.
    let moving = async {
        for _ in 0..20 {
            let moved = "UPDATE outbox SET occurred_at = occurred_at + interval '1 day' WHERE version % 2 = 0";
            sqlx::query(moved).execute(bus.database.pool()).await.unwrap();
        }
    };
    join(join_all(writers), moving).await;
    let versions = sqlx::query_as::<_, (String, i64, i64, i64)>(
        "SELECT subject, count(*), count(DISTINCT version), max(version) FROM outbox GROUP BY subject ORDER BY subject",
    );
    let versions = versions.fetch_all(bus.database.pool()).await.unwrap();
    assert_eq!(versions, ["ins_0", "ins_1", "ins_2"].map(|subject| (subject.to_owned(), 80, 80, 80)));
}

#[tokio::test]
async fn a_restored_database_tells_in_a_new_epoch() {
    let bus = Bus::start().await;
    bus.tell("ins_1").await;
    assert_eq!(outbox::raise_epoch(bus.database.pool()).await.unwrap(), 2);
    bus.tell("ins_1").await;
    let told = sqlx::query_as::<_, (i64, i64)>("SELECT epoch, version FROM outbox ORDER BY position");
    assert_eq!(told.fetch_all(bus.database.pool()).await.unwrap(), [(1, 1), (2, 2)]);
}

#[tokio::test]
async fn an_event_over_64_kib_is_refused_with_its_transaction() {
    let bus = Bus::start().await;
    let outcome: Result<(), StoreError> = bus
        .db
        .transact(|tx, _| {
            Box::pin(async move {
                let payload = InstanceActivated { url: "x".repeat(70_000), ..InstanceActivated::default() };
                let cause = Cause::system("test");
                let fact = Fact { subject: "ins_1".into(), organization: None, cause: &cause, payload };
                outbox::enqueue(tx, fact).await?;
                Ok(())
            })
        })
        .await;
    assert!(matches!(outcome, Err(StoreError::Corrupt { .. })));
}
