variable "project" {
  description = "What everything is called after; the first part of each name."
  type        = string
  default     = "hostingco"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([-a-z0-9]*[a-z0-9])?$", var.project))
    error_message = "project has only a-z, 0-9 and -, starts with a letter and does not end with -."
  }
}

variable "environment" {
  description = "Which installation it is, such as `production` or `staging`; the second part of each name."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", var.environment))
    error_message = "environment has only a-z, 0-9 and -, and neither starts nor ends with -."
  }
}

variable "counts" {
  description = "How many hosts each kind of host has, such as `{ edge = 2, db = 3 }`."
  type        = map(number)
  default     = {}

  validation {
    condition     = alltrue([for kind in keys(var.counts) : can(regex("^[a-z][a-z0-9]{0,15}$", kind))])
    error_message = "counts: the name of a kind has 1 to 16 of a-z and 0-9 and starts with a letter."
  }

  validation {
    condition     = alltrue([for count in values(var.counts) : count >= 0 && count <= 999 && floor(count) == count])
    error_message = "counts: each is a whole number from 0 to 999."
  }
}
