//! What is said of one service.

use serde::Serialize;

/// One process of ours.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Service {
    /// What it is called everywhere: in `dev`, in Compose, in the chart, in dashboards.
    pub name: &'static str,
    /// The binary, which is also the name in its certificate, of its database, and the prefix of its settings.
    pub binary: &'static str,
    /// What it does, in one line.
    pub about: &'static str,
    /// Its command line.
    pub args: &'static [&'static str],
    /// What people and front ends reach, over HTTP.
    pub public: Option<Listener>,
    /// What other services reach, over gRPC with mutual TLS.
    pub grpc: Option<Listener>,
    /// `/livez`, `/readyz` and `/metrics`.
    pub admin: u16,
    /// The services that it calls over gRPC, by their names here.
    pub peers: &'static [&'static str],
    /// The services that it calls at their public port.
    pub reads: &'static [&'static str],
    /// What else it cannot do without.
    pub needs: &'static [Need],
    /// What it calls outside of the installation, if anything; all others reach nothing there.
    pub outside: Option<&'static str>,
    /// What it is given to run with.
    pub size: Size,
}

/// A port, and the section of the settings whose key `listen` it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Listener {
    /// The section, as in the name of a variable.
    pub section: &'static str,
    /// The port by default.
    pub port: u16,
}

/// Requests and limits of one replica, and how many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Size {
    /// Thousandths of a core that one replica is promised.
    pub cpu_millis: u16,
    /// What one replica may use at most; half of it is promised.
    pub memory_mib: u16,
    /// On one machine.
    pub small: u8,
    /// In production.
    pub production: u8,
    /// Up to how many replicas it is scaled by its load; as many as in production: never.
    pub at_most: u8,
}

/// What a service needs besides its listeners and peers. Each brings settings; a store also brings a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Who issues the tokens that it verifies.
    Access,
    /// The folder that all replicas share, and those that serve sites.
    Blobs,
    /// RabbitMQ.
    Broker,
    /// What concerns browsers: proxies in between, trusted documents, limits.
    Browsers,
    /// Where the console is, for links.
    ConsoleUrl,
    /// Its own database in PostgreSQL.
    Database,
    /// Where the gateway is: the console asks it in its users' names.
    Gateway,
    /// It is the issuer of tokens.
    Issuer,
    /// The key that encrypts keys.
    Keys,
    /// It sends mails.
    Mails,
    /// It signs previews of orders and takes payments.
    Orders,
    /// Redis.
    Redis,
    /// Where sites are.
    SitesUrl,
    /// A certificate for calls between services.
    Tls,
    /// It calls webhooks.
    Webhooks,
}

impl Service {
    /// Whether it has this need.
    pub fn needs(&self, need: Need) -> bool {
        self.needs.contains(&need)
    }

    /// The prefix of its settings in the environment, such as `BILLING_`.
    pub fn prefix(&self) -> String {
        format!("{}_", self.binary.to_uppercase())
    }
}
