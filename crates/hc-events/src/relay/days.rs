//! The outbox's days: made ahead, dropped when they are told and old.

use std::time::Duration;

use sqlx::PgPool;

/// How often it is looked after.
pub(super) const EVERY: Duration = Duration::from_hours(1);
pub(super) const AFTER_ERROR: Duration = Duration::from_mins(1);
/// Days that are made ahead, so that a week without any relay changes nothing.
const AHEAD: i32 = 7;

/// Makes the days that come and drops those that ended `keep` days ago or earlier and are published. Safe in any number of
/// replicas. What fell among the other days, because its own was missing, is deleted by age.
pub(super) async fn look_after(pool: &PgPool, keep: u16) -> Result<(), sqlx::Error> {
    let made = sqlx::query_scalar!(r#"SELECT outbox_make_days($1) AS "days!""#, AHEAD);
    let made = made.fetch_one(pool).await?;
    let keep = i32::from(keep.max(1));
    let dropped = sqlx::query_scalar!(r#"SELECT outbox_drop_days($1) AS "days!""#, keep).fetch_one(pool).await?;
    let deleted = sqlx::query!(
        "DELETE FROM outbox_other_days WHERE published_at IS NOT NULL AND occurred_at < now() - make_interval(days => $1)",
        keep,
    );
    let deleted = deleted.execute(pool).await?.rows_affected();
    if made > 0 || dropped > 0 || deleted > 0 {
        tracing::info!(made, dropped, deleted, "outbox days");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use hc_testkit::TestDatabase;
    use sqlx::Executor;

    use super::*;
    use crate::{
        outbox::{self, Excluded},
        relay::leases::{Confirmed, Leases},
    };

    const INSERT: &str =
        "INSERT INTO outbox (event_id, shard, subject, version, epoch, type, actor, correlation_id, data,
            occurred_at, published_at)
        SELECT gen_random_uuid(), 1, 'ins_1', number, 1, 'test.object.changed.v1', 'system:test', 'c', '{}', ";

    async fn database() -> TestDatabase {
        TestDatabase::create(&[&hc_storage::MIGRATOR, &crate::MIGRATOR]).await
    }

    async fn count(database: &TestDatabase, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(database.pool()).await.unwrap()
    }

    /// A day in the past, as if it had been made then.
    async fn make_old_day(database: &TestDatabase, days_ago: i32) {
        let sql = format!(
            "DO $$ DECLARE day date := (now() AT TIME ZONE 'UTC')::date - {days_ago}; BEGIN
                 EXECUTE format('CREATE TABLE %I PARTITION OF outbox FOR VALUES FROM (%L) TO (%L)',
                     'outbox_' || to_char(day, 'YYYYMMDD'), day::timestamp AT TIME ZONE 'UTC',
                     (day + 1)::timestamp AT TIME ZONE 'UTC');
             END $$"
        );
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(database.pool()).await.unwrap();
    }

    const DAYS: &str = "SELECT count(*) FROM pg_inherits WHERE inhparent = 'outbox'::regclass";

    #[tokio::test]
    async fn days_are_made_ahead_once_by_any_number_of_relays() {
        let database = database().await;
        database.pool().execute("DROP TABLE outbox_other_days").await.unwrap();
        for _ in 0..8 {
            database
                .pool()
                .execute(
                    "DO $$ DECLARE day regclass; BEGIN
                SELECT inhrelid::regclass INTO day FROM pg_inherits WHERE inhparent = 'outbox'::regclass LIMIT 1;
                IF day IS NOT NULL THEN EXECUTE format('DROP TABLE %s', day); END IF; END $$",
                )
                .await
                .unwrap();
        }
        database.pool().execute("CREATE TABLE outbox_other_days PARTITION OF outbox DEFAULT").await.unwrap();
        assert_eq!(count(&database, DAYS).await, 1);
        let four = [(); 4].map(|()| look_after(database.pool(), 7));
        futures::future::try_join_all(four).await.unwrap();
        assert_eq!(count(&database, DAYS).await, 1 + 8);
    }

    /// Whole days that were read, and looks into indexes, by partition.
    async fn reads(pool: &PgPool) -> Vec<(String, i64, i64)> {
        let sql = "SELECT relname::text, seq_scan, coalesce(idx_scan, 0) FROM pg_stat_user_tables
             WHERE relname LIKE 'outbox\\_2%' ORDER BY relname";
        pool.execute("SELECT pg_stat_force_next_flush()").await.unwrap();
        sqlx::query_as(sql).fetch_all(pool).await.unwrap()
    }

    #[tokio::test]
    async fn what_waits_is_found_by_the_index_of_each_day_and_marked_in_its_own_day_only() {
        let database = database().await;
        make_old_day(&database, 1).await;
        let pool = sqlx::postgres::PgPoolOptions::new().max_connections(1).connect(database.url()).await.unwrap();
        for days in [1, 0] {
            let told = format!(
                "{INSERT} now() - make_interval(days => {days}), now() FROM generate_series(1, 20000) AS number"
            );
            pool.execute(sqlx::AssertSqlSafe(told)).await.unwrap();
        }
        let waiting = format!("{INSERT} now(), NULL FROM generate_series(1, 10) AS number");
        pool.execute(sqlx::AssertSqlSafe(waiting)).await.unwrap();
        pool.execute("ANALYZE outbox").await.unwrap();
        let before = reads(&pool).await;
        let found = outbox::waiting(&pool, "test", &[1], &Excluded::default(), 500).await.unwrap();
        assert_eq!(found.len(), 10);
        let after = reads(&pool).await;
        for ((day, scans, _), (_, scans_after, _)) in before.iter().zip(&after).take(2) {
            assert_eq!(scans_after, scans, "{day} was read from end to end");
        }
        let mut leases = Leases::new(pool.clone(), "test".to_owned());
        leases.keep(|_| false).await.unwrap();
        let confirmed: Vec<_> = found
            .iter()
            .map(|one| Confirmed { shard: one.shard, event: one.event.id, occurred_at: one.event.occurred_at })
            .collect();
        let before = reads(&pool).await;
        assert_eq!(leases.marker().mark(&confirmed).await.unwrap(), 10);
        let after = reads(&pool).await;
        let touched: Vec<&str> = before
            .iter()
            .zip(&after)
            .filter(|(before, after)| before != after)
            .map(|(day, _)| day.0.as_str())
            .collect();
        assert_eq!(touched.len(), 1, "marking looked into {touched:?}");
    }

    #[tokio::test]
    async fn a_day_goes_when_it_is_old_and_told() {
        let database = database().await;
        let before = count(&database, DAYS).await;
        for days_ago in [7, 8, 9] {
            make_old_day(&database, days_ago).await;
        }
        let all = format!(
            "{INSERT} now() - make_interval(days => 6 + number), CASE number WHEN 3 THEN NULL ELSE now() END
             FROM generate_series(1, 3) AS number"
        );
        database.pool().execute(sqlx::AssertSqlSafe(all)).await.unwrap();
        look_after(database.pool(), 7).await.unwrap();
        // Seven days old is kept, eight goes, nine has something to tell.
        assert_eq!(count(&database, DAYS).await, before + 2);
        assert_eq!(count(&database, "SELECT count(*) FROM outbox WHERE version IN (1, 3)").await, 2);
        database.pool().execute("UPDATE outbox SET published_at = now()").await.unwrap();
        look_after(database.pool(), 7).await.unwrap();
        assert_eq!(count(&database, DAYS).await, before + 1);
    }

    #[tokio::test]
    async fn what_has_no_day_is_kept_among_the_others_and_deleted_by_age() {
        let database = database().await;
        let days = format!(
            "{INSERT} now() + make_interval(days => number), now() FROM generate_series(-30, 30, 10) AS number"
        );
        database.pool().execute(sqlx::AssertSqlSafe(days)).await.unwrap();
        assert_eq!(count(&database, "SELECT count(*) FROM outbox_other_days").await, 6);
        look_after(database.pool(), 7).await.unwrap();
        assert_eq!(count(&database, "SELECT count(*) FROM outbox_other_days").await, 3);
        assert_eq!(count(&database, "SELECT count(*) FROM outbox").await, 4);
    }

    #[tokio::test]
    async fn a_day_whose_rows_came_before_it_stays_among_the_others() {
        let database = database().await;
        let today =
            "DO $$ BEGIN EXECUTE format('DROP TABLE outbox_%s', to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDD')); END $$";
        database.pool().execute(today).await.unwrap();
        let row = format!("{INSERT} now(), NULL FROM generate_series(1, 1) AS number");
        database.pool().execute(sqlx::AssertSqlSafe(row)).await.unwrap();
        look_after(database.pool(), 7).await.unwrap();
        assert_eq!(count(&database, "SELECT count(*) FROM outbox_other_days").await, 1);
    }
}
