"""A port below 1024 in a process that is evidently not started as root."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.effective import in_force
from lbconflint.analysis.sockets import sockets_of
from lbconflint.check import Context, Hit, Host, Unit, each
from lbconflint.model import Process
from lbconflint.values import Setting

_FIRST_UNPRIVILEGED = 1024


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    evidence = next((found for process in unit.processes if (found := _unprivileged(process))), None)
    first = _first_unprivileged(ctx.host) if evidence is not None and unit.complete else None
    if evidence is None or first is None:
        return
    for socket in unit.memo.once(sockets_of, unit):
        if socket.ports and socket.ports.low < first:
            yield Hit(
                socket.bind.span,
                f"{words.socket(socket)} needs a privilege that this process does not seem to start with "
                f"({evidence.raw})",
                help="allowed with CAP_NET_BIND_SERVICE, or where net.ipv4.ip_unprivileged_port_start is lower; "
                f"else use a port from {first} on",
            )


def _first_unprivileged(host: Host) -> int | None:
    """What the host's kernel settings say, else the kernel's default; None when it is not known."""
    setting, numbers = in_force(host, "net.ipv4.ip_unprivileged_port_start")
    if setting is None:
        return _FIRST_UNPRIVILEGED
    return numbers[0] if numbers else None


def _unprivileged(process: Process) -> Setting[str] | None:
    """The statement that shows that the process is started without root: files that root would not put there,
    and no user to change to."""
    if any(name in process.settings for name in ("user", "uid", "group", "gid", "chroot")):
        return None
    for name in ("pid", "pidfile", "stats socket"):
        place = process.settings.get(name)
        if place is not None and place.value is not None and place.value.startswith("/tmp/"):  # noqa: S108
            return place
    return None
