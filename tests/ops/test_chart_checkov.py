"""checkov finds nothing but what we do on purpose. It takes about ten seconds."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from chart import text

EXCEPTIONS = {
    "CKV_K8S_11": "no CPU limit: it would throttle what has room; CPU is shared by requests",
    "CKV_K8S_21": "objects name no namespace: the release's is given to helm",
}
# Where images have no digest; production must have them.
ONLY_OUTSIDE_PRODUCTION = {
    "CKV_K8S_8": "a pod of helm test ends by itself",
    "CKV_K8S_9": "a pod of helm test ends by itself",
    "CKV_K8S_15": "no pull at each start: tags of releases do not move, and a pod starts while the registry is away",
    "CKV_K8S_40": "999 is the user of the official images of bundled stores",
    "CKV_K8S_43": "the digests of a trial are its own business",
}
ON_PURPOSE = {
    "everything-on": EXCEPTIONS | ONLY_OUTSIDE_PRODUCTION,
    "production": EXCEPTIONS | {check: ONLY_OUTSIDE_PRODUCTION[check] for check in ("CKV_K8S_8", "CKV_K8S_9")},
}
# Those that hold for a few objects only.
NARROW = {"CKV_K8S_8": "Pod.", "CKV_K8S_9": "Pod.", "CKV_K8S_40": "StatefulSet."}


@pytest.fixture(scope="module")
def findings(tmp_path_factory):
    """The failed checks of each case, as (check, resource)."""
    checkov = Path(sys.executable).with_name("checkov")
    if not checkov.exists():
        pytest.skip("checkov is not installed: see tests/ops/requirements.txt")
    folder = tmp_path_factory.mktemp("checkov")
    for case in ON_PURPOSE:
        (folder / f"{case}.yaml").write_text(text(case))
    # checkov is a script whose first line may name another folder.
    command = [sys.executable, checkov, "--directory", folder, "--framework", "kubernetes", "--skip-download", "--quiet", "--output", "json"]
    report = json.loads(subprocess.run(command, capture_output=True, text=True).stdout)
    found = {case: set() for case in ON_PURPOSE}
    assert report["summary"]["passed"] > 1000, "nothing was looked at"
    for check in report["results"]["failed_checks"]:
        found[Path(check["file_path"]).stem].add((check["check_id"], check["resource"]))
    return found


@pytest.mark.parametrize("case", ON_PURPOSE)
def test_only_what_is_on_purpose(findings, case):
    left = {(check, resource) for check, resource in findings[case] if check not in ON_PURPOSE[case]}
    assert not left
    for check, resource in findings[case]:
        assert resource.startswith(NARROW.get(check, "")), f"{check} at {resource}: {ON_PURPOSE[case][check]}"


@pytest.mark.parametrize("case", ON_PURPOSE)
def test_every_exception_is_needed(findings, case):
    assert set(ON_PURPOSE[case]) == {check for check, _ in findings[case]}
