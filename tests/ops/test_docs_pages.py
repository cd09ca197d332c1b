"""What the pages lead to is there: files, headings; and their commands can be read by a shell."""

import re
import subprocess

import pytest

from compose import ROOT

FOLDERS = ("docs", "docker", "terraform", "ansible", "helm", "k8s", "tests/ops", "examples")
OF_FOLDERS = {path for folder in FOLDERS for path in (ROOT / folder).rglob("*.md") if "node_modules" not in path.parts}
PAGES = sorted({ROOT / "README.md", ROOT / "ARCHITECTURE.md"} | OF_FOLDERS)
each = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def prose(page):
    """Without blocks of code, in which brackets mean other things."""
    return re.sub(r"^ *```.*?^ *```$", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)


def anchors(page):
    """The names that headings get on GitHub."""
    headings = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@each
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if re.match(r"https?://", target):
            continue
        file, _, anchor = target.partition("#")
        there = (page.parent / file).resolve() if file else page
        assert there.exists(), f"{target}: no such file"
        assert not anchor or anchor in anchors(there), f"{target}: no such heading"


@each
def test_files_of_the_repository_that_are_named_are_there(page):
    for name in re.findall(r"`((?:docs|docker|terraform|ansible|helm|k8s|tests|crates|services|xtask|seeds|migrations)/[\w./-]+)`", prose(page)):
        assert (ROOT / name).exists(), name


@each
def test_commands_can_be_read(page):
    for block in re.findall(r"^( *)```sh\n(.*?)^\1```$", page.read_text(), re.MULTILINE | re.DOTALL):
        done = subprocess.run(["bash", "-n"], input=block[1], capture_output=True, text=True)
        assert done.returncode == 0, f"{done.stderr}\n{block[1]}"
