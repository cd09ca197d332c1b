"""docker/upgrade against a stand-in for docker: what it does, in which order, and what it says when something is wrong.

In every test the stand-in watches that no service has fewer healthy containers than the file wants, at any moment.
"""

import fcntl
import os
import re

import pytest

from compose import DOCKER, SERVICES, load
from stand_in import StandIn

COUNTS = {name: load("compose.yaml")["services"][name]["deploy"].get("replicas", 1) for name in SERVICES}


class Machine(StandIn):
    """A copy of the folder docker, and an engine on which version 0.1.0 runs."""

    def __init__(self, folder):
        # It is started hundreds of times: without the packages, which it looks for itself where it needs one.
        super().__init__(folder, "fake_compose.py", "-S")
        containers = {}
        for name, count in COUNTS.items():
            for number in range(count):
                containers[f"{name}-{number}"] = self.container(name)
        self.change(
            containers=containers, wanted=COUNTS, next=0, images=[], bad=[], unreachable=[], refused=[], failing=[], killed_at=None,
            down=False, looked=0, gaps=[], done=[],
        )

    @staticmethod
    def container(name, version="0.1.0", running=True):
        return {"service": name, "image": f"ghcr.io/hostingco/{SERVICES[name]['binary']}:{version}", "running": running, "asked": 9, "hash": "-"}

    def versions(self):
        """What runs, and nothing else may be there: the versions of each service's containers."""
        found = {}
        for it in self.state["containers"].values():
            assert it["running"], "a stopped container is left"
            found.setdefault(it["service"], []).append(it["image"].rsplit(":", 1)[1])
        return found

    def all_run(self, version):
        return self.versions() == {name: [version] * count for name, count in COUNTS.items()}

    def did(self, pattern):
        return [it for it in self.state["done"] if re.search(pattern, it)]

    def write_version(self, version):
        path = self.docker / ".env"
        path.write_text(re.sub(r"^VERSION=.*$", f"VERSION={version}", path.read_text(), flags=re.MULTILINE))

    def upgrade(self, *arguments, version=None, **environment):
        if version:
            self.write_version(version)
        own = self.environment(**{"UPGRADE_TIMEOUT": "20", "UPGRADE_PAUSE": "0.05", "UPGRADE_SETTLE": "0.05", **environment})
        own.pop("VERSION", None)
        status, said = self.run("upgrade", *arguments, env=own, timeout=300, start_new_session=True)
        assert self.state["gaps"] == [], said
        return status, said


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_it_exchanges_one_service_after_the_other(machine):
    status, said = machine.upgrade(version="0.2.0")
    assert status == 0, said
    assert machine.all_run("0.2.0")
    assert "all services run 0.2.0" in said
    order = [it.split()[-1] for it in machine.did("^compose up")]
    assert order == list(SERVICES), "the order of the table"
    assert order[-2:] == ["gateway", "console"]
    for name in order:
        # Of two that call one another each is there all the time, in either version.
        later = [peer for peer in SERVICES[name]["peers"] if order.index(peer) > order.index(name)]
        assert all(name in SERVICES[peer]["peers"] for peer in later), f"{name} goes before {later}, which it calls"
    done = machine.state["done"]
    jobs = [it.split()[-1] for it in machine.did("^compose run")]
    assert jobs[0] == "databases" and set(jobs[1:]) == {f"migrate-{it['binary']}" for it in SERVICES.values() if it["migrates"]}
    first = done.index(machine.did("^compose up")[0])
    assert all(done.index(it) < first for it in [*machine.did("^compose run"), *machine.did("^pull")])
    assert min(done.index(it) for it in machine.did("^rm")) > done.index(machine.did("^compose up")[-1]), "nothing goes before all are well"


def test_again_it_changes_nothing(machine):
    assert machine.upgrade(version="0.2.0")[0] == 0
    before = machine.state["containers"].keys()
    machine.change(done=[])
    status, said = machine.upgrade()
    assert status == 0, said
    assert machine.state["containers"].keys() == before
    assert machine.did("^(compose up|stop|rm|pull)") == []


def test_the_old_version_is_the_way_back(machine):
    assert machine.upgrade(version="0.2.0")[0] == 0
    status, said = machine.upgrade(version="0.1.0")
    assert status == 0, said
    assert machine.all_run("0.1.0")


def test_the_way_back_from_half_of_the_way(machine):
    machine.change(killed_at="^compose up.* billing$")
    assert machine.upgrade(version="0.2.0")[0] != 0
    status, said = machine.upgrade(version="0.1.0")
    assert status == 0, said
    assert machine.all_run("0.1.0")


def test_an_image_that_cannot_be_pulled_is_named_and_nothing_is_changed(machine):
    before = machine.state["containers"]
    machine.change(unreachable=["billing:0.2.0", "console:0.2.0"])
    status, said = machine.upgrade(version="0.2.0")
    assert status == 1
    assert "cannot be pulled: ghcr.io/hostingco/billing:0.2.0 ghcr.io/hostingco/console:0.2.0; nothing has changed" in said
    assert machine.state["containers"] == before and machine.did("^compose (run|up)") == []


def test_images_that_are_here_are_not_asked_for(machine):
    machine.change(images=[f"ghcr.io/hostingco/{it['binary']}:0.2.0" for it in SERVICES.values()])
    assert machine.upgrade(version="0.2.0")[0] == 0
    assert machine.did("^pull") == []


@pytest.mark.parametrize("job", ["databases", "migrate-billing"])
def test_a_failed_migration_leaves_the_services_as_they_are(machine, job):
    before = machine.state["containers"]
    machine.change(failing=[job])
    status, said = machine.upgrade(version="0.2.0")
    assert status == 1
    assert f"{job} has failed" in said and f"{job} finds the schema newer" in said and "run as before" in said
    assert machine.state["containers"] == before


@pytest.mark.parametrize("bad", ["auth", "gateway", "console"])
def test_an_image_that_is_not_well_takes_all_back_together(machine, bad):
    machine.change(bad=[f"{bad}:0.2.0"])
    before = machine.state["containers"].keys()
    status, said = machine.upgrade(version="0.2.0")
    assert status == 1
    assert f"{bad} is not well (running, unhealthy)" in said and "the setting X is not known" in said
    assert "the old version serves, and did all the time" in said
    assert machine.all_run("0.1.0")
    assert machine.state["containers"].keys() == before, "the same containers, started again"
    for name in SERVICES:
        reached = list(SERVICES).index(name) <= list(SERVICES).index(bad)
        assert (f"{name} is back" in said) == reached


def test_an_engine_that_cannot_make_a_container_takes_all_back_together(machine):
    machine.change(refused=["gateway:0.2.0"])
    status, said = machine.upgrade(version="0.2.0")
    assert status == 1 and "no space left for gateway" in said and "taking all services back" in said
    assert machine.all_run("0.1.0")


@pytest.mark.parametrize("moment", ["^compose run.*migrate-audit", "^compose up.* gateway$", "^stop gateway-0", "^rm"])
def test_an_interrupted_run_is_gone_on_with(machine, moment):
    machine.change(killed_at=moment)
    assert machine.upgrade(version="0.2.0")[0] != 0
    assert machine.state["killed_at"] is None, "it was killed"
    made = {name for name, it in machine.state["containers"].items() if it["image"].endswith(":0.2.0")}
    status, said = machine.upgrade()
    assert status == 0, said
    assert machine.all_run("0.2.0")
    assert made <= set(machine.state["containers"]), "what was made is used"


def test_an_interrupted_run_that_fails_later_is_taken_back_whole(machine):
    machine.change(killed_at="^stop provisioning", bad=["gateway:0.2.0"])
    assert machine.upgrade(version="0.2.0")[0] != 0
    status, said = machine.upgrade()
    assert status == 1, said
    assert machine.all_run("0.1.0")


def test_a_service_that_is_new_goes_again_when_it_is_not_well(machine):
    containers = {name: it for name, it in machine.state["containers"].items() if it["service"] != "audit"}
    counts = {name: count for name, count in COUNTS.items() if name != "audit"}
    machine.change(containers=containers, wanted=counts, bad=["audit:0.2.0"])
    status, said = machine.upgrade(version="0.2.0")
    assert status == 1, said
    assert machine.versions() == {name: ["0.1.0"] * count for name, count in counts.items()}
    machine.change(bad=[])
    assert machine.upgrade()[0] == 0
    assert machine.all_run("0.2.0")


def test_only_one_upgrades_at_a_time(machine):
    folder = os.open(machine.docker, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        status, said = machine.upgrade(version="0.2.0")
    finally:
        os.close(folder)
    assert status == 1 and "somebody else is upgrading; nothing has changed" in said
    assert machine.state["done"] == []
    assert machine.upgrade("check")[0] == 0


def test_stores_and_edge_are_left_alone_and_named_where_they_differ(machine):
    postgres, redis = {"service": "postgres", "image": "p"}, {"service": "redis", "image": "r"}
    rest = {"running": True, "asked": 9, "hash": "another"}
    machine.change(containers=machine.state["containers"] | {"postgres-0": postgres | rest, "redis-0": redis | rest})
    status, said = machine.upgrade(version="0.2.0")
    assert status == 0, said
    assert "with another definition than they run with: postgres redis; docker compose up --wait exchanges them" in said
    assert not machine.did("^(compose up|stop|start|rm).*(postgres|redis|haproxy|nginx)")


@pytest.mark.parametrize(
    "line, words",
    [
        ('    ports: ["127.0.0.1:3000:3000"]', "console publishes a port"),
        ("    container_name: console", "console has a container_name"),
    ],
)
def test_a_service_of_which_there_can_be_only_one_is_named(machine, line, words):
    path = machine.docker / "compose.yaml"
    path.write_text(path.read_text().replace("\n  console:\n", f"\n  console:\n{line}\n"))
    status, said = machine.upgrade(version="0.2.0")
    assert status == 1 and words in said
    assert machine.all_run("0.1.0")


@pytest.mark.parametrize(
    "wrong, words",
    [
        (lambda it: (it.docker / ".env").unlink(), "cp .env.example .env"),
        (lambda it: it.write_version(""), "VERSION is not in .env"),
        (lambda it: (it.docker / ".env").write_text("VERSION=0.2.0\n"), "compose.yaml: error while interpolating"),
        (lambda it: it.change(down=True), "the Docker daemon does not answer: Cannot connect"),
        (lambda it: it.change(containers={}, wanted={}), "docker compose up --wait starts it"),
    ],
    ids=["no .env", "no VERSION", "no AUTH_URL", "no engine", "nothing runs"],
)
def test_what_is_missing_is_named_before_anything_is_done(machine, wrong, words):
    wrong(machine)
    before = machine.state["containers"]
    status, said = machine.upgrade()
    assert status == 1 and words in said
    assert machine.state["containers"] == before and machine.did("^(pull|compose (run|up))") == []


def test_it_waits_as_long_as_nginx_keeps_a_name(machine):
    """Above all others: the pause is one for nginx, as HAProxy is asked."""
    settle = int(re.search(r"UPGRADE_SETTLE:-(\d+)", (DOCKER / "upgrade").read_text())[1])
    nginx = (DOCKER / "nginx" / "nginx.conf").read_text()
    kept = int(re.search(r"resolver \S+ valid=(\d+)s", nginx)[1])
    answer = int(re.search(r"resolver_timeout (\d+)s", nginx)[1])
    assert settle > kept + answer
    # Who is public is found by nginx or by HAProxy, in the words that the script looks for.
    haproxy = (DOCKER / "haproxy" / "haproxy.cfg").read_text()
    for name, it in SERVICES.items():
        found = re.search(rf"server {name}:\d+ resolve", nginx) or re.search(rf"server-template {name} \d+ {name}:", haproxy)
        assert bool(found) == (it["public"] is not None), name


def test_a_misspelt_order_is_refused(machine):
    status, said = machine.upgrade("rollback")
    assert status == 1 and "./upgrade or ./upgrade check" in said
