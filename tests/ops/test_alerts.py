"""Every rule of alerts can be read, and every one that wakes somebody fires when it must and else is silent."""

import json

import pytest
import yaml

from chart import FULL, NAMESPACE, of_kind, render
from compose import DOCKER, ROOT, run
from programs import needed


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

# By alert: what it says of whom, the series with which it fires, and those with which it is silent: a value for each minute.
# Time begins at 0, and is two hours, or what stands beside.
POD = 'namespace="shop",pod="postgres-1"'
VOLUME = '{namespace="shop",persistentvolumeclaim="postgres-1"}'
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
        {f'kube_job_status_failed{{namespace="{NAMESPACE}",job_name="{FULL}-migrate-billing-1"}}': "0x118 1 1"},
        # Another release's, and one that went well.
        {
            f'kube_job_status_failed{{namespace="{NAMESPACE}",job_name="other-migrate-billing-1"}}': "1x120",
            f'kube_job_status_failed{{namespace="{NAMESPACE}",job_name="{FULL}-migrate-auth-1"}}': "0x120",
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
        {"namespace": "shop", "pod": "postgres-1"},
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
    "RestoreDrillFailed": (
        {"namespace": "shop", "job_name": "restore-drill-1"},
        {'kube_job_status_failed{namespace="shop",job_name="restore-drill-1"}': "1x120"},
        {'kube_job_status_failed{namespace="shop",job_name="restore-drill-1"}': "0x120"},
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
    "CertificateExpires": (
        {"namespace": "shop", "name": "mesh-ca"},
        {'certmanager_certificate_expiration_timestamp_seconds{namespace="shop",name="mesh-ca"}': "600000x120"},
        {'certmanager_certificate_expiration_timestamp_seconds{namespace="shop",name="mesh-ca"}': "700000x120"},
    ),
}


def test_every_alert_that_wakes_somebody_has_its_two_cases():
    assert PAGES <= set(CASES) <= set(ALERTS)


def promtool(folder, *command, files):
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content))
    return run(needed("promtool", "prometheus"), *command, cwd=folder)


def test_rules_can_be_read(tmp_path):
    status, said = promtool(tmp_path, "check", "rules", "rules.json", files={"rules.json": {"groups": RULES}})
    assert status == 0, said


def of_case(alert, series, fires):
    labels, *_ = CASES[alert]
    at = CASES[alert][3] if len(CASES[alert]) > 3 else "2h"
    expected = [{"exp_labels": {**labels, "severity": ALERTS[alert]["labels"]["severity"]}}] if fires else []
    return {
        "interval": "1m",
        "input_series": [{"series": name, "values": values} for name, values in series.items()],
        "alert_rule_test": [{"alertname": alert, "eval_time": at, "exp_alerts": expected}],
    }


@pytest.mark.parametrize("fires", [True, False], ids=["fires", "is silent"])
@pytest.mark.parametrize("alert", CASES)
def test_an_alert(alert, fires, tmp_path):
    # What it tells people would stand here twice.
    bare = {key: value for key, value in ALERTS[alert].items() if key != "annotations"}
    rule_file = {"groups": [{"name": "one", "rules": [bare]}]}
    case = of_case(alert, CASES[alert][1 if fires else 2], fires)
    tests = {"rule_files": ["rules.json"], "evaluation_interval": "1m", "tests": [case]}
    status, said = promtool(tmp_path, "test", "rules", "tests.json", files={"rules.json": rule_file, "tests.json": tests})
    assert status == 0, said
