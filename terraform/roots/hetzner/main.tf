module "platform" {
  source = "../../modules/platform"

  environment = var.environment
  size        = var.size
  swarm       = var.swarm
  zones       = var.locations
  admin_cidrs = var.admin_cidrs
  reach       = { for name, server in hcloud_server.host : name => server.ipv4_address }
}

locals {
  # An empty list has no first: the plan ends with the kind that nothing is large enough for.
  server_type = {
    for name, host in module.platform.hosts : name => [
      for type in var.server_types : type.name if type.cores >= host.cores && type.memory_gib >= host.memory_gib
    ][0]
  }
  edges = { for name, host in module.platform.hosts : name => host if contains(host.roles, "edge") }
}

resource "local_file" "inventory" {
  filename        = "${path.module}/../../../ansible/inventory/${var.environment}.yml"
  content         = module.platform.inventory
  file_permission = "0644"
}
