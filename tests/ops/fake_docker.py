#!/usr/bin/env python3
"""A stand-in for `docker` that knows as much of Swarm as docker/deploy asks. Its state is a JSON file.

`fails` in it names services whose new tasks are never well, by stack and name; Swarm takes such an update back by itself.
"""

import json
import os
import pathlib
import re
import sys

PATH = pathlib.Path(os.environ["FAKE_DOCKER"])
STATE = json.loads(PATH.read_text())


def save():
    PATH.write_text(json.dumps(STATE, indent=1))


def option(arguments, name):
    for index, it in enumerate(arguments):
        if it == name:
            return arguments[index + 1]
        if it.startswith(name + "="):
            return it.split("=", 1)[1]
    return None


def read(file):
    """It is started hundreds of times: only where a file is read is time spent on what reads it."""
    sys.path.insert(0, os.environ["OPS_TESTS"])
    import yaml

    from compose import Missing, interpolate

    try:
        text = interpolate(pathlib.Path(file).read_text(), dict(os.environ))
    except Missing as missing:
        sys.exit(f"invalid interpolation: {missing}")
    return yaml.load(text, Loader=yaml.CSafeLoader)


def deploy(stack, file):
    tree = read(file)
    for kind in ("secrets", "configs"):
        for it in tree.get(kind, {}).values():
            STATE[kind] = sorted({*STATE[kind], it["name"]})
    for name, it in tree["services"].items():
        own = f"{stack}_{name}"
        spec = {
            "image": it["image"],
            "environment": it.get("environment"),
            "secrets": [tree["secrets"][use["source"]]["name"] for use in it.get("secrets", [])],
            "configs": [tree["configs"][use["source"]]["name"] for use in it.get("configs", [])],
        }
        before = STATE["services"].get(own)
        bad = own in STATE["fails"]
        STATE["services"][own] = {
            "stack": stack,
            "spec": spec,
            "previous": before and before["spec"],
            "job": it["deploy"].get("mode") == "replicated-job",
            "global": it["deploy"].get("mode") == "global",
            "well": not bad,
            "state": "completed" if before else "",
        }
        if bad and before:
            STATE["services"][own] |= {"spec": before["spec"], "previous": None, "well": True, "state": "rollback_completed"}
    STATE["deploys"].append(stack)


def described(it):
    names = {"Spec": it["spec"], "PreviousSpec": it["previous"]}
    lines = []
    for spec in names.values():
        for kind, word in (("secrets", "SecretName"), ("configs", "ConfigName")):
            lines += [f'    "{word}": "{name}",' for name in (spec or {}).get(kind, [])]
    return "\n".join(lines)


def main(arguments):
    form = option(arguments, "--format") or ""
    match arguments[:2]:
        case ["info", *_]:
            print(STATE["info"])
        case ["node", "ls"]:
            print("n1")
        case ["node", "inspect"]:
            print(json.dumps({label: "true" for label in STATE["labels"]}, separators=(",", ":")))
        case ["network", "inspect"]:
            sys.exit(0 if arguments[2] in STATE["networks"] else 1)
        case ["network", "create"]:
            STATE["networks"][arguments[-1]] = arguments[2:-1]
        case ["stack", "config"]:
            read(option(arguments, "--compose-file"))
        case ["stack", "deploy"]:
            deploy(arguments[-1], option(arguments, "--compose-file"))
        case ["stack", "rm"]:
            STATE["services"] = {n: it for n, it in STATE["services"].items() if it["stack"] != arguments[-1]}
        case ["service", "ls"]:
            wanted = re.search(r"namespace=(\S+)", " ".join(arguments))
            for name, it in STATE["services"].items():
                if not wanted or it["stack"] == wanted[1]:
                    # Of a service that is on every node Swarm wants no task as long as it fails.
                    tasks = 0 if it["global"] and not it["well"] else 1
                    print(name, f"{int(it['well'])}/{tasks}" if "Replicas" in form else "")
        case ["service", "inspect"]:
            for name in [it for it in arguments[2:] if it in STATE["services"]]:
                it = STATE["services"][name]
                if "UpdateStatus" in form:
                    print("" if "PreviousSpec" in form and not it["previous"] else f"{name} {it['state']}")
                else:
                    print(described(it))
        case ["service", "ps"]:
            bad = arguments[2] in STATE["fails"]
            if "Error" in form:
                print('"task: non-zero exit (1): the schema is newer than this program"' if bad else "")
            else:
                print("\n".join(["Failed 1 second ago"] * 11) if bad else "Complete 1 second ago")
        case ["service", "logs"]:
            print("Error: the database is not there")
        case ["service", "rollback"]:
            it = STATE["services"][arguments[-1]]
            if not it["previous"]:
                sys.exit(f"service {arguments[-1]} does not have a previous spec")
            # By hand it exchanges the two; by itself Swarm forgets the one that failed.
            # What is not well then stops it, and what ran goes on.
            state = "rollback_paused" if arguments[-1] in STATE["fails"] else "rollback_completed"
            it |= {"spec": it["previous"], "previous": it["spec"], "well": True, "state": state}
        case [("secret" | "config") as kind, "ls"]:
            print("\n".join(STATE[kind + "s"]))
        case [("secret" | "config") as kind, "rm"]:
            if any(arguments[2] in it["spec"][kind + "s"] for it in STATE["services"].values()):
                sys.exit("it is in use")
            STATE[kind + "s"].remove(arguments[2])
        case _:
            sys.exit(f"fake docker does not know: {arguments}")
    save()


main(sys.argv[1:])
