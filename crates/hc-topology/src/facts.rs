//! All of it as one document, for what is rendered.

use serde::Serialize;

use crate::networks::{Link, Network, STORES, Store, links};
use crate::service::{Need, Service};
use crate::settings::Setting;
use crate::table::services_and_console;

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
    service: &'static Service,
    /// The prefix of its settings in the environment.
    prefix: String,
    networks: Vec<Network>,
    settings: Vec<Setting>,
    /// It brings a database up to date. `sites` has the binary for it, and no database.
    migrates: bool,
}

/// The table with all that follows from it.
pub fn facts() -> Facts {
    let services = services_and_console().map(|service| Described {
        service,
        prefix: service.prefix(),
        networks: service.networks(),
        settings: service.settings(),
        migrates: service.needs(Need::Database),
    });
    Facts {
        services: services.collect(),
        stores: &STORES,
        links: links(),
        binaries: crate::binaries(),
        databases: crate::with_database(),
        identities: crate::identities(),
    }
}
