"""What one order leaves in the logs of all services, and what holds while a server that they share stays away."""

import json
import os
import re
import subprocess
import time
import urllib.request
import uuid

import pytest
import test_load
from chart import SERVICES
from servers import until
from system import STORES, System

pytestmark = test_load.pytestmark
# Seconds without RabbitMQ.
AWAY = int(os.environ.get("AWAY", "60"))
# Each call and each statement is a line.
FILTER = "info,hc_rpc=debug,sqlx=debug,tower=debug"
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@pytest.fixture(scope="module")
def system(tmp_path_factory):
    folder = tmp_path_factory.mktemp("parts")
    for above in [folder, *folder.parents][:3]:
        above.chmod(0o755)  # PostgreSQL's own user comes through
    with System(folder, test_load.BINARIES, dict.fromkeys(SERVICES, 1), {"log_filter": FILTER}) as system:
        yield system


class Customer:
    """With an organization of his own, at a gateway without an edge before it."""

    def __init__(self, system):
        self.url = f"http://{system.public('gateway')[0]}/graphql"
        self.name, self.token = f"parts-{uuid.uuid4().hex[:10]}", None
        plans = self.ask("{ plans(first: 100) { nodes { slug prices { id interval amount { currency } } } } }")["plans"]["nodes"]
        (prices,) = [plan["prices"] for plan in plans if plan["slug"] == "site-starter"]
        (self.price,) = [one["id"] for one in prices if (one["interval"], one["amount"]["currency"]) == ("MONTH", "EUR")]
        person = {"email": f"{self.name}@customers.test", "password": "correct horse battery", "name": self.name}
        self.token = self.mutate("register", person, "tokens { accessToken }")["tokens"]["accessToken"]
        own = {"name": self.name, "slug": self.name}
        self.organization = self.mutate("createOrganization", own, "organization { id }")["organization"]["id"]

    def ask(self, query, variables=None):
        """The data; `request_id` is then what the answer was called."""
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {self.token}"} if self.token else {})
        body = json.dumps({"query": query, "variables": variables or {}}).encode()
        with NO_PROXY.open(urllib.request.Request(self.url, body, headers), timeout=30) as response:
            self.request_id = response.headers["X-Request-Id"]
            answer = json.load(response)
        assert "errors" not in answer, answer
        return answer["data"]

    def mutate(self, field, given, selection):
        kind = f"{field[0].upper()}{field[1:]}Input"
        query = f"mutation Step($input: {kind}!) {{ {field}(input: $input) {{ {selection} userErrors {{ code message }} }} }}"
        done = self.ask(query, {"input": given})[field]
        assert not done["userErrors"], done
        return done

    def buys(self):
        """Orders a site and pays for it."""
        order = {"organizationId": self.organization, "items": [{"priceId": self.price, "name": "site"}], "idempotencyKey": self.name}
        invoice = self.mutate("placeOrder", order, "invoice { id }")["invoice"]["id"]
        payment = {"invoiceId": invoice, "provider": "test", "token": "tok_ok", "idempotencyKey": self.name}
        assert self.mutate("payInvoice", payment, "invoice { status }")["invoice"]["status"] == "PAID"

    def is_live(self):
        query = "query Live($org: String!) { organization(slug: $org) { instances(first: 1) { nodes { status } } } }"
        nodes = self.ask(query, {"org": self.name})["organization"]["instances"]["nodes"]
        return [node["status"] for node in nodes] == ["ACTIVE"]


def lines(system):
    """What every service has logged, but for a line that is just being written."""
    for name in system.of:
        for log in system.logs.glob(f"{name}-*.log"):
            for line in log.read_text().rpartition("\n")[0].splitlines():
                yield json.loads(line)


def alive(system):
    return {process.name: process.popen.pid for own in system.of.values() for process in own if process.popen.poll() is None}


def test_one_payment_is_one_trace_through_all_who_have_a_part(system):
    customer = Customer(system)
    customer.buys()
    paid = customer.request_id
    until(customer.is_live, "the site is live")

    def parts():
        (trace,) = {line["trace_id"] for line in lines(system) if line.get("request_id") == paid}
        return {(line["service"], line["span"]) for line in lines(system) if line.get("trace_id") == trace}

    # Asked for by the gateway; heard of by RabbitMQ.
    asked = {("gateway", "rpc.client"), ("auth", "rpc.server"), ("accounts", "rpc.server"), ("billing", "rpc.server")}
    heard = {(name, "consume") for name in ("provisioning", "notifications", "audit")}
    until(lambda: asked | heard <= parts(), "all who have a part have told", lambda: str(sorted(parts())))
    # What belongs to a request or an event says to which.
    inside = [line for line in lines(system) if "span" in line]
    assert len(inside) > 200
    assert not [line for line in inside if not re.fullmatch(r"(?!0{32})[0-9a-f]{32}", line.get("trace_id", ""))]


def test_requests_succeed_while_redis_stays_away(system):
    customers = [Customer(system) for _ in range(4)]
    (redis,) = [process for process in system.processes if process.name == "redis"]
    before = alive(system)
    times = {}
    for when in ("with", "without"):
        if when == "without":
            redis.popen.kill()
            redis.popen.wait()
        took = []
        for number in range(200):
            begun = time.monotonic()
            customer = customers[number % len(customers)]
            assert customer.ask("{ viewer { user { name } } }")["viewer"]["user"]["name"] == customer.name
            took.append(time.monotonic() - begun)
        times[when] = sorted(took)
    redis.start()
    redis.wait_ready()
    told = ", ".join(f"{when} it median {took[100] * 1000:.1f} ms, longest {took[-1] * 1000:.0f} ms" for when, took in times.items())
    print(f"\nredis     200 of 200 answered while it is away: {told}")
    assert alive(system) == before


def test_no_event_is_lost_while_rabbitmq_stays_away(system):
    customers = [Customer(system) for _ in range(5)]
    (rabbitmq,) = [process for process in system.processes if process.name == "rabbitmq"]
    before = alive(system)

    def waiting():
        """What the outboxes still have to send."""
        return {event for name in system.facts["databases"] for event in rows(system, name, "SELECT event_id FROM outbox WHERE published_at IS NULL")}

    until(lambda: not waiting(), "nothing waits before")
    rabbitmq.popen.kill()
    rabbitmq.popen.wait()
    gone = time.monotonic()
    for customer in customers:
        customer.buys()
    time.sleep(AWAY)
    kept = waiting()
    assert len(kept) >= 2 * len(customers) and not any(customer.is_live() for customer in customers)
    rabbitmq.start()
    rabbitmq.wait_ready()
    back = time.monotonic()
    until(lambda: not waiting(), "the outboxes drain", lambda: f"{len(waiting())} of {len(kept)} wait", seconds=90, every=1)
    drained = time.monotonic()
    until(lambda: kept <= set(rows(system, "audit", "SELECT event_id FROM audit_events")), "each event is recorded", seconds=90, every=1)
    until(lambda: all(customer.is_live() for customer in customers), "each site is live", seconds=90, every=1)
    print(
        f"\nrabbitmq  away for {back - gone:.0f} s: {len(kept)} events waited, sent {drained - back:.0f} s after it was back, all recorded, "
        f"{len(customers)} of {len(customers)} sites live after {time.monotonic() - back:.0f} s"
    )
    assert alive(system) == before


def rows(system, database, query):
    url = f"postgres://postgres@{STORES['postgres']}:5432/{database}"
    command = [system.postgres / "psql", url, "-XqtAc", query]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
