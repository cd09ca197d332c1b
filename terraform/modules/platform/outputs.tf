output "hosts" {
  description = "Every host: kind, roles, zone, address, cores, memory_gib, disk_gib, data_gib."
  value       = local.hosts
}

output "names" {
  description = "The names of what a cloud has once."
  value       = module.naming.resources
}

output "cidr" {
  description = "The private network."
  value       = module.network.cidr
}

output "subnets" {
  description = "The subnet of each zone."
  value       = module.network.subnets
}

output "outer_rules" {
  description = "Which role opens which port to which networks outside."
  value       = module.firewall.outer_rules
}

output "services" {
  description = "Replicas, requests and limits of each service: values for the chart or the stack."
  value       = module.sizing.services
}

output "survives" {
  description = "Whether the loss of one host leaves the platform serving."
  value       = module.sizing.survives
}

output "inventory" {
  description = "The inventory for Ansible."
  value       = module.inventory.yaml
}
