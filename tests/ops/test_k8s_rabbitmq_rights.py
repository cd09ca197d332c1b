"""The rights of the services' users, tried on a real RabbitMQ: what a service does works, and what it does not do is refused."""

import base64
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from k8s_objects import DEFINITIONS, K8S, documents

pika = pytest.importorskip("pika", reason="pika is not here")
SERVER = next(iter(sorted(Path("/usr/lib/rabbitmq/lib").glob("*/sbin/rabbitmq-server"), reverse=True)), None)
EPMD = next(iter([*Path("/usr/lib/erlang").glob("erts-*/bin/epmd"), *Path("/usr/bin").glob("epmd")]), None)
pytestmark = pytest.mark.skipif(SERVER is None or EPMD is None, reason="RabbitMQ is not here (apt-get install rabbitmq-server)")

RIGHTS = {
    it["spec"]["userReference"]["name"]: it["spec"]["permissions"]
    for it in documents(K8S / "base/rabbitmq/users.yaml")
    if it["kind"] == "Permission"
}


def free_ports(number):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [it.getsockname()[1] for it in sockets]
    for it in sockets:
        it.close()
    return ports


class Broker:
    def __init__(self, folder):
        self.folder = folder
        self.amqp, self.management, distribution, epmd = free_ports(4)
        for name in ("home", "data", "schema", "quorum", "stream"):
            (folder / name).mkdir()
        (folder / "rabbitmq.conf").write_text(
            f"listeners.tcp.1 = 127.0.0.1:{self.amqp}\nmanagement.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {self.management}\n"
            "vm_memory_high_watermark.absolute = 512MB\ndisk_free_limit.absolute = 50MB\nraft.wal_max_size_bytes = 67108864\n"
        )
        (folder / "advanced.config").write_text("[].\n")
        (folder / "enabled_plugins").write_text("[rabbitmq_management].\n")
        (folder / "env.conf").write_text("")
        environment = {
            "PATH": os.environ["PATH"], "HOME": folder / "home", "RABBITMQ_NODENAME": "rights@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1", "RABBITMQ_NODE_PORT": self.amqp, "RABBITMQ_DIST_PORT": distribution,
            "ERL_EPMD_PORT": epmd, "ERL_EPMD_ADDRESS": "127.0.0.1", "RABBITMQ_CONFIG_FILE": folder / "rabbitmq.conf",
            "RABBITMQ_ADVANCED_CONFIG_FILE": folder / "advanced.config", "RABBITMQ_CONF_ENV_FILE": folder / "env.conf",
            "RABBITMQ_ENABLED_PLUGINS_FILE": folder / "enabled_plugins", "RABBITMQ_GENERATED_CONFIG_DIR": folder / "schema",
            "RABBITMQ_SCHEMA_DIR": folder / "schema", "RABBITMQ_FEATURE_FLAGS_FILE": folder / "feature_flags",
            "RABBITMQ_MNESIA_BASE": folder / "data", "RABBITMQ_QUORUM_DIR": folder / "quorum",
            "RABBITMQ_STREAM_DIR": folder / "stream", "RABBITMQ_LOG_BASE": folder, "RABBITMQ_LOGS": "-",
            "RABBITMQ_PID_FILE": folder / "pid", "RUNNING_UNDER_SYSTEMD": "true",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        }  # fmt: skip
        environment = {key: str(value) for key, value in environment.items()}
        log = (folder / "log").open("w")
        mapper = [str(EPMD), "-port", str(epmd), "-address", "127.0.0.1"]
        self.programs = [
            subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log) for command in (mapper, [str(SERVER)])
        ]

    def ready(self):
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            try:
                return self.put("/users/probe", {"password": "any", "tags": ""})
            except OSError:
                time.sleep(0.5)
        raise AssertionError((self.folder / "log").read_text()[-2000:])

    def put(self, path, body, method="PUT"):
        login = base64.b64encode(b"guest:guest").decode()
        headers = {"Authorization": f"Basic {login}", "Content-Type": "application/json"}
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.management}/api{path}", json.dumps(body).encode(), headers, method=method
        )
        urllib.request.urlopen(request, timeout=10).close()

    def channel(self, user):
        login = pika.PlainCredentials(user, "of-all")
        return pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", self.amqp, credentials=login)).channel()

    def stop(self):
        for program in reversed(self.programs):
            program.terminate()
            program.wait(30)


@pytest.fixture(scope="module")
def broker():
    folder = Path(tempfile.mkdtemp(dir="/var/tmp", prefix="rights-"))
    broker = Broker(folder)
    try:
        broker.ready()
        broker.put("/definitions", DEFINITIONS, "POST")
        for name, rights in RIGHTS.items():
            broker.put(f"/users/{name}", {"password": "of-all", "tags": ""})
            broker.put(f"/permissions/%2f/{name}", rights)
        yield broker
    finally:
        broker.stop()
        shutil.rmtree(folder)


def refused(broker, user, act):
    """Whether RabbitMQ answers ACCESS_REFUSED."""
    channel = broker.channel(user)
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


PUBLISHERS = [name for name in RIGHTS if name != "gateway"]
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


def test_the_gateway_taps_and_publishes_nothing(broker):
    def tap(channel):
        channel.queue_declare("hostingco.tap.1", exclusive=True, auto_delete=True)
        channel.queue_bind("hostingco.tap.1", "hostingco.events", "provisioning.instance.#")
        channel.basic_consume("hostingco.tap.1", lambda *_: None, auto_ack=True)

    assert not refused(broker, "gateway", tap)
    for exchange, key in [("hostingco.events", "billing.invoice.paid.v1"), ("", "notifications.mails.bulk")]:
        assert refused(broker, "gateway", publish(exchange, key)), exchange
