"""The Compose schema, YAML and shell scripts, over the whole tree; by tools that come with requirements.txt."""

import json
import subprocess

import pytest

from compose import DOCKER, ROOT, TOOLS, run

SKIPPED = ("node_modules/", "target/", ".dev/", "helm/hostingco/templates/")


def tracked(*patterns):
    """Files that git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )
    names = [name for name in listed.stdout.splitlines() if not any(part in name for part in SKIPPED)]
    return sorted({name for name in names if (ROOT / name).is_file()})


def is_shell(name):
    path = ROOT / name
    if path.suffix in (".sh", ".bash"):
        return True
    if path.suffix or path.stat().st_size > 1_000_000:
        return False
    with path.open("rb") as file:
        first = file.readline(80)
    return first.startswith(b"#!") and (b"bash" in first or first.rstrip().endswith(b"/sh"))


def tool(name):
    path = TOOLS / name
    assert path.exists(), f"{name} is missing: pip install -r tests/ops/requirements.txt"
    return path


SCRIPTS = [name for name in tracked() if is_shell(name)]


def test_the_scripts_are_found():
    assert {"docker/secrets", "docker/deploy", "docker/upgrade", "docker/assemble", "docker/pin", "docker/postgres/roles"} <= set(SCRIPTS)


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_is_clean(name):
    status, said = run(tool("shellcheck"), name, cwd=ROOT)
    assert status == 0, said


@pytest.mark.parametrize("name", [name for name in SCRIPTS if name.startswith("docker/")])
def test_a_script_of_ours_can_be_started_and_stops_at_a_mistake(name):
    path = ROOT / name
    text = path.read_text()
    assert text.startswith("#!/usr/bin/env bash\n") and "\nset -euo pipefail\n" in text
    assert path.stat().st_mode & 0o111


@pytest.mark.parametrize("file", ["compose.yaml", "stack-data.yaml", "stack-migrate.yaml", "stack-monitor.yaml", "stack.yaml"])
def test_a_compose_file_has_the_shape_of_the_specification(file):
    status, said = run(tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", DOCKER / file)
    assert status == 0, said


def test_yaml_is_clean():
    rules = {
        "extends": "default",
        "rules": {
            "line-length": "disable",
            "document-start": "disable",
            "comments-indentation": "disable",
            "indentation": {"indent-sequences": "whatever"},
            "braces": {"max-spaces-inside": 1},
            # Ansible and GitHub have words such as `on`.
            "truthy": {"check-keys": False},
            "empty-lines": {"max": 2, "max-end": 1},
            "comments": {"min-spaces-from-content": 1},
            "octal-values": "disable",
        },
    }
    files = tracked("*.yaml", "*.yml")
    assert "docker/compose.yaml" in files
    status, said = run(tool("yamllint"), "--strict", "-d", json.dumps(rules), *files, cwd=ROOT)
    assert status == 0, said
