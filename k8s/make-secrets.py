#!/usr/bin/env python3
"""Makes the Secrets of an environment: new and random ones, and those that are there already are kept.

    k8s/make-secrets.py hostingco-production [--smtp-password-file FILE] [--print]

`hostingco-secrets` is what the chart reads, and what goes into it says helm/prepare; the Secrets by which the operators make
roles and users repeat its passwords. Run it again after a service was added. `--print` asks no cluster and writes the objects
to standard output, for a vault or for sealing. Values go to kubectl over its standard input, never over a command line.
"""

import argparse
import base64
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOPOLOGY = ROOT / "helm/hostingco/files/topology.json"
CHART = "hostingco-secrets"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    arguments.add_argument("namespace")
    arguments.add_argument("--smtp-password-file", type=Path, help="the mail server's password; without it the one before")
    arguments.add_argument("--print", action="store_true", help="write the objects to standard output, ask no cluster")
    given = arguments.parse_args()

    there = {} if given.print else existing(given.namespace)
    values = fresh() | there
    if given.smtp_password_file:
        values["notifications.smtp.password"] = given.smtp_password_file.read_text().rstrip("\n")
    objects = list(manifests(json.loads(TOPOLOGY.read_text()), values, given.namespace))
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": objects}, indent=2)
    if given.print:
        print(text)
        return
    print(run("kubectl", "apply", "--server-side", "--field-manager=make-secrets", "--filename=-", stdin=text), end="")
    print(f"{len(values)} values, {len(values.keys() - there.keys())} of them new", file=sys.stderr)


def fresh() -> dict[str, str]:
    made = json.loads(run(str(ROOT / "helm/prepare"), "--only", "secrets", "--user-per-service"))
    return decoded(made["items"][0])


def existing(namespace: str) -> dict[str, str]:
    found = run("kubectl", "get", "secret", CHART, "--namespace", namespace, "--ignore-not-found", "--output=json")
    return decoded(json.loads(found)) if found.strip() else {}


def decoded(secret: dict) -> dict[str, str]:
    return {key: base64.b64decode(value).decode() for key, value in secret.get("data", {}).items()}


def manifests(topology: dict, values: dict[str, str], namespace: str):
    yield manifest(namespace, CHART, values)
    for name in topology["databases"]:
        login = {"username": name, "password": values[f"{name}.database.password"]}
        yield manifest(namespace, f"postgres-role-{name}", login, "kubernetes.io/basic-auth", {"cnpg.io/reload": "true"})
    users = [service["binary"] for service in topology["services"] if "broker" in service["needs"]]
    for name in [*users, "scaler"]:
        login = {"username": name, "password": values[f"{name}.broker.password"]}
        yield manifest(namespace, f"rabbitmq-user-{name}", login)
    yield manifest(namespace, "redis", {"password": values["redis.password"]})


def manifest(namespace: str, name: str, values: dict[str, str], kind: str = "Opaque", labels: dict | None = None) -> dict:
    data = {key: base64.b64encode(value.encode()).decode() for key, value in values.items()}
    metadata = {"name": name, "namespace": namespace, "labels": {"app.kubernetes.io/part-of": "hostingco", **(labels or {})}}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "type": kind, "data": data}


def run(*command: str, stdin: str | None = None) -> str:
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{Path(command[0]).name}: {done.stderr.strip()}")
    return done.stdout


if __name__ == "__main__":
    main()
