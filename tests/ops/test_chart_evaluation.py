"""A trial: Secrets that the chart makes by itself and its notes, against a small stand-in for a cluster's API, and its test."""

import base64
import functools
import http.server
import json
import os
import re
import shutil
import subprocess
import threading

import pytest
import yaml

from chart import CASES, CHART, FULL, NAMESPACE, RELEASE, helm, of_kind, render

SECRET = f"/api/v1/namespaces/{NAMESPACE}/secrets/{FULL}-secrets"


def resource(name, kind, namespaced):
    return {"name": name, "singularName": "", "namespaced": namespaced, "kind": kind, "verbs": ["get"]}


@pytest.fixture
def cluster():
    """An API server that knows a namespace, and the Secrets and Deployments that are put into `objects`."""
    objects = {
        "/version": {"major": "1", "minor": "33", "gitVersion": "v1.33.0"},
        "/api": {"kind": "APIVersions", "versions": ["v1"]},
        "/apis": {"kind": "APIGroupList", "apiVersion": "v1", "groups": []},
        "/api/v1": {
            "kind": "APIResourceList",
            "groupVersion": "v1",
            "resources": [resource("namespaces", "Namespace", False), resource("secrets", "Secret", True)],
        },
        "/apis/apps/v1": {"kind": "APIResourceList", "groupVersion": "apps/v1", "resources": [resource("deployments", "Deployment", True)]},
        "/api/v1/namespaces/kube-system": {"kind": "Namespace", "apiVersion": "v1", "metadata": {"name": "kube-system"}},
    }

    class Api(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            found = objects.get(self.path.split("?")[0])
            missing = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404}
            self.send_response(200 if found else 404)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(found or missing).encode())

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Api)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", objects
    server.shutdown()
    server.server_close()


def asked(address):
    """The objects, as they are where the cluster is asked."""
    values = ["--values", CASES["everything-on"][0], "--set", "secrets.evaluation.values=null"]
    server = ["--dry-run=server", "--kube-apiserver", address, "--kube-token", "none"]
    status, output, messages = helm("template", RELEASE, CHART, "--namespace", NAMESPACE, *values, *server)
    assert status == 0, messages
    return [it for it in yaml.safe_load_all(output) if it]


def rendered(address):
    objects = asked(address)
    (secret,) = of_kind(objects, "Secret")
    checksums = {
        it["spec"]["template"]["metadata"]["annotations"]["checksum/secrets"]
        for it in of_kind(objects, "Deployment")
        if not it["metadata"]["name"].endswith("-mailbox")
    }
    return secret, checksums


def test_secrets_are_made_once_and_kept(cluster):
    address, objects = cluster
    first, checksums = rendered(address)
    values = [base64.b64decode(value).decode() for value in first["data"].values()]
    assert len(set(values)) == len(values) and all(len(value) >= 32 for value in values)
    assert len(base64.b64decode(base64.b64decode(first["data"]["auth.keys.kek"]))) == 32
    assert len(checksums) == 1, "every pod is told of the same secrets"
    # What is missing is added, as after a service was.
    there = {**first, "data": {key: value for key, value in first["data"].items() if key != "redis.password"}}
    objects[SECRET] = there
    second, _ = rendered(address)
    assert set(second["data"]) == set(first["data"])
    assert there["data"].items() <= second["data"].items()
    objects[SECRET] = second
    assert rendered(address) == rendered(address), "once they are there, nothing changes"


def test_what_is_scaled_keeps_the_replicas_that_it_has(cluster):
    address, objects = cluster
    scaled = {it["spec"]["scaleTargetRef"]["name"] for it in of_kind(render("everything-on"), "HorizontalPodAutoscaler", "ScaledObject")}
    assert len(scaled) > 1
    replicas = lambda: {it["metadata"]["name"]: it["spec"].get("replicas") for it in of_kind(asked(address), "Deployment")}  # noqa: E731
    first = replicas()
    assert {first[name] for name in scaled} == {None}, "nothing is there yet"
    for name in first:
        path = f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments/{name}"
        objects[path] = {"kind": "Deployment", "apiVersion": "apps/v1", "metadata": {"name": name}, "spec": {"replicas": 7}}
    assert replicas() == {name: 7 if name in scaled else number for name, number in first.items()}


def test_notes_name_what_an_uninstall_leaves(cluster, tmp_path):
    """In the words that k8s/kind-test looks for."""
    # The API of this cluster knows no kinds: the notes without the objects.
    chart = shutil.copytree(CHART, tmp_path / "hostingco")
    for path in (chart / "templates").rglob("*.yaml"):
        path.unlink()
    server = ["--dry-run=client", "--kube-apiserver", cluster[0], "--kube-token", "none"]
    status, said, messages = helm("install", RELEASE, chart, "--namespace", NAMESPACE, "--values", CASES["dev"][0], *server)
    assert status == 0, messages
    (line,) = re.findall("^helm uninstall leaves.*$", said, re.MULTILINE)
    objects = render("dev")
    claims = [f"data-{it['metadata']['name']}-0" for it in of_kind(objects, "StatefulSet") if it["spec"].get("volumeClaimTemplates")]
    claims += [it["metadata"]["name"] for it in of_kind(objects, "PersistentVolumeClaim")]
    assert sorted(re.findall("the (?:claim|Secret) ([a-z0-9-]+)", line)) == sorted(claims)
    assert f"kubectl -n {NAMESPACE} delete pods,jobs -l app.kubernetes.io/instance={RELEASE}" in said


class Gateway(http.server.BaseHTTPRequestHandler):
    """Takes an order, and does not answer the first time that something is asked which goes on to a service."""

    def __init__(self, asked, *arguments):
        self.asked = asked
        super().__init__(*arguments)

    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def do_POST(self):
        query = json.loads(self.rfile.read(int(self.headers["content-length"])))
        operation = query["query"].split("(")[0].split(" ")[1]
        key = query["variables"].get("input", {}).get("idempotencyKey")
        self.asked.append((operation, key))
        price = {"id": "1", "interval": "MONTH", "amount": {"currency": "EUR"}}
        fields = {
            "Register": {"register": {}},
            "LogIn": {"logIn": {"tokens": {"accessToken": "x"}}},
            "Create": {"createOrganization": {"organization": {"id": "1"}}},
            "Plans": {"plans": {"nodes": [{"slug": "site-starter", "prices": [price]}]}},
            "Order": {"placeOrder": {"invoice": {"id": "1"}}},
            "Pay": {"payInvoice": {"invoice": {"status": "PAID"}}},
            "Instances": {"node": {"instances": {"nodes": [{"status": "ACTIVE"}]}}},
            "Record": {"node": {"auditEvents": {"nodes": [{"id": "1"}]}}},
        }[operation]
        first = [it for it, _ in self.asked].count(operation) == 1
        answer = {"data": {field: {"userErrors": [], **it} for field, it in fields.items()}}
        if first and operation in ("Pay", "Instances", "Record"):
            answer = {"errors": [{"message": "unavailable"}]}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_):
        pass


def test_an_order_outlives_services_that_do_not_answer_for_a_moment():
    if not shutil.which("node"):
        pytest.skip("node is not here")
    asked = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Gateway, asked))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    own = {**os.environ, "REACHED": url, "GATEWAY": url, "ORDER": "true"}
    done = subprocess.run(["node", CHART / "files/tests/journey.mjs"], env=own, capture_output=True, text=True)
    server.shutdown()
    server.server_close()
    assert done.returncode == 0, done.stderr
    # Asked again with the same key, a payment is made once.
    pays = [key for operation, key in asked if operation == "Pay"]
    assert len(pays) == 2 and len(set(pays)) == 1
    assert "the event is on record" in done.stdout
