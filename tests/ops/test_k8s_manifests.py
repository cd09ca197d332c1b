"""What stands around the chart: well-formed, as Kubernetes and the operators want it, restricted, without secrets."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from k8s_objects import ENVIRONMENTS, FOLDERS, K8S, ROOT, documents, generate, leaves, manifests, name, needs_kubectl, objects, of_kind
from test_chart_schemas import VERSIONS, complaint

# The kinds of operators: only an API server with their definitions can check all of an object, so here is what each must and
# may have in its spec. (must, may); None: anything.
FOREIGN = {
    ("argoproj.io/v1alpha1", "AppProject"): ("sourceRepos destinations clusterResourceWhitelist", "description"),
    ("argoproj.io/v1alpha1", "Application"): ("project destination syncPolicy", "source sources ignoreDifferences"),
    ("barmancloud.cnpg.io/v1", "ObjectStore"): ("configuration", "retentionPolicy"),
    ("cert-manager.io/v1", "Certificate"): (
        "secretName issuerRef", "isCA commonName dnsNames uris duration renewBefore privateKey usages"
    ),
    ("cert-manager.io/v1", "ClusterIssuer"): ("", "acme ca selfSigned"),
    ("cert-manager.io/v1", "Issuer"): ("", "acme ca selfSigned"),
    ("monitoring.coreos.com/v1", "PodMonitor"): ("selector podMetricsEndpoints", "namespaceSelector"),
    ("monitoring.coreos.com/v1", "PrometheusRule"): ("groups", ""),
    ("postgresql.cnpg.io/v1", "Cluster"): (
        "instances imageName storage bootstrap postgresql managed resources",
        "affinity enablePDB enableSuperuserAccess failoverDelay plugins primaryUpdateMethod primaryUpdateStrategy stopDelay"
        " switchoverDelay walStorage",
    ),
    ("postgresql.cnpg.io/v1", "Database"): ("name owner cluster databaseReclaimPolicy", ""),
    ("postgresql.cnpg.io/v1", "Pooler"): ("cluster type pgbouncer", "instances template"),
    ("postgresql.cnpg.io/v1", "ScheduledBackup"): (
        "cluster schedule method", "immediate backupOwnerReference target pluginConfiguration"
    ),
    ("rabbitmq.com/v1beta1", "RabbitmqCluster"): (
        "replicas image persistence resources", "override rabbitmq terminationGracePeriodSeconds"
    ),
    ("rabbitmq.com/v1beta1", "Binding"): (
        "rabbitmqClusterReference source destination destinationType vhost", "routingKey arguments"
    ),
    ("rabbitmq.com/v1beta1", "Exchange"): ("rabbitmqClusterReference name type vhost durable autoDelete", "arguments"),
    ("rabbitmq.com/v1beta1", "OperatorPolicy"): ("rabbitmqClusterReference name pattern applyTo definition vhost", "priority"),
    ("rabbitmq.com/v1beta1", "Permission"): ("rabbitmqClusterReference userReference permissions vhost", ""),
    ("rabbitmq.com/v1beta1", "Policy"): ("rabbitmqClusterReference name pattern applyTo definition vhost", "priority"),
    ("rabbitmq.com/v1beta1", "Queue"): ("rabbitmqClusterReference name type vhost durable autoDelete", "arguments"),
    ("rabbitmq.com/v1beta1", "User"): ("rabbitmqClusterReference importCredentialsSecret", "limits tags"),
    ("redis.redis.opstreelabs.in/v1beta2", "Redis"): (
        "kubernetesConfig", "podSecurityContext redisConfig redisExporter securityContext"
    ),
}  # fmt: skip
BUILT_IN = {"v1", "batch/v1", "networking.k8s.io/v1"}
# What lies in this folder besides objects.
NO_OBJECTS = {"kustomization.yaml", "values.yaml", "install.values.yaml", "alertmanager.values.yaml", "roles.patch.yaml"}


@pytest.mark.parametrize("path", manifests(), ids=lambda path: str(path.relative_to(K8S)))
def test_a_file_is_yaml_of_known_kinds(path):
    for it in documents(path):
        if path.name in NO_OBJECTS:
            continue
        assert it["apiVersion"] in BUILT_IN or (it["apiVersion"], it["kind"]) in FOREIGN, f"{it['apiVersion']} {it['kind']}"


def test_yaml_is_tidy():
    # An image with its digest cannot be broken.
    rules = "{extends: default, rules: {line-length: {max: 160, allow-non-breakable-inline-mappings: true}, document-start: disable," \
        " comments: {min-spaces-from-content: 1}, braces: {max-spaces-inside: 1}, truthy: {check-keys: false}}}"
    command = [Path(sys.executable).with_name("yamllint"), "--strict", "--config-data", rules, K8S, ROOT / ".github"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("file", generate.generated())
def test_what_is_generated_is_of_today(file):
    assert (K8S / file).read_text() == generate.generated()[file], "run k8s/generate.py"


@needs_kubectl
def test_the_table_of_differences_is_of_today():
    assert (K8S / "environments.md").read_text() == generate.differences(), "run k8s/generate.py"


@needs_kubectl
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("folder", FOLDERS)
def test_built_in_objects_are_as_kubernetes_wants_them(folder, version):
    built_in = [json.dumps(it) for it in objects(folder) if it["apiVersion"] in BUILT_IN]
    assert not list(filter(None, (complaint(it, version) for it in built_in)))


@needs_kubectl
@pytest.mark.parametrize("folder", FOLDERS)
def test_objects_of_operators_say_what_they_must_and_nothing_unknown(folder):
    wrong = []
    for it in objects(folder):
        if it["apiVersion"] in BUILT_IN:
            continue
        must, may = (set(fields.split()) for fields in FOREIGN[it["apiVersion"], it["kind"]])
        has = set(it["spec"])
        wrong += [f"{name(it)}: {field} is missing" for field in must - has]
        wrong += [f"{name(it)}: {field} is unknown" for field in has - must - may]
    assert not wrong


@needs_kubectl
@pytest.mark.parametrize("folder", FOLDERS)
def test_no_two_objects_have_one_name(folder):
    names = [(it["apiVersion"], name(it), it["metadata"].get("namespace")) for it in objects(folder)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@needs_kubectl
def test_everything_is_in_the_namespace_of_the_environment(environment):
    folder = f"environments/{environment}"
    outside = [name(it) for it in objects(folder) if it["metadata"].get("namespace", f"hostingco-{environment}") != f"hostingco-{environment}"]
    assert not outside
    (namespace,) = of_kind(folder, "Namespace")
    assert namespace["metadata"]["name"] == f"hostingco-{environment}"
    for mode in ("enforce", "audit", "warn"):
        assert namespace["metadata"]["labels"][f"pod-security.kubernetes.io/{mode}"] == "restricted"


def test_no_secret_is_written_down():
    looks_secret = re.compile(r"PRIVATE KEY|AKIA[0-9A-Z]{16}|(?i:(password|token|secret_?key)\s*[:=]\s*['\"]?[A-Za-z0-9+/_-]{12,})")
    for path in [it for it in K8S.rglob("*") if it.is_file() and it.suffix in (".yaml", ".md", ".sh", "")]:
        assert not looks_secret.search(path.read_text()), path
    for path in manifests():
        for it in documents(path) if path.name not in NO_OBJECTS else []:
            assert it["kind"] != "Secret", path


@needs_kubectl
@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_what_looks_like_a_secret_is_a_reference(environment):
    for it in objects(f"environments/{environment}"):
        for path, value in leaves(it.get("spec", {})):
            if str(path[-1]).lower() in ("password", "secretaccesskey", "accesskeyid", "username"):
                assert it["kind"] == "Redis" and value == "redis" or not value, f"{name(it)}: {path}"


def restricted(pod, container):
    security = {**pod.get("securityContext", {}), **container.get("securityContext", {})}
    return (
        security.get("runAsNonRoot")
        and security.get("allowPrivilegeEscalation") is False
        and security.get("capabilities", {}).get("drop") == ["ALL"]
        and security.get("seccompProfile") == {"type": "RuntimeDefault"}
    )


@needs_kubectl
@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_pods_pass_the_restricted_standard(environment):
    folder = f"environments/{environment}"
    pods = [it["spec"]["jobTemplate"]["spec"]["template"]["spec"] for it in of_kind(folder, "CronJob")]
    pods += [it["spec"]["override"]["statefulSet"]["spec"]["template"]["spec"] for it in of_kind(folder, "RabbitmqCluster")]
    for redis in of_kind(folder, "Redis"):
        own = [{"securityContext": redis["spec"]["securityContext"]}, {"securityContext": redis["spec"]["redisExporter"]["securityContext"]}]
        pods.append({"securityContext": redis["spec"]["podSecurityContext"], "containers": own})
    for pod in pods:
        for container in pod["containers"] + pod.get("initContainers", []):
            assert restricted(pod, container), container.get("name")
    for cron in of_kind(folder, "CronJob"):
        pod = cron["spec"]["jobTemplate"]["spec"]["template"]["spec"]
        assert pod["automountServiceAccountToken"] is False
        for container in pod["containers"]:
            assert container["securityContext"]["readOnlyRootFilesystem"] is True
            assert {"cpu", "memory"} <= set(container["resources"]["requests"]) and "memory" in container["resources"]["limits"]


def test_the_pooler_stays_valid_though_nobody_has_it(tmp_path):
    pooler = yaml.safe_load((K8S / "components/pooler/pooler.yaml").read_text())
    must, may = (set(fields.split()) for fields in FOREIGN[pooler["apiVersion"], pooler["kind"]])
    assert must <= set(pooler["spec"]) <= must | may


@needs_kubectl
def test_grafana_gets_every_dashboard():
    files = sorted((ROOT / "docker/grafana/dashboards").glob("*.json"))
    found = [it for it in of_kind("monitoring", "ConfigMap") if it["metadata"]["labels"] == {"grafana_dashboard": "1"}]
    assert {key: text for it in found for key, text in it["data"].items()} == {path.name: path.read_text() for path in files}
