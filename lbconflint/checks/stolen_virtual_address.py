"""A real server that answers for the virtual address of its director."""

from collections.abc import Iterator

from lbconflint.analysis.interfaces import faces_network
from lbconflint.check import Context, Hit, Host, Project, Related, whole
from lbconflint.model import LocalAddress, VirtualServer
from lbconflint.values import Address


@whole
def check(host: Host, ctx: Context) -> Iterator[Hit]:
    held = [one for unit in host.units for one in unit.nouns.get(LocalAddress, ()) if one.interface == "lo"]
    # What these files do not set may stand in others for the same machines.
    if not held or any(unit.gaps for unit in host.units) or ctx.project.memo.once(_silent, ctx.project):
        return
    directed = ctx.project.memo.once(_directed, ctx.project)
    told: set[Address] = set()
    for one in held:
        address = one.address.value
        if address is None or address in told or address not in directed:
            continue
        told.add(address)
        yield Hit(
            one.node.span,
            f"this host answers ARP for {address.host}, the virtual address of a director: clients pass the "
            "director by, to this one server",
            (Related(directed[address].method.span, "its real servers have the address themselves"),),
            help="set net.ipv4.conf.all.arp_ignore = 1 and net.ipv4.conf.all.arp_announce = 2 before the address "
            "is added",
        )


def _directed(project: Project) -> dict[Address, VirtualServer]:
    """The virtual servers by direct routing, by their address."""
    return {
        server.address.value: server
        for unit in project.units
        for server in unit.nouns.get(VirtualServer, ())
        if server.method.equals("DR") and server.address.value is not None and not server.world
    }


def _silent(project: Project) -> bool:
    """Some file of the run keeps answers back, or may do so."""
    return any(faces_network(host, "arp_ignore") for host in project.hosts)
