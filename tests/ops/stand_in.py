"""A copy of the folder docker beside a docker that is none: `fake_compose.py` and `fake_docker.py` remember what they are told."""

import json
import os
import pathlib
import shutil
import sys

from compose import DOCKER, run

HERE = pathlib.Path(__file__).parent


class StandIn:
    """The programs of the folder, run against the stand-in, and its memory."""

    def __init__(self, folder, fake, *options):
        self.docker = folder / "docker"
        shutil.copytree(DOCKER, self.docker, ignore=shutil.ignore_patterns(".secrets", ".env"))
        shutil.copy(DOCKER / ".env.example", self.docker / ".env")
        binaries = folder / "bin"
        binaries.mkdir()
        command = binaries / "docker"
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" {" ".join(["-I", *options])} "{HERE / fake}" "$@"\n')
        command.chmod(0o755)
        self.file = folder / "state.json"
        self.path = f"{binaries}:{os.environ['PATH']}"

    def change(self, **values):
        state = json.loads(self.file.read_text()) if self.file.exists() else {}
        self.file.write_text(json.dumps(state | values))

    @property
    def state(self):
        return json.loads(self.file.read_text())

    def environment(self, **own):
        return {**os.environ, "PATH": self.path, "FAKE_DOCKER": str(self.file), "OPS_TESTS": str(HERE), **own}

    def run(self, program, *arguments, **options):
        """Runs a program of the folder; answers status and all that it says."""
        return run(self.docker / program, *arguments, **options)
