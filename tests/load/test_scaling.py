"""That load makes gateways and silence takes them away, by the numbers of the chart and with real ones behind the edge. What a
cluster has for it (metrics, autoscaler, endpoints) is a stand-in of a few lines here."""

import json
import math
import os
import pathlib
import time

import pytest
import test_load
from chart import SERVICES, of_kind, render
from edge import Edge, Stub, xtask
from system import System

pytestmark = test_load.pytestmark
# A cluster looks every 15 s; here time is so much shorter, the window too.
FASTER = 5
PERIOD = 15 / FASTER
# Two cores are for everybody here: the gateway asks for this part of what it asks for in production.
SMALLER = 1 / 20
# As the autoscaler: so near to the target nothing is done.
TOLERANCE = 0.1
# Fewer requests a second would not ask for more.
LOUD = max(test_load.STEADY, 100)
# Seconds in which load must have made more.
SOON = 60


class Numbers:
    """What the production preset says of the gateway."""

    def __init__(self):
        objects = render("production")
        (scaler,) = [it for it in of_kind(objects, "HorizontalPodAutoscaler") if it["metadata"]["name"].endswith("-gateway")]
        (target,) = [it for it in of_kind(objects, "Deployment") if it["metadata"]["name"] == scaler["spec"]["scaleTargetRef"]["name"]]
        spec = scaler["spec"]
        self.least, self.most = spec["minReplicas"], spec["maxReplicas"]
        (metric,) = spec["metrics"]
        self.target = metric["resource"]["target"]["averageUtilization"] / 100
        self.window = spec["behavior"]["scaleDown"]["stabilizationWindowSeconds"] / FASTER
        (container,) = target["spec"]["template"]["spec"]["containers"]
        cpu = container["resources"]["requests"]["cpu"]
        self.request = (float(cpu[:-1]) / 1000 if cpu.endswith("m") else float(cpu)) * SMALLER


class Scaler:
    """The stand-in: looks once a period, and starts or stops processes."""

    def __init__(self, numbers, system, edge, console):
        self.numbers, self.system, self.edge, self.console = numbers, system, edge, console
        self.all = system.of["gateway"]
        # When was looked, how many were wished for then, how many ran after it.
        self.running, self.history = numbers.least, []
        self.used, self.at = {}, time.monotonic()
        for process in self.all[self.running :]:
            process.stop()
        self.measure()

    def measure(self):
        """The CPU time of each that runs, since the last time, as a part of what it asks for; on the average."""
        now, used = time.monotonic(), {}
        for process in self.all[: self.running]:
            fields = pathlib.Path(f"/proc/{process.popen.pid}/stat").read_text().rpartition(")")[2].split()
            used[process.popen.pid] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        # One that has begun since has no rate yet.
        spent = [seconds - self.used[pid] for pid, seconds in used.items() if pid in self.used]
        took, self.used, self.at = now - self.at, used, now
        return sum(spent) / len(spent) / took / self.numbers.request if spent else 0

    def look(self):
        time.sleep(PERIOD)
        it, average = self.numbers, self.measure()
        ratio = average / it.target
        wish = self.running if abs(ratio - 1) <= TOLERANCE else math.ceil(self.running * ratio)
        now = time.monotonic()
        # More at once, fewer only where more was not wished for in the window.
        lately = [past for when, past, _ in self.history if now - when <= it.window]
        wanted = wish if wish > self.running else min(self.running, max([wish, *lately]))
        self.become(max(it.least, min(it.most, wanted)))
        self.history.append((now, wish, self.running))
        print(f"\nscaling   {average:4.0%} of the request, {wish} wished, {self.running} run", end="")

    def become(self, wanted):
        more, fewer = self.all[self.running : wanted], self.all[wanted : self.running]
        for process in more:
            process.start()
        for process in more:
            process.wait_ready()
        if wanted != self.running:
            self.running = wanted
            self.tell()
        for process in fewer:
            process.stop()
        if more or fewer:
            self.measure()

    def tell(self):
        """As endpoints: before one stops, nobody is sent there any more."""
        edge = self.edge
        edge.place["colours"]["blue"] |= test_load.behind(self.system, self.console, self.system.addresses("gateway")[: self.running])
        (edge.folder / "place.json").write_text(json.dumps(edge.place))
        xtask("deploy", "edge", "--place", edge.folder / "place.json", "--into", edge.folder / "files")
        edge.reload_nginx()


@pytest.fixture(scope="module")
def scaler(tmp_path_factory):
    numbers = Numbers()
    folder = tmp_path_factory.mktemp("scaling")
    for above in [folder, *folder.parents][:3]:
        above.chmod(0o755)  # PostgreSQL's own user comes through
    counts = dict.fromkeys(SERVICES, 1) | {"gateway": numbers.most}
    with System(folder, test_load.BINARIES, counts) as system, Stub("console") as console:
        first = test_load.behind(system, console, system.addresses("gateway")[: numbers.least])
        with Edge(tmp_path_factory.mktemp("edge"), {"blue": first}, sites=system.public("sites")) as edge:
            yield Scaler(numbers, system, edge, console)


def test_load_makes_gateways_and_silence_takes_them_away(scaler, tmp_path):
    numbers = scaler.numbers
    (tmp_path / "loud").mkdir()
    (tmp_path / "quiet").mkdir()
    loud = test_load.Load(scaler.edge, tmp_path / "loud", LOUD, 600, 0)
    loud.under_way()
    begun = time.monotonic()
    scaler.measure()
    while time.monotonic() - begun < SOON and scaler.running == numbers.least:
        scaler.look()
    assert scaler.running > numbers.least, "nothing follows the load"
    risen = time.monotonic() - begun
    for _ in range(4):
        scaler.look()
    loud.goes_on()
    total, failed, told = loud.stop().told()
    highest = max(count for _, _, count in scaler.history)
    print(f"\nscaling   from {numbers.least} to {highest} of {numbers.most}, the first after {risen:.0f} s: {told}")
    assert highest <= numbers.most
    assert total > 500 and failed == 0, loud.log.read_text()[-3000:]

    # Not quite silence: whoever is asked while gateways go must answer.
    ended = time.monotonic()
    quiet = test_load.Load(scaler.edge, tmp_path / "quiet", 5, 600, 0)
    while time.monotonic() - ended < 2 * numbers.window + SOON and scaler.running > numbers.least:
        scaler.look()
    assert scaler.running == numbers.least, "nothing follows the silence"
    wished = max(when for when, wish, _ in scaler.history if wish >= highest)
    first = next(when for when, _, count in scaler.history if when > ended and count < highest)
    back = time.monotonic() - ended
    quiet.goes_on()
    total, failed, told = quiet.stop().told()
    print(f"\nscaling   back to {numbers.least} after {back:.0f} s, the first went after {first - ended:.0f} s: {told}")
    assert first - wished >= numbers.window
    assert total > 20 and failed == 0, quiet.log.read_text()[-3000:]
