"""What HAProxy and nginx do with requests, before stubs that say what reached them."""

import http.client
import json
import re
import socket

import pytest

from edge import HOSTS, SITE, Edge, Load, Socket, Stub, need_haproxy, need_nginx, wait, worker

pytestmark = [need_haproxy, need_nginx]
FORGED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "gopher",
    "X-Forwarded-Host": "evil.test",
    "X-Forwarded-Port": "1",
    "X-Forwarded-User": "root",
    "X-Forwarded-Client-Cert": "forged",
    "X-Real-IP": "203.0.113.9",
    "X-Original-URL": "/admin",
    "Forwarded": "for=203.0.113.9;host=evil.test",
    "X-Colour": "green",
    "X-Request-Id": "forged",
}


@pytest.fixture(scope="module")
def blue():
    with Stub("blue") as stub:
        yield stub


@pytest.fixture(scope="module")
def edge(blue, tmp_path_factory):
    limits = {"requests_in_10s": 300, "errors_in_1m": 60, "connections": 40, "api_per_second": 200}
    with Edge(tmp_path_factory.mktemp("edge"), {"blue": blue.backends()}, sites=[blue.address], limits=limits) as edge:
        yield edge


@pytest.mark.parametrize("part", HOSTS)
def test_the_host_says_which_part(edge, part):
    status, _, answer = edge.ask(HOSTS[part], "/some/path?a=b", source="127.0.2.1")
    assert (status, answer["path"]) == (200, "/some/path?a=b")
    assert answer["headers"]["host"] == HOSTS[part]


def test_sites_have_every_name_below_their_domain(edge):
    status, headers, answer = edge.ask(SITE, "/", source="127.0.2.2")
    assert (status, answer["headers"]["host"]) == (200, SITE)
    assert headers["Strict-Transport-Security"] is None, "a customer's site says what its customer wants"


def test_a_foreign_name_is_not_served(edge):
    connection = edge.connection(HOSTS["api"])
    connection.request("GET", "/", headers={"Host": "evil.test"})
    assert connection.getresponse().status == 421


def test_without_tls_there_is_only_the_way_to_it(edge):
    connection = http.client.HTTPConnection("127.0.0.1", edge.port("http"), timeout=5)
    connection.request("POST", "/graphql?a=b", headers={"Host": HOSTS["api"]})
    response = connection.getresponse()
    assert (response.status, response.headers["Location"]) == (308, f"https://{HOSTS['api']}/graphql?a=b")
    connection = http.client.HTTPConnection("127.0.0.1", edge.port("http"), timeout=5)
    connection.request("GET", "/.well-known/acme-challenge/token", headers={"Host": HOSTS["api"]})
    assert connection.getresponse().status == 404, "nobody orders a certificate here"


def test_http_2_is_spoken(edge):
    assert edge.connect(HOSTS["api"], context=edge.context("h2", "http/1.1")).selected_alpn_protocol() == "h2"


@pytest.mark.parametrize("part", HOSTS)
def test_forged_headers_do_not_reach_a_part(edge, part):
    _, _, answer = edge.ask(HOSTS[part], "/", headers=FORGED, source="127.0.2.3")
    reached = answer["headers"]
    assert answer["forwarded_for"] == ["127.0.2.3"], "one address, the connection's"
    assert reached["x-forwarded-proto"] == "https"
    assert reached["x-forwarded-host"] == HOSTS[part]
    assert reached["x-forwarded-port"] == str(edge.port())
    for gone in ("x-forwarded-user", "x-forwarded-client-cert", "x-real-ip", "x-original-url", "forwarded", "x-colour"):
        assert gone not in reached


def test_nginx_believes_nobody_but_haproxy(tmp_path, blue):
    with Edge(tmp_path, {"blue": blue.backends()}, trusted=["192.0.2.1"]) as edge:
        _, _, answer = edge.ask(HOSTS["api"], "/", source="127.0.2.4")
    assert answer["forwarded_for"] == ["127.0.0.1"], "the address of the connection to nginx"


def test_a_request_has_one_id_everywhere(edge):
    _, headers, answer = edge.ask(HOSTS["api"], "/named?secret=s3cret", headers={"X-Request-Id": "forged"})
    own = answer["headers"]["x-request-id"]
    assert re.fullmatch(r"[0-9a-f-]{36}", own)
    assert headers["X-Request-Id"] == own
    log = edge.folder / "nginx-blue.log"
    wait(lambda: own in log.read_text(), "nginx has written it")
    line = next(json.loads(line) for line in log.read_text().splitlines() if own in line)
    assert (line["request_id"], line["path"], line["client"]) == (own, "/named", "127.0.0.1")
    wait(lambda: own in edge.log("haproxy"), "HAProxy has written it")
    lines = [line for line in edge.log("haproxy").splitlines() if own in line]
    assert json.loads(lines[0])["part"] == "api"
    assert "s3cret" not in log.read_text() + edge.log("haproxy")


def test_the_edge_says_what_a_part_does_not(edge):
    _, headers, _ = edge.ask(HOSTS["api"], "/")
    assert headers["Strict-Transport-Security"] and headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Server"] is None


def test_static_files_are_kept_and_may_be_kept(edge, blue):
    before = len(blue.seen)
    for _ in range(3):
        status, headers, answer = edge.ask(HOSTS["console"], "/_next/static/chunks/abc.js")
        assert (status, headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
    assert len(blue.seen) == before + 1, "asked once"
    _, headers, _ = edge.ask(HOSTS["console"], "/page")
    assert headers["Cache-Control"] is None


def test_what_the_gateway_shares_is_asked_for_once(edge, blue):
    def asked(path, **headers):
        before = len(blue.seen)
        for _ in range(5):
            assert edge.ask(HOSTS["api"], path, headers=headers)[0] == 200
        return len(blue.seen) - before

    # Twice, should the first be too old meanwhile.
    assert asked("/graphql?query=%7Bplans%7Bnodes%7Bid%7D%7D%7D") <= 2
    # Somebody's own answers are not given to others, nor is what the gateway does not share.
    assert asked("/graphql?query=%7Bplans%7Bnodes%7Bid%7D%7D%7D", Authorization="Bearer x") == 5
    assert asked("/graphql?query=%7Bregions%7Bid%7D%7D") == 5


def test_answers_are_compressed(edge):
    connection = edge.connection(HOSTS["api"])
    connection.request("GET", "/long", headers={"Accept-Encoding": "gzip", "X-Long": "a" * 2000})
    response = connection.getresponse()
    assert response.headers["Content-Encoding"] == "gzip" and len(response.read()) < 1500


@pytest.mark.parametrize(
    ("part", "path", "kind", "size", "status"),
    [
        ("api", "/graphql", "multipart/form-data; boundary=x", 3_000_000, 200),
        ("api", "/graphql", "application/json", 500_000, 200),
        ("api", "/graphql", "application/json", 3_000_000, 413),
        ("api", "/other", "multipart/form-data; boundary=x", 3_000_000, 413),
        ("api", "/uploads", "application/json", 10, 404),
        ("console", "/api/graphql", "multipart/form-data; boundary=x", 3_000_000, 200),
        ("console", "/", "application/json", 1_000_000, 200),
        ("console", "/", "application/json", 3_000_000, 413),
        ("auth", "/", "application/json", 100_000, 413),
        ("mail", "/", "application/json", 100_000, 413),
    ],
)
def test_each_route_takes_what_it_needs(edge, part, path, kind, size, status):
    connection = edge.connection(HOSTS[part], source="127.0.2.5")
    try:
        connection.request("POST", f"{path}?a=b", b"x" * size, {"Content-Type": kind})
    except OSError:
        assert status == 413, "the answer came before the end of the body"
    response = connection.getresponse()
    assert response.status == status
    if status == 200:
        answer = json.loads(response.read())
        assert (answer["path"], answer["length"]) == (f"{path}?a=b", size)


def test_what_is_cut_off_goes_again_where_that_does_not_matter(edge, blue):
    for method, status, times in (("GET", 200, 2), ("POST", 502, 1)):
        blue.cuts, before = 1, len(blue.seen)
        assert edge.ask(HOSTS["api"], "/cut", method, "{}", source="127.0.2.9")[0] == status
        assert len(blue.seen) - before == times
        blue.cuts = 0


def test_a_slow_head_is_not_waited_for(edge):
    with edge.connect(HOSTS["api"]) as line:
        line.settimeout(13)
        line.sendall(b"GET / HTTP/1.1\r\nHost: ")
        assert b" 408 " in line.recv(1000)


def test_too_many_requests_of_one_address_concern_nobody_else(edge):
    connection, context = edge.connection(HOSTS["mail"], source="127.0.3.1"), edge.context()
    answers = []
    for _ in range(320):
        connection.request("GET", "/_next/static/x")
        response = connection.getresponse()
        answers.append((response.status, response.headers["Retry-After"], response.read()))
    refused = [answer for answer in answers if answer[0] == 429]
    assert refused and answers[-1][0] == 429
    status, retry, text = refused[-1]
    assert int(retry) == 10
    assert json.loads(text)["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
    assert edge.ask(HOSTS["api"], "/", source="127.0.3.2")[0] == 200
    assert context


def test_nginx_limits_a_class_of_routes(edge):
    connection = edge.connection(HOSTS["mail"], source="127.0.3.3")
    answers = []
    for _ in range(40):
        connection.request("GET", "/unsubscribe-me")
        response = connection.getresponse()
        response.read()
        answers.append((response.status, response.headers["Retry-After"]))
    assert answers[0][0] == 200 and (429, "1") in answers
    assert edge.ask(HOSTS["mail"], "/", source="127.0.3.4")[0] == 200


def test_too_many_errors_of_one_address_are_refused(edge):
    connection = edge.connection(HOSTS["api"], source="127.0.3.5")
    answers = []
    for _ in range(80):
        connection.request("GET", "/missing")
        response = connection.getresponse()
        response.read()
        answers.append(response.status)
    assert answers[0] == 404 and answers[-1] == 429


def test_too_many_connections_of_one_address_are_refused(edge):
    context = edge.context()
    held = [edge.connect(HOSTS["api"], source="127.0.3.6", context=context) for _ in range(45)]
    status, headers, _ = edge.ask(HOSTS["api"], "/", source="127.0.3.6")
    assert (status, headers["Retry-After"]) == (429, "10")
    for line in held:
        line.close()
    wait(lambda: edge.ask(HOSTS["api"], "/", source="127.0.3.6")[0] == 200, "after they are closed it is served again")


def events(edge, source):
    connection = edge.connection(HOSTS["api"], source=source)
    connection.request("GET", "/graphql", headers={"Accept": "text/event-stream"})
    response = connection.getresponse()
    assert response.status == 200
    while True:
        if (line := response.readline()).startswith(b"data:"):
            yield json.loads(line[5:])["number"]


def test_streams_live_through_reloads(edge):
    line, numbers = Socket(edge), events(edge, "127.0.2.6")
    assert line.echo("before") == "before"
    first = next(numbers)
    old = worker(edge.haproxy.pid)
    edge.reload_nginx()
    edge.reload_haproxy()
    for round in range(30):
        assert line.echo(f"after {round}") == f"after {round}"
        assert next(numbers) == first + round + 1, "none is missing"
    assert old <= worker(edge.haproxy.pid), "the old process still serves them"
    line.line.close()


def test_events_are_passed_on_as_they_come(edge):
    import time

    numbers = events(edge, "127.0.2.7")
    next(numbers)
    begun = time.monotonic()
    for _ in range(5):
        next(numbers)
    assert 0.2 < time.monotonic() - begun < 3


def test_reloads_cost_no_request(edge):
    with Load(edge, 100) as load:
        wait(lambda: len(load.answers) > 50, "there is load")
        for _ in range(3):
            edge.reload_nginx()
            edge.reload_haproxy()
        many = len(load.answers) + 100
        wait(lambda: len(load.answers) > many, "there is more load")
    assert load.failures == []


def test_how_it_goes_is_told_in_the_own_network_only(edge):
    with socket.create_connection(("127.0.0.1", edge.port("metrics"))):
        connection = http.client.HTTPConnection("127.0.0.1", edge.port("metrics"), timeout=5)
        connection.request("GET", "/metrics")
        assert b"haproxy_backend_http_requests_total" in connection.getresponse().read()
    host, port = edge.place["colours"]["blue"]["nginx"][0]["status"].split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=5)
    connection.request("GET", "/nginx_status")
    assert b"Active connections" in connection.getresponse().read()
    for host in HOSTS.values():
        _, _, answer = edge.ask(host, "/nginx_status", source="127.0.2.8")
        assert answer["stub"] == "blue", "users' paths are all the parts'"
