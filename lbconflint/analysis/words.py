"""How messages call things: one way for all checks."""

from lbconflint.analysis.sockets import Conflict, Socket
from lbconflint.model import Bind, Listener, Pool, Transport
from lbconflint.unit import Unit
from lbconflint.values import Address, Family, PortRange, Setting

PRODUCTS = {
    "nginx": "nginx",
    "haproxy": "HAProxy",
    "kubernetes": "Kubernetes",
    "compose": "Compose",
    "terraform": "Terraform",
    "systemd": "systemd",
    "keepalived": "keepalived",
}


def product(unit: Unit) -> str:
    return unit.maker or PRODUCTS.get(unit.product, unit.product)


def listener(unit: Unit, subject: Listener) -> str:
    """``nginx http server 'shop.example'``, ``HAProxy frontend 'web'``, ``'aws_lb_listener.web'``."""
    if unit.product == "terraform":
        return f"'{subject.name}'"
    kind = f"{subject.module} {subject.kind}".strip()
    name = f" '{subject.name}'" if subject.name and subject.name != subject.kind else ""
    return f"{product(unit)} {kind}{name}"


def endpoint(address: Address | None, ports: PortRange | None, transport: Transport) -> str:
    """``0.0.0.0:8080/tcp``, ``[::1]:53/udp``, ``unix:/run/x.sock``."""
    if ports is None:
        return str(address)
    host = "*" if address is None else str(address)
    if address is not None and address.family is Family.IPV6:
        host = f"[{'::' if address.wildcard else address.host}]"
    return f"{host}:{ports}/{transport.value}"


def bind(subject: Bind) -> str:
    return endpoint(subject.address.value, subject.ports.value, subject.transport)


def socket(subject: Socket) -> str:
    return endpoint(subject.address, subject.ports, subject.transport)


def owner(subject: Socket) -> str:
    """Who opens the socket; the listener is named when it is the only one on it."""
    if len(subject.binds) == 1:
        return listener(subject.unit, subject.listener)
    return f"{product(subject.unit)} {subject.listener.module}".strip()


def shared(conflict: Conflict) -> str:
    """The addresses and ports that the sockets of a conflict have in common."""
    narrow = conflict.sockets[-1] if conflict.sockets[0].address.wildcard else conflict.sockets[0]
    return endpoint(narrow.address, conflict.ports, narrow.transport)


def several(items: list[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def pool(subject: Pool) -> str:
    """``backend 'shop'``, ``upstream 'shop'``; the kind alone when a template makes the name."""
    return subject.kind if subject.name.value is None else f"{subject.kind} '{subject.name.value}'"


def called(what: str, name: Setting[str], nameless: str) -> str:
    """``listener 'web'``, or other words for one without a name or with one that a template makes."""
    return nameless if name.value is None else f"{what} '{name.value}'"
