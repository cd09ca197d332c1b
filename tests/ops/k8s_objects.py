"""Reading and rendering what stands around the chart (`k8s/`)."""

import functools
import importlib.util
import json
import pathlib
import shutil

import pytest
import yaml

ROOT = pathlib.Path(__file__).parents[2]
K8S = ROOT / "k8s"
ENVIRONMENTS = ["development", "staging", "production"]
TOPOLOGY = json.loads((ROOT / "helm/hostingco/files/topology.json").read_text())
DEFINITIONS = json.loads((ROOT / "docker/rabbitmq/definitions.json").read_text())
# What is rendered: an environment around the chart, how it is delivered, and what stands once in a cluster.
FOLDERS = [f"environments/{name}" for name in ENVIRONMENTS] + [f"argocd/{name}" for name in ENVIRONMENTS]
FOLDERS += ["monitoring", "cluster"]

_spec = importlib.util.spec_from_file_location("k8s_generate", K8S / "generate.py")
generate = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(generate)

needs_kubectl = pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not here, and nothing else renders k8s/")


@functools.cache
def objects(folder):
    """The objects of a folder with a kustomization; shared by the tests, so none changes them."""
    return generate.kustomized(folder)


def manifests():
    """Every YAML file of the folder."""
    return sorted(K8S.rglob("*.yaml"))


def documents(path):
    return [it for it in yaml.safe_load_all(path.read_text()) if it]


def name(it):
    return f"{it['kind']} {it['metadata']['name']}"


def of_kind(folder, *kinds):
    return [it for it in objects(folder) if it["kind"] in kinds]


def the(folder, kind, name):
    """The only object of this kind and name."""
    (found,) = [it for it in of_kind(folder, kind) if it["metadata"]["name"] == name]
    return found


def leaves(value, path=()):
    """(path, value) of everything that has no parts."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from leaves(part, (*path, key))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from leaves(part, (*path, number))
    else:
        yield path, value


def wave(it):
    return int(it["metadata"].get("annotations", {}).get("argocd.argoproj.io/sync-wave", "0"))
