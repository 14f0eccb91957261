"""Small believable configurations, each with one fault: found by its own rule at the exact token.

The files are in ``fixtures/faults``.  Comments at their top say what they hold::

    # fault: RULE LINE:COLUMN `TOKEN` MESSAGE        one line for each finding of the default run
    # nginx -t: passes since 1.25.0                  what the real program's check says, by version
    # nginx -t: refuses: MESSAGE
    # host: ADDRESS                                  the addresses that lbconflint.toml would state
"""

import re
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from lbconflint.config import Config, HostEntry, matcher
from lbconflint.finding import Finding
from tests.conftest import lint_tree
from tests.oracle.netns import certificate, unavailable, unshare_command
from tests.oracle.refusals import numbers
from tests.oracle.servers import Server
from tests.oracle.suite import missing, servers

FIXTURES = Path(__file__).parents[2] / "fixtures" / "faults"
MAIN = {"nginx": "nginx.conf", "haproxy": "haproxy.cfg"}

_FAULT = re.compile(
    r"^# fault: (?P<rule>[a-z0-9-]+) (?P<line>\d+):(?P<column>\d+) `(?P<token>.+)` (?P<message>.+)$"
)
_CHECK = re.compile(
    r"^# (?:nginx -t|haproxy -c): (?P<word>passes|refuses)"
    r"(?: (?P<bound>since|before) (?P<version>[\d.]+))?(?:: (?P<said>.+))?$"
)


class Fault(NamedTuple):
    rule: str
    line: int
    column: int
    token: str
    message: str


class Check(NamedTuple):
    """What the program says: its message when it refuses the file, else ""."""

    said: str
    since: tuple[int, ...]
    before: tuple[int, ...]


class Case(NamedTuple):
    path: Path
    text: str
    faults: tuple[Fault, ...]
    checks: tuple[Check, ...]
    addresses: tuple[str, ...]

    @property
    def product(self) -> str:
        return self.path.parent.name


def read(path: Path) -> Case:
    text = path.read_text(encoding="utf-8")
    faults, checks, addresses = [], [], []
    for line in text.splitlines():
        if found := _FAULT.match(line):
            faults.append(
                Fault(found["rule"], int(found["line"]), int(found["column"]), found["token"], found["message"])
            )
        elif found := _CHECK.match(line):
            bound = numbers(found["version"]) if found["version"] else ()
            since, before = (bound, ()) if found["bound"] == "since" else ((), bound)
            checks.append(Check(found["said"] or "", since, before))
        elif line.startswith("# host: "):
            addresses.append(line.removeprefix("# host: "))
    return Case(path, text, tuple(faults), tuple(checks), tuple(addresses))


CASES = [read(path) for path in sorted(FIXTURES.glob("*/*.c*"))]


def of(product: str) -> list[Case]:
    return [case for case in CASES if case.product == product]


def by_name(case: Case) -> str:
    return f"{case.product}-{case.path.stem}"


def fault_of(finding: Finding) -> Fault:
    line, column = finding.span.position
    return Fault(finding.rule, line, column, finding.span.text, finding.message)


@pytest.mark.parametrize("case", CASES, ids=by_name)
def test_each_fault_is_found_by_its_rule_at_its_token_and_nothing_else_is(case: Case, tmp_path: Path) -> None:
    assert case.faults, "the file names no fault"
    (tmp_path / MAIN[case.product]).write_text(case.text, encoding="utf-8")
    hosts = (HostEntry("edge1", matcher(["**"]), case.addresses),) if case.addresses else ()
    report = lint_tree(tmp_path, config=Config(hosts=hosts))
    assert [fault_of(finding) for finding in report.findings] == list(case.faults)
    assert not report.skipped
    assert not report.partial


def test_every_rule_of_the_faults_that_the_other_tools_miss_is_proved() -> None:
    proved = {product: {fault.rule for case in of(product) for fault in case.faults} for product in MAIN}
    binds = {"duplicate-bind", "shared-bind", "overlapping-bind", "dual-stack-overlap"}
    path = {"proxy-loop", "proxy-protocol-mismatch", "plaintext-on-tls-port", "plaintext-to-tls-port"}
    path |= {"no-usable-server", "undefined-backend"}
    assert binds | path <= proved["nginx"] & proved["haproxy"]
    assert proved["nginx"] >= {
        "duplicate-listen", "duplicate-listen-options", "duplicate-default-server", "duplicate-server-name",
        "missing-semicolon", "tls-to-plaintext-port", "ineffective-keepalive", "unknown-directive",
    }  # fmt: skip
    assert proved["haproxy"] >= {
        "non-local-bind", "unresolved-bind", "bind-in-backend", "invalid-port", "duplicate-server",
        "duplicate-pool", "duplicate-route", "protocol-mismatch", "port-map-mismatch", "missing-health-check",
        "plaintext-check", "missing-timeout", "half-configured-cookie", "duplicate-cookie",
    }  # fmt: skip


def said_of(case: Case, server: Server) -> str:
    """What the file says that this version says; the test is skipped when it does not tell."""
    for check in case.checks:
        if server.number >= check.since and not (check.before and server.number >= check.before):
            return check.said
    pytest.skip(f"the file says nothing of {server}")


@pytest.mark.parametrize("server", servers("nginx"))
@pytest.mark.parametrize("case", of("nginx"), ids=by_name)
def test_nginx_says_of_it_what_the_file_says(case: Case, server: Server | None, tmp_path: Path) -> None:
    if server is None:
        missing("no nginx binary")
    assert server is not None
    if reason := unavailable():
        missing(reason)
    expected = said_of(case, server)
    (tmp_path / "logs").mkdir()
    (tmp_path / "nginx.conf").write_text(case.text, encoding="utf-8")
    (tmp_path / "tls.pem").write_text(certificate(), encoding="ascii")
    settings = "".join(f"load_module {module};" for module in server.modules)
    settings += "error_log stderr; pid logs/nginx.pid;"
    asked = [server.path, "-t", "-p", f"{tmp_path}/", "-c", "nginx.conf", "-g", settings]
    # Ports below 1024 and addresses of its own: nginx -t really binds.
    inside = [*unshare_command(), "sh", "-c", 'ip link set lo up && exec "$@"', "sh", *asked]
    done = subprocess.run(inside, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode == 0) == (not expected), done.stderr
    assert expected in done.stderr


@pytest.mark.parametrize("server", servers("haproxy"))
@pytest.mark.parametrize("case", of("haproxy"), ids=by_name)
def test_haproxy_passes_it(case: Case, server: Server | None) -> None:
    if server is None:
        missing("no haproxy binary")
    assert server is not None
    assert said_of(case, server) == ""
    asked = [server.path, "-c", "-f", str(case.path)]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
