"""KEDA's triggers as it uses them, on a real RabbitMQ: the user of the rendered address finds each queue, a queue that grows
asks for more replicas and an empty one for the least, and nothing else is allowed to who only looks."""

import json
import math
import urllib.parse

import pytest

import rabbitmq
from chart import SERVICES, of_kind, render
from k8s_objects import DEFINITIONS
from servers import until
from test_k8s_rabbitmq_rights import RIGHTS, pika, refused

pytestmark = rabbitmq.needs_rabbitmq
EVENTS = 1000
# Whoever has a queue is scaled by it.
BINARIES = {queue["name"].split(".")[0] for queue in DEFINITIONS["queues"]} - {"hostingco"}
ALL = [f"services.{name}.scaling=queues,services.{name}.maxReplicas=9" for name, it in SERVICES.items() if it["binary"] in BINARIES and it["grpc"]]
SWITCHES = ("--set", ",".join(["autoscaling.queues.enabled=true", *ALL]))
# Where all have one user, and where each has its own.
CASES = ["everything-on", "argocd"]
each = pytest.mark.parametrize("case", CASES)


def scaled(case):
    """(least, most, triggers) by the service."""
    objects = of_kind(render(case, *SWITCHES), "ScaledObject")
    return {
        it["spec"]["scaleTargetRef"]["name"].removeprefix("acme-hostingco-"): (
            it["spec"]["minReplicaCount"], it["spec"]["maxReplicaCount"], [trigger["metadata"] for trigger in it["spec"]["triggers"]],
        )
        for it in objects
    }  # fmt: skip


def wanted(lengths, least, most, triggers):
    """What the autoscaler makes of KEDA's numbers: for each trigger so many that a replica has `value` of its queue."""
    return max(least, min(most, max(math.ceil(lengths[it["queueName"]] / int(it["value"])) for it in triggers)))


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    rights = RIGHTS | {"hostingco": {"configure": ".*", "write": ".*", "read": ".*"}}
    users = [{"name": name, "password": "of-all", "tags": []} for name in rights]
    permissions = [{"user": name, "vhost": "/", **own} for name, own in rights.items()]
    file = tmp_path_factory.mktemp("scaling") / "definitions.json"
    file.write_text(json.dumps({"users": users, "permissions": permissions, **DEFINITIONS}))
    with rabbitmq.running(f"{rabbitmq.SMALL}load_definitions = {file}\n") as broker:
        yield broker


def looked(broker, trigger):
    """How long KEDA sees the queue of a trigger: it logs in as the address says, and declares the queue passively."""
    url = urllib.parse.urlsplit(trigger["host"])
    login = pika.PlainCredentials(url.username, "of-all")
    assert trigger["username"] == url.username and trigger["mode"] == "QueueLength" and trigger["protocol"] == url.scheme
    vhost = urllib.parse.unquote(url.path[1:])
    line = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", broker.amqp, vhost, login))
    try:
        return line.channel().queue_declare(trigger["queueName"], passive=True).method.message_count
    finally:
        line.close()


def lengths(broker, case):
    return {it["queueName"]: looked(broker, it) for _, _, triggers in scaled(case).values() for it in triggers}


@pytest.fixture
def behind(broker):
    """The consumers pause, and so many events wait in every queue that takes them; then they have caught up."""
    login = pika.PlainCredentials("hostingco", "of-all")
    line = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", broker.amqp, credentials=login))
    channel = line.channel()
    for _ in range(EVENTS):
        channel.basic_publish("hostingco.events", "billing.invoice.paid.v1", b"{}", pika.BasicProperties(delivery_mode=2))

    def caught_up():
        for queue in DEFINITIONS["queues"]:
            channel.queue_purge(queue["name"])

    yield caught_up
    caught_up()
    line.close()


@each
def test_who_has_queues_is_scaled_by_each_of_them(case):
    own = {binary: {it["name"] for it in DEFINITIONS["queues"] if it["name"].startswith(f"{binary}.")} for binary in BINARIES}
    told = {name: {it["queueName"] for it in triggers} for name, (_, _, triggers) in scaled(case).items()}
    assert told == {name: {queue for queue in own[SERVICES[name]["binary"]] if not queue.endswith(".dead")} for name in told}
    assert {SERVICES[name]["binary"] for name in told} == BINARIES


@each
def test_a_queue_that_grows_asks_for_more_and_an_empty_one_for_the_least(broker, behind, case):
    until(lambda: lengths(broker, case)["audit.everything"] == EVENTS, "all events are in the queue")
    full = lengths(broker, case)
    for name in ("audit", "notifications"):
        least, most, triggers = scaled(case)[name]
        (value,) = {int(it["value"]) for it in triggers}
        assert wanted(full, least, most, triggers) == math.ceil(EVENTS / value) > least, name
        # Twice as many would be more than may be.
        assert wanted({queue: 2 * length for queue, length in full.items()}, least, most, triggers) == most, name
    # Its queue gets nothing of these.
    assert wanted(full, *scaled(case)["provisioning"]) == scaled(case)["provisioning"][0]
    behind()
    until(lambda: not any(lengths(broker, case).values()), "the queues are empty")
    for name, (least, most, triggers) in scaled(case).items():
        assert wanted(lengths(broker, case), least, most, triggers) == least, name


def test_who_only_looks_may_not_consume(broker):
    for _, _, triggers in scaled("argocd").values():
        for it in triggers:
            assert it["username"] == "scaler"
            assert refused(broker, "scaler", lambda channel, it=it: channel.basic_consume(it["queueName"], lambda *_: None)), it["queueName"]
