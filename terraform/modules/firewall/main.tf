# What the two files say, with names looked up. Nothing here opens anything: that is links.tf and hosts.tf.
locals {
  topology = jsondecode(file(coalesce(var.topology_file, "${path.module}/../../topology.json")))
  machines = jsondecode(file(coalesce(var.hosts_file, "${path.module}/../../hosts.json")))

  networks = ["app", "cache", "db", "monitor", "proxy"]
  services = { for service in local.topology.services : service.name => service }
  stores   = { for store in local.topology.stores : store.name => store }
  roles    = { for role in local.machines.roles : role.name => role }

  # A name that leads nowhere would silently open nothing.
  unknown_calls    = flatten([for service in local.services : [for call in service.calls : "${service.name} calls ${call}" if !contains(keys(local.services), call)]])
  deaf_calls       = flatten([for service in local.services : [for call in service.calls : "${service.name} calls ${call}" if try(local.services[call].ports.grpc, local.services[call].ports.http, null) == null && contains(keys(local.services), call)]])
  unknown_stores   = flatten([for service in local.services : [for store in service.stores : "${service.name} stores in ${store}" if !contains(keys(local.stores), store)]])
  unknown_networks = distinct(concat([for store in local.stores : store.network if !contains(local.networks, store.network)], flatten([for service in local.services : [for network in service.networks : network if !contains(local.networks, network)]])))
}
