"""Who services are to RabbitMQ: one user for all, or each its own."""

import json
import subprocess

import pytest

from chart import CASES, ROOT, SERVICES, of_kind, pods, render
from test_chart_pods import environment

BROKER = {name: service for name, service in SERVICES.items() if "broker" in service["needs"]}
OWN = [case for case in CASES if case.endswith("argocd")]
QUEUES = "autoscaling.queues.enabled=true,services.billing.scaling=queues"


def logins(objects):
    """(user, key of the Secret) by the service, of all its pods."""
    found = {}
    for _, labels, spec in pods(objects):
        service = labels.get("hostingco/acts-as")
        if service not in BROKER:
            continue
        (url,) = {value for name, value in environment(spec["containers"][0]).items() if name.endswith("BROKER__URL")}
        (volume,) = [volume for volume in spec["volumes"] if volume["name"] == "secrets"]
        items = [item for source in volume["projected"]["sources"] for item in source["secret"]["items"]]
        (key,) = {item["key"] for item in items if item["path"] == "broker.password"}
        found.setdefault(service, set()).add((url.split("://")[1].split("@")[0], key))
    return found


@pytest.mark.parametrize("case", CASES)
def test_a_service_is_its_own_user_where_that_is_chosen(case):
    own = lambda binary: {(binary, f"{binary}.broker.password")} if case in OWN else {("hostingco", "broker.password")}  # noqa: E731
    assert logins(render(case)) == {name: own(service["binary"]) for name, service in BROKER.items()}


@pytest.mark.parametrize("case, user, key", [("minimal", "hostingco", "broker.password"), ("argocd", "scaler", "scaler.broker.password")])
def test_keda_is_its_own_user_too(case, user, key):
    objects = render(case, "--set", QUEUES)
    (authentication,) = of_kind(objects, "TriggerAuthentication")
    assert [it["key"] for it in authentication["spec"]["secretTargetRef"]] == [key]
    (scaled,) = of_kind(objects, "ScaledObject")
    for trigger in scaled["spec"]["triggers"]:
        assert trigger["metadata"]["username"] == user
        assert f"://{user}@" in trigger["metadata"]["host"]


def test_prepare_makes_the_passwords_of_all_users():
    command = [ROOT / "helm/prepare", "--only", "secrets", "--user-per-service"]
    (secret,) = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["items"]
    users = [*(service["binary"] for service in BROKER.values()), "scaler"]
    passwords = {key: value for key, value in secret["data"].items() if key.endswith("broker.password")}
    assert set(passwords) == {f"{user}.broker.password" for user in users}
    assert len(set(passwords.values())) == len(users)
