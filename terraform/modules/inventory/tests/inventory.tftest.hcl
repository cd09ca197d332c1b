variables {
  roles             = ["edge", "app", "broker", "cache", "db", "monitor"]
  private_cidr      = "10.20.0.0/16"
  open_egress_roles = ["app"]
  docker_roles      = ["app", "broker", "cache", "monitor"]
  host_rules = [
    { from = "app", to = "db", port = 5432, protocol = "tcp", why = "db: postgres" },
    { from = "db", to = "db", port = 8008, protocol = "tcp", why = "db: patroni" },
    { from = "cache", to = "db", port = 1, protocol = "tcp", why = "nobody" },
    { from = "monitor", to = "app", port = 9100, protocol = "tcp", why = "monitor: node-exporter" },
    { from = "monitor", to = "monitor", port = 9100, protocol = "tcp", why = "monitor: node-exporter" },
  ]
  outer_rules = [
    { to = "db", cidrs = ["203.0.113.0/24"], port = 22, protocol = "tcp", why = "administrators" },
    { to = "edge", cidrs = ["0.0.0.0/0", "::/0"], port = 443, protocol = "tcp", why = "visitors" },
  ]
  hosts = {
    edge-01 = { roles = ["edge"], zone = "one", address = "10.20.0.10", reach = "198.51.100.7" }
    app-01  = { roles = ["app", "monitor"], zone = "one", address = "10.20.0.50" }
    db-01   = { roles = ["db"], zone = "one", address = "10.20.0.210" }
    db-02   = { roles = ["db"], zone = "two", address = "10.20.1.211" }
  }
}

run "it_is_yaml_with_all_groups" {
  command = plan
  assert {
    condition     = toset(keys(yamldecode(output.yaml).all.children)) == toset(["edge", "app", "broker", "cache", "db", "monitor", "docker_hosts"])
    error_message = "groups are ${jsonencode(keys(yamldecode(output.yaml).all.children))}"
  }
  assert {
    condition     = keys(yamldecode(output.yaml).all.children.db.hosts) == ["db-01", "db-02"]
    error_message = "db is ${jsonencode(yamldecode(output.yaml).all.children.db)}"
  }
  assert {
    condition     = startswith(output.yaml, "---\n")
    error_message = "the document has no start"
  }
}

run "a_swarm_is_said_to_ansible" {
  command = plan
  variables {
    docker_roles = ["edge", "app"]
    swarm        = true
  }
  assert {
    condition     = yamldecode(output.yaml).all.children.docker_hosts == { children = { edge = {}, app = {} }, vars = { docker_swarm_enabled = true } }
    error_message = "docker_hosts is ${jsonencode(yamldecode(output.yaml).all.children.docker_hosts)}"
  }
}

run "rules_are_addresses" {
  command = plan
  assert {
    condition = yamldecode(output.yaml).all.hosts.db-01.host_baseline_firewall_rules == [
      { from = ["203.0.113.0/24"], port = 22, protocol = "tcp", why = "administrators" },
      { from = ["10.20.0.50/32"], port = 5432, protocol = "tcp", why = "app, db: postgres" },
      { from = ["10.20.0.210/32", "10.20.1.211/32"], port = 8008, protocol = "tcp", why = "db, db: patroni" },
    ]
    error_message = "rules are ${jsonencode(yamldecode(output.yaml).all.hosts.db-01.host_baseline_firewall_rules)}"
  }
}

run "two_roles_on_a_host_do_not_double_a_rule" {
  command = plan
  assert {
    condition     = length(yamldecode(output.yaml).all.hosts.app-01.host_baseline_firewall_rules) == 1
    error_message = "rules are ${jsonencode(yamldecode(output.yaml).all.hosts.app-01.host_baseline_firewall_rules)}"
  }
}

run "it_is_reached_where_it_can_be" {
  command = plan
  assert {
    condition     = yamldecode(output.yaml).all.hosts.edge-01.ansible_host == "198.51.100.7" && yamldecode(output.yaml).all.hosts.db-01.ansible_host == "10.20.0.210"
    error_message = "a host is looked for elsewhere"
  }
}

run "egress_follows_roles" {
  command = plan
  assert {
    condition     = [for name, host in yamldecode(output.yaml).all.hosts : name if host.host_baseline_firewall_egress_open] == ["app-01"]
    error_message = "free egress is wrong"
  }
}

run "an_unknown_role_is_refused" {
  command = plan
  variables {
    hosts = { web-01 = { roles = ["web"], zone = "one", address = "10.20.0.10" } }
  }
  expect_failures = [output.yaml]
}

run "one_address_for_two_is_refused" {
  command = plan
  variables {
    hosts = {
      a = { roles = ["app"], zone = "one", address = "10.20.0.10" }
      b = { roles = ["app"], zone = "one", address = "10.20.0.10" }
    }
  }
  expect_failures = [var.hosts]
}

run "root_is_refused" {
  command = plan
  variables {
    user = "root"
  }
  expect_failures = [var.user]
}
