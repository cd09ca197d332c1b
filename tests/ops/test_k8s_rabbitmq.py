"""RabbitMQ's objects make just what `docker/rabbitmq/definitions.json` says, and each service may do what it does."""

import re

import pytest

from k8s_objects import DEFINITIONS, K8S, ROOT, TOPOLOGY, documents

TOPOLOGY_FILE = documents(K8S / "base/rabbitmq/topology.yaml")
USERS = documents(K8S / "base/rabbitmq/users.yaml")
BY_NAME = {service["binary"]: service for service in TOPOLOGY["services"] if "broker" in service["needs"]}


def specs(kind, objects=TOPOLOGY_FILE):
    return [it["spec"] for it in objects if it["kind"] == kind]


def in_order(entries):
    return sorted(entries, key=repr)


def the_same(ours, theirs):
    assert in_order(ours) == in_order(theirs)


def test_exchanges():
    ours = [(it["vhost"], it["name"], it["type"], it["durable"], it["autoDelete"], it.get("arguments", {})) for it in specs("Exchange")]
    keys = ("vhost", "name", "type", "durable", "auto_delete", "arguments")
    the_same(ours, [tuple(it[key] for key in keys) for it in DEFINITIONS["exchanges"]])


def test_queues():
    def arguments(spec):
        return {"x-queue-type": spec["type"], **spec.get("arguments", {})}

    ours = [(it["vhost"], it["name"], it["durable"], it["autoDelete"], arguments(it)) for it in specs("Queue")]
    the_same(ours, [tuple(it[key] for key in ("vhost", "name", "durable", "auto_delete", "arguments")) for it in DEFINITIONS["queues"]])


def test_bindings():
    ours = [
        (it["vhost"], it["source"], it["destination"], it["destinationType"], it["routingKey"], it.get("arguments", {}))
        for it in specs("Binding")
    ]
    keys = ("vhost", "source", "destination", "destination_type", "routing_key", "arguments")
    the_same(ours, [tuple(it[key] for key in keys) for it in DEFINITIONS["bindings"]])


def policies(kind):
    return [(it["vhost"], it["name"], it["pattern"], it["applyTo"], it["priority"], it["definition"]) for it in specs(kind)]


def test_policies():
    keys = ("vhost", "name", "pattern", "apply-to", "priority", "definition")
    the_same(policies("Policy"), [tuple(it[key] for key in keys) for it in DEFINITIONS["policies"]])


def test_operator_policies():
    theirs = [
        (it["vhost"], it["name"], *(it["value"][key] for key in ("pattern", "apply-to", "priority", "definition")))
        for it in DEFINITIONS["parameters"]
    ]
    the_same(policies("OperatorPolicy"), theirs)


def test_nothing_of_the_definitions_is_left_out():
    made = {"exchanges", "queues", "bindings", "policies", "parameters"}
    assert set(DEFINITIONS) - made == {"vhosts"} and DEFINITIONS["vhosts"] == [{"name": "/"}]


def test_what_holds_messages_is_not_removed_with_its_object():
    for it in TOPOLOGY_FILE:
        assert it["metadata"]["annotations"]["argocd.argoproj.io/sync-options"] == "Prune=false,Delete=false", it["metadata"]["name"]


def rights(name):
    (spec,) = [it for it in specs("Permission", USERS) if it["userReference"]["name"] == name]
    return {right: re.compile(pattern) for right, pattern in spec["permissions"].items()}


def test_every_service_that_needs_rabbitmq_has_a_user_of_its_own_and_so_has_keda():
    assert [it["metadata"]["name"] for it in USERS if it["kind"] == "User"] == [*BY_NAME, "scaler"]
    assert [it["metadata"]["name"] for it in USERS if it["kind"] == "Permission"] == [*BY_NAME, "scaler"]


def test_the_charts_manual_gives_the_same_rights():
    manual = (ROOT / "helm/hostingco/README.md").read_text()
    for it in specs("Permission", USERS):
        name = it["userReference"]["name"]
        rights = [f"'{it['permissions'][right]}'" for right in ("configure", "write", "read")]
        if name in TOPOLOGY["databases"]:
            rights[2] = '"^$name\\."'
            name = '"$name"'
        assert f"rabbitmqctl set_permissions --vhost / {name} {' '.join(rights)}" in manual, name


@pytest.mark.parametrize("name", BY_NAME)
def test_a_service_may_do_what_it_does_and_no_more(name):
    queues = {it["name"] for it in DEFINITIONS["queues"]}
    exchanges = {it["name"] for it in DEFINITIONS["exchanges"]}
    may = rights(name)
    own = {queue for queue in queues if queue.startswith(f"{name}.")}
    assert {queue for queue in queues if may["read"].search(queue)} == own, "it hears its own queues only"
    if "database" in BY_NAME[name]["needs"]:
        assert {it for it in exchanges if may["write"].search(it)} == exchanges - {"hostingco.requeue", "hostingco.parking"}
        assert may["write"].search("amq.default")
        assert not any(may["configure"].search(it) for it in [*queues, *exchanges, "hostingco.tap.1", "anything"])
    else:
        assert not any(may[right].search(it) for right in ("configure", "write") for it in [*queues, *exchanges, "amq.default"])
        assert may["configure"].search("hostingco.tap.1") and may["read"].search("hostingco.events")
