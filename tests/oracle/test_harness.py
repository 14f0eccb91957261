"""The harness itself: it repeats itself, notices a wrong verdict, sees what it should and leaves nothing."""

import os
import time
from collections import Counter

import pytest

from .case import Ask, job
from .cases import series
from .knock import Point
from .layout import CERTIFICATE, ROOT, control_path
from .netns import Pool, Worker
from .observe import Claim, judge, points_of
from .regression import ask_of
from .regressions_nginx import NGINX
from .runner import binaries_of, disagreements, observe, versions_of
from .servers import Server, find
from .suite import REQUIRE, demand, missing
from .verdict import Verdict, reading

SERVERS = [*find("nginx")[:1], *find("haproxy")[:1]]


@pytest.mark.parametrize("server", SERVERS, ids=str)
def test_series_repeats_itself(server: Server) -> None:
    first, again, other = (list(series(server, 40, None, seed)) for seed in ("", "", "x"))
    assert first == again
    assert first != other
    assert len({case.show() for case in first}) == 40


@pytest.mark.parametrize("server", SERVERS, ids=str)
def test_observations_repeat_themselves(pool: Pool, server: Server) -> None:
    cases = list(series(server, 24, None))
    runs = [observe(pool, cases, binaries_of(server)) for _ in range(2)]
    assert not [one.show() for run in runs for one in run if one.error]
    assert [one.signature for one in runs[0]] == [one.signature for one in runs[1]]


@pytest.mark.parametrize("server", SERVERS, ids=str)
def test_wrong_judge_is_noticed(pool: Pool, server: Server) -> None:
    seen: list[set[str]] = []

    def says_fine(files: dict[str, str], versions: object) -> Verdict:
        seen.append(set(files))
        return Verdict.FINE

    observations = observe(pool, list(series(server, 30, None)), binaries_of(server))
    wrong = disagreements(observations, versions_of(server), {"blind": reading(says_fine)})
    assert {one.observation.case.name for one in wrong} == {
        one.case.name for one in observations if one.verdict is not Verdict.FINE
    }
    assert wrong
    assert "blind says fine" in wrong[0].show()
    assert wrong[0].observation.case.programs[0].text in wrong[0].show()
    assert all(path.endswith((".conf", ".cfg")) for files in seen for path in files)


def _claims(*rows: str) -> tuple[Point, list[Claim]]:
    """The first point that the rows ask for, with all who do."""
    asks: list[Ask] = [ask_of("haproxy", row, strict=False) for row in rows]
    return next(iter(points_of(asks).items()))


@pytest.mark.parametrize(
    ("rows", "answered", "opened", "status"),
    [
        (["1.a 127.0.0.1:80"], {"1.a": 4}, 1, "own"),
        (["1.a 127.0.0.1:80"], {}, 1, "dead"),
        (["1.a 127.0.0.1:80", "1.b 127.0.0.1:80"], {"1.a": 9, "1.b": 15}, 2, "split"),
        (["1.a 127.0.0.1:80", "1.b 127.0.0.1:80"], {"1.b": 24}, 2, "shadowed"),
        (["1.a 127.0.0.1:80", "1.b *:80"], {"1.a": 24}, 2, "own"),
        (["1.a 127.0.0.1:80", "1.b *:80"], {"1.a": 23, "1.b": 1}, 2, "stolen"),
        (["1.a 127.0.0.1:80", "1.b [::]:80"], {"1.b": 24}, 2, "stolen"),
        (["1.a *:80", "1.b [::]:80"], {"1.a": 24}, 2, "own"),
        (["1.a *:80 quic", "1.b *:80 quic"], {}, 2, "several"),
        (["1.a *:80 quic"], {}, 1, "own"),
        (["1.a *:80 quic"], {}, 0, "dead"),
        (["1.a *:80 lo", "1.b *:80", "1.c *:80"], {"1.a": 24}, 3, "elsewhere"),
        (["1.a *:80 lo", "1.b *:80"], {"1.a": 24}, 2, "own"),
        (["1.a [::ffff:127.0.0.1]:80", "1.b 127.0.0.1:80"], {"1.b": 24}, 2, "shadowed"),
        (["1.a unix:/a", "1.b unix:/a"], {"1.b": 24}, 1, "shadowed"),
    ],
)
def test_judgement_of_a_point(rows: list[str], answered: dict[str, int], opened: int, status: str) -> None:
    point, claims = _claims(*rows)
    seen = judge(point, claims, Counter(answered), opened)
    assert seen.status == status
    assert seen.fine == (status == "own")


def _descendants(ancestor: int) -> set[int]:
    parents: dict[int, int] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat", encoding="utf-8") as file:
                    parents[int(entry)] = int(file.read().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = {ancestor}
    while True:
        more = {pid for pid, parent in parents.items() if parent in found} - found
        if not more:
            return found - {ancestor}
        found |= more


def _gone(processes: set[int], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while any(os.path.exists(f"/proc/{pid}") for pid in processes):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _failing_nginx() -> tuple[Server, dict[str, object]]:
    server = demand(next(iter(find("nginx")), None), "nginx")
    case = next(one for one in NGINX if one.name == "dual stack beside IPv4").case({"nginx": server})
    return server, job(case, binaries_of(server))


def test_nothing_is_left_behind() -> None:
    _, task = _failing_nginx()
    worker = Worker()
    try:
        processes = _descendants(worker.pid)
        assert processes
        assert worker.ask(task)["starts"][0]["outcome"] == "fails"
        assert _descendants(worker.pid) == processes
        assert not any(os.path.exists(path) for path in (CERTIFICATE, control_path(1), f"{ROOT}/etc/nginx"))
    finally:
        worker.close()
    assert _gone(processes | {worker.pid}, 2)


def test_a_killed_worker_takes_its_servers_along() -> None:
    """nginx sleeps for seconds over a failing bind; meanwhile the namespace is taken from it."""
    _, task = _failing_nginx()
    worker = Worker()
    try:
        own = _descendants(worker.pid)
        worker.send(task)
        deadline = time.monotonic() + 5
        while not (servers := _descendants(worker.pid) - own) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert servers
    finally:
        worker.kill()
    assert _gone(own | servers, 3)
    worker.close()


def test_missing_oracle_skips_or_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(REQUIRE, raising=False)
    with pytest.raises(pytest.skip.Exception, match="no server"):
        missing("no server")
    monkeypatch.setenv(REQUIRE, "1")
    with pytest.raises(pytest.fail.Exception, match="no server"):
        missing("no server")
