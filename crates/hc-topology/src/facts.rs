//! All of it as one document, for what is rendered.

use serde::Serialize;

use crate::networks::{Link, Network, STORES, Store, links_of};
use crate::service::{Need, Service};
use crate::settings::Setting;

/// What [`facts`] answers.
#[derive(Debug, Serialize)]
pub struct Facts {
    services: Vec<Described>,
    stores: &'static [Store],
    links: Vec<Link>,
    binaries: Vec<&'static str>,
    databases: Vec<&'static str>,
    identities: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct Described {
    #[serde(flatten)]
    service: Service,
    /// The prefix of its settings in the environment.
    prefix: String,
    networks: Vec<Network>,
    settings: Vec<Setting>,
    /// It brings a database up to date. `sites` has the binary for it, and no database.
    migrates: bool,
}

/// The table with all that follows from it.
pub fn facts(table: &[Service]) -> Facts {
    let links = links_of(table);
    let services = table.iter().map(|service| Described {
        service: *service,
        prefix: service.prefix(),
        networks: service.networks(&links),
        settings: service.settings(table),
        migrates: service.needs(Need::Database),
    });
    Facts {
        services: services.collect(),
        stores: &STORES,
        binaries: crate::binaries_of(table),
        databases: crate::with_database_of(table),
        identities: crate::identities_of(table),
        links,
    }
}
