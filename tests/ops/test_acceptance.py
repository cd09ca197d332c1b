"""The table of the README names tests that are there, for every item that any machine must show."""

import re
from pathlib import Path

HERE = Path(__file__).parent
README = (HERE / "README.md").read_text()
ROOT = HERE.parents[1]
ON_ANY_MACHINE = {*range(1, 16), 26, 31, 37, *range(54, 58)}


def test_every_item_of_any_machine_is_shown_by_a_test():
    table = README.split("**On any machine**")[1].split("**With")[0]
    shown = {int(number): tests for number, tests in re.findall(r"^\| (\d+) \| .* \| (.*) \|$", table, re.MULTILINE)}
    assert set(shown) == ON_ANY_MACHINE
    assert all("`test_" in tests for tests in shown.values())


def test_every_item_is_in_a_table_or_said_not_to_be_shown():
    tables, missing = README.split("Not shown anywhere: ")
    shown = set()
    for first in re.findall(r"^\| ([\d–, ]*\d) \| ", tables, re.MULTILINE):
        for part in first.split(", "):
            begin, _, end = part.partition("–")
            shown |= set(range(int(begin), int(end or begin) + 1))
    not_shown = {int(number) for number in re.findall(r"(?:^|\. )(\d+),", missing)}
    assert not shown & not_shown
    assert shown | not_shown == set(range(1, 59))


def test_every_test_that_is_named_is_there():
    named = re.findall(r"`(tests/load/)?(test_\w+\.py)(?:::(test_\w+))?`", README)
    assert len(named) > 40
    for load, file, test in named:
        path = (ROOT / load if load else HERE) / file
        assert path.is_file(), path
        assert not test or f"\ndef {test}(" in path.read_text(), f"{path}: no {test}"


def test_every_item_of_a_cluster_is_shown_by_a_step_that_is_there():
    table = README.split("**With a cluster**")[1]
    shown = {int(number): tests for number, tests in re.findall(r"^\| (\d+) \| .* \| (.*) \|$", table, re.MULTILINE)}
    assert set(shown) == {*range(16, 26)}
    script = (ROOT / "k8s/kind-test").read_text()
    for number, tests in shown.items():
        (step,) = re.findall(r'"([^"]+)"', tests)
        assert f'\nstep "{step}' in script, f"{number}: {step}"


def test_every_test_in_rust_that_is_named_is_there():
    named = re.findall(r"`([\w/-]+\.rs)::(\w+)`", README)
    assert len(named) >= 4
    for file, test in named:
        assert f"\nasync fn {test}()" in (ROOT / file).read_text(), f"{file}: no {test}"


def test_every_file_that_is_no_test_is_described():
    files = {path.name for path in HERE.glob("*.py") if not path.name.startswith("test_")}
    assert files <= set(re.findall(r"`(\w+\.py)`", README))
