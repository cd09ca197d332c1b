run "names_are_plain" {
  command = plan
  variables {
    environment = "production"
    counts      = { edge = 2, db = 3, cache = 0 }
  }
  assert {
    condition     = output.prefix == "hostingco-production"
    error_message = "the prefix is ${output.prefix}"
  }
  assert {
    condition = output.hosts == {
      edge  = ["hostingco-production-edge-01", "hostingco-production-edge-02"]
      db    = ["hostingco-production-db-01", "hostingco-production-db-02", "hostingco-production-db-03"]
      cache = []
    }
    error_message = "hosts are ${jsonencode(output.hosts)}"
  }
}

run "the_longest_names_are_labels" {
  command = plan
  variables {
    project     = "a-very-long-name-of-a-company-that-hosts"
    environment = "the-second-installation-in-the-far-east"
    counts      = { abcdefghijklmnop = 999 }
  }
  assert {
    condition = alltrue([
      for name in concat(flatten(values(output.hosts)), values(output.resources)) :
      length(name) <= 63 && can(regex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", name))
    ])
    error_message = "a name is no label of RFC 1123"
  }
  assert {
    condition     = length(distinct(flatten(values(output.hosts)))) == 999
    error_message = "two hosts have one name"
  }
  # Written out: the same input gives the same name in every run and every version.
  assert {
    condition     = output.prefix == "a-very-long-name-of-a-company-tha-${substr(sha256("a-very-long-name-of-a-company-that-hosts-the-second-installation-in-the-far-east"), 0, 6)}"
    error_message = "the prefix is ${output.prefix}"
  }
}

run "long_names_that_differ_at_the_end_stay_different" {
  command = plan
  variables {
    project     = "a-very-long-name-of-a-company-that-hosts"
    environment = "the-second-installation-in-the-far-west"
  }
  assert {
    condition     = output.prefix != run.the_longest_names_are_labels.prefix
    error_message = "both are ${output.prefix}"
  }
}

run "a_cut_does_not_leave_two_hyphens" {
  command = plan
  variables {
    project     = "abcdefghijklmnopqrstuvwxyz012345"
    environment = "production-in-the-north"
  }
  assert {
    condition     = !strcontains(output.prefix, "--")
    error_message = "the prefix is ${output.prefix}"
  }
}

run "capitals_are_refused" {
  command = plan
  variables {
    environment = "Production"
  }
  expect_failures = [var.environment]
}

run "a_hyphen_at_the_end_is_refused" {
  command = plan
  variables {
    project     = "hosting-"
    environment = "production"
  }
  expect_failures = [var.project]
}

run "half_a_host_is_refused" {
  command = plan
  variables {
    environment = "production"
    counts      = { db = 2.5 }
  }
  expect_failures = [var.counts]
}
