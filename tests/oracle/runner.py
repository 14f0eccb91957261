"""Runs cases on real servers and puts every judge's verdict beside what was observed.

``python -m tests.oracle.runner nginx --cases 600 --repeat 3`` prints the shares of the outcomes and all
disagreements.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from .case import Case, job
from .cases import series
from .netns import WORKERS, Pool, unavailable
from .quirks import let_in
from .servers import Server, find
from .verdict import JUDGES, Judge, Verdict, Versions

_PATIENT_SECONDS = 25.0
_WORST = (Verdict.REFUSED, Verdict.FAILS, Verdict.SILENT, Verdict.FINE)


class Observation(NamedTuple):
    """What became of a case: the worst of its starts; ``error`` when the harness could not tell."""

    case: Case
    verdict: Verdict | None
    starts: tuple[dict[str, Any], ...]
    seconds: float
    error: str = ""

    @property
    def signature(self) -> object:
        """What must be the same in every run: outcomes, and who answered where."""
        return [
            (start["outcome"], [(one["point"], one["asked"], one["status"]) for one in start["points"]])
            for start in self.starts
        ]

    def show(self) -> str:
        """The observation in words, without the points where all is well."""
        lines = [f"error: {self.error}"] if self.error else []
        for start in self.starts:
            lines.append(f"order {start['order']}, variable set: {start['alternative']}: {start['outcome']}")
            lines += [f"    said: {line}" for line in start["said"].splitlines()[-6:]]
            for one in start["points"]:
                if one["status"] != "own":
                    lines.append(
                        f"    {one['point']}: {one['status']}, asked {one['asked']}, got {one['answered']}"
                    )
        return "\n".join(lines)


class Disagreement(NamedTuple):
    judge: str
    expected: Verdict
    observation: Observation

    def show(self) -> str:
        seen = self.observation
        verdict = seen.verdict.value if seen.verdict else "nothing"
        head = f"=== {seen.case.name}: {self.judge} says {self.expected.value}, observed {verdict}"
        return f"{head}\n{seen.case.show()}\n{seen.show()}\n"


def observe(pool: Pool, cases: Sequence[Case], binaries: Mapping[str, str]) -> list[Observation]:
    """Runs the cases; the observations are in their order.

    A case that the harness could not do, on a busy machine for want of time, is done again alone.
    """
    answers = list(pool.run([job(case, binaries) for case in cases]))
    for number, case in enumerate(cases):
        if "error" in answers[number]:
            answers[number] = next(pool.run([{**job(case, binaries), "seconds": _PATIENT_SECONDS}]))
    return [_observation(case, answer) for case, answer in zip(cases, answers, strict=True)]


def _observation(case: Case, answer: dict[str, Any]) -> Observation:
    if "error" in answer:
        return Observation(case, None, (), 0.0, answer["error"])
    outcomes = {Verdict(start["outcome"]) for start in answer["starts"]}
    verdict = next(verdict for verdict in _WORST if verdict in outcomes)
    return Observation(case, verdict, tuple(answer["starts"]), answer["seconds"])


def disagreements(
    observations: Iterable[Observation], versions: Versions, judges: Mapping[str, Judge] = JUDGES
) -> list[Disagreement]:
    found = []
    for observation in observations:
        for name, judge in judges.items():
            expected = judge(observation.case, versions)
            if expected is not observation.verdict and not excused(expected, observation):
                found.append(Disagreement(name, expected, observation))
    return found


def excused(expected: Verdict, observation: Observation) -> bool:
    """The kernel let a bind pass that its own rules forbid."""
    started = observation.verdict in (Verdict.SILENT, Verdict.FINE)
    return expected is Verdict.FAILS and started and let_in(observation.case)


def partners(server: Server) -> Server | None:
    """A binary of the other product for mixed pairs."""
    others = find("haproxy" if server.product == "nginx" else "nginx")
    return others[0] if others else None


def versions_of(*servers: Server | None) -> dict[str, str]:
    return {server.product: server.version for server in servers if server}


def binaries_of(*servers: Server | None) -> dict[str, str]:
    return {server.product: server.path for server in servers if server}


def statistics(observations: Sequence[Observation]) -> str:
    shares = Counter(one.verdict.value if one.verdict else "error" for one in observations)
    points = Counter(point["status"] for one in observations for start in one.starts for point in start["points"])
    knocks = sum(sum(p["answered"].values()) for one in observations for s in one.starts for p in s["points"])
    pairs = sum(len(one.case.programs) > 1 for one in observations)
    slowest = max((one.seconds for one in observations), default=0.0)
    return (
        f"{len(observations)} cases ({pairs} pairs): {dict(shares.most_common())}; points {dict(points)}; "
        f"{knocks} answers; slowest {slowest} s"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 1 when a judge was wrong, a run differed from another, or the harness failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("product", choices=("nginx", "haproxy"))
    parser.add_argument("--cases", type=int, default=60)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--seed", default="")
    parser.add_argument("--workers", type=int, default=WORKERS)
    parser.add_argument("--show", type=int, default=5, help="how many disagreements to print")
    options = parser.parse_args(arguments)
    reason = unavailable()
    if reason:
        print(reason)
        return 1
    pool = Pool(options.workers)
    failed = False
    try:
        for server in find(options.product):
            failed |= _run(pool, server, options)
    finally:
        pool.close()
    return int(failed)


def _run(pool: Pool, server: Server, options: argparse.Namespace) -> bool:
    other = partners(server)
    cases = list(series(server, options.cases, other, options.seed))
    runs = []
    for _ in range(options.repeat):
        began = time.monotonic()
        runs.append(observe(pool, cases, binaries_of(server, other)))
        print(f"{server}: {statistics(runs[-1])}; wall {time.monotonic() - began:.1f} s", flush=True)
    wrong = disagreements(runs[0], versions_of(server, other))
    print(f"{server}: {len(wrong)} disagreements")
    for one in wrong[: options.show]:
        print(one.show())
    flaky = [same for same in zip(*runs, strict=True) if len({repr(one.signature) for one in same}) > 1]
    if options.repeat > 1:
        print(f"{server}: {len(flaky)} of {len(cases)} cases differ between {options.repeat} runs")
    for same in flaky[: options.show]:
        print("--- differs", same[0].case.name, *(one.show() for one in same), sep="\n")
    return bool(wrong or flaky)


if __name__ == "__main__":
    sys.exit(main())
