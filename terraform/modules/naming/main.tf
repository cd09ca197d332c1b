locals {
  # RFC 1123 allows 63 characters. 40 are the prefix's, so that "-", a kind (16), "-" and a number (3) still fit.
  longest = 40
  whole   = "${var.project}-${var.environment}"
  # What is cut off comes back as a hash: two long names that differ at their ends stay two names.
  hash   = substr(sha256(local.whole), 0, 6)
  cut    = replace(substr(local.whole, 0, local.longest - 7), "/-+$/", "")
  prefix = length(local.whole) <= local.longest ? local.whole : "${local.cut}-${local.hash}"

  hosts = {
    for kind, count in var.counts :
    kind => [for number in range(1, count + 1) : format("%s-%s-%02d", local.prefix, kind, number)]
  }

  resources = {
    for what in ["network", "firewall", "balancer", "volume", "key", "spread"] : what => "${local.prefix}-${what}"
  }
}
