# The modules, put together. A root for a cloud takes this one and adds the cloud's own resources.
module "sizing" {
  source = "../sizing"

  preset              = var.size.preset
  requests_per_second = var.size.requests_per_second
  customers           = var.size.customers
  swarm               = var.swarm
}

module "naming" {
  source = "../naming"

  project     = var.project
  environment = var.environment
  counts      = { for kind, host in module.sizing.hosts : kind => host.count }
}

module "network" {
  source = "../network"

  cidr  = var.cidr
  zones = var.zones
  hosts = module.naming.hosts
}

module "firewall" {
  source = "../firewall"

  admin_cidrs = var.admin_cidrs
  swarm       = var.swarm
}

locals {
  hosts = merge([
    for kind, names in module.naming.hosts : {
      for name in names : name => merge(module.sizing.hosts[kind], module.network.addresses[name], { kind = kind })
    }
  ]...)
}

module "inventory" {
  source = "../inventory"

  hosts             = { for name, host in local.hosts : name => { roles = host.roles, zone = host.zone, address = host.address, reach = lookup(var.reach, name, null) } }
  roles             = module.firewall.roles
  host_rules        = module.firewall.host_rules
  outer_rules       = module.firewall.outer_rules
  open_egress_roles = module.firewall.egress.roles
  private_cidr      = module.network.cidr
  docker_roles      = module.firewall.docker_roles
  swarm             = var.swarm
  user              = var.user
}
