"""The environments: alike but for their sizes and names, and each large enough for what runs in it."""

import functools
import json
import re
import subprocess
import sys

import pytest
import yaml

from chart import CHART, helm
from k8s_objects import ENVIRONMENTS, K8S, ROOT, TOPOLOGY, generate, leaves, name, needs_kubectl, objects, of_kind, the
from policies import Place, allowed

pytestmark = needs_kubectl

# Where production may differ from staging: how much there is of something, where backups are, and what things are called.
SIZES = re.compile(
    r"ResourceQuota|storage|size$|resources\.(requests|limits)|shared_buffers|effective_cache_size|max_wal_size"
    r"|retentionPolicy|destinationPath|DESTINATION|metadata\.name$"
)
# Values of the chart that each environment has of its own.
OWN_VALUES = re.compile(r"^values · (urls\.|sites\.domain|http\.corsOrigins|mail\.|payments|autoscaling|postgres$)")

QUEUES = "--set=autoscaling.queues.enabled=true,services.billing.scaling=queues,services.billing.maxReplicas=9"


def preset(environment):
    (application,) = [it for it in of_kind(f"argocd/{environment}", "Application") if it["metadata"]["name"] == "platform"]
    return application["spec"]["sources"][0]["helm"]["valueFiles"][0]


@functools.cache
def chart(environment, *more):
    """The chart as Argo CD renders it, with digests as a release puts them into the package."""
    images = [*TOPOLOGY["binaries"], "console", "mailbox"]
    digests = {image: "sha256:" + "0" * 64 for image in images}
    files = [CHART / preset(environment), K8S / "values.yaml"]
    files.append(K8S / "environments" / environment / "values.yaml")
    arguments = [argument for file in files for argument in ("--values", file)]
    status, text, messages = helm(
        "template", "hostingco", CHART, "--namespace", f"hostingco-{environment}", *arguments,
        "--set-json", f"image.digests={json.dumps(digests)}", *more,
    )  # fmt: skip
    assert status == 0, messages
    return [it for it in yaml.safe_load_all(text) if it]


def test_staging_and_production_differ_only_in_size_and_name():
    staging, production = (generate.rendered(f"environments/{name}") for name in ("staging", "production"))
    differing = [key for key in generate.differing([staging, production]) if not SIZES.search(key.replace(generate.ONE_STEP, "."))]
    assert not differing


def test_values_of_their_own_are_few_and_known():
    facts = [generate.values(name) for name in ENVIRONMENTS]
    assert not [key for key in generate.differing(facts) if not OWN_VALUES.match(key)]


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_chart_takes_the_values(environment):
    assert chart(environment)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_chart_finds_what_it_refers_to(environment):
    folder = f"environments/{environment}"
    secrets = json.loads(subprocess.run([sys.executable, K8S / "make-secrets.py", "any", "--print"], capture_output=True, check=True).stdout)
    keys = {it["metadata"]["name"]: set(it["data"]) for it in secrets["items"]}
    # What CloudNativePG makes, and what cert-manager makes for the chart's own Certificates.
    keys["postgres-ca"] = {"ca.crt"}
    keys |= {it["spec"]["secretName"]: {"ca.crt", "tls.crt", "tls.key"} for it in chart(environment) if it["kind"] == "Certificate"}
    wanted = []
    for it in chart(environment):
        for path, value in leaves(it):
            if path[-1] in ("name", "secretName") and "secret" in str(path[-2]) + str(path[-1]):
                wanted.append((value, None))
        for volume in it.get("spec", {}).get("template", {}).get("spec", {}).get("volumes", []) if "spec" in it else []:
            for source in [volume, *volume.get("projected", {}).get("sources", [])]:
                if secret := source.get("secret"):
                    wanted += [(secret.get("secretName") or secret["name"], item["key"]) for item in secret["items"]]
    missing = {(secret, key) for secret, key in wanted if secret in keys and key and key not in keys[secret]}
    assert not missing
    unknown = {secret for secret, key in wanted if key and secret not in keys}
    assert not unknown
    issuers = {it["metadata"]["name"] for it in of_kind(folder, "Issuer")}
    assert {it["spec"]["issuerRef"]["name"] for it in chart(environment) if it["kind"] == "Certificate"} <= issuers


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_operators_find_the_passwords(environment):
    secrets = json.loads(subprocess.run([sys.executable, K8S / "make-secrets.py", "any", "--print"], capture_output=True, check=True).stdout)
    made = {it["metadata"]["name"]: it for it in secrets["items"]}
    folder = f"environments/{environment}"
    roles = the(folder, "Cluster", "postgres")["spec"]["managed"]["roles"]
    assert [role["name"] for role in roles] == TOPOLOGY["databases"]
    for role in roles:
        assert made[role["passwordSecret"]["name"]]["type"] == "kubernetes.io/basic-auth"
    for user in of_kind(folder, "User"):
        assert set(made[user["spec"]["importCredentialsSecret"]["name"]]["data"]) == {"username", "password"}
    redis = the(folder, "Redis", "redis")["spec"]["kubernetesConfig"]["redisSecret"]
    assert redis["key"] in made[redis["name"]]["data"]


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_stores_are_reached_by_those_who_need_them_and_nobody_else(environment):
    folder = f"environments/{environment}"
    selectors = {
        # And the one that a restore makes.
        "postgres": {"matchExpressions": [{"key": "cnpg.io/cluster", "operator": "In", "values": ["postgres", "restored"]}]},
        "rabbitmq": {"matchLabels": {"app.kubernetes.io/name": "rabbitmq"}},
        "redis": {"matchLabels": {"app": "redis"}},
    }
    policies = of_kind(folder, "NetworkPolicy")
    assert {"default-deny", "dns"} <= {it["metadata"]["name"] for it in policies}
    for store in TOPOLOGY["stores"]:
        wanted = {link["from"] for link in TOPOLOGY["links"] if link["to"] == store["name"]}
        allowed = set()
        for policy in policies:
            if policy["spec"]["podSelector"] != selectors[store["name"]]:
                continue
            for rule in policy["spec"].get("ingress", []):
                for peer in rule["from"]:
                    if peer.get("podSelector") == selectors[store["name"]]:
                        continue
                    for expression in peer.get("podSelector", {}).get("matchExpressions", []):
                        assert expression["key"] == "hostingco/acts-as" and [port["port"] for port in rule["ports"]] == [store["port"]]
                        allowed |= set(expression["values"])
        assert allowed == wanted
    # The chart's half: those services may call out to just these pods.
    for policy in [it for it in chart(environment) if it["kind"] == "NetworkPolicy"]:
        for rule in policy["spec"].get("egress", []):
            store = next((it for it in TOPOLOGY["stores"] if {"port": it["port"], "protocol": "TCP"} in rule.get("ports", [])), None)
            if store:
                assert rule["to"] == [{"podSelector": selectors[store["name"]]}], policy["metadata"]["name"]


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_keda_finds_and_reaches_rabbitmq_from_its_own_namespace(environment):
    home = f"hostingco-{environment}"
    (scaled,) = [it for it in chart(environment, QUEUES) if it["kind"] == "ScaledObject"]
    hosts = {re.search(r"@(.+):5672/", trigger["metadata"]["host"])[1] for trigger in scaled["spec"]["triggers"]}
    assert hosts == {f"{the(f'environments/{environment}', 'RabbitmqCluster', 'rabbitmq')['metadata']['name']}.{home}.svc"}
    policies = of_kind(f"environments/{environment}", "NetworkPolicy")
    rabbitmq = Place("rabbitmq", "10.244.1.1", home, (("app.kubernetes.io/name", "rabbitmq"),))
    values = yaml.safe_load((CHART / "values.yaml").read_text())
    namespace = values["networkPolicies"]["scalerFrom"][0]["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"]
    keda = Place("KEDA", "10.244.9.6", namespace)
    assert allowed(policies, home, keda, rabbitmq, 5672) and not allowed(policies, home, keda, rabbitmq, 15672)
    assert not allowed(policies, home, Place("a pod elsewhere", "10.244.9.5", "default"), rabbitmq, 5672)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_reads_go_to_the_replicas_where_there_are_any(environment):
    cluster = the(f"environments/{environment}", "Cluster", "postgres")
    # The operator makes the service of the replicas, and a certificate with its name, unless it is told otherwise.
    assert "certificates" not in cluster["spec"] and "services" not in cluster["spec"]["managed"]
    with_database = {it["name"] for it in TOPOLOGY["services"] if "database" in it["needs"]}
    asked = {}
    for it in [it for it in chart(environment) if it["kind"] == "Deployment"]:
        (container,) = it["spec"]["template"]["spec"]["containers"]
        told = {variable["name"]: variable["value"] for variable in container.get("env", [])}
        for variable, value in told.items():
            if variable.endswith("DATABASE__REPLICA_URL"):
                asked[it["metadata"]["labels"]["app.kubernetes.io/component"]] = value
                assert value == told[variable.replace("REPLICA_URL", "URL")].replace("@postgres-rw:", "@postgres-ro:")
                assert "sslmode=verify-full" in value
    assert set(asked) == (with_database if cluster["spec"]["instances"] > 1 else set())


def cores(text):
    return float(text[:-1]) / 1000 if text.endswith("m") else float(text)


def gibibytes(text):
    number, unit = re.fullmatch(r"([0-9.]+)([KMGT]i)?", str(text)).groups()
    return float(number) * {None: 2**-30, "Ki": 2**-20, "Mi": 2**-10, "Gi": 1, "Ti": 1024}[unit]


def most_replicas(environment):
    """How many pods a Deployment of the chart has at its largest."""
    scaled = {it["spec"]["scaleTargetRef"]["name"]: it["spec"]["maxReplicas"] for it in chart(environment) if it["kind"] == "HorizontalPodAutoscaler"}
    for it in [it for it in chart(environment) if it["kind"] == "Deployment"]:
        yield it, scaled.get(it["metadata"]["name"], it["spec"].get("replicas", 1))


def add(used, count, resources):
    used["requests.cpu"] += count * cores(resources["requests"]["cpu"])
    used["requests.memory"] += count * gibibytes(resources["requests"]["memory"])
    used["limits.memory"] += count * gibibytes(resources["limits"]["memory"])
    used["pods"] += count


def add_volumes(used, count, postgres):
    used["requests.storage"] += count * sum(gibibytes(postgres[it]["size"]) for it in ("storage", "walStorage"))
    used["persistentvolumeclaims"] += count * 2


def largest(environment):
    """What everything in an environment asks for at its largest, by the names of the quota."""
    folder = f"environments/{environment}"
    used = dict.fromkeys(["requests.cpu", "requests.memory", "limits.memory", "requests.storage", "persistentvolumeclaims", "pods"], 0.0)
    for it, replicas in most_replicas(environment):
        for container in it["spec"]["template"]["spec"]["containers"]:
            add(used, replicas + 1, container["resources"])  # one more while it is rolled out
    for it in [it for it in chart(environment) if it["kind"] in ("Job", "StatefulSet")]:
        for container in it["spec"]["template"]["spec"]["containers"]:
            add(used, 1, container["resources"])
    for it in [it for it in chart(environment) if it["kind"] == "PersistentVolumeClaim"]:
        used["requests.storage"] += gibibytes(it["spec"]["resources"]["requests"]["storage"])
        used["persistentvolumeclaims"] += 1

    postgres = the(folder, "Cluster", "postgres")["spec"]
    # One more while a replica is made anew.
    add(used, postgres["instances"] + 1, postgres["resources"])
    add_volumes(used, postgres["instances"] + 1, postgres)
    rabbitmq = the(folder, "RabbitmqCluster", "rabbitmq")["spec"]
    add(used, rabbitmq["replicas"], rabbitmq["resources"])
    used["requests.storage"] += rabbitmq["replicas"] * gibibytes(rabbitmq["persistence"]["storage"])
    used["persistentvolumeclaims"] += rabbitmq["replicas"]
    redis = the(folder, "Redis", "redis")["spec"]
    add(used, 1, redis["kubernetesConfig"]["resources"])
    add(used, 1, redis["redisExporter"]["resources"])
    for cron in of_kind(folder, "CronJob"):
        pod = cron["spec"]["jobTemplate"]["spec"]["template"]["spec"]
        add(used, 1, pod["containers"][0]["resources"])
        for volume in pod["volumes"]:
            if "ephemeral" in volume:
                used["requests.storage"] += gibibytes(volume["ephemeral"]["volumeClaimTemplate"]["spec"]["resources"]["requests"]["storage"])
                used["persistentvolumeclaims"] += 1
    return used


def quota(environment):
    hard = the(f"environments/{environment}", "ResourceQuota", "hostingco")["spec"]["hard"]
    return {key: gibibytes(value) if key.endswith(("memory", "storage")) else cores(value) for key, value in hard.items()}


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_quota_has_room_for_everything_at_its_largest(environment):
    used, given = largest(environment), quota(environment)
    assert not {key: (used[key], given[key]) for key in used if used[key] > given[key]}
    # And not so much that a mistake goes unnoticed.
    assert not {key: (used[key], given[key]) for key in ("requests.cpu", "requests.memory") if given[key] > 2.5 * used[key]}


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_pools_of_all_services_fit_into_the_server(environment):
    source = (ROOT / "crates/hc-storage/src/settings.rs").read_text()
    pool = int(re.search(r"const fn max_connections\(\) -> u32 \{\s*(\d+)", source)[1])
    with_database = {it["name"] for it in TOPOLOGY["services"] if "database" in it["needs"]}
    connections = 0
    for it, replicas in most_replicas(environment):
        if it["metadata"]["labels"].get("app.kubernetes.io/component") in with_database:
            connections += (replicas + 1) * pool
    assert connections > 0
    parameters = the(f"environments/{environment}", "Cluster", "postgres")["spec"]["postgresql"]["parameters"]
    assert connections + 30 <= int(parameters["max_connections"]), connections


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_a_zone_may_be_lost(environment):
    folder = f"environments/{environment}"
    postgres = the(folder, "Cluster", "postgres")["spec"]
    assert postgres["instances"] == 3 and postgres["postgresql"]["synchronous"]["number"] == 1
    assert postgres["affinity"] == {
        "enablePodAntiAffinity": True, "podAntiAffinityType": "required", "topologyKey": "topology.kubernetes.io/zone"
    }  # fmt: skip
    assert the(folder, "RabbitmqCluster", "rabbitmq")["spec"]["replicas"] == 3


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_what_is_backed_up_is_what_is_restored(environment):
    folder = f"environments/{environment}"
    store = the(folder, "ObjectStore", "postgres")["spec"]["configuration"]
    (container,) = the(folder, "CronJob", "restore-drill")["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    variables = {it["name"]: it.get("value") for it in container["env"]}
    assert variables["DESTINATION"] == store["destinationPath"] and f"-{environment}-" in store["destinationPath"]
    assert variables["SERVER"] == "postgres" and container["image"] == the(folder, "Cluster", "postgres")["spec"]["imageName"]
    assert store["wal"]["encryption"] == store["data"]["encryption"] == "AES256"
    (plugin,) = the(folder, "Cluster", "postgres")["spec"]["plugins"]
    assert plugin["isWALArchiver"] and plugin["parameters"]["barmanObjectName"] == "postgres"
    # An inch of room for the restored database and its log.
    scratch = next(it for it in the(folder, "CronJob", "restore-drill")["spec"]["jobTemplate"]["spec"]["template"]["spec"]["volumes"] if it["name"] == "scratch")
    size = gibibytes(scratch["ephemeral"]["volumeClaimTemplate"]["spec"]["resources"]["requests"]["storage"])
    assert size >= gibibytes(the(folder, "Cluster", "postgres")["spec"]["storage"]["size"]) * 1.2


def test_only_development_keeps_no_backups():
    kinds = {environment: {it["kind"] for it in objects(f"environments/{environment}")} for environment in ENVIRONMENTS}
    assert kinds["staging"] == kinds["production"]
    assert kinds["production"] - kinds["development"] == {"CronJob", "ObjectStore", "ScheduledBackup"}
