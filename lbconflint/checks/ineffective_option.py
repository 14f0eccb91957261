"""An option that another one cancels, or that has no effect where it stands."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.limits import connections_of, number_of
from lbconflint.check import Context, Hit, Level, Related, Target, Unit, each
from lbconflint.model import Pool, Server
from lbconflint.source import Span
from lbconflint.tree import Node, coexist
from lbconflint.values import HOLE

_METHODS = frozenset({"least_conn", "ip_hash", "hash", "random", "least_time"})
_KEEPS_IN_ANY_ORDER = (1, 29, 7)
_FAILURES = ("max_fails", "fail_timeout")
_CHECKS = frozenset(
    {"httpchk", "tcp-check", "ssl-hello-chk", "smtpchk", "mysql-check", "pgsql-check", "redis-check", "ldap-check",
     "spop-check", "external-check"}
)  # fmt: skip
_SECTIONS = frozenset({"defaults", "frontend", "backend", "listen"})
_ONE_VALUE = frozenset({"balance", "cookie", "fullconn", "hash-type", "maxconn", "mode", "retries", "timeout"})
"""What a section of HAProxy has one of: the last one counts, most of them without a word."""
_OF_HTTP = frozenset({"uri", "url_param", "hdr"})


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product == "nginx":
        for pool in unit.pools:
            yield from _methods(pool, ctx.target())
            yield from _alone(pool)
    elif unit.product == "haproxy":
        told: set[Span] = set()
        for hit in _haproxy(unit):
            if hit.span not in told:  # what stands in defaults is seen from many sections
                told.add(hit.span)
                yield hit


def _haproxy(unit: Unit) -> Iterator[Hit]:
    for section in unit.roots:
        if section.name in _SECTIONS:
            yield from _said_twice(section)
    for pool in unit.pools:
        if pool.servers:
            yield from _check_options(pool)
            yield from _balance(pool, unit)
            for server in pool.servers:
                if "minconn" in server.options:
                    yield from _minimum(server)
    yield from _ceiling(unit)


def _methods(pool: Pool, target: Target) -> Iterator[Hit]:
    """nginx: a method takes the place of what was chosen above it, ``keepalive`` included before 1.29.7."""
    said = [child for child in pool.node.children or () if child.name in _METHODS or child.name == "keepalive"]
    last = next((child for child in reversed(said) if child.name in _METHODS), None)
    for first in said[: said.index(last)] if last else ():
        if last is None or first.name == last.name or not coexist(first.world, last.world):
            continue
        if first.name == "keepalive" and not target.maybe_before(_KEEPS_IN_ANY_ORDER):
            continue
        before = "" if first.name != "keepalive" or target.surely_before(_KEEPS_IN_ANY_ORDER) else " before 1.29.7"
        yield Hit(
            first.word(0),
            f"'{last.name}' below takes the place of '{first.name}': nginx{before} drops it",
            (Related(last.word(0), "this one counts"),),
            help=f"write 'keepalive' below '{last.name}'" if first.name == "keepalive" else "remove one of them",
        )


def _alone(pool: Pool) -> Iterator[Hit]:
    """nginx never takes the only server of an upstream out; a name may stand for several."""
    if len(pool.servers) != 1 or pool.partial:
        return
    server = pool.servers[0]
    if server.address.value is None or not server.address.value.is_ip:
        return
    for name in _FAILURES:
        setting = server.options.get(name)
        if setting is not None and not setting.unknown:
            yield Hit(
                setting.span,
                f"'{name}' has no effect: {words.pool(pool)} has one server, which nginx never takes out",
                help="remove it, or add a second server",
                level=Level.NOTE,
            )
            return


def _said_twice(section: Node) -> Iterator[Hit]:
    said: dict[str, Node] = {}
    for node in section.children or ():
        if node.name not in _ONE_VALUE:
            continue
        index = 1 if node.name == "timeout" else 0
        what = " ".join((node.name, *node.args[:index]))
        before, said[what] = said.get(what), node
        if before is None or before.args == node.args or not coexist(before.world, node.world):
            continue
        if min(len(before.args), len(node.args)) > index and HOLE not in "".join((*before.args, *node.args)):
            yield Hit(
                before.word(index + 1),
                f"'{what} {before.args[index]}' has no effect: '{what} {node.args[index]}' stands below it",
                (Related(node.word(index + 1), "this one counts"),),
                help="remove one of them: HAProxy takes the last one",
            )


def _check_options(pool: Pool) -> Iterator[Hit]:
    """HAProxy: the last kind of check that a section chooses is the only one."""
    said = [
        child for child in pool.node.children or ()
        if child.name == "option" and child.args and child.args[0] in _CHECKS
    ]  # fmt: skip
    if len(said) < 2 or not any(server.check.enabled.equals(True) for server in pool.servers):
        return
    last = said[-1]
    for node in said[:-1]:
        if node.args[0] != last.args[0] and coexist(node.world, last.world):
            yield Hit(
                node.word(1),
                f"'option {node.args[0]}' has no effect: the last kind of check counts, 'option {last.args[0]}'",
                (Related(last.word(1), "this one counts"),),
                help="remove one of them: what the other would find is not checked",
            )


def _balance(pool: Pool, unit: Unit) -> Iterator[Hit]:
    if not pool.balance.written or not pool.balance.value:
        return
    method = pool.balance.value.split()[0].partition("(")[0]
    if method == "first":
        yield from _first(pool)
    elif method in _OF_HTTP and pool.protocol.equals("tcp") and (pool.protocol.written or unit.complete):
        yield Hit(
            pool.balance.span,
            f"'balance {method}' has no effect in mode tcp: {words.pool(pool)} falls back to round robin",
            (Related(pool.protocol.span, "the mode"),) if pool.protocol.written else (),
            help="write 'mode http', or choose 'source', 'leastconn' or 'hash'",
        )


def _first(pool: Pool) -> Iterator[Hit]:
    """``first`` fills one server up to its ``maxconn`` before the next one gets anything."""
    active = [one for one in pool.servers if not one.backup.equals(True) and not one.disabled.equals(True)]
    if pool.partial or sum(one.number for one in active) < 2:
        return
    if any(one.backup.unknown or one.disabled.unknown for one in active):
        return
    ordered = any("id" in one.options for one in active)
    if any(_limited(one) for one in (active if ordered else active[:1])):
        return
    yield Hit(
        pool.balance.span,
        f"'balance first' spreads nothing: server '{active[0].name}' has no maxconn and takes every connection of "
        f"{words.pool(pool)} while it is up",
        (Related(active[0].span, "never full"),),
        help="give the servers a 'maxconn', choose another method, or mark the others 'backup' if that is meant",
        level=Level.NOTE,
    )


def _limited(server: Server) -> bool:
    """Without ``maxconn``, ``minconn`` is taken for it; 0 is no limit."""
    return any(server.options[name].value != "0" for name in ("maxconn", "minconn") if name in server.options)


def _minimum(server: Server) -> Iterator[Hit]:
    least, most = server.options.get("minconn"), server.options.get("maxconn")
    low, high = number_of(least), number_of(most)
    if least is not None and most is not None and low and high and low > high:
        yield Hit(
            most.span,
            f"'maxconn {high}' has no effect: 'minconn {low}' is more, and HAProxy takes it for both",
            (Related(least.span, "this one counts"),),
            help="the server gets more connections than it is meant to: lower minconn",
        )


def _ceiling(unit: Unit) -> Iterator[Hit]:
    """No frontend gets more connections than the process takes."""
    limit = unit.memo.once(connections_of, unit)
    if limit is None:
        return
    for listener in unit.listeners:
        own = listener.limits.get("maxconn")
        if own is not None and own.written and own.above(limit.number) and _near(own.node, limit.setting.node):
            yield Hit(
                own.span,
                f"'maxconn {own.value}' is never reached: the whole process takes {limit.number} connections",
                (Related(limit.setting.span, "the limit of the process"),),
                help="raise maxconn in global, or lower this one",
                level=Level.NOTE,
            )


def _near(one: Node, other: Node) -> bool:
    return coexist(one.world, other.world)
