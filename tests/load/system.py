"""HostingCo on this machine without containers, told by the table of services what a container is told: each process
has an address of its own on the loopback interface, and each service a name with the addresses of all its processes, as in
Compose, Swarm and Kubernetes. PostgreSQL, RabbitMQ and Redis are private and thrown away."""

import glob
import json
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import time
import urllib.request

ROOT = pathlib.Path(__file__).parents[2]
STORES = {"postgres": "127.77.0.1", "rabbitmq": "127.77.0.2", "redis": "127.77.0.3"}
MAIL = "127.77.0.4"


class Process:
    """One process: how it is started, and whether it is ready."""

    def __init__(self, name, command, env, log, ready, cwd=None, account=None, stop=signal.SIGTERM):
        self.name, self.command, self.env, self.log, self.ready = name, list(map(str, command)), env, log, ready
        self.cwd, self.account, self.stop_signal = cwd, account, stop
        self.popen = None

    def start(self):
        with open(self.log, "a") as log:
            own = {"user": self.account, "group": self.account, "extra_groups": []} if self.account else {}
            self.popen = subprocess.Popen(
                self.command, env=self.env, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=self.cwd, **own
            )

    def wait_ready(self, seconds=120):
        end = time.monotonic() + seconds
        while not self.ready():
            ended = self.popen.poll() is not None
            if ended or time.monotonic() > end:
                tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
                raise AssertionError(f"{self.name} {'ended' if ended else 'is not ready'}:\n{tail}")
            time.sleep(0.1)

    def stop(self, seconds=40):
        if self.popen and self.popen.poll() is None:
            self.popen.send_signal(self.stop_signal)
            try:
                self.popen.wait(seconds)
            except subprocess.TimeoutExpired:
                self.popen.kill()
                self.popen.wait()

    def restart(self):
        self.stop()
        self.start()
        self.wait_ready()


def answers(url):
    def check():
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=2) as response:
                return response.status == 200
        except OSError:
            return False

    return check


def listens(address, port):
    def check():
        try:
            socket.create_connection((address, port), 1).close()
            return True
        except OSError:
            return False

    return check


class System:
    """`counts`: how many processes of each service, two where nothing is said. `choices`: what this installation chooses besides."""

    def __init__(self, folder, binaries, counts=None, choices=None):
        self.folder, self.binaries = folder, binaries
        self.facts = json.loads((ROOT / "helm/hostingco/files/topology.json").read_text())
        self.services = [service for service in self.facts["services"] if service["args"]]
        self.counts = counts or {}
        self.choices = choices or {}
        self.processes, self.of = [], {}
        self.logs = folder / "log"
        self.logs.mkdir()
        folder.chmod(0o755)

    def __enter__(self):
        try:
            self._set_up()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        servers = [process for process in self.processes if process.name in (*STORES, "epmd")]
        services = [process for process in self.processes if process not in servers]
        for process in services:
            if process.popen and process.popen.poll() is None:
                process.popen.terminate()
        for process in [*services, *reversed(servers)]:
            process.stop()

    def addresses(self, name):
        """Where the processes of a service are."""
        at = [service["name"] for service in self.services].index(name) + 1
        return [f"127.77.{at}.{number + 1}" for number in range(self.counts.get(name, 2))]

    def public(self, name, addresses=None):
        """Where the edge reaches processes of a service, with the port; all where no addresses are given."""
        port = self._service(name)["public"]["port"]
        return [f"{address}:{port}" for address in addresses or self.addresses(name)]

    def _set_up(self):
        secrets = self.folder / "secrets"
        making = os.environ | {"HOSTINGCO_SECRETS": str(secrets)}
        subprocess.run([ROOT / "docker/secrets"], env=making, check=True, capture_output=True)
        names = [f"{address} {name}" for name, address in STORES.items()]
        names += [f"{address} {one['name']}" for one in self.services for address in self.addresses(one["name"])]
        (self.folder / "hosts").write_text("\n".join(["127.0.0.1 localhost", f"{MAIL} mailbox", *names]) + "\n")
        self._start_servers(secrets)
        self._keep("mailbox", [self.binaries / "hc-mailbox", "--http", f"{MAIL}:8025", "--smtp", f"{MAIL}:1025",
                               "--smtps", f"{MAIL}:1465"], {}, listens(MAIL, 1025))  # fmt: skip
        (self.folder / "blobs").mkdir()
        for service in self.services:
            self._settle(service, secrets)
        for name in self.facts["databases"]:
            self.command(name, "migrate")
        for service in self.services:
            for address in self.addresses(service["name"]):
                self._start_service(service, address)
        for process in self.processes:
            process.wait_ready()
        for name in self.facts["databases"]:
            if (seeds := ROOT / f"seeds/{name}.toml").exists():
                self.command(name, "seed", "--file", seeds)

    def _keep(self, name, command, env, ready, **more):
        process = Process(name, command, os.environ | env, self.logs / f"{name}.log", ready, **more)
        process.start()
        self.processes.append(process)
        return process

    def _start_servers(self, secrets):
        self._start_postgres()
        self._start_rabbitmq(secrets)
        redis = ["redis-server", "--bind", STORES["redis"], "--port", 6379, "--save", "", "--appendonly", "no"]
        redis += ["--aclfile", secrets / "redis.acl"]
        self._keep("redis", redis, {}, listens(STORES["redis"], 6379))
        for process in self.processes:
            process.wait_ready()
        for name in self.facts["databases"]:
            password = (secrets / f"{name}.database.password").read_text().strip()
            self.sql(f"CREATE ROLE {name} LOGIN PASSWORD '{password}'", f"CREATE DATABASE {name} OWNER {name}")

    def sql(self, *statements):
        url = f"postgres://postgres@{STORES['postgres']}:5432/postgres"
        for statement in statements:
            subprocess.run([self.postgres / "psql", url, "-qc", statement], check=True, capture_output=True)

    def _start_postgres(self):
        self.postgres = pathlib.Path(sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1])
        data = self.folder / "postgres"
        data.mkdir()
        account = None
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres").pw_uid
            os.chown(data, account, account)
        own = {"user": account} if account else {}
        initdb = [self.postgres / "initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-locale"]
        subprocess.run([*initdb, "--no-sync", "-D", data], check=True, capture_output=True, cwd=data, **own)
        settings = [f"listen_addresses={STORES['postgres']}", "unix_socket_directories=", "max_connections=400"]
        settings += ["shared_buffers=256MB"]
        command = [self.postgres / "postgres", "-D", data]
        for setting in settings:
            command += ["-c", setting]
        ready = listens(STORES["postgres"], 5432)
        self._keep("postgres", command, {}, ready, cwd=data, account=account, stop=signal.SIGINT)

    def _start_rabbitmq(self, secrets):
        at, here = STORES["rabbitmq"], self.folder / "rabbitmq"
        for name in ("home", "data", "schema", "quorum", "stream"):
            (here / name).mkdir(parents=True)
        definitions = json.loads((ROOT / "docker/rabbitmq/definitions.json").read_text())
        definitions |= json.loads((secrets / "rabbitmq.users.json").read_text())
        (here / "definitions.json").write_text(json.dumps(definitions))
        (here / "rabbitmq.conf").write_text(
            f"listeners.tcp.1 = {at}:5672\nvm_memory_high_watermark.absolute = 512MB\n"
            "raft.wal_max_size_bytes = 67108864\n"
            f"load_definitions = {here}/definitions.json\n"
        )
        (here / "advanced.config").write_text("[].\n")
        (here / "enabled_plugins").write_text("[].\n")
        (here / "env.conf").write_text("")
        with socket.socket() as one, socket.socket() as two:
            one.bind((at, 0))
            two.bind((at, 0))
            mapper, distribution = one.getsockname()[1], two.getsockname()[1]
        folder = {
            "CONFIG_FILE": "rabbitmq.conf",
            "ADVANCED_CONFIG_FILE": "advanced.config",
            "CONF_ENV_FILE": "env.conf",
        }
        folder |= {"ENABLED_PLUGINS_FILE": "enabled_plugins", "GENERATED_CONFIG_DIR": "schema", "SCHEMA_DIR": "schema"}
        folder |= {"FEATURE_FLAGS_FILE": "feature_flags", "MNESIA_BASE": "data", "QUORUM_DIR": "quorum"}
        folder |= {"STREAM_DIR": "stream", "LOG_BASE": ".", "PID_FILE": "pid"}
        env = {f"RABBITMQ_{name}": str(here / path) for name, path in folder.items()}
        env |= {"HOME": str(here / "home"), "RABBITMQ_NODENAME": "load@localhost", "RABBITMQ_LOGS": "-"}
        env |= {"RABBITMQ_DIST_PORT": str(distribution), "ERL_EPMD_PORT": str(mapper), "ERL_EPMD_ADDRESS": "127.0.0.1"}
        env |= {"RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}"}
        env |= {"RUNNING_UNDER_SYSTEMD": "true"}
        found = shutil.which("epmd") or sorted(glob.glob("/usr/lib/erlang/erts-*/bin/epmd"))[-1]
        self._keep(
            "epmd", [found, "-port", mapper, "-address", "127.0.0.1"], env, listens("127.0.0.1", mapper)
        ).wait_ready()
        server = sorted(glob.glob("/usr/lib/rabbitmq/lib/*/sbin/rabbitmq-server"))[-1]
        self._keep("rabbitmq", [server], env, listens(at, 5672), cwd=here)

    def _settle(self, service, secrets):
        """The folders that a container of this service sees."""
        own = self.folder / "own" / service["name"]
        (own / "secrets").mkdir(parents=True)
        for setting in service["settings"]:
            if "secret" in setting:
                name = setting["name"]
                shared = name in ("broker.password", "redis.password")
                shutil.copy(secrets / (name if shared else f"{service['binary']}.{name}"), own / "secrets" / name)
        if "tls" in service["needs"]:
            shutil.copytree(secrets / "certificates" / service["binary"], own / "certificate")
        documents = own / "documents"
        documents.mkdir()
        shutil.copy(ROOT / "services/console/gql/persisted-documents.json", documents / "console.json")
        shutil.copy(ROOT / "docker/edge/documents.json", documents / "edge.json")

    def choice(self, name, binary):
        """What an installation chooses."""
        return {
            "auth_url": "https://auth.edge.test",
            "console_url": "https://console.edge.test",
            "notifications_url": "https://mail.edge.test",
            "database_url": f"postgres://{binary}@postgres:5432/{binary}",
            "broker_url": "amqp://hostingco@rabbitmq:5672/%2f",
            "redis_url": "redis://redis:6379",
            "smtp_host": "mailbox",
            "smtp_port": "1025",
            "smtp_security": "none",
            "smtp_from": "no-reply@edge.test",
            "sites_domain": "sites.edge.test",
            "sites_scheme": "https",
            # nginx and HAProxy, as the gateway sees them.
            "trusted_proxies": "127.0.0.1",
            # Documents come by their hash and as text.
            "documents_mode": "accept",
            "test_payments": "true",
            **self.choices,
        }.get(name, "")

    def environment(self, service, address):
        own = self.folder / "own" / service["name"]
        places = {
            "/run/secrets/hostingco": own / "secrets",
            "/run/certificate": own / "certificate",
            "/usr/share/hostingco/documents": own / "documents",
            "/var/lib/hostingco/blobs": self.folder / "blobs",
            "0.0.0.0": address,
            "{host:": "",
            "}": "",
        }
        env = {"LD_PRELOAD": "libnss_wrapper.so", "NSS_WRAPPER_HOSTS": str(self.folder / "hosts")}
        for setting in service["settings"]:
            text = setting.get("text") or self.choice(setting.get("site"), service["binary"])
            for there, here in places.items():
                text = text.replace(there, str(here))
            if text:
                env[service["prefix"] + setting["name"]] = text
        return env

    def _service(self, name):
        return next(service for service in self.services if service["name"] == name)

    def command(self, name, *arguments):
        """One of a service's own commands, with its settings."""
        service = self._service(name)
        env = os.environ | self.environment(service, self.addresses(name)[0])
        done = subprocess.run(
            [self.binaries / service["binary"], *map(str, arguments)], env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{name} {arguments}: {done.stdout[-2000:]}{done.stderr[-2000:]}"

    def _start_service(self, service, address):
        name = f"{service['name']}-{address}"
        command = [self.binaries / service["binary"], *service["args"]]
        ready = answers(f"http://{address}:{service['admin']}/readyz")
        process = self._keep(name, command, self.environment(service, address), ready)
        self.of.setdefault(service["name"], []).append(process)
