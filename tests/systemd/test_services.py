"""Services and quadlets that run a container: its ports are the host's, its settings its own."""

from pathlib import Path

import pytest

from lbconflint.analysis.words import bind
from lbconflint.dialects import Claim, Plan
from lbconflint.dialects.systemd.reader import read
from lbconflint.dialects.systemd.sniff import claims
from lbconflint.files import Files
from lbconflint.knowledge.versions import target_of
from lbconflint.unit import Unit
from tests.conftest import Lint, write_tree

NGINX = "events {}\nhttp { server { listen 80; } }\n"
RUN = "ExecStart=/usr/bin/docker run"
UNIT = "etc/systemd/system/lb.service"
QUADLET = "[Container]\nImage=docker.io/nginx\n"


def unit_of(root: Path, text: str, path: str = "lb.service") -> Unit:
    write_tree(root, {path: text})
    (unit,) = read(Files(str(root)), [path], target_of("kernel"), Plan()).units
    return unit


def opened(unit: Unit) -> list[str]:
    return [bind(one) for listener in unit.listeners for one in listener.binds]


@pytest.mark.parametrize(
    ("text", "ports"),
    [
        (f"{RUN} --name a -p 80:8080 --rm -p 127.0.0.1:81:81 -p 53:53/udp nginx",
         ["0.0.0.0:80/tcp", "127.0.0.1:81/tcp", "0.0.0.0:53/udp"]),
        (f"{RUN} -d --publish=80:80 \\\n  --publish 90-91:90-91 \\\n  nginx",
         ["0.0.0.0:80/tcp", "0.0.0.0:90-91/tcp"]),
        ("ExecStart=-/usr/bin/podman run -p '80:80' nginx", ["0.0.0.0:80/tcp"]),
        ("ExecStartPre=docker create -p80:80 --name a nginx\nExecStart=docker start -a a", ["0.0.0.0:80/tcp"]),
        # A variable, a specifier, a port that Docker picks, words of the container, the network of the host.
        (f"{RUN} -p $PORT:80 -p ${{PORT}}:81 -p %i:82 -p 83 nginx", []),
        (f"{RUN} nginx -p 80:80", []),
        (f"{RUN} $OPTIONS -p 80:80 nginx", []),
        (f"{RUN} --net=host -p 80:80 nginx", []),
        (f"{RUN} --network container:a -p 80:80 nginx", []),
        (f"{RUN} -v /etc/nginx:/etc/nginx:ro -p 80:80 nginx", []),
        (f"{RUN} --mount type=bind,source=/etc/haproxy,target=/a -p 80:80 haproxy", []),
        ("ExecStop=/usr/bin/docker run -p 80:80 nginx", []),
        ("ExecStart=/usr/bin/docker exec a run -p 80:80", []),
        (f"{RUN} -p 80:80 \\\n  {{{{ image }}}}", ["0.0.0.0:80/tcp"]),
        (f"{RUN} -p <%= @port %>:5000 -p 81:81 a", ["0.0.0.0:81/tcp"]),
    ],
)  # fmt: skip
def test_ports_of_services(tmp_path: Path, text: str, ports: list[str]) -> None:
    assert opened(unit_of(tmp_path, f"[Unit]\nDescription=a\n[Service]\n{text}\n")) == ports


@pytest.mark.parametrize(
    ("text", "ports"),
    [
        ("PublishPort=80:8080\nPublishPort=[::1]:81:81", ["0.0.0.0:80/tcp", "[::1]:81/tcp"]),
        ("PublishPort=80:80\nNetwork=host", []),
        ("PublishPort=80:80\nNetwork=lb.network", ["0.0.0.0:80/tcp"]),
        ("PublishPort=%i:80\nPublishPort=81", []),
        ("PublishPort=80:80\nVolume=/etc/nginx/nginx.conf:/etc/nginx/nginx.conf:ro", []),
    ],
)
def test_ports_of_quadlets(tmp_path: Path, text: str, ports: list[str]) -> None:
    assert opened(unit_of(tmp_path, f"{QUADLET}{text}\n", "lb.container")) == ports


def test_settings(tmp_path: Path) -> None:
    text = (
        f"[Service]\n{RUN} --sysctl net.core.somaxconn=9 nginx\n"
        "ExecStart=/bin/sh -c 'echo 2 > /proc/sys/net/ipv4/tcp_syncookies'\n"
    )
    unit = unit_of(tmp_path, text)
    assert [(one.key, one.value.value, one.owner is not None) for one in unit.kernel_settings] == [
        ("net.core.somaxconn", "9", True),
        ("net.ipv4.tcp_syncookies", "2", False),
    ]
    text = f"{QUADLET}Sysctl=net.core.somaxconn=9 net.ipv4.tcp_syncookies=2\n"
    unit = unit_of(tmp_path, text, "a.container")
    assert [(one.key, one.value.value, one.value.span.text) for one in unit.kernel_settings] == [
        ("net.core.somaxconn", "9", "9"),
        ("net.ipv4.tcp_syncookies", "2", "2"),
    ]


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({UNIT: f"[Service]\n{RUN} -p 80:80 a\n"}, ["Docker container 'lb' cannot bind 0.0.0.0:80/tcp"]),
        ({UNIT: f"[Service]\n{RUN} -p 81:80 a\n"}, []),
        ({UNIT: f"[Service]\n{RUN} -v /etc/nginx:/etc/nginx -p 80:80 nginx\n"}, []),
        ({"lb.service": f"[Service]\n{RUN} -p 80:80 a\n"}, []),
        ({"etc/containers/systemd/b.container": f"{QUADLET}PublishPort=80:80\n"},
         ["nginx http server cannot bind 0.0.0.0:80/tcp"]),
    ],
)  # fmt: skip
def test_ports_meet_those_of_the_host(files: dict[str, str], found: list[str], lint: Lint) -> None:
    report = lint({"etc/nginx/nginx.conf": NGINX, **files}, rules=["duplicate-bind"])
    assert [one.message.partition(":80/tcp: ")[0] + ":80/tcp" for one in report.findings] == found


def test_a_port_that_is_none_is_told(lint: Lint) -> None:
    report = lint({"a.service": f"[Service]\n{RUN} -p 99999:80 nginx\n"}, rules=["invalid-port"])
    assert [one.span.text for one in report.findings] == ["99999"]


@pytest.mark.parametrize(
    ("path", "text", "claim"),
    [
        ("a.service", "[Service]\nExecStart=/usr/bin/docker run a\n", Claim.SURE),
        ("a@.service.j2", "[Service]\nExecStartPre=/sbin/sysctl -w a=1\n", Claim.SURE),
        ("a.service", "[Service]\nExecStart=/usr/bin/dockerd -H fd://\n", Claim.NOTHING),
        ("a.service", "[Service]\nExecStart=/usr/sbin/nginx\n", Claim.NOTHING),
        ("a.container", "[Container]\nImage=a\n", Claim.SURE),
        ("a.container", "something else", Claim.NOTHING),
    ],
)
def test_units_are_told_by_what_they_run(path: str, text: str, claim: Claim) -> None:
    assert claims(path, text) is claim
