output "hosts" {
  description = "Every host: kind, roles, zone, address, cores, memory_gib, disk_gib, data_gib."
  value       = local.hosts
}

output "names" {
  description = "The names of what a cloud has once."
  value       = module.naming.resources
}

output "network" {
  description = "What the module network gives: cidr, subnets."
  value       = module.network
}

output "outer_rules" {
  description = "Which role opens which port to which networks outside."
  value       = module.firewall.outer_rules
}

output "sizing" {
  description = "What the module sizing gives: services (values for the chart or the stack), survives."
  value       = module.sizing
}

output "inventory" {
  description = "The inventory for Ansible."
  value       = module.inventory.yaml
}
