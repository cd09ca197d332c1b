//! Who may connect to whom, and in which network.

use serde::Serialize;

use crate::service::{Need, Service};
use crate::table::table;

/// The edge of the installation: HAProxy and nginx, or a cluster's ingress.
pub const EDGE: &str = "edge";
/// Whoever scrapes metrics.
pub const MONITORING: &str = "prometheus";

/// One of the five networks. All but `proxy` are closed to the outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Network {
    /// From the edge to what people reach.
    Proxy,
    /// Calls between services, and RabbitMQ.
    App,
    /// Redis.
    Cache,
    /// PostgreSQL.
    Db,
    /// Admin ports.
    Monitor,
}

/// A server that we do not build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Store {
    /// What it is called.
    pub name: &'static str,
    /// Where it listens.
    pub port: u16,
    /// Where it is reached.
    pub network: Network,
    /// Who needs it.
    pub need: Need,
}

/// The servers that hold state.
pub const STORES: [Store; 3] = [
    Store { name: "postgres", port: 5432, network: Network::Db, need: Need::Database },
    Store { name: "rabbitmq", port: 5672, network: Network::App, need: Need::Broker },
    Store { name: "redis", port: 6379, network: Network::Cache, need: Need::Redis },
];

/// One connection that is allowed; what is not among [`links`] is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Link {
    /// Who connects.
    pub from: &'static str,
    /// Who listens.
    pub to: &'static str,
    /// At which port.
    pub port: u16,
    /// In which network.
    pub network: Network,
}

/// Every connection inside of the installation.
pub fn links() -> Vec<Link> {
    links_of(&table())
}

/// Those of another table.
pub fn links_of(table: &[Service]) -> Vec<Link> {
    let mut links: Vec<Link> = table.iter().flat_map(|service| of(service, table)).collect();
    links.sort();
    links
}

fn of(service: &Service, table: &[Service]) -> Vec<Link> {
    let from = service.name;
    let at_grpc = service.peers.iter().filter_map(|peer| Some((peer, called(peer, table)?.grpc?, Network::App)));
    let at_public = service.reads.iter().filter_map(|peer| Some((peer, called(peer, table)?.public?, Network::App)));
    let calls = at_grpc.chain(at_public).map(|(to, listener, network)| Link { from, to, port: listener.port, network });
    let stores = STORES.iter().filter(|store| service.needs(store.need));
    let stores = stores.map(|store| Link { from, to: store.name, port: store.port, network: store.network });
    let edge =
        service.public.map(|listener| Link { from: EDGE, to: from, port: listener.port, network: Network::Proxy });
    let scrape = Link { from: MONITORING, to: from, port: service.admin, network: Network::Monitor };
    calls.chain(stores).chain(edge).chain([scrape]).collect()
}

fn called<'a>(name: &str, table: &'a [Service]) -> Option<&'a Service> {
    table.iter().find(|service| service.name == name)
}

impl Service {
    /// The networks that it is in among these links, as server or client.
    pub fn networks(&self, links: &[Link]) -> Vec<Network> {
        let mut networks: Vec<Network> = links
            .iter()
            .filter(|link| link.from == self.name || link.to == self.name)
            .map(|link| link.network)
            .collect();
        networks.sort_unstable();
        networks.dedup();
        networks
    }

    /// Who may connect to it, and where.
    pub fn callers(&self) -> Vec<Link> {
        links().into_iter().filter(|link| link.to == self.name).collect()
    }

    /// Where it may connect to, inside of the installation.
    pub fn calls(&self) -> Vec<Link> {
        links().into_iter().filter(|link| link.from == self.name).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::table::{CONSOLE, SERVICES, service, services_and_console};

    fn networks_of(name: &str) -> Vec<Network> {
        service(name).expect("it is in the table").networks(&links())
    }

    #[test]
    fn every_name_leads_somewhere() {
        let known: BTreeSet<&str> = services_and_console().map(|service| service.name).collect();
        assert_eq!(known.len(), SERVICES.len() + 1, "a name stands twice");
        for service in services_and_console() {
            let wanted = service.peers.len() + service.reads.len();
            let found = service.calls().iter().filter(|link| known.contains(link.to)).count();
            assert_eq!(found, wanted, "{}: a peer has no port", service.name);
        }
    }

    #[test]
    fn no_two_listen_at_one_port() {
        let listeners = SERVICES.iter().chain([&CONSOLE]).flat_map(|service| {
            let admin = (service.name != CONSOLE.name).then_some(service.admin);
            [service.public.map(|l| l.port), service.grpc.map(|l| l.port), admin].into_iter().flatten()
        });
        let all: Vec<u16> = listeners.collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    }

    #[test]
    fn what_people_reach_has_no_way_to_the_data() {
        assert_eq!(CONSOLE.networks(&links()), [Network::Proxy, Network::App, Network::Monitor]);
        assert_eq!(networks_of("sites"), [Network::Proxy, Network::App, Network::Monitor]);
        assert!(service("sites").expect("it is there").calls().is_empty(), "sites depend on nothing");
        assert!(!networks_of("gateway").contains(&Network::Db));
    }

    #[test]
    fn only_the_gateway_reaches_the_cache() {
        let in_cache: Vec<&str> =
            links().into_iter().filter(|link| link.network == Network::Cache).map(|link| link.from).collect();
        assert_eq!(in_cache, ["gateway"]);
    }
}
