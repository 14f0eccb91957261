"""Where connections lead, counted: hops and edges are as many as the configuration is large."""

from pathlib import Path

import pytest

from lbconflint.analysis.loops import cycles_of, edges_of
from lbconflint.analysis.paths import hops, ways_of
from lbconflint.dialects import Plan
from lbconflint.dialects.haproxy.reader import read
from lbconflint.files import Files
from lbconflint.knowledge.versions import target_of
from lbconflint.unit import Host, Project
from tests.conftest import Lint

HEAD = "defaults\n mode http\n timeout connect 5s\n timeout client 5s\n timeout server 5s\n"


def _farm(size: int, first_port: int) -> str:
    """As many frontends as servers: each leads to all of them, which listen from ``first_port`` on."""
    fronts = "".join(f"frontend f{n}\n bind :{10000 + n}\n default_backend all\n" for n in range(size))
    servers = "".join(f" server s{n} 127.0.0.1:{first_port + n}\n" for n in range(size))
    return f"{HEAD}{fronts}backend all\n{servers}"


def _project(text: str, root: Path) -> Project:
    (root / "haproxy.cfg").write_text(text)
    reading = read(Files(str(root)), ["haproxy.cfg"], target_of("haproxy"), Plan())
    return Project([Host("", reading.units)])


@pytest.mark.parametrize("size", [50, 100])
def test_listeners_that_speak_alike_share_the_hops_to_a_pool(size: int, tmp_path: Path) -> None:
    project = _project(_farm(size, 80), tmp_path)
    (unit,) = project.units
    found = hops(project, unit)
    assert [hop.server.name for hop in found if hop.server] == [f"s{n}" for n in range(size)]
    assert {hop.listener.name for hop in found} == {"f0"}
    assert [way.listener.name for way in ways_of(project)[id(unit)]] == [f"f{n}" for n in range(size)]


def test_listeners_that_speak_otherwise_have_hops_of_their_own(tmp_path: Path) -> None:
    text = (
        f"{HEAD}frontend web\n bind :10000\n default_backend all\n"
        "frontend raw\n mode tcp\n bind :10001\n default_backend all\n"
        "backend all\n mode tcp\n server own 127.0.0.1\n server fixed 127.0.0.1:443\n"
    )
    project = _project(text, tmp_path)
    found = hops(project, project.units[0])
    assert [(hop.listener.name, hop.server.name, hop.number) for hop in found if hop.server] == [
        ("web", "own", 10000),
        ("web", "fixed", 443),
        ("raw", "own", 10001),
        ("raw", "fixed", 443),
    ]


@pytest.mark.parametrize("size", [100, 200])
def test_listeners_that_all_reach_each_other_have_few_edges_each(size: int, tmp_path: Path) -> None:
    project = _project(_farm(size, 10000), tmp_path)
    edges = edges_of(project)
    assert len(edges) == size
    assert max(map(len, edges.values())) == 64
    assert len(cycles_of(project)) == 1


def test_listeners_without_a_way_round_have_no_edges(tmp_path: Path) -> None:
    assert edges_of(_project(_farm(100, 20000), tmp_path)) == {}


def test_a_finding_of_shared_hops_is_told_once_for_each_server(lint: Lint) -> None:
    report = lint({"haproxy.cfg": _farm(3, 443)}, rules=["plaintext-to-tls-port"])
    assert [(one.rule, one.span.text) for one in report.findings] == [("plaintext-to-tls-port", "443")]
