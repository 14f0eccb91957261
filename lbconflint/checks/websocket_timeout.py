"""A WebSocket route that is cut off after a quiet minute, or whose upgrade never reaches the server."""

import re
from collections.abc import Iterator

from lbconflint.check import Context, Hit, Level, each
from lbconflint.model import Listener, Route
from lbconflint.regex import lazy
from lbconflint.unit import Unit

_QUIET = 60_000
"""nginx closes a connection on which nothing was read for this long (ms), unless told otherwise."""
_HTTP_1_1_BY_DEFAULT = (1, 29, 7)


_SETS_UPGRADE = lazy(r"proxy_set_header\s+[\"']?upgrade", re.IGNORECASE)


def sets_upgrade(unit: Unit) -> bool:
    """Some file of the unit passes the Upgrade header on: most do not, and need no look at every route."""
    return any("pgrade" in source.text and _SETS_UPGRADE.search(source.text) for source in unit.sources)


@each(Listener)
def check(listener: Listener, ctx: Context) -> Iterator[Hit]:
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
