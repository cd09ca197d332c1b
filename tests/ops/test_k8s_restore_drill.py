"""The restore drill, with real PostgreSQL, the real tools of the backups, and an object store on this machine."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from k8s_objects import K8S
from servers import free_port, until

SCRIPT = K8S / "components/backups/restore-drill.sh"
MOTO = Path(sys.executable).with_name("moto_server")
PROGRAMS = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)
WITHOUT = [
    name
    for name, there in {
        "PostgreSQL's programs": PROGRAMS,
        "barman-cloud-backup (apt-get install barman-cli-cloud)": shutil.which("barman-cloud-backup"),
        "moto_server (pip install moto[s3,server])": MOTO.exists() or None,
    }.items()
    if not there
]
pytestmark = pytest.mark.skipif(bool(WITHOUT), reason=f"not here: {', '.join(WITHOUT)}")
BUCKET = "s3://backups/"


class Site:
    """A server that archives into an object store. Everything runs as `postgres` where this is root."""

    def __init__(self, folder, endpoint):
        self.folder, self.endpoint, self.drills = folder, endpoint, 0
        self.cloud = f"--cloud-provider aws-s3 --endpoint-url {endpoint}"
        self.as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []
        self.environment = {
            "PATH": f"{PROGRAMS}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(folder),
            "PGHOST": str(folder),
            "PGUSER": "postgres",
            "AWS_ACCESS_KEY_ID": "any",
            "AWS_SECRET_ACCESS_KEY": "any",
            "AWS_DEFAULT_REGION": "us-east-1",
        }

    def run(self, *command, **environment):
        everything = {**self.environment, **environment}
        return subprocess.run([*self.as_postgres, *command], env=everything, cwd=self.folder, capture_output=True, text=True, timeout=120)

    def must(self, *command):
        done = self.run(*command)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def sql(self, database, text):
        return self.must("psql", "-XqtA", "--set", "ON_ERROR_STOP=1", "--dbname", database, "--command", text)

    def start(self):
        data = self.folder / "data"
        self.must("initdb", "--pgdata", str(data), "--data-checksums", "--username=postgres", "--auth=trust", "--no-sync")
        archive = f"barman-cloud-wal-archive {self.cloud} --gzip {BUCKET} postgres %p"
        with (data / "postgresql.conf").open("a") as configuration:
            configuration.write(
                f"listen_addresses = ''\nunix_socket_directories = '{self.folder}'\nfsync = off\n"
                f"archive_mode = on\narchive_command = '{archive}'\nmax_wal_size = 256MB\n"
            )
        self.must("pg_ctl", "--pgdata", str(data), "--log", str(self.folder / "log"), "--wait", "--silent", "start")
        self.sql("postgres", "CREATE DATABASE billing")
        self.sql(
            "billing",
            "CREATE TABLE entries (amount BIGINT NOT NULL);"
            "CREATE FUNCTION ledger_breaches() RETURNS TABLE (invariant TEXT, found BIGINT) LANGUAGE sql STABLE AS $$"
            " SELECT 'entries sum to zero', sum(amount)::bigint FROM entries HAVING sum(amount) <> 0 $$;"
            "INSERT INTO entries SELECT CASE WHEN n % 2 = 0 THEN 5 ELSE -5 END FROM generate_series(1, 1000) n",
        )

    def stop(self):
        self.run("pg_ctl", "--pgdata", str(self.folder / "data"), "--mode=immediate", "--silent", "stop")

    def back_up(self):
        self.must("barman-cloud-backup", *self.cloud.split(), "--gzip", "--immediate-checkpoint", BUCKET, "postgres")

    def archived(self):
        """All that was written is in the object store."""
        name = self.sql("postgres", "SELECT pg_walfile_name(pg_switch_wal())")
        archived = "SELECT last_archived_wal FROM pg_stat_archiver"
        until(lambda: self.sql("postgres", archived) >= name, "the log is archived")

    def drill(self, server="postgres"):
        self.drills += 1
        scratch = self.folder / f"scratch-{self.drills}"
        self.must("mkdir", str(scratch))
        return self.run("bash", str(SCRIPT), DESTINATION=BUCKET, SERVER=server, SCRATCH=str(scratch), ENDPOINT=self.endpoint)


@pytest.fixture(scope="module")
def site():
    port = free_port()
    folder = Path(tempfile.mkdtemp(dir="/var/tmp", prefix="drill-"))
    store = subprocess.Popen([MOTO, "--host", "127.0.0.1", "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    site = Site(folder, f"http://127.0.0.1:{port}")
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        make_bucket(site.endpoint)
        site.start()
        site.back_up()
        yield site
    finally:
        site.stop()
        store.terminate()
        store.wait()
        shutil.rmtree(folder)


def make_bucket(endpoint):
    import boto3
    import botocore.exceptions

    client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="any", aws_secret_access_key="any")
    def answers():
        with contextlib.suppress(botocore.exceptions.BotoCoreError):
            return client.create_bucket(Bucket="backups")

    until(answers, "the object store answers")


def test_what_was_written_after_the_backup_is_restored_too(site):
    site.sql("billing", "INSERT INTO entries VALUES (7), (-7)")
    site.archived()
    done = site.drill()
    assert done.returncode == 0, done.stderr
    last = done.stdout.splitlines()[-1]
    print(last)
    assert last.startswith("restore drill: passed, backup=") and "databases=2 rows=" in last
    assert int(last.split("rows=")[1].split()[0]) >= 1002


def test_a_server_without_a_backup_fails(site):
    done = site.drill(server="nobody")
    assert done.returncode != 0
    assert "no finished backup of nobody" in done.stderr


def test_books_that_are_wrong_fail(site):
    site.sql("billing", "INSERT INTO entries VALUES (3)")
    site.archived()
    done = site.drill()
    site.sql("billing", "INSERT INTO entries VALUES (-3)")
    assert done.returncode != 0
    assert "the books of billing are wrong" in done.stderr and "entries sum to zero" in done.stderr
