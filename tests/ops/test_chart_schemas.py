"""Every built-in object passes the strict schema of the oldest, a middle and the newest Kubernetes."""

import copy
import functools
import json

import jsonschema
import kubernetes_validate
import pytest
from kubernetes_validate import utils
from referencing import Registry, Resource

from chart import CASES, name, render

VERSIONS = ["1.29.0", "1.33.0", kubernetes_validate.latest_version()]
# Kinds of operators; only an API server with their definitions can check them.
FOREIGN = ("cert-manager.io/", "gateway.networking.k8s.io/", "keda.sh/", "monitoring.coreos.com/")


@functools.cache
def validator(api_version, kind, version):
    """The package would read its large files anew for each object."""
    folder = f"kubernetes-json-schema/v{version}-local-strict"
    group = api_version.split("/")
    file = "-".join([kind.lower(), *([group[0].split(".")[0]] if len(group) > 1 else []), group[-1]])
    schema = utils.schema_contents(f"{folder}/{file}.json", version)
    return jsonschema.Draft202012Validator(schema, registry=registry(version, folder))


@functools.cache
def registry(version, folder):
    definitions = utils.schema_contents(f"{folder}/_definitions.json", version)
    return Resource.from_contents(definitions) @ Registry()


@functools.cache
def complaint(text, version):
    """What is wrong with an object, by its JSON; most objects come up in many cases."""
    it = json.loads(text)
    error = next(validator(it["apiVersion"], it["kind"], version).iter_errors(it), None)
    return error and f"{name(it)}: {'.'.join(map(str, error.path))}: {error.message}"


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("case", CASES)
def test_objects_are_as_kubernetes_wants_them(case, version):
    objects = render(case, "--kube-version", version)
    built_in = [it for it in objects if not it["apiVersion"].startswith(FOREIGN)]
    assert not list(filter(None, (complaint(json.dumps(it), version) for it in built_in)))


@pytest.mark.parametrize("version", VERSIONS)
def test_a_misspelt_field_is_found(version):
    broken = copy.deepcopy(next(it for it in render("minimal") if it["kind"] == "Deployment"))
    broken["spec"]["replica"] = 1
    assert "replica" in complaint(json.dumps(broken), version)
