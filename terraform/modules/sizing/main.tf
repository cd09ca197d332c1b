locals {
  topology   = jsondecode(file(coalesce(var.topology_file, "${path.module}/../../topology.json")))
  production = var.preset == "production"

  # A service without a size is a pair of small replicas.
  pair  = { cpu_millis = 100, memory_mib = 256, small = 1, production = 2, at_most = 2 }
  sizes = { for service in local.topology.services : service.name => merge(local.pair, try(service.size, {})) }

  least  = { for name, size in local.sizes : name => local.production ? size.production : size.small }
  wanted = { for name, least in local.least : name => max(least, try(ceil(var.requests_per_second / var.requests_per_replica[name]), 0)) }
  # "small" is one host: it is not scaled beyond what the table has.
  ceiling  = { for name, size in local.sizes : name => local.production ? max(size.at_most, size.production) : size.small }
  too_many = [for name, wanted in local.wanted : "${name} needs ${wanted} replicas and has at most ${local.ceiling[name]}" if wanted > local.ceiling[name]]

  services = {
    for name, size in local.sizes : name => {
      replicas           = min(local.wanted[name], local.ceiling[name])
      at_most            = local.ceiling[name]
      cpu_request_millis = size.cpu_millis
      # No limit on CPU: a throttled service is slow while the host idles.
      memory_limit_mib   = size.memory_mib
      memory_request_mib = floor(size.memory_mib / 2)
    }
  }

  unknown_scaled = setsubtract(keys(var.requests_per_replica), keys(local.sizes))
}
