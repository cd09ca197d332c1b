//! The tables of the writers and of the consumers beside those of the bus.

use hc_storage::DatabaseSettings;
use sqlx::{Connection, PgConnection};

/// What is written in the transaction of each event; no key forbids what the checker looks for.
const WRITERS: &str = "CREATE TABLE writes (write text NOT NULL, at timestamptz NOT NULL DEFAULT now());
    CREATE TABLE notes (write text NOT NULL)";
/// The effects in the order of their transactions on each object.
const CONSUMERS: &str = "CREATE TABLE effects (
    seq bigint GENERATED ALWAYS AS IDENTITY, event_id uuid NOT NULL, subject text NOT NULL, version bigint NOT NULL)";

/// Makes both databases.
pub async fn create(writers: &str, consumers: &str) -> anyhow::Result<()> {
    for (url, table) in [(writers, WRITERS), (consumers, CONSUMERS)] {
        hc_storage::migrate(&DatabaseSettings::new(url), &[&hc_events::MIGRATOR]).await?;
        sqlx::raw_sql(table).execute(&mut PgConnection::connect(url).await?).await?;
    }
    Ok(())
}
