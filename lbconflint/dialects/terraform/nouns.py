"""Makes the model's nouns out of what a resource says."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lbconflint.knowledge.terraform_types import Speech
from lbconflint.model import (
    NOTHING,
    Bind,
    HealthCheck,
    Listener,
    Matching,
    Pool,
    PortMode,
    Route,
    Scope,
    Server,
    Target,
    TargetKind,
    Tls,
    Transport,
)
from lbconflint.tree import Node, World
from lbconflint.values import PortRange, Setting, absent, default, unknown


def ranged(low: Setting[int], high: Setting[int] | None = None) -> Setting[PortRange]:
    """A port, or the range that two arguments give, at the place of the first."""
    if low.value is None:
        return open_of(low)
    top = low.value
    if high is not None and not high.absent:
        if high.value is None:
            return open_of(high)
        top = high.value
    return Setting(PortRange(low.value, top), low.origin, low.node, low.word)


def open_of(setting: Setting[Any]) -> Setting[Any]:
    """Absent or unknown like another setting."""
    return absent(setting.node) if setting.absent else unknown(setting.node, setting.word)


def like(setting: Setting[Any], value: Any) -> Setting[Any]:
    """Another value that is said at the same place."""
    return Setting(value, setting.origin, setting.node, setting.word)


def bind(
    node: Node,
    world: World,
    transport: Transport,
    ports: Setting[PortRange],
    balancer: Setting[str],
    tls: Setting[bool],
    frontend: Setting[str] | None = None,
) -> Bind:
    """A port of a load balancer; ``frontend`` is the address on it (by name) where there may be several."""
    nothing: Setting[Any] = absent(node)
    return Bind(
        address=nothing,
        ports=ports,
        transport=transport,
        v6only=nothing,
        reuse_port=nothing,
        interface=frontend or nothing,
        namespace=balancer,
        tls=tls,
        proxy_protocol=nothing,
        options=NOTHING,
        scope=Scope.CLOUD,
        world=world,
        node=node,
    )


def tls_of(
    node: Node, certificates: Sequence[Setting[str]] = (), versions: Setting[tuple[str, ...]] | None = None
) -> Tls:
    nothing: Setting[Any] = absent(node)
    return Tls(tuple(certificates), (), versions or nothing, nothing, nothing, nothing, node)


def listener(
    node: Node,
    name: str,
    kind: str,
    cloud: str,
    binds: Iterable[Bind],
    protocol: Setting[str],
    world: World,
    *,
    routes: Sequence[Route] = (),
    settings: Mapping[str, Setting[str]] = NOTHING,
    partial: bool = False,
    tls: Tls | None = None,
) -> Listener:
    return Listener(
        name=name,
        kind=kind,
        module=cloud,
        binds=tuple(binds),
        names=(),
        protocol=protocol,
        tls=tls or tls_of(node),
        routes=tuple(routes),
        timeouts=NOTHING,
        limits=NOTHING,
        settings=settings,
        enabled=default(True, node),
        partial=partial,
        world=world,
        node=node,
    )


def _target(node: Node, kind: TargetKind) -> Target:
    nothing: Setting[Any] = absent(node)
    return Target(kind, nothing, nothing, nothing, nothing, nothing, nothing, nothing, node)


def route(node: Node, target: Target, world: World, pattern: Setting[str] | None = None) -> Route:
    """What a listener does by default, or by a rule with this ``pattern`` (its priority)."""
    matching = Matching.DEFAULT if pattern is None else Matching.CONDITION
    return Route(matching, pattern or absent(node), target, NOTHING, NOTHING, NOTHING, world, node)


def to_pool(node: Node, pool: Setting[str]) -> Target:
    return _target(node, TargetKind.POOL)._replace(pool=pool)


def redirect(
    node: Node, protocol: Setting[str], port: Setting[int], path: Setting[str], host: Setting[str] | None = None
) -> Target:
    """``host`` (as the target's ``pool``) and ``path`` are absent when the request's own stay."""
    return _target(node, TargetKind.REDIRECT)._replace(
        protocol=protocol, port=port, path=path, pool=host or absent(node)
    )


def answer(node: Node) -> Target:
    return _target(node, TargetKind.ANSWER)


def server(node: Node, name: str, port: Setting[int], weight: Setting[int], world: World) -> Server:
    nothing: Setting[Any] = absent(node)
    check = HealthCheck(nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing, node)
    return Server(
        name, nothing, port, PortMode.FIXED, weight, nothing, nothing, nothing, nothing, nothing, check, NOTHING,
        1, world, node,
    )  # fmt: skip


def pool(
    node: Node,
    name: Setting[str],
    kind: str,
    cloud: str,
    world: World,
    *,
    protocol: Setting[str] | None = None,
    check_protocol: Setting[str] | None = None,
    servers: Sequence[Server] = (),
    settings: Mapping[str, Setting[str]] = NOTHING,
    partial: bool = True,
) -> Pool:
    """A group of targets; ``settings`` hold its port and its health check's ``check.*``."""
    nothing: Setting[Any] = absent(node)
    return Pool(
        name=name,
        kind=kind,
        module=cloud,
        balance=nothing,
        servers=tuple(servers),
        protocol=protocol or nothing,
        check_protocol=check_protocol or nothing,
        cookie=nothing,
        keepalive=nothing,
        routes=(),
        timeouts=NOTHING,
        settings=settings,
        partial=partial,
        world=world,
        node=node,
    )


def spoken(protocol: Setting[str], speech: Speech | None) -> tuple[Setting[str], Setting[bool]]:
    """The application protocol and whether TLS ends here, at the place of the protocol's name."""
    if speech is None:
        return open_of(protocol), open_of(protocol)
    return like(protocol, speech.application), like(protocol, speech.tls)
