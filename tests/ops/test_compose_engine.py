"""The Compose file, run: from nothing to an order, isolation, limits, upgrades under requests and the end. Needs a Docker daemon
with Compose and our images; the edge's own tests cover what happens under load.

Images that are not built: docs/deploy/one-machine.md. Without the registries any images under the names of the others do,
which have their tags then and no digests.
"""

import json
import os
import re
import shutil
import time
import tomllib

import pytest

from compose import DOCKER, ROOT, SERVICES, STORES, choices, make_secrets, run
from engine import ALL, BROKEN, NEXT, REGISTRY, SILENT, VERSION, Edge, alone, engine_with, images, name_what_is_here, versions
from servers import until

PROJECT = "hostingco-test"
HTTPS = 18_443
ADDRESSES = {
    "COMPOSE_PROFILES": "trial",
    "COMPOSE_PROJECT_NAME": PROJECT,
    "EDGE_HTTP_PORT": "18080",
    "EDGE_HTTPS_PORT": str(HTTPS),
    "MAILBOX_PORT": "18025",
    "CONSOLE_URL": f"https://console.localhost:{HTTPS}",
    "API_URL": f"https://api.localhost:{HTTPS}",
    "AUTH_URL": f"https://auth.localhost:{HTTPS}",
    "NOTIFICATIONS_URL": f"https://mail.localhost:{HTTPS}",
    "SITES_PORT": str(HTTPS),
    # The test asks in its own words.
    "DOCUMENTS_MODE": "accept",
    "PROXY_SUBNET": "172.31.242.0/24",
    "APP_SUBNET": "172.31.243.0/24",
}


class Site(Edge):
    """HostingCo in containers."""

    def __init__(self, docker, folder):
        super().__init__(docker, folder, ADDRESSES)
        self.folder = folder

    def compose(self, *arguments, timeout=600):
        return run(self.docker, "compose", *arguments, cwd=self.folder, timeout=timeout)

    def inside(self, service, script, timeout=30):
        """Runs bash in a container."""
        return self.compose("exec", "-T", service, "bash", "-c", script, timeout=timeout)

    def of(self, service):
        """What Docker says of the first container of a service."""
        status, said = self.compose("ps", "--all", "--quiet", service)
        assert status == 0 and said.strip(), said
        return json.loads(run(self.docker, "inspect", said.split()[0])[1])[0]

    def upgrade(self, version):
        path = self.folder / ".env"
        path.write_text(re.sub(r"^VERSION=.*$", f"VERSION={version}", path.read_text(), flags=re.MULTILINE))
        # What is set outside counts more than the file.
        own = {key: value for key, value in os.environ.items() if key != "VERSION"}
        return run(self.folder / "upgrade", env=own, timeout=1800)

    def run_images(self):
        """Of each of our services that runs: what its containers were made of."""
        label = f"label=com.docker.compose.project={PROJECT}"
        said = run(self.docker, "ps", "--filter", label, "--format", '{{.Label "com.docker.compose.service"}} {{.Image}}')[1]
        found = {}
        for service, image in (line.split() for line in said.splitlines()):
            if image.startswith(f"{REGISTRY}/") and "profiles" not in ALL[service]:
                found.setdefault(service, []).append(image)
        return found

    def graphql(self, query, token=None, **variables):
        headers = ["-H", "content-type: application/json", "-H", "GraphQL-Require-Preflight: 1"]
        headers += ["-H", f"authorization: Bearer {token}"] if token else []
        body = json.dumps({"query": query, "variables": variables})
        answer = json.loads(self.http(f"{ADDRESSES['API_URL']}/graphql", *headers, "--data", body))
        assert "errors" not in answer, answer
        return answer["data"]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    docker = engine_with(images(["trial"]))
    if run(docker, "compose", "version")[0] != 0:
        pytest.skip("no container engine found: Docker has no Compose")
    folder = tmp_path_factory.mktemp("compose")
    # Another folder's files may stand in for them, where an image is older than ours.
    shutil.copytree(DOCKER, folder / "docker", ignore=shutil.ignore_patterns(".secrets", ".env"))
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    own = folder / "docker"
    name_what_is_here(docker, own)
    if os.environ.get("OPS_NGINX"):
        shutil.copy(os.environ["OPS_NGINX"], own / "nginx" / "nginx.conf")
    (own / ".env").write_text("".join(f"{key}={value}\n" for key, value in {**choices(), **ADDRESSES}.items()))
    assert make_secrets(own / ".secrets")[0] == 0
    it = Site(docker, own)
    with alone():
        it.compose("down", "--volumes")
        began = time.monotonic()
        status, said = it.compose("up", "--wait", "--pull", "never")
        it.took = time.monotonic() - began
        try:
            logs = "" if status == 0 else it.compose("logs", "--tail", "20")[1]
            assert status == 0, said + logs
            yield it
        finally:
            it.compose("down", "--volumes")


def test_from_nothing_to_ready(site):
    print(f"up --wait: {site.took:.1f} s")
    for name, it in ALL.items():
        if it.get("profiles", ["trial"]) != ["trial"]:
            continue
        state = site.of(name)["State"]
        if it["restart"] == "no":
            assert (state["Status"], state["ExitCode"]) == ("exited", 0), name
        else:
            assert state["Health"]["Status"] == "healthy", name


def test_one_can_order_a_site_and_visit_it(site):
    login = 'mutation($p: String!) { logIn(input: {email: "ada@demo.test", password: $p}) { tokens { accessToken } userErrors { code } } }'
    token = site.graphql(login, p="demo-ada-1")["logIn"]["tokens"]["accessToken"]
    organization = site.graphql('{ organization(slug: "demo") { id } }', token)["organization"]["id"]
    plans = site.graphql("{ plans { nodes { slug prices { id } } } }")["plans"]["nodes"]
    price = next(plan["prices"][0]["id"] for plan in plans if plan["slug"] == "site-starter")
    order = """mutation($o: ID!, $p: ID!) { placeOrder(input: {organizationId: $o, items: [{priceId: $p, name: "My site"}],
        idempotencyKey: "order-1"}) { invoice { id } userErrors { code message } } }"""
    invoice = site.graphql(order, token, o=organization, p=price)["placeOrder"]["invoice"]["id"]
    pay = """mutation($i: ID!) { payInvoice(input: {invoiceId: $i, provider: "test", token: "tok_ok", idempotencyKey: "pay-1"})
        { invoice { status } userErrors { code message } } }"""
    assert site.graphql(pay, token, i=invoice)["payInvoice"]["userErrors"] == []
    ask = '{ organization(slug: "demo") { instances { nodes { status url } } } }'
    instances = lambda: site.graphql(ask, token)["organization"]["instances"]["nodes"]  # noqa: E731
    until(lambda: [it["status"] for it in instances()] == ["ACTIVE"], "the site is live", instances, every=0.5)
    url = instances()[0]["url"]
    assert url.startswith("https://") and url.rstrip("/").endswith(f".sites.localhost:{HTTPS}")
    assert site.http(url, "-o", "/dev/null", "-w", "%{http_code}") == "200"


def test_the_console_answers(site):
    assert site.http(f"{ADDRESSES['CONSOLE_URL']}/log-in", "-o", "/dev/null", "-w", "%{http_code}") == "200"


def test_a_mail_arrives_at_the_mailbox(site):
    site.graphql(
        'mutation { register(input: {email: "grace@example.test", password: "correct horse battery", name: "Grace"}) { userErrors { code } } }'
    )
    ask = "exec 3<>/dev/tcp/127.0.0.1/8025; printf 'GET /api/mails HTTP/1.0\\r\\nHost: 127.0.0.1\\r\\n\\r\\n' >&3; cat <&3"
    until(lambda: "grace@example.test" in site.inside("mailbox", ask)[1], "the mail arrives", every=0.5)


PORTS = {name: [it["admin"], *(listener["port"] for listener in (it["public"], it["grpc"]) if listener)] for name, it in SERVICES.items()}
PORTS |= {name: [store["port"]] for name, store in STORES.items()}


@pytest.mark.parametrize("name", [*SERVICES, *STORES, "nginx", "haproxy"])
def test_exactly_the_containers_of_its_networks_can_be_reached(site, name):
    own = set(ALL[name]["networks"])
    checks = []
    for other, ports in PORTS.items():
        if other != name:
            checks.append(f"if timeout 2 bash -c 'exec 3<>/dev/tcp/{other}/{ports[0]}' 2>/dev/null; then echo {other}; fi")
    reached = set(site.inside(name, "\n".join(checks), timeout=60)[1].split())
    wanted = {other for other in PORTS if other != name and own & set(ALL[other]["networks"])}
    assert reached == wanted


@pytest.mark.parametrize("name", [name for name, it in SERVICES.items() if not it["outside"]])
def test_whoever_has_no_business_outside_has_no_way_there(site, name):
    routes = site.inside(name, "cat /proc/net/route")[1].splitlines()[1:]
    default = [line.split() for line in routes if line.split()[1] == "00000000"]
    if "proxy" not in ALL[name]["networks"]:
        assert default == []
    networks = json.loads(run(site.docker, "network", "inspect", f"{PROJECT}_proxy")[1])[0]
    assert networks["Options"]["com.docker.network.bridge.enable_ip_masquerade"] == "false"


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_is_what_the_file_says(site, name):
    it = site.of(name)
    host = it["HostConfig"]
    assert host["ReadonlyRootfs"] and host["CapDrop"] == ["ALL"] and "no-new-privileges:true" in host["SecurityOpt"]
    assert host["Memory"] == SERVICES[name]["size"]["memory_mib"] * 1024 * 1024
    assert host["PidsLimit"] == 256 and host["NanoCpus"] > 0
    assert it["Config"]["User"] == "65532:65532"
    status, said = site.inside(name, "touch /usr/x /etc/x /root/x; id -u; grep CapEff /proc/self/status; touch /tmp/x && echo temporary")
    assert said.count("Read-only file system") + said.count("Permission denied") == 3, said
    assert "65532" in said and "0000000000000000" in said and "temporary" in said


@pytest.mark.parametrize("name", SERVICES)
def test_a_stop_ends_well_and_in_time(site, name):
    it = site.of(name)
    began = time.monotonic()
    assert run(site.docker, "stop", it["Id"])[0] == 0
    took = time.monotonic() - began
    state = site.of(name)["State"]
    assert state["ExitCode"] == 0 and not state["OOMKilled"] and took < 30
    assert run(site.docker, "start", it["Id"])[0] == 0


def test_up_again_changes_nothing_and_seeds_once_more(site):
    status, said = site.compose("up", "--wait", "--pull", "never")
    assert status == 0, said
    assert "Recreated" not in said


def test_a_port_that_is_taken_is_named_and_the_rest_goes_on(site):
    taken = {**os.environ, "COMPOSE_PROJECT_NAME": f"{PROJECT}-2", "PROXY_SUBNET": "172.31.244.0/24", "APP_SUBNET": "172.31.245.0/24"}
    status, said = run(site.docker, "compose", "run", "--rm", "--no-deps", "--service-ports", "haproxy", cwd=site.folder, env=taken, timeout=120)
    run(site.docker, "compose", "down", "--volumes", cwd=site.folder, env=taken)
    assert status != 0 and ("already in use" in said or "already allocated" in said), said


def test_a_failed_migration_is_named_and_what_runs_goes_on(site):
    """A schema that is newer than the program, and cannot be gone back to, is the worst that a release can meet."""
    status, said = site.compose("run", "--rm", "--no-deps", "-e", "BILLING_DATABASE__URL=postgres://billing@postgres:5432/nothing", "migrate-billing")
    assert status != 0 and ("nothing" in said or "permission denied" in said), said
    assert site.of("billing")["State"]["Health"]["Status"] == "healthy"


BUDGETS = tomllib.loads((DOCKER / "images.toml").read_text())["budget"]


@pytest.mark.parametrize("name", BUDGETS)
def test_an_image_is_not_larger_than_its_budget(site, name):
    status, said = run(site.docker, "image", "inspect", "--format", "{{.Size}}", f"{REGISTRY}/{name}:{VERSION}")
    assert status == 0, said
    assert int(said) <= BUDGETS[name] * 1_000_000


def test_a_stop_of_one_of_two_costs_no_request(site):
    """nginx asks for the name every two seconds, and may wait as long for the answer."""
    gateways = site.compose("ps", "--quiet", "gateway")[1].split()
    assert len(gateways) == 2
    health = "{{.State.Health.Status}}"
    with site.asked():
        for gateway in gateways:
            assert run(site.docker, "stop", gateway)[0] == 0
            assert run(site.docker, "start", gateway)[0] == 0
            until(lambda: run(site.docker, "inspect", "--format", health, gateway)[1].strip() == "healthy", "it is well", every=1)  # noqa: B023
            time.sleep(5)


def test_an_upgrade_and_the_way_back_cost_no_request(site):
    before = site.run_images()
    assert set(before) == set(SERVICES) | {"console"}
    with versions(site.docker):
        for version in (NEXT, VERSION):
            with site.asked():
                status, said = site.upgrade(version)
            assert status == 0 and f"all services run {version}" in said, said
            wanted = {service: [image.replace(f":{VERSION}", f":{version}") for image in own] for service, own in before.items()}
            assert site.run_images() == wanted


@pytest.mark.parametrize("version", [BROKEN, SILENT])
def test_an_upgrade_to_what_does_not_get_well_is_taken_back_and_costs_no_request(site, version):
    before = site.run_images()
    with versions(site.docker):
        with site.asked():
            status, said = site.upgrade(version)
        assert status == 1 and "gateway is not well" in said and "the old version serves" in said, said
        assert site.run_images() == before
    assert site.upgrade(VERSION)[0] == 0


def test_everything_stops_within_15_seconds(site):
    began = time.monotonic()
    status, said = site.compose("stop")
    took = time.monotonic() - began
    print(f"stop: {took:.1f} s")
    assert status == 0, said
    assert took < 15
