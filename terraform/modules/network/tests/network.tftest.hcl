variables {
  cidr  = "10.20.0.0/16"
  zones = ["one", "two", "three"]
  hosts = {
    edge = ["edge-01", "edge-02"]
    app  = [for number in range(40) : "app-${number}"]
    db   = ["db-01", "db-02", "db-03"]
  }
}

run "one_subnet_a_zone" {
  command = plan
  assert {
    condition     = output.subnets == { one = "10.20.0.0/24", two = "10.20.1.0/24", three = "10.20.2.0/24" }
    error_message = "subnets are ${jsonencode(output.subnets)}"
  }
}

# Addresses as numbers, without the help of what is tested.
run "subnets_fit_and_do_not_overlap" {
  command = plan
  variables {
    cidr          = "172.16.64.0/18"
    zones         = ["a", "b", "c", "d"]
    subnet_prefix = 20
  }
  assert {
    condition = alltrue([
      for subnet in values(output.subnets) :
      sum([for place, part in split(".", split("/", subnet)[0]) : tonumber(part) * pow(256, 3 - place)]) >= 172 * pow(256, 3) + 16 * pow(256, 2) + 64 * 256
      && sum([for place, part in split(".", split("/", subnet)[0]) : tonumber(part) * pow(256, 3 - place)]) + pow(2, 12) <= 172 * pow(256, 3) + 16 * pow(256, 2) + 128 * 256
    ])
    error_message = "a subnet is not inside of the network: ${jsonencode(output.subnets)}"
  }
  assert {
    condition = length(distinct([
      for subnet in values(output.subnets) :
      floor(sum([for place, part in split(".", split("/", subnet)[0]) : tonumber(part) * pow(256, 3 - place)]) / pow(2, 12))
    ])) == 4
    error_message = "two subnets overlap: ${jsonencode(output.subnets)}"
  }
}

run "every_host_has_an_address_of_its_own_in_its_zone" {
  command = plan
  assert {
    condition     = length(output.addresses) == 45 && length(distinct([for host in values(output.addresses) : host.address])) == 45
    error_message = "two hosts have one address"
  }
  assert {
    condition = alltrue([
      for host in values(output.addresses) :
      cidrsubnet("${host.address}/24", 0, 0) == output.subnets[host.zone]
    ])
    error_message = "a host is not in its zone's subnet"
  }
}

run "neighbours_are_in_different_zones" {
  command = plan
  assert {
    condition     = length(distinct([for name in ["db-01", "db-02", "db-03"] : output.addresses[name].zone])) == 3
    error_message = "two databases are in one zone"
  }
}

run "more_hosts_and_zones_move_nobody" {
  command = plan
  variables {
    hosts = {
      edge  = ["edge-01", "edge-02", "edge-03"]
      app   = [for number in range(20) : "app-${number}"]
      cache = ["cache-01"]
      db    = ["db-01", "db-02", "db-03"]
    }
  }
  assert {
    condition = alltrue([
      for name in ["edge-01", "edge-02", "app-7", "db-01", "db-03"] :
      output.addresses[name] == run.every_host_has_an_address_of_its_own_in_its_zone.addresses[name]
    ])
    error_message = "a host moved"
  }
}

run "a_new_zone_moves_no_subnet" {
  command = plan
  variables {
    zones = ["one", "two", "three", "four"]
  }
  assert {
    condition     = alltrue([for zone, subnet in run.one_subnet_a_zone.subnets : output.subnets[zone] == subnet])
    error_message = "a subnet moved"
  }
}

run "a_public_network_is_refused" {
  command = plan
  variables {
    cidr = "8.8.0.0/16"
  }
  expect_failures = [var.cidr]
}

run "host_bits_are_refused" {
  command = plan
  variables {
    cidr = "10.20.0.1/16"
  }
  expect_failures = [var.cidr]
}

run "too_many_zones_are_refused" {
  command = plan
  variables {
    cidr = "10.20.0.0/23"
  }
  expect_failures = [var.subnet_prefix]
}

run "a_zone_twice_is_refused" {
  command = plan
  variables {
    zones = ["one", "one"]
  }
  expect_failures = [var.zones]
}

run "an_unknown_kind_is_refused" {
  command = plan
  variables {
    hosts = { web = ["web-01"] }
  }
  expect_failures = [output.addresses]
}

run "forty_one_are_too_many" {
  command = plan
  variables {
    hosts = { app = [for number in range(41) : "app-${number}"] }
  }
  expect_failures = [var.hosts]
}
