"""The scripts of `k8s/`: sound, safe to repeat, and clear when something is not as it should be."""

import base64
import contextlib
import functools
import http.server
import json
import os
import re
import shutil
import socket
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
        if self.path == "/schema.graphql" and self.answers["version"]:
            self.send_header("x-hostingco-version", self.answers["version"])
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
        "version": "0.2.0",
    }
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield url, answers
    server.shutdown()


def check_live(url, wait="1", hold="1"):
    environment = {**os.environ, "WAIT": wait, "HOLD": hold, "PAUSE": "0.2"}
    return subprocess.run([K8S / "check-live", url, url, url, SCHEMA, "0.2.0"], env=environment, capture_output=True, text=True)


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
        # The same schema, which says nothing of the version.
        ("version", "0.1.0", "the gateway is 0.1.0, not 0.2.0"),
        ("version", None, "the gateway is of no version, not 0.2.0"),
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
    done = check_live(url, wait="5", hold="5")
    timer.join()
    assert done.returncode == 1 and "was well and is not any more" in done.stderr


def test_an_old_pod_that_still_answers_is_waited_for(site):
    url, answers = site
    timers = [threading.Timer(after, answers.update, [{"version": version}]) for after, version in ((1, "0.1.0"), (2, "0.2.0"))]
    for timer in timers:
        timer.start()
    done = check_live(url, wait="20", hold="3")
    assert done.returncode == 0, done.stderr
    assert "the gateway is 0.1.0, not 0.2.0" in done.stderr
    assert done.stdout.count("well after") == 2, "the time begins anew"


def test_without_its_tools_the_cluster_test_says_which_is_missing(tmp_path):
    for tool in ("bash", "dirname", "sed", "head", "python3", "cat"):
        found = subprocess.run(["which", tool], capture_output=True, text=True, check=True).stdout.strip()
        (tmp_path / tool).symlink_to(found)
    done = subprocess.run(["bash", K8S / "kind-test"], env={"PATH": str(tmp_path)}, capture_output=True, text=True)
    assert done.returncode == 2 and "kubectl is not installed" in done.stderr


# Docker, kind, helm and kubectl of a cluster on which all goes well but for what WRONG says.
CLUSTER = """import json, os, pathlib, sys
tool, *arguments = sys.argv[1:]
wrong = os.environ["WRONG"]
here = pathlib.Path(__file__).parent
kept = here / "tag"
with open(here / "done", "a") as done:
    print(tool, *arguments, file=done)
did = (here / "done").read_text()
told = " ".join(arguments)
table = json.loads(pathlib.Path("helm/hostingco/files/topology.json").read_text())
services = [it["name"] for it in table["services"]]
if tool == "helm" and "upgrade" in arguments:
    tag = next((it.split("=")[1] for it in arguments if it.startswith("image.tag=")), os.environ["FIRST"])
    if tag.endswith("-half") and wrong != "half":
        sys.exit("pre-upgrade hooks failed: job hostingco-migrate-" + ("audit" if wrong == "name" else "billing") + "-1f failed: BackoffLimitExceeded")
    if tag == "no-such-version":
        sys.exit("context deadline exceeded")
    kept.write_text(tag)
elif tool == "helm" and "rollback" in arguments:
    kept.write_text(os.environ["FIRST"])
elif tool == "helm" and "notes" in arguments:
    print("NOTES:\\nhelm uninstall leaves the claim hostingco-blobs, the claim data-hostingco-postgres-0.\\nWhat Helm ran")
elif tool == "docker" and "crictl" in told:
    print(4711)
elif "get deployments" in told and "readyReplicas" in told:
    print(*(f"hostingco-{it} {'' if it == wrong else 2}" for it in services), sep="\\n")
elif "get deployments" in told:
    print("docker.io/library/redis:7\\nghcr.io/hostingco/gateway:" + ("0.0.1" if wrong == "version" else kept.read_text()))
elif "get services" in told:
    print("hostingco-auth 3004 50051\\nhostingco-mailbox 1025 8025")
elif "logs reach-" in told:
    client = arguments[-1].removeprefix("reach-")
    reached = {(it["from"], "hostingco-" + it["to"], it["port"]) for it in table["links"] if it["from"] != "prometheus"}
    reached |= {("neighbour", "hostingco-" + it["to"], it["port"]) for it in table["links"] if it["from"] in ("edge", "prometheus")}
    reached |= {(it["name"], "hostingco-mailbox", 1025) for it in table["services"] if "mails" in it["needs"]}
    if wrong == "open":
        reached.add(("neighbour", "hostingco-postgres", 5432))
    if wrong == "closed":
        reached.remove(("billing", "hostingco-postgres", 5432))
    print(end="".join(f"{target} {port}\\n" for source, target, port in reached if source == client))
elif "--dry-run=server" in told:
    if arguments[-1] == "-":
        sys.stdin.read()
    kinds = ["servicemonitor.monitoring.coreos.com", "prometheusrule.monitoring.coreos.com", "scaledobject.keda.sh", "certificate.cert-manager.io"]
    print(*(kind + "/one" for kind in kinds + ([] if wrong == "kind" else ["application.argoproj.io"])), sep="\\n")
elif "get jobs" in told:
    labels = {"hostingco/acts-as": "billing", "batch.kubernetes.io/controller-uid": "1", "job-name": "one"}
    one = {"metadata": {"name": "hostingco-migrate-billing-1"}, "spec": {"template": {"metadata": {"labels": labels}, "spec": {}}}}
    hook = {"metadata": {"name": "hostingco-migrate-billing-2", "annotations": {"helm.sh/hook": "pre-upgrade"}}, "spec": one["spec"]}
    print(json.dumps({"items": [one, hook]}))
elif "create --filename" in told and arguments[-1] != "-":
    (here / "again.json").write_text(pathlib.Path(arguments[-1]).read_text())
elif "pg_dump" in told:
    print("\\\\restrict " + str(len(did)), "CREATE TABLE one" + (" (two int)" if wrong == "schema" and "kind-test=again" in did else ""), sep="\\n")
elif "logs --selector kind-test=again" in told:
    runs = 2 * len(table["databases"])
    print(*[f"migrate: {int(wrong == 'applied' and it == 0)} applied, the schema is up to date" for it in range(runs)], sep="\\n")
elif "psql" in told:
    print({"twice": 3}.get(wrong, 2) if "FROM payments" in told and "DISTINCT" not in told else 0 if "ledger_breaches" in told else 2)
elif "api-resources" in told:
    print("configmaps\\nevents\\npersistentvolumeclaims\\nevents.events.k8s.io")
elif "get configmaps,persistentvolumeclaims" in told:
    print("secret/hostingco-secrets")
    if "uninstall" in did:
        print("configmap/kube-root-ca.crt\\nserviceaccount/default\\npersistentvolumeclaim/hostingco-blobs\\npersistentvolumeclaim/data-hostingco-postgres-0")
    if "uninstall" in did and wrong == "left":
        print("configmap/hostingco-forgotten")
elif "get pods --field-selector" in told:
    print("" if "kubectl --context kind-hostingco-test drain" in did else "pod/gateway")
elif "get pod load" in told:
    print('{"exitCode":105}')
elif "logs load" in told:
    print({"failed": "asked 900 failed 3 late 0", "late": "asked 900 failed 0 late 100"}.get(wrong, "asked 1000 failed 0 late 7"))
elif "logs hostingco-test" in told:
    print("invoice one is to be paid" + ("\\nthe site is live" if wrong == "fast" else ""))
elif "logs --selector" in told:
    print("the second half cannot be done")
elif arguments[-1] == "-":
    sys.stdin.read()
"""


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (None, "1000 requests answered, 0 failed, 7 not sent in time"),
        ("open", "> neighbour hostingco-postgres 5432"),
        ("closed", "< billing hostingco-postgres 5432"),
        ("kind", "there was no application.argoproj.io"),
        ("failed", "kind-test: requests failed"),
        ("late", "the load was not what it should have been"),
        ("half", "the upgrade with a migration that fails succeeded"),
        ("name", "the Job that failed is not named"),
        ("version", "that is not"),
        ("applied", "a migration was applied again"),
        ("schema", "a schema has changed"),
        ("audit", "audit had no ready pod"),
        ("fast", "every order was done before the services were killed"),
        ("twice", "an order was not done once"),
        ("left", "> configmap/hostingco-forgotten"),
    ],
)
def test_the_cluster_test_sees_what_it_is_for(wrong, says, tmp_path):
    (tmp_path / "cluster.py").write_text(CLUSTER)
    for tool in ("docker", "kind", "helm", "kubectl"):
        # It is started hundreds of times: without the packages.
        (tmp_path / tool).write_text(f'#!/bin/sh\nexec "{sys.executable}" -I -S "{tmp_path}/cluster.py" {tool} "$@"\n')
        (tmp_path / tool).chmod(0o755)
    # What is to end by itself is waited for, in vain, in one case.
    (tmp_path / "sleep").write_text("#!/bin/sh\nexec /bin/sleep 0.1\n")
    (tmp_path / "sleep").chmod(0o755)
    version = re.search(r'^version = "(.*)"$', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)[1]
    own = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "FIRST": version, "WRONG": wrong or ""}
    own.pop("CONTEXT", None)
    done = subprocess.run([K8S / "kind-test"], env=own, capture_output=True, text=True)
    assert done.returncode == (1 if wrong else 0), done.stdout + done.stderr
    assert says in done.stdout + done.stderr
    did = (tmp_path / "done").read_text().splitlines()
    assert did[-1] == "kind delete cluster --name hostingco-test"
    if not wrong:
        drain = next(number for number, it in enumerate(did) if " drain hostingco-test-worker2 " in it)
        assert any("services.gateway.replicas=2" in it and "image.tag" in it for it in did[drain - 3 : drain + 4]), "the upgrade goes on meanwhile"
        assert not any("services.sites.replicas" in it for it in did)
        assert [it for it in did if "kill -9" in it] == [f"docker exec hostingco-test-worker{it} bash -c kill -9 \"$@\" - 4711" for it in ("", 2, 3)]
        again = json.loads((tmp_path / "again.json").read_text())["items"]
        assert [it["metadata"]["name"] for it in again] == ["hostingco-migrate-billing-1-1", "hostingco-migrate-billing-1-2"]
        # The cluster gives these to each Job anew, and would refuse those of another.
        assert again[0]["spec"]["template"]["metadata"]["labels"] == {"hostingco/acts-as": "billing", "kind-test": "again"}


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_what_answers_is_named_and_what_is_silent_is_not(port):
    if not (node := shutil.which("node")):
        pytest.skip("node is not here")
    # A server whose queue is full says nothing, as a policy does.
    with socket.socket() as silent, contextlib.ExitStack() as waiting:
        silent.bind(("127.0.0.1", 0))
        silent.listen(0)
        address = silent.getsockname()
        for _ in range(2):
            client = waiting.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(address)
        command = [node, K8S / "kind-reach.mjs", f"127.0.0.1:{port}", f"127.0.0.1:{address[1]}"]
        done = subprocess.run(command, env={**os.environ, "PAUSE_MS": "0"}, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, f"127.0.0.1 {port}\n"), done.stderr


def test_the_clusters_load_can_be_read_and_has_its_rate():
    text = (K8S / "kind-load.js").read_text()
    assert "rate: 200," in text and f"hostingco-gateway:{next(it['public']['port'] for it in TOPOLOGY['services'] if it['name'] == 'gateway')}" in text
    if node := shutil.which("node"):
        done = subprocess.run([node, "--input-type=module", "--check"], input=text, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
