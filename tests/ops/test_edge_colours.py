"""Blue and green: `hostingco-edge status`, `promote` and `rollback`."""

import getpass
import json
import os
import socket
import uuid

import pytest

from edge import HOSTS, Edge, Load, Stub, need_haproxy, need_nginx, wait

pytestmark = [need_haproxy, need_nginx]


@pytest.fixture
def stubs():
    with Stub("blue") as blue, Stub("green") as green:
        yield {"blue": blue, "green": green}


@pytest.fixture
def edge(stubs, tmp_path):
    with Edge(tmp_path, {name: stub.backends() for name, stub in stubs.items()}) as edge:
        yield edge


def served_by(edge):
    return edge.ask(HOSTS["api"], "/")[2]["stub"]


def kept(edge):
    return (edge.folder / "state/colour.map").read_text()


def records(edge):
    file = edge.folder / "state/changes.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def test_there_and_back_under_load_costs_no_request(edge):
    with Load(edge, 200) as load:
        wait(lambda: len(load.answers) > 100, "there is load")
        there = edge.run("promote", "green", "--watch", 2, "--drain", 1)
        assert there.returncode == 0, there.stderr
        wait(lambda: set(load.answers[-50:]) == {"green"}, "everybody is served by green")
        back = edge.run("rollback", "--reason", "a test")
        assert back.returncode == 0, back.stderr
        many = len(load.answers) + 100
        wait(lambda: len(load.answers) > many and set(load.answers[-50:]) == {"blue"}, "everybody is back")
    assert load.failures == []
    print(f"\n{len(load.answers)} requests, 0 failed")
    assert [(one["action"], one["colour"], one["before"]) for one in records(edge)] == [
        ("promote", "green", "blue"),
        ("rollback", "blue", "green"),
    ]


def test_it_says_what_it_does(edge):
    assert "blue    live  4 of 4 servers up" in edge.run("status").stdout
    done = edge.run("promote", "green", "--watch", 1, "--drain", 1)
    assert [line.split()[0] for line in done.stdout.splitlines()] == [
        "ready", "answer", "live", "recorded", "watched", "drained", "done",
    ]  # fmt: skip
    status = edge.run("status").stdout
    assert "green   live" in status and "blue    idle" in status


def test_twice_is_once(edge):
    assert edge.run("promote", "green", "--watch", 0, "--drain", 0).returncode == 0
    again = edge.run("promote", "green")
    assert (again.returncode, again.stdout.strip()) == (0, "done      green is live already")
    assert edge.run("rollback").returncode == 0
    again = edge.run("rollback")
    assert again.returncode == 0 and "by the last rollback already" in again.stdout
    assert served_by(edge) == "blue"
    assert len(records(edge)) == 2


def test_the_colour_outlives_a_reload(edge):
    edge.run("promote", "green", "--watch", 0, "--drain", 0)
    assert kept(edge) == "live green\n"
    edge.reload_haproxy()
    assert (edge.live(), served_by(edge)) == ("green", "green")


def test_a_file_that_disagrees_is_told_and_mended(edge):
    (edge.folder / "state/colour.map").write_text("live green\n")
    assert "promote blue mends it" in edge.run("status").stdout
    assert "mended" in edge.run("promote", "blue").stdout
    assert kept(edge) == "live blue\n"


def refused(edge, *arguments):
    done = edge.run(*arguments)
    assert done.returncode == 1, done.stdout
    assert (edge.live(), kept(edge), records(edge)) == ("blue", "live blue\n", []), "nothing was changed"
    return done.stderr


def test_a_process_that_is_not_ready_is_a_refusal(edge, stubs):
    stubs["green"].ready = False
    said = refused(edge, "promote", "green")
    assert f"http://{stubs['green'].address}/readyz: answered 503" in said


def test_a_server_that_is_down_is_a_refusal(tmp_path, stubs):
    # Its console does not listen; everything else of green answers.
    green = stubs["green"].backends() | {"console": ["127.0.0.1:9"]}
    edge = Edge(tmp_path, {"blue": stubs["blue"].backends(), "green": green})
    edge.up = lambda colour: colour == "green" or Edge.up(edge, colour)
    with edge:
        wait(lambda: edge.checked()["green_console"] == "L7STS", "the check has failed")
        said = refused(edge, "promote", "green")
    assert "green_console/nginx1" in said and "green_api" not in said


def test_no_answer_on_the_way_of_users_is_a_refusal(edge, stubs):
    stubs["green"].failing = True
    said = refused(edge, "promote", "green")
    assert "green answered 500 on the way of users" in said


def test_an_unknown_certificate_is_a_refusal(edge):
    file = edge.folder / "files/edge.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"ca": None}))
    assert "certificate verify failed" in refused(edge, "promote", "green")


def test_an_unknown_colour_is_a_refusal(edge):
    assert "there is no colour purple: blue, green" in refused(edge, "promote", "purple")


def test_without_a_promote_there_is_no_rollback(edge):
    assert "nothing was promoted yet" in refused(edge, "rollback")


def test_a_colour_that_fails_is_taken_back(edge, stubs):
    with Load(edge, 100) as load:
        wait(lambda: len(load.answers) > 20, "there is load")
        stubs["green"].fail_after = len(stubs["green"].seen) + 30
        done = edge.run("promote", "green", "--watch", 30)
        wait(lambda: set(load.answers[-20:]) == {"blue"}, "everybody is back")
    assert done.returncode == 3
    assert "taken back" in done.stderr and "blue is live" in done.stderr
    assert (edge.live(), kept(edge)) == ("blue", "live blue\n")
    assert [one["action"] for one in records(edge)] == ["promote", "rollback"]
    assert "requests failed" in records(edge)[1]["reason"]
    assert records(edge)[1]["automatic"] is True and "automatic" not in records(edge)[0]


def test_the_way_back_needs_a_server(edge, stubs):
    edge.run("promote", "green", "--watch", 0, "--drain", 0)
    nginx = edge.processes[0]
    nginx.terminate()
    nginx.wait()
    wait(lambda: edge.checked()["blue_api"] == "L4CON", "HAProxy has seen it", seconds=30)
    done = edge.run("rollback")
    assert done.returncode == 1 and "has no server that answers" in done.stderr
    assert served_by(edge) == "green"


def test_every_change_is_given_to_the_hook(edge, tmp_path):
    kept = tmp_path / "hook.jsonl"
    hook = ("--record", f"tee -a {kept}")
    edge.run("promote", "green", "--watch", 0, "--drain", 0, "--version", "1.4.0", *hook)
    edge.run("rollback", "--by", "ada", "--reason", "orders fail", *hook)
    told = [json.loads(line) for line in kept.read_text().splitlines()]
    assert told == records(edge)
    there, back = told
    assert (there["action"], there["colour"], there["before"], there["version"]) == (
        "promote", "green", "blue", "1.4.0",
    )  # fmt: skip
    assert (there["edge"], there["by"]) == (socket.gethostname(), os.environ.get("SUDO_USER") or getpass.getuser())
    assert (back["by"], back["reason"]) == ("ada", "orders fail")
    assert uuid.UUID(there["id"]) != uuid.UUID(back["id"])
    # What `audit record-deployment` knows; it takes nothing else.
    assert set(there) | set(back) <= {
        "id", "at", "by", "edge", "action", "colour", "before", "version", "reason", "automatic",
    }  # fmt: skip


def test_a_hook_that_fails_is_said_and_can_be_repeated(edge, tmp_path):
    there = edge.run("promote", "green", "--watch", 0, "--drain", 0, "--record", "false")
    assert there.returncode == 4 and "NOT TOLD: 1 of the changes" in there.stderr
    assert "hostingco-edge record --record false" in there.stderr
    assert served_by(edge) == "green", "it stays promoted"
    assert "1 changes were not told yet" in edge.run("status").stdout
    back = edge.run("rollback", "--record", "/nowhere/audit")
    assert back.returncode == 4 and "NOT TOLD: 2 of the changes" in back.stderr
    kept = tmp_path / "hook.jsonl"
    again = edge.run("record", "--record", f"tee -a {kept}")
    assert again.returncode == 0, again.stderr
    assert [json.loads(line) for line in kept.read_text().splitlines()] == records(edge)
    assert "not told" not in edge.run("status").stdout
    edge.run("record", "--record", f"tee -a {kept}")
    assert len(kept.read_text().splitlines()) == 2, "each once"
    assert served_by(edge) == "blue", "telling changes nothing"


def test_a_record_without_an_id_always_gets_the_same_one(edge, tmp_path):
    old = {"at": "2026-11-20T09:30:00.000+00:00", "by": "ada", "action": "promote", "colour": "blue", "before": "green"}
    (edge.folder / "state/changes.jsonl").write_text(json.dumps(old) + "\n")
    kept = tmp_path / "hook.jsonl"
    for _ in range(2):
        assert edge.run("record", "--record", f"tee -a {kept}").returncode == 0
        (edge.folder / "state/told").unlink()
    one, other = [json.loads(line) for line in kept.read_text().splitlines()]
    assert one == other and one["edge"] == socket.gethostname()
    assert one.items() > old.items() and uuid.UUID(one["id"])


def test_a_line_that_was_cut_off_keeps_nobody_from_a_rollback(edge):
    (edge.folder / "state/changes.jsonl").write_text('{"id": "0f2c\n')
    assert edge.run("promote", "green", "--watch", 0, "--drain", 0).returncode == 0
    done = edge.run("rollback")
    assert done.returncode == 0 and "is no record" in done.stderr
    assert served_by(edge) == "blue"


def test_what_no_record_could_hold_is_a_wrong_command_line(edge):
    for arguments in (("--version", "v" * 101), ("--reason", "one\ntwo"), ("--by", "")):
        done = edge.run("promote", "green", *arguments)
        assert done.returncode == 2 and arguments[0] in done.stderr
    assert (edge.live(), records(edge)) == ("blue", [])


def test_preview_shows_the_colour_that_is_not_live(edge):
    assert edge.ask(HOSTS["console"], "/", port="preview")[2]["stub"] == "green"
    assert edge.ask(HOSTS["console"], "/", port="preview", headers={"X-Colour": "blue"})[2]["stub"] == "blue"
    assert edge.ask(HOSTS["console"], "/", headers={"X-Colour": "green"})[2]["stub"] == "blue", "not for users"


def test_two_at_once_do_not_happen(edge):
    import fcntl

    with open(edge.folder / "state/lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "another promote or rollback runs" in refused(edge, "promote", "green")
