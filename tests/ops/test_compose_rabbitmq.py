"""RabbitMQ as Compose and Swarm configure it, with the oldest version that we name: Debian's."""

import json
import pathlib

import pytest

import rabbitmq
from compose import DOCKER, load, make_secrets

pytestmark = rabbitmq.needs_rabbitmq

COMPOSE = load("compose.yaml")
DEFINITIONS = json.loads((DOCKER / "rabbitmq/definitions.json").read_text())


def lay_out(folder, secrets):
    """The files that the container has below /etc/rabbitmq, below another folder."""
    it = COMPOSE["services"]["rabbitmq"]
    sources = [(use, COMPOSE["configs"][use["source"]]["file"]) for use in it["configs"]]
    sources += [(use, COMPOSE["secrets"][use["source"]]["file"]) for use in it["secrets"]]
    for use, file in sources:
        # What is secret is wherever the test has made it.
        source = secrets / pathlib.PurePath(file).name if file.startswith("./.secrets/") else DOCKER / file
        target = folder / pathlib.PurePath(use["target"]).relative_to("/etc/rabbitmq")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(source.read_text())


def configuration(folder):
    """Its rabbitmq.conf, for this machine: the ports are the test's, the memory too."""
    lines = (folder / "rabbitmq.conf").read_text().replace("/etc/rabbitmq", str(folder)).splitlines()
    of_the_container = ("listeners.", "prometheus.", "vm_memory", "disk_free")
    return rabbitmq.SMALL + "\n".join(line for line in lines if not line.startswith(of_the_container)) + "\n"


@pytest.fixture(scope="module")
def secrets(tmp_path_factory):
    folder = tmp_path_factory.mktemp("secrets") / "s"
    status, said = make_secrets(folder)
    assert status == 0, said
    return folder


def named(entries):
    return {it["name"] for it in entries}


def test_it_comes_up_with_the_topology_and_one_user_and_a_new_password_at_the_next_start(secrets, tmp_path):
    lay_out(tmp_path, secrets)
    with rabbitmq.running(configuration(tmp_path)) as broker:
        first = (secrets / "broker.password").read_text()
        assert "Success" in broker.ask("authenticate_user", "hostingco", first)
        there = json.loads(broker.ask("export_definitions", "-"))
        for kind in ("queues", "exchanges", "policies", "parameters"):
            assert named(DEFINITIONS[kind]) <= named(there[kind]), kind
        assert len(there["bindings"]) >= len(DEFINITIONS["bindings"])
        assert named(there["users"]) == {"hostingco"}, "no guest"
        assert [it["user"] for it in there["permissions"]] == ["hostingco"]

        broker.stop()
        (secrets / "broker.password").unlink()
        assert make_secrets(secrets)[0] == 0
        lay_out(tmp_path, secrets)
        broker.start()
        assert "Success" in broker.ask("authenticate_user", "hostingco", (secrets / "broker.password").read_text())
        assert "Success" not in broker.ask("authenticate_user", "hostingco", first)
