# The links are written out by hand here. Whoever changes the topology sees what it opens or closes.
variables {
  admin_cidrs = ["203.0.113.0/24"]
}

run "default_is_deny" {
  command = plan
  assert {
    condition     = output.default == "deny"
    error_message = "what is not listed is ${output.default}"
  }
}

run "proxy_is_what_the_edge_reaches" {
  command = plan
  assert {
    condition = toset([for link in output.links : "${link.from} ${link.to} ${link.port}" if link.network == "proxy"]) == toset([
      "edge console 3000",
      "edge gateway 3003",
      "edge auth 3004",
      "edge notifications 3005",
      "edge sites 8088",
    ])
    error_message = "proxy is ${jsonencode([for link in output.links : link if link.network == "proxy"])}"
  }
}

run "app_is_who_calls_whom_and_rabbitmq" {
  command = plan
  assert {
    condition = toset([for link in output.links : "${link.from} ${link.to} ${link.port}" if link.network == "app" && !startswith(link.to, "rabbitmq")]) == toset([
      "accounts auth 50051",
      "audit accounts 50052",
      "audit auth 50051",
      "billing accounts 50052",
      "billing auth 50051",
      "billing provisioning 50054",
      "console auth 50051",
      "console gateway 3003",
      "gateway accounts 50052",
      "gateway audit 50056",
      "gateway auth 50051",
      "gateway billing 50053",
      "gateway notifications 50055",
      "gateway provisioning 50054",
      "notifications accounts 50052",
      "notifications auth 50051",
      "notifications billing 50053",
      "notifications provisioning 50054",
      "provisioning accounts 50052",
      "provisioning auth 50051",
      "provisioning billing 50053",
      "provisioning sites 8088",
    ])
    error_message = "app is ${jsonencode([for link in output.links : "${link.from} ${link.to} ${link.port}" if link.network == "app"])}"
  }
  assert {
    condition = toset([for link in output.links : "${link.from} ${link.port}" if startswith(link.to, "rabbitmq")]) == toset(flatten([
      for name in ["accounts", "audit", "auth", "billing", "gateway", "notifications", "provisioning"] : ["${name} 5671", "${name} 5672"]
    ]))
    error_message = "RabbitMQ is open to others"
  }
}

run "cache_is_the_gateways" {
  command = plan
  assert {
    condition     = [for link in output.links : "${link.from} ${link.to} ${link.port}" if link.network == "cache"] == ["gateway redis 6379"]
    error_message = "cache is ${jsonencode([for link in output.links : link if link.network == "cache"])}"
  }
}

run "db_is_for_services_with_a_database" {
  command = plan
  assert {
    condition = toset([for link in output.links : "${link.from} ${link.to} ${link.port}" if link.network == "db"]) == toset(flatten([
      for name in ["accounts", "audit", "auth", "billing", "notifications", "provisioning"] : ["${name} postgres 5432", "${name} pgbouncer 6432"]
    ]))
    error_message = "db is ${jsonencode([for link in output.links : link if link.network == "db"])}"
  }
}

run "monitor_is_scrapes_and_traces" {
  command = plan
  assert {
    condition = toset([for link in output.links : "${link.to} ${link.port}" if link.network == "monitor" && link.from == "prometheus"]) == toset([
      "accounts 51052", "audit 51056", "auth 51051", "billing 51053", "console 3000", "gateway 4003", "notifications 51055", "provisioning 51054", "sites 9088",
    ])
    error_message = "scrapes are ${jsonencode([for link in output.links : link if link.from == "prometheus"])}"
  }
  assert {
    condition     = alltrue([for link in output.links : startswith(link.to, "otlp-") && contains([4317, 4318], link.port) if link.network == "monitor" && link.from != "prometheus"])
    error_message = "more than traces goes into monitor"
  }
}

run "there_are_five_networks_and_nothing_else" {
  command = plan
  assert {
    condition     = toset([for link in output.links : link.network]) == toset(["app", "cache", "db", "monitor", "proxy"])
    error_message = "networks are ${jsonencode(distinct([for link in output.links : link.network]))}"
  }
  assert {
    condition     = length(output.links) == length(distinct([for link in output.links : jsonencode(link)]))
    error_message = "a link stands twice"
  }
}

run "what_people_reach_has_no_way_to_data" {
  command = plan
  assert {
    condition     = length([for link in output.links : link if contains(["console", "sites"], link.from) && contains(["db", "cache"], link.network)]) == 0
    error_message = "console or sites reach a store"
  }
  assert {
    condition     = length([for link in output.links : link if link.from == "sites" && link.network != "monitor"]) == 0
    error_message = "sites depend on something"
  }
}

run "three_services_reach_the_internet_and_no_private_address" {
  command = plan
  assert {
    condition     = output.egress.services == tolist(["billing", "notifications", "provisioning"])
    error_message = "egress is ${jsonencode(output.egress.services)}"
  }
  assert {
    condition     = alltrue([for closed in ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"] : contains(output.egress.except, closed)])
    error_message = "a private range or the metadata address is open"
  }
}
