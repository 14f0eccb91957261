"""Listeners on ports that the cloud's load balancer refuses or keeps for itself."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.check import Hit, Level, Unit
from lbconflint.knowledge.cloud_ports import BY_RESOURCE, KeptPorts
from lbconflint.model import Bind, Listener
from lbconflint.values import PortRange


def hits(unit: Unit) -> Iterator[Hit]:
    for listener in unit.listeners:
        for kept in BY_RESOURCE.get(listener.kind, ()):
            if _concerns(listener, kept):
                yield from _hits(unit, listener, kept)


def _concerns(listener: Listener, kept: KeptPorts) -> bool:
    if not kept.variant:
        return True
    variant = listener.settings.get("variant")
    return variant is not None and variant.equals(kept.variant)


def _hits(unit: Unit, listener: Listener, kept: KeptPorts) -> Iterator[Hit]:
    for bind in listener.binds:
        shared = _shared(bind, kept)
        if shared is not None:
            noun = "ports" if not shared.single else "port"
            verb = "are" if not shared.single else "is"
            yield Hit(
                bind.ports.span,
                f"{noun} {shared}/{bind.transport.value} of {words.listener(unit, listener)} {verb} {kept.why}",
                help=f"choose another port ({kept.source}; read {kept.read})",
                level=None if kept.certain else Level.WARNING,
            )
            return


def _shared(bind: Bind, kept: KeptPorts) -> PortRange | None:
    ports = bind.ports.value
    # Port 0 stands for all ports, and means none of them.
    if ports is None or ports.low == 0 or bind.transport.value not in kept.transports:
        return None
    return next(filter(None, map(ports.overlap, kept.ports)), None)
