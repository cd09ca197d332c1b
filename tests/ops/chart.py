"""Rendering the chart, and looking at what comes out."""

import functools
import json
import pathlib
import subprocess
import sys

import yaml

ROOT = pathlib.Path(__file__).parents[2]
CHART = ROOT / "helm" / "hostingco"
HELM = pathlib.Path(sys.executable).with_name("helm")
TOPOLOGY = json.loads((CHART / "files" / "topology.json").read_text())
SERVICES = {service["name"]: service for service in TOPOLOGY["services"]}

_CI = CHART / "ci"
_PRESETS = CHART / "presets"
_SITE = pathlib.Path(__file__).parent / "values" / "site.yaml"

# Every way of installing that the rules are tried on: its values files, the later winning.
CASES = {path.stem: (path,) for path in sorted(_CI.glob("*.yaml"))}
CASES["dev"] = (_PRESETS / "dev.yaml",)
for _preset in ("small", "production"):
    CASES[_preset] = (_PRESETS / f"{_preset}.yaml", _SITE)
    for _name in ("minimal", "external-secrets", "argocd"):
        CASES[f"{_preset}+{_name}"] = (_PRESETS / f"{_preset}.yaml", _SITE, _CI / f"{_name}.yaml")

RELEASE = "acme"
NAMESPACE = "shop"
# The name of the release as objects carry it.
FULL = f"{RELEASE}-hostingco"


def helm(*arguments):
    """Runs helm; answers status, output and messages."""
    run = subprocess.run([HELM, *map(str, arguments)], capture_output=True, text=True)
    return run.returncode, run.stdout, run.stderr


@functools.cache
def text(case, *more, release=RELEASE, chart=CHART):
    """What `helm template` prints."""
    files = [argument for path in CASES[case] for argument in ("--values", path)]
    status, output, messages = helm("template", release, chart, "--namespace", NAMESPACE, *files, *more)
    assert status == 0, messages
    return output


@functools.cache
def render(case, *more, release=RELEASE):
    """The objects of a rendering; shared by the tests, so none changes them."""
    documents = yaml.load_all(text(case, *more, release=release), Loader=yaml.CSafeLoader)
    return [document for document in documents if document]


def refused(case, *more):
    """The message with which values are refused."""
    files = [argument for path in CASES[case] for argument in ("--values", path)]
    status, output, messages = helm("template", RELEASE, CHART, *files, *more)
    assert status != 0, f"accepted: {more}"
    return messages


def name(it):
    """What to call an object in a message."""
    return f"{it['kind']}/{it['metadata']['name']}"


def of_kind(objects, *kinds):
    return [it for it in objects if it["kind"] in kinds]


def pods(objects):
    """(object, labels of its pods, spec of its pods) of everything that has pods."""
    for it in objects:
        if it["kind"] == "Pod":
            yield it, it["metadata"].get("labels", {}), it["spec"]
        elif it["kind"] in ("Deployment", "StatefulSet", "Job"):
            template = it["spec"]["template"]
            yield it, template["metadata"].get("labels", {}), template["spec"]


def containers(objects):
    """(object, spec of its pods, container), those of the start too."""
    for it, _, spec in pods(objects):
        for container in spec.get("initContainers", []) + spec["containers"]:
            yield it, spec, container


def selects(selector, labels):
    """Whether a label selector with matchLabels only selects these labels."""
    assert set(selector) <= {"matchLabels"}, selector
    return all(labels.get(key) == value for key, value in selector.get("matchLabels", {}).items())
