"""Configurations that stand within test scripts and pages, written out as files that can be linted and started.

nginx-tests holds them in Perl here-documents, HAProxy's reg-tests in VTC.  What their runners fill in (ports,
directories) is filled in here too; one name becomes one port.  The pages of Terraform's providers hold an example
or two each, and every one is a configuration of its own.
"""

import re
from collections.abc import Iterator
from pathlib import Path

NGINX_SOURCE, NGINX_OUT = "nginx+nginx-tests", "nginx-tests-extracted"
HAPROXY_SOURCE, HAPROXY_OUT = "haproxy+haproxy", "haproxy-regtests"
FIRST_PORT = 20000
PROVIDERS, PAGES_OUT = "*+terraform-provider-*", "-pages"

_HERE = re.compile(
    r"""write_file(?:_expand)?\(\s*(?P<quote>['"])(?P<name>[\w./-]+\.conf)(?P=quote)\s*,"""
    r"""\s*<<\s*(?P<mark>['"]?)(?P<word>\w+)(?P=mark)\s*\)[^\n]*\n(?P<body>.*?)^(?P=word)$""",
    re.DOTALL | re.MULTILINE,
)
_NOT_OURS = ("openssl", "ca.")
_TEMPORARY = ("client_body", "fastcgi", "proxy", "uwsgi", "scgi")
_CONF = re.compile(
    r"^[ \t]*haproxy[ \t]+(?P<process>\w+)\b[^\n{]*?-conf(?:-OK|-BAD[ \t]+\{[^\n{}]*\})?[ \t]*\{", re.MULTILINE
)
"""Behind ``-conf-BAD`` the complaint that is expected stands first."""


_FENCED = re.compile(r"^```(?:hcl|terraform|tf)[ \t]*\n(?P<body>.*?)^```", re.DOTALL | re.MULTILINE)
_BALANCER = re.compile(
    r"(?:^|_)(?:[acegns]?lb|gwlb)(?:_|$)|load_?balancer|forwarding_rule|backend_service|listener|url_map|health_check"
    r"|target_(?:group|pool|http|tcp|ssl|grpc)|application_gateway"
)
"""Names of the pages that tell of load balancers."""


def extract(place: Path) -> Iterator[str]:
    """Write out what is not there yet; yields what was done."""
    works = [(NGINX_SOURCE, NGINX_OUT, nginx), (HAPROXY_SOURCE, HAPROXY_OUT, haproxy)]
    providers = sorted(path.name for path in place.glob(PROVIDERS) if not path.name.endswith(PAGES_OUT))
    works += [(name, name + PAGES_OUT, pages) for name in providers]
    for source, out, work in works:
        if (place / source).is_dir() and not (place / out).is_dir():
            yield f"{out}: {work(place / source, place / out)} files"


def nginx(source: Path, out: Path) -> int:
    """``<test>/<name>.conf`` for every here-document; a second one of a name gets a directory of its own."""
    written = 0
    for test in sorted(source.glob("*.t")):
        for found in _HERE.finditer(test.read_bytes().decode("latin-1")):
            if found["name"].startswith(_NOT_OURS):
                continue
            path = _free(out / test.stem / found["name"], f"{out}/{test.stem}-{{}}/{found['name']}")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_nginx_filled(found["body"], path.parent).encode("latin-1"))
            written += 1
    return written


def _free(path: Path, others: str) -> Path:
    """The path, or the first of the numbered others that is not there."""
    number = 1
    while path.exists():
        number += 1
        path = Path(others.format(number))
    return path


def _nginx_filled(text: str, directory: Path) -> str:
    temporary = "".join(f"{name}_temp_path {directory}/{name}_temp;\n" for name in _TEMPORARY)
    for word, value in (
        ("GLOBALS", f"pid {directory}/nginx.pid;\nerror_log {directory}/error.log debug;\n"),
        ("GLOBALS_HTTP", f"root {directory};\n{temporary}"),
        ("GLOBALS_STREAM", ""),
    ):
        text = text.replace(f"%%TEST_{word}%%", value)
    return re.sub(r"%%PORT_(\d+)(?:_UDP)?%%", r"\1", text.replace("%%TESTDIR%%", str(directory)))


def haproxy(source: Path, out: Path) -> int:
    """``<test>-<process>.cfg`` for every ``haproxy NAME -conf {...}``."""
    out.mkdir(parents=True)
    tests = source / "reg-tests"
    written = 0
    for test in sorted(tests.rglob("*.vtc")):
        text = test.read_bytes().decode("latin-1")
        ports: dict[str, int] = {}
        stem = "-".join(test.relative_to(tests).with_suffix("").parts)
        for found in _CONF.finditer(text):
            filled = _haproxy_filled(_braced(text, found.end()), found["process"], ports)
            filled = filled.replace("${testdir}", str(test.parent)).replace("${tmpdir}", "/tmp/vtc")
            name = f"{stem}-{found['process']}"
            path = _free(out / f"{name}.cfg", f"{out}/{name}-{{}}.cfg")
            path.write_bytes(f"{filled.strip(chr(10))}\n".encode("latin-1"))
            written += 1
    return written


def _braced(text: str, start: int) -> str:
    """What stands from ``start`` to the brace that closes it."""
    depth = 1
    for place in re.finditer(r"[{}]", text[start:]):
        depth += 1 if place[0] == "{" else -1
        if not depth:
            return text[start : start + place.start()]
    return text[start:]


def _haproxy_filled(text: str, process: str, ports: dict[str, int]) -> str:
    """The text with sockets that the runner hands over as addresses on loopback."""

    def port(name: str) -> int:
        return ports.setdefault(name, FIRST_PORT + len(ports))

    text = re.sub(r"fd@\$\{(\w+)\}", lambda found: f"127.0.0.1:{port(f'{process}_{found[1]}')}", text)
    text = re.sub(r"\$\{(\w+)_sock\}", lambda found: f"127.0.0.1:{port(found[1])}", text)
    text = re.sub(r"\$\{(\w+)_port\}", lambda found: str(port(found[1])), text)
    return re.sub(r"\$\{\w+_addr\}", "127.0.0.1", text).replace("${no-htx}", "")


def pages(source: Path, out: Path) -> int:
    """``<page>-<number>/main.tf`` for every example on a page about load balancers."""
    out.mkdir(parents=True)
    written = 0
    for page in sorted(path for name in ("*.md", "*.markdown") for path in source.rglob(name)):
        stem = page.name.partition(".")[0]
        if not _BALANCER.search(stem):
            continue
        for found in _FENCED.finditer(page.read_text(encoding="utf-8", errors="replace")):
            path = _free(out / f"{stem}-1" / "main.tf", f"{out}/{stem}-{{}}/main.tf")
            path.parent.mkdir()
            path.write_text(found["body"], encoding="utf-8")
            written += 1
    return written
