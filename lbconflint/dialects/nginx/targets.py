"""Where a ``*_pass`` sends a request."""

import re
from collections.abc import Mapping
from typing import Any

from lbconflint.dialects.nginx.address import Part, parse_server
from lbconflint.dialects.nginx.alike import Alike
from lbconflint.dialects.nginx.effective import converted, flag
from lbconflint.dialects.nginx.filled import filled_in
from lbconflint.dialects.nginx.scope import Scope
from lbconflint.dialects.nginx.variables import Piece, fold
from lbconflint.model import Target, TargetKind
from lbconflint.record import NamedTuple
from lbconflint.tree import Node
from lbconflint.values import Address, Origin, Setting, absent, default, unknown, written

PASSES = frozenset({
    "proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "memcached_pass", "grpc_pass", "tunnel_pass",
})  # fmt: skip
DEFAULT_PORTS = {"http": 80, "https": 443}
_TLS = frozenset({"https", "grpcs", "suwsgi"})
_SCHEME = re.compile(r"([^:/]*+)://")
_PATH = re.compile("[/?]")
_tuple = tuple.__new__  # as in values
_ADDRESS, _POOL = TargetKind.ADDRESS, TargetKind.POOL
_UNKNOWN = Origin.UNKNOWN


class Parts(NamedTuple):
    """The argument of a pass taken apart; the parts are offsets.

    ``name`` is the host in lower case, "" for a unix socket.  ``port`` is None when none is written or it is
    no number.
    """

    scheme: str
    scheme_part: Part | None
    host: str
    name: str
    host_part: Part
    port: int | None
    port_part: Part | None
    path: str


class _Folded(NamedTuple):
    """A word with its constants put in: ``pieces`` tell where each stretch comes from."""

    node: Node
    pieces: list[Piece]

    def known(self, part: Part) -> bool:
        """Nothing in that stretch is known only at run time."""
        at = 0
        for piece in self.pieces:
            if not piece.known and at < part[1] and at + len(piece.text) > part[0]:
                return False
            at += len(piece.text)
        return True

    def place(self, part: Part) -> tuple[Node, int, Part | None]:
        """Node, word and part for a stretch: the ``set`` that it comes from, or the word itself."""
        at = 0
        for index, piece in enumerate(self.pieces):
            if at <= part[0] and part[1] <= at + len(piece.text):
                if piece.node is not None:
                    return piece.node, 2, None
                literal = all(before.node is None for before in self.pieces[:index])
                return self.node, 1, part if literal else None
            at += len(piece.text)
        return self.node, 1, None


class Targets:
    """Makes targets; equal arguments are taken apart once."""

    def __init__(self) -> None:
        self._alike: dict[tuple[str, tuple[str, ...]], Alike[Target]] = {}
        self._parts: dict[tuple[str, str], Parts] = {}
        self._addresses: dict[str, Address | None] = {}

    def of(self, node: Node, scope: Scope, upstreams: Mapping[str, Node], module: str, udp: bool) -> Target:
        """The target of a ``*_pass``; ``upstreams`` are the names defined in the module, in lower case.

        In http, without a variable, it depends on nothing but the words of the statement.
        """
        key = (node.name, node.args)
        like = self._alike.get(key)
        if like is not None:
            return like.at(node)
        target = self._read(node, scope, upstreams, module, udp)
        if module == "http" and node.args and "$" not in node.args[0]:
            self._alike[key] = Alike(target)
        return target

    def _read(self, node: Node, scope: Scope, upstreams: Mapping[str, Node], module: str, udp: bool) -> Target:
        nothing: Setting[Any] = absent(node)
        if not node.args:
            return _dynamic(node, nothing, nothing, nothing, nothing)
        text, folded = node.args[0], None
        if "$" in text:
            folded = _Folded(node, fold(text, scope))
            text = "".join(piece.text for piece in folded.pieces)
        key = (node.name if module == "http" else module, text)
        parts = self._parts.get(key)
        if parts is None:
            parts = self._parts[key] = split(*key)
        protocol = self._protocol(node, parts, folded, nothing)
        tls = sent = nothing
        if module == "stream":
            protocol = default("udp" if udp else "tcp", node)
            tls, sent = converted(scope, "proxy_ssl", flag, None), converted(scope, "proxy_protocol", flag, None)
        elif parts.scheme in _TLS:
            tls = written(True, *protocol[2:])
        elif protocol.origin is _UNKNOWN:
            tls = protocol
        path = written(parts.path, node) if parts.path else nothing
        port = nothing if parts.port_part is None else _port(node, parts, folded)
        place: tuple[Node, int, Part | None] = (node, 1, parts.host_part)
        if folded is not None:
            if not folded.known(parts.host_part):
                return _dynamic(node, port, protocol, tls, path)
            place = folded.place(parts.host_part)
        if parts.name in upstreams:
            name = written(parts.host, *place)
            return _tuple(Target, (_POOL, name, nothing, port, protocol, tls, sent, path, node))
        found = self._address(parts.host)
        if found is None:
            return _dynamic(node, port, protocol, tls, path)
        if parts.port_part is None and parts.name and protocol.value in DEFAULT_PORTS:
            port = default(DEFAULT_PORTS[protocol.value], node)
        address = written(found, *place)
        return _tuple(Target, (_ADDRESS, nothing, address, port, protocol, tls, sent, path, node))

    def _address(self, host: str) -> Address | None:
        """The address of a host; None when it is a variable or cannot be one."""
        if host not in self._addresses:
            varies = "$" in host or filled_in(host)
            self._addresses[host] = None if varies or not host else parse_server(host).address
        return self._addresses[host]

    def _protocol(self, node: Node, parts: Parts, folded: _Folded | None, nothing: Setting[Any]) -> Setting[str]:
        part = parts.scheme_part
        if part is None:
            if node.name != "proxy_pass":
                return default(parts.scheme, node)
            return nothing if folded is None else unknown(node, 1)
        if not parts.scheme or (folded and not folded.known(part)):
            return unknown(node, 1)
        return written(parts.scheme, *folded.place(part)) if folded else written(parts.scheme, node, 1, part)


def _port(node: Node, parts: Parts, folded: _Folded | None) -> Setting[int]:
    part = parts.port_part
    if parts.port is None or part is None or (folded and not folded.known(part)):
        return unknown(node, 1)
    return written(parts.port, *folded.place(part)) if folded else written(parts.port, node, 1, part)


def _dynamic(
    node: Node, port: Setting[int], protocol: Setting[str], tls: Setting[bool], path: Setting[str]
) -> Target:
    hidden: Setting[Any] = unknown(node, 1)
    return Target(TargetKind.DYNAMIC, hidden, hidden, port, protocol, tls, absent(node), path, node)


def split(directive: str, text: str) -> Parts:
    """Take apart the argument of ``directive`` (of the stream module: "stream")."""
    kind, scheme_part, start = "" if directive == "stream" else directive.removesuffix("_pass"), None, 0
    match = _SCHEME.match(text) if directive in ("proxy_pass", "grpc_pass", "uwsgi_pass") else None
    if match:
        scheme_part, start = match.span(1), match.end()
        kind = "" if filled_in(match[1]) else match[1].lower()
    if text[start : start + 5].lower() == "unix:":
        end = text.find(":", start + 5) if directive == "proxy_pass" else -1
        end = len(text) if end < 0 else end
        return Parts(kind, scheme_part, text[start:end], "", (start, end), None, None, text[end + 1 :])
    path = _PATH.search(text, start) if directive == "proxy_pass" else None
    end = path.start() if path else len(text)
    low, high = host_end(text, start, end)
    host, digits = text[start:low], text[high:end]
    port = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else None
    port_part = (high, end) if high < end or text[low:end] == ":" else None
    return Parts(kind, scheme_part, host, host.lower(), (start, low), port, port_part, text[end:])


def host_end(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the host ends and where the port begins (``end`` when there is none)."""
    if text[start : start + 1] == "[":
        bracket = text.find("]", start, end)
        if bracket > 0:
            return bracket + 1, bracket + 2 if text[bracket + 1 : bracket + 2] == ":" else end
    colon = text.rfind(":", start, end)
    return (colon, colon + 1) if colon >= 0 else (end, end)
