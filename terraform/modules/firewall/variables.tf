variable "topology_file" {
  description = "The file with services, their ports, calls and stores; none is the one of this repository."
  type        = string
  default     = null
}

variable "hosts_file" {
  description = "The file with the roles of hosts and what listens on them besides; none is the one of this repository."
  type        = string
  default     = null
}

variable "overlay" {
  description = "Whether containers talk over the engine's encrypted overlay networks (Swarm). Then hosts open the overlay's ports to each other instead of each service's."
  type        = bool
  default     = true
}

variable "swarm" {
  description = "Whether docker/stack.yaml runs here: then HAProxy is a container too, and hosts of the edge are in the overlay."
  type        = bool
  default     = false
  nullable    = false
}

variable "admin_cidrs" {
  description = "From where administrators reach SSH."
  type        = list(string)

  validation {
    condition     = length(var.admin_cidrs) > 0 && alltrue([for cidr in var.admin_cidrs : can(cidrhost(cidr, 0))])
    error_message = "admin_cidrs has at least one network, such as 203.0.113.0/24."
  }

  validation {
    condition     = !anytrue([for cidr in var.admin_cidrs : can(regex("/0$", cidr))])
    error_message = "admin_cidrs: SSH is not opened to the whole internet; name the networks of administrators."
  }
}

variable "ssh_port" {
  description = "Where SSH listens."
  type        = number
  default     = 22

  validation {
    condition     = var.ssh_port >= 1 && var.ssh_port <= 65535
    error_message = "ssh_port is from 1 to 65535."
  }
}
