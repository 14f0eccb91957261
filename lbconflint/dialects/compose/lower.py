"""Services -> listeners whose binds are the published ports of the host."""

from collections.abc import Iterator
from typing import Any
from zlib import crc32

from lbconflint.dialects.compose.kernel import lower_kernel
from lbconflint.dialects.compose.services import Service, unknown
from lbconflint.model import (
    Bind,
    Diagnostic,
    DiagnosticKind,
    Transport,
)
from lbconflint.scripts.embedded import Part, read_parts
from lbconflint.scripts.opened import bind_of, opener
from lbconflint.scripts.published import Published, address_of, masked, parse, port_range, sexagesimal
from lbconflint.tree import World
from lbconflint.unit import Unit
from lbconflint.values import ANY_IPV4, Setting, default, written
from lbconflint.values import unknown as not_known
from lbconflint.yaml.nodes import MAP, PLAIN, YamlNode

_TRANSPORTS = {"tcp": Transport.TCP, "udp": Transport.UDP}


class Lowering:
    """The services of one project into its unit."""

    def __init__(self, unit: Unit, world: World) -> None:
        self._unit = unit
        self._world = world
        self._told: set[int] = set()
        self._parts: list[Part] = []

    def service(self, service: Service) -> None:
        world = (*self._world, *self._own_world(service), *service.node.world)
        binds = tuple(self._binds(service, world))
        node = service.node
        running = default(True, node)
        if service.replicas == "0":
            running = default(False, node)
        settings = {"network_mode": service.mode}
        self._unit.listeners.append(opener(service.name, "service", binds, running, world, node, settings))
        self._parts += lower_kernel(service, self._unit)

    def commands(self) -> None:
        """Read what privileged services run, text by text."""
        by_source: dict[int, list[Part]] = {}
        for part in self._parts:
            by_source.setdefault(id(part.nodes[0].source), []).append(part)
        for parts in by_source.values():
            alike = {(id(part.nodes[0]), len(part.nodes)): part for part in parts}
            read_parts(parts[0].nodes[0].source, self._unit, list(alike.values()))

    def _own_world(self, service: Service) -> World:
        """Services of different profiles need not run together, nor such that may have no container."""
        profiles = service.profiles
        if profiles == () and service.replicas is not None:
            return ()
        alone = service.name if profiles is None or service.replicas is None else ""
        text = " ".join((self._unit.name, alone, *(profiles or ())))
        return ((crc32(text.encode("utf-8", "surrogateescape")) << 32, 0),)

    def _binds(self, service: Service, world: World) -> Iterator[Bind]:
        publishes = service.publishes
        seen: set[object] = set()
        for item in service.ports():
            for bind, target in self._item(item, world):
                # The files of a project may repeat an entry; Docker merges equal ones.
                same = (bind.address.value, bind.ports.value, bind.transport, target)
                repeated = bind.ports.known and bind.address.known and same in seen
                if publishes and not (repeated and len(service.layers) > 1):
                    seen.add(same)
                    yield bind

    def _item(self, item: YamlNode, world: World) -> Iterator[tuple[Bind, int | None]]:
        if item.form is MAP:
            yield from self._long(item, world)
            return
        text = item.text
        if text is None or item.null or item.partial:
            return
        text = masked(text)
        found = parse(text)
        if found.problem is not None:
            part = found.problem.part
            self._report(item, part, found.problem.kind, found.problem.message)
            return
        if item.form is PLAIN and (number := sexagesimal(text)) is not None:
            self._tell_base_60(item, number)
        if found.ports is not None and found.transport is not None:
            yield self._short(item, found, world), found.target

    def _short(self, item: YamlNode, found: Published, world: World) -> Bind:
        part = found.part
        address: Setting[Any] = not_known(item, 1)
        if found.address is not None:
            address = written(found.address, item, 1, part)
        ports = written(found.ports, item, 1, part)
        return bind_of(address, ports, found.transport or Transport.TCP, found.target, world, item)

    def _long(self, item: YamlNode, world: World) -> Iterator[tuple[Bind, int | None]]:
        published, target, protocol = item.get("published"), item.get("target"), item.get("protocol")
        if published is None or published.text is None or unknown(published) or published.null:
            return
        if protocol is not None and unknown(protocol):
            return
        transport = _TRANSPORTS.get((protocol.text or "").lower()) if protocol is not None else Transport.TCP
        ports = port_range(published.text)
        if ports is None or transport is None:
            return
        if ports.high > 65535:
            message = f"port {ports.high} is out of range (up to 65535)"
            self._report(published, (0, len(published.text)), DiagnosticKind.INVALID_PORT, message)
            return
        if not ports.single or not ports.low:
            return  # Docker picks one
        inside = port_range(target.text or "") if target is not None and not unknown(target) else None
        address: Setting[Any] = written(ANY_IPV4, published, 1)
        host = item.get("host_ip")
        if host is not None and not host.null:
            found = None if unknown(host) else address_of(host.text or "")
            address = written(found, published, 1) if found else not_known(host, 1)
        number = inside.low if inside else None
        yield bind_of(address, written(ports, published, 1), transport, number, world, published), number

    def _report(self, node: YamlNode, part: tuple[int, int], kind: DiagnosticKind, message: str) -> None:
        if id(node) in self._told:
            return
        self._told.add(id(node))
        span = written("", node, 1, part).span
        self._unit.diagnostics.append(
            Diagnostic(kind, span, message, "Docker refuses the file: write [ADDRESS:]HOST:CONTAINER[/PROTOCOL]")
        )

    def _tell_base_60(self, node: YamlNode, number: int) -> None:
        if id(node) in self._told:
            return
        self._told.add(id(node))
        self._unit.diagnostics.append(
            Diagnostic(
                DiagnosticKind.WRONG_TYPE,
                node.word(1),
                f"without quotes '{node.text}' is the number {number} to podman-compose and Compose v1: YAML 1.1 "
                "reads it to base 60",
                f'quote it: "{node.text}"',
                certain=False,
            )
        )
