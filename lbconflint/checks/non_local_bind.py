"""A bind to an address that its host does not have."""

from collections.abc import Iterator

from lbconflint.analysis.effective import in_force
from lbconflint.analysis.sockets import canonical, sockets_of
from lbconflint.check import Context, Hit, Host, Level, Related, whole
from lbconflint.model import VirtualAddress
from lbconflint.values import Address, Family

_FREE = ("transparent", "FreeBind", "Transparent")
"""Bind options that allow an address the host does not have (IP_TRANSPARENT, IP_FREEBIND)."""


@whole
def check(host: Host, _: Context) -> Iterator[Hit]:
    virtual = _virtual(host)
    if not host.addresses and not virtual:
        return
    for unit in host.units:
        for socket in unit.memo.once(sockets_of, unit):
            address = canonical(socket.address)
            if not address.is_ip or address.wildcard or address.loopback or address.host in host.addresses:
                continue
            owner = virtual.get(address)
            if owner is None and not host.addresses:
                continue
            if any(option in bind.options for bind in socket.binds for option in _FREE):
                continue
            if _allowed_by_kernel(host, address):
                continue
            what = f"a virtual address of VRRP instance '{owner.instance}'" if owner else "no address"
            yield Hit(
                socket.bind.span,
                f"{address.host} is {what} of host '{host.name}': bind() fails while another machine has it",
                (Related(owner.address.span, "keepalived moves it between machines"),) if owner else (),
                help="for a virtual address set net.ipv4.ip_nonlocal_bind=1 (net.ipv6.ip_nonlocal_bind=1), "
                "or 'transparent' on a HAProxy bind (FreeBind= in a socket unit); else list the address in "
                "[[host]] addresses",
                level=Level.NOTE if owner and owner.notifies else None,
            )


def _virtual(host: Host) -> dict[Address, VirtualAddress]:
    """The virtual addresses of the host's VRRP instances."""
    return {
        found.address.value: found
        for unit in host.units
        for found in unit.nouns.get(VirtualAddress, ())
        if found.address.value is not None and not found.world
    }


def _allowed_by_kernel(host: Host, address: Address) -> bool:
    """The kernel settings of the host allow it for this family, or nobody knows."""
    family = "ipv6" if address.family is Family.IPV6 else "ipv4"
    setting, numbers = in_force(host, f"net.{family}.ip_nonlocal_bind")
    return setting is not None and (numbers is None or numbers[0] != 0)
