"""What the tests of both products share: how many cases, what is missing, how a report reads."""

import os
from collections import Counter

import pytest

from .cases import series
from .linter import verdict
from .netns import Pool, unavailable
from .regression import Regression
from .runner import binaries_of, disagreements, observe, partners, statistics, versions_of
from .servers import Server, find
from .verdict import JUDGES, Verdict, reading

JUDGES["linter"] = reading(verdict)

REQUIRE = "LBCONFLINT_REQUIRE_ORACLES"
"""With this variable set to 1, a missing server or namespace is a failure and not a skip."""

CASES = int(os.environ.get("LBCONFLINT_ORACLE_CASES", "60"))
"""How many generated cases each binary gets."""

SEED = os.environ.get("LBCONFLINT_ORACLE_SEED", "")
"""Another seed is another series."""

SHOWN = 5
SHARE_CASES, SHARE = 300, 0.05
"""From this many cases on, every outcome must have this share: a series that never fails proves nothing."""


def missing(reason: str) -> None:
    """Skips the test, or fails it where the oracles are required."""
    if os.environ.get(REQUIRE) == "1":
        pytest.fail(f"{reason} ({REQUIRE}=1)")
    pytest.skip(reason)


def servers(product: str) -> list[object]:
    """The binaries as parameters of a test; one without a binary when there is none."""
    return [pytest.param(server, id=str(server)) for server in find(product)] or [
        pytest.param(None, id=f"no-{product}")
    ]


def demand(server: Server | None, product: str) -> Server:
    """The binary, when it and namespaces can be had."""
    if server is None:
        missing(f"no {product} binary")
    reason = unavailable()
    if reason:
        missing(reason)
    assert server is not None
    return server


def check_series(pool: Pool, server: Server) -> None:
    """Every judge must foretell every observation."""
    other = partners(server)
    observations = observe(pool, list(series(server, CASES, other, SEED)), binaries_of(server, other))
    wrong = disagreements(observations, versions_of(server, other))
    report = "\n".join(one.show() for one in wrong[:SHOWN])
    assert not wrong, f"{len(wrong)} disagreements; {statistics(observations)}\n{report}"
    shares = Counter(one.verdict for one in observations)
    for outcome in Verdict:
        if len(observations) >= SHARE_CASES:
            assert shares[outcome] >= SHARE * len(observations), f"{outcome}: {statistics(observations)}"


def check_regressions(pool: Pool, server: Server, regressions: list[Regression]) -> None:
    """What was found once: the observation is what the case states, and every judge says so."""
    other = partners(server)
    servers = {one.product: one for one in (server, other) if one}
    chosen = [regression for regression in regressions if regression.applies(servers)]
    expected = {regression.name: regression.verdict for regression in chosen}
    assert len(expected) == len(chosen) > len(regressions) // 2
    cases = [regression.case(servers) for regression in chosen]
    observations = observe(pool, cases, binaries_of(server, other))
    wrong = [one for one in observations if one.verdict is not expected[one.case.name]]
    report = [
        f"=== {one.case.name}: should be {expected[one.case.name].value}, observed {one.verdict}\n"
        f"{one.case.show()}\n{one.show()}\n"
        for one in wrong
    ]
    report += [one.show() for one in disagreements(observations, versions_of(server, other))]
    assert not report, "\n".join(report)
