#!/usr/bin/env python3
"""Writes what follows from the table of services and from RabbitMQ's definitions; `--check` changes nothing and fails on drift.

    target/ops/venv/bin/python k8s/generate.py

The table of the environments' differences needs kubectl (for `kubectl kustomize`); where there is none, it is left as it is.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TOPOLOGY = ROOT / "helm/hostingco/files/topology.json"
DEFINITIONS = ROOT / "docker/rabbitmq/definitions.json"
ENVIRONMENTS = ["development", "staging", "production"]

# Stands for a dot in a key, which is no new step of a path.
ONE_STEP = "\N{ONE DOT LEADER}"
WAVE = "argocd.argoproj.io/sync-wave"
KEPT = {"argocd.argoproj.io/sync-options": "Prune=false,Delete=false"}
RABBITMQ = {"rabbitmqClusterReference": {"name": "rabbitmq"}}
# KEDA sees how long a queue is, which takes no right; it can read, write and make nothing.
RIGHTS_OF_SCALER = {"configure": "^$", "write": "^$", "read": "^$"}


def main() -> int:
    files = generated()
    if shutil.which("kubectl"):
        files["environments.md"] = differences()
    stale = [name for name, text in files.items() if not is_now(HERE / name, text)]
    if "--check" in sys.argv[1:]:
        for name in stale:
            print(f"k8s/{name} is not what it should be; run k8s/generate.py", file=sys.stderr)
        return 1 if stale else 0
    for name in stale:
        (HERE / name).write_text(files[name])
        print(f"wrote k8s/{name}")
    return 0


def is_now(path: Path, text: str) -> bool:
    return path.exists() and path.read_text() == text


def generated() -> dict[str, str]:
    """The manifests and values, by their path below this folder."""
    topology = json.loads(TOPOLOGY.read_text())
    definitions = json.loads(DEFINITIONS.read_text())
    table, broker = "the table of services", "docker/rabbitmq/definitions.json"
    return {
        "base/postgres/databases.yaml": document(databases(topology), table),
        "base/postgres/roles.patch.yaml": document([roles(topology)], table),
        "base/rabbitmq/users.yaml": document(users(topology), table),
        "base/rabbitmq/topology.yaml": document(broker_objects(definitions), broker),
        "base/policies/callers.yaml": document(callers(topology), table),
    }


class Indented(yaml.SafeDumper):
    """Lists stand one step to the right of their key, as in the files that are written by hand."""

    def increase_indent(self, flow=False, indentless=False):
        return super().increase_indent(flow, False)


def document(objects: list, source: str) -> str:
    head = f"# Written by k8s/generate.py from {source}. Not by hand.\n"
    return head + "---\n".join(yaml.dump(it, Dumper=Indented, sort_keys=False, width=120) for it in objects)


def kept(api_version: str, kind: str, name: str, wave: int, spec: dict) -> dict:
    """An object whose removal from here removes no data."""
    metadata = {"name": name, "annotations": {WAVE: str(wave), **KEPT}}
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata, "spec": spec}


# PostgreSQL


def databases(topology: dict) -> list[dict]:
    def database(name: str) -> dict:
        spec = {"name": name, "owner": name, "cluster": {"name": "postgres"}, "databaseReclaimPolicy": "retain"}
        return kept("postgresql.cnpg.io/v1", "Database", name, 0, spec)

    return [database(name) for name in topology["databases"]]


def roles(topology: dict) -> list[dict]:
    """A patch: CloudNativePG has the roles in the cluster's own object."""

    def role(name: str) -> dict:
        return {"name": name, "ensure": "present", "login": True, "passwordSecret": {"name": f"postgres-role-{name}"}}

    return [{"op": "add", "path": "/spec/managed", "value": {"roles": [role(name) for name in topology["databases"]]}}]


# RabbitMQ


def needs(topology: dict, need: str) -> dict[str, dict]:
    """The services with this need, by their binary, which is their name in front of the store."""
    return {service["binary"]: service for service in topology["services"] if need in service["needs"]}


def users(topology: dict) -> list[dict]:
    objects = []
    rights_of_all = {name: rights_of(name, service) for name, service in needs(topology, "broker").items()}
    for name, rights in {**rights_of_all, "scaler": RIGHTS_OF_SCALER}.items():
        user = {"importCredentialsSecret": {"name": f"rabbitmq-user-{name}"}, "limits": {"connections": 100}, **RABBITMQ}
        permission = {"vhost": "/", "userReference": {"name": name}, "permissions": rights, **RABBITMQ}
        objects.append({"apiVersion": "rabbitmq.com/v1beta1", "kind": "User", "metadata": metadata(name, 0), "spec": user})
        objects.append(
            {"apiVersion": "rabbitmq.com/v1beta1", "kind": "Permission", "metadata": metadata(name, 1), "spec": permission}
        )
    return objects


def rights_of(name: str, service: dict) -> dict[str, str]:
    """What a service may do: it publishes events and work and hears its own queues. Without a database there is no outbox,
    only a tap: a queue for as long as a connection lives."""
    if "database" not in service["needs"]:
        return {
            "configure": r"^hostingco\.tap\.",
            "write": r"^hostingco\.tap\.",
            "read": r"^(hostingco\.tap\..*|hostingco\.events)$",
        }
    return {
        "configure": "^$",
        "write": r"^(amq\.default|hostingco\.events|hostingco\.retry\..*)$",
        "read": rf"^{re.escape(name)}\.",
    }


def metadata(name: str, wave: int) -> dict:
    return {"name": name, "annotations": {WAVE: str(wave)}}


def broker_objects(definitions: dict) -> list[dict]:
    parts = [
        ("Exchange", "exchanges", exchange, 1),
        ("Queue", "queues", queue, 1),
        ("Policy", "policies", policy, 1),
        ("OperatorPolicy", "parameters", operator_policy, 1),
        ("Binding", "bindings", binding, 2),
    ]
    objects = []
    for kind, key, spec_of, wave in parts:
        for entry in definitions[key]:
            spec = {**spec_of(entry), **RABBITMQ}
            name = binding_name(entry) if kind == "Binding" else dashed(entry["name"])
            objects.append(kept("rabbitmq.com/v1beta1", kind, name, wave, spec))
    return objects


def exchange(entry: dict) -> dict:
    if entry["internal"] or entry["arguments"]:
        raise SystemExit(f"exchange {entry['name']}: internal exchanges and arguments have no object")
    return pick(entry, name="name", vhost="vhost", type="type", durable="durable", autoDelete="auto_delete")


def queue(entry: dict) -> dict:
    arguments = dict(entry["arguments"])
    spec = pick(entry, name="name", vhost="vhost", durable="durable", autoDelete="auto_delete")
    spec["type"] = arguments.pop("x-queue-type")
    return {**spec, "arguments": arguments} if arguments else spec


def policy(entry: dict) -> dict:
    return pick(
        entry, name="name", vhost="vhost", pattern="pattern", applyTo="apply-to", priority="priority", definition="definition"
    )


def operator_policy(entry: dict) -> dict:
    if entry["component"] != "operator_policy":
        raise SystemExit(f"parameter {entry['name']}: {entry['component']} has no object")
    return policy({**entry["value"], "name": entry["name"], "vhost": entry["vhost"]})


def binding(entry: dict) -> dict:
    spec = pick(
        entry, vhost="vhost", source="source", destination="destination", destinationType="destination_type",
        routingKey="routing_key",
    )
    return {**spec, "arguments": entry["arguments"]} if entry["arguments"] else spec


def binding_name(entry: dict) -> str:
    """Readable, and another one for another routing key: a binding cannot be changed."""
    exact = json.dumps([entry["source"], entry["destination"], entry["routing_key"], entry["arguments"]])
    return f"{dashed(entry['source'])}--{dashed(entry['destination'])}-{hashlib.sha256(exact.encode()).hexdigest()[:8]}"


def dashed(name: str) -> str:
    return name.replace(".", "-")


def pick(entry: dict, **fields: str) -> dict:
    return {ours: entry[theirs] for ours, theirs in fields.items()}


# Network policies


def callers(topology: dict) -> list[dict]:
    pods_of = {
        # And the one that a restore makes.
        "postgres": {"matchExpressions": [{"key": "cnpg.io/cluster", "operator": "In", "values": ["postgres", "restored"]}]},
        "rabbitmq": {"matchLabels": {"app.kubernetes.io/name": "rabbitmq"}},
        "redis": {"matchLabels": {"app": "redis"}},
    }
    objects = []
    for store in topology["stores"]:
        who = sorted({link["from"] for link in topology["links"] if link["to"] == store["name"]})
        services = {
            "matchLabels": {"app.kubernetes.io/name": "hostingco"},
            "matchExpressions": [{"key": "hostingco/acts-as", "operator": "In", "values": who}],
        }
        callers_of = [{"podSelector": services}]
        if store["name"] == "rabbitmq":
            # KEDA counts queues; the chart's `networkPolicies.scalerFrom` has the same namespace.
            callers_of.append({"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "keda"}}})
        rule = {"from": callers_of, "ports": [{"port": store["port"], "protocol": "TCP"}]}
        spec = {"podSelector": pods_of[store["name"]], "policyTypes": ["Ingress"], "ingress": [rule]}
        objects.append(
            {
                "apiVersion": "networking.k8s.io/v1",
                "kind": "NetworkPolicy",
                "metadata": {"name": f"{store['name']}-callers"},
                "spec": spec,
            }
        )
    return objects


# The table of differences


def differences() -> str:
    lines = [
        "# What differs between the environments",
        "",
        "Written by `k8s/generate.py` from what the environments render to; a difference that is not here does not exist. A dash",
        "is an object or a field that an environment does not have. Everything else, and so every object that is not named here,",
        "is the same in all three but for the namespace.",
    ]
    sections = [
        ("Around the chart", [rendered(f"environments/{name}") for name in ENVIRONMENTS]),
        ("Values of the chart", [values(name) for name in ENVIRONMENTS]),
        ("Delivery by Argo CD", [rendered(f"argocd/{name}") for name in ENVIRONMENTS]),
    ]
    for title, facts in sections:
        lines += ["", f"## {title}", "", f"| what | {' | '.join(ENVIRONMENTS)} |", "|---|---|---|---|"]
        lines += [row(key, [of.get(key) for of in facts]) for key in differing(facts)]
    return "\n".join(lines) + "\n"


def differing(facts: list[dict]) -> list[str]:
    """The keys with more than one value among the environments that have what the key is a part of."""
    keys = sorted({key for of in facts for key in of})
    return [key for key in keys if len({json.dumps(of.get(key)) for of in facts if part_of(key) in of or not part_of(key)}) > 1]


def part_of(key: str) -> str:
    """`Cluster postgres · spec.plugins` for `Cluster postgres · spec.plugins[barman]`; empty for an object."""
    return re.sub(r"( · [^.\[\]]+|\.[^.\[\]]+|\[[^\]]*\])$", "", key) if " · " in key else ""


def row(key: str, cells: list) -> str:
    def text(cell: object) -> str:
        if isinstance(cell, bool):
            return str(cell).lower()
        return "–" if cell is None else str(cell).replace("|", "\\|").replace("\n", " ")

    return f"| {key.replace(ONE_STEP, '.')} | {' | '.join(text(cell) for cell in cells)} |"


def kustomized(path: str) -> list[dict]:
    """The objects of a folder with a kustomization."""
    done = subprocess.run(["kubectl", "kustomize", str(HERE / path)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"kubectl kustomize k8s/{path}: {done.stderr.strip()}")
    return [it for it in yaml.safe_load_all(done.stdout) if it]


def rendered(path: str) -> dict:
    facts = {}
    for it in kustomized(path):
        of_all = it["kind"] == "Namespace"
        it["metadata"].pop("namespace", None)
        name = it["kind"] if of_all else f"{it['kind']} {it['metadata']['name']}"
        facts[name] = "yes"
        for key, value in flattened(it):
            facts[f"{name} · {key}"] = value
    return facts


def values(environment: str) -> dict:
    of = yaml.safe_load((HERE / f"environments/{environment}/values.yaml").read_text())
    return {"values": "yes", **{f"values · {key}": value for key, value in flattened(of)}}


def flattened(value: object, path: str = "") -> list[tuple[str, object]]:
    """Each part with its path; a part that has parts has the value "yes". Entries of a list go by their name where they have
    one."""
    if isinstance(value, dict) and value:
        parts = [(f"{path}.{quoted(key)}" if path else quoted(key), part) for key, part in value.items()]
    elif isinstance(value, list) and value:
        named = all(isinstance(part, dict) and "name" in part for part in value)
        parts = [(f"{path}[{part['name'] if named else number}]", part) for number, part in enumerate(value)]
    else:
        return [(path, value)]
    return ([(path, "yes")] if path else []) + [leaf for key, part in parts for leaf in flattened(part, key)]


def quoted(key: str) -> str:
    """A key with dots is one step of the path."""
    return key.replace(".", ONE_STEP)


if __name__ == "__main__":
    sys.exit(main())
