"""Rules for the stack files; what they share with the Compose file is compared with it."""

import os
import re
import shutil

import pytest

from compose import DOCKER, SERVICES, TOPOLOGY, choices, environment, file_of, load, run, targets

FILES = ("stack-data.yaml", "stack-migrate.yaml", "stack.yaml", "stack-monitor.yaml")


def variables():
    """The choices, and a hash for each file."""
    hashes = {name: "0123456789ab" for file in FILES for name in re.findall(r"\$\{(H_\w+)", (DOCKER / file).read_text())}
    return choices() | hashes


STACKS = {file: load(file, variables()) for file in FILES}
ALL = {(file, name): it for file, stack in STACKS.items() for name, it in stack["services"].items()}
STACK = STACKS["stack.yaml"]
COMPOSE = load("compose.yaml")
MONITOR = STACKS["stack-monitor.yaml"]
# What reads files of root on its node, and the one capability that it has for that.
OF_ROOT = {"alloy": ["DAC_READ_SEARCH"], "cadvisor": []}
each = pytest.mark.parametrize("which", ALL, ids=lambda which: ":".join(which))
each_of_ours = pytest.mark.parametrize("name", SERVICES)


@pytest.mark.parametrize("file", FILES)
def test_docker_can_read_it(file):
    if not shutil.which("docker"):
        pytest.skip("no docker command on this machine (no daemon is needed)")
    # What exists needs no daemon: the files are only read.
    status, said = run("docker", "stack", "config", "--compose-file", DOCKER / file, env={**os.environ, **variables()})
    assert status == 0, said
    assert "Ignoring" not in said


@each
def test_a_container_is_restricted_and_has_limits(which):
    it = ALL[which]
    of_root = OF_ROOT if which[0] == "stack-monitor.yaml" else {}
    assert it["read_only"] is True and it["cap_drop"] == ["ALL"] and it.get("cap_add", []) == of_root.get(which[1], [])
    assert (it["user"] == "0:0") == (which[1] in of_root) and (which[1] in of_root or 0 not in map(int, it["user"].split(":")))
    assert not any("docker.sock" in str(volume) for volume in it["volumes"])
    resources = it["deploy"]["resources"]
    assert float(resources["limits"]["cpus"]) >= float(resources["reservations"]["cpus"]) > 0
    assert resources["limits"]["memory"].endswith("M") and resources["reservations"]["memory"].endswith("M")
    assert resources["limits"]["pids"] >= 32
    assert it["ulimits"]["nofile"] <= 20_000


@each
def test_a_container_that_stays_is_asked_and_updated_with_care(which):
    file, name = which
    it, deploy = ALL[which], ALL[which]["deploy"]
    if deploy.get("mode") == "replicated-job":
        assert file == "stack-migrate.yaml" and "healthcheck" not in it
        assert deploy["restart_policy"]["condition"] == "on-failure"
        return
    # An image with one binary has nothing that could ask.
    assert name == "nginx-exporter" or (it["healthcheck"]["interval"] == "10s" and it["healthcheck"]["test"][0] == "CMD")
    assert deploy["endpoint_mode"] == "dnsrr"
    update = deploy["update_config"]
    assert update["failure_action"] == "rollback" and int(update["monitor"].removesuffix("s")) >= 15
    # Where two at once would fight for a port of the node or for a volume, the old one goes first.
    kept = any(volume["type"] == "volume" for volume in it["volumes"])
    alone = name == "haproxy" or file == "stack-data.yaml" or (file == "stack-monitor.yaml" and (kept or deploy.get("mode") == "global"))
    assert update["order"] == ("stop-first" if alone else "start-first")


# Each choice by its own name, so that a value in its place is seen.
MARKED = {name: f"choice-{name}" for name in variables()}
MARKED_STACK, MARKED_COMPOSE = load("stack.yaml", MARKED)["services"], load("compose.yaml", MARKED)["services"]


@each_of_ours
def test_a_service_is_told_the_same_as_in_compose(name):
    assert environment(MARKED_STACK[name]) == environment(MARKED_COMPOSE[name])
    assert STACK["services"][name]["image"] == COMPOSE["services"][name]["image"]
    assert STACK["services"][name].get("command", []) == COMPOSE["services"][name].get("command", [])


@pytest.mark.parametrize("name", MONITOR["services"])
def test_monitoring_is_what_compose_has(name):
    here, there = MONITOR["services"][name], COMPOSE["services"][name]
    assert here["image"] == there["image"] and here["user"] == there["user"] and environment(here) == environment(there)
    # Only what Swarm has no word for (`pid: host`) is said in another way.
    more = ["--path.procfs=/host/proc", "--path.sysfs=/host/sys"] if name == "node-exporter" else []
    assert here.get("command", []) == [*more, *there.get("command", [])]
    assert here.get("healthcheck") == there.get("healthcheck")
    # Grafana's page is reached from its node, not through the edge.
    assert set(here["networks"]) == {{"proxy": "outside"}.get(it, it) for it in there["networks"]}


def test_monitoring_has_all_of_compose():
    assert set(MONITOR["services"]) == {name for name, it in COMPOSE["services"].items() if it.get("profiles") == ["monitoring"]}


def test_exporters_of_a_node_are_on_every_node():
    on_all = {name for name, it in MONITOR["services"].items() if it["deploy"].get("mode") == "global"}
    assert on_all == {"alloy", "cadvisor", "node-exporter"}
    for name in on_all:
        assert "placement" not in MONITOR["services"][name]["deploy"]
    for name in ("prometheus", "alertmanager", "grafana", "loki"):
        assert MONITOR["services"][name]["deploy"]["placement"]["constraints"] == ["node.labels.hostingco.monitor == true"]


def test_prometheus_finds_all_tasks_of_whom_it_asks():
    """Without an address of its own a service's name is the addresses of all its tasks, in each network that it is in."""
    found = {name: it for (_, name), it in ALL.items() if it["deploy"].get("mode") != "replicated-job"}
    for job in load("prometheus/prometheus.yaml", {})["scrape_configs"]:
        for name in job["dns_sd_configs"][0]["names"]:
            assert "monitor" in found[name]["networks"] and found[name]["deploy"]["endpoint_mode"] == "dnsrr", name


@pytest.mark.parametrize("service, into, folder", [
    ("prometheus", "/etc/prometheus/rules", "prometheus/rules"),
    ("grafana", "/etc/hostingco/dashboards", "grafana/dashboards"),
    ("grafana", "/etc/grafana/provisioning", "grafana/provisioning"),
])
def test_every_file_that_compose_mounts_as_a_folder_is_a_config(service, into, folder):
    mounted = {
        use["target"].removeprefix(f"{into}/"): MONITOR["configs"][use["source"]]["file"]
        for use in MONITOR["services"][service]["configs"] if use["target"].startswith(f"{into}/")
    }
    files = [path.relative_to(DOCKER / folder) for path in (DOCKER / folder).rglob("*") if path.is_file()]
    assert mounted == {str(path): f"./{folder}/{path}" for path in files}


def test_alerts_go_to_the_same_files_as_in_compose():
    receivers = re.findall(r"url_file: (\S+?),", (DOCKER / "alertmanager/alertmanager.yaml").read_text())
    assert targets(MONITOR["services"]["alertmanager"]) == {path: f"receivers.{os.path.basename(path)}" for path in receivers}
    for path in receivers:
        assert MONITOR["secrets"][f"receivers.{os.path.basename(path)}"]["file"] == f"./.secrets/receivers/{os.path.basename(path)}"


@pytest.mark.parametrize("name", [*SERVICES, "nginx", "postgres", "redis", "rabbitmq"])
def test_a_container_is_in_the_same_networks_as_in_compose(name):
    it = next(service for (_, own), service in ALL.items() if own == name and service["deploy"].get("mode") != "replicated-job")
    assert set(it["networks"]) == set(COMPOSE["services"][name]["networks"])


@each_of_ours
def test_a_service_has_the_secrets_of_the_table_and_no_other(name):
    table = SERVICES[name]
    wanted = {
        f"/run/secrets/hostingco/{it['name']}": file_of(table["binary"], it["name"])
        for it in table["settings"] if "secret" in it
    }
    if "tls" in table["needs"]:
        wanted |= {"/run/certificate/ca.pem": "ca.pem"}
        wanted |= {f"/run/certificate/tls.{kind}": f"{table['binary']}.tls.{kind}" for kind in ("pem", "key")}
    it = STACK["services"][name]
    assert targets(it) == wanted
    assert all((use["uid"], use["mode"]) == ("65532", 0o400) for use in it.get("secrets", []))


@each_of_ours
def test_replicas_are_those_of_production(name):
    assert STACK["services"][name]["deploy"]["replicas"] == SERVICES[name]["size"]["production"]


@pytest.mark.parametrize("binary", TOPOLOGY["databases"])
def test_each_database_has_a_job_with_the_settings_of_its_service(binary):
    job = STACKS["stack-migrate.yaml"]["services"][binary]
    user = next(s["name"] for s in SERVICES.values() if s["binary"] == binary and s["migrates"])
    assert job["command"] == ["migrate"] and job["networks"] == ["db"]
    assert environment(job) == environment(STACK["services"][user])
    assert targets(job) == targets(STACK["services"][user])


@pytest.mark.parametrize("file", FILES)
def test_secrets_and_configs_are_named_by_their_content(file):
    stack = STACKS[file]
    for kind in ("secrets", "configs"):
        used = {use["source"] for it in stack["services"].values() for use in it.get(kind, [])}
        assert used == set(stack.get(kind, {})), kind
        for name, it in stack.get(kind, {}).items():
            assert it["name"] == f"hostingco_{name}_0123456789ab" and len(it["name"]) <= 64
            if kind == "configs":
                assert (DOCKER / it["file"]).is_file()


@pytest.mark.parametrize("file", FILES)
def test_networks_are_those_that_deploy_makes(file):
    """A stack makes only the networks that it uses itself: none of them is another stack's."""
    used = {name for it in STACKS[file]["services"].values() for name in it["networks"]}
    networks = STACKS[file]["networks"]
    assert used == set(networks)
    assert networks == {name: {"external": True, "name": f"hostingco_{name}"} for name in used}


def test_only_the_edge_publishes_ports_at_its_node():
    published = {name: it["ports"] for (_, name), it in ALL.items() if it.get("ports")}
    assert set(published) == {"haproxy"}
    assert {(port["published"], port["target"], port["mode"]) for port in published["haproxy"]} == {(80, 8080, "host"), (443, 8443, "host")}
    assert STACK["services"]["haproxy"]["deploy"]["mode"] == "global"


def test_what_holds_state_stays_on_its_node():
    for name, it in STACKS["stack-data.yaml"]["services"].items():
        assert it["deploy"]["placement"]["constraints"] == ["node.labels.hostingco.data == true"], name
        assert it["deploy"].get("replicas", 1) == 1
    for name, service in SERVICES.items():
        constraints = STACK["services"][name]["deploy"]["placement"].get("constraints", [])
        assert constraints == (["node.labels.hostingco.blobs == true"] if "blobs" in service["needs"] else [])
