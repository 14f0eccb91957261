"""Shell scripts and Dockerfiles: which settings they write, and where."""

from pathlib import Path

import pytest

from lbconflint.kernel import Carrier
from lbconflint.model import LocalAddress

from .reading import shown, unit_of

IP = "net.ipv4.ip_forward"
BOTH = [(IP, "1"), ("vm.swappiness", "2")]
RANGE = "net.ipv4.ip_local_port_range"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("sysctl -w net.ipv4.ip_forward=1", [(IP, "1")]),
        ("/sbin/sysctl -qw net.ipv4.ip_forward=1 net/core/somaxconn=5", [(IP, "1"), ("net.core.somaxconn", "5")]),
        ("sudo -n sysctl net.ipv4.tcp_rmem='1 2 3'", [("net.ipv4.tcp_rmem", "1 2 3")]),
        ('sysctl "net.ipv4.tcp_rmem = 1 2 3"', [("net.ipv4.tcp_rmem", "1 2 3")]),
        ("sudo -u root env -i A=1 timeout -k 1 5 sysctl -w net.ipv4.ip_forward=1", [(IP, "1")]),
        ("chroot /host sysctl -w net.ipv4.ip_forward=1", [(IP, "1")]),
        ("chroot --userspec=0:0 /host sh -c 'sysctl -w net.ipv4.ip_forward=1'", [(IP, "1")]),
        ("nsenter -t 1 -m -u -i -n -- sysctl -w net.ipv4.ip_forward=1", [(IP, "1")]),
        ("nsenter --target 1 --all sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'", [(IP, "1")]),
        ("nsenter --net=/proc/1/ns/net sysctl -w net.ipv4.ip_forward=1", [(IP, "1")]),
        ("nsenter -t $PID -n sysctl -w net.ipv4.ip_forward=1", []),
        ("nsenter --net=/run/netns/edge sysctl -w net.ipv4.ip_forward=1", []),
        ("nsenter -t $PID -m sysctl -w net.ipv4.ip_forward=1", [(IP, "1")]),
        ("ip netns exec edge sysctl -w net.ipv4.ip_forward=1", []),
        ("sysctl -n net.ipv4.ip_forward; sysctl -p; sysctl --system", []),
        ("sysctl -w net.ipv4.ip_forward=$VALUE", [(IP, None)]),
        ("echo net.ipv4.ip_forward=1 >> /etc/sysctl.conf", [(IP, "1")]),
        ("echo 'net.ipv4.ip_forward = 1' | sudo tee -a /etc/sysctl.d/9.conf", [(IP, "1")]),
        ("echo 'net.ipv4.ip_forward = 1' >> notes.txt", []),
        (r"printf 'net.ipv4.ip_forward=1\nvm.swappiness=2\n' > /etc/sysctl.d/9.conf", BOTH),
        ("printf '%s\\n' net.ipv4.ip_forward=1 vm.swappiness=2 > /etc/sysctl.d/9.conf", BOTH),
        ("echo 1 > /proc/sys/net/ipv4/ip_forward", [(IP, "1")]),
        ("echo '1024 65535' | tee /proc/sys/net/ipv4/ip_local_port_range",
         [(RANGE, "1024 65535")]),
        ("cat > /etc/sysctl.d/9.conf <<EOF\nnet.ipv4.ip_forward = 1\nvm.swappiness = ${S}\nEOF\nls",
         [(IP, "1"), ("vm.swappiness", None)]),
        ("cat <<-'X' | tee /etc/sysctl.conf\n\tnet.ipv4.ip_forward = $1\n\tX\nls", [(IP, "$1")]),
        ("tee /etc/sysctl.conf <<< ''\nsysctl -p - <<E\nnet.ipv4.ip_forward = 1\nE", [(IP, "1")]),
        ("sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'", [(IP, "1")]),
        ("bash <<EOF\nsysctl -w net.ipv4.ip_forward=1\nEOF", [(IP, "1")]),
        ("sysctl \\\n  -w \\\n  net.ipv4.ip_forward=1", [(IP, "1")]),
        ("A=1 B=$(sysctl -n x.y) sysctl -w net.ipv4.ip_forward=1 # net.x", [(IP, "1")]),
        ('echo "unclosed', []),
        ("cat <<EOF > /etc/sysctl.conf", []),
    ],
)  # fmt: skip
def test_settings_of_a_line(text: str, read: list[tuple[str, str | None]], tmp_path: Path) -> None:
    unit = unit_of(tmp_path, text, "tune.sh")
    assert [shown(setting) for setting in unit.kernel_settings] == read
    for setting in unit.kernel_settings:
        if setting.value.value is not None:
            assert setting.value.span.text == setting.value.value


def test_where_the_lines_go(tmp_path: Path) -> None:
    text = "sysctl -w a.b=1\necho a.b=2 >> $ROOT/etc/sysctl.conf\necho a.b=3 > /usr/lib/sysctl.d/3.conf\n"
    unit = unit_of(tmp_path, text, "tune.sh")
    assert [(setting.carrier, setting.file) for setting in unit.kernel_settings] == [
        (Carrier.COMMAND, ""),
        (Carrier.SCRIPT_FILE, "/etc/sysctl.conf"),
        (Carrier.SCRIPT_FILE, "/usr/lib/sysctl.d/3.conf"),
    ]


def test_conditions_are_worlds(tmp_path: Path) -> None:
    text = """
    sysctl -w a.a=1
    if [ -f x ]; then sysctl -w a.b=1; elif y; then sysctl -w a.c=1; else sysctl -w a.d=1; fi
    case $x in one) sysctl -w a.e=1 ;; *) sysctl -w a.f=1 ;; esac
    tune() { sysctl -w a.g=1; }
    for i in 1 2; do sysctl -w a.h=1; done
    [ -f z ] && sysctl -w a.i=1
    modprobe x && sysctl -w a.j=1 || sysctl -w a.k=1
    sysctl -w a.l=1
    """
    unit = unit_of(tmp_path, text, "tune.sh")
    worlds = {setting.key[-1]: setting.world for setting in unit.kernel_settings}
    assert {key for key, world in worlds.items() if not world} == {"a", "j", "l"}
    alternatives = [worlds[key] for key in "bcdef"]
    assert len(set(alternatives)) == 5
    assert worlds["b"][0][0] == worlds["c"][0][0] == worlds["d"][0][0]


def test_a_dockerfile(tmp_path: Path) -> None:
    text = """FROM debian
# sysctl -w net.ipv4.tcp_tw_recycle=1
ENV X=net.core.somaxconn=9
RUN --mount=type=cache,target=/x apt-get update && \\
    # a comment
    echo "net.ipv4.ip_forward = 1" >> /etc/sysctl.conf
RUN <<EOF
sysctl -w net.core.somaxconn=5
EOF
COPY <<EOF /etc/sysctl.d/9.conf
vm.swappiness = 3
EOF
CMD ["run"]
"""
    unit = unit_of(tmp_path, text, "Dockerfile")
    assert [shown(setting) for setting in unit.kernel_settings] == [
        (IP, "1"),
        ("net.core.somaxconn", "5"),
        ("vm.swappiness", "3"),
    ]
    assert [setting.node.span.line for setting in unit.kernel_settings] == [6, 8, 11]


@pytest.mark.parametrize(
    "text",
    ["echo $X >> /etc/sysctl.conf", "sysctl -w $KEY=1", "sed -i s/a/b/ /etc/sysctl.conf",
     "cat settings > /etc/sysctl.d/9.conf", "echo 0 > /proc/sys/net/ipv4/conf/$i/rp_filter"],
)  # fmt: skip
def test_what_is_not_known_is_said(text: str, tmp_path: Path) -> None:
    unit = unit_of(tmp_path, text, "tune.sh")
    assert not unit.kernel_settings
    assert [gap.span.line for gap in unit.gaps] == [1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ip addr add 192.0.2.1/32 dev lo", [("lo", "192.0.2.1")]),
        ("sudo ip -4 a replace 192.0.2.1 dev lo label lo:0", [("lo", "192.0.2.1")]),
        ("ip address add local 192.0.2.1/32 dev tunl0", [("tunl0", "192.0.2.1")]),
        ("VIP=192.0.2.1\nip addr add $VIP/32 dev lo", [("lo", "192.0.2.1")]),
        ("VIP=192.0.2.1\nVIP=192.0.2.2\nifconfig lo:0 ${VIP} netmask 255.255.255.255 up", [("lo", None)]),
        ("/sbin/ifconfig lo:web 192.0.2.1 broadcast 192.0.2.1 netmask 255.255.255.255", [("lo", "192.0.2.1")]),
        ("ifconfig lo:0 192.0.2.1/32", [("lo", "192.0.2.1")]),
        ("ifconfig lo:0 192.0.2.1 up; ifconfig lo:0 down", []),
        ("ip addr add 192.0.2.1/24 dev lo; ip addr add 127.0.0.2/32 dev lo", []),
        ("ip addr add 192.0.2.1/32 dev eth0; ip addr del 192.0.2.1/32 dev lo; ip addr show dev lo; ip a", []),
        ("ip addr add 192.0.2.1/32 dev", []),
    ],
)
def test_addresses_of_interfaces_that_face_no_network(
    text: str, found: list[tuple[str, str | None]], tmp_path: Path
) -> None:
    given = unit_of(tmp_path, text, "start.sh").nouns.get(LocalAddress, ())
    assert [(one.interface, one.address.value and one.address.value.host) for one in given] == found
