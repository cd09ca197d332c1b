variable "preset" {
  description = "`small`: one host of each kind, no failover. `production`: every kind survives the loss of a host."
  type        = string

  validation {
    condition     = contains(["small", "production"], var.preset)
    error_message = "preset is small or production."
  }
}

variable "swarm" {
  description = "Whether docker/stack.yaml runs here: it keeps all state on one host, and has the replicas of the preset production."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.swarm || var.preset == "production"
    error_message = "swarm needs the preset production; for one machine there is docker/compose.yaml."
  }
}

variable "requests_per_second" {
  description = "How many requests a second reach the edge at the busiest time."
  type        = number
  default     = 100
  nullable    = false

  validation {
    condition     = var.requests_per_second >= 1 && var.requests_per_second <= 100000
    error_message = "requests_per_second is from 1 to 100000."
  }
}

variable "customers" {
  description = "How many organizations there will be. Decides on the database's disk and memory."
  type        = number
  default     = 1000
  nullable    = false

  validation {
    condition     = var.customers >= 1 && var.customers <= 10000000
    error_message = "customers is from 1 to 10000000."
  }
}

variable "requests_per_replica" {
  description = "How many of the edge's requests per second one replica of a service carries at half load. Not measured for you: take what `cargo xtask bench` prints on your kind of host. Services that are not named are not scaled by load."
  type        = map(number)
  default     = { gateway = 250, console = 400, auth = 500, sites = 500 }

  validation {
    condition     = alltrue([for requests in values(var.requests_per_replica) : requests > 0])
    error_message = "requests_per_replica: each is more than 0."
  }
}

variable "app_host" {
  description = "What one host for services has."
  type        = object({ cores = number, memory_gib = number })
  default     = { cores = 4, memory_gib = 8 }

  validation {
    condition     = var.app_host.cores >= 2 && var.app_host.memory_gib >= 4
    error_message = "app_host has at least 2 cores and 4 GiB."
  }
}

variable "database_kib_per_customer" {
  description = "How much a customer adds to the six databases in a year, events and audit included."
  type        = number
  default     = 2048

  validation {
    condition     = var.database_kib_per_customer >= 64
    error_message = "database_kib_per_customer is at least 64."
  }
}

variable "topology_file" {
  description = "The file with services and the size of one replica; none is the one of this repository."
  type        = string
  default     = null
}
