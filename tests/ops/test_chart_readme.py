"""What the chart's README and its test say is true: the table of values, the commands, the documents of `helm test`."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from chart import CHART, HELM, ROOT, TOPOLOGY, render

README = (CHART / "README.md").read_text()
PATH = {**os.environ, "PATH": f"{HELM.parent}:{os.environ['PATH']}"}
BLOCKS = re.findall(r"(\*Needs a cluster\.\*\n\n)?```sh\n(.*?)```", README, re.DOTALL)


def test_the_table_of_values_is_as_the_schema_says():
    run = subprocess.run([sys.executable, ROOT / "helm" / "values-table", "--check"], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_every_default_has_a_place_in_the_schema():
    assert not list(undescribed(json.loads((CHART / "values.schema.json").read_text())))


def undescribed(node, path=""):
    """Objects that would take any key. Only what Kubernetes or the operator defines may."""
    for name, child in node.get("properties", {}).items():
        at = f"{path}.{name}"
        if child.get("type") == "object" and "additionalProperties" not in child and at not in (".global",):
            yield at
        yield from undescribed(child, at)


@pytest.mark.parametrize("command", [block for cluster, block in BLOCKS if not cluster])
def test_commands_of_the_readme_run(command):
    run = subprocess.run(["bash", "-euo", "pipefail", "-c", command], cwd=ROOT, env=PATH, capture_output=True, text=True)
    assert run.returncode == 0 and run.stdout, run.stderr


@pytest.mark.parametrize("command", [block for cluster, block in BLOCKS if cluster])
def test_commands_for_a_cluster_are_at_least_commands(command):
    assert subprocess.run(["bash", "-n"], input=command, text=True).returncode == 0
    for path in re.findall(r"helm/\S+", command):
        assert (ROOT / path).exists(), path
    for program, *verbs in (line.split() for line in command.splitlines() if line.startswith("helm ")):
        help_text = subprocess.run([HELM, verbs[0], "--help"], capture_output=True, text=True).stdout
        for flag in re.findall(r"--[a-z-]+", " ".join(verbs)):
            assert flag in help_text, f"helm {verbs[0]} has no {flag}"


def test_the_values_of_the_readme_are_enough(tmp_path):
    command = [HELM, "template", "hostingco", CHART, "--values", CHART / "presets" / "small.yaml"]
    for name in ("mine.yaml", "colours.yaml"):
        (values,) = re.findall(rf"```yaml\n# {name}.*?\n(.*?)```", README, re.DOTALL)
        (tmp_path / name).write_text(values)
        command += ["--values", tmp_path / name]
        assert subprocess.run(command, capture_output=True).returncode == 0, name


def test_the_readme_names_the_databases_and_keys_that_there_are():
    loops = re.findall(r"for name in (.*?); do", README)
    assert loops and all(loop.split() == TOPOLOGY["databases"] for loop in loops)
    for key in ("broker.password", "auth.keys.kek", "billing.orders.preview_key", "notifications.unsubscribe.key"):
        assert f"`{key}`" in README and key in json.dumps(render("everything-on"))


def test_what_is_copied_into_the_chart_is_as_its_source():
    sources = {"rabbitmq": ROOT / "docker" / "rabbitmq", "prometheus": ROOT / "docker" / "prometheus" / "rules", "seeds": ROOT / "seeds", "edge": ROOT / "docker" / "edge"}
    for folder, source in sources.items():
        for copy in (CHART / "files" / folder).iterdir():
            assert copy.read_text() == (source / copy.name).read_text(), f"{copy}: cargo xtask deploy render"


def test_documents_of_the_test_are_valid():
    """Against the schema that the gateway serves, by the library that the console has."""
    library = ROOT / "services" / "console" / "node_modules" / "graphql" / "index.js"
    if not shutil.which("node") or not library.exists():
        pytest.skip("node and services/console/node_modules are needed: npm ci in services/console")
    schema = ROOT / "docs" / "schema" / "released.graphql"
    script = f"""
        const {{ readFileSync }} = await import('node:fs')
        const {{ buildSchema, parse, validate }} = (await import('{library}')).default
        const {{ documents }} = await import('{CHART}/files/tests/journey.mjs')
        const schema = buildSchema(readFileSync('{schema}', 'utf8'))
        for (const [name, text] of Object.entries(documents)) {{
          for (const error of validate(schema, parse(text))) {{ console.error(name + ': ' + error.message); process.exitCode = 1 }}
        }}
    """
    run = subprocess.run(["node", "--input-type=module", "--eval", script], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
