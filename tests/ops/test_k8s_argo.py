"""Argo CD brings operators, stores, the chart and monitors in this order, and removes nothing by itself."""

import re

import pytest
import yaml

from k8s_objects import ENVIRONMENTS, K8S, ROOT, name, needs_kubectl, objects, of_kind, wave

pytestmark = needs_kubectl

OPERATORS = {"cert-manager", "cloudnative-pg", "barman-cloud", "rabbitmq-operators", "redis-operator", "issuers"}
each_environment = pytest.mark.parametrize("environment", ENVIRONMENTS)


def applications(environment):
    return {it["metadata"]["name"]: it for it in of_kind(f"argocd/{environment}", "Application")}


def sources(application):
    return application["spec"].get("sources") or [application["spec"]["source"]]


@each_environment
def test_operators_come_before_stores_before_the_chart_before_monitors(environment):
    found = applications(environment)
    assert set(found) == OPERATORS | {"stores", "platform", "monitors"}
    waves = {name: wave(it) for name, it in found.items()}
    assert max(waves[it] for it in OPERATORS) < waves["stores"] < waves["platform"] < waves["monitors"]
    # Webhooks of these have their certificates from cert-manager; the plugin belongs to its operator.
    assert waves["cert-manager"] < min(waves[it] for it in OPERATORS - {"cert-manager"})
    assert waves["cloudnative-pg"] < waves["barman-cloud"]
    projects = of_kind(f"argocd/{environment}", "AppProject")
    assert max(map(wave, projects)) < min(waves.values())


@each_environment
def test_nothing_is_removed_by_itself_and_failures_are_tried_again_for_a_while(environment):
    root = yaml.safe_load((K8S / "argocd" / environment / "root.yaml").read_text())
    for it in [root, *applications(environment).values()]:
        policy = it["spec"]["syncPolicy"]
        assert policy["automated"] == {"prune": False, "selfHeal": True}, name(it)
        assert policy["retry"]["limit"] > 0 and policy["retry"]["backoff"]["maxDuration"]
        assert "finalizers" not in it["metadata"], "deleting the application would delete what it made"


@each_environment
def test_what_the_autoscaler_decides_stays(environment):
    (ignored,) = applications(environment)["platform"]["spec"]["ignoreDifferences"]
    assert ignored == {"group": "apps", "kind": "Deployment", "jsonPointers": ["/spec/replicas"]}


@each_environment
def test_a_project_lets_its_applications_do_what_they_do(environment):
    projects = {it["metadata"]["name"]: it["spec"] for it in of_kind(f"argocd/{environment}", "AppProject")}
    for it in applications(environment).values():
        project = projects[it["spec"]["project"]]
        assert it["spec"]["destination"] in project["destinations"], name(it)
        for source in sources(it):
            assert source["repoURL"] in project["sourceRepos"], name(it)
    assert projects["hostingco"]["clusterResourceWhitelist"] == [{"group": "", "kind": "Namespace"}]


@each_environment
def test_the_files_that_are_named_are_there(environment):
    found = applications(environment)
    for it in found.values():
        for source in sources(it):
            if path := source.get("path"):
                assert (ROOT / path / "kustomization.yaml").is_file(), path
    assert sources(found["stores"])[0]["path"] == f"k8s/environments/{environment}"
    for file in sources(found["platform"])[0]["helm"]["valueFiles"]:
        inside = file.removeprefix("$values/")
        assert (ROOT / inside if inside != file else ROOT / "helm/hostingco" / file).is_file(), file
    root = yaml.safe_load((K8S / "argocd" / environment / "root.yaml").read_text())
    assert root["spec"]["source"]["path"] == f"k8s/argocd/{environment}"


@each_environment
def test_an_environment_follows_one_revision(environment):
    revision = "main" if environment == "development" else f"deploy/{environment}"
    root = yaml.safe_load((K8S / "argocd" / environment / "root.yaml").read_text())
    for it in [root, *applications(environment).values()]:
        for source in sources(it):
            if source["repoURL"].endswith("hostingco.git"):
                assert source["targetRevision"] == revision, name(it)


def test_released_environments_have_the_chart_of_this_version():
    version = re.search(r'^version = "(.+)"$', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)[1]
    for environment in ("staging", "production"):
        assert sources(applications(environment)["platform"])[0]["targetRevision"] == version
    assert sources(applications("development")["platform"])[0]["targetRevision"] == ">=0.0.0-0"


@each_environment
def test_operators_are_of_one_version_each(environment):
    for it in OPERATORS - {"barman-cloud", "rabbitmq-operators", "issuers"}:
        assert re.fullmatch(r"v?\d+\.\d+\.\d+", sources(applications(environment)[it])[0]["targetRevision"])
    for folder in ("barman-cloud", "rabbitmq"):
        for url in yaml.safe_load((K8S / "operators" / folder / "kustomization.yaml").read_text())["resources"]:
            assert re.search(r"/releases/download/v\d+\.\d+\.\d+/", url), url


@each_environment
def test_within_the_stores_each_thing_comes_after_what_it_needs(environment):
    folder = f"environments/{environment}"
    waves = {}
    for it in objects(folder):
        waves.setdefault(it["kind"], []).append(wave(it))
    order = ["Namespace", "NetworkPolicy", "Cluster", "Database"]
    for first, then in [("Namespace", "ResourceQuota"), ("Namespace", "Issuer"), *zip(order, order[1:])]:
        assert max(waves[first]) < min(waves[then]), (first, then)
    for first, then in [("RabbitmqCluster", "User"), ("User", "Permission"), ("User", "Queue"), ("Queue", "Binding"), ("Exchange", "Binding")]:
        assert max(waves[first]) < min(waves[then]), (first, then)
    if environment != "development":
        assert max(waves["ObjectStore"]) < min(waves["Cluster"]) < min(waves["ScheduledBackup"])
        assert max(waves["Cluster"]) < min(waves["CronJob"])


@each_environment
def test_what_holds_data_outlives_its_object_in_the_repository(environment):
    kinds = ["Namespace", "Cluster", "Database", "RabbitmqCluster", "Queue", "Exchange", "Binding", "ObjectStore"]
    for it in of_kind(f"environments/{environment}", *kinds):
        assert it["metadata"]["annotations"]["argocd.argoproj.io/sync-options"] == "Prune=false,Delete=false", name(it)
    for it in of_kind(f"environments/{environment}", "Database"):
        assert it["spec"]["databaseReclaimPolicy"] == "retain"


def test_an_application_of_applications_waits_for_their_health():
    values = yaml.safe_load((K8S / "argocd/install.values.yaml").read_text())
    assert "obj.status.health.status" in values["configs"]["cm"]["resource.customizations.health.argoproj.io_Application"]
