# Each file in bad/ has one mistake. The module names it instead of opening less or more than was meant.
variables {
  admin_cidrs = ["203.0.113.0/24"]
}

run "a_call_to_nobody_is_refused" {
  command = plan
  variables {
    topology_file = "tests/bad/call-to-nobody.json"
  }
  expect_failures = [output.links]
}

run "a_store_that_is_not_there_is_refused" {
  command = plan
  variables {
    topology_file = "tests/bad/no-such-store.json"
  }
  expect_failures = [output.links]
}

run "a_sixth_network_is_refused" {
  command = plan
  variables {
    topology_file = "tests/bad/sixth-network.json"
  }
  expect_failures = [output.links]
}

run "a_call_from_outside_of_app_is_refused" {
  command = plan
  variables {
    topology_file = "tests/bad/not-in-app.json"
  }
  expect_failures = [output.links]
}

run "ssh_for_everybody_is_refused" {
  command = plan
  variables {
    admin_cidrs = ["0.0.0.0/0"]
  }
  expect_failures = [var.admin_cidrs]
}

run "ssh_for_nobody_is_refused" {
  command = plan
  variables {
    admin_cidrs = []
  }
  expect_failures = [var.admin_cidrs]
}
