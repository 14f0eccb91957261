"""ingress-nginx's ConfigMaps of TCP and UDP services: ``"5432": "shop/db:5432"``.

The controller skips an entry that it cannot use, with a line in its log.  Ports that it keeps for itself are from
its own defaults (internal/ingress/controller).
"""

import re

from lbconflint.cluster import Backend, Meta, Port, RouteRule, Rules
from lbconflint.model import Diagnostic, DiagnosticKind
from lbconflint.values import Setting, absent, unknown, written
from lbconflint.yaml.nodes import YamlNode

_NAME = re.compile(r"(?:^|-)(tcp|udp)(?:-services)?$")
_ENTRY = re.compile(r"(?P<space>[\w.-]+)/(?P<name>[\w.-]+):(?P<port>[\w-]+)(?::PROXY|:){0,2}")
_LOOKS = re.compile(r"[\w.-]+/[\w.-]+:[\w-]+")
RESERVED = frozenset({80, 443, 442, 8181, 10245, 10246, 10247, 10254})
_MAX_PORT = 65535


def lower_stream(root: YamlNode, meta: Meta, diagnostics: list[Diagnostic]) -> Rules | None:
    """None when the ConfigMap is another one."""
    data = root.get("data")
    named = _NAME.search(meta.name.value or "")
    if data is None or named is None or not data.entries:
        return None
    if not any(entry.args and _LOOKS.match(entry.args[0]) for entry in data.entries):
        return None
    rules = []
    for entry in data.entries:
        if entry.unknown or not entry.args or "{{" in entry.name:
            continue
        problem = _problem(entry)
        if problem:
            diagnostics.append(
                Diagnostic(
                    DiagnosticKind.INVALID_PORT,
                    entry.word(0),
                    problem,
                    "ingress-nginx skips this entry, with a line in its log",
                )
            )
            continue
        backend = _backend(entry)
        if backend is None and not _LOOKS.match(entry.args[0].strip()):
            diagnostics.append(
                Diagnostic(
                    DiagnosticKind.INVALID_ARGUMENT,
                    entry.word(1),
                    f"'{entry.args[0]}' does not name a Service and its port",
                    "ingress-nginx skips this entry, with a line in its log: write 'namespace/service:port'",
                )
            )
        elif backend is not None:
            shown = f"{named[1]} port {entry.name}"
            rules.append(RouteRule(absent(entry), absent(entry), "", shown, (backend,), absent(entry), entry))
    return Rules(meta, (), (), tuple(rules), meta.open or data.partial, root)


def _problem(entry: YamlNode) -> str:
    name = entry.name
    if not (name.isascii() and name.isdigit()):
        return f"'{name}' is no port number"
    if not 0 < int(name) <= _MAX_PORT:
        return f"{name} is no port: ports go from 1 to {_MAX_PORT}"
    return f"ingress-nginx keeps port {name} for itself" if int(name) in RESERVED else ""


def _backend(entry: YamlNode) -> Backend | None:
    match = _ENTRY.fullmatch(entry.args[0].strip())
    if match is None:
        return None
    found: Setting[Port] = unknown(entry, 1)
    digits = match["port"].isdigit()
    found = written(int(match["port"]) if digits else match["port"], entry, 1, match.span("port"))
    name = written(match["name"], entry, 1, match.span("name"))
    space = written(match["space"], entry, 1, match.span("space"))
    return Backend("Service", "", space, name, found, absent(entry), entry)
