# In a Swarm names lead to the hosts of the edge themselves: the stack's HAProxy knows no balancer before it.
resource "hcloud_load_balancer" "edge" {
  count = var.swarm ? 0 : 1

  name               = module.platform.names.balancer
  load_balancer_type = "lb11"
  location           = var.locations[0]
  delete_protection  = var.size.preset == "production"
}

resource "hcloud_load_balancer_network" "edge" {
  count = var.swarm ? 0 : 1

  load_balancer_id = hcloud_load_balancer.edge[0].id
  network_id       = hcloud_network.private.id
  depends_on       = [hcloud_network_subnet.zone]
}

resource "hcloud_load_balancer_target" "edge" {
  for_each = var.swarm ? {} : local.edges

  type             = "server"
  load_balancer_id = hcloud_load_balancer.edge[0].id
  server_id        = hcloud_server.host[each.key].id
  use_private_ip   = true
  depends_on       = [hcloud_load_balancer_network.edge, hcloud_server_network.host]
}

# TCP only: HAProxy ends TLS. The PROXY protocol tells it the visitor's address.
resource "hcloud_load_balancer_service" "edge" {
  for_each = var.swarm ? toset([]) : toset(["80", "443"])

  load_balancer_id = hcloud_load_balancer.edge[0].id
  protocol         = "tcp"
  listen_port      = tonumber(each.value)
  destination_port = tonumber(each.value)
  proxyprotocol    = true

  health_check {
    protocol = "tcp"
    port     = tonumber(each.value)
    interval = 5
    timeout  = 3
    retries  = 2
  }
}
