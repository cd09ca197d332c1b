output "address" {
  description = "Where the platform's names point: an A and an AAAA record each."
  value       = { ipv4 = hcloud_load_balancer.edge.ipv4, ipv6 = hcloud_load_balancer.edge.ipv6 }
}

output "sizing" {
  description = "Replicas and limits of each service, and whether it survives the loss of a host."
  value       = module.platform.sizing
}
