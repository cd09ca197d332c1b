"""A container engine that tests run HostingCo on, and requests that go on meanwhile."""

import contextlib
import fcntl
import pathlib
import re
import subprocess
import tempfile
import uuid

import pytest

from compose import ROOT, choices, engine, load, run
from servers import until

ALL = load("compose.yaml")["services"]
REGISTRY, VERSION = choices()["REGISTRY"], choices()["VERSION"]
# Another version of the same programs, one whose gateway does not start, and one whose gateway runs and says nothing.
NEXT, BROKEN, SILENT = f"{VERSION}-next", f"{VERSION}-broken", f"{VERSION}-silent"
# What needs no login: of the gateway, of auth, and of the console.
PAGES = {"API_URL": "/schema.graphql", "AUTH_URL": "/.well-known/openid-configuration", "CONSOLE_URL": "/log-in"}
# Two at a time, and less than the edge lets one address ask: 20 times a second of auth. The question goes on to billing.
LOOP = r"""
own=(-sS --max-time 20 --cacert /edge.pem)
for url in "$@"; do
    host=${url#*://}
    own+=(--resolve "${host%%/*}:127.0.0.1")
done

question() {
    local said
    said=$(curl "${own[@]}" --header 'content-type: application/json' --header 'GraphQL-Require-Preflight: 1' \
        --data '{"query":"{ plans { nodes { slug } } }"}' --write-out ' HTTP %{http_code}' "${1%/schema.graphql}/graphql" 2>&1)
    if [[ $said == *'"data"'*' HTTP 200' && $said != *'"errors"'* ]]; then
        echo "HTTP 200 plans"
    else
        echo "plans: $said"
    fi
}

ask() {
    while true; do
        for url in "$@"; do
            curl "${own[@]}" --output /dev/null --write-out 'HTTP %{http_code} %{url}\n' "$url" 2>&1
        done
        question "$1"
        sleep 0.2
    done
}

ask "$@" &
ask "$@" &
wait
"""


@contextlib.contextmanager
def alone():
    """Two installations at once on one machine would be slow, and fail for it."""
    (ROOT / "target/ops").mkdir(parents=True, exist_ok=True)
    with open(ROOT / "target/ops/engine.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def images(profiles):
    """What the Compose file runs with these profiles, and so does the stack without any."""
    return {it["image"] for it in ALL.values() if set(it.get("profiles", profiles)) == set(profiles)}


def here(docker, image):
    """The name that an image has in this engine: what only stands in for one of a registry has its tag, and no digest."""
    return image if run(docker, "image", "inspect", image)[0] == 0 else image.split("@")[0]


def name_what_is_here(docker, folder):
    """Takes the digests out of the files of a copied folder where this engine has no such image."""
    for path in (folder / "compose.yaml", *folder.glob("stack*.yaml")):
        pinned = re.compile(r"(?<=image: )\S+@sha256:[0-9a-f]{64}$", re.MULTILINE)
        path.write_text(pinned.sub(lambda found: here(docker, found[0]), path.read_text()))


def engine_with(wanted):
    """A docker that has a daemon and these images; else it is said what is missing."""
    docker = engine()
    if not docker:
        pytest.skip("no container engine found: no Docker daemon answers (DOCKER_HOST)")
    missing = sorted(image for image in wanted if run(docker, "image", "inspect", here(docker, image))[0] != 0)
    if missing:
        pytest.skip(f"images are not here: {', '.join(missing)}")
    return docker


def make_silent(docker, image, tag):
    """An image that runs, whatever it is told, until it is stopped, and answers nobody."""
    status, said = run(docker, "create", image)
    assert status == 0, said
    container = said.split()[-1]
    entrypoint = 'ENTRYPOINT ["bash", "-c", "trap exit TERM; sleep infinity & wait"]'
    status, said = run(docker, "commit", "--change", entrypoint, container, tag)
    run(docker, "rm", container)
    assert status == 0, said


@contextlib.contextmanager
def versions(docker, registry=REGISTRY):
    """The images of our services as four versions in a registry: as they are, NEXT, BROKEN and SILENT."""
    made = []
    for image in images([]):
        if image.startswith(f"{REGISTRY}/"):
            name = image.removeprefix(f"{REGISTRY}/").split(":")[0]
            # It has no program that the gateway is told to run.
            other = here(docker, ALL["nginx"]["image"]) if name == "gateway" else image
            for source, version in ((image, VERSION), (image, NEXT), (other, BROKEN), (image, SILENT)):
                tag = f"{registry}/{name}:{version}"
                if tag == image:
                    continue
                if name == "gateway" and version == SILENT:
                    make_silent(docker, source, tag)
                else:
                    status, said = run(docker, "tag", source, tag)
                    assert status == 0, said
                made.append(tag)
    try:
        yield
    finally:
        run(docker, "image", "rm", "--force", *made)


class Edge:
    """Where the edge of an installation answers, asked as by a browser of the engine's machine: a daemon may have a network of its own."""

    def __init__(self, docker, folder, addresses):
        self.docker, self.addresses = docker, addresses
        self.authority = folder / ".secrets/edge.pem"

    def beside(self, entrypoint, *options):
        own = [self.docker, "run", "--rm", "--network", "host", "--volume", f"{self.authority}:/edge.pem:ro", *options]
        return [*own, "--entrypoint", entrypoint, here(self.docker, ALL["nginx"]["image"])]

    def http(self, url, *options):
        host = url.split("/")[2]
        asked = ["-sS", "--max-time", "20", "--cacert", "/edge.pem", "--resolve", f"{host}:127.0.0.1", *options, url]
        it = subprocess.run([*self.beside("curl"), *asked], capture_output=True, text=True, timeout=60)
        assert it.returncode == 0, it.stderr
        return it.stdout

    def urls(self):
        return [self.addresses[name] + path for name, path in PAGES.items()]

    @contextlib.contextmanager
    def asked(self):
        """Asks again and again until the end, where all must have been answered with 200."""
        name = f"hostingco-requests-{uuid.uuid4().hex[:8]}"
        with tempfile.NamedTemporaryFile() as said:
            asking = subprocess.Popen(
                [*self.beside("bash", "--name", name), "-c", LOOP, "requests", *self.urls()], stdout=said, stderr=said
            )

            def lines():
                text = pathlib.Path(said.name).read_text()
                return text[: text.rfind("\n") + 1].splitlines()

            try:
                until(lambda: len(lines()) > 50, "there are requests", lambda: "\n".join(lines()))
                yield
                enough = len(lines()) + 50
                until(lambda: len(lines()) > enough, "the requests go on", lambda: "\n".join(lines()[-20:]))
            finally:
                run(self.docker, "rm", "--force", name)
                asking.wait(30)
            bad = [line for line in lines() if not line.startswith("HTTP 200 ")]
            print(f"requests: {len(lines())} answered, {len(bad)} of them not with HTTP 200")
            assert not bad, "\n".join(bad[:20])
