"""Programs that no registry of packages for Python or Node.js has: the machine's own, else unpacked from Debian's package."""

import functools
import os
import pathlib
import shutil
import subprocess
import tempfile

import pytest

from compose import ROOT, run

FOLDER = ROOT / "target/ops/debian"


@functools.cache
def needed(name, package):
    """The program; a test that cannot have it is skipped."""
    if found := shutil.which(name):
        return found
    program = FOLDER / package / "usr/bin" / name
    if not program.exists():
        unpack(package)
    return program


def unpack(package):
    """Only unpacked, never installed: its service must not start. The place has the whole package or nothing."""
    if not shutil.which("apt-get"):
        pytest.skip(f"the package {package} is not on this machine, and apt-get is not here")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER) as here:
        command = ["apt-get", "download", "--quiet", "-o=Acquire::Retries=1", "-o=Acquire::http::Timeout=10", package]
        status, said = run(*command, cwd=here)
        if status != 0:
            pytest.skip(f"the package {package} is not on this machine: apt-get install {package} ({said.strip().splitlines()[-1]})")
        (archive,) = pathlib.Path(here).glob("*.deb")
        subprocess.run(["dpkg-deb", "--extract", archive, f"{here}/whole"], check=True)
        try:
            os.rename(f"{here}/whole", FOLDER / package)
        except OSError:
            # Another worker was faster.
            assert (FOLDER / package).is_dir()
