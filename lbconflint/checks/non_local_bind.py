"""A bind to an address that its host does not have."""

from collections.abc import Iterator

from lbconflint.analysis.sockets import canonical, sockets_of
from lbconflint.check import Context, Hit, Host, whole

_FREE = ("transparent",)
"""Bind options that allow an address the host does not have (IP_TRANSPARENT, IP_FREEBIND)."""


@whole
def check(host: Host, _: Context) -> Iterator[Hit]:
    if not host.addresses:
        return
    for unit in host.units:
        for socket in unit.memo.once(sockets_of, unit):
            address = canonical(socket.address)
            if not address.is_ip or address.wildcard or address.loopback or address.host in host.addresses:
                continue
            if any(option in bind.options for bind in socket.binds for option in _FREE):
                continue
            yield Hit(
                socket.bind.span,
                f"{address.host} is no address of host '{host.name}': bind() fails while another machine has it",
                help="for a virtual address set net.ipv4.ip_nonlocal_bind=1 (net.ipv6.ip_nonlocal_bind=1), "
                "or 'transparent' on a HAProxy bind; else list the address in [[host]] addresses",
            )
