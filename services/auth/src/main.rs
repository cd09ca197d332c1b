//! The `auth` service: users, sessions, tokens and the keys that sign them.

mod api;
mod app;
mod crypto;
mod domain;
mod hashing;
mod jobs;
mod metrics;
mod settings;
mod store;
#[cfg(test)]
mod testing;

use std::{path::PathBuf, sync::Arc};

use anyhow::Context;
use clap::Subcommand;
use hc_access::PlatformRole;
use hc_chassis::Chassis;
use hc_events::Relay;
use hc_storage::Db;
use hc_types::Email;

use crate::{
    app::{
        App, Policy,
        grant_role::grant_role,
        keys::{Keys, Turn},
        seed::{Seeds, seed},
        shut_out::{let_in, shut_out},
    },
    hashing::HashPool,
    settings::Settings,
};

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the service.
    Serve,
    /// Brings the database to this version's schema.
    Migrate,
    /// Adds the users of a file that are not there yet.
    Seed {
        /// The file (TOML).
        #[arg(long)]
        file: PathBuf,
    },
    /// Makes a user a member of staff.
    GrantRole {
        /// The user's e-mail address.
        #[arg(long)]
        email: String,
        /// `admin`, `support` or `operator`.
        #[arg(long)]
        role: PlatformRole,
    },
    /// Shuts a user out and ends their sessions.
    DisableUser {
        /// The user's e-mail address.
        #[arg(long)]
        email: String,
    },
    /// Lets a user in again.
    EnableUser {
        /// The user's e-mail address.
        #[arg(long)]
        email: String,
    },
    /// Signs with the next key from now on.
    RotateKeys {
        /// Also refuses what earlier keys signed, within a second: for a key that has leaked.
        #[arg(long)]
        withdraw: bool,
    },
}

fn main() -> anyhow::Result<()> {
    let (command, settings) = hc_chassis::cli::<Settings, Command>("auth")?;
    hc_chassis::block_on(async move {
        match command {
            Command::Serve => serve(settings).await,
            Command::Migrate => hc_storage::migrate(&settings.database, &store::SCHEMA).await,
            Command::Seed { file } => seed(&connect(&settings).await?, &settings, Seeds::read(&file)?).await,
            Command::GrantRole { email, role } => {
                let changed = grant_role(&connect(&settings).await?, &Email::parse(&email)?, role).await?;
                println!("{email} {} {role}", if changed { "is now" } else { "was already" });
                Ok(())
            }
            Command::DisableUser { email } => {
                let ended = shut_out(&connect(&settings).await?, &Email::parse(&email)?).await?;
                println!("{email} is shut out, {ended} sessions ended");
                Ok(())
            }
            Command::EnableUser { email } => {
                let_in(&connect(&settings).await?, &Email::parse(&email)?).await?;
                println!("{email} may sign in");
                Ok(())
            }
            Command::RotateKeys { withdraw } => {
                let db = connect(&settings).await?;
                let keys = Keys::load(&db, &settings).await?;
                keys.turn(&db, if withdraw { Turn::Withdraw } else { Turn::Now }).await?;
                println!("access tokens are now signed with {}", keys.ring().signing.kid());
                Ok(())
            }
        }
    })
}

async fn serve(settings: Settings) -> anyhow::Result<()> {
    let chassis = Chassis::start("auth", &settings.chassis).await?;
    metrics::describe();
    let stop = chassis.asked_to_stop();
    let db = hc_storage::connect_when_up(&settings.database, &store::SCHEMA, &stop, |why| chassis.waits(why)).await;
    let Some(db) = db.context("connect to PostgreSQL")? else { return chassis.ready_until_stopped().await };
    let app = App {
        db: db.clone(),
        hashing: HashPool::start(&settings.hashing).context("settings `hashing`")?,
        keys: Arc::new(Keys::load(&db, &settings).await?),
        policy: Arc::new(Policy::from(&settings)),
        reset_asked: Arc::default(),
    };
    let grpc = api::bind(&app, &settings, &chassis.stopping()).await?;
    let address = settings.http.listen;
    let http =
        hc_chassis::listen(address).await.with_context(|| format!("setting `http.listen`: cannot bind {address}"))?;
    tracing::info!(http.address = %http.local_addr()?, "http server listens");
    chassis.readiness("database", {
        let db = db.clone();
        move || {
            let db = db.clone();
            async move { db.ready().await }
        }
    });
    // Stopped from the top down: no new calls, then no new work, then what is on its way goes out.
    chassis.run("grpc", grpc.serve(chassis.stopping()));
    chassis.run("http", hc_chassis::serve_http(api::http::router(&app), http, chassis.stopping()));
    chassis.run("turn-keys", jobs::turn_keys::run(app.clone(), chassis.stopping()));
    chassis.run("answer-resets", jobs::answer_resets::run(app.clone(), chassis.stopping()));
    chassis.run("forget", jobs::forget::run(app, settings.sessions.keep_ended, chassis.stopping()));
    chassis.run("housekeeping", hc_events::housekeeping(db.clone(), chassis.stopping()));
    chassis.run("relay", Relay::new(db, "auth", &settings.broker).run(chassis.drained()));
    chassis.ready_until_stopped().await
}

async fn connect(settings: &Settings) -> anyhow::Result<Db> {
    hc_storage::connect(&settings.database).await.context("connect to PostgreSQL")
}
