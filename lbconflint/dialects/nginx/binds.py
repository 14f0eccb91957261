"""``listen`` statements as binds."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from lbconflint.dialects.nginx.address import Endpoint, Part, parse_listen
from lbconflint.dialects.nginx.alike import Alike
from lbconflint.dialects.nginx.filled import filled_in
from lbconflint.model import NOTHING, Bind, Scope, Transport
from lbconflint.tree import Node
from lbconflint.values import (
    ANY_IPV4,
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

_tuple = tuple.__new__  # as in values: parameters are many
_WRITTEN, _UNKNOWN = Origin.WRITTEN, Origin.UNKNOWN
_HTTP = PortRange(80, 80)
_TCP, _UDP, _HOST = Transport.TCP, Transport.UDP, Scope.HOST


class Listens:
    """Makes binds; equal addresses are parsed once.  ``refused`` are listens whose address may be wrong."""

    def __init__(self) -> None:
        self._parsed: dict[str, Endpoint | None] = {}
        self._alike: dict[tuple[str, tuple[str, ...]], Alike[Bind]] = {}
        self.refused: list[tuple[Node, Endpoint]] = []

    def bind(self, node: Node, module: str, legacy_tls: Setting[bool] | None) -> Bind | None:
        """One ``listen`` of a server; None when it has no argument.

        ``legacy_tls`` is ``ssl on`` of the server, which makes every socket of it TLS.
        """
        if not node.args:
            return None
        key = (module, node.args)
        like = self._alike.get(key)
        if like is not None and legacy_tls is None:
            return like.at(node)
        count = len(self.refused)
        bind = self._read(node, module, legacy_tls)
        if legacy_tls is None and len(self.refused) == count:
            self._alike[key] = Alike(bind)
        return bind

    def _read(self, node: Node, module: str, legacy_tls: Setting[bool] | None) -> Bind:
        options = Parameters(node) if len(node.args) > 1 else NOTHING
        nothing: Setting[Any] = absent(node)
        off, on = nothing, default(True, node)
        if any(option.unknown and filled_in(name) for name, option in options.items()):
            off = on = unknown(node, 2)
        address, ports = self._where(node, module)
        datagrams = "quic" in options or (module == "stream" and "udp" in options)
        tls = options.get("ssl") or options.get("quic")
        return Bind(
            address=address,
            ports=ports,
            transport=_UDP if datagrams else _TCP,
            v6only=_flag(options.get("ipv6only")) or on,
            reuse_port=_on(options.get("reuseport")) or off,
            interface=nothing,
            namespace=nothing,
            tls=_on(tls) or legacy_tls or off,
            proxy_protocol=_on(options.get("proxy_protocol")) or off,
            options=options,
            scope=_HOST,
            world=node.world,
            node=node,
        )

    def _where(self, node: Node, module: str) -> tuple[Setting[Address], Setting[PortRange]]:
        text = node.args[0]
        if text not in self._parsed:
            varies = "$" in text or filled_in(text)
            self._parsed[text] = None if varies else parse_listen(text)
        parsed = self._parsed[text]
        if parsed is None:
            return _partly_known(node, text)
        if parsed.error or (parsed.address is not None and parsed.address.family is Family.NAME):
            self.refused.append((node, parsed))
        if parsed.address is None:
            return unknown(node, 1), unknown(node, 1)
        address = written(parsed.address, node, 1, parsed.host_part)
        if parsed.address.family is Family.UNIX:
            return address, absent(node)
        if parsed.ports is not None:
            return address, written(parsed.ports, node, 1, parsed.port_part)
        return address, default(_HTTP, node) if module == "http" else absent(node)


def _partly_known(node: Node, text: str) -> tuple[Setting[Address], Setting[PortRange]]:
    """The address or the port of a ``listen`` whose other half a template fills in."""
    host, colon, port = text.rpartition(":")
    if not colon:
        return unknown(node, 1), unknown(node, 1)
    address: Setting[Address] = unknown(node, 1)
    ports: Setting[PortRange] = unknown(node, 1)
    if not ("$" in host or filled_in(host)):
        parsed = parse_listen(host + ":1")
        if parsed.address is not None:
            address = written(parsed.address, node, 1, (0, len(host)))
    if not ("$" in port or filled_in(port)):
        parsed = parse_listen(port)
        if parsed.ports is not None:
            ports = written(parsed.ports, node, 1, (len(host) + 1, len(text)))
    return address, ports


class Parameters(Mapping[str, Setting[str]]):
    """The parameters of a statement behind its address, ``name`` or ``name=value``: made when somebody asks,
    because those of an upstream's servers are many."""

    __slots__ = ("_node",)

    def __init__(self, node: Node) -> None:
        self._node = node

    def at(self, node: Node) -> "Parameters":
        """Those of another statement."""
        return Parameters(node)

    def __getitem__(self, name: str) -> Setting[str]:
        value, word, part = _by_name(self._node.args[1:])[name]
        return _tuple(Setting, (value, _UNKNOWN if value is None else _WRITTEN, self._node, word, part))

    def __contains__(self, name: object) -> bool:
        return name in _by_name(self._node.args[1:])

    def __iter__(self) -> Iterator[str]:
        return iter(_by_name(self._node.args[1:]))

    def __len__(self) -> int:
        return len(_by_name(self._node.args[1:]))


@lru_cache(4096)
def parameter_words(words: tuple[str, ...]) -> tuple[tuple[str, str | None, int, Part | None], ...]:
    """Name, value (None when it is filled in later), word and part of each; the same few are written again
    and again."""
    found = []
    for word, text in enumerate(words, start=2):
        name, equals, value = text.partition("=")
        part = (len(name) + 1, len(text)) if equals else None
        varies = filled_in(name) or (equals != "" and ("$" in value or filled_in(value)))
        found.append(("default_server" if name == "default" else name, None if varies else value, word, part))
    return tuple(found)


@lru_cache(4096)
def _by_name(words: tuple[str, ...]) -> Mapping[str, tuple[str | None, int, Part | None]]:
    """Value, word and part of each parameter: the last of a name."""
    return {name: (value, word, part) for name, value, word, part in parameter_words(words)}


def _on(option: Setting[str] | None) -> Setting[bool] | None:
    """A parameter that is there, as True."""
    return written(True, option.node, option.word) if option is not None else None


def _flag(option: Setting[str] | None) -> Setting[bool] | None:
    """``name=on`` or ``name=off``."""
    if option is None:
        return None
    if option.value not in ("on", "off"):
        return unknown(option.node, option.word)
    return written(option.value == "on", option.node, option.word, option.part)


def implicit(server: Node) -> Bind:
    """What an http server without ``listen`` does: port 80 of every IPv4 address."""
    nothing: Setting[Any] = absent(server)
    return Bind(
        address=default(ANY_IPV4, server),
        ports=default(_HTTP, server),
        transport=Transport.TCP,
        v6only=default(True, server),
        reuse_port=nothing,
        interface=nothing,
        namespace=nothing,
        tls=nothing,
        proxy_protocol=nothing,
        options=NOTHING,
        scope=_HOST,
        world=server.world,
        node=server,
    )
