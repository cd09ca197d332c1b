locals {
  members   = { for role in var.roles : role => sort([for name, host in var.hosts : name if contains(host.roles, role)]) }
  addresses = { for role, names in local.members : role => sort([for name in names : "${var.hosts[name].address}/32"]) }
  unknown   = distinct(flatten([for host in values(var.hosts) : [for role in host.roles : role if !contains(var.roles, role)]]))

  # A host with several roles has the rules of each. Rules without a client are left out: an empty set opens nothing.
  rules = {
    for name, host in var.hosts : name => concat(
      [
        for rule in var.outer_rules : { from = rule.cidrs, port = rule.port, protocol = rule.protocol, why = rule.why }
        if contains(host.roles, rule.to)
      ],
      [
        for rule in var.host_rules : { from = local.addresses[rule.from], port = rule.port, protocol = rule.protocol, why = "${rule.from}, ${rule.why}" }
        if contains(host.roles, rule.to) && length(lookup(local.addresses, rule.from, [])) > 0
      ],
    )
  }
  # The same port for the same clients, once, however many roles ask for it.
  once = {
    for name, rules in local.rules : name => values({
      for rule in rules : format("%05d %s %s", rule.port, rule.protocol, join(" ", rule.from)) => rule...
    })[*][0]
  }

  inventory = {
    all = {
      vars = {
        ansible_user                        = var.user
        ansible_port                        = var.ssh_port
        host_baseline_ssh_port              = var.ssh_port
        host_baseline_firewall_private_cidr = var.private_cidr
      }
      hosts = {
        for name, host in var.hosts : name => {
          ansible_host                       = coalesce(host.reach, host.address)
          host_address                       = host.address
          host_zone                          = host.zone
          host_baseline_firewall_rules       = local.once[name]
          host_baseline_firewall_egress_open = length(setintersection(host.roles, var.open_egress_roles)) > 0
        }
      }
      children = merge(
        { for role, names in local.members : role => { hosts = { for name in names : name => {} } } },
        {
          docker_hosts = merge(
            { children = { for role in var.docker_roles : role => {} } },
            { for key in ["vars"] : key => { docker_swarm_enabled = true } if var.swarm },
          )
        },
      )
    }
  }
}
