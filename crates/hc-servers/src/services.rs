//! Our own services on one machine: the program of each, and what it is told by its environment.
//!
//! What there is says [`hc_topology`]. `cargo xtask dev`, the end-to-end tests and the benches all start services from here.

use std::path::{Path, PathBuf};
use std::{fs, io};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hc_topology::{CONSOLE as CONSOLE_SERVICE, Listener, Need, SERVICES, Service};

use crate::{Failure, Ports, Probe, Program};

/// The binary of the mailbox: the part `mailbox`, which takes the mails of all others. It is no service: it has no
/// certificate, no database and no settings file.
pub const MAILBOX_BINARY: &str = "hc-mailbox";

/// The part that people see: no binary of ours, and no service in [`SERVICES`], which can all go on without it.
pub const CONSOLE: &str = CONSOLE_SERVICE.name;

/// How the console is run: its development server, or what was built.
#[derive(Debug, Clone)]
pub struct Console {
    /// The Node.js that is new enough for it.
    pub node: PathBuf,
    /// Where it runs.
    pub directory: PathBuf,
    /// What Node.js is told to run, in `directory`.
    pub args: Vec<String>,
}

/// What the mailbox listens on: the page that people open, and SMTP in two ways.
const MAILBOX_PORTS: [(&str, u16); 3] = [("mailbox", 8025), ("mailbox-smtp", 1025), ("mailbox-smtps", 1465)];

/// Where the services find each other and everything else.
#[derive(Debug)]
pub struct Surroundings {
    /// The folder with the binaries.
    pub binaries: PathBuf,
    /// A folder with `ca.pem`, `<binary>.pem` and `<binary>.key`.
    pub certificates: PathBuf,
    /// What services keep outside of databases: blobs, and the keys that they are given.
    pub state: PathBuf,
    /// One file a part.
    pub logs: PathBuf,
    /// Where each mail becomes a file; none keeps them in the mailbox's memory only.
    pub mails: Option<PathBuf>,
    /// A superuser's URL without a database.
    pub postgres_url: String,
    /// What stands before a service's name in the name of its database; empty on a server of our own.
    pub database_prefix: String,
    /// Redis.
    pub redis_url: String,
    /// RabbitMQ with its vhost.
    pub amqp_url: String,
    /// The folder with the console's trusted documents.
    pub documents: PathBuf,
    /// Which port each listens on.
    pub ports: Ports,
}

impl Surroundings {
    /// Chooses a port for everything that listens, and makes what is missing in the state folder.
    pub fn settle(&mut self) -> Result<(), Failure> {
        let of_services = SERVICES.iter().flat_map(|service| {
            let admin = (admin_port_name(service), service.admin);
            let listeners = [service.public, service.grpc].into_iter().flatten();
            listeners.map(|listener| (port_name(service, listener), listener.port)).chain([admin])
        });
        let of_mailbox = MAILBOX_PORTS.map(|(name, standard)| (name.to_owned(), standard));
        let of_console = (CONSOLE.to_owned(), CONSOLE_SERVICE.admin);
        for (name, standard) in of_services.chain(of_mailbox).chain([of_console]) {
            self.ports.take(&name, standard).map_err(|error| {
                let what = format!("there is no port for {name}");
                Failure::new("XT017", what, error.to_string(), "see what listens with: ss -ltnp")
            })?;
        }
        self.make_state().map_err(|error| {
            let what = format!("{} cannot be written", self.state.display());
            Failure::new("XT015", what, error.to_string(), "make it writable for you, then try again")
        })
    }

    fn make_state(&self) -> io::Result<()> {
        fs::create_dir_all(self.state.join("blobs"))?;
        for file in [self.key_file(), self.preview_key_file(), self.unsubscribe_key_file()] {
            if !file.exists() {
                let key: [u8; 32] = rand::random();
                write_secret(&file, &STANDARD.encode(key))?;
            }
        }
        Ok(())
    }

    fn key_file(&self) -> PathBuf {
        self.state.join("key-encryption-key")
    }

    fn preview_key_file(&self) -> PathBuf {
        self.state.join("preview-key")
    }

    fn unsubscribe_key_file(&self) -> PathBuf {
        self.state.join("unsubscribe-key")
    }

    /// The name of a service's database.
    pub fn database(&self, service: &str) -> String {
        format!("{}{service}", self.database_prefix)
    }

    /// The URL of a service's database.
    pub fn database_url(&self, service: &str) -> String {
        format!("{}/{}", self.postgres_url.trim_end_matches('/'), self.database(service))
    }

    /// GraphQL is at `/graphql` below it.
    pub fn gateway_url(&self) -> String {
        format!("http://localhost:{}", self.public_port("gateway"))
    }

    /// The issuer of tokens.
    pub fn auth_url(&self) -> String {
        format!("http://localhost:{}", self.public_port("auth"))
    }

    /// Sites are at `http://<slug>.localhost:<port>`.
    pub fn sites_url(&self) -> String {
        format!("http://localhost:{}", self.public_port("sites"))
    }

    /// What customers and staff open.
    pub fn console_url(&self) -> String {
        format!("http://localhost:{}", self.public_port(CONSOLE))
    }

    /// How to run the console.
    pub fn console(&self, console: &Console) -> Program {
        let port = self.public_port(CONSOLE);
        let probe = Probe::Http { port, path: "/api/ready" };
        let certificate = |file: &str| self.certificates.join(file).to_string_lossy().into_owned();
        let env = pairs([
            ("CONSOLE_GATEWAY__URL", format!("http://127.0.0.1:{}", self.public_port("gateway"))),
            ("CONSOLE_PEERS__AUTH__URL", format!("https://localhost:{}", self.grpc_port("auth"))),
            ("CONSOLE_TLS__CA", certificate("ca.pem")),
            ("CONSOLE_TLS__CERTIFICATE", certificate("console.pem")),
            ("CONSOLE_TLS__KEY", certificate("console.key")),
            ("PORT", port.to_string()),
            ("HOSTNAME", "127.0.0.1".to_owned()),
            ("NEXT_TELEMETRY_DISABLED", "1".to_owned()),
        ]);
        let log = self.logs.join(format!("{CONSOLE}.log"));
        Program {
            args: console.args.clone(),
            env,
            directory: console.directory.clone(),
            ..Program::service(CONSOLE, console.node.clone(), log, probe)
        }
    }

    /// The page with everybody's mails; the API is at `/api/mails` below it.
    pub fn mailbox_url(&self) -> String {
        format!("http://localhost:{}", self.public_port("mailbox"))
    }

    /// Where mails are taken, without TLS and without a password.
    pub fn smtp_url(&self) -> String {
        format!("smtp://localhost:{}", self.public_port("mailbox-smtp"))
    }

    /// How to run the mailbox.
    pub fn mailbox(&self) -> Program {
        let port = self.public_port("mailbox");
        let probe = Probe::Http { port, path: "/readyz" };
        let mut args = Vec::new();
        for (option, name) in [("--http", "mailbox"), ("--smtp", "mailbox-smtp"), ("--smtps", "mailbox-smtps")] {
            args.extend([option.to_owned(), format!("127.0.0.1:{}", self.public_port(name))]);
        }
        if let Some(folder) = &self.mails {
            args.extend(["--folder".to_owned(), folder.to_string_lossy().into_owned()]);
        }
        let log = self.logs.join("mailbox.log");
        Program { args, ..Program::service("mailbox", self.binaries.join(MAILBOX_BINARY), log, probe) }
    }

    /// The port that a service's users know.
    pub fn public_port(&self, name: &str) -> u16 {
        self.ports.get(name).unwrap_or_default()
    }

    /// The port of a service's gRPC server.
    pub fn grpc_port(&self, name: &str) -> u16 {
        self.ports.get(&format!("{name}-grpc")).unwrap_or_default()
    }

    /// The port of `/livez`, `/readyz` and `/metrics`.
    pub fn admin_port(&self, name: &str) -> u16 {
        self.ports.get(&format!("{name}-admin")).unwrap_or_default()
    }

    /// How to run a service.
    pub fn program(&self, service: &Service) -> Program {
        let probe = Probe::Http { port: self.admin_port(service.name), path: "/readyz" };
        let log = self.logs.join(format!("{}.log", service.name));
        Program {
            args: service.args.iter().map(|&arg| arg.to_owned()).collect(),
            env: self.environment(service),
            ..Program::service(service.name, self.binaries.join(service.binary), log, probe)
        }
    }

    /// The settings of a service. Its other commands (`migrate`, `seed`) take the same.
    pub fn environment(&self, service: &Service) -> Vec<(String, String)> {
        let loopback = |port: u16| format!("127.0.0.1:{port}");
        let path = |path: &Path| path.to_string_lossy().into_owned();
        let mut own: Vec<(String, String)> = vec![
            ("LOG__FORMAT".into(), "pretty".into()),
            ("ADMIN__LISTEN".into(), loopback(self.admin_port(service.name))),
        ];
        if let Some(listener) = &service.public {
            own.push((format!("{}__LISTEN", listener.section), loopback(self.public_port(service.name))));
        }
        if let Some(listener) = &service.grpc {
            own.push((format!("{}__LISTEN", listener.section), loopback(self.grpc_port(service.name))));
            own.push(("GRPC__REFLECTION".into(), "true".into()));
        }
        for peer in service.peers {
            let url = format!("https://localhost:{}", self.grpc_port(peer));
            own.push((format!("PEERS__{}__URL", peer.to_uppercase()), url));
        }
        for need in service.needs {
            own.extend(match need {
                Need::Access => pairs([("ACCESS__ISSUER", self.auth_url())]),
                Need::Blobs => pairs([("BLOBS__DIRECTORY", path(&self.state.join("blobs")))]),
                Need::Broker => pairs([("BROKER__URL", self.amqp_url.clone())]),
                Need::ConsoleUrl => pairs([("CONSOLE__URL", self.console_url())]),
                Need::Database => pairs([("DATABASE__URL", self.database_url(service.binary))]),
                // A front end in development is served at some port of this machine.
                Need::Browsers => pairs([
                    ("HTTP__GRAPHIQL", "true".to_owned()),
                    ("TRUSTED_DOCUMENTS__FOLDER", path(&self.documents)),
                    // The console tells whose browser asks.
                    ("HTTP__TRUSTED_PROXIES", "127.0.0.0/8".to_owned()),
                    ("HTTP__CORS_ORIGINS", "http://localhost:*,http://127.0.0.1:*".to_owned()),
                    // Here one address is every customer, and a load test besides.
                    ("RATE__PER_SECOND", "100000000".to_owned()),
                    ("RATE__BURST", "1000000000".to_owned()),
                ]),
                Need::Issuer => pairs([
                    ("ISSUER__URL", self.auth_url()),
                    // Here one address is every customer.
                    ("MAIL_LINKS__PER_SOURCE", "1000000".to_owned()),
                ]),
                Need::Keys => pairs([("KEYS__KEK_FILE", path(&self.key_file()))]),
                Need::Mails => pairs([
                    ("SMTP__HOST", "localhost".to_owned()),
                    ("SMTP__PORT", self.public_port("mailbox-smtp").to_string()),
                    ("SMTP__SECURITY", "none".to_owned()),
                    ("SMTP__FROM", "no-reply@hostingco.test".to_owned()),
                    ("HTTP__PUBLIC_URL", format!("http://localhost:{}", self.public_port(service.name))),
                    ("UNSUBSCRIBE__KEY", fs::read_to_string(self.unsubscribe_key_file()).unwrap_or_default()),
                ]),
                Need::Orders => pairs([
                    ("ORDERS__PREVIEW_KEY", fs::read_to_string(self.preview_key_file()).unwrap_or_default()),
                    ("PAYMENTS__TEST_PROVIDER", "true".to_owned()),
                ]),
                Need::Redis => pairs([("REDIS__URL", self.redis_url.clone())]),
                // The console is started in its own way.
                Need::Gateway => Vec::new(),
                Need::SitesUrl => pairs([
                    ("SITES__DOMAIN", "localhost".to_owned()),
                    ("SITES__PORT", self.public_port("sites").to_string()),
                    ("SITES__PROBE", loopback(self.public_port("sites"))),
                ]),
                Need::Tls => pairs([
                    ("TLS__CA", path(&self.certificates.join("ca.pem"))),
                    ("TLS__CERTIFICATE", path(&self.certificates.join(format!("{}.pem", service.binary)))),
                    ("TLS__KEY", path(&self.certificates.join(format!("{}.key", service.binary)))),
                ]),
                // Whoever tries webhooks here listens on this machine.
                Need::Webhooks => pairs([
                    ("WEBHOOKS__ALLOW_NETWORKS", "127.0.0.0/8".to_owned()),
                    ("WEBHOOKS__ALLOW_HTTP", "true".to_owned()),
                ]),
            });
        }
        own.into_iter().map(|(name, value)| (format!("{}{name}", service.prefix()), value)).collect()
    }
}

fn port_name(service: &Service, listener: Listener) -> String {
    if listener.section == "GRPC" { format!("{}-grpc", service.name) } else { service.name.to_owned() }
}

fn admin_port_name(service: &Service) -> String {
    format!("{}-admin", service.name)
}

fn pairs<const N: usize>(pairs: [(&str, String); N]) -> Vec<(String, String)> {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn write_secret(file: &Path, text: &str) -> io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = fs::File::options().write(true).create_new(true).mode(0o600).open(file)?;
    file.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use hc_topology::service;

    use super::*;

    fn around(folder: &Path) -> Surroundings {
        Surroundings {
            binaries: "/target".into(),
            certificates: "/certs".into(),
            state: folder.to_owned(),
            logs: folder.to_owned(),
            postgres_url: "postgres://postgres@127.0.0.1:1".into(),
            database_prefix: "run_".into(),
            redis_url: "redis://127.0.0.1:2".into(),
            amqp_url: "amqp://127.0.0.1:3/%2f".into(),
            documents: "/gql".into(),
            mails: Some("/mails".into()),
            ports: Ports::throwaway(),
        }
    }

    #[test]
    fn a_service_is_told_where_its_peers_listen() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut around = around(folder.path());
        around.settle().expect("free ports");
        let billing = around.environment(service("billing").expect("it is in the table"));
        let value = |name: &str| billing.iter().find(|(found, _)| found == name).map(|(_, value)| value.clone());
        let accounts = format!("https://localhost:{}", around.grpc_port("accounts"));
        assert_eq!(value("BILLING_PEERS__ACCOUNTS__URL"), Some(accounts));
        assert_eq!(value("BILLING_DATABASE__URL"), Some("postgres://postgres@127.0.0.1:1/run_billing".into()));
        assert_eq!(value("BILLING_TLS__KEY"), Some("/certs/billing.key".into()));
    }

    #[test]
    fn mails_go_to_the_mailbox() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut around = around(folder.path());
        around.settle().expect("free ports");
        let told = around.environment(service("notifications").expect("it is in the table"));
        let value = |name: &str| told.iter().find(|(found, _)| found == name).map(|(_, value)| value.clone());
        let port = around.public_port("mailbox-smtp");
        assert_eq!(value("NOTIFICATIONS_SMTP__PORT"), Some(port.to_string()));
        assert_eq!(value("NOTIFICATIONS_UNSUBSCRIBE__KEY").map(|key| key.len()), Some(44));
        let mailbox = around.mailbox();
        let listens = format!("127.0.0.1:{port}");
        assert!(mailbox.args.windows(2).any(|pair| pair[0] == "--smtp" && pair[1] == listens), "{mailbox:?}");
        assert!(mailbox.args.ends_with(&["--folder".to_owned(), "/mails".to_owned()]), "{mailbox:?}");
    }

    #[test]
    fn a_page_from_any_port_of_this_machine_may_call_the_gateway() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut around = around(folder.path());
        around.settle().expect("free ports");
        let gateway = around.environment(service("gateway").expect("it is in the table"));
        let origins = gateway.iter().find(|(name, _)| name == "GATEWAY_HTTP__CORS_ORIGINS").map(|(_, value)| value);
        assert_eq!(origins.map(String::as_str), Some("http://localhost:*,http://127.0.0.1:*"));
    }

    #[test]
    fn the_key_is_made_once_and_every_port_is_its_own() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut around = around(folder.path());
        around.settle().expect("free ports");
        let key = fs::read_to_string(around.key_file()).expect("a key");
        assert_eq!(key.len(), 44);
        around.make_state().expect("again");
        assert_eq!(fs::read_to_string(around.key_file()).expect("a key"), key);
        let listens = SERVICES.iter().flat_map(|service| around.environment(service));
        let mut addresses: Vec<_> = listens.filter(|(name, _)| name.ends_with("__LISTEN")).map(|(_, to)| to).collect();
        let listeners = |service: &Service| [service.public, service.grpc].into_iter().flatten().count();
        // And the admin port of each.
        let wanted: usize = SERVICES.iter().map(|service| listeners(service) + 1).sum();
        assert_eq!(addresses.len(), wanted);
        addresses.sort();
        addresses.dedup();
        assert_eq!(addresses.len(), wanted);
    }
}
