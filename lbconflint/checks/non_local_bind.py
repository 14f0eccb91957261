"""A bind to an address that its host does not have."""

from collections.abc import Iterator

from lbconflint.analysis.effective import in_force
from lbconflint.analysis.sockets import canonical, sockets_of
from lbconflint.check import Context, Hit, Host, whole
from lbconflint.values import Address, Family

_FREE = ("transparent", "FreeBind", "Transparent")
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
            if _allowed_by_kernel(host, address):
                continue
            yield Hit(
                socket.bind.span,
                f"{address.host} is no address of host '{host.name}': bind() fails while another machine has it",
                help="for a virtual address set net.ipv4.ip_nonlocal_bind=1 (net.ipv6.ip_nonlocal_bind=1), "
                "or 'transparent' on a HAProxy bind (FreeBind= in a socket unit); else list the address in "
                "[[host]] addresses",
            )


def _allowed_by_kernel(host: Host, address: Address) -> bool:
    """The kernel settings of the host allow it for this family, or nobody knows."""
    family = "ipv6" if address.family is Family.IPV6 else "ipv4"
    setting, numbers = in_force(host, f"net.{family}.ip_nonlocal_bind")
    return setting is not None and (numbers is None or numbers[0] != 0)
