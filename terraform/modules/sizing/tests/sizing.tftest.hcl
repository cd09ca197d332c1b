run "small_is_one_host_of_each_kind" {
  command = plan
  variables {
    preset = "small"
  }
  assert {
    condition     = alltrue([for host in values(output.hosts) : host.count == 1]) && !output.survives
    error_message = "small has ${jsonencode({ for kind, host in output.hosts : kind => host.count })}"
  }
  assert {
    condition     = toset(flatten([for host in values(output.hosts) : host.roles])) == toset(["edge", "app", "broker", "cache", "db", "monitor"])
    error_message = "a role is nobody's"
  }
}

run "production_survives_a_host" {
  command = plan
  variables {
    preset = "production"
  }
  assert {
    condition     = output.survives && output.hosts.db.count == 3 && output.hosts.broker.count == 3
    error_message = "production has ${jsonencode({ for kind, host in output.hosts : kind => host.count })}"
  }
  assert {
    condition     = alltrue([for service in values(output.services) : service.replicas >= 2])
    error_message = "a service is alone: ${jsonencode(output.services)}"
  }
  assert {
    condition     = toset(flatten([for host in values(output.hosts) : host.roles])) == toset(["edge", "app", "broker", "cache", "db", "monitor"])
    error_message = "a role is nobody's"
  }
}

run "a_swarm_has_one_host_for_state_and_no_database_of_ansible" {
  command = plan
  variables {
    preset = "production"
    swarm  = true
  }
  assert {
    condition     = { for kind, host in output.hosts : kind => host.count } == { edge = 2, app = output.hosts.app.count, broker = 1, monitor = 1 } && output.hosts.app.count >= 3
    error_message = "a swarm has ${jsonencode({ for kind, host in output.hosts : kind => host.count })}"
  }
  assert {
    condition     = !output.survives && !contains(flatten([for host in values(output.hosts) : host.roles]), "db")
    error_message = "the one host of all state is said to be none"
  }
}

run "a_swarm_is_not_small" {
  command = plan
  variables {
    preset = "small"
    swarm  = true
  }
  expect_failures = [var.swarm]
}

run "each_service_has_limits" {
  command = plan
  variables {
    preset = "production"
  }
  assert {
    condition = alltrue([
      for service in values(output.services) :
      service.memory_limit_mib >= service.memory_request_mib && service.memory_request_mib >= 64 && service.cpu_request_millis >= 50 && service.replicas <= service.at_most
    ])
    error_message = "sizes are ${jsonencode(output.services)}"
  }
}

run "the_target_of_1000_requests_fits" {
  command = plan
  variables {
    preset              = "production"
    requests_per_second = 1000
  }
  assert {
    condition     = output.services.gateway.replicas == 4 && output.services.auth.replicas == 3
    error_message = "gateway ${output.services.gateway.replicas}, auth ${output.services.auth.replicas}"
  }
  # With one host lost the rest still holds all replicas.
  assert {
    condition     = sum([for service in values(output.services) : service.at_most * service.memory_limit_mib]) / 1024 <= (output.hosts.app.count - 1) * output.hosts.app.memory_gib * 0.8
    error_message = "replicas do not fit on one host less"
  }
}

run "more_requests_never_mean_fewer_replicas" {
  command = plan
  variables {
    preset              = "production"
    requests_per_second = 2000
  }
  assert {
    condition     = alltrue([for name, service in output.services : service.replicas >= run.the_target_of_1000_requests_fits.services[name].replicas])
    error_message = "a service shrank"
  }
}

run "more_customers_mean_more_disk" {
  command = plan
  variables {
    preset    = "production"
    customers = 100000
  }
  assert {
    condition     = output.hosts.db.data_gib == 586 && output.hosts.db.memory_gib == 64 && output.hosts.db.cores == 16
    error_message = "the database is ${jsonencode(output.hosts.db)}"
  }
  assert {
    condition     = output.hosts.db.data_gib > run.the_target_of_1000_requests_fits.hosts.db.data_gib
    error_message = "the disk did not grow"
  }
}

run "too_many_requests_are_said_so" {
  command = plan
  variables {
    preset              = "production"
    requests_per_second = 50000
  }
  expect_failures = [output.services]
}

run "small_is_not_for_1000_requests" {
  command = plan
  variables {
    preset              = "small"
    requests_per_second = 1000
  }
  expect_failures = [output.services]
}

run "a_misspelt_service_is_refused" {
  command = plan
  variables {
    preset               = "production"
    requests_per_replica = { gatway = 250 }
  }
  expect_failures = [output.services]
}

run "there_are_two_presets" {
  command = plan
  variables {
    preset = "medium"
  }
  expect_failures = [var.preset]
}

run "no_requests_are_refused" {
  command = plan
  variables {
    preset              = "small"
    requests_per_second = 0
  }
  expect_failures = [var.requests_per_second]
}
