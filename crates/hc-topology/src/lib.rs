//! What HostingCo consists of: its services, what each listens on, whom it calls, what it needs and what it is told.
//!
//! The one table of it. `cargo xtask dev` and the tests start services from here; Compose file, Swarm stack, chart, network
//! policies, the edge's configuration and the firewall matrix are rendered from here (`cargo xtask deploy render`). A new
//! service is one entry in [`SERVICES`]: `docs/new-service.md`.

mod facts;
mod networks;
mod service;
mod settings;
mod table;

pub use facts::facts;
pub use networks::{EDGE, Link, MONITORING, Network, STORES, Store, links, links_of};
pub use service::{Listener, Need, Service, Size};
pub use settings::{BLOBS, CERTIFICATE, DOCUMENTS, SECRETS, Setting, Value};
pub use table::{CONSOLE, SERVICES, service, services_and_console, table};

/// The binaries of the services, each once.
pub fn binaries() -> Vec<&'static str> {
    binaries_of(&SERVICES)
}

/// The binaries with a database of their own; it has the binary's name.
pub fn with_database() -> Vec<&'static str> {
    with_database_of(&SERVICES)
}

/// Who has a certificate for calls between services, by the name in it.
pub fn identities() -> Vec<&'static str> {
    identities_of(&table())
}

fn binaries_of(table: &[Service]) -> Vec<&'static str> {
    // The console is no binary of ours: it has no command line.
    once(table.iter().filter(|service| !service.args.is_empty()).map(|service| service.binary))
}

/// Those of another table.
pub fn with_database_of(table: &[Service]) -> Vec<&'static str> {
    once(table.iter().filter(|service| service.needs(Need::Database)).map(|service| service.binary))
}

fn identities_of(table: &[Service]) -> Vec<&'static str> {
    once(table.iter().filter(|service| service.needs(Need::Tls)).map(|service| service.binary))
}

fn once(names: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let mut seen = Vec::new();
    for name in names {
        if !seen.contains(&name) {
            seen.push(name);
        }
    }
    seen
}
