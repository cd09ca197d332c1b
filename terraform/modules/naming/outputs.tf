output "prefix" {
  description = "What every name starts with: at most 40 characters, a label of RFC 1123."
  value       = local.prefix
}

output "hosts" {
  description = "The names of the hosts of each kind, in order; a higher count only adds names at the end."
  value       = local.hosts
}

output "resources" {
  description = "The names of what a cloud has once for an installation."
  value       = local.resources
}
