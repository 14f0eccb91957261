"""A list of reserved ports that a later one replaces."""

from collections.abc import Iterator

from lbconflint.analysis.effective import history_of, judged
from lbconflint.analysis.ephemeral import joined, reservation
from lbconflint.analysis.kernel_values import port_ranges
from lbconflint.check import Context, Hit, Host, Related, whole
from lbconflint.values import PortRange

_KEY = "net.ipv4.ip_local_reserved_ports"


@whole
def check(host: Host, _: Context) -> Iterator[Hit]:
    known = [one for one in history_of(host, _KEY) if one.value.value is not None and judged(one).accepted]
    if len(known) < 2 or known[-1].world:
        return
    last = known[-1]
    kept = _ports(last.value.value)
    for earlier in known[:-1]:
        before = _ports(earlier.value.value)
        lost = [ports for ports in before if not any(_inside(ports, other) for other in kept)]
        if lost and not earlier.doubtful:
            yield Hit(
                earlier.value.span,
                f"the reservation of {', '.join(map(str, lost))} is lost: a later line replaces the whole list",
                (Related(last.value.span, "this list is in force"),),
                help=f"write one line with all of them: {reservation(joined([*before, *kept]))}",
            )


def _ports(text: str | None) -> list[PortRange]:
    return joined(port_ranges(text or ""))


def _inside(ports: PortRange, other: PortRange) -> bool:
    return other.low <= ports.low and ports.high <= other.high
