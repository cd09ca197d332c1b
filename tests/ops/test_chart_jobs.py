"""Migrations and seeds: plain Jobs whose names say what they run."""

import json
import pathlib
import shutil

import pytest
import yaml

from chart import CASES, CHART, FULL, SERVICES, name, of_kind, render, text

every_case = pytest.mark.parametrize("case", CASES)
MIGRATES = {name for name, service in SERVICES.items() if service["migrates"]}


def jobs(objects, kind="migrate"):
    """The Jobs of a kind by the service."""
    found = of_kind(objects, "Job")
    return {it["metadata"]["labels"]["hostingco/service"]: it for it in found if it["metadata"]["name"].startswith(f"{FULL}-{kind}-")}


@every_case
def test_each_database_has_a_migration(case):
    assert set(jobs(render(case))) == MIGRATES
    for service, it in jobs(render(case)).items():
        (container,) = it["spec"]["template"]["spec"]["containers"]
        assert container["args"] == ["migrate"], name(it)
        (deployment,) = [it for it in of_kind(render(case), "Deployment") if it["metadata"]["name"] == f"{FULL}-{service}"]
        (server,) = deployment["spec"]["template"]["spec"]["containers"]
        assert container["image"] == server["image"] and container["env"] == server["env"], name(it)


@every_case
def test_jobs_wait_for_nothing_of_the_chart_and_stay(case):
    for it in of_kind(render(case), "Job"):
        spec = it["spec"]["template"]["spec"]
        assert "serviceAccountName" not in spec, f"{name(it)}: a hook may run before it exists"
        assert "ttlSecondsAfterFinished" not in it["spec"], f"{name(it)}: a Job that vanishes is drift"
        assert spec["restartPolicy"] == "Never", f"{name(it)}: the log of a failure would go"
        assert it["spec"]["backoffLimit"] >= 1 and it["spec"]["activeDeadlineSeconds"] >= 60, name(it)
        assert not it["metadata"].get("annotations", {}), f"{name(it)}: a plain Job"


def test_a_migration_needs_no_certificate():
    for it in jobs(render("minimal")).values():
        assert {volume["name"] for volume in it["spec"]["template"]["spec"]["volumes"]} == {"tmp", "secrets"}


def names(*more, chart=CHART):
    objects = [it for it in yaml.safe_load_all(text("minimal", *more, chart=chart)) if it]
    return {service: it["metadata"]["name"] for service, it in jobs(objects).items()}


def test_what_changes_a_job_changes_its_name_and_nothing_else_does():
    before = names()
    assert names("--set", "services.gateway.replicas=5,monitoring.rules=true") == before
    assert all(new != before[service] for service, new in names("--set", "image.tag=9.9.9").items())
    assert all(new != before[service] for service, new in names("--set", "migrations.deadlineSeconds=901").items())
    one = names("--set", f"image.digests.billing=sha256:{'1' * 64}")
    assert {service for service in before if one[service] != before[service]} == {"billing"}


def test_a_new_migration_makes_a_new_job(tmp_path):
    chart = pathlib.Path(shutil.copytree(CHART, tmp_path / "hostingco"))
    file = chart / "files" / "migrations.json"
    migrations = json.loads(file.read_text())
    migrations["billing"].append("0099_more.sql")
    file.write_text(json.dumps(migrations))
    before, after = names(), names(chart=chart)
    assert {service for service in before if after[service] != before[service]} == {"billing"}


def test_a_hook_runs_before_an_upgrade_only():
    for it in jobs(render("external-secrets", "--is-upgrade")).values():
        assert it["metadata"]["annotations"]["helm.sh/hook"] == "pre-upgrade"
    for it in jobs(render("external-secrets")).values():
        assert "annotations" not in it["metadata"], "the first install has no upgrade"


def test_no_job_when_somebody_else_migrates():
    assert not jobs(render("minimal", "--set", "migrations.mode=none"))


def test_an_upgrade_renders_what_an_install_does():
    assert render("everything-on", "--is-upgrade") == render("everything-on")


def test_every_seed_is_brought_in_by_its_service():
    files = {path.stem for path in (CHART / "files" / "seeds").glob("*.toml")}
    found = jobs(render("dev"), "seed")
    assert set(found) == files
    for service, it in found.items():
        (container,) = it["spec"]["template"]["spec"]["containers"]
        assert container["args"] == ["seed", "--file", f"/run/seeds/{service}.toml"], name(it)
    assert not jobs(render("production"), "seed")
