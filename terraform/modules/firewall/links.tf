# Who may connect to whom, by name: the same five networks as in the chart, in Compose and in Swarm.
locals {
  # A call goes to the gRPC port; to the public port of what has none.
  calls = flatten([
    for service in local.services : [
      for call in service.calls : {
        from    = service.name
        to      = call
        port    = try(local.services[call].ports.grpc, local.services[call].ports.http, 0)
        network = "app"
      } if contains(keys(local.services), call)
    ]
  ])

  in_stores = flatten([
    for service in local.services : [
      for store in service.stores : {
        from    = service.name
        to      = store
        port    = local.stores[store].port
        network = local.stores[store].network
      } if contains(keys(local.stores), store)
    ]
  ])

  from_the_edge = [
    for service in local.services : { from = "edge", to = service.name, port = service.ports.http, network = "proxy" }
    if can(service.ports.http) && contains(service.networks, "proxy")
  ]

  scrapes = [
    for service in local.services : { from = "prometheus", to = service.name, port = service.ports.admin, network = "monitor" }
    if can(service.ports.admin)
  ]

  # Servers on hosts whose clients are services: beside a store for whoever uses the store, or for all services.
  beside = flatten([
    for server in local.machines.servers : [
      for service in local.services : { from = service.name, to = server.name, port = server.port, network = server.network }
      if server.clients == "services" || contains([for store in service.stores : "clients of ${store}"], server.clients)
    ]
  ])

  # The key sorts them, so that the list does not change with the order of the file.
  by_key = {
    for link in concat(local.calls, local.in_stores, local.from_the_edge, local.scrapes, local.beside) :
    format("%s %s %05d %s", link.from, link.to, link.port, link.network) => link
  }
  links = [for key in sort(keys(local.by_key)) : local.by_key[key]]

  # A call that leaves its networks cannot arrive.
  members = merge(
    { for service in local.services : service.name => service.networks },
    { edge = ["proxy"], prometheus = ["monitor"] },
  )
  outside_of_networks = [
    for link in local.links : "${link.from} to ${link.to} in ${link.network}"
    if !contains(lookup(local.members, link.from, []), link.network) || !contains(lookup(local.members, link.to, [link.network]), link.network)
  ]
}
