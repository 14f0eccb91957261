"""Real configurations with one slip: what the servers' own checks accept, the linter calls no error."""

import os
from collections import defaultdict
from pathlib import Path

import pytest

from lbconflint.config import Config
from lbconflint.finding import Level
from lbconflint.knowledge.versions import target_of
from tests.conftest import lint_tree, write_tree

from .linter import REFUSALS
from .mutants import BASES, Mutant, mutants
from .netns import Pool
from .quirks import overlooks
from .servers import Server
from .suite import SEED, SHOWN, demand, servers

NUMBER = int(os.environ.get("LBCONFLINT_ORACLE_MUTANTS", "240"))
"""How many mutants each binary gets."""

_BATCH = 20
TOLD = {"nginx": 0.9, "haproxy": 0.8}
"""The share of refused mutants of which an error tells, at least; most others need a module's own knowledge, such
as the arguments of a sample fetch."""
_SWALLOWED = ("missing-semicolon",)
"""Rules on slips that a server may take for something else."""


def _judged(pool: Pool, server: Server, texts: list[str]) -> list[tuple[bool, str]]:
    """What the server's own check says of each."""
    head = "".join(f"load_module {module}; " for module in server.modules)
    batches = [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
    jobs = [
        {
            "task": "checks",
            "product": server.product,
            "binary": server.path,
            "texts": [head + text for text in batch],
        }
        for batch in batches
    ]
    found: list[tuple[bool, str]] = []
    for answer in pool.run(jobs):
        assert "answers" in answer, answer
        # HAProxy may end with 0 after an alert, when a new section begins behind it.
        found += [(passes and "[ALERT]" not in said, said) for passes, said in answer["answers"]]
    return found


def _told(server: Server, found: list[Mutant], root: Path) -> dict[int, list[str]]:
    """The errors by the number of the mutant."""
    name = {"nginx": "nginx.conf", "haproxy": "haproxy.cfg"}[server.product]
    write_tree(root, {f"{number}/{name}": mutant.text for number, mutant in enumerate(found)})
    config = Config(targets={server.product: target_of(server.product, server.version)}, min_level=Level.ERROR)
    told: dict[int, list[str]] = defaultdict(list)
    report = lint_tree(root, rules=[*REFUSALS, *_SWALLOWED], config=config)
    assert not report.internal, [finding.message for finding in report.findings]
    for finding in report.findings:
        if finding.level is Level.ERROR:
            number = int(finding.span.source.path.partition("/")[0])
            error = f"{finding.rule}: {finding.message}; {finding.help}"
            if not overlooks(server, error):
                told[number].append(error)
    return told


def _reason(said: str) -> str:
    """The first line in which a server says no."""
    return next((line for line in said.splitlines() if "[emerg]" in line or "[ALERT]" in line), said[-300:])


@pytest.mark.parametrize("product", ["nginx", "haproxy"])
@pytest.mark.parametrize("server", [*servers("nginx"), *servers("haproxy")])
def test_slips(pool: Pool, server: Server | None, product: str, tmp_path: Path) -> None:
    if server is not None and server.product != product:
        pytest.skip("another product")
    server = demand(server, product)
    found = mutants(product, NUMBER, SEED)
    sound = [path.read_text("utf-8") for path in sorted(BASES.glob(f"{product}-*"))]
    judged = _judged(pool, server, [*sound, *(mutant.text for mutant in found)])
    assert all(passes for passes, _ in judged[: len(sound)]), judged[: len(sound)]
    told = _told(server, found, tmp_path)
    verdicts = list(enumerate(judged[len(sound) :]))
    wrong = [
        f"{found[number]}\n    {told[number]}"
        for number, (passes, _) in verdicts
        if passes and not all(error.startswith(_SWALLOWED) for error in told[number])
    ]
    assert not wrong, f"{len(wrong)} errors in what {server} accepts\n" + "\n".join(wrong[:SHOWN])
    refused = [number for number, (passes, _) in verdicts if not passes]
    silent = [number for number in refused if not told[number]]
    assert len(refused) > NUMBER / 4
    report = "\n".join(f"{found[number]}\n    {_reason(verdicts[number][1][1])}" for number in silent)
    print(f"{server}: {len(refused)} of {NUMBER} refused, {len(silent)} of them without an error")
    assert len(silent) <= (1 - TOLD[product]) * len(refused), f"{len(silent)} of {len(refused)}\n{report}"
