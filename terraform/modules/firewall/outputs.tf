output "default" {
  description = "What happens to a connection that is not listed."
  value       = "deny"
}

output "links" {
  description = "Every connection that is allowed, by name: from, to, port, network. Sorted."
  value       = local.links

  precondition {
    condition     = length(local.unknown_calls) == 0
    error_message = "topology: a call to a service that is not there: ${join("; ", local.unknown_calls)}."
  }
  precondition {
    condition     = length(local.deaf_calls) == 0
    error_message = "topology: a call to a service without a port for it: ${join("; ", local.deaf_calls)}."
  }
  precondition {
    condition     = length(local.unknown_stores) == 0
    error_message = "topology: a store that is not there: ${join("; ", local.unknown_stores)}."
  }
  precondition {
    condition     = length(local.unknown_networks) == 0
    error_message = "topology: there are five networks, proxy, app, cache, db, monitor, and not: ${join("; ", local.unknown_networks)}."
  }
  precondition {
    condition     = length(local.outside_of_networks) == 0
    error_message = "topology: a connection in a network that one end is not in: ${join("; ", local.outside_of_networks)}."
  }
}

output "host_rules" {
  description = "Inside of the private network: which role opens which port to which role, and why. Sorted."
  value       = local.host_rules
}

output "outer_rules" {
  description = "From outside of the private network: which role opens which port to which networks."
  value       = local.outer
}

output "egress" {
  description = "Who may connect to the internet: the services, the roles of hosts that they are on, and what is closed to them all the same."
  value = {
    services = local.egress_services
    roles    = local.open_roles
    # Private, link-local (with the cloud's metadata) and shared addresses.
    except = ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fe80::/10"]
  }
}

output "roles" {
  description = "The roles of hosts, in the order of their file."
  value       = [for role in local.machines.roles : role.name]
}

output "docker_roles" {
  description = "The roles of hosts that run containers, in the order of their file."
  value       = local.with_docker
}
