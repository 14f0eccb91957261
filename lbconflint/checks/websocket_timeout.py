"""A WebSocket route that is cut off after a quiet minute, or whose upgrade never reaches the server."""

import re
from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.paths import pools_of
from lbconflint.check import Context, Hit, Level, Related, each
from lbconflint.model import Listener, Pool, Route
from lbconflint.regex import lazy
from lbconflint.unit import Unit

_QUIET = 60_000
"""nginx closes a connection on which nothing was read for this long (ms), unless told otherwise; who waits longer
in HAProxy has thought of it."""
_HTTP_1_1_BY_DEFAULT = (1, 29, 7)
_WEBSOCKET = "websocket"
_PIECE = 1 << 16
_SETS_UPGRADE = lazy(r"proxy_set_header\s+[\"']?upgrade", re.IGNORECASE)


def sets_upgrade(unit: Unit) -> bool:
    """Some file of the unit passes the Upgrade header on: most do not, and need no look at every route."""
    return any("pgrade" in source.text and _SETS_UPGRADE.search(source.text) for source in unit.sources)


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product == "kubernetes":
        from lbconflint.incluster import websocket_timeout as cluster

        yield from cluster.hits(unit, ctx)
    if unit.product == "haproxy":
        if any(_says(_WEBSOCKET, source.text) for source in unit.sources):
            yield from _haproxy(unit)
        return
    for listener in unit.listeners:
        yield from _routes(listener, ctx)


def _says(word: str, text: str) -> bool:
    """The text has the word, in whatever case; piece by piece, since most have not, and some are large."""
    overlap = len(word) - 1
    return any(word in text[at : at + _PIECE + overlap].lower() for at in range(0, len(text), _PIECE))


def _routes(listener: Listener, ctx: Context) -> Iterator[Hit]:
    if listener.module != "http" or not ctx.unit.memo.once(sets_upgrade, ctx.unit):
        return
    for route in listener.routes:
        upgrade = route.headers.get("upgrade")
        if (
            upgrade is None
            or not upgrade.known
            or upgrade.equals("")
            or not route.target.protocol.among("http", "https")
        ):
            continue
        yield from _half(route, ctx)
        timeout = route.timeouts.get("read")
        if timeout is not None and timeout.known and not timeout.above(_QUIET):
            place = timeout.span if timeout.written else upgrade.span
            yield Hit(
                place,
                f"WebSocket connections are closed after {(timeout.value or 0) // 1000} seconds without data",
                help="raise proxy_read_timeout, unless the application sends pings more often",
                level=Level.NOTE,
            )


def _half(route: Route, ctx: Context) -> Iterator[Hit]:
    connection = route.headers.get("connection")
    upgrade = route.headers["upgrade"]
    if connection is None or connection.absent:
        yield Hit(
            upgrade.span,
            "the Upgrade header is passed on, and no Connection header with it: the server sees no upgrade",
            help='add: proxy_set_header Connection "upgrade" (or a map of $http_upgrade)',
        )
    version = route.settings.get("proxy_http_version")
    if version is None or version.absent:
        if ctx.target().surely_before(_HTTP_1_1_BY_DEFAULT):
            yield Hit(
                upgrade.span,
                "the Upgrade header is passed on with HTTP/1.0, which has no upgrade",
                help="add: proxy_http_version 1.1;",
            )


def _haproxy(unit: Unit) -> Iterator[Hit]:
    """Routes for upgrades to pools without ``timeout tunnel``: the server's own timeout ends the connection."""
    told: set[int] = set()
    for listener in unit.listeners:
        names = {
            node.args[0]
            for node in listener.node.children or ()
            if node.name == "acl" and _tests_upgrade(" ".join(node.args[1:]))
        }
        for route in listener.routes:
            if not _for_upgrades(route, names):
                continue
            for pool in pools_of(unit, listener.module, route.target):
                if id(pool) not in told:
                    told.add(id(pool))
                    yield from _quiet(pool, route)


def _tests_upgrade(test: str) -> bool:
    low = test.lower()
    return "hdr(upgrade)" in low and "websocket" in low


def _for_upgrades(route: Route, names: set[str]) -> bool:
    """The condition asks for an upgrade; one that is denied says nothing."""
    if route.node.name != "use_backend" or "if" not in route.node.args:
        return False
    condition = route.node.args[route.node.args.index("if") + 1 :]
    return not names.isdisjoint(condition) or ("!" not in condition and _tests_upgrade(" ".join(condition)))


def _quiet(pool: Pool, route: Route) -> Iterator[Hit]:
    timeout = pool.timeouts.get("server")
    if "tunnel" in pool.timeouts or pool.partial or timeout is None or not timeout.written:
        return
    if timeout.known and not timeout.above(_QUIET):
        yield Hit(
            route.node.word(1),
            f"WebSocket connections to {words.pool(pool)} are closed after {(timeout.value or 0) / 1000:g} "
            "seconds without data",
            (Related(timeout.span, "this holds, without 'timeout tunnel'"),),
            help="add 'timeout tunnel 1h' to the backend, unless the application sends pings more often",
            level=Level.NOTE,
        )
