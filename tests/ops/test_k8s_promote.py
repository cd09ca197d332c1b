"""`k8s/promote`: gated on Deployments and a real question, watched, taken back, in the audit record, the same when run twice."""

import functools
import http.server
import json
import os
import signal
import ssl
import subprocess
import sys
import threading
import time
import uuid

import pytest

from chart import NAMESPACE, RELEASE, of_kind, render, text
from k8s_objects import K8S, ROOT

QUESTION = json.loads((ROOT / "docker/edge/documents.json").read_text())

# A release and its cluster, in a file: both programs change it as theirs would.
CLUSTER = """#!/usr/bin/env -S python3 -S -E
import json, os, pathlib, sys, time
here = pathlib.Path(__file__).parent
program, arguments = pathlib.Path(__file__).name, sys.argv[1:]
kept = json.loads((here / "state.json").read_text())
assert arguments[arguments.index("--namespace") + 1] == "shop"

def keep():
    (here / "new").write_text(json.dumps(kept))
    os.replace(here / "new", here / "state.json")

def after(flag, default=""):
    return arguments[arguments.index(flag) + 1] if flag in arguments else default

def revision(status, description, active):
    kept["history"].append({"revision": len(kept["history"]) + 1, "status": status, "description": description, "active": active})

active = kept["history"][-1]["active"]
if program == "helm" and arguments[0] == "history":
    print(json.dumps(kept["history"]))
elif program == "helm" and arguments[:2] == ["get", "values"]:
    kept["values"]["blueGreen"]["active"] = active
    print(json.dumps(kept["values"]))
elif program == "helm" and arguments[:2] == ["get", "manifest"]:
    print((here / f"manifest-{active}").read_text())
elif program == "helm" and arguments[0] == "upgrade":
    assert "--reuse-values" in arguments
    to = after("--set").removeprefix("blueGreen.active=")
    if "--dry-run=server" in arguments:
        print(json.dumps({"manifest": (here / f"manifest-{to}").read_text() + kept["besides"]}))
        sys.exit()
    assert "--atomic" in arguments
    revision("pending-upgrade", "Preparing upgrade", to)
    keep()
    for _ in range(1500):
        if not (here / "hold").exists():
            break
        time.sleep(0.02)
    if kept["helm_fails"]:
        kept["history"][-1]["status"] = "failed"
        revision("deployed", "Rollback", active)
        keep()
        sys.exit("Error: UPGRADE FAILED: the API server is busy")
    kept["history"][-2]["status"] = "superseded"
    kept["history"][-1] |= {"status": "deployed", "description": after("--description", "Upgrade complete")}
    kept["astray"] = ""
    keep()
elif program == "kubectl" and arguments[0] == "get":
    items = []
    for it in json.loads((here / f"objects-{active}").read_text()):
        name, labels = it["metadata"]["name"], it["metadata"]["labels"]
        if it["kind"].lower() + "s" != arguments[1]:
            continue
        if it["kind"] == "Deployment":
            ready = kept["ready"].get(name, 2)
            it["metadata"]["generation"] = 3
            it["spec"]["replicas"] = 2
            it["status"] = {"observedGeneration": 3, "readyReplicas": ready, "updatedReplicas": 2}
        elif kept["astray"] == name:
            it["spec"]["selector"]["hostingco/colour"] = "green" if active == "blue" else "blue"
        items.append(it)
    print(json.dumps({"items": items}))
elif program == "kubectl" and arguments[0] == "port-forward":
    assert "service/acme-hostingco-gateway-green" in arguments and ":public" in arguments
    print(f"Forwarding from 127.0.0.1:{kept['plain_port']} -> 3003", flush=True)
    time.sleep(60)
elif program == "kubectl" and arguments[0] == "exec":
    assert arguments[1:5] == ["--stdin", "deployment/acme-hostingco-audit", "--", "service"] and arguments[5] == "record-deployment"
    if kept["audit_fails"]:
        sys.exit("error: no pod of audit is ready")
    record = json.load(sys.stdin)
    if record in kept["told"]:
        print(f"{record['id']} was recorded before")
    else:
        assert record["id"] not in [it["id"] for it in kept["told"]]
        kept["told"].append(record)
        keep()
        print(f"recorded {record['id']}")
else:
    sys.exit(f"unknown: {arguments}")
"""


class Gateway(http.server.BaseHTTPRequestHandler):
    """Both colours' gateways: which one is asked says the name, as at the edge."""

    protocol_version = "HTTP/1.0"

    def __init__(self, cluster, *arguments):
        self.cluster = cluster
        super().__init__(*arguments)

    def do_POST(self):
        active = self.cluster.live()
        public = self.headers["Host"] == f"127.0.0.1:{self.cluster.port}"
        colour = active if public else {"blue": "green", "green": "blue"}[active]
        self.cluster.asked.append((self.headers["Host"].split(":")[0], colour))
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        known = QUESTION.get(body["documentId"]) == body["query"] and self.path == "/graphql"
        fails = not known or colour in self.cluster.failing or (public and colour in self.cluster.failing_for_users)
        answer = {"errors": [{"message": "broken"}]} if fails else {"data": {"plans": {"nodes": [{"id": "plan_1"}]}}}
        self.send_response(200)
        self.send_header("X-Request-Id", "6a1c")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_):
        pass


class Cluster:
    def __init__(self, folder):
        self.folder = folder
        self.asked, self.failing, self.failing_for_users = [], set(), set()
        for program in ("helm", "kubectl"):
            (folder / program).write_text(CLUSTER)
            (folder / program).chmod(0o755)
        for colour in ("blue", "green"):
            flip = ("--set", f"blueGreen.active={colour}")
            (folder / f"manifest-{colour}").write_text(text("blue-green", "--skip-tests", *flip))
            (folder / f"objects-{colour}").write_text(json.dumps(of_kind(render("blue-green", *flip), "Deployment", "Service")))
        self.ca = folder / "ca.pem"
        new = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=edge"]
        new += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", folder / "key.pem", "-out", self.ca]
        subprocess.run(new, check=True, capture_output=True)
        self.servers = [http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Gateway, self)) for _ in range(2)]
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(self.ca, folder / "key.pem")
        self.servers[0].socket = tls.wrap_socket(self.servers[0].socket, server_side=True)
        self.port = self.servers[0].server_port
        colours = {"enabled": True, "idle": True, "previewHost": "localhost", "blue": {"tag": "0.1.0"}, "green": {"tag": "0.2.0"}}
        urls = {"gateway": f"https://127.0.0.1:{self.port}"}
        self.state = {
            "values": {"blueGreen": colours, "urls": urls, "edge": {"mode": "ingress"}},
            "history": [{"revision": 1, "status": "deployed", "description": "Install complete", "active": "blue"}],
            "ready": {}, "astray": "", "besides": "", "helm_fails": False, "audit_fails": False, "told": [],
            "plain_port": self.servers[1].server_port,
        }  # fmt: skip
        self.keep()

    def keep(self):
        (self.folder / "state.json").write_text(json.dumps(self.state))

    def now(self):
        return json.loads((self.folder / "state.json").read_text())

    def change(self, **more):
        self.state = self.now() | more
        self.keep()

    def live(self):
        return self.now()["history"][-1]["active"]

    def is_at(self, revision, status):
        last = self.now()["history"][-1]
        return (last["revision"], last["status"]) == (revision, status)

    def told(self):
        return [(it["action"], it["colour"], it["before"]) for it in self.now()["told"]]

    def command(self, command, *arguments):
        return [sys.executable, K8S / "promote", command, *map(str, arguments), "--namespace", NAMESPACE, "--release", RELEASE]

    def environment(self):
        return {**os.environ, "PATH": f"{self.folder}:{os.environ['PATH']}", "PAUSE": "0.05"}

    def run(self, *arguments):
        return subprocess.run(self.command(*arguments), env=self.environment(), capture_output=True, text=True)

    def start(self, *arguments):
        return subprocess.Popen(self.command(*arguments), env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def promote(self, *more):
        return self.run("promote", "green", "--ca", self.ca, "--watch", 0.3, *more)


@pytest.fixture
def cluster(tmp_path):
    cluster = Cluster(tmp_path)
    for server in cluster.servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    yield cluster
    for server in cluster.servers:
        server.shutdown()


def wait_for(what):
    end = time.monotonic() + 30
    while not what():
        assert time.monotonic() < end
        time.sleep(0.02)


def refused(cluster, *more):
    done = cluster.promote(*more)
    assert done.returncode == 1, done.stdout + done.stderr
    assert (len(cluster.now()["history"]), cluster.told()) == (1, []), "nothing was changed"
    return done.stderr


def test_there_and_back_each_step_is_said_and_recorded(cluster):
    there = cluster.promote("--reason", "a test", "--by", "ada")
    assert there.returncode == 0, there.stderr
    steps = [line.split()[0] for line in there.stdout.splitlines()]
    assert steps == ["ready", "answer", "live", "recorded", "watched", "done", "told"]
    assert cluster.live() == "green"
    # Before the flip the idle colour at its own host, then what users have.
    assert cluster.asked[0] == ("localhost", "green") and set(cluster.asked[1:]) == {("127.0.0.1", "green")}
    (record,) = cluster.now()["told"]
    assert (record["by"], record["edge"], record["version"], record["reason"]) == ("ada", NAMESPACE, "0.2.0", "a test")
    assert uuid.UUID(record["id"]) and "automatic" not in record

    back = cluster.run("rollback")
    assert back.returncode == 0, back.stderr
    assert cluster.live() == "blue" and cluster.told() == [("promote", "green", "blue"), ("rollback", "blue", "green")]


def test_twice_is_once(cluster):
    cluster.promote()
    again = cluster.promote()
    assert (again.returncode, again.stdout.strip()) == (0, "done      green is live already")
    cluster.run("rollback")
    again = cluster.run("rollback")
    assert again.returncode == 0 and "by the last rollback already" in again.stdout
    assert len(cluster.now()["history"]) == 3 and len(cluster.told()) == 2


def test_status_says_who_is_live_and_what_is_not_ready(cluster):
    cluster.change(ready={"acme-hostingco-console-green": 1}, astray="acme-hostingco-sites")
    said = cluster.run("status").stdout
    assert "blue    live  3 of 3 Deployments ready, version 0.1.0" in said
    assert "green   idle  2 of 3 Deployments ready, version 0.2.0" in said
    assert "acme-hostingco-console-green: 1 of 2 replicas ready" in said
    assert "warning: acme-hostingco-sites leads to green; promote blue mends it" in said


def test_services_that_lead_elsewhere_are_mended(cluster):
    cluster.change(astray="acme-hostingco-sites")
    done = cluster.run("promote", "blue")
    assert done.returncode == 0 and "mended    acme-hostingco-sites" in done.stdout
    assert cluster.now()["astray"] == "" and cluster.told() == []


def test_an_idle_colour_that_is_not_ready_is_a_refusal(cluster):
    cluster.change(ready={"acme-hostingco-console-green": 1, "acme-hostingco-sites-green": 0})
    said = refused(cluster)
    assert "green is not ready:" in said and "gateway" not in said
    assert "acme-hostingco-console-green: 1 of 2" in said and "acme-hostingco-sites-green: 0 of 2" in said


def test_a_question_without_an_answer_is_a_refusal(cluster):
    cluster.failing = {"green"}
    said = refused(cluster)
    assert "green did not answer on the way of users, localhost" in said and "broken" in said and "request 6a1c" in said


def test_an_unknown_certificate_is_a_refusal(cluster):
    done = cluster.run("promote", "green")
    assert done.returncode == 1 and "certificate verify failed" in done.stderr and cluster.live() == "blue"


def test_without_a_preview_host_it_asks_inside_only_when_told_to(cluster):
    cluster.state["values"]["blueGreen"]["previewHost"] = ""
    cluster.keep()
    assert "blueGreen.previewHost is not set" in refused(cluster)
    cluster.failing = {"green"}
    assert "green did not answer inside the cluster" in refused(cluster, "--without-preview")
    cluster.failing = set()
    done = cluster.promote("--without-preview")
    assert done.returncode == 0, done.stderr
    assert "inside the cluster, not on the way of users" in done.stdout


def test_a_chart_that_would_change_more_is_a_refusal(cluster):
    cluster.change(besides="---\n# Source: hostingco/templates/services/deployment.yaml\nkind: Deployment\n")
    said = refused(cluster)
    assert "more would change" in said and "hostingco/templates/services/deployment.yaml" in said


def test_a_release_without_colours_is_a_refusal(cluster):
    cluster.state["values"]["blueGreen"]["enabled"] = False
    cluster.keep()
    assert "blueGreen.enabled is not true" in refused(cluster)


def test_a_release_that_is_broken_is_a_refusal(cluster):
    cluster.state["history"][0] |= {"status": "failed", "description": "Upgrade failed: timed out"}
    cluster.keep()
    said = refused(cluster)
    assert "revision 1 of acme is failed (Upgrade failed: timed out)" in said and "helm rollback acme --namespace shop" in said


def test_a_colour_that_fails_its_users_is_taken_back(cluster):
    cluster.failing_for_users = {"green"}
    done = cluster.promote("--watch", 30)
    assert done.returncode == 3, done.stdout
    assert "taken back: 5 of 5 questions failed" in done.stderr and "blue is live" in done.stderr
    assert cluster.live() == "blue" and cluster.told() == [("promote", "green", "blue"), ("rollback", "blue", "green")]
    assert cluster.now()["told"][1]["automatic"] is True and "broken" in cluster.now()["told"][1]["reason"]


def test_a_colour_that_loses_its_last_replica_is_taken_back(cluster):
    process = cluster.start("promote", "green", "--ca", cluster.ca)
    wait_for(lambda: cluster.is_at(2, "deployed"))
    cluster.change(ready={"acme-hostingco-sites-green": 0})
    assert "acme-hostingco-sites-green has no replica that is ready" in process.communicate(timeout=30)[1]
    assert process.returncode == 3 and cluster.live() == "blue"


def test_a_flip_that_helm_takes_back_is_said(cluster):
    cluster.change(helm_fails=True)
    done = cluster.promote()
    assert done.returncode == 3 and "taken back: helm upgrade: Error: UPGRADE FAILED" in done.stderr
    assert cluster.live() == "blue" and cluster.told() == []


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_cut_off_in_its_flip_is_ended_by_the_next(cluster, how):
    (cluster.folder / "hold").touch()
    process = cluster.start("promote", "green", "--ca", cluster.ca, "--watch", 0)
    wait_for(lambda: cluster.is_at(2, "pending-upgrade"))
    process.send_signal(how)
    if how == signal.SIGKILL:
        # Helm goes on by itself, and the next run waits for it.
        process = cluster.start("promote", "green")
        assert process.stdout.readline() == "waiting   for Helm: revision 2 is pending-upgrade\n"
    (cluster.folder / "hold").unlink()
    said, problems = process.communicate(timeout=30)
    assert process.returncode == 0, problems
    assert how == signal.SIGINT or "green is live already" in said
    assert cluster.told() == [("promote", "green", "blue")] and len(cluster.now()["history"]) == 2


def test_an_interrupted_watch_leaves_the_users_where_they_are_and_is_recorded(cluster):
    process = cluster.start("promote", "green", "--ca", cluster.ca)
    wait_for(lambda: ("127.0.0.1", "green") in cluster.asked)
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 130
    assert cluster.live() == "green" and cluster.told() == [("promote", "green", "blue")]


def test_a_record_that_is_not_taken_is_told_later(cluster):
    cluster.change(audit_fails=True)
    done = cluster.promote()
    assert done.returncode == 4 and cluster.live() == "green", "it stays in force"
    assert "NOT TOLD: promote green" in done.stderr and "k8s/promote record --namespace shop --release acme" in done.stderr
    cluster.change(audit_fails=False)
    assert cluster.run("record").returncode == 0 and cluster.told() == [("promote", "green", "blue")]


def test_without_a_promote_there_is_no_rollback(cluster):
    done = cluster.run("rollback")
    assert done.returncode == 1 and "nothing was promoted yet" in done.stderr and "promote green" in done.stderr


def test_a_rollback_needs_a_colour_that_answers_and_no_more(cluster):
    cluster.promote()
    cluster.change(ready={"acme-hostingco-sites-blue": 0})
    done = cluster.run("rollback")
    assert done.returncode == 1 and "sites has no replica of blue that is ready" in done.stderr and cluster.live() == "green"
    cluster.change(ready={"acme-hostingco-sites-blue": 1})
    cluster.failing = {"blue"}
    assert cluster.run("rollback").returncode == 0 and cluster.live() == "blue"
