variable "environment" {
  description = "Which installation it is, such as `production`."
  type        = string
}

variable "size" {
  description = "How large it is; see modules/sizing/variables.tf. `preset` is `small` or `production`."
  type        = object({ preset = string, requests_per_second = optional(number), customers = optional(number) })
}

variable "swarm" {
  description = "Whether docker/stack.yaml runs here, and so everything is a container in one Swarm: docs/deploy/swarm.md."
  type        = bool
  default     = false
}

variable "network_zone" {
  description = "The cloud's zone of private networks; all locations are in it."
  type        = string
  default     = "eu-central"
}

variable "locations" {
  description = "The cloud's locations; hosts are spread over them. New ones go to the end."
  type        = list(string)
  default     = ["fsn1", "nbg1", "hel1"]
}

variable "admin_cidrs" {
  description = "From where administrators reach SSH."
  type        = list(string)
}

variable "ssh_public_key" {
  description = "The public key of whoever runs Ansible for the first time."
  type        = string

  validation {
    condition     = can(regex("^(ssh-ed25519|sk-ssh-ed25519@openssh.com|ecdsa-sha2-nistp256) ", var.ssh_public_key))
    error_message = "ssh_public_key is an Ed25519 or ECDSA public key."
  }
}

variable "image" {
  description = "The image of the operating system: Debian 12 is what the Ansible roles are for."
  type        = string
  default     = "debian-12"
}

variable "server_types" {
  description = "The cloud's types of servers with dedicated cores, smallest first. The first that is large enough is taken."
  type        = list(object({ name = string, cores = number, memory_gib = number }))
  default = [
    { name = "ccx13", cores = 2, memory_gib = 8 },
    { name = "ccx23", cores = 4, memory_gib = 16 },
    { name = "ccx33", cores = 8, memory_gib = 32 },
    { name = "ccx43", cores = 16, memory_gib = 64 },
    { name = "ccx53", cores = 32, memory_gib = 128 },
    { name = "ccx63", cores = 48, memory_gib = 192 },
  ]
}
