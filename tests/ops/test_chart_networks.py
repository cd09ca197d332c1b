"""The chart's NetworkPolicies allow the connections of the table of services, and no other."""

import itertools

import pytest

from chart import CASES, NAMESPACE, SERVICES, TOPOLOGY, of_kind, pods, render
from policies import Place, allowed, may_enter, may_leave

every_case = pytest.mark.parametrize("case", CASES)

LINKS = {(link["from"], link["to"], link["port"]) for link in TOPOLOGY["links"]}
STORES = {store["name"]: store["port"] for store in TOPOLOGY["stores"]}
# Cases that name where the ingress controller and Prometheus are.
STRICT = [case for case in CASES if case == "restricted" or case.startswith("production")]

EDGE = Place("edge", "10.244.9.1", "ingress-nginx", (("app.kubernetes.io/name", "ingress-nginx"),))
PROMETHEUS = Place("prometheus", "10.244.9.2", "monitoring", (("app.kubernetes.io/name", "prometheus"),))
DNS = Place("dns", "10.244.9.3", "kube-system", (("k8s-app", "kube-dns"),))
NEIGHBOUR = Place("a pod beside the release", "10.244.9.4", NAMESPACE, (("app.kubernetes.io/name", "wordpress"),))
STRANGER = Place("a pod elsewhere", "10.244.9.5", "default", (("app.kubernetes.io/name", "wordpress"),))
SCALER = Place("KEDA", "10.244.9.6", "keda", (("app", "keda-operator"),))


def policies(case):
    return of_kind(render(case), "NetworkPolicy")


def places(case):
    """(place, its ports) of each workload of the release, and of stores outside of it."""
    found = {}
    for number, (it, labels, spec) in enumerate(pods(render(case))):
        component = labels["app.kubernetes.io/component"]
        if it["kind"] in ("Deployment", "StatefulSet"):
            ports = [port["containerPort"] for port in spec["containers"][0]["ports"]]
            found[component] = Place(component, f"10.244.1.{number}", NAMESPACE, tuple(labels.items())), ports
    for number, (store, port) in enumerate(STORES.items()):
        place = Place(store, f"10.50.0.{number}", "data", (("app", store),))
        found.setdefault(store, (place, [external_port(case, store, port)]))
    return found


def external_port(case, store, port):
    """The table's port, or the one with TLS."""
    told = str(render(case))
    return 5671 if store == "rabbitmq" and "amqps://" in told else port


def jobs(case):
    """(place, service that it acts as) of each Job."""
    for number, (it, labels, _) in enumerate(pods(render(case))):
        if it["kind"] == "Job":
            yield Place(it["metadata"]["name"], f"10.244.2.{number}", NAMESPACE, tuple(labels.items())), labels["hostingco/acts-as"]


def expected(case):
    """The table's connections, with the ports of this case; the mailbox of a trial is no part of the table."""
    of_case = places(case)
    links = {(source, target, of_case[target][1][0] if target in STORES else port) for source, target, port in LINKS}
    if "mailbox" in of_case:
        links |= {(name, "mailbox", 1025) for name, service in SERVICES.items() if "mails" in service["needs"]}
    return links


@every_case
def test_reachable_is_what_the_table_links(case):
    of_case = places(case)
    sources = [place for place, _ in of_case.values()] + [EDGE, PROMETHEUS]
    reached = {
        (source.name, target.name, port)
        for source, (target, ports) in itertools.product(sources, of_case.values())
        for port in ports
        # The policies have no say between two others.
        if source != target and source.namespace != "data" and NAMESPACE in (source.namespace, target.namespace)
        and allowed(policies(case), NAMESPACE, source, target, port)
    }  # fmt: skip
    wanted = expected(case)
    if case in STRICT:
        assert reached == wanted
    else:
        # Wherever the edge and Prometheus are, they may be told apart by neither; both reach what either should.
        merge = lambda links: {("outside" if source in ("edge", "prometheus") else source, *rest) for source, *rest in links}  # noqa: E731
        assert merge(reached) == merge(wanted)


@pytest.mark.parametrize("case", STRICT)
@pytest.mark.parametrize("side", [may_leave, may_enter])
def test_either_side_alone_says_the_same(case, side):
    """A mistake in one of the two must not hide behind the other."""
    of_case = {name: it for name, it in places(case).items() if it[0].namespace == NAMESPACE}
    reached = {
        (source.name, target.name, port)
        for (source, _), (target, ports) in itertools.product(of_case.values(), repeat=2)
        for port in ports
        if source != target and side(policies(case), NAMESPACE, source, target, port)
    }
    assert reached == {link for link in expected(case) if link[0] in of_case and link[1] in of_case}


@every_case
def test_no_port_is_open_that_nobody_listens_at(case):
    of_case = places(case)
    listened = {port for _, ports in of_case.values() for port in ports}
    for policy in policies(case):
        for rule in policy["spec"].get("ingress") or []:
            assert rule["ports"], policy["metadata"]["name"]
            assert {port["port"] for port in rule["ports"]} <= listened


@every_case
def test_jobs_reach_what_their_service_does(case):
    of_case = places(case)
    wanted = expected(case)
    for job, service in jobs(case):
        reached = {
            (service, target.name, port)
            for target, ports in of_case.values()
            for port in ports
            if allowed(policies(case), NAMESPACE, job, target, port)
        }
        assert reached == {link for link in wanted if link[0] == service}
        for target, _ in of_case.values():
            for port in (80, 443, 5432, 50051):
                if target.namespace == NAMESPACE:
                    assert not allowed(policies(case), NAMESPACE, target, job, port)


@every_case
def test_the_test_comes_as_the_edge_does(case):
    (labels,) = [labels for it, labels, _ in pods(render(case)) if it["kind"] == "Pod"]
    test = Place("test", "10.244.3.1", NAMESPACE, tuple(labels.items()))
    reached = {
        ("edge", target.name, port)
        for target, ports in places(case).values()
        for port in ports
        if allowed(policies(case), NAMESPACE, test, target, port)
    }
    assert reached == {link for link in expected(case) if link[0] == "edge"}


@every_case
def test_everyone_resolves_names(case):
    for place in [place for place, _ in places(case).values() if place.namespace == NAMESPACE] + [job for job, _ in jobs(case)]:
        assert allowed(policies(case), NAMESPACE, place, DNS, 53, "UDP")
        assert allowed(policies(case), NAMESPACE, place, DNS, 53)
        assert not allowed(policies(case), NAMESPACE, place, DNS, 10250)


PRIVATE = ["10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "127.0.0.1", "fd00::1", "fe80::1", "::1", "::ffff:169.254.169.254"]
PUBLIC = ["93.184.216.34", "2606:2800:220:1::1"]


@every_case
def test_only_some_leave_the_installation_and_never_for_private_addresses(case):
    for name, (place, _) in places(case).items():
        if place.namespace != NAMESPACE:
            continue
        outside = bool(name in SERVICES and SERVICES[name]["outside"])
        for address in PUBLIC:
            assert allowed(policies(case), NAMESPACE, place, Place("", address), 443) == outside, (name, address)
        for address in PRIVATE:
            assert not allowed(policies(case), NAMESPACE, place, Place("", address), 443), (name, address)


def test_another_way_out_is_for_one_service():
    provider = Place("", "10.20.0.7")
    reached = {name for name, (place, _) in places("everything-on").items() if allowed(policies("everything-on"), NAMESPACE, place, provider, 443)}
    assert reached == {"billing"}


@pytest.mark.parametrize("case", STRICT)
def test_strangers_reach_nothing(case):
    for target, ports in places(case).values():
        for source, port in itertools.product((NEIGHBOUR, STRANGER, SCALER), ports):
            if target.namespace == NAMESPACE:
                assert not allowed(policies(case), NAMESPACE, source, target, port), (source.name, target.name, port)


@every_case
def test_neighbours_are_left_alone(case):
    assert allowed(policies(case), NAMESPACE, NEIGHBOUR, STRANGER, 443)
    assert allowed(policies(case), NAMESPACE, STRANGER, NEIGHBOUR, 443)


def test_traces_go_to_the_collector_only_where_there_is_one():
    collector = Place("collector", "10.244.9.9", "observability")
    for case, is_there in (("everything-on", True), ("minimal", False)):
        for name, (place, _) in places(case).items():
            if name in SERVICES:
                assert allowed(policies(case), NAMESPACE, place, collector, 4317) == is_there, name


def test_the_scaler_counts_queues():
    rabbitmq, _ = places("everything-on")["rabbitmq"]
    assert allowed(policies("everything-on"), NAMESPACE, SCALER, rabbitmq, 5672)
    assert not allowed(policies("dev"), NAMESPACE, SCALER, places("dev")["rabbitmq"][0], 5672)


@pytest.mark.parametrize("case", ["production+argocd", "argocd"])
def test_stores_are_reached_where_they_are_said_to_be(case):
    auth, _ = places(case)["auth"]
    assert not allowed(policies(case), NAMESPACE, auth, Place("a database elsewhere", "10.60.0.1", "default"), 5432)


REPLICA = Place("a replica", "10.50.1.1", "data", (("app", "postgres"),))


@pytest.mark.parametrize("case, port", [("external-secrets", 6433), ("argocd", 5432)])
def test_replicas_are_reached_by_those_who_reach_the_primary(case, port):
    """At a port of their own, or, as where `storesTo` says where stores are, at the primary's."""
    reached = {name for name, (place, _) in places(case).items() if name in SERVICES and allowed(policies(case), NAMESPACE, place, REPLICA, port)}
    assert reached == {source for source, target, _ in LINKS if target == "postgres"}


def test_a_port_of_replicas_is_open_only_where_they_have_one():
    auth, _ = places("argocd")["auth"]
    assert not allowed(policies("argocd"), NAMESPACE, auth, REPLICA, 6433)


def test_one_switch_turns_all_off():
    assert not of_kind(render("minimal", "--set", "networkPolicies.enabled=false"), "NetworkPolicy")
