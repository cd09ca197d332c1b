# What the same links mean for machines: which role opens which port to which role.
locals {
  # Where each name of a link runs.
  role_of = merge(
    { for server in local.machines.servers : server.name => server.role if contains(keys(local.roles), server.role) },
    merge([for role in local.roles : { for name in role.runs : name => role.name if name != "services" }]...),
    merge([for role in local.roles : { for service in keys(local.services) : service => role.name } if contains(role.runs, "services")]...),
  )

  # Between containers of the overlay there is only the overlay itself to open.
  with_docker = [for role in local.machines.roles : role.name if role.docker == "always" || (role.docker == "in a swarm" && var.swarm)]
  in_overlay  = { for name in keys(local.roles) : name => var.overlay && contains(local.with_docker, name) }

  of_links = [
    for link in local.links : {
      from     = local.role_of[link.from]
      to       = local.role_of[link.to]
      port     = link.port
      protocol = "tcp"
      why      = "${link.network}: ${link.to}"
    }
    if !(local.in_overlay[local.role_of[link.from]] && local.in_overlay[local.role_of[link.to]])
  ]

  # Servers whose clients are the hosts of a role. Between containers it is the overlay again, but for what every host has.
  of_servers = flatten([
    for server in local.machines.servers : [
      for role in keys(local.roles) : {
        from     = trimprefix(server.clients, "role ")
        to       = role
        port     = server.port
        protocol = "tcp"
        why      = "${server.network}: ${server.name}"
      } if server.role == "every role" || (server.role == role && !(local.in_overlay[role] && local.in_overlay[trimprefix(server.clients, "role ")]))
    ] if startswith(server.clients, "role ")
  ])

  overlay_ports = [
    { port = 2377, protocol = "tcp", why = "overlay: managers" },
    { port = 7946, protocol = "tcp", why = "overlay: members" },
    { port = 7946, protocol = "udp", why = "overlay: members" },
    { port = 4789, protocol = "udp", why = "overlay: traffic" },
  ]
  docker_roles = [for role in local.roles : role.name if local.in_overlay[role.name]]
  of_overlay = flatten([
    for from in local.docker_roles : [
      for to in local.docker_roles : [for open in local.overlay_ports : merge(open, { from = from, to = to })]
    ]
  ])

  inner = {
    for rule in concat(local.of_links, local.of_servers, local.of_overlay) :
    format("%s %s %s %05d", rule.to, rule.from, rule.protocol, rule.port) => rule...
  }
  # Two reasons for one port are one rule with both reasons.
  host_rules = [
    for key in sort(keys(local.inner)) : merge(local.inner[key][0], { why = join(", ", sort(distinct(local.inner[key][*].why))) })
  ]

  # From outside: administrators everywhere, everybody at the edge.
  outer = concat(
    [for role in sort(keys(local.roles)) : { to = role, cidrs = var.admin_cidrs, port = var.ssh_port, protocol = "tcp", why = "administrators" }],
    [for port in [80, 443] : { to = "edge", cidrs = ["0.0.0.0/0", "::/0"], port = port, protocol = "tcp", why = "visitors" }],
  )

  # A host may reach the internet freely only where a service runs that needs it.
  egress_services = sort([for service in local.services : service.name if service.egress])
  open_roles      = sort(distinct([for name in local.egress_services : local.role_of[name]]))
}
