"""Blue and green: a flip changes where Services lead, and nothing else; rolling back is the same flip."""

import pytest

from chart import FULL, SERVICES, TOPOLOGY, name, of_kind, pods, refused, render, selects

COLOURED = {it["name"] for it in SERVICES.values() if it["public"] and "database" not in it["needs"]}
FLIP = ["--set", "blueGreen.active=green"]


def deployments(*more):
    return {it["metadata"]["name"].removeprefix(f"{FULL}-"): it for it in of_kind(render("blue-green", *more), "Deployment")}


def leads_to(service, *more):
    """The Deployment whose pods a Service selects."""
    objects = render("blue-green", *more)
    (it,) = [it for it in of_kind(objects, "Service") if it["metadata"]["name"] == f"{FULL}-{service}"]
    (found,) = [workload for workload, labels, _ in pods(objects) if selects({"matchLabels": it["spec"]["selector"]}, labels)]
    return found["metadata"]["name"].removeprefix(f"{FULL}-")


def container(it):
    return it["spec"]["template"]["spec"]["containers"][0]


def test_public_services_without_a_database_have_two_colours():
    assert COLOURED == {"gateway", "console", "sites"}
    coloured = {f"{name}-{colour}" for name in COLOURED for colour in ("blue", "green")}
    assert set(deployments()) == set(SERVICES) - COLOURED | coloured
    for name in coloured:
        version = "0.1.0" if name.endswith("-blue") else "0.2.0"
        assert container(deployments()[name])["image"].endswith(f":{version}")


@pytest.mark.parametrize("service", sorted(COLOURED))
def test_people_are_led_to_the_active_colour_and_testers_to_either(service):
    assert leads_to(service) == f"{service}-blue"
    assert leads_to(service, *FLIP) == f"{service}-green"
    for colour in ("blue", "green"):
        assert leads_to(f"{service}-{colour}") == leads_to(f"{service}-{colour}", *FLIP) == f"{service}-{colour}"


def test_a_flip_changes_where_services_and_the_preview_lead_and_the_test_and_nothing_else():
    before, after = ({name(it): it for it in render("blue-green", *more)} for more in ((), FLIP))
    changed = {it for it in before if before[it] != after.get(it)} | set(after) - set(before)
    assert changed == {f"Service/{FULL}-{service}" for service in COLOURED} | {f"Ingress/{FULL}-edge", f"Pod/{FULL}-test"}


GATEWAY = ["--set", "edge.mode=gateway", "--set-json", 'edge.gateway.parentRefs=[{"name": "public"}]']


@pytest.mark.parametrize(("more", "idle"), [((), "green"), (tuple(FLIP), "blue")])
def test_the_preview_leads_to_the_idle_colour(more, idle):
    (ingress,) = of_kind(render("blue-green", *more, "--set", "edge.tls.secretName=tls"), "Ingress")
    (rule,) = [rule for rule in ingress["spec"]["rules"] if rule["host"] == "preview.example.com"]
    assert [path["backend"]["service"]["name"] for path in rule["http"]["paths"]] == [f"{FULL}-gateway-{idle}"]
    assert "preview.example.com" in ingress["spec"]["tls"][0]["hosts"]
    routes = {it["metadata"]["name"]: it["spec"] for it in of_kind(render("blue-green", *more, *GATEWAY), "HTTPRoute")}
    preview = routes[f"{FULL}-gateway-preview"]
    assert preview["hostnames"] == ["preview.example.com"]
    assert preview["rules"][0]["backendRefs"][0]["name"] == f"{FULL}-gateway-{idle}"


def test_without_an_idle_colour_there_is_no_preview():
    assert "preview.example.com" not in str(of_kind(render("blue-green", "--set", "blueGreen.idle=false"), "Ingress"))


def test_gateways_know_the_question_of_a_promotion_beside_what_the_console_asks():
    for colour in ("blue", "green"):
        gateway = container(deployments()[f"gateway-{colour}"])
        (mount,) = [it for it in gateway["volumeMounts"] if it["name"] == "documents"]
        variables = {it["name"]: it["value"] for it in gateway["env"]}
        # A file in the image's folder: a mount over the folder would hide the console's.
        assert mount["mountPath"] == f"{variables['GATEWAY_TRUSTED_DOCUMENTS__FOLDER']}/edge.json"
        assert mount["subPath"] == "documents.json"


def test_a_colour_asks_its_own_colour():
    for colour in ("blue", "green"):
        variables = {it["name"]: it["value"] for it in container(deployments()[f"console-{colour}"])["env"]}
        assert variables["CONSOLE_GATEWAY__URL"] == f"http://{FULL}-gateway-{colour}:3003"
        assert variables["CONSOLE_PEERS__AUTH__URL"] == f"https://{FULL}-auth:50051"


def test_helm_test_tries_the_idle_colour():
    for more, idle in (((), "green"), (FLIP, "blue")):
        (test,) = of_kind(render("blue-green", *more), "Pod")
        variables = {it["name"]: it["value"] for it in test["spec"]["containers"][0]["env"]}
        assert variables["GATEWAY"] == f"http://{FULL}-gateway-{idle}:3003"
        assert f"http://{FULL}-console-{idle}:3000" in variables["REACHED"]


def test_without_an_idle_colour_there_is_one():
    alone = deployments("--set", "blueGreen.idle=false")
    assert {name for name in alone if name.endswith(("-blue", "-green"))} == {f"{name}-blue" for name in COLOURED}


def test_each_colour_is_scaled_protected_and_watched():
    objects = render("blue-green")
    for kind in ("HorizontalPodAutoscaler", "PodDisruptionBudget", "ServiceMonitor"):
        there = {it["metadata"]["name"] for it in of_kind(objects, kind)}
        assert {f"{FULL}-gateway-blue", f"{FULL}-gateway-green"} <= there and f"{FULL}-gateway" not in there, kind


def test_a_colour_without_a_version_is_refused():
    assert "blueGreen.green.tag" in refused("minimal", "--set", "blueGreen.enabled=true,blueGreen.blue.tag=1")


def test_a_colour_has_digests_of_its_own_in_production():
    on = ["--set", "blueGreen.enabled=true,blueGreen.blue.tag=1.0.0,blueGreen.green.tag=2.0.0"]
    assert ".digests.gateway, blueGreen." in refused("production", *on)
    assert "blueGreen.blue.digests.gatway" in refused("minimal", *on, "--set", f"blueGreen.blue.digests.gatway=sha256:{'1' * 64}")
    for colour, digit in (("blue", "1"), ("green", "2")):
        for image in {SERVICES[it]["binary"] for it in COLOURED}:
            on += ["--set", f"blueGreen.{colour}.digests.{image}=sha256:{digit * 64}"]
    images = {it["metadata"]["name"]: container(it)["image"] for it in of_kind(render("production", *on), "Deployment")}
    assert images[f"{FULL}-gateway-blue"].endswith(":1.0.0@sha256:" + "1" * 64)
    assert images[f"{FULL}-sites-green"].endswith(":2.0.0@sha256:" + "2" * 64)
    assert set(TOPOLOGY["databases"]) <= {it.removeprefix(f"{FULL}-") for it in images}
