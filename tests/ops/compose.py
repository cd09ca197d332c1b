"""Reading the Compose file and the Swarm stack as the tools do that run them."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import yaml

ROOT = pathlib.Path(__file__).parents[2]
DOCKER = ROOT / "docker"
TOPOLOGY = json.loads((ROOT / "helm" / "hostingco" / "files" / "topology.json").read_text())
SERVICES = {service["name"]: service for service in TOPOLOGY["services"]}
STORES = {store["name"]: store for store in TOPOLOGY["stores"]}
TOOLS = pathlib.Path(sys.executable).parent
# What a password of ours is named after, where servers know one user only.
SHARED = {"broker.password", "redis.password"}

_VARIABLE = re.compile(r"\$(?:\$|\{(\w+)(?:(:?[-?])([^}]*))?\})")


class Missing(Exception):
    """A variable without which a file cannot be used, and what the file says of it."""


def interpolate(text, variables):
    """Puts variables in, by the rules of the Compose specification that our files use."""

    def value(found):
        name, operator, rest = found.groups()
        if name is None:
            return "$"
        known = variables.get(name)
        if known is None or (known == "" and operator and operator.startswith(":")):
            if operator and "?" in operator:
                raise Missing(f"{name}: {rest}")
            known = rest or ""
        return known

    return _VARIABLE.sub(value, text)


def choices(path=DOCKER / ".env.example"):
    """The variables of a file such as .env."""
    lines = (line for line in path.read_text().splitlines() if line and not line.startswith("#"))
    return dict(line.split("=", 1) for line in lines)


def load(name, variables=None):
    """A file with variables put in, as a tree."""
    text = interpolate((DOCKER / name).read_text(), choices() if variables is None else variables)
    return yaml.safe_load(text)


def run(*command, **options):
    """Runs a program; answers status and all that it says."""
    it = subprocess.run([*map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    return it.returncode, it.stdout


def make_secrets(folder, environment=None):
    """What docker/secrets makes, in a folder of its own."""
    own = {**os.environ, **(environment or {}), "HOSTINGCO_SECRETS": str(folder)}
    return run(DOCKER / "secrets", env=own)


def environment(service):
    """The environment of a service as a flat mapping of texts."""
    found = service.get("environment") or {}
    if isinstance(found, list):
        found = dict(entry.split("=", 1) for entry in found)
    return {name: str(value) for name, value in found.items()}


def targets(service):
    """The secrets of a service: where each is mounted, and which file it is."""
    mounted = {}
    for entry in service.get("secrets", []):
        entry = {"source": entry, "target": entry} if isinstance(entry, str) else entry
        mounted[str(pathlib.PurePosixPath("/run/secrets") / entry["target"])] = entry["source"]
    return mounted


def file_of(binary, setting):
    """The file in docker/.secrets with a setting of a binary."""
    return setting if setting in SHARED else f"{binary}.{setting}"


def engine():
    """A docker that has a daemon, else None."""
    docker = shutil.which("docker")
    if docker and subprocess.run([docker, "info"], capture_output=True).returncode == 0:
        return docker
    return None
