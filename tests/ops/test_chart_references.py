"""What an object names is there, and what is there is named; secrets are in Secrets only; images are where they should be."""

import base64
import json
import re
import subprocess
import tomllib

import pytest
import yaml

from chart import CASES, CHART, FULL, NAMESPACE, RELEASE, ROOT, SERVICES, TOPOLOGY, containers, name, of_kind, pods, render, text

every_case = pytest.mark.parametrize("case", CASES)
# Secrets and claims that an installation brings, by the case.
BROUGHT = {
    "Secret": re.compile(r"hostingco|hostingco-secrets|hostingco-from-vault|hostingco-mtls-[a-z]+|postgres-ca"),
    "PersistentVolumeClaim": re.compile(r"sites"),
    "ConfigMap": re.compile(r"(?!)"),
}


def sources(volume):
    """(kind, name, keys wanted) of what a volume shows."""
    parts = volume.get("projected", {}).get("sources", []) or [volume]
    for part in parts:
        if "secret" in part:
            yield "Secret", part["secret"].get("name") or part["secret"]["secretName"], keys(part["secret"])
        if "configMap" in part:
            yield "ConfigMap", part["configMap"]["name"], keys(part["configMap"])
        if "persistentVolumeClaim" in part:
            yield "PersistentVolumeClaim", part["persistentVolumeClaim"]["claimName"], set()


def keys(source):
    return {item["key"] for item in source.get("items", [])}


def made(objects):
    """(kind, name) of what the release has or gets, with the keys."""
    there = {(it["kind"], it["metadata"]["name"]): set(it.get("data", {})) for it in objects}
    for it in of_kind(objects, "Certificate"):
        there["Secret", it["spec"]["secretName"]] = {"ca.crt", "tls.crt", "tls.key"}
    return there


@every_case
def test_volumes_show_what_is_there(case):
    objects = render(case)
    there = made(objects)
    for it, _, spec in pods(objects):
        for volume in spec.get("volumes", []):
            for kind, wanted, wanted_keys in sources(volume):
                if (kind, wanted) in there:
                    assert wanted_keys <= there[kind, wanted], f"{name(it)}: {wanted} has no {wanted_keys - there[kind, wanted]}"
                else:
                    # Made by helm/prepare in the preset dev.
                    prepared = case in ("dev",) and wanted.startswith(f"{FULL}-certificate-")
                    assert prepared or BROUGHT[kind].fullmatch(wanted), f"{name(it)}: nobody makes {kind}/{wanted}"


@every_case
def test_mounts_name_volumes_and_volumes_are_mounted(case):
    objects = render(case)
    for it, _, spec in pods(objects):
        volumes = {volume["name"] for volume in spec.get("volumes", [])}
        if it["kind"] == "StatefulSet":
            volumes |= {claim["metadata"]["name"] for claim in it["spec"].get("volumeClaimTemplates", [])}
        mounted = set()
        for container in spec.get("initContainers", []) + spec["containers"]:
            mounts = [mount["mountPath"] for mount in container.get("volumeMounts", [])]
            assert len(mounts) == len(set(mounts)), name(it)
            mounted |= {mount["name"] for mount in container.get("volumeMounts", [])}
        assert mounted == volumes, f"{name(it)}: {mounted ^ volumes}"


@every_case
def test_nothing_is_left_over(case):
    objects = render(case)
    used = {source[:2] for _, _, spec in pods(objects) for volume in spec.get("volumes", []) for source in sources(volume)}
    for it in of_kind(objects, "ConfigMap", "Secret", "PersistentVolumeClaim"):
        assert (it["kind"], it["metadata"]["name"]) in used, f"{name(it)} is used by nothing"
    accounts = {spec["serviceAccountName"] for _, _, spec in pods(objects) if "serviceAccountName" in spec}
    assert accounts == {it["metadata"]["name"] for it in of_kind(objects, "ServiceAccount")}


@every_case
def test_the_edge_leads_to_services(case):
    objects = render(case)
    ports = {it["metadata"]["name"]: {port["name"]: port["port"] for port in it["spec"]["ports"]} for it in of_kind(objects, "Service")}
    reached = set()
    for it in of_kind(objects, "Ingress"):
        for rule in it["spec"]["rules"]:
            for path in rule["http"]["paths"]:
                service = path["backend"]["service"]
                assert service["port"]["name"] in ports[service["name"]], name(it)
                reached.add(service["name"])
        for tls in it["spec"].get("tls", []):
            assert set(tls["hosts"]) <= {rule["host"] for rule in it["spec"]["rules"]}, name(it)
    for it in of_kind(objects, "HTTPRoute"):
        for rule in it["spec"]["rules"]:
            assert rule["timeouts"]["request"] == "0s", f"{name(it)}: streams would end"
            for backend in rule["backendRefs"]:
                assert backend["port"] in ports[backend["name"]].values(), name(it)
                reached.add(backend["name"])
    preview = {f"{FULL}-gateway-green"} if case == "blue-green" else set()
    assert reached == {f"{FULL}-{it['name']}" for it in SERVICES.values() if it["public"]} | preview


def test_no_way_in_when_the_edge_is_somebody_elses():
    assert not of_kind(render("minimal", "--set", "edge.mode=none"), "Ingress", "HTTPRoute")


@every_case
def test_certificates_name_the_service_and_its_addresses(case):
    objects = render(case)
    of_services = [it for it in of_kind(objects, "Certificate") if not it["spec"].get("isCA")]
    if not of_services:
        return
    identities = {}
    for it in of_services:
        (uri,) = it["spec"]["uris"]
        identities[uri] = it
        assert set(it["spec"]["usages"]) >= {"server auth", "client auth"}, name(it)
    assert set(identities) == {f"spiffe://hostingco/service/{identity}" for identity in TOPOLOGY["identities"]}
    for service in SERVICES.values():
        if service["grpc"]:
            names = identities[f"spiffe://hostingco/service/{service['binary']}"]["spec"]["dnsNames"]
            assert {f"{FULL}-{service['name']}", f"{FULL}-{service['name']}.{NAMESPACE}.svc"} <= set(names)


# What the secrets of the case everything-on are.
GIVEN = ["evaluation", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="]


def test_given_secrets_are_in_the_secret_and_nowhere_else():
    objects = render("everything-on")
    (secret,) = of_kind(objects, "Secret")
    assert {base64.b64decode(value).decode() for value in secret["data"].values()} == set(GIVEN)
    for it in objects:
        if it["kind"] != "Secret":
            assert not any(f'"{given}"' in json.dumps(it) for given in GIVEN), name(it)


@every_case
def test_no_variable_and_no_argument_is_a_secret(case):
    for it, _, container in containers(render(case)):
        for variable in container.get("env", []):
            assert not re.search(r"PASSWORD$|_KEY$|KEK$|TOKEN$", variable["name"]) or variable["name"].endswith("TLS__KEY"), (
                f"{name(it)}: {variable['name']} belongs into a file"
            )
            assert not re.search(r"://[^/@]*:[^/@]*@", variable.get("value", "")), f"{name(it)}: {variable['name']} has a password"
        assert not re.search(r"password[= ]\S", " ".join(container.get("args", []))), name(it)


@every_case
def test_config_maps_hold_no_password(case):
    for it in of_kind(render(case), "ConfigMap"):
        # The people of a trial; the file says that their passwords are public, and production refuses it.
        if it["metadata"]["name"].endswith("-seeds"):
            continue
        for key, value in it["data"].items():
            assert not re.search(r"password\"?\s*[:=]\s*[\"'][a-zA-Z0-9]", value), f"{name(it)}: {key}"


@every_case
def test_secrets_have_the_file_names_of_the_table(case):
    for it, labels, spec in pods(render(case)):
        service = SERVICES.get(labels.get("hostingco/acts-as"))
        if service is None:
            continue
        wanted = {setting["name"] for setting in service["settings"] if "secret" in setting}
        files = {
            item["path"]
            for volume in spec["volumes"] if volume["name"] == "secrets"
            for source in volume["projected"]["sources"] for item in source["secret"]["items"]
        }  # fmt: skip
        assert files <= wanted and wanted - files <= {"smtp.password", "redis.password"}, name(it)


def test_prepare_makes_all_that_the_chart_wants_to_find(tmp_path):
    command = [ROOT / "helm" / "prepare", "--release", RELEASE, "--namespace", NAMESPACE]
    prepared = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["items"]
    there = {it["metadata"]["name"]: it["data"] for it in prepared}
    for case in ("dev", "minimal", "external-secrets"):
        release = ["--set", "secrets.existingSecret=hostingco-secrets,certificates.mode=existing,certificates.existing.prefix="]
        for it, _, spec in pods(render(case, *release)):
            for volume in spec.get("volumes", []):
                for kind, wanted, wanted_keys in sources(volume):
                    if kind == "Secret" and wanted != "postgres-ca":
                        assert wanted_keys <= set(there[wanted]), f"{name(it)}: {wanted}"
    for identity in TOPOLOGY["identities"]:
        secret = there[f"{FULL}-certificate-{identity}"]
        for file, content in secret.items():
            (tmp_path / file).write_bytes(base64.b64decode(content))
        openssl = ["openssl", "verify", "-CAfile", tmp_path / "ca.crt", tmp_path / "tls.crt"]
        assert subprocess.run(openssl, capture_output=True).returncode == 0
        openssl = ["openssl", "x509", "-noout", "-ext", "subjectAltName", "-in", tmp_path / "tls.crt"]
        shown = subprocess.run(openssl, capture_output=True, text=True).stdout
        assert re.findall(r"URI:(\S+?)(?:,|$)", shown) == [f"spiffe://hostingco/service/{identity}"]
        assert f"DNS:{FULL}-{identity}" in shown


@pytest.mark.parametrize("case", [case for case in CASES if case.startswith("production")])
def test_images_of_production_are_digests(case):
    for it, _, container in containers(render(case)):
        assert re.search(r"@sha256:[0-9a-f]{64}$", container["image"]), f"{name(it)}: {container['image']}"


@every_case
def test_another_registry_reaches_every_image(case):
    moved = {container["image"] for _, _, container in containers(render(case, "--set", "global.imageRegistry=mirror.internal:5000"))}
    assert moved and all(image.startswith("mirror.internal:5000/") for image in moved)


@every_case
def test_images_have_a_version(case):
    for it, _, container in containers(render(case)):
        assert re.fullmatch(r"[a-z0-9.:/-]+:(?!latest)[\w.-]+(@sha256:[0-9a-f]{64})?", container["image"]), f"{name(it)}: {container['image']}"


def test_bundled_stores_have_the_images_of_compose():
    pinned = tomllib.loads((ROOT / "docker" / "images.toml").read_text())["base"]
    values = yaml.safe_load((CHART / "values.yaml").read_text())
    for store in TOPOLOGY["stores"]:
        image = values[store["name"]]["bundled"]["image"]
        own = {"image": f"{image['registry']}/{image['repository']}:{image['tag']}", "digest": image["digest"]}
        assert own == pinned[store["name"]]


def test_pull_secrets_reach_every_pod():
    for it, _, spec in pods(render("restricted")):
        assert spec["imagePullSecrets"] == [{"name": "mirror"}], name(it)


@every_case
def test_no_line_is_left_by_a_template(case):
    assert "<no value>" not in text(case)
