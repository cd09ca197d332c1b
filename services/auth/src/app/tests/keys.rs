use std::collections::BTreeSet;

use hc_testkit::TestDatabase;

use crate::{
    app::keys::{Keys, Ring, Turn},
    store,
    testing::{KEK, TestAuth, connect, settings, trade},
};

const OTHER_KEK: &str = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";

fn kids(ring: &Ring) -> BTreeSet<String> {
    ring.published.iter().map(|key| key.kid.clone()).collect()
}

async fn keys_with(database: &TestDatabase, kek: &str) -> anyhow::Result<Keys> {
    Keys::load(&connect(database).await, &settings(database.url(), &[("AUTH_KEYS__KEK", kek)])).await
}

/// Makes every key look older.
async fn age(database: &TestDatabase, days: i32) {
    let older = "UPDATE signing_keys SET state_since = state_since - make_interval(days => $1)";
    sqlx::query(older).bind(days).execute(database.pool()).await.unwrap();
}

async fn states(database: &TestDatabase, algorithm: &str) -> Vec<String> {
    let states = sqlx::query_scalar("SELECT state FROM signing_keys WHERE algorithm = $1 ORDER BY state");
    states.bind(algorithm).fetch_all(database.pool()).await.unwrap()
}

#[tokio::test]
async fn instances_that_start_together_make_one_set() {
    let migrators = [&hc_storage::MIGRATOR, &hc_events::MIGRATOR, &hc_access::MIGRATOR, &store::MIGRATOR];
    let database = TestDatabase::create(&migrators).await;
    let all = futures::future::join_all((0..6).map(|_| keys_with(&database, KEK))).await;
    let signing: BTreeSet<String> =
        all.iter().map(|keys| keys.as_ref().unwrap().ring().signing.kid().to_owned()).collect();
    assert_eq!(signing.len(), 1);
    for algorithm in ["ES256", "HS256"] {
        assert_eq!(states(&database, algorithm).await, ["active", "pending"]);
    }
    let (keys,): (i64,) = sqlx::query_as("SELECT count(*) FROM data_keys").fetch_one(database.pool()).await.unwrap();
    assert_eq!(keys, 1);
}

#[tokio::test]
async fn a_turn_keeps_what_was_signed_good_and_reaches_other_instances() {
    let auth = TestAuth::start().await;
    let other = auth.another_instance().await;
    let before = auth.app.keys.ring();
    let refresh = auth.register("ada@example.com").await.unwrap().tokens.refresh;
    age(&auth.database, 30).await;
    auth.app.keys.turn(&auth.app.db, Turn::Due).await.unwrap();
    let after = auth.app.keys.ring();
    assert_ne!(after.signing.kid(), before.signing.kid());
    assert!(kids(&before).contains(after.signing.kid()), "it was published before it signed");
    assert!(kids(&after).is_superset(&kids(&before)), "what was signed before still verifies");
    assert_eq!(states(&auth.database, "ES256").await, ["active", "pending", "retiring"]);
    assert_eq!(states(&auth.database, "HS256").await, ["active", "pending"], "these live longer");
    other.keys.turn(&other.db, Turn::Due).await.unwrap();
    assert_eq!(other.keys.ring().signing.kid(), after.signing.kid());
    assert!(trade(&other, refresh.text()).await.is_ok());
    let feed: Vec<String> =
        sqlx::query_scalar("SELECT kind FROM access_log").fetch_all(auth.database.pool()).await.unwrap();
    assert_eq!(feed, ["keys_changed", "keys_changed"], "made, and turned");
    age(&auth.database, 1).await;
    auth.app.keys.turn(&auth.app.db, Turn::Due).await.unwrap();
    assert!(!kids(&auth.app.keys.ring()).contains(before.signing.kid()), "gone a day later");
}

#[tokio::test]
async fn tokens_of_an_older_mac_key_stay_good_as_long_as_sessions_live() {
    let auth = TestAuth::start().await;
    let first = auth.register("ada@example.com").await.unwrap().tokens.refresh;
    age(&auth.database, 90).await;
    auth.app.keys.turn(&auth.app.db, Turn::Due).await.unwrap();
    assert_eq!(states(&auth.database, "HS256").await, ["active", "pending", "retiring"]);
    let second = trade(&auth.app, first.text()).await.unwrap().refresh;
    age(&auth.database, 91).await;
    auth.app.keys.turn(&auth.app.db, Turn::Due).await.unwrap();
    assert!(auth.app.keys.ring().mac.open(first.text()).is_none());
    assert!(trade(&auth.app, second.text()).await.is_ok());
}

#[tokio::test]
async fn a_leaked_key_is_withdrawn_at_once() {
    let auth = TestAuth::start().await;
    let leaked = auth.app.keys.ring().signing.kid().to_owned();
    auth.app.keys.turn(&auth.app.db, Turn::Withdraw).await.unwrap();
    let ring = auth.app.keys.ring();
    assert!(!kids(&ring).contains(&leaked) && ring.signing.kid() != leaked);
    assert_eq!(states(&auth.database, "ES256").await, ["active", "pending"]);
}

#[tokio::test]
async fn a_wrong_outer_key_is_named_and_nothing_is_made_anew() {
    let auth = TestAuth::start().await;
    let kid = auth.app.keys.ring().signing.kid().to_owned();
    let refused = format!("{:#}", keys_with(&auth.database, OTHER_KEK).await.err().unwrap());
    let used: String =
        sqlx::query_scalar("SELECT kek_id FROM data_keys").fetch_one(auth.database.pool()).await.unwrap();
    assert!(refused.contains(&used) && refused.contains("wrapped by key-encryption key"), "{refused}");
    assert_eq!(keys_with(&auth.database, KEK).await.unwrap().ring().signing.kid(), kid);
}

#[tokio::test]
async fn the_outer_key_changes_and_the_keys_stay() {
    let auth = TestAuth::start().await;
    let kid = auth.app.keys.ring().signing.kid().to_owned();
    let both = format!("{OTHER_KEK} {KEK}");
    assert_eq!(keys_with(&auth.database, &both).await.unwrap().ring().signing.kid(), kid);
    assert_eq!(keys_with(&auth.database, OTHER_KEK).await.unwrap().ring().signing.kid(), kid);
    assert!(keys_with(&auth.database, KEK).await.is_err());
}

#[tokio::test]
async fn lost_data_keys_keep_the_service_from_starting() {
    let auth = TestAuth::start().await;
    sqlx::query("DELETE FROM data_keys").execute(auth.database.pool()).await.unwrap();
    let refused = format!("{:#}", keys_with(&auth.database, KEK).await.err().unwrap());
    assert!(refused.contains("no data keys"), "{refused}");
}

#[tokio::test]
async fn secrets_swapped_between_rows_do_not_open() {
    let auth = TestAuth::start().await;
    let swap = "UPDATE signing_keys SET secret = (SELECT secret FROM signing_keys WHERE state = 'pending'
                AND algorithm = 'ES256') WHERE state = 'active' AND algorithm = 'ES256'";
    sqlx::query(swap).execute(auth.database.pool()).await.unwrap();
    let refused = format!("{:#}", keys_with(&auth.database, KEK).await.err().unwrap());
    assert!(refused.contains("does not open"), "{refused}");
}
