"""More connections than file descriptors."""

from collections.abc import Iterator

from lbconflint.analysis.effective import InForce, in_force
from lbconflint.analysis.limits import connections_of, number_of
from lbconflint.analysis.sockets import sockets_of
from lbconflint.check import Context, Hit, Host, Level, Related, Unit, whole
from lbconflint.knowledge.sysctl_history import defaults
from lbconflint.values import Setting

_ASKS = {"nginx": "worker_rlimit_nofile", "haproxy": "ulimit-n"}

_UNSAID = 512
"""nginx's own ``worker_connections``."""


@whole
def check(host: Host, ctx: Context) -> Iterator[Hit]:
    target = ctx.target("kernel")
    most = in_force(host, "fs.nr_open")
    usual = defaults("fs.nr_open", target.low, target.high)
    ceiling = most.numbers[0] if most.numbers else usual[0] if most.setting is None and usual else None
    whole_host = in_force(host, "fs.file-max")
    for unit in host.units:
        for process in unit.processes:
            asked = process.settings.get(_ASKS.get(unit.product, ""))
            number = number_of(asked)
            if asked is not None and number is not None:
                if ceiling is not None and number > ceiling:
                    yield _above_ceiling(unit, asked, number, ceiling, most)
                yield from _too_few(unit, asked, number)
        yield from _whole_host(unit, whole_host)
        if unit.product == "nginx" and unit.complete:
            yield from _too_many_sockets(unit)


def _above_ceiling(unit: Unit, asked: Setting[str], number: int, ceiling: int, most: InForce) -> Hit:
    said = f"fs.nr_open = {ceiling}" if most.setting else f"fs.nr_open is {ceiling} by default"
    return Hit(
        asked.span,
        f"the kernel refuses a limit of {number} file descriptors: {said}",
        (Related(most.setting.value.span, "the most that a process may ask for"),) if most.setting else (),
        help=f"raise fs.nr_open to {number}, or lower the limit",
        level=None if most.setting and unit.product == "haproxy" else Level.WARNING,
    )


def _too_few(unit: Unit, asked: Setting[str], number: int) -> Iterator[Hit]:
    """nginx: each worker needs a descriptor for a connection, two for a proxied one.  HAProxy counts itself when
    ``ulimit-n`` is not said, and raises its limit to what is said only where the service's own is lower."""
    for process in unit.processes:
        name = "worker_connections" if unit.product == "nginx" else "maxconn"
        connections = number_of(process.settings.get(name))
        if connections is None:
            continue
        needed = connections if unit.product == "nginx" else 2 * connections
        if needed > number:
            yield Hit(
                asked.span,
                f"{number} file descriptors are fewer than '{name} {connections}' needs ({needed})",
                (Related(process.settings[name].span, f"up to {connections} connections"),),
                help=f"raise it to {2 * connections} and a few for logs and listeners, or lower {name}",
                level=Level.WARNING,
            )


def _too_many_sockets(unit: Unit) -> Iterator[Hit]:
    """nginx keeps a connection for each socket that it listens on, and one more, and counts them at start."""
    for process in unit.processes:
        said = process.settings.get("worker_connections")
        most = _UNSAID if said is None or said.absent else number_of(said)
        if most is None:
            continue
        ports = [
            socket.ports.high - socket.ports.low + 1 if socket.ports else 1
            for socket in unit.memo.once(sockets_of, unit)
            if not socket.world
        ]
        if sum(ports) >= most:
            yield Hit(
                said.span if said is not None else process.node.word(0),
                f"{most} worker_connections are not enough for {sum(ports)} listening sockets: nginx does not "
                "start",
                help=f"raise worker_connections above {sum(ports)}, and above it by the connections of clients",
            )


def _whole_host(unit: Unit, whole_host: InForce) -> Iterator[Hit]:
    limit = unit.memo.once(connections_of, unit)
    if limit is None or whole_host.setting is None or not whole_host.numbers:
        return
    if whole_host.numbers[0] < 2 * limit.number:
        yield Hit(
            whole_host.setting.value.span,
            f"'fs.file-max = {whole_host.numbers[0]}' for the whole host is fewer than {2 * limit.number}, what "
            f"{limit.number} proxied connections need",
            (Related(limit.setting.span, "so many connections"),),
            help="remove it: the kernel's default is practically unlimited",
            level=Level.WARNING,
        )
