"""A port that the policy of SELinux does not let the product bind."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.claims import taken
from lbconflint.analysis.ephemeral import ephemeral_of
from lbconflint.check import Context, Hit, Unit, each
from lbconflint.knowledge.ports import SELINUX
from lbconflint.model import Transport
from lbconflint.values import PortRange


@each(Unit)
def check(unit: Unit, ctx: Context, haproxy_connect_any: bool = False) -> Iterator[Hit]:
    if "selinux" not in ctx.host.platforms or (unit.product == "haproxy" and haproxy_connect_any):
        return
    domain, given = SELINUX[unit.product], ephemeral_of(ctx.host, ctx.target("kernel"))
    if given is None:
        return
    # The kernel does not ask the policy for ports of the range of outgoing connections.
    free = (given.ports, *domain.tcp)

    def refused(ports: PortRange) -> int | None:
        wanted = range(ports.low, ports.high + 1)
        return next((port for port in wanted if not any(port in one for one in free)), None)

    for opened, port in taken(unit, refused, Transport.TCP):
        listener = words.listener(unit, opened.listener)
        boolean = ", or with: setsebool -P haproxy_connect_any 1" if unit.product == "haproxy" else ""
        yield Hit(
            opened.bind.span,
            f"SELinux does not let {listener} bind port {port}: the policy has no rule for {domain.name} on it",
            help=f"allow it with: semanage port -a -t http_port_t -p tcp {port} (-m for a port that has a type "
            f"already){boolean}",
        )
