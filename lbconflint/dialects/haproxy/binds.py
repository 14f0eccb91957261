"""``bind`` and its kin: one ``Bind`` for every address of the list."""

from collections.abc import Iterator, Mapping
from typing import Any

from lbconflint.dialects.haproxy.addresses import Parsed, Place, parse, widens_when_unset
from lbconflint.dialects.haproxy.context import Context
from lbconflint.dialects.haproxy.options import Options, Shape, flag
from lbconflint.knowledge.haproxy_tls import TLS_VERSIONS, VERSION_WORDS, default_versions, narrowed_versions
from lbconflint.model import NOTHING, Bind, DiagnosticKind, Scope, Tls, no_tls
from lbconflint.source import Span
from lbconflint.tree import Node, coexist
from lbconflint.values import (
    HOLE,
    Address,
    Family,
    Origin,
    PortRange,
    Setting,
    absent,
    default,
    unknown,
    written,
)

_OWN_FIELDS = frozenset({"ssl", "accept-proxy", "interface", "namespace", "v6only", "v4v6"})
_NOT_BOUND = Family.OTHER
_HOST = Scope.HOST


def lower_binds(
    context: Context,
    node: Node,
    place: Place = Place.BIND,
    word: int = 1,
    inherited: Mapping[str, Setting[str]] = NOTHING,
    prefixed: bool = True,
) -> Iterator[Bind]:
    """The binds of one statement whose address is word ``word``, with its parameters behind it.

    ``prefixed``: unix paths get the prefix of ``unix-bind``.
    """
    if len(node.args) < word:
        context.argument(node, 0, f"'{node.name}' needs an address")
        return
    shape = context.parameters.bind_shape(node.args[word:], word + 1)
    options = _Parameters(context, node, shape, inherited)
    low = 0
    for part in node.args[word - 1].split(","):
        if part or low == 0:
            text = context.environment.expand_address(part)
            parsed = parse(text, place, context.target(node), low)
            if text != part:
                parsed = parsed._replace(host_part=(low, low + len(part)), port_part=None)
            _report(context, node, word, parsed)
            yield options.bind(parsed, word, prefixed)
        low += len(part) + 1


def _report(context: Context, node: Node, word: int, parsed: Parsed) -> None:
    problem = parsed.problem
    if problem:
        span = Setting("", Origin.WRITTEN, node, word, problem.part).span
        context.document.report(problem.kind, span, problem.message, certain=problem.certain)
    elif parsed.unknown_host and (names := widens_when_unset(_plain(node.word(word)))):
        context.document.report(
            DiagnosticKind.UNRESOLVED_ADDRESS,
            node.word(word),
            f"while '{names[0]}' is unset in the environment, this listens on every address",
            f'give the variable a default inside double quotes, "${{{names[0]}-127.0.0.1}}", or write the address',
            certain=False,
        )


def _plain(span: Span) -> str:
    """The text of a word; "" where something else than HAProxy fills it in."""
    return "" if HOLE in span.source.masked[span.start : span.end] else span.text


class _Parameters:
    """What the parameters of a statement say to each of its addresses."""

    def __init__(self, context: Context, node: Node, shape: Shape, inherited: Mapping[str, Setting[str]]) -> None:
        self.context = context
        self.node = node
        self.shape = shape
        self.inherited = inherited
        self.absent: Setting[str] = unknown(node) if shape.opaque else absent(node)
        self.no: Setting[bool] = unknown(node) if shape.opaque else default(False, node)
        self.reuse_port = self._reuse_port()
        self.interface = self.namespace = self.absent
        self.v6only = self.tls = self.proxy_protocol = self.no
        self.options: Mapping[str, Setting[str]] = NOTHING
        if shape.words or inherited:
            self._take(shape.words)

    def _take(self, words: Mapping[str, tuple[str | None, int]]) -> None:
        self.interface = self._value("interface")
        self.namespace = self._value("namespace")
        self.v6only = self._flag("v6only", "v4v6")
        if "v6only" in words:
            self.v6only = written(True, self.node, words["v6only"][1])
        self.tls = self._flag("ssl", "no-ssl")
        self.proxy_protocol = self._flag("accept-proxy", "no-accept-proxy")
        own = {name: held for name, held in words.items() if name not in _OWN_FIELDS}
        if own or self.inherited:
            self.options = Options(self.node, own, self.inherited)

    def _value(self, name: str) -> Setting[str]:
        found = self.shape.words.get(name)
        if found is None:
            return self.inherited.get(name, self.absent)
        return unknown(self.node, found[1]) if found[0] is None else written(found[0], self.node, found[1])

    def _flag(self, on: str, off: str) -> Setting[bool]:
        return flag(self.node, self.shape.words, self.inherited, on, off) or self.no

    def _reuse_port(self) -> Setting[bool]:
        """SO_REUSEPORT is set unless ``noreuseport`` stands in a ``global`` section."""
        off = self.context.settings.get("noreuseport")
        if off is None:
            return default(True, self.node)
        if not coexist(off.node.world, self.node.world) or len(off.node.world) > len(self.node.world):
            return unknown(self.node)
        return written(False, off.node, 0)

    def bind(self, parsed: Parsed, word: int, prefixed: bool) -> Bind:
        node = self.node
        tls = self.tls
        if parsed.quic and not tls.written:
            tls = default(True, node)
        # Like ``Bind(...)``, in the order of its fields and in half the time.
        return tuple.__new__(Bind, (
            self._address(parsed, word, prefixed), self._ports(parsed, word), parsed.transport, self.v6only,
            self.reuse_port, self.interface, self.namespace, tls, self.proxy_protocol, self.options, _HOST,
            node.world, node,
        ))  # fmt: skip

    def _address(self, parsed: Parsed, word: int, prefixed: bool) -> Setting[Address]:
        address = parsed.address
        if address is None or address.family is _NOT_BOUND:
            return unknown(self.node, word)
        if address.family is Family.UNIX and prefixed:
            prefix = self.context.settings.get("unix-bind prefix")
            if prefix is not None:
                if prefix.value is None or prefix.node.world:
                    return unknown(self.node, word)
                address = Address(Family.UNIX, prefix.value + address.host)
        return written(address, self.node, word, parsed.host_part if parsed.port_part else None)

    def _ports(self, parsed: Parsed, word: int) -> Setting[PortRange]:
        if parsed.ports is not None:
            return written(parsed.ports, self.node, word, parsed.port_part)
        if parsed.unknown_port or parsed.problem:
            return unknown(self.node, word)
        return absent(self.node)


def lower_tls(context: Context, section: Node, binds: tuple[Bind, ...]) -> Tls:
    """TLS as the listener's binds terminate it; its protocols are those that any of them allows."""
    secured = [bind for bind in binds if bind.tls.value]
    if not secured:
        return no_tls(section)
    nothing: Setting[Any] = absent(section)
    certificates: list[Setting[str]] = []
    for bind in secured:
        for name, value, number in context.parameters.bind_shape(*_tail(bind.node)).items:
            if name in ("crt", "crt-list", "default-crt"):
                held = unknown(bind.node, number) if value is None else written(value, bind.node, number)
                certificates.append(held)
    ciphers = [bind.options["ciphers"] for bind in secured if "ciphers" in bind.options]
    verify = [bind.options["verify"] for bind in secured if "verify" in bind.options]
    shared = context.settings.get("ssl-default-bind-ciphers")
    return Tls(
        certificates=tuple(dict.fromkeys(certificates)),
        keys=(),
        protocols=_protocols(context, secured),
        ciphers=ciphers[0] if ciphers else shared.inherited() if shared else nothing,
        reject_handshake=nothing,
        verify=verify[0] if verify else default("none", section),
        node=section,
    )


def _tail(node: Node) -> tuple[tuple[str, ...], int]:
    """The parameters of a bind's statement: ``stats socket ADDRESS ...`` has one word more."""
    first = 2 if node.name in ("bind", "dgram-bind") else 3
    return node.args[first - 1 :], first


def _protocols(context: Context, binds: list[Bind]) -> Setting[tuple[str, ...]]:
    """The TLS versions that the binds accept, of the bind that accepts the oldest one."""
    oldest: Setting[tuple[str, ...]] | None = None
    shared = context.settings.get("ssl-default-bind-options")
    for bind in binds:
        place: Setting[Any] = default("", bind.node)
        allowed = default_versions(context.target(bind.node))
        if shared is not None:
            allowed = None if shared.value is None else narrowed_versions(allowed, shared.value.split())
            place = shared.inherited()
        tail, first = _tail(bind.node)
        own = narrowed_versions(allowed, tail)
        if own is None or bind.tls.unknown:
            return unknown(bind.node)
        if own != allowed:
            word = next(first + index for index, name in enumerate(tail) if name in VERSION_WORDS)
            place = written("", bind.node, word)
        if oldest is None or _rank(own) < _rank(oldest.value or ()):
            oldest = Setting(own, place.origin, place.node, place.word)
    return oldest or absent(binds[0].node)


def _rank(versions: tuple[str, ...]) -> int:
    """Where the oldest of the versions stands among all."""
    return TLS_VERSIONS.index(versions[0]) if versions else len(TLS_VERSIONS)
