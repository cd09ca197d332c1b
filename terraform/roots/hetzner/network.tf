resource "hcloud_network" "private" {
  name              = module.platform.names.network
  ip_range          = module.platform.network.cidr
  delete_protection = var.size.preset == "production"
}

# One subnet a location. The cloud routes between them.
resource "hcloud_network_subnet" "zone" {
  for_each = module.platform.network.subnets

  network_id   = hcloud_network.private.id
  type         = "cloud"
  network_zone = var.network_zone
  ip_range     = each.value
}

# Only what comes from outside: this cloud's firewalls do not see the private network. Inside, each host has its own
# rules by nftables (Ansible, role host_baseline), from the same matrix.
resource "hcloud_firewall" "role" {
  for_each = toset([for rule in module.platform.outer_rules : rule.to])

  name = "${module.platform.names.firewall}-${each.value}"

  dynamic "rule" {
    for_each = [for rule in module.platform.outer_rules : rule if rule.to == each.value]
    content {
      direction   = "in"
      protocol    = rule.value.protocol
      port        = tostring(rule.value.port)
      source_ips  = rule.value.cidrs
      description = rule.value.why
    }
  }
}
