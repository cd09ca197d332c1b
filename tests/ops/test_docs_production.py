"""The page "From nothing to production": every command says what it takes, and those that any machine can run are run."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from k8s_objects import K8S, ROOT, TOPOLOGY, needs_kubectl

PAGE = ROOT / "docs/deploy/production.md"
TAKES = {"tested", "needs a cluster", "needs a cloud account"}
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
COMMANDS = [text for language, text in BLOCKS if language == "sh"]


def takes(block):
    return block.splitlines()[0].removeprefix("# ")


def test_every_block_of_commands_says_what_it_takes():
    assert len(COMMANDS) > 20
    assert not [block.splitlines()[0] for block in COMMANDS if takes(block) not in TAKES]
    assert {language for language, _ in BLOCKS} == {"sh"}, "a block without a language would go untested"


def test_commands_are_sound(tmp_path):
    shellcheck = Path(sys.executable).with_name("shellcheck")
    for number, block in enumerate(COMMANDS):
        script = tmp_path / f"{number}.sh"
        script.write_text(f"#!/usr/bin/env bash\nset -eu\n{block}")
        # cd in one block: each is a script of its own.
        done = subprocess.run([shellcheck, "--exclude=SC2164", script], capture_output=True, text=True)
        assert done.returncode == 0, f"{block}\n{done.stdout}"


@pytest.fixture
def checkout(tmp_path):
    """The repository, with the file of digests that a release brings."""
    for it in ("helm", "k8s", "docker", "services"):
        (tmp_path / it).symlink_to(ROOT / it)
    images = [*TOPOLOGY["binaries"], "console", "mailbox"]
    digests = {"image": {"digests": {image: "sha256:" + "0" * 64 for image in images}}}
    (tmp_path / "digests.yaml").write_text(yaml.safe_dump(digests))
    return tmp_path


@needs_kubectl
@pytest.mark.parametrize("block", [block for block in COMMANDS if takes(block) == "tested"])
def test_what_any_machine_can_run_works(block, checkout):
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(["bash", "-eu", "-c", block], cwd=checkout, env={**os.environ, "PATH": path}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_files_that_commands_name_are_there():
    # Made by the reader or by a step before.
    own = {"production.tfvars", "digests.yaml", "keys.json", "provisioning.toml", "billing.toml", "tsig.key"}
    for block in COMMANDS:
        for word in re.findall(r"[\w./-]+", block):
            if re.match(r"(k8s|helm|services|terraform|docker)/", word) and word not in own:
                assert (ROOT / word).exists(), word


def test_operators_have_the_versions_that_argo_cd_gives_them():
    page = PAGE.read_text()
    for it in yaml.safe_load_all((K8S / "argocd/base/operators.yaml").read_text()):
        source = it["spec"]["source"]
        if chart := source.get("chart"):
            assert f"{chart} --repo {source['repoURL']} --version {source['targetRevision']} " in page, chart
            assert f"--namespace {it['spec']['destination']['namespace']} " in page
        else:
            assert f"kubectl apply --server-side --kustomize {source['path']}" in page, source["path"]


def test_kinds_are_of_the_versions_that_are_installed():
    text = (K8S / "definitions/kustomization.yaml").read_text()
    assert all(re.search(r"/v\d+\.\d+\.\d+/", url) for url in yaml.safe_load(text)["resources"])
    page = PAGE.read_text()
    for chart, version in re.findall(r"# Of (?:the chart )?([\w-]+) ([\d.]+\d)\.", text):
        assert re.search(rf"\b{chart} --repo \S+ --version {version} ", page), chart
    assert f"--version {re.search('cert-manager/releases/download/([^/]+)/', text)[1]} " in page


def test_the_page_uses_the_names_of_the_environment():
    values = yaml.safe_load((K8S / "environments/production/values.yaml").read_text())
    urls = values["urls"]
    assert f"k8s/check-live {urls['console']} {urls['gateway']} {urls['auth']} " in PAGE.read_text()
