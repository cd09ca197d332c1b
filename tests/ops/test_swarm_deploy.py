"""docker/deploy against a stand-in for docker: what it does, in which order, and what it says when something is wrong."""

import shutil

import pytest

from compose import SERVICES, make_secrets
from stand_in import StandIn

LABELS = ["hostingco.data", "hostingco.edge", "hostingco.blobs"]
# A choice of .env that the caller sets.
WATCHED = {"COMPOSE_PROFILES": "monitoring"}


class Swarm(StandIn):
    """A copy of the folder docker, and a swarm of one node."""

    def __init__(self, folder, secrets):
        super().__init__(folder, "fake_docker.py")
        shutil.copytree(secrets, self.docker / ".secrets")
        self.change(info="active true", labels=LABELS, services={}, networks={}, secrets=[], configs=[], fails=[], deploys=[])

    def services(self):
        return {name: it["spec"] for name, it in self.state["services"].items() if it["stack"] == "hostingco"}

    def deploy(self, *arguments, **environment):
        own = self.environment(**{"DEPLOY_TIMEOUT": "3", "DEPLOY_PAUSE": "0.1", **environment})
        return self.run("deploy", *arguments, env=own, timeout=120)


@pytest.fixture(scope="module")
def secrets(tmp_path_factory):
    folder = tmp_path_factory.mktemp("secrets") / "s"
    assert make_secrets(folder)[0] == 0
    return folder


@pytest.fixture
def swarm(tmp_path, secrets):
    return Swarm(tmp_path, secrets)


def test_it_brings_out_stores_then_migrations_then_services(swarm):
    status, said = swarm.deploy()
    assert status == 0, said
    assert swarm.state["deploys"] == ["hostingco-data", "hostingco-migrate", "hostingco"]
    assert "all services are well" in said


def test_networks_are_closed_and_encrypted_where_secrets_pass(swarm):
    assert swarm.deploy()[0] == 0
    networks = {name.removeprefix("hostingco_"): options for name, options in swarm.state["networks"].items()}
    used = {name for it in SERVICES.values() for name in it["networks"]}
    assert set(networks) == used | {"outside"}
    assert {name for name, options in networks.items() if "--internal" in options} == used
    assert {name for name, options in networks.items() if "encrypted" in options} == {"app", "db"}
    assert all(options[:2] == ["--driver", "overlay"] for options in networks.values())


def test_again_it_changes_nothing(swarm):
    assert swarm.deploy()[0] == 0
    before = swarm.state
    assert swarm.deploy()[0] == 0
    after = swarm.state
    assert {n: it["spec"] for n, it in before["services"].items()} == {n: it["spec"] for n, it in after["services"].items()}
    assert (before["secrets"], before["configs"]) == (after["secrets"], after["configs"])


def test_a_failed_migration_leaves_the_services_as_they_are(swarm):
    assert swarm.deploy()[0] == 0
    before = swarm.services()
    swarm.change(fails=["hostingco-migrate_billing"], deploys=[])
    status, said = swarm.deploy(VERSION="0.2.0")
    assert status == 1
    assert "hostingco-migrate_billing" in said and "the database is not there" in said and "services are untouched" in said
    assert swarm.state["deploys"] == ["hostingco-data", "hostingco-migrate"]
    assert swarm.services() == before


def test_one_bad_service_takes_all_back_together(swarm):
    assert swarm.deploy()[0] == 0
    before = swarm.services()
    swarm.change(fails=["hostingco_gateway"])
    status, said = swarm.deploy(VERSION="0.2.0")
    assert status == 1
    assert "hostingco_gateway is not well" in said and "the schema is newer" in said
    assert swarm.services() == before
    assert f"{len(before) - 1} services are back" in said, "the gateway was taken back by Swarm"


@pytest.mark.parametrize("service", ["hostingco_auth", "hostingco_haproxy"])
def test_a_first_installation_that_fails_says_which_part_and_no_other(swarm, service):
    swarm.change(fails=[service])
    status, said = swarm.deploy()
    assert status == 1 and f"{service} is not well" in said and "nothing to go back to" in said
    assert said.count("is not well") == 1


def test_stores_that_do_not_run_stop_it_before_the_migrations(swarm):
    swarm.change(fails=["hostingco-data_postgres"])
    status, said = swarm.deploy()
    assert status == 1 and "hostingco-data_postgres is not well" in said
    assert swarm.state["deploys"] == ["hostingco-data"]


def test_a_rollback_takes_every_service_back_and_twice_is_once(swarm):
    assert swarm.deploy()[0] == 0
    before = swarm.services()
    assert swarm.deploy(VERSION="0.2.0")[0] == 0
    assert swarm.services() != before
    status, said = swarm.deploy("rollback")
    assert status == 0, said
    assert swarm.services() == before
    status, said = swarm.deploy("rollback")
    assert status == 0 and "nothing to go back to" in said
    assert swarm.services() == before
    # What is brought out afterwards can be taken back again.
    assert swarm.deploy(VERSION="0.3.0")[0] == 0
    assert swarm.services() != before
    assert swarm.deploy("rollback")[0] == 0
    assert swarm.services() == before


def test_a_rollback_after_a_deployment_that_failed_goes_nowhere(swarm):
    assert swarm.deploy()[0] == 0
    before = swarm.services()
    swarm.change(fails=["hostingco_gateway"])
    assert swarm.deploy(VERSION="0.2.0")[0] == 1
    status, said = swarm.deploy("rollback")
    assert status == 0 and "nothing to go back to" in said
    assert swarm.services() == before


def test_a_rollback_to_what_runs_no_more_names_it(swarm):
    assert swarm.deploy()[0] == 0
    before = swarm.services()
    assert swarm.deploy(VERSION="0.2.0")[0] == 0
    swarm.change(fails=["hostingco_billing"])
    status, said = swarm.deploy("rollback")
    assert status == 1 and "services are back" not in said, said
    assert [line for line in said.splitlines() if "does not come back" in line] == [
        'deploy: hostingco_billing does not come back: "task: non-zero exit (1): the schema is newer than this program"; '
        "docker service logs hostingco_billing has more"
    ]
    assert "mend it, then ./deploy" in said.lower()
    assert swarm.services() == before


def test_a_changed_secret_updates_its_users_and_no_others(swarm):
    assert swarm.deploy()[0] == 0
    before = swarm.services()
    path = swarm.docker / ".secrets" / "notifications.smtp.password"
    path.chmod(0o600)
    path.write_text("another")
    assert swarm.deploy()[0] == 0
    after = swarm.services()
    assert {name for name in before if before[name] != after[name]} == {"hostingco_notifications"}


def test_old_secrets_stay_for_a_rollback_and_go_afterwards(swarm):
    path = swarm.docker / ".secrets" / "notifications.smtp.password"
    path.chmod(0o600)
    of_all = []
    for text in ("one", "two", "three"):
        path.write_text(text)
        assert swarm.deploy()[0] == 0
        of_all.append({it for it in swarm.state["secrets"] if "smtp.password" in it})
    assert [len(it) for it in of_all] == [1, 2, 2]
    assert not of_all[0] & of_all[2], "the first is gone"


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"info": "inactive false"}, "docker swarm init"),
        ({"info": "active false"}, "no manager"),
        ({"labels": ["hostingco.data", "hostingco.edge"]}, "docker node update --label-add hostingco.blobs=true NODE"),
    ],
)
def test_a_swarm_that_is_not_ready_is_told_how(swarm, wrong, words):
    swarm.change(**wrong)
    status, said = swarm.deploy("check")
    assert status == 1 and words in said
    assert swarm.state["deploys"] == []


@pytest.mark.parametrize(
    "file, words",
    [
        (".env", "cp .env.example .env"),
        (".secrets/broker.password", "broker.password is missing: run ./secrets"),
        (".secrets/certificates/auth/tls.pem", "tls.pem is missing: run ./secrets"),
        ("haproxy/haproxy.cfg", "haproxy/haproxy.cfg is missing"),
    ],
)
def test_a_missing_file_is_named_before_anything_is_done(swarm, file, words):
    (swarm.docker / file).unlink()
    status, said = swarm.deploy()
    assert status == 1 and words in said
    assert swarm.state["deploys"] == []


def test_an_empty_secret_is_named_before_anything_is_done(swarm):
    path = swarm.docker / ".secrets" / "notifications.smtp.password"
    path.chmod(0o600)
    path.write_text("")
    status, said = swarm.deploy()
    assert status == 1 and "notifications.smtp.password is empty" in said
    assert swarm.state["deploys"] == []


def test_a_missing_choice_is_named_before_anything_is_done(swarm):
    path = swarm.docker / ".env"
    path.write_text("".join(line for line in path.read_text().splitlines(True) if not line.startswith("AUTH_URL=")))
    status, said = swarm.deploy()
    assert status == 1 and "AUTH_URL" in said
    assert swarm.state["deploys"] == []


def test_monitoring_is_brought_out_last_where_it_is_chosen(swarm):
    swarm.change(labels=[*LABELS, "hostingco.monitor"])
    status, said = swarm.deploy(**WATCHED)
    assert status == 0, said
    assert swarm.state["deploys"] == ["hostingco-data", "hostingco-migrate", "hostingco", "hostingco-monitor"]
    assert said.endswith("monitoring runs\n")
    assert any(name.startswith("hostingco_prometheus.yaml_") for name in swarm.state["configs"])
    # Left out later it is not taken away, and its configs neither: that it runs is said.
    status, said = swarm.deploy()
    assert status == 0 and "docker stack rm hostingco-monitor" in said
    assert any(name.startswith("hostingco_prometheus.yaml_") for name in swarm.state["configs"])


def test_a_changed_rule_updates_prometheus_and_no_service(swarm):
    swarm.change(labels=[*LABELS, "hostingco.monitor"])
    assert swarm.deploy(**WATCHED)[0] == 0
    before = swarm.state["services"]
    with (swarm.docker / "prometheus/rules/events.yaml").open("a") as file:
        file.write("# changed\n")
    assert swarm.deploy(**WATCHED)[0] == 0
    after = swarm.state["services"]
    assert {name for name in before if before[name]["spec"] != after[name]["spec"]} == {"hostingco-monitor_prometheus"}


def test_monitoring_that_is_not_well_takes_no_service_back(swarm):
    swarm.change(labels=[*LABELS, "hostingco.monitor"])
    assert swarm.deploy(**WATCHED)[0] == 0
    swarm.change(fails=["hostingco-monitor_loki"])
    status, said = swarm.deploy(VERSION="0.2.0", **WATCHED)
    assert status == 1 and "hostingco-monitor_loki is not well" in said and "monitoring is not well; the services are" in said
    assert all(it["image"].endswith(":0.2.0") for name, it in swarm.services().items() if name.removeprefix("hostingco_") in SERVICES)


def test_monitoring_needs_its_node(swarm):
    status, said = swarm.deploy("check", **WATCHED)
    assert status == 1 and "docker node update --label-add hostingco.monitor=true NODE" in said


def test_a_misspelt_order_is_refused(swarm):
    status, said = swarm.deploy("rolback")
    assert status == 1 and "./deploy rollback" in said
