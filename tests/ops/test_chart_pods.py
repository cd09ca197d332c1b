"""Rules for every pod and container."""

import pytest

from chart import CASES, FULL, SERVICES, TOPOLOGY, containers, name, of_kind, pods, render, selects

STORES = [store["name"] for store in TOPOLOGY["stores"]]
every_case = pytest.mark.parametrize("case", CASES)


def long_running(objects):
    return of_kind(objects, "Deployment", "StatefulSet")


def spec_of(it):
    return it["spec"]["template"]["spec"]


def holders(node):
    """Every part of an object that has containers."""
    if isinstance(node, dict):
        if "containers" in node:
            yield node
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from holders(child)


@every_case
def test_no_pod_escapes_these_rules(case):
    """A kind of workload that `pods` does not know would be looked at by nobody."""
    assert len(list(pods(render(case)))) == len(list(holders(render(case)))) > 0


@every_case
def test_containers_are_restricted(case):
    for it, spec, container in containers(render(case)):
        security = container["securityContext"]
        assert security["runAsNonRoot"] is True, name(it)
        assert security["readOnlyRootFilesystem"] is True, name(it)
        assert security["allowPrivilegeEscalation"] is False, name(it)
        assert security["capabilities"] == {"drop": ["ALL"]}, name(it)
        assert security["seccompProfile"] == {"type": "RuntimeDefault"}, name(it)
        assert not {"hostNetwork", "hostPID", "hostIPC"} & set(spec), name(it)
        assert not any("hostPath" in volume for volume in spec.get("volumes", [])), name(it)


@every_case
def test_pods_run_as_a_numeric_user_unless_the_cluster_assigns_one(case):
    for it, _, spec in pods(render(case)):
        security = spec["securityContext"]
        assert security["runAsNonRoot"] is True and security["seccompProfile"] == {"type": "RuntimeDefault"}, name(it)
        if case == "restricted":
            assert not {"runAsUser", "runAsGroup", "fsGroup"} & set(security), name(it)
        else:
            assert security["runAsUser"] == security["fsGroup"] > 0, name(it)


@every_case
def test_pods_have_no_token_and_no_variables_of_neighbours(case):
    for it, _, spec in pods(render(case)):
        assert spec["automountServiceAccountToken"] is False, name(it)
        assert spec["enableServiceLinks"] is False, name(it)
    for account in of_kind(render(case), "ServiceAccount"):
        assert account["automountServiceAccountToken"] is False, name(account)


@every_case
def test_resources_are_asked_for_and_memory_is_limited(case):
    for it, _, container in containers(render(case)):
        resources = container["resources"]
        assert set(resources["requests"]) == {"cpu", "memory"}, name(it)
        assert set(resources["limits"]) == {"memory"}, f"{name(it)}: a CPU limit throttles"


@every_case
def test_the_grace_period_is_longer_than_routes_and_drain_take(case):
    for it in of_kind(render(case), "Deployment"):
        service = SERVICES.get(it["metadata"]["labels"]["app.kubernetes.io/component"])
        if service is None:
            continue
        spec = spec_of(it)
        (container,) = spec["containers"]
        stop = container["lifecycle"]["preStop"]["sleep"]["seconds"]
        drain = environment(container).get(f"{service['prefix']}DRAIN_TIMEOUT", "0s")
        assert service["name"] == "console" or drain == "25s"
        assert spec["terminationGracePeriodSeconds"] > stop + int(drain.removesuffix("s")), name(it)


@pytest.mark.parametrize("version, how", [("1.29.0", "exec"), ("1.30.0", "sleep")])
def test_old_clusters_sleep_by_a_command(version, how):
    for it, _, container in containers(of_kind(render("minimal", "--kube-version", version), "Deployment")):
        assert list(container["lifecycle"]["preStop"]) == [how], name(it)


@every_case
def test_what_runs_long_has_three_probes(case):
    for it in long_running(render(case)):
        component = it["metadata"]["labels"]["app.kubernetes.io/component"]
        for container in spec_of(it)["containers"]:
            probes = [container[f"{when}Probe"] for when in ("startup", "liveness", "readiness")]
            if component not in SERVICES:
                continue
            service = SERVICES[component]
            at_public = service["public"] and service["admin"] == service["public"]["port"]
            live, ready = ("/api/ready", "/api/ready") if at_public else ("/livez", "/readyz")
            assert [probe["httpGet"]["path"] for probe in probes] == [live, live, ready], name(it)
            ports = {port["name"]: port["containerPort"] for port in container["ports"]}
            assert {ports[probe["httpGet"]["port"]] for probe in probes} == {service["admin"]}, name(it)
            startup = probes[0]
            assert startup["periodSeconds"] * startup["failureThreshold"] >= 60, name(it)


@every_case
def test_rolling_updates_take_nothing_away(case):
    for it in of_kind(render(case), "Deployment"):
        assert it["spec"]["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}, name(it)


@every_case
def test_replicated_workloads_are_protected_and_apart(case):
    objects = render(case)
    budgets = of_kind(objects, "PodDisruptionBudget")
    least = fewest(objects)
    for it in of_kind(objects, "Deployment"):
        labels = it["spec"]["template"]["metadata"]["labels"]
        selecting = [budget for budget in budgets if selects(budget["spec"]["selector"], labels)]
        if least[it["metadata"]["name"]] == 1:
            assert not selecting, f"{name(it)}: a budget for one replica blocks every drain"
            continue
        assert len(selecting) == 1 and selecting[0]["spec"]["maxUnavailable"] == 1, name(it)
        spread = spec_of(it)["topologySpreadConstraints"]
        keys = [constraint["topologyKey"] for constraint in spread]
        assert keys == ["topology.kubernetes.io/zone", "kubernetes.io/hostname"], name(it)
        assert all(selects(constraint["labelSelector"], labels) for constraint in spread), name(it)
        # A drained node would count as an empty place, which the next pod must take and cannot.
        assert all(constraint["nodeTaintsPolicy"] == "Honor" for constraint in spread), name(it)


def fewest(objects):
    """The least number of replicas of each Deployment, by its name."""
    least = {it["metadata"]["name"]: it["spec"].get("replicas") for it in of_kind(objects, "Deployment")}
    for it in of_kind(objects, "HorizontalPodAutoscaler"):
        least[it["spec"]["scaleTargetRef"]["name"]] = it["spec"]["minReplicas"]
    for it in of_kind(objects, "ScaledObject"):
        least[it["spec"]["scaleTargetRef"]["name"]] = it["spec"]["minReplicaCount"]
    return least


@every_case
def test_what_is_scaled_has_no_replicas_and_one_scaler(case):
    objects = render(case)
    scaled = [it["spec"]["scaleTargetRef"]["name"] for it in of_kind(objects, "HorizontalPodAutoscaler", "ScaledObject")]
    assert len(scaled) == len(set(scaled))
    for it in of_kind(objects, "Deployment"):
        assert ("replicas" in it["spec"]) == (it["metadata"]["name"] not in scaled), name(it)


def test_scalers_are_where_they_are_switched_on():
    kinds = {it["kind"] for it in render("everything-on")}
    assert {"HorizontalPodAutoscaler", "ScaledObject", "TriggerAuthentication"} <= kinds
    assert not of_kind(render("minimal"), "HorizontalPodAutoscaler", "ScaledObject")


@pytest.mark.parametrize("case, size", [("minimal", "small"), ("dev", None), ("production", "production")])
def test_the_profile_says_how_many(case, size):
    least = fewest(render(case))
    wanted = {it: SERVICES[it]["size"][size] if size else 1 for it in SERVICES}
    assert {it: least[f"{FULL}-{it}"] for it in SERVICES} == wanted


@every_case
def test_selectors_match_pods_of_one_workload(case):
    objects = render(case)
    workloads = list(pods(objects))
    for it in of_kind(objects, "Deployment", "StatefulSet"):
        assert selects(it["spec"]["selector"], it["spec"]["template"]["metadata"]["labels"]), name(it)
    for it in of_kind(objects, "Deployment", "StatefulSet", "PodDisruptionBudget"):
        selected = [name(workload) for workload, labels, _ in workloads if selects(it["spec"]["selector"], labels)]
        assert len(selected) == 1, f"{name(it)} selects {selected}"
    for it in of_kind(objects, "Service"):
        selected = [(workload, spec) for workload, labels, spec in workloads if selects({"matchLabels": it["spec"]["selector"]}, labels)]
        assert len(selected) == 1, name(it)
        named = {port["name"]: port["containerPort"] for port in selected[0][1]["containers"][0]["ports"]}
        for port in it["spec"]["ports"]:
            assert named[port["targetPort"]] == port["port"], name(it)
    for it in of_kind(objects, "ServiceMonitor"):
        selected = [service for service in of_kind(objects, "Service") if selects(it["spec"]["selector"], service["metadata"]["labels"])]
        assert len(selected) == 1, name(it)
        ports = {port["name"] for port in selected[0]["spec"]["ports"]}
        assert {endpoint["port"] for endpoint in it["spec"]["endpoints"]} <= ports, name(it)


@every_case
def test_every_service_of_the_table_is_there(case):
    there = {it["metadata"]["labels"]["app.kubernetes.io/component"] for it in of_kind(render(case), "Deployment")}
    assert there - {"mailbox"} == set(SERVICES)


@every_case
def test_services_are_told_what_the_table_says(case):
    objects = render(case)
    for it in of_kind(objects, "Deployment"):
        service = SERVICES.get(it["metadata"]["labels"]["app.kubernetes.io/component"])
        if service is None:
            continue
        (container,) = spec_of(it)["containers"]
        told = environment(container)
        assert "{host:" not in str(told), name(it)
        assert container.get("args", []) == service["args"], name(it)
        for setting in service["settings"]:
            variable = service["prefix"] + setting["name"]
            if "text" in setting and "{host:" not in setting["text"]:
                assert told[variable] == setting["text"], name(it)
            elif "text" in setting:
                assert FULL in told[variable], f"{name(it)}: {variable}"
        assert all(value for value in told.values()), f"{name(it)}: an empty variable is no default"


# Choices that the case minimal leaves empty, and one that makes each.
UNCHOSEN = {
    "GATEWAY_LOG__FILTER": ("everything-on", "info,hc_events=debug"),
    "GATEWAY_TELEMETRY__OTLP_ENDPOINT": ("everything-on", "http://collector.observability:4317"),
    "GATEWAY_HTTP__CORS_ORIGINS": ("everything-on", "https://shop.example.com"),
    "GATEWAY_HTTP__TRUSTED_PROXIES": ("everything-on", "10.0.0.0/8"),
    "NOTIFICATIONS_SMTP__USERNAME": ("external-secrets", "hostingco"),
}


@pytest.mark.parametrize("variable", UNCHOSEN)
def test_what_is_not_chosen_is_not_told(variable):
    case, value = UNCHOSEN[variable]
    assert variable not in everything_told("minimal")
    assert everything_told(case)[variable] == value


@pytest.mark.parametrize(
    "variable, value",
    {
        "BILLING_DATABASE__URL": "postgres://billing@postgres.data.svc:5432/billing?sslmode=verify-full"
        "&sslrootcert=/run/trust/postgres/ca.pem&application_name=hostingco",
        "AUDIT_BROKER__URL": "amqps://hostingco@rabbitmq.data.svc:5671/hosting%2fco",
        "GATEWAY_REDIS__URL": "rediss://redis.data.svc:6379",
        "AUTH_ISSUER__URL": "https://auth.example.com",
        "BILLING_ACCESS__ISSUER": "https://auth.example.com",
        "NOTIFICATIONS_SMTP__HOST": "smtp.example.com",
        "NOTIFICATIONS_SMTP__SECURITY": "tls",
        "NOTIFICATIONS_HTTP__PUBLIC_URL": "https://mail.example.com",
        "PROVISIONING_SITES__PORT": "0",
        "GATEWAY_TRUSTED_DOCUMENTS__MODE": "enforce",
        "BILLING_PAYMENTS__TEST_PROVIDER": "false",
        "CONSOLE_GATEWAY__URL": f"http://{FULL}-gateway:3003",
        "HOSTNAME": "0.0.0.0",
    }.items(),
)
def test_choices_arrive(variable, value):
    assert everything_told("external-secrets")[variable] == value


@every_case
def test_replicas_are_asked_as_the_primary_is(case):
    """By every service with a database, where the case has replicas: the same role, database and check of the certificate."""
    for it, labels, spec in pods(render(case)):
        service = SERVICES.get(labels.get("hostingco/acts-as"))
        if not service:
            continue
        told = environment(spec["containers"][0])
        replicas = {variable: value for variable, value in told.items() if "REPLICA" in variable}
        if "database" in service["needs"] and "external-secrets" in case:
            primary = told[service["prefix"] + "DATABASE__URL"]
            elsewhere = primary.replace("@postgres.data.svc:5432/", "@postgres-replicas.data.svc:6433/")
            assert elsewhere != primary and replicas == {service["prefix"] + "DATABASE__REPLICA_URL": elsewhere}, name(it)
        else:
            assert not replicas, name(it)


def everything_told(case):
    deployments = containers(of_kind(render(case), "Deployment"))
    return {variable: value for _, _, container in deployments for variable, value in environment(container).items()}


def environment(container):
    return {variable["name"]: variable["value"] for variable in container.get("env", [])}


def test_addresses_lead_to_services_of_the_release():
    hosts = {it["metadata"]["name"] for it in of_kind(render("everything-on"), "Service")}
    for it, _, container in containers(of_kind(render("everything-on"), "Deployment")):
        for variable, value in environment(container).items():
            for word in value.replace("/", " ").replace("@", " ").split():
                host = word.split(":")[0]
                assert not host.startswith(FULL) or host in hosts, f"{name(it)}: {variable}={value}"


def test_overrides_of_a_service_arrive():
    (gateway,) = [it for it in of_kind(render("everything-on"), "Deployment") if it["metadata"]["name"].endswith("-gateway")]
    spec = spec_of(gateway)
    assert environment(spec["containers"][0])["GATEWAY_HTTP__GRAPHIQL"] == "true"
    assert spec["nodeSelector"] == {"kubernetes.io/os": "linux"}
    assert spec["tolerations"] == [{"key": "dedicated", "operator": "Exists"}]
    assert spec["priorityClassName"] == "high"
    annotations = gateway["spec"]["template"]["metadata"]["annotations"]
    assert annotations["example.com/team"] == "platform" and annotations["example.com/cost-centre"] == "hosting"
