//! What Terraform's modules read of the table of services (`terraform/topology.json`): a line each, as it is read by people.

use hc_topology::{STORES, services_and_console};
use serde_json::{Value, json};

/// The file.
pub fn topology() -> String {
    let services = services_and_console().map(|service| {
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
            "networks": service.networks(),
            "ports": ports,
            "calls": service.peers.iter().chain(service.reads).collect::<Vec<_>>(),
            "stores": stores.collect::<Vec<_>>(),
            "egress": service.outside.is_some(),
            "size": service.size,
        })
    });
    let stores = STORES.iter().map(|store| json!({ "name": store.name, "port": store.port, "network": store.network }));
    format!("{{\n  \"services\": [\n{}\n  ],\n  \"stores\": [\n{}\n  ]\n}}\n", lines(services), lines(stores))
}

fn lines(objects: impl Iterator<Item = Value>) -> String {
    objects.map(|object| format!("    {object}")).collect::<Vec<_>>().join(",\n")
}
