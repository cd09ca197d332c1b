"""A service that is new in the table of services gets what a service like it has: in the chart and in what stands around it.
That it gets into the table's files is a test of Rust, in xtask/src/deploy/render.rs. Lists that are kept by hand are whole."""

import copy
import json
import re
import shutil

import pytest
import yaml

from chart import CASES, CHART, FULL, NAMESPACE, RELEASE, ROOT, TOPOLOGY, helm, name
from k8s_objects import generate

MODEL, NEW = "audit", "widgets"


def renamed(value):
    """The same, said of the new service."""
    text = json.dumps(value).replace(MODEL, NEW).replace(MODEL.upper(), NEW.upper())
    return json.loads(text)


def of_model(links):
    return [link for link in links if link["from"] == MODEL or (link["to"], link["from"]) == (MODEL, "prometheus")]


@pytest.fixture(scope="module")
def topology():
    """The table with a service more, which is as the model is."""
    table = copy.deepcopy(TOPOLOGY)
    table["services"] += [renamed(it) for it in table["services"] if it["name"] == MODEL]
    table["links"] += renamed(of_model(table["links"]))
    for list_of_names in ("binaries", "databases", "identities"):
        table[list_of_names].append(NEW)
    return table


@pytest.fixture(scope="module", params=["minimal", "production"])
def objects(request, topology, tmp_path_factory):
    """The chart's objects with that table."""
    chart = tmp_path_factory.mktemp("chart") / "hostingco"
    shutil.copytree(CHART, chart)
    (chart / "files/topology.json").write_text(json.dumps(topology))
    migrations = json.loads((CHART / "files/migrations.json").read_text())
    (chart / "files/migrations.json").write_text(json.dumps({**migrations, NEW: migrations[MODEL]}))
    values = [argument for path in CASES[request.param] for argument in ("--values", path)]
    digest = f"image.digests.{NEW}=sha256:{'0' * 64}"
    status, output, messages = helm("template", RELEASE, chart, "--namespace", NAMESPACE, *values, "--set", digest)
    assert status == 0, messages
    return [it for it in yaml.load_all(output, Loader=yaml.CSafeLoader) if it]


def test_the_chart_makes_of_it_what_it_makes_of_the_model(objects):
    def kinds_of(service):
        # The name of a Job ends with a hash of what is in it.
        return sorted(re.sub(r"-[0-9a-f]{8}$", "", name(it)).replace(service, "") for it in objects if f"-{service}" in name(it))

    assert {"Deployment/", "Service/", "Job/"} <= {re.sub("/.*", "/", it) for it in kinds_of(NEW)}
    assert kinds_of(NEW) == kinds_of(MODEL)


def test_it_is_let_in_where_the_model_is(objects):
    def open_to(service):
        others = [it for it in objects if it["kind"] == "NetworkPolicy" and service not in name(it)]
        return {name(it) for it in others if f'"{service}"' in json.dumps(it["spec"].get("ingress"))}

    assert open_to(NEW) == open_to(MODEL) >= {f"NetworkPolicy/{FULL}-to-{peer}" for peer in ("auth", "accounts")}


def test_what_stands_around_the_chart_knows_it(topology):
    assert [it["metadata"]["name"] for it in generate.databases(topology)][-1] == NEW
    (roles,) = generate.roles(topology)
    assert roles["value"]["roles"][-1]["name"] == NEW
    assert {("User", NEW), ("Permission", NEW)} <= {(it["kind"], it["metadata"]["name"]) for it in generate.users(topology)}
    who = {it["metadata"]["name"]: json.dumps(it["spec"]["ingress"]) for it in generate.callers(topology)}
    assert [store for store, rules in who.items() if f'"{NEW}"' in rules] == ["postgres-callers", "rabbitmq-callers"]


@pytest.mark.parametrize("file", ["ansible/vault.example.yml", "ansible/tests/values.yml"])
def test_the_vault_has_a_place_for_each_databases_password(file):
    there = yaml.safe_load((ROOT / file).read_text())["postgresql_patroni_database_passwords"]
    assert list(there) == TOPOLOGY["databases"], f"{file}: postgresql_patroni_database_passwords"


def test_the_page_for_one_machine_builds_each_image():
    page = (ROOT / "docs/deploy/one-machine.md").read_text()
    (built,) = re.findall(r"^for service in (.*); do$", page, re.MULTILINE)
    assert built.split() == TOPOLOGY["binaries"]


def test_staff_see_dead_letters_of_each_service():
    schema = (ROOT / "services/gateway/schema.graphql").read_text()
    values = re.search(r"^enum PlatformService \{(.*?)^\}", schema, re.MULTILINE | re.DOTALL)[1]
    there = re.findall(r"^\t([A-Z]+)$", values, re.MULTILINE)
    assert sorted(there) == sorted(map(str.upper, TOPOLOGY["databases"])), "services/gateway/src/schema/staff/dead_letters.rs"


def test_the_edge_has_the_same_parts_everywhere():
    templates = ROOT / "docker/templates"
    rust = (ROOT / "xtask/src/deploy/edge.rs").read_text()
    parts = set(re.findall(r"^    (\w+): String,$", re.search(r"struct Urls \{(.*?)\}", rust, re.DOTALL)[1], re.MULTILINE))
    haproxy = re.search(r"set PARTS = \{(.*?)\n\}", (templates / "haproxy/haproxy.cfg.j2").read_text(), re.DOTALL)[1]
    assert set(re.findall(r'^  "(\w+)":', haproxy, re.MULTILINE)) == parts, "docker/templates/haproxy/haproxy.cfg.j2"
    nginx = (templates / "nginx/nginx.conf.j2").read_text()
    assert set(re.findall(r'\{\{ server\("(\w+)"', nginx)) == parts, "docker/templates/nginx/nginx.conf.j2"
    promoter = re.search(r"^PARTS = \((.*)\)$", (ROOT / "docker/edge/hostingco-edge").read_text(), re.MULTILINE)[1]
    assert set(re.findall(r'"(\w+)"', promoter)) == parts, "docker/edge/hostingco-edge"
