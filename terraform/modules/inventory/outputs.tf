output "yaml" {
  description = "The inventory for Ansible: write it to ansible/inventory/<environment>.yml."
  value       = "---\n# Rendered by Terraform (modules/inventory). Change it there.\n${yamlencode(local.inventory)}"

  precondition {
    condition     = length(local.unknown) == 0
    error_message = "hosts: there is no role ${join(", ", local.unknown)}."
  }
}

output "groups" {
  description = "The hosts of each group."
  value       = local.members
}
