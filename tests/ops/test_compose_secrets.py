"""docker/secrets, as it is run, and what our programs and servers make of its files."""

import base64
import datetime
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

import pytest

from compose import DOCKER, ROOT, SERVICES, TOPOLOGY, environment, file_of, load, make_secrets, run, targets
from servers import free_port, until

COMPOSE = load("compose.yaml")
BINARIES = pathlib.Path(os.environ.get("HC_TEST_BINARIES", ROOT / "target" / "debug"))
# What the image of the gateway has at /usr/share/hostingco/documents.
DOCUMENTS = ROOT / "services" / "console" / "gql"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("secrets") / "s"
    status, said = make_secrets(folder)
    assert status == 0, said
    return folder


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_file_that_is_mounted_is_made(folder):
    for name, secret in COMPOSE["secrets"].items():
        path = folder / pathlib.PurePath(secret["file"]).relative_to(".secrets")
        assert path.is_file(), name
    for it in COMPOSE["services"].values():
        for volume in it.get("volumes", []):
            if isinstance(volume, str) and volume.startswith("./.secrets/"):
                assert (folder / volume.split(":")[0].removeprefix("./.secrets/")).is_dir()


def test_only_the_owner_comes_in_and_containers_can_read(folder):
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "authority").stat().st_mode & 0o777 == 0o700
    assert (folder / "authority" / "ca.key").stat().st_mode & 0o077 == 0
    for secret in COMPOSE["secrets"].values():
        assert (folder / pathlib.PurePath(secret["file"]).name).stat().st_mode & 0o777 == 0o444


def test_keys_are_32_random_bytes(folder):
    seen = set()
    for name in COMPOSE["secrets"]:
        if name.endswith((".kek", ".key", "_key", ".password")) and name != "notifications.smtp.password":
            value = (folder / name).read_text()
            assert len(base64.b64decode(value, validate=True)) == 32, name
            seen.add(value)
    assert len(seen) == len([n for n in COMPOSE["secrets"] if n.endswith((".kek", ".key", "_key", ".password"))]) - 1
    assert (folder / "notifications.smtp.password").read_bytes() == b"\n", "no password; Swarm takes no empty file"


def test_run_again_it_changes_nothing(folder):
    before = contents(folder)
    status, said = make_secrets(folder)
    assert status == 0 and "made" not in said, said
    assert contents(folder) == before


def test_what_is_missing_is_made_and_what_depends_on_it(tmp_path, folder):
    own = tmp_path / "s"
    shutil.copytree(folder, own)
    before = contents(own)
    (own / "broker.password").unlink()
    status, said = make_secrets(own)
    assert status == 0, said
    after = contents(own)
    changed = {str(path) for path in before if before[path] != after[path]}
    assert changed == {"broker.password", "rabbitmq.users.json"}


@pytest.mark.parametrize("wrong", [["renw"], ["renew", "all"]])
def test_a_misspelt_order_is_refused_and_nothing_is_made(tmp_path, wrong):
    own = tmp_path / "s"
    status, said = run(DOCKER / "secrets", *wrong, env={**os.environ, "HOSTINGCO_SECRETS": str(own)})
    assert status == 1 and "./secrets renew" in said
    assert not own.exists()


def test_an_empty_key_is_named(tmp_path, folder):
    own = tmp_path / "s"
    shutil.copytree(folder, own)
    (own / "auth.keys.kek").chmod(0o600)
    (own / "auth.keys.kek").write_text("")
    status, said = make_secrets(own)
    assert status == 1 and "auth.keys.kek is empty" in said


def x509(path, *options):
    status, said = run("openssl", "x509", "-in", path, "-noout", *options)
    assert status == 0, said
    return said


@pytest.mark.parametrize("binary", TOPOLOGY["identities"])
def test_a_certificate_names_one_service_and_can_be_used(folder, binary):
    own = folder / "certificates" / binary
    ca = folder / "authority" / "ca.pem"
    assert (own / "ca.pem").read_bytes() == ca.read_bytes()
    for purpose in ("sslserver", "sslclient"):
        status, said = run("openssl", "verify", "-x509_strict", "-purpose", purpose, "-CAfile", ca, own / "tls.pem")
        assert status == 0, said
    names = x509(own / "tls.pem", "-ext", "subjectAltName").split("\n", 1)[1].strip().split(", ")
    uris = [name for name in names if name.startswith("URI:")]
    assert uris == [f"URI:spiffe://hostingco/service/{binary}"]
    assert {f"DNS:{s['name']}" for s in SERVICES.values() if s["binary"] == binary} == set(names) - set(uris)
    assert "TLS Web Server Authentication, TLS Web Client Authentication" in x509(own / "tls.pem", "-ext", "extendedKeyUsage")
    assert "Digital Signature" in x509(own / "tls.pem", "-ext", "keyUsage")
    # Valid for more than a year, and the pair fits.
    assert run("openssl", "x509", "-in", own / "tls.pem", "-noout", "-checkend", 366 * 86_400)[0] == 0
    public = run("openssl", "pkey", "-in", own / "tls.key", "-pubout")[1]
    assert public == x509(own / "tls.pem", "-pubkey")


def test_renewed_certificates_are_of_the_same_authority(tmp_path, folder):
    own = tmp_path / "s"
    shutil.copytree(folder, own)
    before = contents(own)
    status, said = run(DOCKER / "secrets", "renew", env={**os.environ, "HOSTINGCO_SECRETS": str(own)})
    assert status == 0, said
    after = contents(own)
    changed = {path for path in before if before[path] != after[path]}
    assert {path.parts[0] for path in changed} == {"certificates"}
    assert {path.name for path in changed} == {"tls.pem", "tls.key"}
    assert len(changed) == 2 * len(TOPOLOGY["identities"])


PUBLIC = {f"DNS:{name}" for name in ("console.localhost", "api.localhost", "auth.localhost", "mail.localhost", "*.sites.localhost")}


def names_of(path):
    return set(x509(path, "-ext", "subjectAltName").split("\n", 1)[1].strip().split(", "))


def test_the_edge_has_a_certificate_for_every_public_name(folder):
    assert names_of(folder / "edge.pem") == PUBLIC
    assert "PRIVATE KEY" in (folder / "edge.pem").read_text()


def test_a_renewed_certificate_of_the_edge_is_for_the_same_names_and_nothing_else_is_new(tmp_path, folder):
    own = tmp_path / "s"
    shutil.copytree(folder, own)
    before, serial = contents(own), x509(own / "edge.pem", "-serial")
    status, said = run(DOCKER / "secrets", "renew", "edge", env={**os.environ, "HOSTINGCO_SECRETS": str(own)})
    assert status == 0 and "made edge.pem" in said, said
    after = contents(own)
    assert {str(path) for path in after if after[path] != before.get(path)} == {"edge.pem"} and before.keys() == after.keys()
    assert sorted(path.name for path in own.iterdir()) == sorted(path.name for path in folder.iterdir()), "something was left behind"
    assert x509(own / "edge.pem", "-serial") != serial and names_of(own / "edge.pem") == PUBLIC
    # Valid for more than a year, the pair fits, and HAProxy can read it.
    assert run("openssl", "x509", "-in", own / "edge.pem", "-noout", "-checkend", 366 * 86_400)[0] == 0
    assert run("openssl", "pkey", "-in", own / "edge.pem", "-pubout")[1] == x509(own / "edge.pem", "-pubkey")
    assert (own / "edge.pem").stat().st_mode & 0o777 == 0o444


# What programs make of it.


def variables_of(name, folder, tmp_path):
    """The environment of a container, its folders moved to where this machine has them."""
    it = COMPOSE["services"][name]
    mounted = tmp_path / "mounted"
    mounted.mkdir(exist_ok=True)
    for target, source in targets(it).items():
        shutil.copy(folder / source, mounted / pathlib.PurePath(target).name)
    certificates = str(folder / "certificates" / SERVICES[name]["binary"])
    here = {
        "/run/secrets/hostingco": str(mounted),
        "/run/certificate": certificates,
        "/usr/share/hostingco/documents": str(DOCUMENTS),
    }
    told = environment(it)
    for there, path in here.items():
        told = {key: value.replace(there, path) for key, value in told.items()}
    return told


def binary(name):
    path = BINARIES / SERVICES[name]["binary"]
    if not path.exists():
        pytest.skip(f"{path} is not built: cargo build --bins")
    return path


ours = pytest.mark.parametrize("name", [name for name, service in SERVICES.items() if service["args"]])


@ours
def test_a_service_can_use_its_settings(name, folder, tmp_path):
    status, said = run(binary(name), "check-config", env=variables_of(name, folder, tmp_path))
    assert status == 0, said


@pytest.mark.parametrize("name", ["auth", "billing", "notifications"])
def test_a_service_names_the_secret_that_is_missing(name, folder, tmp_path):
    told = variables_of(name, folder, tmp_path)
    key = {"auth": "keys.kek", "billing": "orders.preview_key", "notifications": "unsubscribe.key"}[name]
    (tmp_path / "mounted" / key).unlink()
    status, said = run(binary(name), "check-config", env=told)
    if status == 0:
        # What only `serve` can know is said there.
        status, said = run(binary(name), "serve", env=told, timeout=30)
    assert status != 0 and key.split(".")[0] in said, said


def test_the_gateway_names_the_document_that_nobody_could_run(folder, tmp_path):
    text = "{ viewer"
    key = "sha256:" + hashlib.sha256(text.encode()).hexdigest()
    (tmp_path / "console.json").write_text(json.dumps({key: text}))
    told = variables_of("gateway", folder, tmp_path) | {"GATEWAY_TRUSTED_DOCUMENTS__FOLDER": str(tmp_path)}
    status, said = run(binary("gateway"), "check-config", env=told)
    assert status != 0 and "console.json" in said and key in said and "Syntax error" in said, said


def postgres_tools():
    for folder in sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists() and shutil.which("psql"):
            return folder
    pytest.skip("no PostgreSQL on this machine: apt-get install postgresql")


@pytest.fixture(scope="module")
def postgres(folder):
    """A server with our pg_hba.conf, on loopback."""
    tools = postgres_tools()
    # Not below pytest's own folder, which is closed to the server's user.
    data = pathlib.Path(tempfile.mkdtemp(prefix="hostingco-postgres-"))
    data.chmod(0o755)
    user = []
    if os.geteuid() == 0:
        shutil.chown(data, "postgres")
        user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    password = data / "password"
    password.write_text((folder / "postgres.password").read_text())
    hba = data / "hba"
    hba.write_text((DOCKER / "postgres" / "pg_hba.conf").read_text())
    for path in (password, hba):
        path.chmod(0o644)
    cluster, port = data / "cluster", free_port()
    run_it = [*user, tools / "initdb", "-D", cluster, "-U", "postgres", "--auth-host=scram-sha-256",
              f"--pwfile={password}", "--no-sync", "--locale=C.UTF-8"]
    status, said = run(*run_it, cwd=data)
    assert status == 0, said
    command = [*user, tools / "postgres", "-D", cluster, "-p", port, "-k", data, "-clisten_addresses=127.0.0.1",
               f"-chba_file={hba}", "-cpassword_encryption=scram-sha-256", "-cfsync=off", "-clog_statement=all"]
    log = (data / "log").open("w")
    server = subprocess.Popen([*map(str, command)], cwd=data, stdout=log, stderr=log)
    try:
        until(lambda: run("pg_isready", "-q", "-h", "127.0.0.1", "-p", port)[0] == 0, "PostgreSQL answers", (data / "log").read_text)
        yield port, data / "log"
    finally:
        server.terminate()
        server.wait(20)
        shutil.rmtree(data)


def roles(port, folder):
    own = {**os.environ, "PGHOST": "127.0.0.1", "PGPORT": str(port), "PGUSER": "postgres", "PASSWORDS": str(folder)}
    return run("bash", DOCKER / "postgres" / "roles", env=own)


def query(port, user, password, database, statement):
    own = {**os.environ, "PGPASSWORD": password, "PGCONNECT_TIMEOUT": "5"}
    return run("psql", "-XAt", "-h", "127.0.0.1", "-p", port, "-U", user, "-d", database, "-c", statement, env=own)


def test_each_service_gets_into_its_own_database_only(folder, postgres):
    port, log = postgres
    for _ in range(2):
        status, said = roles(port, folder)
        assert status == 0, said
    for name in TOPOLOGY["databases"]:
        own = (folder / file_of(name, "database.password")).read_text()
        assert query(port, name, own, name, "CREATE TABLE t (); DROP TABLE t; SELECT 1")[1].splitlines()[-1] == "1"
        assert "authentication failed" in query(port, name, "guessed", name, "SELECT 1")[1]
        other = next(it for it in TOPOLOGY["databases"] if it != name)
        for closed in (other, "postgres"):
            assert "permission denied" in query(port, name, own, closed, "SELECT 1")[1]
        assert own not in log.read_text(), "the log has a password"
    exporter = (folder / "postgres-exporter.password").read_text()
    assert query(port, "exporter", exporter, "postgres", "SELECT count(*) > 0 FROM pg_stat_activity")[1].strip() == "t"


def test_a_changed_password_is_set_and_the_old_one_refused(folder, postgres, tmp_path):
    port, _ = postgres
    own = tmp_path / "s"
    shutil.copytree(folder, own)
    (own / "audit.database.password").unlink()
    assert make_secrets(own)[0] == 0
    assert roles(port, own)[0] == 0
    assert query(port, "audit", (own / "audit.database.password").read_text(), "audit", "SELECT 1")[1].strip() == "1"
    assert query(port, "audit", (folder / "audit.database.password").read_text(), "audit", "SELECT 1")[0] != 0
    assert roles(port, folder)[0] == 0


def test_a_missing_password_stops_before_anything_is_made(folder, postgres, tmp_path):
    port, _ = postgres
    own = tmp_path / "s"
    shutil.copytree(folder, own)
    (own / "postgres.password").unlink()
    status, said = roles(port, own)
    assert status != 0 and "postgres.password is missing or empty" in said


@ours
def test_a_migration_runs_with_what_the_compose_file_gives_it(name, folder, postgres, tmp_path):
    if not SERVICES[name]["migrates"]:
        pytest.skip(f"{name} has no database")
    port, _ = postgres
    assert roles(port, folder)[0] == 0
    told = variables_of(name, folder, tmp_path)
    told = {key: value.replace("@postgres:5432", f"@127.0.0.1:{port}") for key, value in told.items()}
    for _ in range(2):
        status, said = run(binary(name), "migrate", env=told, timeout=120)
        assert status == 0, said


def test_redis_takes_the_password_and_nothing_without(folder, tmp_path):
    if not shutil.which("redis-server"):
        pytest.skip("no Redis on this machine: apt-get install redis-server")
    port = free_port()
    configuration = tmp_path / "redis.conf"
    text = (DOCKER / "redis" / "redis.conf").read_text()
    text = text.replace("/run/secrets", str(folder)).replace("port 6379", f"port {port}").replace("dir /tmp", f"dir {tmp_path}")
    configuration.write_text(text + "bind 127.0.0.1\n")
    server = subprocess.Popen(["redis-server", configuration], stdout=subprocess.DEVNULL)
    ask = ["redis-cli", "-p", port, "ping"]
    try:
        until(lambda: "NOAUTH" in run(*ask)[1], "Redis asks for a password")
        own = {**os.environ, "REDISCLI_AUTH": (folder / "redis.password").read_text()}
        assert run(*ask, env=own)[1].strip() == "PONG"
        assert "WRONGPASS" in run(*ask, env={**os.environ, "REDISCLI_AUTH": "guessed"})[1]
    finally:
        server.terminate()
        server.wait(10)


def test_certificates_have_time_left_when_they_are_made(folder):
    ends = x509(folder / "edge.pem", "-enddate", "-dateopt", "iso_8601").split("=")[1].strip()
    left = datetime.datetime.fromisoformat(ends.replace("Z", "+00:00")) - datetime.datetime.now(datetime.UTC)
    assert 390 < left.days < 398, "browsers refuse more than 398 days"
