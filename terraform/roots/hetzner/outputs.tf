output "address" {
  description = "Where the platform's names point: an A and an AAAA record each."
  value       = { ipv4 = hcloud_load_balancer.edge.ipv4, ipv6 = hcloud_load_balancer.edge.ipv6 }
}

output "services" {
  description = "Replicas and limits of each service."
  value       = module.platform.services
}

output "survives" {
  description = "Whether the loss of one host leaves the platform serving."
  value       = module.platform.survives
}
