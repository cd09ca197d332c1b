# The module finds the links by its own rules, the table in code by others: both must find the same. What a change of the table
# opens or closes stands in topology.json, a link a line.
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

run "links_are_those_of_the_table" {
  command = plan
  assert {
    condition     = length(setsubtract(jsondecode(file("../../topology.json")).links, output.links)) == 0
    error_message = "closed: ${jsonencode(setsubtract(jsondecode(file("../../topology.json")).links, output.links))}"
  }
  assert {
    condition     = length(setsubtract([for link in output.links : link if !contains(["pgbouncer", "postgres-reads", "rabbitmq-tls", "otlp-grpc", "otlp-http"], link.to)], jsondecode(file("../../topology.json")).links)) == 0
    error_message = "open: ${jsonencode(setsubtract([for link in output.links : link if !contains(["pgbouncer", "postgres-reads", "rabbitmq-tls", "otlp-grpc", "otlp-http"], link.to)], jsondecode(file("../../topology.json")).links))}"
  }
}

run "a_server_beside_a_store_is_for_its_clients" {
  command = plan
  assert {
    condition     = [for link in output.links : "${link.from} ${link.port}" if link.to == "pgbouncer"] == [for link in output.links : "${link.from} 6432" if link.to == "postgres"]
    error_message = "pgbouncer is open to ${jsonencode([for link in output.links : link if link.to == "pgbouncer"])}"
  }
  assert {
    condition     = [for link in output.links : "${link.from} ${link.port}" if link.to == "postgres-reads"] == [for link in output.links : "${link.from} 6433" if link.to == "postgres"]
    error_message = "postgres-reads is open to ${jsonencode([for link in output.links : link if link.to == "postgres-reads"])}"
  }
  assert {
    condition     = [for link in output.links : "${link.from} ${link.port}" if link.to == "rabbitmq-tls"] == [for link in output.links : "${link.from} 5671" if link.to == "rabbitmq"]
    error_message = "rabbitmq-tls is open to ${jsonencode([for link in output.links : link if link.to == "rabbitmq-tls"])}"
  }
}

run "cache_is_the_gateways" {
  command = plan
  assert {
    condition     = [for link in output.links : "${link.from} ${link.to} ${link.port}" if link.network == "cache"] == ["gateway redis 6379"]
    error_message = "cache is ${jsonencode([for link in output.links : link if link.network == "cache"])}"
  }
}

run "monitor_is_scrapes_and_traces" {
  command = plan
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

run "who_calls_the_internet_reaches_no_private_address" {
  command = plan
  assert {
    condition     = output.egress.services == sort([for service in jsondecode(file("../../topology.json")).services : service.name if service.egress])
    error_message = "egress is ${jsonencode(output.egress.services)}"
  }
  assert {
    condition     = alltrue([for closed in ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"] : contains(output.egress.except, closed)])
    error_message = "a private range or the metadata address is open"
  }
}
