"""docker/deploy on a swarm of one node, under requests: from nothing to answers, an update, exchanged keys and passwords, images
that do not get well, a rollback. Needs a Docker daemon that is in no swarm, and our images; `test_swarm_deploy.py` has every other failure."""

import os
import re
import shutil

import pytest
import yaml

from compose import DOCKER, choices, make_secrets, run
from engine import BROKEN, NEXT, SILENT, VERSION, Edge, alone, engine_with, images, name_what_is_here, versions
from servers import until

# What is fixed in a real one is another here, so that an installation of this machine keeps its volumes.
NAME = "hostingco-test"
# No registry is asked for ours: what it has under a version may be older than what was built here.
REGISTRY = "registry.invalid/hostingco"
HTTP, HTTPS = 19_080, 19_443
LABELS = ["hostingco.data", "hostingco.edge", "hostingco.blobs"]
ADDRESSES = {name: f"https://{host}.localhost:{HTTPS}" for name, host in (
    ("CONSOLE_URL", "console"), ("API_URL", "api"), ("AUTH_URL", "auth"), ("NOTIFICATIONS_URL", "mail"))}  # fmt: skip


def edit(path, *changes):
    text = path.read_text()
    for pattern, new in changes:
        text, count = re.subn(pattern, new, text, flags=re.MULTILINE)
        assert count, f"{path.name} has nothing like {pattern}"
    path.write_text(text)


class Swarm(Edge):
    """The folder docker for this swarm: as it is, but for its name, its ports, and what its replicas are promised, as one machine
    is less than three."""

    def __init__(self, docker, folder):
        self.folder = folder / "docker"
        super().__init__(docker, self.folder, ADDRESSES)
        shutil.copytree(DOCKER, self.folder, ignore=shutil.ignore_patterns(".secrets", ".env"))
        name_what_is_here(docker, self.folder)
        edit(self.folder / "deploy", (r"^name=hostingco$", f"name={NAME}"))
        for file in ("stack-data.yaml", "stack-migrate.yaml", "stack.yaml"):
            edit(self.folder / file, (r"name: hostingco_", f"name: {NAME}_"), (r"^ *reservations: .*\n", ""))
        edit(self.folder / "stack.yaml", (r"published: 80,", f"published: {HTTP},"), (r"published: 443,", f"published: {HTTPS},"))
        blobs = folder / "blobs"
        blobs.mkdir()
        # Their owner in containers is another.
        blobs.chmod(0o777)
        own = ADDRESSES | {
            "SITES_PORT": str(HTTPS), "REGISTRY": REGISTRY, "BLOBS_FOLDER": str(blobs),
            # The requests ask in their own words.
            "DOCUMENTS_MODE": "accept",
            "PROXY_SUBNET": "172.31.246.0/24", "APP_SUBNET": "172.31.247.0/24",
        }  # fmt: skip
        (self.folder / ".env").write_text("".join(f"{key}={value}\n" for key, value in {**choices(), **own}.items()))
        assert make_secrets(self.folder / ".secrets")[0] == 0

    def ask(self, *arguments):
        status, said = run(self.docker, *arguments)
        assert status == 0, said
        return said.strip()

    def deploy(self, *arguments, version=VERSION):
        own = {key: value for key, value in os.environ.items() if key not in {**choices(), "BLOBS_FOLDER": ""}}
        return run(self.folder / "deploy", *arguments, env=own | {"VERSION": version}, timeout=3600)

    def renew(self, secret):
        """As people do: what is missing is made anew."""
        (self.folder / ".secrets" / secret).unlink()
        assert make_secrets(self.folder / ".secrets")[0] == 0

    def services(self):
        return self.ask("service", "ls", "--filter", f"label=com.docker.stack.namespace={NAME}", "--format", "{{.Name}}").split()

    def images(self):
        form = "{{.Spec.Name}} {{.Spec.TaskTemplate.ContainerSpec.Image}}"
        return dict(line.split() for line in self.ask("service", "inspect", "--format", form, *self.services()).splitlines())

    def secrets(self):
        """What the services read, by the names that carry a hash of it."""
        form = "{{.Spec.Name}}{{range .Spec.TaskTemplate.ContainerSpec.Secrets}} {{.SecretName}}{{end}}"
        lines = self.ask("service", "inspect", "--format", form, *self.services()).splitlines()
        return {name: set(names) for name, *names in map(str.split, lines)}

    def tasks(self):
        """Those that are to run, by service."""
        wanted = ["--filter", "desired-state=running", "--format", "{{.ID}}"]
        return {name: set(self.ask("service", "ps", *wanted, name).split()) for name in self.services()}


@pytest.fixture(scope="module")
def swarm(tmp_path_factory):
    docker = engine_with(images([]))
    state = run(docker, "info", "--format", "{{.Swarm.LocalNodeState}}")[1].strip()
    if state != "inactive":
        pytest.skip(f"this engine is part of a swarm already ({state}), and a test makes its own")
    it = Swarm(docker, tmp_path_factory.mktemp("swarm"))
    with alone(), versions(docker, REGISTRY):
        it.ask("swarm", "init", "--advertise-addr", "127.0.0.1")
        try:
            labels = [word for label in LABELS for word in ("--label-add", f"{label}=true")]
            it.ask("node", "update", *labels, it.ask("info", "--format", "{{.Swarm.NodeID}}"))
            status, said = it.deploy()
            assert status == 0, said
            yield it
        finally:
            # With the swarm its containers, networks and secrets go; volumes stay.
            run(docker, "swarm", "leave", "--force")
            run(docker, "volume", "rm", *(f"{NAME}_{volume}" for volume in ("postgres", "rabbitmq", "haproxy")))


def test_from_nothing_to_answers(swarm):
    assert len(swarm.services()) > 10
    for url in swarm.urls():
        answers = lambda url=url: swarm.http(url, "-o", "/dev/null", "-w", "%{http_code}")  # noqa: E731
        until(lambda answers=answers: answers() == "200", f"{url} answers", answers, every=1)


def test_again_it_changes_nothing(swarm):
    before = swarm.tasks()
    status, said = swarm.deploy()
    assert status == 0, said
    assert swarm.tasks() == before


def test_an_update_costs_no_request(swarm):
    before = swarm.images()
    with swarm.asked():
        status, said = swarm.deploy(version=NEXT)
    assert status == 0 and "all services are well" in said, said
    ours = {name for name, image in before.items() if image.startswith(REGISTRY)}
    assert {name: image for name, image in swarm.images().items() if name in ours} == {
        name: before[name].replace(f":{VERSION}", f":{NEXT}") for name in ours
    }


# A key, and passwords: of a role that a job changes, and of servers that start anew for it.
@pytest.mark.parametrize("secret", ["billing.orders.preview_key", "billing.database.password", "redis.password", "broker.password"])
def test_a_changed_secret_exchanges_its_users_and_no_others(swarm, secret):
    stack = yaml.safe_load((swarm.folder / "stack.yaml").read_text())["services"]
    users = {f"{NAME}_{name}" for name, it in stack.items() if secret in (use["source"] for use in it.get("secrets", []))}
    before = swarm.tasks()
    swarm.renew(secret)
    with swarm.asked():
        status, said = swarm.deploy(version=NEXT)
    assert status == 0, said
    after = swarm.tasks()
    assert users and {name for name in before if before[name] != after[name]} == users
    assert not any(before[name] & after[name] for name in users)


# One whose task ends before it runs, and one that runs and does not answer whoever asks whether it is well.
@pytest.mark.parametrize("version", [BROKEN, SILENT])
def test_an_image_that_does_not_get_well_is_taken_back_and_costs_no_request(swarm, version):
    before = swarm.images()
    with swarm.asked():
        status, said = swarm.deploy(version=version)
    assert status == 1 and "nothing has changed for users" in said, said
    reason = re.search(rf"^deploy: {NAME}_gateway is not well: (.+)$", said, re.MULTILINE)
    assert reason and ("unhealthy" in reason[1]) == (version == SILENT), said
    assert swarm.images() == before
    # What never came out is nothing to go back from.
    status, said = swarm.deploy("rollback")
    assert status == 0 and "there is nothing to go back to" in said, said
    assert swarm.images() == before


def test_a_rollback_goes_back_costs_no_request_and_again_goes_nowhere(swarm):
    assert swarm.deploy(version=NEXT)[0] == 0
    before = swarm.images(), swarm.secrets()
    swarm.renew("billing.orders.preview_key")
    assert swarm.deploy(version=VERSION)[0] == 0
    assert all(new != old for new, old in zip((swarm.images(), swarm.secrets()), before, strict=True))
    for words in ("services are back to what they were", "there is nothing to go back to"):
        with swarm.asked():
            status, said = swarm.deploy("rollback")
        assert status == 0 and words in said, said
        assert (swarm.images(), swarm.secrets()) == before


def test_a_rollback_to_what_runs_no_more_says_so_and_costs_no_request(swarm):
    swarm.renew("billing.database.password")
    assert swarm.deploy(version=NEXT)[0] == 0
    with swarm.asked():
        # The role has its new password, and what ran before has the old one.
        status, said = swarm.deploy("rollback")
        assert status == 1 and f"{NAME}_billing does not come back: " in said and "services are back" not in said, said
        status, said = swarm.deploy(version=NEXT)
    assert status == 0 and "all services are well" in said, said
