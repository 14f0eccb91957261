"""An upstream keeps connections open, and the requests close them."""

from collections.abc import Iterator

from lbconflint.analysis.paths import pools_of
from lbconflint.check import Context, Hit, Level, Related, Unit, each
from lbconflint.model import Pool, Route
from lbconflint.values import Setting

_KEEPS_BY_DEFAULT = (1, 29, 7)


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product != "nginx":
        return
    reported: set[object] = set()
    for listener in unit.listeners:
        for route in listener.routes:
            for pool in pools_of(unit, listener.module, route.target):
                hit = _hit(pool, route, ctx)
                if hit and hit.span not in reported:
                    reported.add(hit.span)
                    yield hit


def _hit(pool: Pool, route: Route, ctx: Context) -> Hit | None:
    if not pool.keepalive.above(0) or not pool.keepalive.written:
        return None
    related = (Related(pool.keepalive.span, "keepalive is asked for here"),)
    protocol = route.target.protocol
    if protocol.equals("fastcgi"):
        kept = route.settings.get("fastcgi_keep_conn")
        if kept is None or kept.absent or kept.equals("off"):
            return Hit(
                route.target.node.span,
                f"upstream '{pool.name.value}' keeps connections, and FastCGI closes each after one request",
                related,
                "add: fastcgi_keep_conn on;",
            )
        return None
    if not protocol.among("http", "https"):
        return None
    return _http(pool, route, ctx, related)


def _http(pool: Pool, route: Route, ctx: Context, related: tuple[Related, ...]) -> Hit | None:
    version, connection = route.settings.get("proxy_http_version"), route.headers.get("connection")
    by_default = ctx.target().maybe_since(_KEEPS_BY_DEFAULT)
    old = version is not None and version.written and version.equals("1.0")
    silent = version is None or not version.written
    closes = connection is not None and connection.written and connection.among("close", "upgrade")
    if not (old or closes or (silent and not by_default) or _closed_by_default(connection, by_default)):
        return None
    if closes and connection is not None:
        why, span = f"sends 'Connection: {connection.value}'", connection.span
    elif old or silent:
        why, span = (
            "speaks HTTP/1.0 to it",
            (version.span if version and version.written else route.target.node.span),
        )
    else:
        why, span = "sends 'Connection: close'", route.target.node.span
    return Hit(
        span,
        f"upstream '{pool.name.value}' keeps connections, and this location {why}: each request opens a new one",
        related,
        'write: proxy_http_version 1.1; proxy_set_header Connection "";',
        level=Level.WARNING,
    )


def _closed_by_default(connection: Setting[str] | None, by_default: bool) -> bool:
    """Before 1.29.7 nginx sends ``Connection: close`` unless the header is set."""
    return not by_default and (connection is None or not connection.written)
