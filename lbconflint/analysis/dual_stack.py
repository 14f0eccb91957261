"""What the kernel settings of a host mean for its dual-stack sockets."""

from lbconflint.analysis.opening import Socket
from lbconflint.knowledge.sockets import HABITS
from lbconflint.unit import Host
from lbconflint.values import Origin


def as_the_kernel_says(socket: Socket, host: Host) -> Socket:
    """A dual-stack socket of a process that leaves it to the kernel takes IPv6 alone under ``bindv6only``."""
    if not socket.dual_stack or any(bind.v6only.origin is not Origin.DEFAULT for bind in socket.binds):
        return socket
    if HABITS[socket.unit.product].decides_dual_stack or not host.memo.once(_kernel_may_split, host):
        return socket
    return socket._replace(dual_stack=False)


def _kernel_may_split(host: Host) -> bool:
    """The kernel settings of the host turn ``bindv6only`` on, or to a value that is not known."""
    if all(unit.product != "sysctl" for unit in host.units):
        return False
    from lbconflint.analysis.effective import in_force

    setting, numbers = in_force(host, "net.ipv6.bindv6only")
    return setting is not None and (numbers is None or numbers[0] != 0)
