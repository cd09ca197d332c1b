locals {
  # At the most replicas, so that scaling out never waits for a host; a fifth stays free for the engine and the kernel.
  cores      = sum([for service in local.services : service.at_most * service.cpu_request_millis]) / 1000
  memory_gib = sum([for service in local.services : service.at_most * service.memory_limit_mib]) / 1024
  needed     = max(ceil(local.cores / (var.app_host.cores * 0.8)), ceil(local.memory_gib / (var.app_host.memory_gib * 0.8)))

  # Three times what is in there: two years of growth and room for a rewrite of the largest table.
  database_gib = max(20, ceil(3 * var.customers * var.database_kib_per_customer / 1048576))
  # A quarter of the data in memory is where the hot indexes fit; powers of two are what clouds sell.
  database_memory_gib = max(local.production ? 8 : 4, min(256, pow(2, ceil(log(max(1, local.database_gib / 12), 2)))))
  database_cores      = max(2, min(64, local.database_memory_gib / 4))

  hosts = var.swarm ? local.of_swarm : local.of_roles
  # PostgreSQL, RabbitMQ and Redis are containers on the host of the broker, with the memory that docker/stack-data.yaml gives them.
  of_swarm = {
    edge    = { count = 2, roles = ["edge"], cores = 2, memory_gib = 4, disk_gib = 20, data_gib = 0 }
    app     = { count = max(3, local.needed + 1), roles = ["app"], cores = var.app_host.cores, memory_gib = var.app_host.memory_gib, disk_gib = 40, data_gib = 0 }
    broker  = { count = 1, roles = ["broker", "cache"], cores = 4, memory_gib = 8, disk_gib = 40, data_gib = local.database_gib + 20 }
    monitor = { count = 1, roles = ["monitor"], cores = 2, memory_gib = 8, disk_gib = 20, data_gib = 100 }
  }
  of_roles = local.production ? {
    edge    = { count = 2, roles = ["edge"], cores = 2, memory_gib = 4, disk_gib = 20, data_gib = 0 }
    app     = { count = max(3, local.needed + 1), roles = ["app"], cores = var.app_host.cores, memory_gib = var.app_host.memory_gib, disk_gib = 40, data_gib = 0 }
    broker  = { count = 3, roles = ["broker"], cores = 2, memory_gib = 4, disk_gib = 20, data_gib = 20 }
    cache   = { count = 2, roles = ["cache"], cores = 2, memory_gib = 4, disk_gib = 20, data_gib = 0 }
    db      = { count = 3, roles = ["db"], cores = local.database_cores, memory_gib = local.database_memory_gib, disk_gib = 20, data_gib = local.database_gib }
    monitor = { count = 1, roles = ["monitor"], cores = 2, memory_gib = 8, disk_gib = 20, data_gib = 100 }
    } : {
    edge = { count = 1, roles = ["edge"], cores = 2, memory_gib = 2, disk_gib = 20, data_gib = 0 }
    # Broker, cache and monitoring are containers on the same host.
    app = { count = 1, roles = ["app", "broker", "cache", "monitor"], cores = max(4, var.app_host.cores), memory_gib = max(8, var.app_host.memory_gib), disk_gib = 40, data_gib = 20 }
    db  = { count = 1, roles = ["db"], cores = local.database_cores, memory_gib = local.database_memory_gib, disk_gib = 20, data_gib = local.database_gib }
  }
}
