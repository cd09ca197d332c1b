"""A RabbitMQ of its own for tests, from Debian's package, with the configuration that is to be tried."""

import contextlib
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile

import pytest

from servers import free_ports, until

SERVER = next(iter(sorted(pathlib.Path("/usr/lib/rabbitmq/lib").glob("*/sbin/rabbitmq-server"), reverse=True)), None)
EPMD = next(iter([*pathlib.Path("/usr/lib/erlang").glob("erts-*/bin/epmd"), *pathlib.Path("/usr/bin").glob("epmd")]), None)
needs_rabbitmq = pytest.mark.skipif(SERVER is None or EPMD is None, reason="RabbitMQ is not here: apt-get install rabbitmq-server")

SMALL = """\
vm_memory_high_watermark.absolute = 512MB
disk_free_limit.absolute = 50MB
raft.wal_max_size_bytes = 67108864
"""


class Broker:
    """`configuration` is a rabbitmq.conf without listeners."""

    def __init__(self, folder, configuration=SMALL, plugins=""):
        self.folder = folder
        self.amqp, distribution, epmd = free_ports(3)
        self.node = f"tests{self.amqp}@localhost"
        for name in ("home", "data", "schema", "quorum", "stream"):
            (folder / name).mkdir()
        (folder / "advanced.config").write_text("[].\n")
        (folder / "enabled_plugins").write_text(f"[{plugins}].\n")
        (folder / "env.conf").write_text("")
        self.configure(configuration)
        environment = {
            "PATH": os.environ["PATH"], "HOME": folder / "home", "RABBITMQ_NODENAME": self.node,
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1", "RABBITMQ_NODE_PORT": self.amqp, "RABBITMQ_DIST_PORT": distribution,
            "ERL_EPMD_PORT": epmd, "ERL_EPMD_ADDRESS": "127.0.0.1", "RABBITMQ_CONFIG_FILE": folder / "rabbitmq.conf",
            "RABBITMQ_ADVANCED_CONFIG_FILE": folder / "advanced.config", "RABBITMQ_CONF_ENV_FILE": folder / "env.conf",
            "RABBITMQ_ENABLED_PLUGINS_FILE": folder / "enabled_plugins", "RABBITMQ_GENERATED_CONFIG_DIR": folder / "schema",
            "RABBITMQ_SCHEMA_DIR": folder / "schema", "RABBITMQ_FEATURE_FLAGS_FILE": folder / "feature_flags",
            "RABBITMQ_MNESIA_BASE": folder / "data", "RABBITMQ_QUORUM_DIR": folder / "quorum",
            "RABBITMQ_STREAM_DIR": folder / "stream", "RABBITMQ_LOG_BASE": folder, "RABBITMQ_LOGS": "-",
            # The script then becomes the broker instead of waiting for it.
            "RABBITMQ_PID_FILE": folder / "pid", "RUNNING_UNDER_SYSTEMD": "true",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        }  # fmt: skip
        self.environment = {key: str(value) for key, value in environment.items()}
        self.log = folder / "log"
        self.mapper = self.run(EPMD, "-port", epmd, "-address", "127.0.0.1")
        self.server = None

    def configure(self, configuration):
        (self.folder / "rabbitmq.conf").write_text(f"listeners.tcp.1 = 127.0.0.1:{self.amqp}\n{configuration}")

    def run(self, *command):
        with self.log.open("a") as log:
            return subprocess.Popen([*map(str, command)], env=self.environment, cwd=self.folder, stdout=log, stderr=log)

    def start(self):
        """Returns once it takes connections, which is after everything of its configuration was read."""
        self.server = self.run(SERVER)

        def listens():
            assert self.server.poll() is None, self.log.read_text()[-3000:]
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", self.amqp)) == 0

        until(listens, "RabbitMQ takes connections", lambda: self.log.read_text()[-3000:], seconds=120)

    def ask(self, *question):
        """What rabbitmqctl prints."""
        command = [SERVER.with_name("rabbitmqctl"), "--node", self.node, "--quiet", *question]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True).stdout

    def stop(self):
        if self.server:
            self.server.terminate()
            self.server.wait(60)
            self.server = None

    def end(self):
        self.stop()
        self.mapper.terminate()
        self.mapper.wait(30)


@contextlib.contextmanager
def running(configuration=SMALL, plugins=""):
    folder = pathlib.Path(tempfile.mkdtemp(dir="/var/tmp", prefix="rabbitmq-"))
    broker = Broker(folder, configuration, plugins)
    try:
        broker.start()
        yield broker
    finally:
        broker.end()
        shutil.rmtree(folder)
