"""The scripts of `k8s/`: sound, safe to repeat, and clear when something is not as it should be."""

import base64
import functools
import http.server
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from k8s_objects import K8S, ROOT, TOPOLOGY

SCHEMA = ROOT / "services/gateway/schema.graphql"


@pytest.mark.parametrize("script", ["kind-test", "check-live", "components/backups/restore-drill.sh"])
def test_shell_is_sound(script):
    done = subprocess.run([Path(sys.executable).with_name("shellcheck"), K8S / script], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


# A cluster of one namespace, in a file: `get secret NAME` and `apply`.
KUBECTL = """#!/usr/bin/env python3
import json, pathlib, sys
kept = pathlib.Path(__file__).with_name("objects.json")
objects = json.loads(kept.read_text()) if kept.exists() else {}
if sys.argv[1] == "get":
    it = objects.get(sys.argv[3])
    print(json.dumps(it) if it else "")
elif sys.argv[1] == "apply":
    for it in json.load(sys.stdin)["items"]:
        objects[it["metadata"]["name"]] = it
    kept.write_text(json.dumps(objects))
"""


@pytest.fixture
def cluster(tmp_path):
    kubectl = tmp_path / "kubectl"
    kubectl.write_text(KUBECTL)
    kubectl.chmod(0o755)
    return tmp_path


def make_secrets(cluster, *arguments):
    environment = {**os.environ, "PATH": f"{cluster}:{os.environ['PATH']}"}
    command = [sys.executable, K8S / "make-secrets.py", "shop", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    objects = json.loads((cluster / "objects.json").read_text())
    return {name: {key: base64.b64decode(value).decode() for key, value in it["data"].items()} for name, it in objects.items()}


def test_secrets_are_made_once_and_kept(cluster):
    first = make_secrets(cluster)
    assert make_secrets(cluster) == first
    passwords = [value for key, value in first["hostingco-secrets"].items() if key.endswith(".password") and value]
    assert len(set(passwords)) == len(passwords) and min(map(len, passwords)) >= 24


def test_a_secret_that_is_missing_is_added_and_the_others_stay(cluster):
    first = make_secrets(cluster)
    objects = json.loads((cluster / "objects.json").read_text())
    del objects["hostingco-secrets"]["data"]["billing.orders.preview_key"]
    (cluster / "objects.json").write_text(json.dumps(objects))
    second = make_secrets(cluster)
    changed = {key for key in first["hostingco-secrets"] if first["hostingco-secrets"][key] != second["hostingco-secrets"][key]}
    assert changed == {"billing.orders.preview_key"}


def test_operators_and_services_have_the_same_passwords(cluster):
    made = make_secrets(cluster)
    for name in TOPOLOGY["databases"]:
        assert made[f"postgres-role-{name}"] == {"username": name, "password": made["hostingco-secrets"][f"{name}.database.password"]}
    users = [service["binary"] for service in TOPOLOGY["services"] if "broker" in service["needs"]]
    for name in [*users, "scaler"]:
        assert made[f"rabbitmq-user-{name}"] == {"username": name, "password": made["hostingco-secrets"][f"{name}.broker.password"]}
    assert "broker.password" not in made["hostingco-secrets"], "one for all"
    assert made["redis"]["password"] == made["hostingco-secrets"]["redis.password"]


def test_the_mail_servers_password_is_taken_from_a_file(cluster):
    (cluster / "smtp").write_text("of the mail server\n")
    made = make_secrets(cluster, "--smtp-password-file", cluster / "smtp")
    assert made["hostingco-secrets"]["notifications.smtp.password"] == "of the mail server"
    assert make_secrets(cluster)["hostingco-secrets"]["notifications.smtp.password"] == "of the mail server"


class Site(http.server.BaseHTTPRequestHandler):
    """Console, gateway and auth at one address."""

    def __init__(self, answers, *arguments):
        self.answers = answers
        super().__init__(*arguments)

    def do_GET(self):
        answer = self.answers.get(self.path)
        self.send_response(200 if answer is not None else 503)
        self.end_headers()
        self.wfile.write((answer or "").encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def site():
    answers = {}
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Site, answers))
    url = f"http://127.0.0.1:{server.server_port}"
    answers |= {
        "/api/ready": '{"ready":true}',
        "/.well-known/openid-configuration": json.dumps({"issuer": url}, separators=(",", ":")),
        "/schema.graphql": SCHEMA.read_text(),
    }
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield url, answers
    server.shutdown()


def check_live(url):
    environment = {**os.environ, "WAIT": "1", "HOLD": "1", "PAUSE": "0.2"}
    return subprocess.run([K8S / "check-live", url, url, url, SCHEMA], env=environment, capture_output=True, text=True)


def test_a_site_that_is_well_passes(site):
    done = check_live(site[0])
    assert done.returncode == 0, done.stderr
    assert "all well" in done.stdout


@pytest.mark.parametrize(
    ("path", "answer", "says"),
    [
        ("/api/ready", None, "the console is not ready"),
        ("/api/ready", '{"ready":false}', "the console is not ready"),
        ("/.well-known/openid-configuration", '{"issuer":"https://other.example"}', "auth does not say that it is"),
        ("/schema.graphql", None, "the gateway does not answer"),
        ("/schema.graphql", "type Query", "the gateway serves another schema"),
    ],
)
def test_a_site_that_is_not_well_fails_and_says_what(site, path, answer, says):
    url, answers = site
    answers[path] = answer
    done = check_live(url)
    assert done.returncode == 1
    assert says in done.stderr and "not well within 1 s" in done.stderr


def test_a_site_that_falls_ill_while_it_is_watched_fails(site):
    url, answers = site
    timer = threading.Timer(0.8, lambda: answers.update({"/api/ready": None}))
    timer.start()
    environment = {**os.environ, "WAIT": "5", "HOLD": "5", "PAUSE": "0.2"}
    done = subprocess.run([K8S / "check-live", url, url, url], env=environment, capture_output=True, text=True)
    timer.join()
    assert done.returncode == 1 and "was well and is not any more" in done.stderr


def test_without_its_tools_the_cluster_test_says_which_is_missing(tmp_path):
    for tool in ("bash", "dirname", "sed", "head", "python3", "cat"):
        found = subprocess.run(["which", tool], capture_output=True, text=True, check=True).stdout.strip()
        (tmp_path / tool).symlink_to(found)
    done = subprocess.run(["bash", K8S / "kind-test"], env={"PATH": str(tmp_path)}, capture_output=True, text=True)
    assert done.returncode == 2 and "kubectl is not installed" in done.stderr
