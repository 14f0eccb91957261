"""Two binds of one host that cannot both be opened."""

from collections.abc import Iterator

from lbconflint.analysis import hosts, words
from lbconflint.analysis.sockets import Conflict, Outcome, Overlap, conflicts_of
from lbconflint.check import Confidence, Context, Hit, Host, Level, Related, whole

_TESTS = {
    "nginx": "'nginx -t' accepts this; the start fails with \"Address already in use\"",
    "haproxy": "'haproxy -c' accepts this; the start fails with \"Address already in use\"",
    "systemd": "'systemd-analyze verify' accepts this; the start fails with \"Address already in use\"",
    "compose": 'nothing refuses this before; the start fails with "port is already allocated"',
    "kubernetes": "the scheduler knows the ports of pods alone; the container's start fails and is tried for ever",
}
"""What each product says, and when."""
_MANY = 3
"""So many services of a Compose project on one port are rather started one by one than all at once."""


@whole
def check(host: Host, _: Context) -> Iterator[Hit]:
    for conflict in host.memo.once(conflicts_of, host):
        if conflict.outcome is Outcome.FAILS and conflict.overlap is not Overlap.DUAL_STACK:
            yield _hit(conflict, host)


def _hit(conflict: Conflict, host: Host) -> Hit:
    first, second, *others = conflict.sockets
    taken = words.shared(conflict)
    same = first.unit is second.unit
    twice = same and second.unit.product != "compose"
    why = f"{words.product(second.unit)} opens it twice" if twice else f"{words.owner(first)} holds it"
    alternatives = _alternatives(conflict)
    elsewhere = any(socket.elsewhere for socket in conflict.sockets)
    sure = hosts.sure(host, (socket.unit for socket in conflict.sockets)) and not alternatives and not elsewhere
    return Hit(
        second.bind.span,
        f"{words.owner(second)} cannot bind {taken}: {why}",
        tuple(Related(other.bind.span, f"also bound by {words.owner(other)}") for other in (first, *others)),
        help=f"{_TESTS[second.unit.product]}: move one of them",
        level=None if sure else Level.WARNING,
        confidence=Confidence.MEDIUM if alternatives else None,
    )


def _alternatives(conflict: Conflict) -> bool:
    """Services that may be started in place of each other: one has a profile, or there are so many of them."""
    if all(socket.unit.product != "compose" for socket in conflict.sockets):
        return False
    owners = {socket.owner for socket in conflict.sockets}
    return len({socket.world for socket in conflict.sockets}) > 1 or len(owners) >= _MANY
