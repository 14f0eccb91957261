"""Containers and socket units -> listeners of which no more is known than what they open."""

from collections.abc import Mapping
from typing import Any

from lbconflint.model import NOTHING, Bind, Listener, Scope, Transport, no_tls
from lbconflint.tree import Node, World
from lbconflint.values import Setting, absent, default, unknown, written


def bind_of(
    address: Setting[Any],
    ports: Setting[Any],
    transport: Transport,
    target: int | None,
    world: World,
    node: Node,
) -> Bind:
    """Docker opens IPv4 and IPv6 wildcards as two sockets; the IPv4 one, which is always there, stands for
    both."""
    nothing = absent(node)
    options = {"target": written(str(target), node)} if target is not None else NOTHING
    return Bind(
        address=address,
        ports=ports,
        transport=transport,
        v6only=default(True, node),
        reuse_port=default(False, node),
        interface=nothing,
        namespace=nothing,
        tls=unknown(node),
        proxy_protocol=unknown(node),
        options=options,
        scope=Scope.HOST,
        world=world,
        node=node,
    )


def opener(
    name: str,
    kind: str,
    binds: tuple[Bind, ...],
    running: Setting[bool],
    world: World,
    node: Node,
    settings: Mapping[str, Setting[str]],
) -> Listener:
    """What is spoken there is not known."""
    return Listener(
        name=name,
        kind=kind,
        module="",
        binds=binds,
        names=(),
        protocol=unknown(node),
        tls=no_tls(node),
        routes=(),
        timeouts=NOTHING,
        limits=NOTHING,
        settings=settings,
        enabled=running,
        partial=True,
        world=world,
        node=node,
    )
