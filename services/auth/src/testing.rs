//! What tests of use cases stand on: this service on a database of its own, with cheap hashes.

use std::sync::Arc;

use hc_storage::{DatabaseSettings, Db};
use hc_testkit::TestDatabase;
use hc_types::{Email, SessionId};
use zeroize::Zeroizing;

use crate::{
    app::{
        App, Policy,
        keys::Keys,
        log_in::{LogIn, LogInError, log_in},
        refresh::{Refresh, RefreshError, refresh},
        register::{Register, RegisterError, register},
        sign_in::{SignedIn, Tokens, Visit},
    },
    domain::{language::Language, password::Password, person_name::PersonName, session::Origin},
    hashing::HashPool,
    settings::Settings,
    store,
};

/// A key-encryption key.
pub const KEK: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
/// What everybody's password is.
pub const PASSWORD: &str = "correct horse battery staple";

/// The service without its ports.
pub struct TestAuth {
    pub app: App,
    pub database: TestDatabase,
}

impl TestAuth {
    pub async fn start() -> Self {
        let database = TestDatabase::create(&[
            &hc_storage::MIGRATOR,
            &hc_events::MIGRATOR,
            &hc_access::MIGRATOR,
            &store::MIGRATOR,
        ])
        .await;
        Self { app: instance(&database).await, database }
    }

    /// Another process of the service on the same database.
    pub async fn another_instance(&self) -> App {
        instance(&self.database).await
    }

    pub async fn register(&self, email: &str) -> Result<SignedIn, RegisterError> {
        let order = Register {
            email: Email::parse(email).unwrap(),
            password: Password::chosen(PASSWORD, 8).unwrap(),
            name: PersonName::parse("Ada").unwrap(),
            language: Language::default(),
            visit: visit(),
        };
        register(&self.app, order).await
    }

    pub async fn log_in(&self, email: &str, password: &str) -> Result<SignedIn, LogInError> {
        let password = Password::presented(password).unwrap();
        log_in(&self.app, LogIn { email: Email::parse(email).ok(), password, visit: visit() }).await
    }

    /// A log-in by a client of this name at this address.
    pub async fn log_in_from(
        &self,
        email: &str,
        password: &str,
        ip: &str,
        agent: &str,
    ) -> Result<SignedIn, LogInError> {
        let password = Password::presented(password).unwrap();
        let visit = Visit { origin: Origin::new(Some(ip), Some(agent)), request_id: "request".to_owned() };
        log_in(&self.app, LogIn { email: Email::parse(email).ok(), password, visit }).await
    }

    /// Makes everything in the session look older, as if time had passed.
    pub async fn let_time_pass(&self, session: SessionId, seconds: i32) {
        sqlx::query(
            "UPDATE sessions SET rotated_at = rotated_at - make_interval(secs => $2),
                 last_used_at = last_used_at - make_interval(secs => $2),
                 idle_until = idle_until - make_interval(secs => $2),
                 absolute_until = absolute_until - make_interval(secs => $2)
             WHERE session_id = $1",
        )
        .bind(session.uuid())
        .bind(f64::from(seconds))
        .execute(self.database.pool())
        .await
        .unwrap();
    }

    /// The types of the events that wait for the relay, oldest first.
    pub async fn events(&self) -> Vec<String> {
        sqlx::query_scalar("SELECT type FROM outbox ORDER BY position").fetch_all(self.database.pool()).await.unwrap()
    }

    /// The bodies of the events of one type, oldest first.
    pub async fn event_bodies(&self, kind: &str) -> Vec<serde_json::Value> {
        let bodies: Vec<String> = sqlx::query_scalar("SELECT data::text FROM outbox WHERE type = $1 ORDER BY position")
            .bind(kind)
            .fetch_all(self.database.pool())
            .await
            .unwrap();
        bodies.iter().map(|body| serde_json::from_str(body).unwrap()).collect()
    }

    /// The kinds of rows in the access feed, oldest first.
    pub async fn feed(&self) -> Vec<String> {
        let kinds = sqlx::query_scalar("SELECT kind FROM access_log WHERE kind <> 'keys_changed' ORDER BY revision");
        kinds.fetch_all(self.database.pool()).await.unwrap()
    }
}

/// The settings of a test, with these on top, as `AUTH_…` variables.
pub fn settings(database_url: &str, more: &[(&str, &str)]) -> Settings {
    let common = [
        ("AUTH_DATABASE__URL", database_url),
        ("AUTH_DATABASE__MAX_CONNECTIONS", "4"),
        ("AUTH_BROKER__URL", "amqp://nobody"),
        ("AUTH_TLS__CA", "none"),
        ("AUTH_TLS__CERTIFICATE", "none"),
        ("AUTH_TLS__KEY", "none"),
        ("AUTH_ISSUER__URL", "http://auth.test"),
        ("AUTH_KEYS__KEK", KEK),
        ("AUTH_HASHING__MEMORY_KIB", "64"),
        ("AUTH_HASHING__PASSES", "1"),
        ("AUTH_HASHING__THREADS", "1"),
        ("AUTH_GRPC__LISTEN", "127.0.0.1:0"),
    ];
    let all = common.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let settings: Settings = hc_chassis::load_settings("auth", None, all).unwrap();
    settings.check_values().unwrap();
    settings
}

/// A database handle with the defaults.
pub async fn connect(database: &TestDatabase) -> Db {
    let settings = DatabaseSettings { max_connections: 4, ..DatabaseSettings::new(database.url()) };
    hc_storage::connect(&settings).await.unwrap()
}

async fn instance(database: &TestDatabase) -> App {
    let (db, settings) = (connect(database).await, settings(database.url(), &[]));
    App {
        hashing: HashPool::start(&settings.hashing).unwrap(),
        keys: Arc::new(Keys::load(&db, &settings).await.unwrap()),
        policy: Arc::new(Policy::from(&settings)),
        reset_asked: Arc::default(),
        db,
    }
}

/// Trades a refresh token at one instance.
pub async fn trade(app: &App, token: &str) -> Result<Tokens, RefreshError> {
    refresh(app, Refresh { token: Zeroizing::new(token.to_owned()), request_id: "request".to_owned() }).await
}

/// The session of a refresh token.
pub fn session_of(app: &App, token: &str) -> SessionId {
    app.keys.ring().mac.open(token).unwrap().session
}

/// Somebody at 192.0.2.7.
pub fn visit() -> Visit {
    Visit { origin: Origin::new(Some("192.0.2.7"), Some("tests")), request_id: "request".to_owned() }
}
