"""What monitoring asks, tells and shows: checked by its own tools, and against what our services export."""

import contextlib
import json
import pathlib
import re
import subprocess
import time
import urllib.request

import pytest
import yaml

from compose import DOCKER, ROOT, SERVICES, load, run
from programs import needed
from servers import free_port, until

COMPOSE = load("compose.yaml")
PROMETHEUS = load("prometheus/prometheus.yaml", {})
DASHBOARDS = {path.name: json.loads(path.read_text()) for path in (DOCKER / "grafana" / "dashboards").glob("*.json")}
PANELS = [(name, panel) for name, board in DASHBOARDS.items() for panel in board["panels"] if panel["type"] != "row"]
each_panel = pytest.mark.parametrize("board, panel", PANELS, ids=lambda it: str(it) if isinstance(it, str) else it["title"])


def test_every_admin_port_is_asked():
    jobs = {job["job_name"]: job["dns_sd_configs"][0] for job in PROMETHEUS["scrape_configs"]}
    for name, service in SERVICES.items():
        if service["args"]:
            assert jobs[name]["names"] == [name] and jobs[name]["port"] == service["admin"]


def test_prometheus_shares_a_network_with_whom_it_asks():
    own = set(COMPOSE["services"]["prometheus"]["networks"])
    for job in PROMETHEUS["scrape_configs"]:
        for name in job["dns_sd_configs"][0]["names"]:
            assert own & set(COMPOSE["services"][name]["networks"]), name


def test_prometheus_can_read_its_configuration(tmp_path):
    promtool = needed("promtool", "prometheus")
    text = (DOCKER / "prometheus" / "prometheus.yaml").read_text().replace("/etc/prometheus", str(DOCKER / "prometheus"))
    (tmp_path / "prometheus.yaml").write_text(text)
    status, said = run(promtool, "check", "config", tmp_path / "prometheus.yaml")
    assert status == 0, said


def test_each_edge_is_asked_for_its_certificate():
    """By the exporter: Prometheus finds the addresses of HAProxy, and hands them on."""
    (job,) = [it for it in PROMETHEUS["scrape_configs"] if it["job_name"] == "edge-certificate"]
    assert job["dns_sd_configs"][0]["names"] == ["haproxy"]
    assert job["dns_sd_configs"][0]["port"] == int(COMPOSE["services"]["haproxy"]["ports"][1].rsplit(":")[-1])
    (exporter, _) = next(it["replacement"] for it in job["relabel_configs"] if it["target_label"] == "__address__").split(":")
    for name in ("prometheus", "haproxy"):
        assert set(COMPOSE["services"][exporter]["networks"]) & set(COMPOSE["services"][name]["networks"]), name
    of_page = yaml.safe_load(re.search(r"```yaml\n(.*?)```", (ROOT / "docs/deploy/edge.md").read_text(), re.DOTALL)[1])
    for it in (job, of_page["scrape_configs"][0]):
        assert it["job_name"] == "edge-certificate" and it["metrics_path"] == "/probe"
        assert set(it["params"]["module"]) <= set(load("blackbox/blackbox.yaml", {})["modules"])
        assert {rule["target_label"] for rule in it["relabel_configs"] if rule.get("source_labels") == ["__address__"]} == {"__param_target", "instance"}


@contextlib.contextmanager
def shown(folder, days):
    """A listener with a certificate that nobody has signed and that ends within these days; answers its port."""
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=edge"]
    status, said = run(*made, "-days", days, "-keyout", folder / "key.pem", "-out", folder / "own.pem")
    assert status == 0, said
    port = free_port()
    command = ["openssl", "s_server", "-quiet", "-accept", f"127.0.0.1:{port}", "-cert", folder / "own.pem", "-key", folder / "key.pem"]
    with server(*command):
        yield port


@contextlib.contextmanager
def server(*command):
    process = subprocess.Popen([*map(str, command)], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def test_the_exporter_says_when_a_certificate_ends(tmp_path):
    """Also of one that it has no reason to trust, as that of a trial."""
    exporter = needed("prometheus-blackbox-exporter", "prometheus-blackbox-exporter")
    port, days = free_port(), 9
    command = [exporter, f"--config.file={DOCKER / 'blackbox/blackbox.yaml'}", f"--web.listen-address=127.0.0.1:{port}"]

    def answer():
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=10) as it:
            text = it.read().decode()
            return "probe_success 1" in text and float(re.search(r"^probe_ssl_earliest_cert_expiry (.+)$", text, re.M)[1])

    with shown(tmp_path, days) as edge, server(*command):
        url = f"http://127.0.0.1:{port}/probe?module=certificate&target=127.0.0.1:{edge}"
        ends = until(answer, "an answer of the exporter")
    assert abs(ends - time.time() - days * 86400) < 600


OF_CLUSTER = yaml.safe_load((ROOT / "k8s/monitoring/alertmanager.values.yaml").read_text())["alertmanager"]
# The configuration of Alertmanager on one machine and in a Swarm, and that in a cluster.
ROUTES = {"compose": load("alertmanager/alertmanager.yaml", {}), "kubernetes": OF_CLUSTER["config"]}


def with_urls(config, path):
    """Writes it for Debian's tools: Alertmanager reads URLs from files since 0.26, and they are older."""
    path.write_text(re.sub(r'"url_file": "[^"]*"', '"url": "http://127.0.0.1:9/"', json.dumps(config)))
    return path


@pytest.mark.parametrize("where", ROUTES)
@pytest.mark.parametrize("labels, receiver", [
    ({"severity": "page"}, "page"),
    ({"severity": "warn"}, "ticket"),
    ({"severity": "ticket"}, "ticket"),
    ({"severity": "business"}, "business"),
    ({}, "ticket"),
])
def test_an_alert_reaches_whom_it_is_for(labels, receiver, where, tmp_path):
    assert routed({"alertname": "A", **labels}, ROUTES[where], tmp_path) == receiver


def routed(labels, config, folder):
    amtool = needed("amtool", "prometheus-alertmanager")
    file = with_urls(config, folder / "a.yaml")
    told = [f"{key}={value}" for key, value in labels.items()]
    status, said = run(amtool, "config", "routes", "test", f"--config.file={file}", *told)
    assert status == 0, said
    return said.split()[-1]


@pytest.mark.parametrize("labels, receiver", [
    # What kube-prometheus-stack itself has to say.
    ({"alertname": "Watchdog", "severity": "none"}, "nobody"),
    ({"alertname": "CPUThrottlingHigh", "severity": "info"}, "nobody"),
    ({"alertname": "KubeAPIDown", "severity": "critical"}, "ticket"),
])
def test_what_the_cluster_says_of_itself_wakes_nobody(labels, receiver, tmp_path):
    assert routed(labels, OF_CLUSTER["config"], tmp_path) == receiver


def test_a_cluster_tells_whom_one_machine_tells():
    one, other = ROUTES["compose"], json.loads(json.dumps(ROUTES["kubernetes"]).replace("/etc/alertmanager/secrets/receivers/", "/run/receivers/"))
    assert other["route"]["routes"].pop(0)["receiver"] == other["receivers"].pop(0)["name"] == "nobody"
    assert other == one


def test_the_page_makes_the_secret_that_alertmanager_reads_and_sends_an_alert_that_wakes(tmp_path):
    page = (ROOT / "docs/deploy/production.md").read_text()
    ((secret, keys),) = re.findall(r"^kubectl create secret generic (\S+) --namespace monitoring (.*)$", page, re.MULTILINE)
    assert OF_CLUSTER["alertmanagerSpec"]["secrets"] == [secret]
    files = {f"/etc/alertmanager/secrets/{secret}/{key}" for key in re.findall(r"--from-file=(\w+)=", keys)}
    assert files == {it["url_file"] for receiver in OF_CLUSTER["config"]["receivers"] for it in receiver.get("webhook_configs", [])}
    ((name, severity),) = re.findall(r"amtool alert add (\w+) severity=(\w+)", page)
    assert routed({"alertname": name, "severity": severity}, OF_CLUSTER["config"], tmp_path) == "page"
    (installed,) = re.findall(r"^helm upgrade --install prometheus (?:.*\\\n)*.*$", page, re.MULTILINE)
    assert "--values k8s/monitoring/alertmanager.values.yaml" in installed


def alertmanager():
    """Its command. Where it is only unpacked, it finds its templates in a /usr/share of its own."""
    program = needed("prometheus-alertmanager", "prometheus-alertmanager")
    if pathlib.Path("/usr/share/prometheus/alertmanager").exists():
        return [program]
    share = program.parents[1] / "share"
    command = ["unshare", "--map-root-user", "--mount", "sh", "-c", f'mount --bind "{share}" /usr/share && exec "$0" "$@"', program]
    status, said = run(*command, "--version")
    if status != 0:
        pytest.skip(f"Alertmanager is not installed, and a place of its own cannot be made for it: {said.strip()}")
    return command


def test_who_is_woken_for_a_job_is_told_less_of_it_and_as_much_of_all_others(tmp_path):
    config = with_urls(ROUTES["compose"], tmp_path / "a.yaml")
    port = free_port()
    command = [
        *alertmanager(), f"--config.file={config}", f"--storage.path={tmp_path / 'kept'}",
        f"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address=",
    ]  # fmt: skip
    url = f"http://127.0.0.1:{port}/api/v2/alerts"
    alerts = {
        "Page": {"severity": "page", "job": "billing"},
        "Same": {"severity": "warn", "job": "billing"},
        "Other": {"severity": "warn", "job": "auth"},
        "PageOfNone": {"severity": "page"},
        "None": {"severity": "ticket"},
    }

    def tell():
        body = json.dumps([{"labels": {"alertname": name, **labels}} for name, labels in alerts.items()])
        request = urllib.request.Request(url, body.encode(), {"content-type": "application/json"})
        with contextlib.suppress(OSError), urllib.request.urlopen(request, timeout=10):
            return True

    def inhibited():
        with urllib.request.urlopen(url, timeout=10) as answer:
            told = {it["labels"]["alertname"]: it["status"] for it in json.load(answer)}
        # Each is looked at once it is grouped.
        return {name: bool(it["inhibitedBy"]) for name, it in told.items() if it["state"] != "unprocessed"}

    with server(*command):
        until(tell, "Alertmanager")
        until(lambda: len(inhibited()) == len(alerts), "every alert is looked at", inhibited)
        assert [name for name, is_so in inhibited().items() if is_so] == ["Same"]


def test_every_severity_in_use_has_a_receiver():
    routes = yaml.safe_load((DOCKER / "alertmanager" / "alertmanager.yaml").read_text())
    matched = " ".join(matcher for route in routes["route"]["routes"] for matcher in route["matchers"])
    for path in (DOCKER / "prometheus" / "rules").glob("*.yaml"):
        for group in yaml.safe_load(path.read_text())["groups"]:
            for rule in group["rules"]:
                if "alert" in rule:
                    assert rule["labels"]["severity"] in re.findall(r"\w+", matched), f"{path.name}: {rule['alert']}"
    mounted = [it for it in COMPOSE["services"]["alertmanager"]["volumes"] if "receivers" in it]
    folder = mounted[0].split(":")[1]
    for receiver in routes["receivers"]:
        assert receiver["webhook_configs"][0]["url_file"].startswith("/run/receivers/")
        assert folder == "/run/receivers"


def test_dashboards_have_a_shape_that_grafana_takes():
    assert {"overview.json", "services.json"} <= set(DASHBOARDS)
    assert len({board["uid"] for board in DASHBOARDS.values()}) == len(DASHBOARDS)
    for board in DASHBOARDS.values():
        ids = [panel["id"] for panel in board["panels"]]
        assert len(set(ids)) == len(ids)
        for panel in board["panels"]:
            place = panel["gridPos"]
            assert place["x"] + place["w"] <= 24
            assert len({target["refId"] for target in panel.get("targets", [])}) == len(panel.get("targets", []))


@pytest.mark.parametrize("name", [name for name, service in SERVICES.items() if service["args"]])
def test_every_service_has_its_row(name):
    board = DASHBOARDS["services.json"]["panels"]
    assert [panel for panel in board if panel["type"] == "row" and panel["title"].startswith(f"{name}: ")]
    assert len([panel for panel in board if any(f'job="{name}"' in it["expr"] for it in panel.get("targets", []))]) >= 3


def exported():
    """The metrics that our sources name, as Prometheus sees them."""
    names = set()
    for path in [*(ROOT / "crates").rglob("*.rs"), *(ROOT / "services").rglob("src/**/*.rs")]:
        for found in re.findall(r'"((?:hostingco_|http\.|rpc\.|process\.|process_|http_|rpc_)[a-z0-9_.]+)"', path.read_text()):
            names.add(found.replace(".", "_"))
    return names


@pytest.fixture(scope="module")
def known():
    names = exported() | {"up", "ALERTS"}
    return {name + suffix for name in names for suffix in ("", "_seconds", "_bytes")}


@each_panel
def test_a_panel_asks_for_what_is_exported(board, panel, known):
    for target in panel["targets"]:
        assert target["datasource"]["uid"] == "prometheus"
        bare = re.sub(r"\{[^}]*\}|\[[^]]*\]|\bby \([^)]*\)", "", target["expr"])
        for name in re.findall(r"\b((?:hostingco|http|rpc|process|up|ALERTS)\w*)\b", bare):
            assert re.sub(r"_(bucket|count|sum)$", "", name) in known, f"{name} is exported by nobody"


def test_every_query_of_a_panel_can_be_read(tmp_path):
    promtool = needed("promtool", "prometheus")
    expressions = [target["expr"].replace("$__rate_interval", "1m") for _, panel in PANELS for target in panel["targets"]]
    rules = [{"record": f"query:{index}", "expr": expression} for index, expression in enumerate(expressions)]
    path = tmp_path / "rules.yaml"
    path.write_text(json.dumps({"groups": [{"name": "queries", "rules": rules}]}))
    status, said = run(promtool, "check", "rules", path)
    assert status == 0, said


def test_logs_have_two_labels_and_no_more():
    text = (DOCKER / "alloy" / "config.alloy").read_text()
    assert re.search(r"stage\.labels \{\s*values = \{service = \"\", level = \"\"\}", text)
    assert "docker.sock" not in text
    # The label that Alloy reads is the one that every container's log has.
    for name, it in COMPOSE["services"].items():
        assert it["logging"]["options"]["labels"] in text, name


def test_grafana_knows_its_sources():
    sources = yaml.safe_load((DOCKER / "grafana" / "provisioning" / "datasources" / "datasources.yaml").read_text())["datasources"]
    assert {it["uid"] for it in sources} == {"prometheus", "loki", "alertmanager"}
    for it in sources:
        host = it["url"].split("//")[1].split(":")[0]
        assert set(COMPOSE["services"][host]["networks"]) & set(COMPOSE["services"]["grafana"]["networks"])
    provider = yaml.safe_load((DOCKER / "grafana" / "provisioning" / "dashboards" / "dashboards.yaml").read_text())["providers"][0]
    mounted = {it.split(":")[1] for it in COMPOSE["services"]["grafana"]["volumes"]}
    assert provider["options"]["path"] in mounted
    home = pathlib.PurePath(COMPOSE["services"]["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"])
    assert home.name in DASHBOARDS
