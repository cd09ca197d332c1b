variable "project" {
  description = "What everything is called after."
  type        = string
  default     = "hostingco"
}

variable "environment" {
  description = "Which installation it is, such as `production` or `staging`."
  type        = string
}

variable "preset" {
  description = "`small` or `production`, see the module sizing."
  type        = string
}

variable "requests_per_second" {
  description = "How many requests a second reach the edge at the busiest time."
  type        = number
  default     = 100
}

variable "customers" {
  description = "How many organizations there will be."
  type        = number
  default     = 1000
}

variable "cidr" {
  description = "The private network."
  type        = string
  default     = "10.20.0.0/16"
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
  default     = "deploy"
}

variable "reach" {
  description = "Where Ansible reaches a host, by the host's name; hosts that are not named are reached at their private address."
  type        = map(string)
  default     = {}
}
