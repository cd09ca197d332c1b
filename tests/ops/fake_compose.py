#!/usr/bin/env python3
"""A stand-in for `docker` that knows as much of one machine with Compose as docker/upgrade asks. Its state is a JSON file.

`bad` in it names images that are never well, as `name:version`; `unreachable` those that no registry has; `failing` what runs
once and fails; `killed_at` a part of a command at which the caller is killed, as by a machine that loses power. A container is
well when it is asked about for the second time. `gaps` gets each moment at which a service has fewer healthy containers than
the file wants.
"""

import json
import os
import pathlib
import re
import signal
import sys

PATH = pathlib.Path(os.environ["FAKE_DOCKER"])
STATE = json.loads(PATH.read_text())
ALL = STATE["containers"]


def options(arguments, name):
    return [arguments[index + 1] for index, it in enumerate(arguments) if it == name]


def short(image):
    return image.rsplit("/", 1)[-1]


def file():
    """compose.yaml with the choices of .env; only where it is asked for is time spent on what reads it."""
    import site

    site.main()
    sys.path.insert(0, os.environ["OPS_TESTS"])
    import yaml

    from compose import Missing, choices, interpolate

    try:
        text = interpolate(pathlib.Path("compose.yaml").read_text(), choices(pathlib.Path(".env")) | dict(os.environ))
    except Missing as missing:
        sys.exit(f"error while interpolating: {missing}")
    tree = yaml.load(text, Loader=yaml.CSafeLoader)
    return {key: it for key, it in tree.items() if not key.startswith("x-")}


def image_of(service):
    """Without all of the file: of our services nothing else changes from one version to another."""
    text = pathlib.Path("compose.yaml").read_text()
    binary = re.search(rf"^  {service}:\n(?:    .*\n)*?    image: \$\{{REGISTRY:-(.*?)\}}/(\w+):", text, re.MULTILINE)
    version = re.search(r"^VERSION=(.*)$", pathlib.Path(".env").read_text(), re.MULTILINE)
    return f"{binary[1]}/{binary[2]}:{version[1]}"


def healthy(it):
    return it["running"] and it["asked"] >= 2 and short(it["image"]) not in STATE["bad"]


def watch():
    for service, count in STATE["wanted"].items():
        if sum(healthy(it) for it in ALL.values() if it["service"] == service) < count:
            STATE["gaps"].append([service, sys.argv[1:]])


def create(service, image):
    STATE["next"] += 1
    ALL[f"c{STATE['next']}"] = {"service": service, "image": image, "running": True, "asked": 0, "hash": "-"}


def up(arguments):
    service = arguments[-1]
    assert {"--detach", "--no-deps", "--no-recreate", "never"} <= set(arguments), "it would touch others"
    of, _, count = options(arguments, "--scale")[0].partition("=")
    assert of == service
    there = [it for it in ALL.values() if it["service"] == service]
    assert int(count) >= len(there), "Compose would remove some, and not say which"
    image = image_of(service)
    if short(image) in STATE["refused"]:
        sys.exit(f"Error response from daemon: no space left for {service}")
    for _ in range(int(count) - len(there)):
        create(service, image)
    # It starts what is stopped.
    for it in there:
        it["running"] = True


def shown(it, form):
    if "config-hash" in form:
        return it["hash"]
    return form.replace("{{.Image}}", it["image"]).replace("{{.State}}", "running" if it["running"] else "exited")


def compose(arguments):
    match arguments:
        case ["version"]:
            pass
        case ["config", "--quiet"]:
            file()
        case ["config", "--hash", "*"]:
            for name in file()["services"]:
                print(name, "of-the-file")
        case ["config"]:
            tree = file()
            import yaml

            print(yaml.dump(tree, Dumper=yaml.CSafeDumper))
        case ["up", *_]:
            up(arguments)
        case ["run", "--rm", "--no-deps", "-T", job]:
            if job in STATE["failing"]:
                sys.exit(f"Error: {job} finds the schema newer than this program")
        case ["exec", "-T", "haproxy", *_]:
            assert "/dev/tcp/127.0.0.1/8405" in arguments[-1]
            # HAProxy has seen the newest once it was asked before.
            known = sum(it["running"] and it["asked"] >= 2 for it in ALL.values() if it["service"] == "sites")
            print(f'haproxy_backend_active_servers{{proxy="sites"}} {known - (STATE["looked"] % 2 == 0)}')
            STATE["looked"] += 1
        case _:
            sys.exit(f"fake docker does not know: compose {arguments}")


def main(arguments):
    form = (options(arguments, "--format") or [""])[0]
    if STATE["down"]:
        sys.exit("Cannot connect to the Docker daemon at unix:///var/run/docker.sock")
    STATE["done"].append(" ".join(arguments))
    match arguments:
        case ["info", *_]:
            print("28.2.2")
        case ["compose", *rest]:
            compose(rest)
        case ["image", "inspect", image]:
            sys.exit(0 if image in STATE["images"] else 1)
        case ["pull", "--quiet", image]:
            if short(image) in STATE["unreachable"]:
                print(f"manifest for {image} not found", file=sys.stderr)
                sys.exit(1)
            STATE["images"].append(image)
        case ["ps", *_]:
            filters = options(arguments, "--filter")
            service = next(it.split("=")[2] for it in filters if "service=" in it)
            assert "label=com.docker.compose.project=hostingco" in filters
            for name, it in ALL.items():
                if it["service"] != service or ("health=healthy" in filters and not healthy(it)):
                    continue
                if it["running"] or ("--all" in arguments and "status=running" not in filters):
                    print(shown(it, form).replace("{{.ID}}", name))
        case ["inspect", *_]:
            for name in [it for it in arguments if it in ALL]:
                it = ALL[name]
                it["asked"] += 1
                bad = short(it["image"]) in STATE["bad"]
                health = "healthy" if healthy(it) else "unhealthy" if bad and it["asked"] > 2 else "starting"
                print(f"running, {health}" if "RestartCount" not in form else f"0 running {health}")
        case ["stop", *ids]:
            for it in ids:
                ALL[it]["running"] = False
        case ["start", *ids]:
            for it in ids:
                ALL[it] |= {"running": True, "asked": 0}
        case ["rm", "--force", *ids]:
            for it in ids:
                del ALL[it]
        case ["logs", "--tail", "20", _]:
            print("Error: the setting X is not known", file=sys.stderr)
        case _:
            sys.exit(f"fake docker does not know: {arguments}")
    watch()
    killed_at = STATE["killed_at"]
    if killed_at and re.search(killed_at, " ".join(arguments)):
        STATE["killed_at"] = None
        PATH.write_text(json.dumps(STATE))
        os.killpg(0, signal.SIGKILL)
    PATH.write_text(json.dumps(STATE))


main(sys.argv[1:])
