"""The rights of the services' users, tried on a real RabbitMQ: what a service does works, and what it does not do is refused."""

import json

import pytest

import rabbitmq
from k8s_objects import DEFINITIONS, K8S, documents
from servers import until

pika = pytest.importorskip("pika", reason="pika is not here")
pytestmark = rabbitmq.needs_rabbitmq

RIGHTS = {
    it["spec"]["userReference"]["name"]: it["spec"]["permissions"]
    for it in documents(K8S / "base/rabbitmq/users.yaml")
    if it["kind"] == "Permission"
}


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    users = [{"name": name, "password": "of-all", "tags": []} for name in RIGHTS]
    permissions = [{"user": name, "vhost": "/", **rights} for name, rights in RIGHTS.items()]
    file = tmp_path_factory.mktemp("rights") / "definitions.json"
    file.write_text(json.dumps({"users": users, "permissions": permissions, **DEFINITIONS}))
    with rabbitmq.running(f"{rabbitmq.SMALL}load_definitions = {file}\n") as broker:
        yield broker


def channel_of(broker, user):
    login = pika.PlainCredentials(user, "of-all")
    return pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", broker.amqp, credentials=login)).channel()


def refused(broker, user, act):
    """Whether RabbitMQ answers ACCESS_REFUSED."""
    channel = channel_of(broker, user)
    try:
        act(channel)
    except pika.exceptions.ChannelClosedByBroker as error:
        assert error.reply_code == 403, error
        return True
    finally:
        if channel.connection.is_open:
            channel.connection.close()
    return False


def publish(exchange, key):
    def act(channel):
        channel.confirm_delivery()
        channel.basic_publish(exchange, key, b"{}", pika.BasicProperties(delivery_mode=2), mandatory=False)

    return act


def length(broker, user, queue):
    channel = channel_of(broker, user)
    try:
        return channel.queue_declare(queue, passive=True).method.message_count
    finally:
        channel.connection.close()


PUBLISHERS = [name for name in RIGHTS if name not in ("gateway", "scaler")]
QUEUES = [it["name"] for it in DEFINITIONS["queues"]]


@pytest.mark.parametrize("name", PUBLISHERS)
def test_a_service_publishes_events_and_work_and_puts_things_off(broker, name):
    for exchange, key in [("hostingco.events", "billing.invoice.paid.v1"), ("", "notifications.mails.bulk"), ("hostingco.retry.5s", "x")]:
        assert not refused(broker, name, publish(exchange, key)), exchange


@pytest.mark.parametrize("name", RIGHTS)
def test_a_service_looks_whether_everything_is_there(broker, name):
    def look(channel):
        for queue in QUEUES:
            channel.queue_declare(queue, passive=True)
        for exchange in DEFINITIONS["exchanges"]:
            channel.exchange_declare(exchange["name"], passive=True)

    assert not refused(broker, name, look)


@pytest.mark.parametrize("name", RIGHTS)
def test_a_service_hears_its_own_queues_and_no_others(broker, name):
    for queue in QUEUES:
        hears = not refused(broker, name, lambda channel, queue=queue: channel.basic_consume(queue, lambda *_: None))
        assert hears == queue.startswith(f"{name}."), queue


@pytest.mark.parametrize("name", PUBLISHERS)
def test_a_service_changes_nothing_of_the_topology(broker, name):
    assert refused(broker, name, lambda channel: channel.queue_declare("mine", durable=True))
    assert refused(broker, name, lambda channel: channel.queue_bind("audit.everything", "hostingco.events", "x"))
    assert refused(broker, name, lambda channel: channel.queue_purge("notifications.feed.dead")) == (name != "notifications")


def test_the_scaler_sees_how_long_queues_are_and_no_more(broker):
    queue = "notifications.mails.bulk"
    assert not refused(broker, "billing", publish("", queue))
    until(lambda: length(broker, "scaler", queue) > 0, "the scaler sees the message")
    assert refused(broker, "scaler", lambda channel: channel.basic_get(queue))
    assert refused(broker, "scaler", lambda channel: channel.queue_declare("hostingco.tap.2", exclusive=True))
    for exchange, key in [("hostingco.events", "billing.invoice.paid.v1"), ("", queue)]:
        assert refused(broker, "scaler", publish(exchange, key)), exchange


def test_the_gateway_taps_and_publishes_nothing(broker):
    def tap(channel):
        channel.queue_declare("hostingco.tap.1", exclusive=True, auto_delete=True)
        channel.queue_bind("hostingco.tap.1", "hostingco.events", "provisioning.instance.#")
        channel.basic_consume("hostingco.tap.1", lambda *_: None, auto_ack=True)

    assert not refused(broker, "gateway", tap)
    for exchange, key in [("hostingco.events", "billing.invoice.paid.v1"), ("", "notifications.mails.bulk")]:
        assert refused(broker, "gateway", publish(exchange, key)), exchange
