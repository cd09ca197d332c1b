"""Secrets of a trial that the chart makes by itself, against a small stand-in for a cluster's API."""

import base64
import http.server
import json
import threading

import pytest
import yaml

from chart import CASES, CHART, FULL, NAMESPACE, RELEASE, helm, of_kind

SECRET = f"/api/v1/namespaces/{NAMESPACE}/secrets/{FULL}-secrets"


def resource(name, kind, namespaced):
    return {"name": name, "singularName": "", "namespaced": namespaced, "kind": kind, "verbs": ["get"]}


@pytest.fixture
def cluster():
    """An API server that knows a namespace, and the Secrets that are put into `objects`."""
    objects = {
        "/version": {"major": "1", "minor": "33", "gitVersion": "v1.33.0"},
        "/api": {"kind": "APIVersions", "versions": ["v1"]},
        "/apis": {"kind": "APIGroupList", "apiVersion": "v1", "groups": []},
        "/api/v1": {
            "kind": "APIResourceList",
            "groupVersion": "v1",
            "resources": [resource("namespaces", "Namespace", False), resource("secrets", "Secret", True)],
        },
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


def rendered(address):
    values = ["--values", CASES["everything-on"][0], "--set", "secrets.evaluation.values=null"]
    server = ["--dry-run=server", "--kube-apiserver", address, "--kube-token", "none"]
    status, output, messages = helm("template", RELEASE, CHART, "--namespace", NAMESPACE, *values, *server)
    assert status == 0, messages
    objects = [it for it in yaml.safe_load_all(output) if it]
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
