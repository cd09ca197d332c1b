//! A database of its own for each test.

use sha2::{Digest, Sha256};
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, PgPool};
use uuid::Uuid;

use crate::{env, teardown};

/// A database cloned from a template that has the given migrations; dropped, with who is still connected, at the end.
///
/// A template is made once per server and set of migrations (its name has their hash), by whichever test process comes
/// first, and then cloned: about 30 ms a test.
#[derive(Debug)]
pub struct TestDatabase {
    name: String,
    url: String,
    pool: PgPool,
}

impl TestDatabase {
    /// A database with these migrations, applied in this order: the shared crates' before the service's own.
    ///
    /// `TestDatabase::create(&[&hc_events::MIGRATOR, &store::MIGRATOR]).await`
    pub async fn create(migrators: &[&Migrator]) -> Self {
        let template = template(migrators).await;
        Self::clone_of(&template).await
    }

    /// An empty database, for what migrates by itself.
    pub async fn empty() -> Self {
        Self::clone_of("template0").await
    }

    async fn clone_of(template: &str) -> Self {
        let name = format!("test_{}", Uuid::now_v7().simple());
        let mut server = server().await;
        execute(&mut server, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        server.close().await.ok();
        let url = database_url(&name);
        // Small, because dozens of tests share one server; lazy, because many tests never use it.
        let pool = PgPoolOptions::new().max_connections(4).connect_lazy(&url).expect("the URL was used before");
        Self { name, url, pool }
    }

    /// The URL of the database, as a service's settings take it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The name of the database.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A small pool for the test's own questions.
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let sql = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        teardown::finish(format!("database {}", self.name), async move {
            let options = options(&database_url("postgres"));
            let mut server = options.connect().await.map_err(|error| error.to_string())?;
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut server).await.map_err(|error| error.to_string())?;
            server.close().await.map_err(|error| error.to_string())
        });
    }
}

/// The name of the template with these migrations, made if it is not there yet.
async fn template(migrators: &[&Migrator]) -> String {
    let mut hash = Sha256::new();
    for migration in migrators.iter().flat_map(|migrator| migrator.iter()) {
        hash.update(migration.version.to_be_bytes());
        hash.update(&migration.checksum);
    }
    let digest = hash.finalize();
    let (lock, _) = digest.split_first_chunk().expect("SHA-256 has 32 bytes");
    let name = format!("template_{}", hex::encode(lock));
    let mut server = server().await;
    // Held by this connection until it closes; other test processes wait here for the first.
    execute(&mut server, &format!("SELECT pg_advisory_lock({})", i64::from_be_bytes(*lock))).await;
    let exists = sqlx::query_scalar::<_, bool>("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)");
    if !exists.bind(&name).fetch_one(&mut server).await.expect("pg_database is readable") {
        // Under another name until it is complete, so that a killed test leaves no half template behind.
        let unfinished = format!("{name}_unfinished");
        execute(&mut server, &format!("DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)")).await;
        execute(&mut server, &format!("CREATE DATABASE {unfinished} TEMPLATE template0")).await;
        migrate(&database_url(&unfinished), migrators).await;
        execute(&mut server, &format!("ALTER DATABASE {unfinished} RENAME TO {name}")).await;
    }
    server.close().await.ok();
    name
}

/// Runs the migrations' SQL as it stands. Several sets number from 1, so sqlx's own bookkeeping is of no use here.
async fn migrate(url: &str, migrators: &[&Migrator]) {
    let mut database = connect(url).await;
    for migration in migrators.iter().flat_map(|migrator| migrator.iter()) {
        let applied = sqlx::raw_sql(migration.sql.clone()).execute(&mut database).await;
        applied.unwrap_or_else(|error| {
            panic!("migration {:04} ({}) failed: {error}", migration.version, migration.description)
        });
    }
    // A template in use cannot be renamed: the server must have seen the end of this session.
    database.close().await.expect("the migrated template closes");
}

async fn server() -> PgConnection {
    connect(&database_url("postgres")).await
}

async fn connect(url: &str) -> PgConnection {
    options(url).connect().await.unwrap_or_else(|error| panic!("no connection to {url}: {error}"))
}

fn options(url: &str) -> PgConnectOptions {
    url.parse::<PgConnectOptions>()
        .unwrap_or_else(|error| panic!("{} is not a PostgreSQL URL: {error}", env::POSTGRES_URL))
        .options([("client_min_messages", "warning")])
}

async fn execute(connection: &mut PgConnection, sql: &str) {
    let done = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await;
    done.unwrap_or_else(|error| panic!("`{sql}` failed: {error}"));
}

/// The server's URL with this database: whatever path it had is replaced, its query stays.
fn database_url(name: &str) -> String {
    with_path(&env::postgres_url(), name)
}

/// `url` with `path` in place of its own path; user, password, host and query stay.
pub(crate) fn with_path(url: &str, path: &str) -> String {
    let (base, query) = url.split_once('?').map_or((url, None), |(base, query)| (base, Some(query)));
    let (scheme, rest) = base.split_once("://").unwrap_or_else(|| panic!("{url:?} is not a URL"));
    let authority = rest.split('/').next().unwrap_or(rest);
    match query {
        Some(query) => format!("{scheme}://{authority}/{path}?{query}"),
        None => format!("{scheme}://{authority}/{path}"),
    }
}

#[cfg(test)]
mod tests {
    use super::with_path;

    #[test]
    fn a_path_is_replaced_and_the_query_stays() {
        assert_eq!(with_path("postgres://u:p@h:1", "a"), "postgres://u:p@h:1/a");
        assert_eq!(with_path("postgres://h/old?sslmode=disable", "a"), "postgres://h/a?sslmode=disable");
        assert_eq!(with_path("amqp://g:g@h:5/%2f", "a"), "amqp://g:g@h:5/a");
    }
}
