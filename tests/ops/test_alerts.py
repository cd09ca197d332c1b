"""Every rule of alerts can be read, and every one that wakes somebody fires when it must and else is silent."""

import json
import re

import pytest
import yaml

from chart import FULL, NAMESPACE, of_kind, render
from compose import DOCKER, ROOT, SERVICES, run
from programs import needed
from test_docs_pages import anchors


def rules():
    """The groups of all rules: those that Compose and the chart share, the chart's own, and those on the operators' stores."""
    files = sorted((DOCKER / "prometheus/rules").glob("*.yaml"))
    shared = [group for path in files for group in yaml.safe_load(path.read_text())["groups"]]
    (of_chart,) = of_kind(render("everything-on"), "PrometheusRule")
    own = [group for group in of_chart["spec"]["groups"] if group["name"] not in {it["name"] for it in shared}]
    of_stores = yaml.safe_load((ROOT / "k8s/monitoring/rules.yaml").read_text())["spec"]["groups"]
    return [*shared, *own, *of_stores]


RULES = rules()
ALERTS = {rule["alert"]: rule for group in RULES for rule in group["rules"] if "alert" in rule}
PAGES = {name for name, rule in ALERTS.items() if rule["labels"]["severity"] == "page"}
# What nobody may take away: what users and customers see, and what would be lost.
DEMANDED = {
    "PromiseBurnsFast", "PromiseBurns", "PromiseBurnsSlowly", "ServiceDown", "EdgeWithoutServers", "LedgerBroken", "LedgerUnchecked",
    "PaidNotLive", "DiskFills", "HostBackupOld", "HostDrillOld", "HostDrillFailed", "EventsVeryLate", "AuditChainBroken",
    "MigrationFailed", "PostgresWithoutReplica", "PostgresFencedOrDown", "WalNotArchived", "BackupOld", "RestoreDrillOld",
    "RestoreDrillFailed", "RestoreDrillSlow", "RabbitmqNodeMissing", "RedisDown", "StoreDown", "CacheDown", "StoreUnwatched",
}  # fmt: skip



def requests(each_minute, failed=0, slow=0, le="0.5", ended=None):
    """Series of the gateway: so many in every minute, and failures that ended."""
    of = 'job="gateway",http_route="/graphql",http_request_method="POST"'
    name = "http_server_request_duration_seconds"
    return {
        f'{name}_count{{{of},http_response_status_code="200"}}': f"0+{each_minute - failed}x1600",
        f'{name}_count{{{of},http_response_status_code="500"}}': ended or f"0+{failed}x1600",
        f'{name}_bucket{{{of},http_response_status_code="200",le="{le}"}}': f"0+{each_minute - slow}x1600",
    }


def up(values, **other):
    """Whether each service answers; of some something else."""
    return {f'up{{job="{job}",instance="one"}}': other.get(job, values) for job in JOBS}


def drills(*ended):
    """Jobs of the drill, each with when it began and ended, and whether it went well."""
    series = {}
    for number, (began, took, well) in enumerate(ended):
        of = f'namespace="shop",job_name="restore-drill-{number}"'
        series[f"kube_job_status_start_time{{{of}}}"] = f"{began}x120"
        state = "complete" if well else "failed"
        series[f'kube_job_{state}{{{of},condition="true"}}'] = "1x120"
        # Of its pods; a Job that went well may have had one that did not.
        series[f"kube_job_status_failed{{{of}}}"] = "1x120"
        if well:
            series[f"kube_job_status_completion_time{{{of}}}"] = f"{began + took}x120"
    return series


JOBS = [name for name, service in SERVICES.items() if service["args"]]

# By alert: what it says of whom, the series with which it fires, and those with which it is silent: a value for each minute.
# Time begins at 0, and is two hours, or what stands beside.
SHOP = {"namespace": "shop"}
POD = 'namespace="shop",pod="postgres-1"'
VOLUME = '{namespace="shop",persistentvolumeclaim="postgres-1"}'
DISK = '{instance="db-1",mountpoint="/",fstype="ext4"}'
HOST_BACKUP = 'hostingco_backup_success_timestamp_seconds{instance="db-1"'
EDGE_ENDS = 'probe_ssl_earliest_cert_expiry{job="edge-certificate"'
CASES = {
    "AuditChainBroken": ({}, {"hostingco_audit_broken_chains": "0x118 1 1"}, {"hostingco_audit_broken_chains": "0x120"}),
    "EventsVeryLate": (
        {"job": "billing"},
        {'hostingco_outbox_lag_seconds{job="billing"}': "301x120", 'hostingco_outbox_lag_seconds{job="auth"}': "0x120"},
        {'hostingco_outbox_lag_seconds{job="billing"}': "299x120"},
    ),
    "OutboxUnwatched": ({}, {"up": "0x120"}, {'hostingco_outbox_lag_seconds{job="billing"}': "0x120"}),
    "ServiceCertificateEnds": (
        {"job": "billing"},
        # One replica of two still has the old one.
        {
            'hostingco_tls_certificate_ends_seconds{job="billing",instance="one"}': "600000x120",
            'hostingco_tls_certificate_ends_seconds{job="billing",instance="two"}': "9000000x120",
        },
        {'hostingco_tls_certificate_ends_seconds{job="billing",instance="one"}': "700000x120"},
    ),
    "EdgeCertificateEndsSoon": (
        {"job": "edge-certificate"},
        # One HAProxy of two still shows the old one. What others watch in this way is no business of this alert.
        {f'{EDGE_ENDS},instance="one"}}': "1200000x120", f'{EDGE_ENDS},instance="two"}}': "9000000x120"},
        {f'{EDGE_ENDS},instance="one"}}': "1300000x120", 'probe_ssl_earliest_cert_expiry{job="other"}': "1x120"},
    ),
    "EdgeCertificateEnds": (
        {"job": "edge-certificate"},
        {f'{EDGE_ENDS},instance="one"}}': "250000x120", f'{EDGE_ENDS},instance="two"}}': "9000000x120"},
        {f'{EDGE_ENDS},instance="one"}}': "300000x120", 'probe_ssl_earliest_cert_expiry{job="other"}': "1x120"},
    ),
    "EdgeCertificateUnwatched": (
        {"job": "edge-certificate", "instance": "one"},
        {'up{job="edge-certificate",instance="one"}': "1x120", 'probe_success{job="edge-certificate",instance="one"}': "1x50 0x70"},
        # Away for a while, as when the edge is exchanged.
        {'up{job="edge-certificate",instance="one"}': "1x90 0x5 1x30", 'probe_success{job="edge-certificate",instance="one"}': "1x90 _x5 1x30"},
    ),
    "MigrationFailed": (
        {"namespace": NAMESPACE, "job_name": f"{FULL}-migrate-billing-1"},
        {f'kube_job_failed{{condition="true",namespace="{NAMESPACE}",job_name="{FULL}-migrate-billing-1"}}': "0x118 1 1"},
        # Another release's, and one of which one pod failed and the next did not.
        {
            f'kube_job_failed{{condition="true",namespace="{NAMESPACE}",job_name="other-migrate-billing-1"}}': "1x120",
            f'kube_job_status_failed{{namespace="{NAMESPACE}",job_name="{FULL}-migrate-auth-1"}}': "1x120",
            f'kube_job_complete{{condition="true",namespace="{NAMESPACE}",job_name="{FULL}-migrate-auth-1"}}': "1x120",
        },
    ),
    "PodPending": (
        {"namespace": NAMESPACE, "pod": f"{FULL}-billing-1"},
        {f'kube_pod_status_phase{{phase="Pending",namespace="{NAMESPACE}",pod="{FULL}-billing-1"}}': "0x109 1x11"},
        # Another release's, one that took its time, and one that runs.
        {
            f'kube_pod_status_phase{{phase="Pending",namespace="{NAMESPACE}",pod="other-billing-1"}}': "1x120",
            f'kube_pod_status_phase{{phase="Pending",namespace="{NAMESPACE}",pod="{FULL}-billing-1"}}': "0x100 1x9 0x11",
            f'kube_pod_status_phase{{phase="Running",namespace="{NAMESPACE}",pod="{FULL}-auth-1"}}': "1x120",
        },
    ),
    "PostgresWithoutReplica": (
        {"namespace": "shop"},
        {
            f"cnpg_pg_replication_streaming_replicas{{{POD}}}": "2x100 0x20",
            f"cnpg_collector_up{{{POD}}}": "1x120",
            'cnpg_collector_up{namespace="shop",pod="postgres-2"}': "1x120",
        },
        # One server has no replica, and is to have none.
        {f"cnpg_pg_replication_streaming_replicas{{{POD}}}": "0x120", f"cnpg_collector_up{{{POD}}}": "1x120"},
    ),
    "PostgresFencedOrDown": (
        SHOP,
        {f"cnpg_collector_up{{{POD}}}": "1x117 0x3"},
        # A restart takes less than two minutes.
        {f"cnpg_collector_up{{{POD}}}": "1x118 0 0"},
    ),
    "PostgresVolumeFills": (
        {"namespace": "shop", "persistentvolumeclaim": "postgres-1"},
        {f"kubelet_volume_stats_available_bytes{VOLUME}": "14x120", f"kubelet_volume_stats_capacity_bytes{VOLUME}": "100x120"},
        {f"kubelet_volume_stats_available_bytes{VOLUME}": "16x120", f"kubelet_volume_stats_capacity_bytes{VOLUME}": "100x120"},
    ),
    "WalNotArchived": (
        {"namespace": "shop"},
        {f"cnpg_pg_stat_archiver_seconds_since_last_archival{{{POD}}}": "0+60x120"},
        {f"cnpg_pg_stat_archiver_seconds_since_last_archival{{{POD}}}": "60x120"},
    ),
    "BackupOld": (
        {"namespace": "shop"},
        {f"barman_cloud_cloudnative_pg_io_last_available_backup_timestamp{{{POD}}}": "1x1800"},
        {f"barman_cloud_cloudnative_pg_io_last_available_backup_timestamp{{{POD}}}": "86400x1800"},
        "30h",
    ),
    "RestoreDrillFailed": (SHOP, drills((100, 60, True), (200, 60, False)), drills((100, 60, True))),
    "RestoreDrillSlow": (SHOP, drills((100, 60, True), (2000, 1300, True)), drills((100, 1300, True), (2000, 60, True))),
    "RestoreDrillOld": (
        SHOP,
        {'kube_cronjob_status_last_successful_time{namespace="shop",cronjob="restore-drill"}': "600x220"},
        {
            'kube_cronjob_status_last_successful_time{namespace="shop",cronjob="restore-drill"}': "259200x220",
            'kube_cronjob_created{namespace="shop",cronjob="restore-drill"}': "0x220",
        },
        "9d",
        "1h",
    ),
    "RabbitmqAlarm": (
        {"namespace": "shop", "rabbitmq_cluster": "rabbitmq"},
        {
            'rabbitmq_alarms_memory_used_watermark{namespace="shop",rabbitmq_cluster="rabbitmq"}': "0x110 1x10",
            'rabbitmq_alarms_free_disk_space_watermark{namespace="shop",rabbitmq_cluster="rabbitmq"}': "0x120",
        },
        {
            'rabbitmq_alarms_memory_used_watermark{namespace="shop",rabbitmq_cluster="rabbitmq"}': "0x120",
            'rabbitmq_alarms_free_disk_space_watermark{namespace="shop",rabbitmq_cluster="rabbitmq"}': "0x120",
        },
    ),
    "RabbitmqNodeMissing": (
        {"namespace": "shop"},
        {
            'rabbitmq_build_info{namespace="shop",instance="one"}': "1x120",
            'rabbitmq_identity_info{namespace="shop",instance="one",rabbitmq_cluster="rabbitmq"}': "1x120",
            'kube_statefulset_replicas{namespace="shop",statefulset="rabbitmq-server"}': "2x120",
        },
        {
            'rabbitmq_build_info{namespace="shop",instance="one"}': "1x120",
            'rabbitmq_identity_info{namespace="shop",instance="one",rabbitmq_cluster="rabbitmq"}': "1x120",
            'kube_statefulset_replicas{namespace="shop",statefulset="rabbitmq-server"}': "1x120",
        },
    ),
    "RedisDown": (
        SHOP,
        {'redis_up{namespace="shop",pod="redis-0"}': "1x117 0x3"},
        {'redis_up{namespace="shop",pod="redis-0"}': "1x120", 'kube_statefulset_replicas{namespace="shop",statefulset="redis"}': "1x120"},
    ),
    "PromiseBurnsFast": ({"job": "gateway", "slo": "errors"}, requests(100, failed=2), requests(100, failed=1)),
    "PromiseBurns": ({"job": "gateway", "slo": "errors"}, requests(1000, failed=7), requests(1000, failed=5), "7h"),
    "PromiseBurnsSlowly": ({"job": "gateway", "slo": "errors"}, requests(2000, failed=3), requests(2000, failed=1), "25h"),
    "ServiceDown": (
        {"job": "billing"},
        up("1x120", billing="1x117 0x3"),
        # One process of two is away, and of another the only one starts again.
        {**up("1x120", auth="1x118 0x2"), 'up{job="billing",instance="two"}': "0x120", 'up{job="other"}': "0x120"},
    ),
    "ReplicaDown": (
        {"job": "billing"},
        # It crashes again and again, and answers in between.
        {**up("1x120"), 'up{job="billing",instance="two"}': "1x90 0 0 1 0 0 0 1 0 0 0 1 0 0 0 1 0 0 0 1 0 0 0 1 0 0 0 1 0 0"},
        # The only one is another alert's; one begins again, and one is gone, as when there are to be fewer.
        {
            **up("1x120", auth="0x120"),
            'up{job="billing",instance="two"}': "1x109 0x11",
            'up{job="audit",instance="two"}': "1x109 0x4 _x7",
            'up{job="other",instance="one"}': "1x120",
            'up{job="other",instance="two"}': "0x120",
        },
    ),
    "EdgeWithoutServers": (
        {"job": "haproxy", "instance": "one", "proxy": "blue_api"},
        {
            'haproxy_backend_active_servers{job="haproxy",instance="one",proxy="blue_api"}': "2x100 0x20",
            'haproxy_backend_http_requests_total{job="haproxy",instance="one",proxy="blue_api"}': "0+60x120",
        },
        # The other colour is empty.
        {
            'haproxy_backend_active_servers{job="haproxy",instance="one",proxy="blue_api"}': "2x120",
            'haproxy_backend_http_requests_total{job="haproxy",instance="one",proxy="blue_api"}': "0+60x120",
            'haproxy_backend_active_servers{job="haproxy",instance="one",proxy="green_api"}': "0x120",
            'haproxy_backend_http_requests_total{job="haproxy",instance="one",proxy="green_api"}': "7x120",
        },
        "28m",
        "15s",
    ),
    "LedgerBroken": (
        {"job": "billing"},
        {'hostingco_ledger_breaches{job="billing",instance="one"}': "0x118 1 1", 'hostingco_ledger_breaches{job="billing",instance="two"}': "0x120"},
        {'hostingco_ledger_breaches{job="billing",instance="one"}': "0x120"},
    ),
    "LedgerUnchecked": (
        {"job": "billing"},
        {'hostingco_ledger_checked_timestamp_seconds{job="billing",instance="one"}': "4000x120"},
        # One of two has had no turn for long.
        {
            'hostingco_ledger_checked_timestamp_seconds{job="billing",instance="one"}': "100x120",
            'hostingco_ledger_checked_timestamp_seconds{job="billing",instance="two"}': "0+60x120",
        },
    ),
    "PaidNotLive": (
        {"job": "provisioning"},
        {'hostingco_paid_not_live{job="provisioning"}': "0x80 1x40"},
        {'hostingco_paid_not_live{job="provisioning"}': "0x100 1x20"},
    ),
    "DiskFills": (
        {"instance": "db-1", "mountpoint": "/"},
        {f"node_filesystem_avail_bytes{DISK}": "9x120", f"node_filesystem_size_bytes{DISK}": "100x120"},
        {
            f"node_filesystem_avail_bytes{DISK}": "11x120",
            f"node_filesystem_size_bytes{DISK}": "100x120",
            'node_filesystem_avail_bytes{instance="db-1",mountpoint="/run",fstype="tmpfs"}': "0x120",
            'node_filesystem_size_bytes{instance="db-1",mountpoint="/run",fstype="tmpfs"}': "100x120",
        },
    ),
    "HostBackupOld": (
        {"repository": "2"},
        {f'{HOST_BACKUP},repository="1",kind="incr"}}': "86400x1800", f'{HOST_BACKUP},repository="2",kind="full"}}': "1x1800"},
        # Another host leads now.
        {f'{HOST_BACKUP},repository="1",kind="incr"}}': "1x1800", f'{HOST_BACKUP},repository="1",kind="full"}}': "86400x1800"},
        "30h",
    ),
    "HostDrillOld": (
        {},
        {'hostingco_restore_drill_success_timestamp_seconds{instance="db-3"}': "600x220"},
        {'hostingco_restore_drill_success_timestamp_seconds{instance="db-3"}': "259200x220", f'{HOST_BACKUP},repository="1"}}': "1x220"},
        "9d",
        "1h",
    ),
    "HostDrillFailed": (
        {"instance": "db-3"},
        {'hostingco_restore_drill_success{instance="db-3"}': "1x118 0x2"},
        {'hostingco_restore_drill_success{instance="db-3"}': "0x118 1x2"},
    ),
    "ReplayStuck": (
        {},
        {"hostingco_replays_running": "1x120", "hostingco_replayed_total": "0+60x100 6000x20"},
        # The queue is full, and took one event thirteen minutes ago.
        {"hostingco_replays_running": "1x120", "hostingco_replayed_total": "0+60x95 5700x10 5701x15"},
    ),
    "StoreDown": (
        {"job": "postgres"},
        {'pg_up{job="postgres",instance="one"}': "1x117 0x3", 'up{job="postgres",instance="one"}': "1x120", 'up{job="rabbitmq",instance="one"}': "1x120"},
        # A restart takes less than two minutes, and in a cluster others watch.
        {
            'pg_up{job="postgres",instance="one"}': "1x118 0 0",
            'up{job="rabbitmq",instance="one"}': "1x118 _ _",
            'pg_up{job="postgres",namespace="shop"}': "0x120",
            'up{job="rabbitmq",namespace="shop"}': "0x120",
        },
    ),
    "CacheDown": (
        {"job": "redis"},
        {'redis_up{job="redis",instance="one"}': "1x117 0x3"},
        {'redis_up{job="redis",instance="one"}': "1x118 0 0", 'redis_up{job="redis",namespace="shop",pod="redis-0"}': "0x120"},
    ),
    "StoreUnwatched": (
        {"job": "postgres"},
        {'up{job="postgres",instance="one"}': "1x109 0x11", 'up{job="redis",instance="one"}': "1x120"},
        # That the store itself is down is another alert's, and what is somewhere else too.
        {
            'up{job="postgres",instance="one"}': "1x120",
            'pg_up{job="postgres",instance="one"}': "0x120",
            'up{job="redis",instance="one"}': "1x111 0x9",
            'up{job="redis",namespace="shop"}': "0x120",
        },
    ),
    "CertificateExpires": (
        {"namespace": "shop", "name": "mesh-ca"},
        {'certmanager_certificate_expiration_timestamp_seconds{namespace="shop",name="mesh-ca"}': "600000x120"},
        {'certmanager_certificate_expiration_timestamp_seconds{namespace="shop",name="mesh-ca"}': "700000x120"},
    ),
}


ARCHIVAL = f"cnpg_pg_stat_archiver_seconds_since_last_archival{{{POD}}}"
NODE = 'namespace="shop",instance="one"'
# What else must hold: the alert, of whom it says it (None: it is silent), and the series.
MORE = {
    "the slowest fifth takes too long": ("PromiseBurnsFast", {"job": "gateway", "slo": "p99"}, requests(100, slow=20)),
    "most take too long": ("PromiseBurnsFast", {"job": "gateway", "slo": "p95"}, requests(100, slow=80, le="0.3")),
    "a few fail where there are few": ("PromiseBurnsFast", None, requests(1, ended="0x100 9x20")),
    "it has ended": ("PromiseBurnsFast", None, requests(100, ended="0+20x100 2000x20")),
    "no process of it is left": ("ServiceDown", {"job": "auth"}, up("1x120", auth="1x110 _x10")),
    "the edge is gone": ("ServiceDown", {"job": "haproxy"}, {**up("1x120"), 'up{job="haproxy"}': "1x110 _x10"}),
    "nobody ever checked the books": ("LedgerUnchecked", {"job": "billing"}, up("1x120")),
    "hosts have backups, and nobody tried one": ("HostDrillOld", {}, {f'{HOST_BACKUP},repository="1"}}': "1x220"}, "9d", "1h"),
    "a new host has a backup, and its first drill is to come": ("HostDrillOld", None, {f'{HOST_BACKUP},repository="1"}}': "1x220"}, "7d", "1h"),
    "the host that made the backup is gone": ("HostBackupOld", {"repository": "1"}, {f'{HOST_BACKUP},repository="1"}}': "1x100 _x1700"}, "30h"),
    "the pods of all replicas are gone": (
        "PostgresWithoutReplica", SHOP,
        {
            f"cnpg_pg_replication_streaming_replicas{{{POD}}}": "2x100 0x20",
            f"cnpg_collector_up{{{POD}}}": "1x120",
            'cnpg_collector_up{namespace="shop",pod="postgres-2"}': "1x100 _x20",
        },
    ),
    "a pod of PostgreSQL is gone": (
        "PostgresFencedOrDown", SHOP,
        {f"cnpg_collector_up{{{POD}}}": "1x120", 'cnpg_collector_up{namespace="shop",pod="postgres-2"}': "1x100 _x20"},
    ),
    "all pods of PostgreSQL are gone": ("PostgresFencedOrDown", SHOP, {f"cnpg_collector_up{{{POD}}}": "1x100 _x20"}),
    "a replica was made anew under another name": (
        "PostgresFencedOrDown", None,
        {f"cnpg_collector_up{{{POD}}}": "1x100 _x20", 'cnpg_collector_up{namespace="shop",pod="postgres-4"}': "_x106 1x20"},
    ),
    "Redis' pod is gone": ("RedisDown", SHOP, {'kube_statefulset_replicas{namespace="shop",statefulset="redis"}': "1x120"}),
    "all nodes of RabbitMQ are gone": (
        "RabbitmqNodeMissing", SHOP,
        {
            f"rabbitmq_build_info{{{NODE}}}": "1x100 _x20",
            f'rabbitmq_identity_info{{{NODE},rabbitmq_cluster="rabbitmq"}}': "1x100 _x20",
            'kube_statefulset_replicas{namespace="shop",statefulset="rabbitmq-server"}': "1x120",
        },
    ),
    "a volume of a restored cluster fills": (
        "PostgresVolumeFills", {"namespace": "shop", "persistentvolumeclaim": "restored-2-wal"},
        {
            'kubelet_volume_stats_available_bytes{namespace="shop",persistentvolumeclaim="restored-2-wal"}': "14x120",
            'kubelet_volume_stats_capacity_bytes{namespace="shop",persistentvolumeclaim="restored-2-wal"}': "100x120",
        },
    ),
    "a replay never sent anything": ("ReplayStuck", {}, {"hostingco_replays_running": "0x100 1x20"}),
    "a replay has just begun": ("ReplayStuck", None, {"hostingco_replays_running": "0x110 1x10"}),
    "RabbitMQ does not answer": ("StoreDown", {"job": "rabbitmq"}, {'up{job="rabbitmq",instance="one"}': "1x117 0x3"}),
    "the container of RabbitMQ is gone": ("StoreDown", {"job": "rabbitmq"}, {'up{job="rabbitmq",instance="one"}': "1x110 _x10"}),
    "the exporter of Redis is gone": ("StoreUnwatched", {"job": "redis"}, {'up{job="redis",instance="one"}': "1x100 _x20"}),
    "archiving never worked": ("WalNotArchived", SHOP, {ARCHIVAL: "-1x120"}),
    "the drill failed, then succeeded": ("RestoreDrillFailed", None, drills((100, 60, False), (200, 60, True))),
    "the only drill failed": ("RestoreDrillFailed", SHOP, drills((100, 60, False))),
    "no drill ever succeeded": ("RestoreDrillOld", SHOP, {'kube_cronjob_created{namespace="shop",cronjob="restore-drill"}': "0x220"}, "9d", "1h"),
}  # fmt: skip


def test_every_alert_that_wakes_somebody_has_its_two_cases():
    assert PAGES <= set(CASES) <= set(ALERTS)


def test_alerts_that_are_demanded_are_there_and_have_their_cases():
    assert DEMANDED <= set(CASES)


def test_every_alert_leads_to_a_runbook_that_is_there():
    for alert, rule in ALERTS.items():
        file, _, anchor = rule["annotations"]["runbook_url"].partition("/blob/main/")[2].partition("#")
        assert file.startswith("docs/") and (ROOT / file).is_file(), alert
        assert not anchor or anchor in anchors(ROOT / file), alert
        assert re.search(rf"\b{alert}\b", (ROOT / file).read_text()), f"{file} does not name {alert}"


def test_every_alert_is_of_a_kind_that_somebody_gets():
    assert {rule["labels"]["severity"] for rule in ALERTS.values()} <= {"page", "warn", "ticket", "business"}


def test_the_promise_is_what_the_load_test_demands():
    script = (ROOT / "tests/load/reads.js").read_text()
    demanded = dict(re.findall(r"'p\((\d+)\)<(\d+)'", script))
    assert demanded == {"95": "300", "99": "500"}
    (group,) = [it for it in RULES if it["name"] == "slo"]
    records = {(rule["record"], rule["labels"]["slo"]): rule["expr"] for rule in group["rules"] if "record" in rule and "labels" in rule}
    buckets = (ROOT / "crates/hc-chassis/src/metrics.rs").read_text().split("const BUCKETS")[1].split(";")[1]
    for share, milliseconds in demanded.items():
        (le,) = re.findall(r'le="([\d.]+)"', records["slo:bad:rate5m", f"p{share}"])
        assert float(le) * 1000 == int(milliseconds) and f" {le}," in buckets
        assert records["slo:allowed", f"p{share}"] == f"vector({1 - int(share) / 100:.2f})"
    (errors,) = re.findall(r"rate<\$\{__ENV\.AT_MOST \|\| ([\d.]+)\}", script)
    assert records["slo:allowed", "errors"] == f"vector({errors})"


def test_every_service_is_missed():
    expr = ALERTS["ServiceDown"]["expr"]
    assert re.findall(r'absent\(up\{job="(\w+)"\}\)', expr) == JOBS
    for alert in ("ServiceDown", "ReplicaDown"):
        assert re.search(r'job=~"([^"]*)"', ALERTS[alert]["expr"])[1].split("|") == [*JOBS, "haproxy"]


def test_every_job_that_a_shared_rule_names_is_asked_on_one_machine():
    asked = {job["job_name"] for job in yaml.safe_load((DOCKER / "prometheus/prometheus.yaml").read_text())["scrape_configs"]}
    for path in (DOCKER / "prometheus/rules").glob("*.yaml"):
        named = {job for it in re.findall(r'\bjob=~?"([^"]+)"', path.read_text()) for job in it.split("|")}
        assert named <= asked, path.name


def promtool(folder, *command, files):
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content))
    return run(needed("promtool", "prometheus"), *command, cwd=folder)


def test_rules_can_be_read(tmp_path):
    status, said = promtool(tmp_path, "check", "rules", "rules.json", files={"rules.json": {"groups": RULES}})
    assert status == 0, said


def judged(folder, alert, labels, series, at="2h", interval="1m"):
    """Whether the alert fires with these labels, or not at all where there are none."""
    # What it tells people would stand here twice. What it asks for may be recorded by its group.
    (group,) = [it for it in RULES if alert in [rule.get("alert") for rule in it["rules"]]]
    bare = {key: value for key, value in ALERTS[alert].items() if key != "annotations"}
    rule_file = {"groups": [{"name": "one", "rules": [*(rule for rule in group["rules"] if "record" in rule), bare]}]}
    case = {
        "interval": interval,
        "input_series": [{"series": name, "values": values} for name, values in series.items()],
        "alert_rule_test": [{
            "alertname": alert, "eval_time": at,
            "exp_alerts": [] if labels is None else [{"exp_labels": {**labels, "severity": ALERTS[alert]["labels"]["severity"]}}],
        }],
    }  # fmt: skip
    tests = {"rule_files": ["rules.json"], "evaluation_interval": interval, "tests": [case]}
    return promtool(folder, "test", "rules", "tests.json", files={"rules.json": rule_file, "tests.json": tests})


@pytest.mark.parametrize("fires", [True, False], ids=["fires", "is silent"])
@pytest.mark.parametrize("alert", CASES)
def test_an_alert(alert, fires, tmp_path):
    labels, when, when_not, *more = CASES[alert]
    status, said = judged(tmp_path, alert, labels if fires else None, when if fires else when_not, *more)
    assert status == 0, said


@pytest.mark.parametrize("case", MORE)
def test_an_alert_also(case, tmp_path):
    status, said = judged(tmp_path, *MORE[case])
    assert status == 0, said
