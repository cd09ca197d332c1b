//! Settings: a TOML file, a folder of secrets on top of it, and the environment on top of both.
//!
//! In the folder that `BILLING_SECRETS` names, the file `database.password` is the key `password` of the section
//! `[database]`: as Docker and Kubernetes mount secrets. Files without a dot in the middle of their name are none of ours.
//!
//! `BILLING_GRPC__LISTEN=0.0.0.0:50053` is the key `listen` of the section `[grpc]` of the service `billing`. Only names
//! with a double underscore are settings (and the few top-level keys of the chassis), because a cluster also sets
//! variables such as `BILLING_SERVICE_HOST` and `BILLING_PORT`, which are none of ours.

mod node;

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};

use config::{Config, Map, Value, ValueKind};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};

use self::node::Node;

/// The top-level keys that the environment may set although they stand in no section.
const TOP_LEVEL: [&str; 1] = ["drain_timeout"];

/// What every service can be told, to be flattened into its own settings:
///
/// ```
/// #[derive(serde::Deserialize)]
/// #[serde(deny_unknown_fields)]
/// struct Settings {
///     #[serde(flatten)]
///     chassis: hc_chassis::ChassisSettings,
/// }
/// ```
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub struct ChassisSettings {
    /// `[log]`
    pub log: LogSettings,
    /// `[telemetry]`
    pub telemetry: TelemetrySettings,
    /// `[admin]`
    pub admin: AdminSettings,
    /// How long a stop may take, from the signal to the exit; what still runs then is cut off. Keep it below the time
    /// that the platform gives before it kills (30 s in Kubernetes). Default 25 s.
    #[serde(with = "hc_types::duration")]
    pub drain_timeout: Duration,
}

impl Default for ChassisSettings {
    fn default() -> Self {
        Self {
            log: LogSettings::default(),
            telemetry: TelemetrySettings::default(),
            admin: AdminSettings::default(),
            drain_timeout: Duration::from_secs(25),
        }
    }
}

/// `[log]`: what is written to standard error, and how.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogSettings {
    /// `json` (one object a line) or `pretty` (for people). Default: `pretty` on a terminal, else `json`.
    pub format: Option<LogFormat>,
    /// Which spans and events count, as `tracing-subscriber` directives: `info,hc_events=debug`. Default: `info`, and
    /// `warn` for the libraries below HTTP and AMQP.
    pub filter: Option<String>,
}

/// The form of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// Coloured text.
    Pretty,
}

/// `[telemetry]`: where traces go.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TelemetrySettings {
    /// An OTLP/gRPC collector, e.g. `http://localhost:4317`. Default: none, traces are passed on but not exported.
    pub otlp_endpoint: Option<String>,
    /// The share of new traces that is exported, 0 to 1; a caller's decision is kept. Default 1.
    #[serde(deserialize_with = "ratio")]
    pub sample_ratio: f64,
}

impl Default for TelemetrySettings {
    fn default() -> Self {
        Self { otlp_endpoint: None, sample_ratio: 1.0 }
    }
}

/// `[admin]`: the port for probes and metrics. It must not be reachable from outside.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AdminSettings {
    /// The address of `/livez`, `/readyz` and `/metrics`. Default `127.0.0.1:0`, a free port (it is logged).
    pub listen: SocketAddr,
    /// How long `/readyz` says no before calls are refused, so that routes are withdrawn first: 3 to 5 s in a cluster.
    /// Part of the drain timeout. Default 0 s.
    #[serde(with = "hc_types::duration")]
    pub unready_for: Duration,
}

impl Default for AdminSettings {
    fn default() -> Self {
        Self { listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), unready_for: Duration::ZERO }
    }
}

/// A number from 0 to 1; the environment gives it as text, and flattening hides that from the `config` crate.
fn ratio<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "a number from 0 to 1")]
    enum Number {
        Float(f64),
        Text(String),
    }
    let number = match Number::deserialize(deserializer)? {
        Number::Float(number) => Some(number),
        Number::Text(text) => text.trim().parse().ok(),
    };
    number
        .filter(|number| (0.0..=1.0).contains(number))
        .ok_or_else(|| serde::de::Error::custom("expected a number from 0 to 1"))
}

/// Why the settings cannot be used; the message names the key, where its value comes from, and what was expected.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file cannot be read or is not TOML.
    #[error("settings file {}: {message}", path.display())]
    File {
        /// The file that was named.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// A key is missing, unknown, or has a value that does not fit.
    #[error("setting `{key}`{source_of}: {message}")]
    Key {
        /// The key with its section, e.g. `grpc.listen`.
        key: String,
        /// Where the value comes from, as ` in <file>` or ` from <variable>`; for a missing key, the variable that can set it.
        source_of: String,
        /// What was expected.
        message: String,
    },
}

/// Reads the settings of the service `name` from `file`, if there is one, and from `environment` on top of it.
pub fn load<S: DeserializeOwned>(
    name: &str,
    file: Option<&Path>,
    environment: impl IntoIterator<Item = (String, String)>,
) -> Result<S, SettingsError> {
    let config = gather(name, file, environment)?;
    // Flattened fields lose their path in serde, so these are read once on their own, for the sake of the message.
    read::<ChassisSettings>(name, &config, file)?;
    read(name, &config, file)
}

fn gather(
    name: &str,
    file: Option<&Path>,
    environment: impl IntoIterator<Item = (String, String)>,
) -> Result<Config, SettingsError> {
    let mut builder = Config::builder();
    if let Some(path) = file {
        let refused = |message: String| SettingsError::File { path: path.to_owned(), message };
        let text = std::fs::read_to_string(path).map_err(|error| refused(error.to_string()))?;
        // `config` would answer a missing or broken file too, but without saying what is wrong where.
        text.parse::<toml::Table>().map_err(|error| refused(error.to_string()))?;
        let origin = path.display().to_string();
        builder = builder.add_source(TomlText { text, origin });
    }
    let environment: Vec<(String, String)> = environment.into_iter().collect();
    let folder = environment.iter().find(|(variable, _)| *variable == format!("{}SECRETS", prefix(name)));
    if let Some((_, folder)) = folder.filter(|(_, folder)| !folder.is_empty()) {
        builder = builder.add_source(Secrets::read(Path::new(folder))?);
    }
    let variables =
        environment.into_iter().filter_map(|(variable, value)| Variable::of(name, variable, value)).collect();
    builder.add_source(Environment { variables }).build().map_err(|error| SettingsError::Key {
        key: "*".to_owned(),
        source_of: String::new(),
        message: error.to_string(),
    })
}

fn read<S: DeserializeOwned>(name: &str, config: &Config, file: Option<&Path>) -> Result<S, SettingsError> {
    serde_path_to_error::deserialize(Node(config.cache.clone())).map_err(|error| {
        let path = error.path().to_string();
        let message = describe(error.inner());
        let named = missing_or_unknown(&message);
        let key = match (path.as_str(), named) {
            ("." | "", Some(field)) => field.to_owned(),
            // An unknown field's path already ends with its name; a missing one's is its section.
            (path, Some(field)) if path != field && !path.ends_with(&format!(".{field}")) => format!("{path}.{field}"),
            (path, _) => path.to_owned(),
        };
        let found = key.split('.').try_fold(&config.cache, |value, part| match &value.kind {
            ValueKind::Table(table) => table.get(part),
            _ => None,
        });
        let source_of = match found.and_then(origin) {
            Some(origin) if file.is_some_and(|file| file.display().to_string() == origin) => format!(" in {origin}"),
            Some(origin) => format!(" from {origin}"),
            None => format!(" (variable {})", Variable::name_of(name, &key)),
        };
        SettingsError::Key { key, source_of, message }
    })
}

/// Where a value comes from; of a section, where the first of its keys does.
fn origin(value: &Value) -> Option<&str> {
    value.origin().or_else(|| match &value.kind {
        ValueKind::Table(table) => table.values().find_map(origin),
        _ => None,
    })
}

/// The innermost message, without the key and the source that `config` adds in its own words.
fn describe(error: &config::ConfigError) -> String {
    match error {
        config::ConfigError::At { error, .. } => describe(error),
        config::ConfigError::Type { unexpected, expected, .. } => format!("expected {expected}, found {unexpected}"),
        config::ConfigError::NotFound(key) => format!("missing field `{key}`"),
        other => other.to_string(),
    }
}

fn missing_or_unknown(message: &str) -> Option<&str> {
    let rest = ["missing field `", "unknown field `", "missing configuration field "]
        .iter()
        .find_map(|start| message.strip_prefix(start))?;
    rest.split(['`', '"']).find(|part| !part.is_empty())
}

/// A file's text as a source, so that each value knows the file it comes from.
#[derive(Debug, Clone)]
struct TomlText {
    text: String,
    origin: String,
}

impl config::Source for TomlText {
    fn clone_into_box(&self) -> Box<dyn config::Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, Value>, config::ConfigError> {
        let table =
            self.text.parse::<toml::Table>().map_err(|error| config::ConfigError::Message(error.to_string()))?;
        Ok(table.into_iter().map(|(key, value)| (key, from_toml(&self.origin, value))).collect())
    }
}

fn from_toml(origin: &String, value: toml::Value) -> Value {
    let kind = match value {
        toml::Value::String(text) => ValueKind::String(text),
        toml::Value::Integer(number) => ValueKind::I64(number),
        toml::Value::Float(number) => ValueKind::Float(number),
        toml::Value::Boolean(flag) => ValueKind::Boolean(flag),
        toml::Value::Datetime(instant) => ValueKind::String(instant.to_string()),
        toml::Value::Array(items) => ValueKind::Array(items.into_iter().map(|item| from_toml(origin, item)).collect()),
        toml::Value::Table(table) => {
            ValueKind::Table(table.into_iter().map(|(key, value)| (key, from_toml(origin, value))).collect())
        }
    };
    Value::new(Some(origin), kind)
}

/// The files of a folder, each a setting.
#[derive(Debug, Clone)]
struct Secrets {
    /// The file, its setting, and what stands in it.
    files: Vec<(String, String, String)>,
}

impl Secrets {
    fn read(folder: &Path) -> Result<Self, SettingsError> {
        let refused = |path: &Path, error: std::io::Error| SettingsError::File {
            path: path.to_owned(),
            message: format!("secrets cannot be read: {error}"),
        };
        let entries = std::fs::read_dir(folder).map_err(|error| refused(folder, error))?;
        let mut files = Vec::new();
        for entry in entries {
            let path = entry.map_err(|error| refused(folder, error))?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            // Kubernetes keeps folders such as `..data` beside the files.
            let is_setting = name.split('.').count() > 1 && name.split('.').all(|part| !part.is_empty());
            if !is_setting || !path.is_file() {
                continue;
            }
            let text = std::fs::read_to_string(&path).map_err(|error| refused(&path, error))?;
            // Editors and `echo` end a file with a line break, which is no part of a secret.
            let secret = text.trim_end_matches(['\r', '\n']);
            if !secret.is_empty() {
                files.push((path.display().to_string(), name.to_owned(), secret.to_owned()));
            }
        }
        Ok(Self { files })
    }
}

impl config::Source for Secrets {
    fn clone_into_box(&self) -> Box<dyn config::Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, Value>, config::ConfigError> {
        let value = |path: &String, text: &String| Value::new(Some(path), ValueKind::String(text.clone()));
        Ok(self.files.iter().map(|(path, setting, text)| (setting.clone(), value(path, text))).collect())
    }
}

/// One environment variable that is a setting.
#[derive(Debug, Clone)]
struct Variable {
    name: String,
    path: Vec<String>,
    value: String,
}

impl Variable {
    /// None for what is no setting of the service, and for an empty value: Compose files and charts hand on a choice
    /// that nobody made as an empty text.
    fn of(service: &str, name: String, value: String) -> Option<Self> {
        if value.is_empty() {
            return None;
        }
        let rest = name.strip_prefix(&prefix(service))?.to_lowercase();
        let path: Vec<String> = rest.split("__").map(str::to_owned).collect();
        let ours = path.len() > 1 || TOP_LEVEL.contains(&rest.as_str());
        (ours && path.iter().all(|part| !part.is_empty())).then_some(Self { name, path, value })
    }

    fn name_of(service: &str, key: &str) -> String {
        format!("{}{}", prefix(service), key.replace('.', "__").to_uppercase())
    }

    /// Text, or an array when it is written as one: `["a", "b"]`. The field's type decides what text means.
    fn to_value(&self) -> Value {
        let origin = self.name.clone();
        if self.value.starts_with('[')
            && let Ok(mut table) = format!("value = {}", self.value).parse::<toml::Table>()
            && let Some(value) = table.remove("value")
        {
            return from_toml(&origin, value);
        }
        Value::new(Some(&origin), ValueKind::String(self.value.clone()))
    }
}

fn prefix(service: &str) -> String {
    format!("{}_", service.to_uppercase().replace('-', "_"))
}

#[derive(Debug, Clone)]
struct Environment {
    variables: Vec<Variable>,
}

impl config::Source for Environment {
    fn clone_into_box(&self) -> Box<dyn config::Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, Value>, config::ConfigError> {
        Ok(self.variables.iter().map(|variable| (variable.path.join("."), variable.to_value())).collect())
    }
}

#[cfg(test)]
mod tests;
