"""Two binds of one host that cannot both be opened."""

from collections.abc import Iterator

from lbconflint.analysis import hosts, words
from lbconflint.analysis.sockets import Conflict, Outcome, Overlap, conflicts_of
from lbconflint.check import Context, Hit, Host, Level, Related, whole


@whole
def check(host: Host, _: Context) -> Iterator[Hit]:
    for conflict in host.memo.once(conflicts_of, host):
        if conflict.outcome is Outcome.FAILS and conflict.overlap is not Overlap.DUAL_STACK:
            yield _hit(conflict, host)


def _hit(conflict: Conflict, host: Host) -> Hit:
    first, second, *others = conflict.sockets
    taken = words.shared(conflict)
    same = first.unit is second.unit
    why = f"{words.product(second.unit)} opens it twice" if same else f"{words.owner(first)} holds it"
    passes = {"nginx": "nginx -t", "haproxy": "haproxy -c"}[second.unit.product]
    return Hit(
        second.bind.span,
        f"{words.owner(second)} cannot bind {taken}: {why}",
        tuple(Related(other.bind.span, f"also bound by {words.owner(other)}") for other in (first, *others)),
        help=f"'{passes}' accepts this; the start fails with \"Address already in use\": move one of them",
        level=None if hosts.sure(host, (socket.unit for socket in conflict.sockets)) else Level.WARNING,
    )
