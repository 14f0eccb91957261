"""procps and systemd-sysctl are the judges: what is in force after they applied generated files is what we say."""

import os
import shutil
from pathlib import Path
from random import Random

import pytest

from lbconflint.analysis.effective import applied_by

from .boots import DIRECTORIES, PROGRAMS
from .namespace import inside, missing
from .reading import host_of

CASES = int(os.environ.get("LBCONFLINT_SYSCTL_CASES", "150"))
KEYS = {
    "net.ipv4.tcp_fin_timeout": "60",
    "net.ipv4.tcp_syncookies": "1",
    "net.ipv4.tcp_retries2": "15",
    "net.core.somaxconn": "4096",
    "net.ipv4.conf.lo.rp_filter": "0",
    "net.ipv4.conf.all.rp_filter": "0",
    "net.ipv4.conf.default.rp_filter": "0",
}
_VALUES = ["1", "2", "7", "030", "0x11", '"5"', "12 # twelve", "9s", "", "1 024", "70", "-1", "3 ;", "abc"]
_NAMES = ["10-a.conf", "20-b.conf", "50-c.conf", "99-d.conf", "zz.conf", "b.conf", "not-read", "e.conf.bak"]
_ODD = ["# net.core.somaxconn = 1", "; x", "", "net.core.somaxconn", "[section]", "no = such.key",
        "net.core.somaxconn 5",
        " = 4", "NET.CORE.SOMAXCONN = 9", "sysctl -w net.core.somaxconn=3", "net.core/somaxconn = 8",
        "/proc/sys/net/core/somaxconn = 6", "-net.ipv4.conf.lo.rp_filter", "net.ipv4.conf.*.rp_filter = 2",
        "net/ipv4/conf/*/rp_filter = 1", "net.ipv4.tcp_fin_*out = 33", "net.core.somaxconn \uff1d 3"]  # fmt: skip


def line(random: Random) -> str:
    """One line of a sysctl file, sound or not."""
    if random.random() < 0.25:
        return random.choice(_ODD)
    key = random.choice(list(KEYS))
    key = key.replace(".", "/") if random.random() < 0.3 else key
    dash = "-" if random.random() < 0.15 else ""
    blank = random.choice([" ", "", "\t", "  "])
    before, after = random.choice(["", "", "  "]), random.choice(["", " "])
    return f"{before}{dash}{key}{blank}={blank}{random.choice(_VALUES)}{after}"


def case(number: int) -> dict[str, str]:
    random = Random(f"sysctl {number}")
    places = {f"{random.choice(DIRECTORIES)}/{random.choice(_NAMES)}" for _ in range(random.randint(1, 5))}
    end = random.choice(["\n", "\n", "\r\n"])
    return {
        place: end.join(line(random) for _ in range(random.randint(1, 8))) + random.choice([end, ""])
        for place in sorted(places)
    }


@pytest.mark.parametrize("program", PROGRAMS)
def test_we_read_and_order_as_it_does(program: str, tmp_path: Path) -> None:
    if shutil.which(PROGRAMS[program][0]) is None:
        missing(f"{PROGRAMS[program][0]} is not installed")
    cases = [case(number) for number in range(CASES)]
    answers = inside("boots", {"program": program, "keys": KEYS, "cases": cases})
    wrong = []
    for number, (files, answer) in enumerate(zip(cases, answers, strict=True)):
        host = host_of(tmp_path / str(number), files)
        for key, usual in KEYS.items():
            found = applied_by(host, key, keeps_last=program == "systemd")
            ours = " ".join(map(str, found.numbers)) if found.numbers else usual
            if answer[key] != ours:
                wrong.append((number, key, f"ours {ours}", f"{program} {answer[key]}", files))
    assert not wrong, f"{len(wrong)}: {wrong[:3]}"
