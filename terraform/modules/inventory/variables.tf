variable "hosts" {
  description = "Every host: its roles, its zone, its private address, and where Ansible reaches it (none is the private address)."
  type = map(object({
    roles   = list(string)
    zone    = string
    address = string
    reach   = optional(string)
  }))

  validation {
    condition     = alltrue([for host in values(var.hosts) : can(cidrhost("${host.address}/32", 0))])
    error_message = "hosts: address is an IPv4 address."
  }

  validation {
    condition     = length(distinct([for host in values(var.hosts) : host.address])) == length(var.hosts)
    error_message = "hosts: two have one address."
  }

  validation {
    condition     = alltrue([for host in values(var.hosts) : length(host.roles) > 0])
    error_message = "hosts: each has at least one role."
  }
}

variable "roles" {
  description = "All roles of hosts; each becomes a group. The module firewall gives them."
  type        = list(string)
}

variable "host_rules" {
  description = "Which role opens which port to which role. The module firewall gives them."
  type        = list(object({ from = string, to = string, port = number, protocol = string, why = string }))
}

variable "outer_rules" {
  description = "Which role opens which port to which networks. The module firewall gives them."
  type        = list(object({ to = string, cidrs = list(string), port = number, protocol = string, why = string }))
}

variable "open_egress_roles" {
  description = "Roles whose hosts may reach the internet freely. The module firewall gives them."
  type        = list(string)
}

variable "private_cidr" {
  description = "The private network."
  type        = string
}

variable "user" {
  description = "Whom Ansible logs in as."
  type        = string
  default     = "deploy"
  nullable    = false

  validation {
    condition     = var.user != "root" && can(regex("^[a-z_][-a-z0-9_]*$", var.user))
    error_message = "user is the name of an account, and not root: root does not log in over SSH."
  }
}

variable "ssh_port" {
  description = "Where SSH listens."
  type        = number
  default     = 22
}

variable "docker_roles" {
  description = "Roles whose hosts run containers; together they are the group docker_hosts. The module firewall gives them."
  type        = list(string)
}

variable "swarm" {
  description = "Whether the hosts with Docker form a Swarm."
  type        = bool
  default     = false
  nullable    = false
}
