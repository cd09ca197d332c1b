"""The scripts and files of bundled stores, on the real servers where this machine has them."""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess

import pytest

import rabbitmq
from chart import TOPOLOGY, of_kind, render
from servers import free_port, until

# With what a JSON text, a Redis configuration and a shell would stumble over.
PASSWORD = 'pa"ss\\wo\'rd $HOME'


def stateful(store):
    (it,) = [it for it in of_kind(render("everything-on"), "StatefulSet") if it["metadata"]["name"].endswith(f"-{store}")]
    return it["spec"]["template"]["spec"]


def config(suffix):
    (it,) = [it for it in of_kind(render("everything-on"), "ConfigMap") if it["metadata"]["name"].endswith(suffix)]
    return it["data"]


def moved(script, folder):
    """A script of a container, with its folders below another."""
    for path in ("/run/", "/etc/hostingco", "/tmp/redis"):
        script = script.replace(path, f"{folder}{path}")
    return script


def secret(folder, path):
    file = pathlib.Path(f"{folder}{path}")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(PASSWORD)


@contextlib.contextmanager
def running(command, **more):
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def eventually(command, **more):
    """What a command prints, once it succeeds."""
    runs = []

    def succeeds():
        runs.append(subprocess.run(command, capture_output=True, text=True, **more))
        return runs[-1].returncode == 0

    until(succeeds, f"{command} succeeds", lambda: runs[-1].stdout + runs[-1].stderr)
    return runs[-1].stdout


def needs(*programs):
    missing = [program for program in programs if not shutil.which(program)]
    if missing:
        pytest.skip(f"not on this machine: {', '.join(missing)}")


def test_redis_asks_for_the_password(tmp_path):
    needs("redis-server", "redis-cli")
    secret(tmp_path, "/run/secrets/redis/password")
    (tmp_path / "tmp").mkdir()
    port = str(free_port())
    script = moved(stateful("redis")["containers"][0]["command"][2], tmp_path).strip()
    with running(["sh", "-ec", f"{script} --port {port} --bind 127.0.0.1"]):
        cli = ["redis-cli", "-h", "127.0.0.1", "-p", port]
        answer = eventually([*cli, "ping"], env={**os.environ, "REDISCLI_AUTH": PASSWORD})
        assert answer == "PONG\n"
        assert "NOAUTH" in subprocess.run([*cli, "ping"], capture_output=True, text=True).stdout


def test_postgres_gets_a_role_and_a_database_for_each_service(tmp_path):
    binaries = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin")) or [pathlib.Path(shutil.which("postgres") or "/x").parent]
    if not (binaries[-1] / "initdb").exists():
        pytest.skip("PostgreSQL is not on this machine")
    # PostgreSQL does not run as root.
    user = {"user": "nobody", "group": "nogroup"} if os.getuid() == 0 else {}
    folder = pathlib.Path(subprocess.run(["mktemp", "-d", "/tmp/chart-postgres.XXXXXX"], capture_output=True, text=True).stdout.strip())
    try:
        for name in TOPOLOGY["databases"]:
            secret(folder, f"/run/secrets/databases/{name}")
        if user:
            subprocess.run(["chown", "-R", "nobody:nogroup", folder], check=True)
        port = str(free_port())
        initdb = [binaries[-1] / "initdb", "--pgdata", folder / "data", "--username", "postgres", "--auth", "scram-sha-256", "--no-sync"]
        (folder / "superuser").write_text("superuser")
        (folder / "superuser").chmod(0o644)
        subprocess.run([*initdb, "--pwfile", folder / "superuser"], check=True, capture_output=True, cwd=folder, **user)
        server = [binaries[-1] / "postgres", "-D", folder / "data", "-p", port, "-h", "127.0.0.1", "-k", folder, "-c", "fsync=off"]
        at = {**os.environ, "PGHOST": "127.0.0.1", "PGPORT": port}
        with running(server, cwd=folder, **user):
            superuser = {**at, "PGPASSWORD": "superuser"}
            eventually(["psql", "--username", "postgres", "--command", "SELECT 1"], env=superuser)
            script = moved(config("-postgres-init")["roles.sh"], folder)
            subprocess.run(["bash", "-euo", "pipefail", "-c", script], env=superuser, check=True, capture_output=True)
            for name in TOPOLOGY["databases"]:
                own = {**at, "PGPASSWORD": PASSWORD}
                created = subprocess.run(["psql", "--username", name, name, "--command", "CREATE TABLE t ()"], env=own, capture_output=True)
                assert created.returncode == 0, created.stderr
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@rabbitmq.needs_rabbitmq
def test_rabbitmq_gets_the_topology_and_the_user(tmp_path):
    secret(tmp_path, "/run/secrets/rabbitmq/password")
    for folder in ("run/definitions", "etc/hostingco"):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    files = config("-rabbitmq-definitions")
    (tmp_path / "etc/hostingco/definitions.json").write_text(files["definitions.json"])
    (init,) = stateful("rabbitmq")["initContainers"]
    subprocess.run(["sh", "-ec", moved(init["command"][2], tmp_path)], check=True)
    with rabbitmq.running(rabbitmq.SMALL + moved(files["hostingco.conf"], tmp_path)) as broker:
        assert "Success" in broker.ask("authenticate_user", "hostingco", PASSWORD)
        there = json.loads(broker.ask("export_definitions", "-"))
    assert {it["name"] for it in json.loads(files["definitions.json"])["queues"]} <= {it["name"] for it in there["queues"]}
    assert [it["name"] for it in there["users"]] == ["hostingco"]
    assert [it["user"] for it in there["permissions"]] == ["hostingco"]
