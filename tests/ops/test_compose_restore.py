"""docker/restore with real PostgreSQL: what pg_dumpall has saved, as the page says, is there again, and nothing else."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile

import pytest

from compose import DOCKER, ROOT, TOPOLOGY, run
from servers import until

PROGRAMS = next(iter(sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)
MISSING = [name for name, there in {"postgresql": PROGRAMS, "zstd": shutil.which("zstd")}.items() if not there]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not here: apt-get install {' '.join(MISSING)}")
# Asks who would be found by the filter of names, and runs in no container what is to run in one.
FAKE = """\
#!/bin/bash
case $1 in
ps) grep -E "${4#name=}" "$CONTAINERS" || true ;;
exec) [[ $5 == hostingco-* && $4 == 999 ]] && exec "${@:6}" ;;
esac
"""
PAGE = (ROOT / "docs/deploy/one-machine.md").read_text()


class Server:
    """A PostgreSQL with the roles and databases of docker/postgres/roles."""

    def __init__(self, folder, password):
        self.folder, self.password = folder, password
        self.user = {"user": "nobody", "group": "nogroup"} if os.getuid() == 0 else {}
        folder.mkdir()
        (folder / "bin").mkdir()
        (folder / "bin/docker").write_text(FAKE)
        (folder / "bin/docker").chmod(0o755)
        (folder / "containers").write_text("hostingco-auth-1\nhostingco-postgres-1\nother-postgres-1\n")
        passwords = folder / "passwords"
        passwords.mkdir()
        for name in ["postgres", "postgres-exporter", *(f"{it}.database" for it in TOPOLOGY["databases"])]:
            (passwords / f"{name}.password").write_text(f"{password}-{name}")
        if self.user:
            shutil.chown(folder, "nobody", "nogroup")
        self.environment = os.environ | {
            "PATH": f"{folder}/bin:{PROGRAMS}:{os.environ['PATH']}", "PGHOST": str(folder), "PGUSER": "postgres",
            "PASSWORDS": str(passwords), "CONTAINERS": str(folder / "containers"),
        }  # fmt: skip
        initdb = [PROGRAMS / "initdb", "--pgdata", folder / "data", "--username=postgres", "--auth=trust", "--no-sync"]
        subprocess.run(initdb, check=True, capture_output=True, cwd=folder, **self.user)

    def __enter__(self):
        server = [PROGRAMS / "postgres", "-D", self.folder / "data", "-h", "", "-k", self.folder, "-c", "fsync=off"]
        self.process = subprocess.Popen(server, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **self.user)
        until(lambda: self.run("psql", "-qc", "SELECT 1")[0] == 0, "PostgreSQL answers")
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)

    def run(self, *command):
        return run(*command, env=self.environment)

    def must(self, *command):
        status, said = self.run(*command)
        assert status == 0, said
        return said

    def sql(self, database, text):
        return self.must("psql", "-XqtA", "--set", "ON_ERROR_STOP=1", "--dbname", database, "--command", text)

    def roles(self):
        self.must(DOCKER / "postgres/roles")

    def restore(self, file):
        return self.run(DOCKER / "restore", file)

    def content(self):
        """All rows and rights of all databases, with their definitions, and the roles; the moment of a restore left out."""
        roles = self.sql("postgres", "SELECT rolname, rolpassword, rolcanlogin, rolsuper FROM pg_authid WHERE rolname !~ '^pg_' AND rolname <> 'postgres' ORDER BY 1")
        rights = self.sql("postgres", "SELECT datname, datdba::regrole, ARRAY(SELECT it::text FROM unnest(datacl) it ORDER BY 1) FROM pg_database ORDER BY 1")
        dumps = [self.must("pg_dump", "--exclude-table-data=event_epoch", name) for name in TOPOLOGY["databases"]]
        # A key of each dump alone.
        return [roles, rights, *(re.sub(r"^\\(un)?restrict .*$", "", text, flags=re.MULTILINE) for text in dumps)]

    def epochs(self):
        return {self.sql(name, "SELECT epoch FROM event_epoch").strip() for name in TOPOLOGY["databases"]}


@pytest.fixture(scope="module")
def folder():
    folder = pathlib.Path(tempfile.mkdtemp(dir="/var/tmp", prefix="restore-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def server(folder):
    with Server(folder / "old", "old") as server:
        server.roles()
        for name in TOPOLOGY["databases"]:
            server.sql(
                name,
                f"SET ROLE {name}; CREATE TABLE event_epoch (epoch bigint NOT NULL, raised_at timestamptz); INSERT INTO event_epoch VALUES (1);"
                "CREATE TABLE things (number int PRIMARY KEY, said text); INSERT INTO things SELECT n, 'as ' || n FROM generate_series(1, 100) n;"
                # What looks like a line of the dump's own is content.
                "INSERT INTO things VALUES (0, 'x'); CREATE TABLE lines (line text);"
                "INSERT INTO lines VALUES ('CREATE ROLE postgres;'), ('-- Databases'), (E'two\\nlines and \\\\.')",
            )
        server.sql(
            "billing",
            "CREATE FUNCTION ledger_breaches() RETURNS TABLE (invariant text, subject text) LANGUAGE sql STABLE AS"
            " $$ SELECT 'entries sum to zero', 'eur' FROM things WHERE said = 'wrong' $$",
        )
        yield server


@pytest.fixture(scope="module")
def saved(server, folder):
    """The backup, by the command of the page."""
    (command,) = re.findall(r"postgres (pg_dumpall .*) \| zstd > ", PAGE)
    file = folder / "saved.sql.zst"
    server.must("bash", "-c", f"{command} | zstd --quiet > {file}")
    return file


def test_all_of_it_is_there_again_in_a_new_server(server, saved, folder):
    with Server(folder / "new", "new") as new:
        status, said = new.restore(saved)
        assert status == 0, said
        assert new.content() == server.content()
        assert "restore: billing is back, with 105 rows" in said
        assert new.epochs() == {"2"}
        # As it starts: roles get the passwords that this installation has.
        new.roles()
        assert new.sql("auth", "SELECT count(*) FROM things") == "101\n"


def test_what_came_later_is_gone_and_what_was_taken_away_is_back(server, saved, folder):
    before = server.content()
    server.sql("billing", "DELETE FROM things; CREATE TABLE later ()")
    server.sql("postgres", "DROP DATABASE audit")
    plain = folder / "plain.sql"
    server.must("bash", "-c", f"zstd --quiet -dc {saved} > {plain}")
    (server.folder / "containers").write_text("hostingco-data_postgres.1.k3v\n")
    status, said = server.restore(plain)
    assert status == 0, said
    assert server.content() == before
    # The same again, as after an interruption.
    status, said = server.restore(saved)
    assert status == 0, said
    assert server.content() == before


def test_what_cannot_be_restored_changes_nothing(server, saved, folder):
    half = folder / "half.sql.zst"
    half.write_bytes(saved.read_bytes()[:-20])
    before, epochs = server.content(), server.epochs()
    for file, why in [(half, "is no whole backup: its end is missing"), (folder / "none", "cannot be read")]:
        status, said = server.restore(file)
        assert status == 1 and why in said
    client = subprocess.Popen(["psql", "-qtA", "-U", "auth", "auth"], env=server.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with client:
        client.stdin.write("SELECT 1;\n")
        client.stdin.flush()
        assert client.stdout.readline() == "1\n"
        status, said = server.restore(saved)
        assert status == 1 and "somebody is connected: auth; stop all but PostgreSQL; nothing has changed" in said
        client.stdin.close()
    names = server.folder / "containers"
    there = names.read_text()
    names.write_text("hostingco-auth-1\nother-postgres-1\n")
    status, said = server.restore(saved)
    names.write_text(there)
    assert status == 1 and "PostgreSQL does not run here" in said
    assert (server.content(), server.epochs()) == (before, epochs)


def test_books_that_are_wrong_are_told(server, folder):
    server.sql("billing", "INSERT INTO things VALUES (-1, 'wrong')")
    server.must("bash", "-c", f"pg_dumpall --clean --if-exists > {folder}/wrong.sql")
    status, said = server.restore(folder / "wrong.sql")
    server.sql("billing", "DELETE FROM things WHERE number = -1")
    assert status == 1 and "the books of billing are wrong: entries sum to zero|eur" in said
