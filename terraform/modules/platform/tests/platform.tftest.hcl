variables {
  environment = "example"
  size        = { preset = "production" }
  zones       = ["one", "two", "three"]
  admin_cidrs = ["203.0.113.0/24"]
}

# What Ansible is checked with is exactly what Terraform renders. To renew it: terraform/check --write-inventory
run "the_example_of_ansible_is_what_is_rendered" {
  command = plan
  assert {
    condition     = output.inventory == file("../../../ansible/inventory/example.yml")
    error_message = "ansible/inventory/example.yml is not what the modules render; run terraform/check --write-inventory."
  }
}

run "every_host_has_all_that_a_cloud_asks_for" {
  command = plan
  assert {
    condition = alltrue([
      for host in values(output.hosts) :
      contains(["one", "two", "three"], host.zone) && can(cidrhost("${host.address}/32", 0)) && host.cores >= 2 && host.memory_gib >= 2 && host.disk_gib >= 20
    ])
    error_message = "a host lacks something: ${jsonencode(output.hosts)}"
  }
}

run "the_three_databases_see_each_other_and_are_seen_by_services_only" {
  command = plan
  assert {
    condition = alltrue([
      for name, host in output.hosts :
      toset(flatten([for rule in yamldecode(output.inventory).all.hosts[name].host_baseline_firewall_rules : rule.from if rule.port == 6432])) == toset([for other in values(output.hosts) : "${other.address}/32" if contains(other.roles, "app")])
      if contains(host.roles, "db")
    ])
    error_message = "pgbouncer is open to others than hosts of services"
  }
  assert {
    condition = alltrue([
      for name, host in output.hosts :
      length([for rule in yamldecode(output.inventory).all.hosts[name].host_baseline_firewall_rules : rule if contains(rule.from, "0.0.0.0/0")]) == (contains(host.roles, "edge") ? 2 : 0)
    ])
    error_message = "a host behind the edge is open to the internet"
  }
}

run "small_works_too" {
  command = plan
  variables {
    size  = { preset = "small", requests_per_second = 50 }
    zones = ["one"]
  }
  assert {
    condition     = length(output.hosts) == 3 && !output.sizing.survives
    error_message = "small has ${length(output.hosts)} hosts"
  }
}

run "in_a_swarm_every_host_is_a_node" {
  command = plan
  variables {
    swarm = true
  }
  assert {
    condition     = toset(flatten([for host in values(output.hosts) : host.roles])) == toset(keys(yamldecode(output.inventory).all.children.docker_hosts.children))
    error_message = "docker_hosts is ${jsonencode(yamldecode(output.inventory).all.children.docker_hosts)}"
  }
  assert {
    condition     = yamldecode(output.inventory).all.children.docker_hosts.vars.docker_swarm_enabled && length(yamldecode(output.inventory).all.children.db.hosts) == 0
    error_message = "Ansible is told of no swarm, or of databases"
  }
}

run "where_a_host_is_reached_does_not_change_its_rules" {
  command = plan
  variables {
    reach = { hostingco-example-db-01 = "198.51.100.9" }
  }
  assert {
    condition     = yamldecode(output.inventory).all.hosts.hostingco-example-db-01.ansible_host == "198.51.100.9"
    error_message = "it is reached elsewhere"
  }
  assert {
    condition     = yamldecode(output.inventory).all.hosts.hostingco-example-db-02 == yamldecode(run.the_example_of_ansible_is_what_is_rendered.inventory).all.hosts.hostingco-example-db-02
    error_message = "another host changed"
  }
}
