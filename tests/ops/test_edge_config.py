"""HAProxy and nginx read every rendered file, and see when one is wrong."""

import hashlib
import json
import os
import re
import subprocess

import pytest

from edge import HAPROXY, HOSTS, NGINX, ROOT, certificate, need_haproxy, need_nginx, place, xtask

ENVIRONMENT = {
    "CONSOLE_URL": f"https://{HOSTS['console']}",
    "API_URL": f"https://{HOSTS['api']}",
    "AUTH_URL": f"https://{HOSTS['auth']}",
    "NOTIFICATIONS_URL": f"https://{HOSTS['mail']}",
    "SITES_DOMAIN": "sites.edge.test",
}
ADDRESSES = {part: ["127.0.0.1:1", "127.0.0.1:2"] for part in ("gateway", "console", "auth", "notifications")}
PLACES = {
    "one-colour": ({"blue": ADDRESSES}, {}),
    "two-colours": ({"blue": ADDRESSES, "green": ADDRESSES}, {}),
    "all-choices": (
        {"blue": ADDRESSES, "green": ADDRESSES | {"ready": ["http://127.0.0.1:3/readyz"]}},
        {"user": "daemon", "deployers": "root", "acme": "127.0.0.1:4", "sites": ["127.0.0.1:5", "127.0.0.1:6"]},
    ),
}


def rendered(folder, name):
    """The folder with the files of one variant."""
    into = folder / "files"
    if name != "containers":
        backends, changes = PLACES[name]
        place(folder, backends, **changes)
        xtask("deploy", "edge", "--place", folder / "place.json", "--into", into)
        (folder / "state/colour.map").write_text("live blue\n")
        return into
    certificate(folder / "certificates")
    (folder / "run").mkdir()
    into.mkdir()
    haproxy = (ROOT / "docker/haproxy/haproxy.cfg").read_text()
    haproxy = haproxy.replace("/run/certificates", f"{folder}/certificates").replace(
        "/var/lib/haproxy", f"{folder}/run"
    )
    (into / "haproxy.cfg").write_text(haproxy)
    nginx = (ROOT / "docker/nginx/nginx.conf").read_text().replace("/tmp", str(folder))
    if not resolves():
        # Without `resolve` (before 1.27.3) the names would have to be known here.
        nginx = re.sub(r"server \w+:(\d+) resolve", r"server 127.0.0.1:\1", nginx)
    (into / "nginx.conf").write_text(nginx)
    return into


def resolves():
    said = subprocess.run([NGINX, "-v"], capture_output=True, text=True).stderr
    return tuple(map(int, re.search(r"(\d+)\.(\d+)\.(\d+)", said).groups())) >= (1, 27, 3)


def haproxy(file):
    return subprocess.run([HAPROXY, "-c", "-f", file], capture_output=True, text=True, env=os.environ | ENVIRONMENT)


def nginx(file):
    return subprocess.run([NGINX, "-t", "-e", "stderr", "-c", file], capture_output=True, text=True)


@need_haproxy
@need_nginx
@pytest.mark.parametrize("name", ["containers", *PLACES])
def test_every_rendered_file_is_read_without_a_warning(tmp_path, name):
    files = rendered(tmp_path, name)
    found = sorted(file.name for file in files.iterdir())
    assert "haproxy.cfg" in found
    done = haproxy(files / "haproxy.cfg")
    assert done.returncode == 0 and "WARNING" not in done.stderr, done.stderr
    # A handshake would tell what this machine's OpenSSL refuses by itself.
    assert "ssl-min-ver TLSv1.2" in (files / "haproxy.cfg").read_text()
    confs = [file for file in files.iterdir() if file.suffix == ".conf"]
    assert len(confs) == (len(PLACES[name][0]) if name in PLACES else 1), found
    for conf in confs:
        done = nginx(conf)
        assert done.returncode == 0 and "[warn]" not in done.stderr, done.stderr


def test_the_example_of_the_manual_is_rendered(tmp_path):
    manual = (ROOT / "docs/deploy/edge.md").read_text()
    (tmp_path / "place.json").write_text(manual.split("```json\n")[1].split("```")[0])
    done = xtask("deploy", "edge", "--place", tmp_path / "place.json", "--into", tmp_path / "files")
    assert "echo 'live blue' > /etc/haproxy/state/colour.map" in done.stdout
    assert sorted(file.name for file in (tmp_path / "files").iterdir()) == [
        "edge.json",
        "haproxy.cfg",
        "nginx-blue-1.conf",
        "nginx-green-1.conf",
    ]


def test_the_edges_own_question_has_its_hash():
    """The gateway refuses to start with a document that is not what its hash says."""
    (found,) = json.loads((ROOT / "docker/edge/documents.json").read_text()).items()
    assert found[0] == f"sha256:{hashlib.sha256(found[1].encode()).hexdigest()}"
    command = (ROOT / "docker/edge/hostingco-edge").read_text()
    assert all(f'"{part}"' in command for part in found)


@need_haproxy
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("timeout client 60s", "timeout clent 60s"),
        ("default_backend nowhere", "default_backend nowehre"),
        ("map({folder}/state/colour.map)", "map({folder}/state/no.map)"),
        ('crt "{folder}/certificates"', 'crt "{folder}/no-certificates"'),
    ],
)
def test_an_error_in_haproxys_file_is_seen(tmp_path, right, wrong):
    file = rendered(tmp_path, "two-colours") / "haproxy.cfg"
    text, right, wrong = file.read_text(), right.format(folder=tmp_path), wrong.format(folder=tmp_path)
    assert right in text
    file.write_text(text.replace(right, wrong))
    done = haproxy(file)
    assert done.returncode != 0 and "ALERT" in done.stderr


@need_nginx
@pytest.mark.parametrize(
    ("right", "wrong"),
    [("least_conn;", "least_con;"), ("zone=api burst", "zone=apis burst"), ("gzip on;", "gzip on")],
)
def test_an_error_in_nginxs_file_is_seen(tmp_path, right, wrong):
    file = rendered(tmp_path, "two-colours") / "nginx-blue-1.conf"
    assert right in file.read_text()
    file.write_text(file.read_text().replace(right, wrong))
    done = nginx(file)
    assert done.returncode != 0 and "[emerg]" in done.stderr


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"htps": "*:443"}, "unknown field `htps`"),
        ({"trusted": None}, "invalid type: null"),
        ({"colours": {}}, "there is no colour"),
        ({"colours": {"blue": ADDRESSES | {"nginx": []}}}, "colours.blue.nginx is empty"),
    ],
)
def test_a_wrong_file_of_addresses_is_named(tmp_path, change, said):
    place(tmp_path, {"blue": ADDRESSES}, **change)
    with pytest.raises(subprocess.CalledProcessError) as error:
        xtask("deploy", "edge", "--place", tmp_path / "place.json", "--into", tmp_path / "files")
    assert said in error.value.stderr and "place.json" in error.value.stderr
    assert not (tmp_path / "files").exists()
