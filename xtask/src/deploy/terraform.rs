//! What Terraform's modules read of the table of services (`terraform/topology.json`): a line each, as it is read by people.

use hc_topology::{STORES, Service, links_of};
use serde_json::{Value, json};

/// The file. Its modules find the links by themselves; those that stand here are what their tests expect.
pub fn topology(table: &[Service]) -> String {
    let links = links_of(table);
    let services = table.iter().map(|service| {
        let ports = [
            ("http", service.public.map(|listener| listener.port)),
            ("grpc", service.grpc.map(|listener| listener.port)),
            ("admin", Some(service.admin)),
        ];
        let ports: serde_json::Map<String, Value> =
            ports.into_iter().filter_map(|(name, port)| Some((name.to_owned(), port?.into()))).collect();
        let stores = STORES.iter().filter(|store| service.needs(store.need)).map(|store| store.name);
        json!({
            "name": service.name,
            "networks": service.networks(&links),
            "ports": ports,
            "calls": service.peers.iter().chain(service.reads).collect::<Vec<_>>(),
            "stores": stores.collect::<Vec<_>>(),
            "egress": service.outside.is_some(),
            "size": service.size,
        })
    });
    let stores = STORES.iter().map(|store| json!({ "name": store.name, "port": store.port, "network": store.network }));
    let links = links.iter().map(|link| json!(link));
    let parts = [("services", lines(services)), ("stores", lines(stores)), ("links", lines(links))];
    let parts = parts.map(|(name, lines)| format!("  \"{name}\": [\n{lines}\n  ]"));
    format!("{{\n{}\n}}\n", parts.join(",\n"))
}

fn lines(objects: impl Iterator<Item = Value>) -> String {
    objects.map(|object| format!("    {object}")).collect::<Vec<_>>().join(",\n")
}
