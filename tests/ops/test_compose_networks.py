"""Who reaches whom: the networks of the Compose file and of the stack against the links of the table."""

import itertools

import pytest

from compose import DOCKER, SERVICES, STORES, TOPOLOGY, Missing, choices, load

COMPOSE = load("compose.yaml")
ALL = COMPOSE["services"]
FIVE = {"proxy", "app", "cache", "db", "monitor"}
# What is asked in the monitoring network without being a service of the table.
ASKED = {"haproxy", "nginx", "rabbitmq"}
# The table's names of what has containers of its own here.
EDGE = {"edge": "nginx"}


def of_table():
    """The networks of each name in the table, by its links."""
    found = {}
    for link in TOPOLOGY["links"]:
        for name in (link["from"], link["to"]):
            found.setdefault(EDGE.get(name, name), set()).add(link["network"])
    return found


def shared(networks):
    """The pairs that reach each other, with the networks by which they do."""
    return {
        frozenset(pair): networks[pair[0]] & networks[pair[1]]
        for pair in itertools.combinations(sorted(networks), 2)
        if networks[pair[0]] & networks[pair[1]]
    }


def test_pairs_reach_each_other_exactly_where_the_table_says():
    table = of_table()
    here = {name: set(ALL[name]["networks"]) & FIVE for name in table}
    for name in ASKED & set(here):
        here[name] -= {"monitor"}
    assert shared(here) == shared(table)


@pytest.mark.parametrize("link", TOPOLOGY["links"], ids=lambda link: f"{link['from']}-{link['to']}-{link['port']}")
def test_every_link_of_the_table_is_possible(link):
    ends = [ALL[EDGE.get(link[end], link[end])]["networks"] for end in ("from", "to")]
    assert all(link["network"] in networks for networks in ends)


def test_who_has_a_way_out():
    """The network `outside` is for those of whom the table says so, and for whoever tells people of alerts."""
    wanted = {name for name, service in SERVICES.items() if service["outside"]} | {"alertmanager"}
    assert {name for name, it in ALL.items() if "outside" in it["networks"]} == wanted


def test_all_networks_but_proxy_are_internal():
    networks = {name: it or {} for name, it in COMPOSE["networks"].items()}
    assert set(networks) == FIVE | {"outside"}
    assert {name for name, it in networks.items() if it.get("internal")} == FIVE - {"proxy"}
    # Nobody leaves by the way on which users come in.
    assert networks["proxy"]["driver_opts"]["com.docker.network.bridge.enable_ip_masquerade"] == "false"


def test_nobody_reaches_by_the_way_out_whom_he_does_not_reach_anyway():
    inside = [set(it["networks"]) - {"outside"} for it in ALL.values() if "outside" in it["networks"]]
    assert all(one & other for one, other in itertools.combinations(inside, 2))


def test_a_container_that_runs_once_reaches_the_database_and_whom_its_service_asks():
    for name, it in ALL.items():
        if name.startswith(("migrate-", "databases")):
            assert it["networks"] == ["db"]
        if name.startswith("seed-"):
            asks = SERVICES[name.removeprefix("seed-")]["peers"]
            assert set(it["networks"]) == ({"app", "db"} if asks else {"db"})


def test_only_the_edge_publishes_ports():
    published = {name: it["ports"] for name, it in ALL.items() if it.get("ports")}
    # Pages for whoever sits at the machine, never for others: 127.0.0.1 is no choice there.
    pages = {"mailbox": "trial", "grafana": "monitoring"}
    assert set(published) == {"haproxy"} | set(pages)
    for name, profile in pages.items():
        assert ALL[name]["profiles"] == [profile]
        (port,) = published[name]
        assert port.startswith("127.0.0.1:")
    assert all(port.startswith("127.0.0.1:") for port in published["haproxy"]), "on loopback by default"


def test_what_the_edge_publishes_is_where_it_listens():
    lines = [line.split() for line in (DOCKER / "haproxy" / "haproxy.cfg").read_text().splitlines()]
    listens = {line[1].removeprefix("*:") for line in lines if line[:1] == ["bind"]}
    assert {port.rsplit(":", 1)[1] for port in ALL["haproxy"]["ports"]} <= listens
    metrics = next(job for job in load("prometheus/prometheus.yaml", {})["scrape_configs"] if job["job_name"] == "haproxy")
    assert str(metrics["dns_sd_configs"][0]["port"]) in listens
    assert f"/{metrics['dns_sd_configs'][0]['port']} " in ALL["haproxy"]["healthcheck"]["test"][-1]


def test_the_edge_knows_everything_that_its_configuration_asks_for():
    text = (DOCKER / "haproxy" / "haproxy.cfg").read_text()
    asked = {part.split("}")[0] for part in text.split("${")[1:]}
    assert asked == set(ALL["haproxy"]["environment"])


@pytest.mark.parametrize("name", ["CONSOLE_URL", "API_URL", "AUTH_URL", "NOTIFICATIONS_URL", "SITES_DOMAIN", "SMTP_HOST", "SMTP_FROM"])
def test_a_choice_that_nobody_made_is_named(name):
    without = {key: value for key, value in choices().items() if key != name}
    with pytest.raises(Missing, match=rf"{name}: .*\.env\.example"):
        load("compose.yaml", without)


def test_every_choice_is_described_and_used():
    text = (DOCKER / "compose.yaml").read_text()
    for name in choices():
        if name != "COMPOSE_PROFILES":
            assert f"${{{name}" in text, f"{name} changes nothing"
    assert {store for store in STORES} <= set(ALL)
