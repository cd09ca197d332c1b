# A variable without a value here (null) has the default of the module that decides.
variable "project" {
  description = "What everything is called after."
  type        = string
  default     = null
}

variable "environment" {
  description = "Which installation it is, such as `production` or `staging`."
  type        = string
}

variable "size" {
  description = "How large it is, as the module sizing takes it: the preset, the requests at the busiest time, the customers."
  type        = object({ preset = string, requests_per_second = optional(number), customers = optional(number) })
}

variable "swarm" {
  description = "Whether docker/stack.yaml runs here, and so everything is a container in one Swarm: docs/deploy/swarm.md."
  type        = bool
  default     = null
}

variable "cidr" {
  description = "The private network."
  type        = string
  default     = null
}

variable "zones" {
  description = "The zones of one region, in order; new ones go to the end."
  type        = list(string)
}

variable "admin_cidrs" {
  description = "From where administrators reach SSH."
  type        = list(string)
}

variable "user" {
  description = "Whom Ansible logs in as."
  type        = string
  default     = null
}

variable "reach" {
  description = "Where Ansible reaches a host, by the host's name; hosts that are not named are reached at their private address."
  type        = map(string)
  default     = {}
}
