output "cidr" {
  description = "The private network."
  value       = var.cidr
}

output "subnets" {
  description = "The subnet of each zone."
  value       = local.subnets
}

output "addresses" {
  description = "Zone and private address of each host."
  value       = local.addresses

  precondition {
    condition     = length(local.unknown) == 0
    error_message = "hosts: there is no role ${join(", ", local.unknown)} in ${basename(local.file)}."
  }
}
