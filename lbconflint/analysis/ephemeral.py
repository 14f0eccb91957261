"""Which ports the kernel gives to outgoing connections on a host, and the line that keeps some of them back."""

from collections.abc import Iterable

from lbconflint.analysis.effective import in_force, reserved_ports
from lbconflint.kernel import KernelSetting
from lbconflint.knowledge.sysctl_history import defaults
from lbconflint.knowledge.versions import Target
from lbconflint.record import NamedTuple
from lbconflint.unit import Host
from lbconflint.values import PortRange

RANGE = "net.ipv4.ip_local_port_range"
RESERVED = "net.ipv4.ip_local_reserved_ports"


class Ephemeral(NamedTuple):
    """``ports`` are those given to connections, ``setting`` what says so (None: the kernel's default).
    ``reserved`` are kept back, by ``reservation``."""

    ports: PortRange
    setting: KernelSetting | None
    reserved: tuple[PortRange, ...]
    reservation: KernelSetting | None

    def gives(self, port: int) -> bool:
        return port in self.ports and not any(port in kept for kept in self.reserved)


def ephemeral_of(host: Host, target: Target) -> Ephemeral | None:
    """None when the range or the reservations of the host are not known."""
    setting, numbers = in_force(host, RANGE)
    if setting is not None and numbers is None:
        return None
    usual = defaults(RANGE, target.low, target.high) or (32768, 60999)
    pair = numbers or usual
    reservation_, kept = reserved_ports(host)
    if kept is None:
        return None
    ports = PortRange(pair[0], pair[1] if len(pair) > 1 else usual[1])
    return Ephemeral(ports, setting, tuple(joined(kept)), reservation_)


def joined(ranges: Iterable[PortRange]) -> list[PortRange]:
    """The same ports, sorted, with neighbours in one range."""
    found: list[PortRange] = []
    for ports in sorted(ranges):
        if found and ports.low <= found[-1].high + 1:
            found[-1] = PortRange(found[-1].low, max(found[-1].high, ports.high))
        else:
            found.append(ports)
    return found


def reservation(ranges: Iterable[PortRange]) -> str:
    """The line of a sysctl file that keeps these ports back: no blanks, or the kernel refuses it."""
    return f"{RESERVED} = {','.join(map(str, joined(ranges)))}"
