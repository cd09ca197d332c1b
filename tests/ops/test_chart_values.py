"""What the chart takes, what it refuses, and that it always makes the same of it."""

import re

import pytest
import yaml

from chart import CASES, CHART, NAMESPACE, RELEASE, helm, name, refused, render, text


@pytest.mark.parametrize("case", [case for case in CASES if "+" not in case])
def test_lint_has_nothing_to_say(case):
    files = [argument for path in CASES[case] for argument in ("--values", path)]
    status, output, messages = helm("lint", "--strict", CHART, *files)
    assert status == 0, output + messages
    assert "[WARNING]" not in output + messages


@pytest.mark.parametrize("case", CASES)
def test_equal_values_render_equal_bytes(case):
    assert text(case) == text.__wrapped__(case)


# What is wrong, and what the message must name.
WRONG = {
    "misspelt": (["--set", "postgres.extrenal.host=x"], "extrenal"),
    "misspelt at the root": (["--set", "postgre.mode=external"], "postgre"),
    "misspelt service": (["--set", "services.gatway.replicas=3"], "services.gatway"),
    "misspelt in a service": (["--set", "services.gateway.replica=3"], "services.gateway"),
    "misspelt URL": (["--set", "urls.api=https://api.example.com"], "urls.api"),
    "misspelt digest": (["--set", f"image.digests.biling=sha256:{'0' * 64}"], "image.digests.biling"),
    "misspelt store": (["--set-json", 'networkPolicies.storesTo.mysql=[{"podSelector":{}}]'], "networkPolicies.storesTo.mysql"),
    "misspelt paths": (["--set-json", 'edge.paths.api=["/graphql"]'], "edge.paths.api"),
    "wrong type": (["--set", "services.gateway.replicas=many"], "services.gateway.replicas"),
    "wrong type of a switch": (["--set-string", "networkPolicies.enabled=yes"], "networkPolicies.enabled"),
    "out of range": (["--set", "postgres.external.port=70000"], "postgres.external.port"),
    "a port in a host": (["--set", "postgres.external.replicaHost=replicas.example.com:5433"], "postgres.external.replicaHost"),
    "not among the choices": (["--set", "postgres.mode=embedded"], "postgres.mode"),
    "a URL with a slash": (["--set", "urls.auth=https://auth.example.com/"], "urls.auth"),
    "missing URL": (["--set", "urls.auth=null"], "urls.auth"),
    "missing secret": (["--set", "secrets.existingSecret="], "secrets.existingSecret"),
    "two sources of secrets": (["--set", "secrets.evaluation.enabled=true"], "secrets.existingSecret"),
    "external stores without a Secret": (
        ["--set", "secrets.existingSecret=,secrets.evaluation.enabled=true"],
        "secrets.evaluation.enabled",
    ),
    "missing host": (["--set", "postgres.external.host="], "postgres.external.host"),
    "missing host of the broker": (["--set", "rabbitmq.external.host="], "rabbitmq.external.host"),
    "missing mail server": (["--set", "mail.external.host="], "mail.external.host"),
    "missing sender": (["--set", "mail.from="], "mail.from"),
    "missing domain": (["--set", "sites.domain="], "sites.domain"),
    "password without TLS": (["--set", "mail.external.username=u,mail.external.security=none"], "mail.external.security"),
    "gateway without a parent": (["--set", "edge.mode=gateway"], "edge.gateway.parentRefs"),
    "a preview where people are": (["--set", "blueGreen.previewHost=api.example.com"], "blueGreen.previewHost"),
    "hook with a bundled database": (["--set", "postgres.mode=bundled,migrations.mode=hook"], "migrations.mode"),
    "scaled by queues without one": (
        ["--set", "autoscaling.queues.enabled=true,services.gateway.scaling=queues"],
        "services.gateway.scaling",
    ),
    "digest required": (["--set", "image.requireDigests=true"], "image.digests.auth"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_named_by_its_path(wrong):
    arguments, path = WRONG[wrong]
    assert path in refused("minimal", *arguments)


PRODUCTION_REFUSES = {
    "postgres.mode=bundled": "postgres.mode",
    "rabbitmq.mode=bundled": "rabbitmq.mode",
    "redis.mode=bundled": "redis.mode",
    "mail.mode=bundled": "mail.mode",
    "payments.test=true": "payments.test",
    "seeds.enabled=true": "seeds.enabled",
    "http.documents=accept": "http.documents",
    "secrets.evaluation.enabled=true": "secrets.evaluation.enabled",
    "image.requireDigests=false": "image.requireDigests",
    "image.digests.billing=": "image.digests.billing",
}


@pytest.mark.parametrize("setting", PRODUCTION_REFUSES)
def test_production_refuses_what_is_for_evaluation(setting):
    assert PRODUCTION_REFUSES[setting] in refused("production", "--set", setting)


def test_no_secret_is_generated_without_a_cluster():
    message = refused("everything-on", "--set", "secrets.evaluation.values=null")
    assert "secrets.evaluation" in message and "billing.database.password" in message


def test_a_secret_that_nobody_needs_is_refused():
    message = refused("everything-on", "--set", "secrets.evaluation.values.auth\\.pasword=x")
    assert "secrets.evaluation.values.auth.pasword" in message


def test_a_name_that_is_too_long_is_refused():
    status, _, messages = helm("template", "a" * 50, CHART, "--values", CASES["minimal"][0])
    assert status != 0 and "the name of the release is" in messages


def test_it_is_a_subchart_of_another(tmp_path):
    values = yaml.safe_load(CASES["minimal"][0].read_text())
    values["enabled"] = True
    parent = {"global": {"imageRegistry": "registry.internal", "of": "others"}, "hostingco": values}
    (tmp_path / "charts").mkdir()
    (tmp_path / "charts" / "hostingco").symlink_to(CHART)
    dependency = {"name": "hostingco", "version": "*", "condition": "hostingco.enabled"}
    chart = {"apiVersion": "v2", "name": "umbrella", "version": "1.0.0", "dependencies": [dependency]}
    (tmp_path / "Chart.yaml").write_text(yaml.safe_dump(chart))
    (tmp_path / "values.yaml").write_text(yaml.safe_dump(parent))
    status, output, messages = helm("template", RELEASE, tmp_path, "--namespace", NAMESPACE)
    assert status == 0, messages
    assert "image: registry.internal/hostingco/billing:" in output
    status, output, _ = helm("template", RELEASE, tmp_path, "--set", "hostingco.enabled=false")
    assert status == 0 and not list(filter(None, yaml.safe_load_all(output)))


@pytest.mark.parametrize("case", ["everything-on", "production"])
def test_two_releases_in_one_namespace_share_nothing(case):
    first, second = ({name(it) for it in render(case, release=release)} for release in ("one", "two"))
    assert not first & second


@pytest.mark.parametrize("case", CASES)
def test_every_name_begins_with_the_release(case):
    for it in render(case):
        assert re.fullmatch(rf"{RELEASE}(-[a-z0-9-]+)?", it["metadata"]["name"]), name(it)
        assert len(it["metadata"]["name"]) <= 63, name(it)


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_for_the_whole_cluster(case):
    of_a_cluster = {"Namespace", "ClusterRole", "ClusterRoleBinding", "ClusterIssuer", "PriorityClass", "StorageClass"}
    of_a_cluster |= {"CustomResourceDefinition", "PersistentVolume", "GatewayClass", "IngressClass"}
    for it in render(case):
        assert it["kind"] not in of_a_cluster, name(it)
        assert it["metadata"].get("namespace", NAMESPACE) == NAMESPACE, name(it)
        assert not {"Role", "RoleBinding"} & {it["kind"]}, f"{name(it)}: no pod has a token, so no pod needs a right"


@pytest.mark.parametrize("case", CASES)
def test_every_object_is_labelled(case):
    for it in render(case):
        labels = it["metadata"]["labels"]
        assert labels["app.kubernetes.io/instance"] == RELEASE, name(it)
        assert labels["app.kubernetes.io/component"], name(it)
