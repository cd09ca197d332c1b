//! Statements on a private PostgreSQL, before anything of ours is built.

use tokio::task::JoinSet;
use tokio_postgres::{Error, NoTls, SimpleQueryMessage};

/// Runs one or more statements and answers nothing.
pub async fn run(url: &str, statements: &str) -> Result<(), Error> {
    query(url, statements).await.map(drop)
}

/// Runs statements and answers the first column of all rows, as text.
pub async fn query(url: &str, statements: &str) -> Result<Vec<String>, Error> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    let mut driver = JoinSet::new();
    driver.spawn(connection); // ends with the set
    let messages = client.simple_query(statements).await?;
    Ok(messages.into_iter().filter_map(first_column).collect())
}

fn first_column(message: SimpleQueryMessage) -> Option<String> {
    match message {
        SimpleQueryMessage::Row(row) => row.try_get(0).ok().flatten().map(str::to_owned),
        _ => None,
    }
}

/// Makes the databases that are not there yet, on the server with this URL (which names no database).
pub async fn create_databases(server: &str, names: &[&str]) -> Result<(), Error> {
    let url = format!("{}/postgres", server.trim_end_matches('/'));
    let present = query(&url, "SELECT datname FROM pg_database").await?;
    for name in names.iter().filter(|name| !present.iter().any(|found| found == *name)) {
        run(&url, &format!("CREATE DATABASE \"{name}\"")).await?;
    }
    Ok(())
}
