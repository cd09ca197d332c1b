variable "cidr" {
  description = "The private network, IPv4, such as `10.20.0.0/16`."
  type        = string
  default     = "10.20.0.0/16"
  nullable    = false

  validation {
    condition     = can(cidrnetmask(var.cidr)) && can(cidrhost(var.cidr, 0)) && try(cidrhost(var.cidr, 0) == split("/", var.cidr)[0], false)
    error_message = "cidr is an IPv4 network without host bits, such as 10.20.0.0/16."
  }

  validation {
    condition     = can(regex("^(10\\.|192\\.168\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.)", var.cidr))
    error_message = "cidr is private by RFC 1918: in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16."
  }
}

variable "zones" {
  description = "The zones (data centres) of one region, in order. New ones go to the end: what is there keeps its addresses."
  type        = list(string)

  validation {
    condition     = length(var.zones) >= 1 && length(distinct(var.zones)) == length(var.zones)
    error_message = "zones has at least one, each once."
  }
}

variable "subnet_prefix" {
  description = "The prefix length of a zone's subnet. 24 or less: addresses are given by role, and each role has room for 40 hosts."
  type        = number
  default     = 24

  validation {
    condition     = var.subnet_prefix <= 24 && var.subnet_prefix >= 16
    error_message = "subnet_prefix is from 16 to 24."
  }

  validation {
    condition     = try(length(var.zones) <= pow(2, var.subnet_prefix - tonumber(split("/", var.cidr)[1])), false)
    error_message = "subnet_prefix: so many zones of this size do not fit into cidr."
  }
}

variable "hosts" {
  description = "The names of the hosts of each kind, as the module naming gives them."
  type        = map(list(string))
  default     = {}

  validation {
    condition     = alltrue([for names in values(var.hosts) : length(names) <= 40])
    error_message = "hosts: at most 40 of a kind; that is the room which each kind has in a subnet."
  }
}

variable "hosts_file" {
  description = "The file with the roles of hosts; none is the one of this repository."
  type        = string
  default     = null
}
