//! What a service is told where it is deployed.

use serde::Serialize;

use crate::service::{Need, Service};

/// The folder of a container with its secrets: a file for each setting, by its name, such as `database.password`.
pub const SECRETS: &str = "/run/secrets/hostingco";
/// The folder of a container with its certificate: `ca.pem`, `tls.pem`, `tls.key`.
pub const CERTIFICATE: &str = "/run/certificate";
/// The folder of a container that all replicas share.
pub const BLOBS: &str = "/var/lib/hostingco/blobs";
/// The folder of an image with the documents of the console that the gateway trusts.
pub const DOCUMENTS: &str = "/usr/share/hostingco/documents";

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// Its name in the environment without the service's prefix, such as `DATABASE__URL`; of a secret the name of its file,
    /// such as `database.password`.
    pub name: String,
    /// Its value.
    #[serde(flatten)]
    pub value: Value,
}

/// Where the value of a setting comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// The same in every installation. `{host:NAME}` stands for the address of a service or store, which each way to deploy
    /// gives its own names.
    Text(String),
    /// Chosen by the installation; the name of the choice, such as `console_url`. An empty choice leaves the default.
    Site(&'static str),
    /// A secret that the installation brings; an empty one is none.
    Secret,
}

impl Service {
    /// All that it is told, besides what has a good default, where its peers are of this table.
    pub fn settings(&self, table: &[Service]) -> Vec<Setting> {
        let everywhere = |port: u16| format!("0.0.0.0:{port}");
        let mut settings = Vec::new();
        if !self.args.is_empty() {
            settings.push(text("ADMIN__LISTEN", everywhere(self.admin)));
            // Routes are withdrawn before calls are refused.
            settings.push(text("ADMIN__UNREADY_FOR", "5s"));
            settings.push(site("LOG__FILTER", "log_filter"));
            settings.push(site("TELEMETRY__OTLP_ENDPOINT", "otlp_endpoint"));
            let listeners = [self.public, self.grpc].into_iter().flatten();
            settings.extend(listeners.map(|it| text(&format!("{}__LISTEN", it.section), everywhere(it.port))));
        }
        for peer in self.peers {
            let port = table.iter().find(|service| service.name == *peer).and_then(|service| service.grpc);
            let url = format!("https://{{host:{peer}}}:{}", port.map_or(0, |listener| listener.port));
            settings.push(text(&format!("PEERS__{}__URL", peer.to_uppercase()), url));
        }
        settings.extend(self.needs.iter().flat_map(|need| settings_of(*need)));
        if settings.iter().any(|setting| setting.value == Value::Secret) {
            settings.push(text("SECRETS", SECRETS));
        }
        settings
    }
}

fn settings_of(need: Need) -> Vec<Setting> {
    match need {
        Need::Access => vec![site("ACCESS__ISSUER", "auth_url")],
        Need::Blobs => vec![text("BLOBS__DIRECTORY", BLOBS)],
        Need::Broker => vec![site("BROKER__URL", "broker_url"), secret("broker.password")],
        Need::Browsers => vec![
            site("HTTP__TRUSTED_PROXIES", "trusted_proxies"),
            site("HTTP__CORS_ORIGINS", "cors_origins"),
            text("TRUSTED_DOCUMENTS__FOLDER", DOCUMENTS),
            site("TRUSTED_DOCUMENTS__MODE", "documents_mode"),
        ],
        Need::ConsoleUrl => vec![site("CONSOLE__URL", "console_url")],
        Need::Database => vec![
            site("DATABASE__URL", "database_url"),
            site("DATABASE__REPLICA_URL", "database_replica_url"),
            secret("database.password"),
        ],
        Need::Gateway => vec![text("GATEWAY__URL", "http://{host:gateway}:3003")],
        Need::Issuer => vec![site("ISSUER__URL", "auth_url")],
        Need::Keys => vec![secret("keys.kek")],
        Need::Mails => vec![
            site("SMTP__HOST", "smtp_host"),
            site("SMTP__PORT", "smtp_port"),
            site("SMTP__SECURITY", "smtp_security"),
            site("SMTP__USERNAME", "smtp_username"),
            site("SMTP__FROM", "smtp_from"),
            secret("smtp.password"),
            site("HTTP__PUBLIC_URL", "notifications_url"),
            secret("unsubscribe.key"),
        ],
        Need::Orders => vec![secret("orders.preview_key"), site("PAYMENTS__TEST_PROVIDER", "test_payments")],
        Need::Redis => {
            vec![site("REDIS__URL", "redis_url"), secret("redis.password")]
        }
        Need::SitesUrl => vec![
            site("SITES__DOMAIN", "sites_domain"),
            site("SITES__SCHEME", "sites_scheme"),
            site("SITES__PORT", "sites_port"),
            text("SITES__PROBE", "{host:sites}:8088"),
        ],
        Need::Tls => vec![
            text("TLS__CA", format!("{CERTIFICATE}/ca.pem")),
            text("TLS__CERTIFICATE", format!("{CERTIFICATE}/tls.pem")),
            text("TLS__KEY", format!("{CERTIFICATE}/tls.key")),
        ],
        Need::Webhooks => vec![],
    }
}

fn text(name: &str, value: impl Into<String>) -> Setting {
    Setting { name: name.to_owned(), value: Value::Text(value.into()) }
}

fn site(name: &str, choice: &'static str) -> Setting {
    Setting { name: name.to_owned(), value: Value::Site(choice) }
}

fn secret(file: &str) -> Setting {
    Setting { name: file.to_owned(), value: Value::Secret }
}
