//! Against PostgreSQL: what arrays of few keys cost.

use hc_storage::{any_of, each_of};
use hc_testkit::TestDatabase;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

#[tokio::test]
async fn a_statement_for_few_keys_is_not_planned_at_each_call() {
    let database = TestDatabase::create(&[]).await;
    let mut connection = PgConnection::connect(database.url()).await.unwrap();
    let script = "CREATE TABLE things (id bigint PRIMARY KEY, parent bigint NOT NULL);
        CREATE INDEX things_parent ON things (parent, id);
        INSERT INTO things SELECT n, n FROM generate_series(1, 2000) AS n; ANALYZE things";
    sqlx::raw_sql(script).execute(&mut connection).await.unwrap();
    let by_id = "SELECT id FROM things WHERE id = ANY($1)";
    let by_parent = "SELECT i.id FROM unnest($1::bigint[]) AS parent (id) CROSS JOIN LATERAL (
        SELECT id FROM things WHERE parent = parent.id ORDER BY id LIMIT 20) AS i";
    for _ in 0..20 {
        for (statement, keys) in [
            (by_id, vec![Some(7_i64)]),
            (by_id, any_of(&[7]).iter().copied().map(Some).collect()),
            (by_parent, each_of(&[7])),
        ] {
            // The comment makes it a statement of its own for each way to fill up.
            let statement = format!("{statement} -- {} keys", keys.len());
            let found: Vec<i64> =
                sqlx::query_scalar(AssertSqlSafe(statement)).bind(&keys).fetch_all(&mut connection).await.unwrap();
            assert_eq!(found, [7]);
        }
    }
    let planned = "SELECT custom_plans FROM pg_prepared_statements WHERE statement LIKE '%keys' ORDER BY 1";
    let planned: Vec<i64> = sqlx::query_scalar(planned).fetch_all(&mut connection).await.unwrap();
    assert_eq!(planned, [5, 5, 20], "filled up twice, and one key as it is");
}
