"""An edge as on a machine of one's own: HAProxy and nginx from packages, on free ports of the loopback interface, and
stubs behind them that say what reached them."""

import asyncio
import base64
import contextlib
import hashlib
import http.client
import json
import os
import pathlib
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time

import pytest

ROOT = pathlib.Path(__file__).parents[2]
COMMAND = ROOT / "docker/edge/hostingco-edge"
DOMAIN = "edge.test"
HOSTS = {part: f"{part}.{DOMAIN}" for part in ("console", "api", "auth", "mail")}
SITE = f"shop.sites.{DOMAIN}"
HAPROXY = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")

need_haproxy = pytest.mark.skipif(not HAPROXY, reason="haproxy is not installed: apt-get install haproxy")
need_nginx = pytest.mark.skipif(not NGINX, reason="nginx is not installed: apt-get install nginx-light")


def xtask(*arguments):
    """`cargo xtask`, without asking cargo where it is built."""
    built = ROOT / "target/debug/xtask"
    command = [built] if built.exists() else ["cargo", "xtask"]
    return subprocess.run([*command, *map(str, arguments)], cwd=ROOT, check=True, capture_output=True, text=True)


def free_ports(count):
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def certificate(folder):
    """A certificate of its own for everything below the domain; answers the file of what to trust."""
    folder.mkdir(parents=True, exist_ok=True)
    key, own = folder.parent / "edge.key", folder.parent / "ca.pem"
    names = f"subjectAltName=DNS:*.{DOMAIN},DNS:*.sites.{DOMAIN}"
    new = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    new += ["-subj", f"/CN={DOMAIN}", "-addext", names, "-keyout", key, "-out", own]
    subprocess.run(list(map(str, new)), check=True, capture_output=True)
    (folder / "edge.pem").write_text(own.read_text() + key.read_text())
    return own


def place(folder, backends, **changes):
    """The file of `cargo xtask deploy edge`. `backends`: of each colour, addresses of the parts and `/readyz`."""
    ports = iter(free_ports(4 + 2 * len(backends)))
    colours = {}
    for colour, own in backends.items():
        listen, status = next(ports), next(ports)
        temporary = folder / f"nginx-{colour}"
        temporary.mkdir(parents=True, exist_ok=True)
        nginx = {
            "address": f"127.0.0.1:{listen}",
            "listen": f"127.0.0.1:{listen}",
            "status": f"127.0.0.1:{status}",
            "temporary": str(temporary),
            "log": str(folder / f"nginx-{colour}.log"),
        }
        if os.geteuid() == 0:
            nginx["user"] = "root"  # else another, who cannot write here
        colours[colour] = {"nginx": [nginx], **own}
    plain, secure, preview, metrics = (f"127.0.0.1:{next(ports)}" for _ in range(4))
    port = secure.split(":")[1]
    for name in ("state", "run"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    own = {
        "urls": {part: f"https://{host}:{port}" for part, host in HOSTS.items()},
        "sites_domain": f"sites.{DOMAIN}",
        "http": plain,
        "https": secure,
        "preview": preview,
        "metrics": metrics,
        "certificates": str(folder / "certificates"),
        "state": str(folder / "state"),
        "run": str(folder / "run"),
        "ca": str(certificate(folder / "certificates")),
        "trusted": ["127.0.0.1"],
        "sites": [],
        "colours": colours,
    } | changes
    file = folder / "place.json"
    file.write_text(json.dumps(own))
    return own


class Edge:
    """HAProxy, and an nginx for each colour."""

    def __init__(self, folder, backends, **changes):
        self.folder = folder
        self.place = place(folder, backends, **changes)
        xtask("deploy", "edge", "--place", folder / "place.json", "--into", folder / "files")
        first = sorted(self.place["colours"])[0]
        (folder / "state/colour.map").write_text(f"live {first}\n")
        self.processes = []

    def __enter__(self):
        try:
            for colour in self.place["colours"]:
                file = self.folder / f"files/nginx-{colour}-1.conf"
                self._start([NGINX, "-e", "stderr", "-c", file, "-g", "daemon off;"], f"nginx-{colour}")
            file = self.folder / "files/haproxy.cfg"
            self.haproxy = self._start([HAPROXY, "-W", "-db", "-f", file], "haproxy")
            for colour in self.place["colours"]:
                wait(lambda colour=colour: self.up(colour), f"{colour} is up", lambda: self.log("haproxy"))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            # HAProxy's graceful end would wait for streams.
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, command, name):
        log = open(self.folder / f"{name}.err", "w")
        process = subprocess.Popen(list(map(str, command)), stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        self.processes.append(process)
        return process

    def log(self, name):
        return (self.folder / f"{name}.err").read_text()

    def port(self, name="https"):
        return int(self.place[name].rsplit(":", 1)[1])

    def admin(self, command):
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(self.folder / "run/admin.sock"))
            line.sendall(f"{command}\n".encode())
            return b"".join(iter(lambda: line.recv(65536), b"")).decode()

    def states(self, colour):
        """Of each backend of a colour, the state of its server: 2 is up."""
        lines = [line.split() for line in self.admin("show servers state").splitlines()[2:] if line]
        return {line[1]: line[5] for line in lines if line[1].startswith(f"{colour}_")}

    def checked(self):
        """What HAProxy's checks have found, by server."""
        lines = [line.split(",") for line in self.admin("show stat").splitlines() if line]
        head = lines[0]
        head[0] = head[0].removeprefix("# ")
        rows = [dict(zip(head, line, strict=True)) for line in lines[1:]]
        return {row["pxname"]: row["check_status"].removeprefix("* ") for row in rows if row["svname"] == "nginx1"}

    def up(self, colour):
        try:
            found = {name: how for name, how in self.checked().items() if name.startswith(f"{colour}_")}
        except OSError:
            return False
        return len(found) == len(HOSTS) and set(found.values()) == {"L7OK"}

    def reload_haproxy(self):
        before = worker(self.haproxy.pid)
        self.haproxy.send_signal(signal.SIGUSR2)
        wait(lambda: worker(self.haproxy.pid) - before, "HAProxy has a new worker")
        wait(lambda: self.up(self.live()), "the new worker has checked")

    def reload_nginx(self):
        for process in self.processes:
            if process is not self.haproxy:
                before = worker(process.pid)
                process.send_signal(signal.SIGHUP)
                wait(lambda process=process, before=before: worker(process.pid) - before, "nginx has new workers")

    def live(self):
        if len(self.place["colours"]) == 1:
            return next(iter(self.place["colours"]))
        return self.admin(f"show map {self.folder}/state/colour.map").split()[-1]

    def run(self, *arguments, timeout=60):
        command = [sys.executable, COMMAND, "--edge", self.folder / "files/edge.json", *arguments]
        return subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=timeout)

    def context(self, *protocols):
        context = ssl.create_default_context(cafile=self.place["ca"])
        if protocols:
            context.set_alpn_protocols(list(protocols))
        return context

    def connect(self, host, port="https", source="127.0.0.1", context=None):
        line = socket.create_connection(("127.0.0.1", self.port(port)), 10, (source, 0))
        return (context or self.context()).wrap_socket(line, server_hostname=host)

    def connection(self, host, port="https", source="127.0.0.1", context=None):
        connection = http.client.HTTPSConnection(host, self.port(port), timeout=20)
        connection.sock = self.connect(host, port, source, context)
        return connection

    def ask(self, host, path="/", method="GET", body=None, headers=None, port="https", source="127.0.0.1"):
        """Status, headers and JSON (or text) of one answer."""
        connection = self.connection(host, port, source)
        try:
            connection.request(method, path, body, {"Host": host} | (headers or {}))
            response = connection.getresponse()
            text = response.read()
        finally:
            connection.close()
        try:
            return response.status, response.headers, json.loads(text)
        except ValueError:
            return response.status, response.headers, text.decode(errors="replace")


def worker(master):
    """The children of a process."""
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(master)], capture_output=True, text=True)
    return set(found.stdout.split())


def wait(condition, what, why=lambda: "", seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds} s: {what}\n{why()}"
        time.sleep(0.05)


# As large as a script of the console is on the average.
SCRIPT = json.dumps(secrets.token_urlsafe(18_000)).encode()


class Stub:
    """Stands for every part of one colour: answers with what reached it, streams events, speaks WebSocket."""

    def __init__(self, name):
        self.name = name
        self.ready = True
        self.failing = False
        self.fail_after = None
        # So many connections are cut off where an answer is due.
        self.cuts = 0
        self.seen = []
        (self.port,) = free_ports(1)
        self.address = f"127.0.0.1:{self.port}"
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def backends(self):
        parts = {part: [self.address] for part in ("gateway", "console", "auth", "notifications")}
        return parts | {"ready": [f"http://{self.address}/readyz"]}

    def __enter__(self):
        self._started = threading.Event()
        self._thread.start()
        assert self._started.wait(10)
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self):
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", self.port, backlog=1024))
        self._started.set()
        self._loop.run_forever()
        open_ones = asyncio.all_tasks(self._loop)
        for task in open_ones:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*open_ones, return_exceptions=True))
        self._loop.close()

    async def _serve(self, reader, writer):
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while await self._answer(reader, writer):
                pass
        writer.close()

    async def _answer(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = head[0].split(" ")
        pairs = [line.split(": ", 1) for line in head[1:] if line]
        headers = {name.lower(): value for name, value in pairs}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        seen = {"stub": self.name, "method": method, "path": path, "headers": headers, "length": len(body)}
        seen["forwarded_for"] = [value for name, value in pairs if name.lower() == "x-forwarded-for"]
        if headers.get("upgrade", "").lower() == "websocket":
            return await self._socket(reader, writer, headers)
        if "text/event-stream" in headers.get("accept", ""):
            return await self._events(writer)
        if path == "/cut" and self.cuts:
            self.cuts -= 1
            self.seen.append(seen)
            return False
        status, answer = "200 OK", seen | {"data": {"plans": {"nodes": []}}}
        if path == "/readyz":
            status, answer = (
                ("200 OK", {"ready": True}) if self.ready else ("503 Service Unavailable", {"ready": False})
            )
        elif path == "/graphql" and (self.failing or self.fail_after is not None and len(self.seen) > self.fail_after):
            status, answer = "500 Internal Server Error", {"errors": [{"message": "failing"}]}
        elif path == "/missing":
            status = "404 Not Found"
        elif path not in ("/api/ready", "/schema.graphql", "/.well-known/jwks.json", "/unsubscribe"):
            self.seen.append(seen)
        text = SCRIPT if path.startswith("/_next/static/") else json.dumps(answer).encode()
        shared = "Cache-Control: public, max-age=2\r\n" if path.startswith("/graphql?query=%7Bplans") else ""
        kept = f"X-Request-Id: {headers['x-request-id']}\r\n" if "x-request-id" in headers else ""
        writer.write(
            f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n{shared}{kept}\r\n".encode()
        )
        if method != "HEAD":
            writer.write(text)
        await writer.drain()
        return True

    async def _events(self, writer):
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nX-Accel-Buffering: no\r\nConnection: close\r\n\r\n"
        )
        for number in range(10_000):
            writer.write(f"event: next\ndata: {json.dumps({'stub': self.name, 'number': number})}\n\n".encode())
            await writer.drain()
            await asyncio.sleep(0.1)
        return False

    async def _socket(self, reader, writer, headers):
        proof = headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        accepted = base64.b64encode(hashlib.sha1(proof.encode()).digest()).decode()
        writer.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n")
        writer.write(f"Sec-WebSocket-Accept: {accepted}\r\n\r\n".encode())
        while True:
            first, length = await reader.readexactly(2)
            mask = await reader.readexactly(4)
            text = bytes(byte ^ mask[at % 4] for at, byte in enumerate(await reader.readexactly(length & 127)))
            if first & 15 == 8:
                return False
            writer.write(bytes([129, len(text)]) + text)
            await writer.drain()


class Socket:
    """The client's end: short text messages, which the stub sends back."""

    def __init__(self, edge):
        host = HOSTS["api"]
        self.line = edge.connect(host)
        key = base64.b64encode(os.urandom(16)).decode()
        self.line.sendall(
            f"GET /graphql HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode()
        )
        self.file = self.line.makefile("rb")
        assert b" 101 " in self.file.readline()
        while self.file.readline() != b"\r\n":
            pass

    def echo(self, text):
        mask = os.urandom(4)
        sent = bytes(byte ^ mask[at % 4] for at, byte in enumerate(text.encode()))
        self.line.sendall(bytes([129, 128 | len(sent)]) + mask + sent)
        _, length = self.file.read(2)
        return self.file.read(length).decode()


class Load:
    """About so many requests a second until it is ended; every answer but 200 is a failure."""

    def __init__(self, edge, per_second, clients=8):
        self.edge, self.pause = edge, clients / per_second
        self.answers, self.failures = [], []
        self._ending = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(number,), daemon=True) for number in range(clients)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._ending.set()
        for thread in self._threads:
            thread.join(30)

    def _run(self, number):
        connection, context = None, self.edge.context()
        begun, asked = time.monotonic(), 0
        while not self._ending.is_set():
            asked += 1
            time.sleep(max(0, begun + asked * self.pause - time.monotonic()))
            try:
                connection = connection or self.edge.connection(HOSTS["api"], "https", f"127.0.1.{number + 1}", context)
                connection.request(
                    "POST", "/graphql", '{"query":"{ __typename }"}', {"Content-Type": "application/json"}
                )
                response = connection.getresponse()
                text = response.read()
                if response.status != 200:
                    self.failures.append(f"{response.status} {text[:200]}")
                else:
                    self.answers.append(json.loads(text)["stub"])
                if response.will_close:
                    connection = None
            except (OSError, http.client.HTTPException, ValueError) as error:
                self.failures.append(repr(error))
                connection = None
