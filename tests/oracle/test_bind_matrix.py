"""The socket predicate against the kernel: pairs of real sockets, recorded and measured anew."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from lbconflint.analysis.sockets import Outcome, Socket, outcome, sockets_of

from .case import Ask, Program
from .netns import Worker, unavailable
from .observe import covered
from .predicate import unit_of
from .suite import missing
from .trials import KINDS, PROBES, TRIALS, Side, Trial

MATRIX = json.loads((Path(__file__).parent / "bind_matrix.json").read_text(encoding="utf-8"))
WORDS = {
    ".": "ok",
    "x": "bind:EADDRINUSE",
    "l": "ok,late-listen1:EADDRINUSE",
    "1": "s1bind:EADDRNOTAVAIL",
    "2": "bind:EADDRNOTAVAIL",
}

NOT_APPLICABLE = {
    "tcp_RP_both_uiddiff": "the model does not know under which user a process binds",
    "tcp_RP_both_uid_root_then_user": "the model does not know under which user a process binds",
    "udp_RP_both_uiddiff": "the model does not know under which user a process binds",
}
"""Trials about something that the predicate does not speak of.  Pairs with EADDRNOTAVAIL are not applicable
either: one of the sockets cannot exist at all."""


class Pair(NamedTuple):
    trial: str
    first: str
    second: str
    said: str


def pairs() -> Iterator[Pair]:
    kinds = MATRIX["kinds"]
    for trial, rows in MATRIX["trials"].items():
        for first, row in zip(kinds, rows, strict=True):
            for second, sign in zip(kinds, row, strict=True):
                yield Pair(trial, first, second, WORDS[sign])


def ask_of(kind: str, side: Side, owner: str) -> Ask:
    family, host, v6only = KINDS[kind]
    return Ask(
        owner,
        0,
        family,
        host,
        8080,
        8080,
        side.transport,
        v6only=v6only,
        reuse_port=side.reuse_port,
        interface=side.device,
    )


def sockets(trial: Trial, first: str, second: str) -> tuple[Socket, Socket]:
    """Both sockets in the model, opened by one process for two owners."""
    asks = (ask_of(first, trial.first, "1.first"), ask_of(second, trial.second, "1.second"))
    one, two = sockets_of(unit_of(Program("haproxy", "haproxy.cfg", "", asks)))
    return (
        one._replace(reuse_address=trial.first.reuse_address),
        two._replace(reuse_address=trial.second.reuse_address),
    )


def test_predicate_agrees_with_every_recorded_pair() -> None:
    wrong, applicable = [], 0
    for pair in pairs():
        if pair.trial in NOT_APPLICABLE or "EADDRNOTAVAIL" in pair.said:
            continue
        applicable += 1
        found, _ = outcome(*sockets(TRIALS[pair.trial], pair.first, pair.second))
        if (found is Outcome.FAILS) != ("EADDRINUSE" in pair.said):
            wrong.append(f"{pair.trial} {pair.first}|{pair.second}: kernel {pair.said}, predicate {found.name}")
    assert not wrong, "\n".join(wrong)
    assert applicable == 2_597


@pytest.fixture(scope="module")
def namespace() -> Iterator[Worker]:
    reason = unavailable()
    if reason:
        missing(reason)
    worker = Worker()
    yield worker
    worker.close()


def test_kernel_says_what_was_recorded(namespace: Worker) -> None:
    lacks_devices = namespace.ask({"task": "devices"})["missing"]
    recorded: dict[str, list[Pair]] = {}
    for pair in pairs():
        recorded.setdefault(pair.trial, []).append(pair)
    wrong = []
    for trial, of_trial in recorded.items():
        if lacks_devices and "_dev_" in trial:
            continue
        job = {"task": "trials", "name": trial, "pairs": [(pair.first, pair.second) for pair in of_trial]}
        for pair, (said, _) in zip(of_trial, namespace.ask(job)["results"], strict=True):
            if said != pair.said:
                wrong.append(f"{trial} {pair.first}|{pair.second}: recorded {pair.said}, now {said}")
    assert not wrong, "\n".join(wrong)
    if lacks_devices:
        missing(f"no devices to bind to: {lacks_devices}")


TRAFFIC = {
    "both reuse the port": Trial(Side(reuse_port=True), Side(reuse_port=True)),
    "first on the device": Trial(Side(reuse_port=True, device="lo"), Side(reuse_port=True)),
    "second on the device": Trial(Side(reuse_port=True), Side(reuse_port=True, device="lo")),
    "both on the device": Trial(Side(reuse_port=True, device="lo"), Side(reuse_port=True, device="lo")),
    "udp, both reuse the port": Trial(Side("udp", reuse_port=True), Side("udp", reuse_port=True)),
    "udp, both reuse the address": Trial(Side("udp", reuse_address=True), Side("udp", reuse_address=True)),
    "udp, first on the device": Trial(Side("udp", reuse_port=True, device="lo"), Side("udp", reuse_port=True)),
    "udp, second on the device": Trial(Side("udp", reuse_port=True), Side("udp", reuse_port=True, device="lo")),
    "udp, reused address, first on the device": Trial(
        Side("udp", reuse_address=True, device="lo"), Side("udp", reuse_address=True)
    ),
    "udp, mixed, first on the device": Trial(
        Side("udp", reuse_address=True, device="lo"), Side("udp", True, True)
    ),
    "udp, mixed, second on the device": Trial(
        Side("udp", True, True), Side("udp", reuse_address=True, device="lo")
    ),
}


def better(mine: tuple[int, ...], others: tuple[int, ...]) -> bool:
    """More specific in one respect and in none less: between an IPv4 socket and one on the device that
    covers IPv4 as well, either may win."""
    if mine[0] != others[0]:
        return mine[0] > others[0]
    return mine != others and all(one >= other for one, other in zip(mine, others, strict=True))


def steals(trial: Trial, first: str, second: str, traffic: list[list[int]]) -> list[str]:
    """At which probes somebody else than the one most specific socket got something, or several have to
    share; a socket on the device is meant to win there."""
    asks = (ask_of(first, trial.first, "first"), ask_of(second, trial.second, "second"))
    found = []
    for (family, host), hits in zip(PROBES, traffic, strict=True):
        ranks = [
            max((rank for known, at, rank in covered(ask) if (known, at) == (family, host)), default=None)
            for ask in asks
        ]
        if ranks[0] == ranks[1] is not None:
            found.append(f"{host} shared {hits}")
            assert sum(hits), f"{first}|{second}: nobody got anything at {host}"
            continue
        for mine, others, got in ((ranks[0], ranks[1], hits[1]), (ranks[1], ranks[0], hits[0])):
            if mine is not None and (others is None or better(mine, others)) and got:
                found.append(f"{host} stolen {hits}")
    return found


@pytest.mark.parametrize("name", TRAFFIC)
def test_traffic_goes_where_the_predicate_says(namespace: Worker, name: str) -> None:
    trial = TRAFFIC[name]
    both = [(first, second) for first in KINDS for second in KINDS]
    job = {"task": "trials", "trial": [trial.first, trial.second], "pairs": both, "traffic": 16}
    wrong = []
    for (first, second), (said, traffic) in zip(both, namespace.ask(job)["results"], strict=True):
        assert said == "ok", f"{first}|{second}: {said}"
        found, _ = outcome(*sockets(trial, first, second))
        seen = steals(trial, first, second, traffic)
        if (found is Outcome.SILENT) != bool(seen):
            wrong.append(f"{first}|{second}: predicate {found.name}, seen {seen}, traffic {traffic}")
    assert not wrong, "\n".join(wrong)
