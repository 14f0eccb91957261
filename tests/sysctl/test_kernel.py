"""The kernel is the judge: our verdict on a value is what the kernel says when it is written."""

import os
from random import Random

import pytest

from lbconflint.analysis.kernel_values import verdict
from lbconflint.knowledge.sysctls import Sysctl, catalogue

from .namespace import inside

_ANYWHERE = ["", " ", "0", "1", "-1", "007", "010", "08", "0x10", "0x", "0xg", "1e3", "15 # c", "15; c", "15#c",
             "1 2", "1 x", "yes", "true", '"1"', "'1'", "30s", "64k", "1,2", "1.5", "65_535", "+1", "--1", "- 1",
             "\t5 ",
             "\u00a05", "99999999999999999999", "000000000000000000001", "2147483647", "2147483648", "-2147483648",
             "-2147483649", "4294967295", "4294967296"]  # fmt: skip
_PORTS = ["", "8080", "8080,9090", "8080, 9090", "8080 9090", "8080-8090", "8090-8080", "8080,", ",8080",
          "8080,,9090", "0", "1-65535", "65536", "70000", "-1", "8080-", "8080 # c", "0x50", "010",
          "80-90,85-95", "a"]  # fmt: skip
_RANGES = ["1024 65535", "65535 1024", "1024", "1024 65536", "0 65535", "1024-65535", "1024,65535",
           "32768 60999", "2000\t3000", "1024 65535 x", "1024 65535x", '"1024 65535"', "1 1", ""]  # fmt: skip
_TRIPLES = ["4096 87380 6291456", "6291456 87380 4096", "4096 87380", "4096", "4096 87380 6291456 1", "4096 87k 1",
            "0 1 2", "1 2 3", "4096,87380,6291456"]  # fmt: skip

HERE = [row for row in catalogue().values() if row.scope == "child" and row.last == "6.18"]
"""What every namespace has of its own; the table was measured on 6.18."""


def values(row: Sysctl) -> list[str]:
    if row.kind == "ports":
        return _PORTS
    if row.kind == "range":
        return _RANGES
    random = Random(row.name)
    found = [*_ANYWHERE, *(_TRIPLES if row.elements > 1 else ())]
    for edge in (row.low, row.high):
        if edge is not None:
            found += [str(edge + step) for step in (-1, 0, 1)]
    low, high = row.low or -(2**31), row.high or 2**31
    return found + [str(random.randint(low, high)) for _ in range(5)]


def unsafe(row: Sysctl, text: str) -> bool:
    """What the verdict does not claim to know: the far end of settings without a bound worth a word, whose
    clock ticks overflow, and negative numbers there, which some of them ignore."""
    accepted = verdict(row, text)
    return row.kind in ("wide", "groups") and any(not 0 <= number < 2**30 for number in accepted.numbers)


def clock() -> int:
    """This kernel's HZ, told by how many seconds fit."""
    answers = inside(
        "writes", [("net.ipv4.tcp_fin_timeout", [], str((2**31 - 1) // hz)) for hz in (100, 250, 300)]
    )
    return next((hz for hz, (error, _) in zip((100, 250, 300), answers, strict=True) if not error), 1000)


@pytest.fixture(scope="module")
def release() -> str:
    return ".".join(os.uname().release.split(".")[:2])


def key_of(row: Sysctl) -> str:
    return row.name.replace("nf_log.*", "nf_log.2").replace("*", "lo")


def test_our_verdict_is_the_kernels(release: str) -> None:
    if release != "6.18":
        pytest.skip(f"the table was measured on 6.18, this is {release}")
    hertz = clock()
    open_range = [("net.ipv4.ip_unprivileged_port_start", "0")]
    wide_start = [("net.ipv4.ip_unprivileged_port_start", "0"), ("net.ipv4.ip_local_port_range", "65535 65535")]
    needs = {"range": open_range, "port": wide_start}
    jobs = [
        (row, text)
        for row in HERE
        for text in values(row)
        if verdict(row, text).accepted is not None and not unsafe(row, text)
    ]
    answers = inside("writes", [(key_of(row), needs.get(row.kind, []), text) for row, text in jobs])
    wrong = []
    for (row, text), (error, shown) in zip(jobs, answers, strict=True):
        ours = verdict(row, text, hertz)
        if ours.accepted is not (error == ""):
            wrong.append((row.name, row.kind, text, ours, error))
        elif ours.accepted and not shows(row, ours.numbers, shown or ""):
            wrong.append((row.name, row.kind, text, ours, shown))
    assert not wrong, f"{len(wrong)} of {len(jobs)}: {wrong[:20]}"
    assert len({row.name for row, _ in jobs}) > 200


def shows(row: Sysctl, numbers: tuple[int, ...], shown: str) -> bool:
    """The kernel shows the numbers that it was said to read."""
    if row.kind in ("ports", "groups", "wide"):
        return True
    expected = [int(number != 0) for number in numbers] if row.kind == "flag" else list(numbers)
    return [int(word) for word in shown.split()][: len(expected)] == expected
