terraform {
  required_version = ">= 1.9.0"

  required_providers {
    hcloud = {
      source  = "hetznercloud/hcloud"
      version = "= 1.49.1"
    }
    local = {
      source  = "hashicorp/local"
      version = "= 2.5.2"
    }
  }
}

# The token comes from the variable HCLOUD_TOKEN of the environment: never from a file, never from a command line.
provider "hcloud" {}
