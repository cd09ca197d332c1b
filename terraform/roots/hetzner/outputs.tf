output "addresses" {
  description = "Where the platform's names point: an A and an AAAA record for each."
  value = concat(
    [for balancer in hcloud_load_balancer.edge : { ipv4 = balancer.ipv4, ipv6 = balancer.ipv6 }],
    [for name in keys(local.edges) : { ipv4 = hcloud_server.host[name].ipv4_address, ipv6 = hcloud_server.host[name].ipv6_address } if var.swarm],
  )
}

output "sizing" {
  description = "Replicas and limits of each service, and whether it survives the loss of a host."
  value       = module.platform.sizing
}
