"""The page "From nothing to production": every command says what it takes, and those that any machine can run are run."""

import copy
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from k8s_objects import K8S, ROOT, TOPOLOGY, needs_kubectl, objects, of_kind, the
from policies import Place, allowed
from test_k8s_environments import add, add_volumes, chart, largest, quota

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


def test_a_drill_by_hand_has_a_name_of_its_own(tmp_path):
    (block,) = [it for it in COMMANDS if "--from=cronjob/restore-drill" in it]
    kubectl = tmp_path / "kubectl"
    kubectl.write_text("#!/bin/sh\necho \"$@\"\n")
    kubectl.chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    done = subprocess.run(["bash", "-eu", "-c", block], env={**os.environ, "PATH": path}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    # Always another, and one of those that the alerts look at.
    (name,) = set(re.findall(r"\brestore-drill-\S+", done.stdout))
    assert re.fullmatch(r"restore-drill-\d{10,}", name) and done.stdout.count(name) == 3


def pythons(words):
    """The programs of the only block with these words, and the word after each."""
    (block,) = [it for it in COMMANDS if words in it]
    return re.findall(r"python3 -c '\n(.*?)'(?: '([^']*)')? \|", block, re.DOTALL)


def printed(program, given, *arguments):
    done = subprocess.run([sys.executable, "-c", program, *arguments], input=json.dumps(given), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def restored(environment="production"):
    """(the cluster that a restore makes, the same after its second step, its backups)"""
    ((first, moment),) = pythons("externalClusters")
    beside = json.loads(printed(first, the(f"environments/{environment}", "Cluster", "postgres"), moment))
    ((backups, _),) = pythons("hibernation=on")
    (patch,) = re.findall(r"--type merge --patch '\n(.*?)'", PAGE.read_text(), re.DOTALL)
    grown = copy.deepcopy(beside)
    more = yaml.safe_load(patch)["spec"]
    grown["spec"]["postgresql"] |= more.pop("postgresql")
    grown["spec"] |= more
    return beside, grown, json.loads(printed(backups, the(f"environments/{environment}", "ScheduledBackup", "postgres")))


@needs_kubectl
def test_what_is_restored_becomes_what_the_first_one_was():
    first = the("environments/production", "Cluster", "postgres")["spec"]
    beside, grown, backups = restored()
    # One instance has nobody to confirm its commits, and writes into nobody's backups.
    assert beside["spec"]["instances"] == 1 and "synchronous" not in beside["spec"]["postgresql"] and "plugins" not in beside["spec"]
    recovery = beside["spec"]["bootstrap"]["recovery"]
    (source,) = [it["plugin"]["parameters"] for it in beside["spec"]["externalClusters"] if it["name"] == recovery["source"]]
    (plugin,) = first["plugins"]
    assert source == plugin["parameters"] | {"serverName": "postgres"} and recovery["recoveryTarget"]["targetTime"]
    (own,) = grown["spec"]["plugins"]
    assert own == plugin | {"parameters": plugin["parameters"] | {"serverName": "restored"}}
    of_all = {"bootstrap", "externalClusters", "plugins"}
    assert {key: it for key, it in grown["spec"].items() if key not in of_all} == {key: it for key, it in first.items() if key not in of_all}
    schedule = the("environments/production", "ScheduledBackup", "postgres")["spec"]
    assert backups["metadata"]["name"] == "restored" and backups["spec"] == schedule | {"cluster": {"name": "restored"}}
    assert schedule["immediate"] is True, "the page says that the first one begins at once"
    drill = the("environments/production", "CronJob", "restore-drill")["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    assert drill["containers"][0]["env"][1]["name"] == "SERVER"


@needs_kubectl
def test_the_policies_and_the_monitor_know_what_is_restored():
    home = "hostingco-production"
    policies = of_kind("environments/production", "NetworkPolicy") + [it for it in chart("production") if it["kind"] == "NetworkPolicy"]
    label = ("cnpg.io/cluster", restored()[0]["metadata"]["name"])
    one, two = (Place(f"restored-{it}", f"10.244.1.{it}", home, (label,)) for it in (1, 2))
    callers = set()
    for it in [it for it in chart("production") if it["kind"] == "Deployment"]:
        labels = it["spec"]["template"]["metadata"]["labels"]
        if allowed(policies, home, Place("", "10.244.2.1", home, tuple(labels.items())), one, 5432):
            callers.add(labels["hostingco/acts-as"])
    assert callers == {link["from"] for link in TOPOLOGY["links"] if link["to"] == "postgres"}
    operator, prometheus = (Place(it, "10.244.9.1", it) for it in ("cnpg-system", "monitoring"))
    for source, target, ports in ((one, two, (5432, 8000)), (operator, one, (5432, 8000)), (prometheus, one, (9187,))):
        assert all(allowed(policies, home, source, target, port) for port in ports), source.name
    assert allowed(policies, home, one, Place("the object store", "52.95.110.1"), 443)
    assert not allowed(policies, home, Place("a pod elsewhere", "10.244.9.5", "default"), one, 5432)
    (monitor,) = [it for it in objects("monitoring") if it["kind"] == "PodMonitor" and it["metadata"]["name"] == "postgres"]
    (expression,) = monitor["spec"]["selector"]["matchExpressions"]
    assert expression["key"] == label[0] and label[1] in expression["values"]


@needs_kubectl
@pytest.mark.parametrize("environment", ["staging", "production"])
def test_the_quota_has_room_for_what_is_restored(environment):
    beside, grown, _ = (it["spec"] for it in restored(environment))
    given = quota(environment)
    # While the first cluster runs, and after it gave up its pods, whose place the new ones take.
    for spec, pods in ((beside, beside["instances"]), (grown, 0)):
        used = largest(environment)
        add(used, pods, spec["resources"])
        add_volumes(used, spec["instances"] + (spec is grown), spec)
        assert not {key: (used[key], given[key]) for key in used if used[key] > given[key]}


def issued():
    """The Certificates of an environment: ours, the authority's, and those that cert-manager makes for an Ingress."""
    yield from (it for it in [*chart("production"), *objects("environments/production")] if it["kind"] == "Certificate")
    for it in [it for it in chart("production") if it["kind"] == "Ingress"]:
        issuer = {"kind": "ClusterIssuer", "name": it["metadata"]["annotations"]["cert-manager.io/cluster-issuer"]}
        for tls in it["spec"]["tls"]:
            yield {"spec": {"secretName": tls["secretName"], "issuerRef": issuer}}


@needs_kubectl
def test_another_authority_takes_the_certificates_that_it_has_signed_and_no_others():
    ((program, _),) = pythons("delete secret mesh-ca")
    taken = printed(program, {"items": list(issued())}).split()
    services = [it["spec"]["secretName"] for it in chart("production") if it["kind"] == "Certificate"]
    assert sorted(taken) == sorted(services) and len(taken) > 5
    edge = [it["spec"]["secretName"] for it in issued() if it["spec"]["issuerRef"]["kind"] == "ClusterIssuer"]
    assert len(edge) >= 2 and not {"mesh-ca", *edge} & set(taken)
