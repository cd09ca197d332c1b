"""Rules for every container of the Compose file, and what our services are told in it."""

import os
import shutil

import pytest

from compose import DOCKER, ROOT, SERVICES, STORES, TOPOLOGY, choices, environment, file_of, load, run, targets

COMPOSE = load("compose.yaml")
ALL = COMPOSE["services"]
OURS = {name: ALL[name] for name in SERVICES}
ONCE = [name for name, it in ALL.items() if it["restart"] == "no"]
each = pytest.mark.parametrize("name", ALL)
each_of_ours = pytest.mark.parametrize("name", SERVICES)

# Whose figures and files are root's. They write nothing and reach nothing.
ROOT_USERS = {"alloy", "cadvisor"}
# One binary in an empty image, which nothing can ask from the inside.
UNASKED = {"nginx-exporter"}


def test_every_service_of_the_table_runs():
    assert set(SERVICES) | set(STORES) <= set(ALL)


@each
def test_a_container_is_restricted(name):
    it = ALL[name]
    assert it["read_only"] is True
    assert it["cap_drop"] == ["ALL"]
    assert it.get("cap_add", []) == (["DAC_READ_SEARCH"] if name == "alloy" else [])
    assert it["security_opt"] == ["no-new-privileges:true"]
    assert not it.get("privileged") and not it.get("devices")
    user, group = map(int, it["user"].split(":"))
    assert (user == 0 or group == 0) == (name in ROOT_USERS)


@each
def test_a_container_has_limits(name):
    it = ALL[name]
    limits = it["deploy"]["resources"]["limits"]
    assert float(limits["cpus"]) > 0 and limits["memory"].endswith("M") and limits["pids"] >= 32
    assert it["ulimits"]["nofile"] <= 20_000
    assert it["logging"]["options"]["max-size"] and int(it["logging"]["options"]["max-file"]) > 1
    assert all("size=" in tmpfs and "noexec" in tmpfs for tmpfs in it["tmpfs"])


@each
def test_a_container_that_stays_is_asked_each_10_seconds(name):
    check = ALL[name].get("healthcheck")
    if name in ONCE or name in UNASKED:
        assert check is None
        return
    assert check["interval"] == "10s" and check["retries"] == 3
    assert check["test"][0] == "CMD", "no shell is needed for it"


@each
def test_a_container_has_time_to_drain(name):
    drain = 25
    assert int(ALL[name]["stop_grace_period"].removesuffix("s")) > drain


@each
def test_nothing_mounts_the_socket_of_docker(name):
    volumes = [it if isinstance(it, str) else it["source"] for it in ALL[name].get("volumes", [])]
    assert not [it for it in volumes if "docker.sock" in it]
    # Folders of the machine are only read.
    for it in ALL[name].get("volumes", []):
        if isinstance(it, str) and it.startswith(("/", ".", "$")):
            assert it.endswith(":ro"), it


@each
def test_an_image_is_pinned(name):
    image = ALL[name]["image"].split("@")[0]
    tag = image.rsplit(":", 1)[1]
    assert tag not in ("latest", "main") and any(digit.isdigit() for digit in tag), image


@each_of_ours
def test_a_service_is_told_what_the_table_says_and_nothing_else(name):
    table, told = SERVICES[name], environment(OURS[name])
    # The PostgreSQL of the file has no replica.
    wanted = {table["prefix"] + it["name"] for it in table["settings"] if "secret" not in it and it.get("site") != "database_replica_url"}
    assert set(told) == wanted
    for it in table["settings"]:
        if "text" in it and "{host:" not in it["text"]:
            assert told[table["prefix"] + it["name"]] == it["text"]
    assert not [value for value in told.values() if "{" in value or "$" in value]


@each_of_ours
def test_an_address_leads_to_a_container_in_a_network_of_both(name):
    own = set(OURS[name]["networks"])
    for setting in SERVICES[name]["settings"]:
        if "{host:" in setting.get("text", ""):
            peer = setting["text"].split("{host:")[1].split("}")[0]
            told = environment(OURS[name])[SERVICES[name]["prefix"] + setting["name"]]
            assert f"//{peer}:" in told or told.startswith(f"{peer}:")
            assert own & set(ALL[peer]["networks"])


@each_of_ours
def test_a_service_has_the_secrets_of_the_table_and_no_other(name):
    table = SERVICES[name]
    wanted = {
        f"/run/secrets/hostingco/{it['name']}": file_of(table["binary"], it["name"])
        for it in table["settings"]
        if "secret" in it
    }
    assert targets(OURS[name]) == wanted


@each_of_ours
def test_a_service_has_its_own_certificate_and_no_other(name):
    found = [it for it in OURS[name].get("volumes", []) if isinstance(it, str)]
    table = SERVICES[name]
    wanted = f"./.secrets/certificates/{table['binary']}:/run/certificate:ro"
    assert found == ([wanted] if "tls" in table["needs"] else [])


@each_of_ours
def test_a_service_runs_as_the_table_says(name):
    it, table = OURS[name], SERVICES[name]
    assert it["image"] == f"{choices()['REGISTRY']}/{table['binary']}:{choices()['VERSION']}"
    assert it.get("command", []) == table["args"]
    assert it["user"] == "65532:65532"
    assert it["deploy"].get("replicas", 1) == table["size"]["small"]
    assert it["deploy"]["resources"]["limits"]["memory"] == f"{table['size']['memory_mib']}M"


@pytest.mark.parametrize("binary", TOPOLOGY["databases"])
def test_a_migration_gates_the_start(binary):
    name = f"migrate-{binary}"
    it = ALL[name]
    assert it["command"] == ["migrate"] and it["networks"] == ["db"]
    assert it["depends_on"] == {"databases": {"condition": "service_completed_successfully"}}
    users = [service["name"] for service in SERVICES.values() if service["binary"] == binary and service["migrates"]]
    assert users
    for user in users:
        assert ALL[user]["depends_on"][name] == {"condition": "service_completed_successfully"}
        assert environment(it) == environment(ALL[user]) and targets(it) == targets(ALL[user])


def test_every_file_of_seeds_is_sown_after_its_service_is_ready():
    files = sorted(path.stem for path in (ROOT / "seeds").glob("*.toml"))
    assert files == sorted(name.removeprefix("seed-") for name in ALL if name.startswith("seed-"))
    for binary in files:
        it = ALL[f"seed-{binary}"]
        assert it["profiles"] == ["trial"]
        assert it["depends_on"][binary] == {"condition": "service_healthy"}
        assert COMPOSE["configs"][f"seed-{binary}"]["file"] == f"../seeds/{binary}.toml"


@pytest.mark.parametrize("name", ONCE)
def test_up_waits_for_what_runs_once(name):
    """`up --wait` calls a container that has ended a failure, unless somebody waits for its end."""
    waiting = [
        user for user, it in ALL.items()
        if it.get("depends_on", {}).get(name, {}).get("condition") == "service_completed_successfully"
    ]
    assert waiting


@each
def test_who_is_waited_for_exists_and_can_be_well(name):
    for other, how in ALL[name].get("depends_on", {}).items():
        assert other in ALL
        if how["condition"] == "service_healthy":
            assert ALL[other].get("healthcheck")
        # What a profile leaves out cannot be waited for.
        if ALL[other].get("profiles", []) != ALL[name].get("profiles", []) and ALL[other].get("profiles"):
            assert how["required"] is False


def test_nobody_waits_for_himself():
    started = set()
    while len(started) < len(ALL):
        ready = {name for name, it in ALL.items() if set(it.get("depends_on", {})) <= started} - started
        assert ready, f"these wait for each other: {set(ALL) - started}"
        started |= ready


def test_compose_itself_can_read_it(tmp_path):
    docker = shutil.which("docker")
    if not docker or run(docker, "compose", "version")[0] != 0:
        pytest.skip("no `docker compose` on this machine (no daemon is needed)")
    for profiles in ("", "trial", "trial,monitoring"):
        told = {**os.environ, **choices(), "COMPOSE_PROFILES": profiles}
        status, said = run(docker, "compose", "--file", DOCKER / "compose.yaml", "config", "--quiet", env=told)
        assert status == 0, said


def test_everything_named_is_there():
    for kind in ("configs", "secrets"):
        used = set()
        for it in ALL.values():
            used |= {entry if isinstance(entry, str) else entry["source"] for entry in it.get(kind, [])}
        assert used == set(COMPOSE[kind]), kind
    for name, config in COMPOSE["configs"].items():
        assert (DOCKER / config["file"]).is_file(), name
    volumes = {
        it["source"] if isinstance(it, dict) else it.split(":")[0]
        for service in ALL.values() for it in service.get("volumes", [])
    }
    assert set(COMPOSE["volumes"]) <= volumes
    assert {it for it in volumes if not it.startswith(("/", "."))} == set(COMPOSE["volumes"])
