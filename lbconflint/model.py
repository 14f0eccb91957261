"""The common model: what every dialect is lowered to and all that a check sees.

Nouns are immutable records without behaviour beyond look-up.  Every scalar that a rule may read is a
``Setting``; every noun keeps its ``node``, so that a check about one dialect can read the raw statement
through the neutral tree.  Times are milliseconds, sizes bytes, ports plain integers.
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any

from lbconflint.record import NamedTuple
from lbconflint.source import Span
from lbconflint.tree import Node, World
from lbconflint.values import Address, PortRange, Setting, absent

__all__ = [
    "NOTHING",
    "Bind",
    "Definition",
    "Diagnostic",
    "DiagnosticKind",
    "Gap",
    "HealthCheck",
    "Listener",
    "LocalAddress",
    "Matching",
    "Pool",
    "PortMode",
    "Process",
    "Reference",
    "Route",
    "Scope",
    "Server",
    "Target",
    "TargetKind",
    "Tls",
    "Transport",
    "VirtualAddress",
    "VirtualServer",
    "both",
    "no_tls",
]

NOTHING: Mapping[str, Any] = MappingProxyType({})
"""The shared empty mapping."""


class Transport(Enum):
    """The layer 4 protocol of a socket; QUIC is UDP here."""

    TCP = "tcp"
    UDP = "udp"

    __hash__ = object.__hash__  # as in values.Origin


class Scope(Enum):
    """Where a bind competes with others."""

    HOST = "host"
    POD = "pod"
    NODE_PORT = "node port"
    CLOUD = "cloud load balancer"
    GATEWAY = "gateway"


def both(address: Setting[Any], port: Setting[Any]) -> Span:
    """Where an address and its port stand, when they are one word; else where the address stands."""
    if address.word is None or port.word != address.word or port.node is not address.node:
        return address.span
    return address.span.to(port.span)


class Bind(NamedTuple):
    """One address and port (or port range, or unix path) that a listener asks for.

    ``ports`` is ABSENT for a unix socket.  ``v6only`` is a default where nothing is written.  ``options``
    holds every other parameter as written, by its own name; a flag has the value ``""``.
    ``implicit`` binds were not written: nginx listens on port 80 when a server says nothing.
    """

    address: Setting[Address]
    ports: Setting[PortRange]
    transport: Transport
    v6only: Setting[bool]
    reuse_port: Setting[bool]
    interface: Setting[str]
    namespace: Setting[str]
    tls: Setting[bool]
    proxy_protocol: Setting[bool]
    options: Mapping[str, Setting[str]]
    scope: Scope
    world: World
    node: Node

    @property
    def implicit(self) -> bool:
        return not (self.address.written or self.address.unknown)

    @property
    def span(self) -> Span:
        """Address and port as written, else the statement that implies them; a cloud's bind has no address."""
        return self.ports.span if self.scope is Scope.CLOUD else both(self.address, self.ports)


class Tls(NamedTuple):
    """TLS as a listener terminates it or a server is spoken to."""

    certificates: tuple[Setting[str], ...]
    keys: tuple[Setting[str], ...]
    protocols: Setting[tuple[str, ...]]
    ciphers: Setting[str]
    reject_handshake: Setting[bool]
    verify: Setting[str]
    node: Node


def no_tls(node: Node) -> Tls:
    """What a listener says that says nothing of TLS."""
    nothing: Setting[Any] = absent(node)
    return Tls((), (), nothing, nothing, nothing, nothing, node)


class TargetKind(Enum):
    """What a route does with a connection."""

    POOL = "pool"
    ADDRESS = "address"
    DYNAMIC = "dynamic"
    REDIRECT = "redirect"
    ANSWER = "answer"


class Target(NamedTuple):
    """Where a route sends a connection.

    POOL: ``pool`` names it.  ADDRESS: ``address`` and ``port``.  DYNAMIC: known only at run time; what is
    known of it may still be set.  ``protocol`` is what is spoken to it: http, https, grpc, grpcs, fastcgi,
    uwsgi, scgi, memcached, tcp, udp, redirect's scheme, or "" when the pool decides.
    """

    kind: TargetKind
    pool: Setting[str]
    address: Setting[Address]
    port: Setting[int]
    protocol: Setting[str]
    tls: Setting[bool]
    proxy_protocol: Setting[bool]
    path: Setting[str]
    node: Node


class Matching(Enum):
    """How a route is chosen."""

    PREFIX = "prefix"
    PREFIX_FIRST = "prefix, before regular expressions"
    EXACT = "exact"
    REGEX = "regular expression"
    NAMED = "named"
    CONDITION = "condition"
    DEFAULT = "default"


class Route(NamedTuple):
    """One way through a listener: what it matches and where it sends.

    ``pattern`` is the path, the location's name or the condition as written.  ``timeouts`` (ms) and
    ``headers`` (lower-case name, as sent to the target) are the effective ones; ``settings`` holds further
    effective directives by name.
    """

    matching: Matching
    pattern: Setting[str]
    target: Target
    timeouts: Mapping[str, Setting[int]]
    headers: Mapping[str, Setting[str]]
    settings: Mapping[str, Setting[str]]
    world: World
    node: Node


class Listener(NamedTuple):
    """Something that accepts connections: an nginx server, an HAProxy frontend or listen, a peers section.

    ``kind`` is the keyword that opened it.  ``module`` is the part of the process that shares sockets among
    its listeners (nginx: http, stream, mail); "" where each listener opens its own.  ``names`` are the host
    names served.  ``partial`` means that some of its statements could not be read.
    """

    name: str
    kind: str
    module: str
    binds: tuple[Bind, ...]
    names: tuple[Setting[str], ...]
    protocol: Setting[str]
    tls: Tls
    routes: tuple[Route, ...]
    timeouts: Mapping[str, Setting[int]]
    limits: Mapping[str, Setting[int]]
    settings: Mapping[str, Setting[str]]
    enabled: Setting[bool]
    partial: bool
    world: World
    node: Node


class PortMode(Enum):
    """What the port of a server means."""

    FIXED = "fixed"
    SAME = "the client's destination port"
    OFFSET = "the client's destination port plus an offset"
    DEFAULT = "the protocol's default"


class HealthCheck(NamedTuple):
    """An active check of one server (HAProxy) or pool.  Times in ms; ``port`` is where the check goes."""

    enabled: Setting[bool]
    protocol: Setting[str]
    address: Setting[Address]
    port: Setting[int]
    tls: Setting[bool]
    proxy_protocol: Setting[bool]
    agent: Setting[bool]
    agent_port: Setting[int]
    node: Node


class Server(NamedTuple):
    """One member of a pool.  ``proxy_protocol`` is the version sent ("v1", "v2"), absent when none is.

    ``number`` > 1 stands for a template of that many servers.
    """

    name: str
    address: Setting[Address]
    port: Setting[int]
    port_mode: PortMode
    weight: Setting[int]
    backup: Setting[bool]
    disabled: Setting[bool]
    tls: Setting[bool]
    proxy_protocol: Setting[str]
    cookie: Setting[str]
    check: HealthCheck
    options: Mapping[str, Setting[str]]
    number: int
    world: World
    node: Node

    @property
    def span(self) -> Span:
        """Address and port as written."""
        return both(self.address, self.port)


class Pool(NamedTuple):
    """Servers that share a load: an nginx upstream, an HAProxy backend or the back half of a listen.

    ``protocol`` is http or tcp where the pool decides it.  ``partial``: more servers may exist than are
    listed (templates, unread includes).
    """

    name: Setting[str]
    kind: str
    module: str
    balance: Setting[str]
    servers: tuple[Server, ...]
    protocol: Setting[str]
    check_protocol: Setting[str]
    cookie: Setting[str]
    keepalive: Setting[int]
    routes: tuple[Route, ...]
    timeouts: Mapping[str, Setting[int]]
    settings: Mapping[str, Setting[str]]
    partial: bool
    world: World
    node: Node


class Process(NamedTuple):
    """The process as a whole: nginx's main context, HAProxy's global section.

    ``settings`` holds its statements by name.  ``node`` is the main node of the unit.
    """

    product: str
    settings: Mapping[str, Setting[str]]
    node: Node


class VirtualAddress(NamedTuple):
    """An address that one machine of a VRRP group has at a time.  ``notifies``: scripts run when it comes or goes,
    which may start and stop what listens on it."""

    address: Setting[Address]
    instance: str
    notifies: bool
    world: World
    node: Node


class LocalAddress(NamedTuple):
    """An IPv4 address that a script gives to an interface of its own machine which faces no network (``lo``, a
    tunnel), with a mask of all bits."""

    address: Setting[Address]
    interface: str
    world: World
    node: Node


class VirtualServer(NamedTuple):
    """An address that the kernel's IPVS spreads over real servers.  ``method`` is how packets get there: NAT, DR
    or TUN, absent where nothing is written."""

    address: Setting[Address]
    method: Setting[str]
    world: World
    node: Node


class Definition(NamedTuple):
    """``name`` of this ``kind`` (pool, defaults, resolvers, ...) is defined here."""

    kind: str
    name: Setting[str]
    world: World


class Reference(NamedTuple):
    """``name`` of this ``kind`` is used here, by the statement ``usage``."""

    kind: str
    name: Setting[str]
    usage: str
    world: World


class DiagnosticKind(Enum):
    """What a reader noticed while reading."""

    SYNTAX = "syntax"
    UNKNOWN_DIRECTIVE = "unknown directive"
    MISPLACED_DIRECTIVE = "misplaced directive"
    REMOVED_DIRECTIVE = "removed directive"
    DEPRECATED_DIRECTIVE = "deprecated directive"
    MISSING_SEMICOLON = "missing semicolon"
    MISSING_FINAL_NEWLINE = "missing final newline"
    INVALID_PORT = "invalid port"
    INVALID_ARGUMENT = "invalid argument"
    MISSING_INCLUDE = "missing include"
    REPEATED_INCLUDE = "repeated include"
    UNRESOLVED_ADDRESS = "unresolved address"
    UNDEFINED_NAME = "undefined name"
    DUPLICATE_KEY = "duplicate key"
    REPEATED_FILE = "repeated file"
    LOST_LIST_MARKER = "lost list marker"
    WRONG_TYPE = "wrong type"


class Diagnostic(NamedTuple):
    """Something that the product's own reader refuses, drops or guesses at, noticed by our reader.

    ``certain`` is False when it depends on the target version or on what is not in the tree.
    """

    kind: DiagnosticKind
    span: Span
    message: str
    help: str = ""
    related: tuple[tuple[Span, str], ...] = ()
    certain: bool = True


class Gap(NamedTuple):
    """A place that was not understood, and why; it makes the file "partly understood"."""

    span: Span
    reason: str
