variables {
  admin_cidrs = ["203.0.113.0/24"]
}

run "the_database_is_reached_by_services_and_by_itself" {
  command = plan
  assert {
    condition = toset([for rule in output.host_rules : "${rule.from} ${rule.port}" if rule.to == "db"]) == toset([
      "app 5432", "app 6432", "app 6433", "db 2379", "db 2380", "db 5432", "db 8008", "monitor 9100",
    ])
    error_message = "db is open to ${jsonencode([for rule in output.host_rules : "${rule.from} ${rule.port}" if rule.to == "db"])}"
  }
}

run "the_edge_reaches_only_what_is_public" {
  command = plan
  assert {
    condition     = toset([for rule in output.host_rules : "${rule.to} ${rule.port}" if rule.from == "edge"]) == toset(["app 3000", "app 3003", "app 3004", "app 3005", "app 8088"])
    error_message = "the edge reaches ${jsonencode([for rule in output.host_rules : "${rule.to} ${rule.port}" if rule.from == "edge"])}"
  }
}

run "nobody_inside_reaches_the_edge_but_scrapes" {
  command = plan
  assert {
    condition     = toset([for rule in output.host_rules : "${rule.from} ${rule.port}" if rule.to == "edge"]) == toset(["monitor 8405", "monitor 9100"])
    error_message = "the edge is open to ${jsonencode([for rule in output.host_rules : rule if rule.to == "edge"])}"
  }
}

run "only_http_is_open_to_the_internet" {
  command = plan
  assert {
    condition     = toset([for rule in output.outer_rules : "${rule.to} ${rule.port}" if contains(rule.cidrs, "0.0.0.0/0")]) == toset(["edge 80", "edge 443"])
    error_message = "open to the internet is ${jsonencode(output.outer_rules)}"
  }
  assert {
    condition     = alltrue([for rule in output.outer_rules : rule.port == 22 && rule.cidrs == tolist(["203.0.113.0/24"]) if rule.to != "edge"])
    error_message = "a host behind the edge is open to more than SSH from administrators"
  }
}

run "with_the_overlay_services_open_nothing_to_each_other" {
  command = plan
  assert {
    condition     = toset([for rule in output.host_rules : "${rule.protocol} ${rule.port}" if rule.from == "app" && rule.to == "app"]) == toset(["tcp 2377", "tcp 7946", "udp 7946", "udp 4789"])
    error_message = "app to app is ${jsonencode([for rule in output.host_rules : rule if rule.from == "app" && rule.to == "app"])}"
  }
  assert {
    condition     = !contains([for rule in output.host_rules : rule.port], 6379)
    error_message = "Redis is open outside of the overlay"
  }
}

run "in_a_swarm_the_edge_is_in_the_overlay" {
  command = plan
  variables {
    swarm = true
  }
  assert {
    condition     = join(" ", output.docker_roles) == "edge app broker cache monitor"
    error_message = "hosts with containers are ${jsonencode(output.docker_roles)}"
  }
  # HAProxy finds services and is asked by Prometheus inside of the overlay; the exporter of the host itself is outside of it.
  assert {
    condition = alltrue([
      for role in ["app", "broker", "cache", "monitor"] :
      toset([for rule in output.host_rules : "${rule.protocol} ${rule.port}" if rule.from == role && rule.to == "edge"]) == toset(concat(["tcp 2377", "tcp 7946", "udp 7946", "udp 4789"], role == "monitor" ? ["tcp 9100"] : []))
      && toset([for rule in output.host_rules : "${rule.protocol} ${rule.port}" if rule.from == "edge" && rule.to == role]) == toset(["tcp 2377", "tcp 7946", "udp 7946", "udp 4789"])
    ])
    error_message = "the edge and the others: ${jsonencode([for rule in output.host_rules : rule if rule.from == "edge" || rule.to == "edge"])}"
  }
  assert {
    condition     = toset([for rule in output.outer_rules : "${rule.to} ${rule.port}" if contains(rule.cidrs, "0.0.0.0/0")]) == toset(["edge 80", "edge 443"])
    error_message = "open to the internet is ${jsonencode(output.outer_rules)}"
  }
}

run "without_the_overlay_each_port_is_named" {
  command = plan
  variables {
    overlay = false
  }
  assert {
    condition     = [for rule in output.host_rules : "${rule.from} ${rule.port}" if rule.to == "cache"] == ["app 6379", "monitor 9100"]
    error_message = "cache is open to ${jsonencode([for rule in output.host_rules : rule if rule.to == "cache"])}"
  }
  assert {
    condition     = !contains([for rule in output.host_rules : rule.port], 4789)
    error_message = "the overlay's port is open without an overlay"
  }
}

run "a_port_is_opened_once" {
  command = plan
  assert {
    condition     = length(output.host_rules) == length(distinct([for rule in output.host_rules : "${rule.from} ${rule.to} ${rule.protocol} ${rule.port}"]))
    error_message = "a rule stands twice"
  }
}

run "only_hosts_of_services_reach_the_internet_freely" {
  command = plan
  assert {
    condition     = output.egress.roles == tolist(["app"])
    error_message = "roles with free egress are ${jsonencode(output.egress.roles)}"
  }
}
