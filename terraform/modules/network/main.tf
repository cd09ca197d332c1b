locals {
  new_bits = var.subnet_prefix - tonumber(split("/", var.cidr)[1])
  subnets  = { for position, zone in var.zones : zone => cidrsubnet(var.cidr, local.new_bits, position) }

  # The order of roles decides on addresses, and stands in one file.
  file  = coalesce(var.hosts_file, "${path.module}/../../hosts.json")
  kinds = [for role in jsondecode(file(local.file)).roles : role.name]

  # The first addresses belong to the cloud's router and to load balancers.
  first       = 10
  room        = 40
  unknown     = setsubtract(keys(var.hosts), local.kinds)
  known_hosts = { for kind, names in var.hosts : kind => names if contains(local.kinds, kind) }

  # Neighbours by number are in different zones; a host keeps its zone and address when others come or go.
  addresses = merge([
    for kind, names in local.known_hosts : {
      for number, name in names : name => {
        zone    = var.zones[number % length(var.zones)]
        address = cidrhost(local.subnets[var.zones[number % length(var.zones)]], local.first + local.room * index(local.kinds, kind) + number)
      }
    }
  ]...)
}
