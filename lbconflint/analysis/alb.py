"""What the annotations of the AWS Load Balancer Controller say about an Ingress: its listeners and its group."""

import re

from lbconflint.cluster import Ingress, Meta
from lbconflint.record import NamedTuple
from lbconflint.source import Span
from lbconflint.values import Setting

PREFIX = "alb.ingress.kubernetes.io/"
_ENTRY = re.compile(r'"(?P<protocol>HTTPS?)"\s*:\s*(?P<port>[0-9]{1,5})(?![0-9.])')


class ListenPort(NamedTuple):
    """One listener; ``span`` is its number inside the annotation."""

    port: int
    protocol: str
    span: Span


def annotation(meta: Meta, name: str) -> Setting[str] | None:
    """The annotation ``name`` of the controller, None where it is not written."""
    return meta.annotations.get(PREFIX + name)


def listens(ingress: Ingress) -> list[ListenPort] | None:
    """The listeners that ``listen-ports`` asks for; None where it is not there or not understood."""
    said = annotation(ingress.meta, "listen-ports")
    if said is None or said.value is None or not _well_formed(said.value):
        return None
    return [
        ListenPort(int(found["port"]), found["protocol"], said.within(*found.span("port")))
        for found in _ENTRY.finditer(said.value)
    ]


def _well_formed(text: str) -> bool:
    """A list of objects with protocols and numbers, as the controller demands."""
    import json

    try:
        entries = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(entries, list) and all(
        isinstance(entry, dict)
        and all(name in ("HTTP", "HTTPS") and type(port) is int for name, port in entry.items())
        for entry in entries
    )


def group_of(meta: Meta) -> str | None:
    """The group whose Ingresses share one load balancer."""
    said = annotation(meta, "group.name")
    return said.value or None if said is not None else None


def in_group(meta: Meta) -> bool:
    """The Ingress shares its load balancer with others, known or not."""
    return annotation(meta, "group.name") is not None
