output "services" {
  description = "Replicas, requests and limits of each service."
  value       = local.services

  precondition {
    condition     = length(local.too_many) == 0
    error_message = "requests_per_second is too much for preset ${var.preset}: ${join("; ", local.too_many)}. Take production, faster hosts (requests_per_replica), or raise at_most in the topology."
  }
  precondition {
    condition     = length(local.unknown_scaled) == 0
    error_message = "requests_per_replica: there is no service ${join(", ", local.unknown_scaled)}."
  }
}

output "hosts" {
  description = "How many hosts of each kind, the roles that they have, and what each consists of."
  value       = local.hosts
}

output "survives" {
  description = "Whether the loss of one host of any kind but `monitor` leaves the platform serving."
  value       = alltrue([for kind, host in local.hosts : host.count >= 2 if kind != "monitor"])
}
