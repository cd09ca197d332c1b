resource "hcloud_ssh_key" "first" {
  name       = module.platform.names.key
  public_key = var.ssh_public_key
}

# Hosts of one kind and one location are on different machines.
resource "hcloud_placement_group" "kind" {
  for_each = toset([for host in module.platform.hosts : "${host.kind}-${host.zone}"])

  name = "${module.platform.names.spread}-${each.value}"
  type = "spread"
}

resource "hcloud_server" "host" {
  for_each = module.platform.hosts

  name               = each.key
  server_type        = local.server_type[each.key]
  image              = var.image
  location           = each.value.zone
  ssh_keys           = [hcloud_ssh_key.first.id]
  firewall_ids       = [for role in each.value.roles : hcloud_firewall.role[role].id]
  placement_group_id = hcloud_placement_group.kind["${each.value.kind}-${each.value.zone}"].id
  delete_protection  = var.size.preset == "production"
  rebuild_protection = var.size.preset == "production"
  labels             = { for role in each.value.roles : "role-${role}" => "true" }

  # The account for Ansible, with the same key. Everything else is Ansible's.
  user_data = <<-CLOUD
    #cloud-config
    users:
      - name: deploy
        shell: /bin/bash
        sudo: "ALL=(ALL) NOPASSWD:ALL"
        lock_passwd: true
        ssh_authorized_keys:
          - ${var.ssh_public_key}
  CLOUD

  lifecycle {
    # A new image is for new hosts; old ones are renewed one by one, by name (-replace).
    ignore_changes = [image, user_data, ssh_keys]
  }
}

resource "hcloud_server_network" "host" {
  for_each = module.platform.hosts

  server_id = hcloud_server.host[each.key].id
  subnet_id = hcloud_network_subnet.zone[each.value.zone].id
  ip        = each.value.address
}

# Data outlives its server.
resource "hcloud_volume" "data" {
  for_each = { for name, host in module.platform.hosts : name => host if host.data_gib > 0 }

  name              = "${each.key}-data"
  size              = max(10, each.value.data_gib)
  location          = each.value.zone
  format            = "ext4"
  delete_protection = var.size.preset == "production"
}

resource "hcloud_volume_attachment" "data" {
  for_each = hcloud_volume.data

  volume_id = each.value.id
  server_id = hcloud_server.host[each.key].id
  automount = false # Ansible mounts it where the data belongs
}
