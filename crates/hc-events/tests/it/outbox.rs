//! Events and the changes that they tell of.

use futures::future::join_all;
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
