"""An upstream keeps connections open, and the requests close them."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, Level, Related, Unit, each
from lbconflint.model import Pool, Route
from lbconflint.values import Setting

_KEEPS_BY_DEFAULT = (1, 29, 7)


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product != "nginx":
        return
    keeping = _keeping(unit)
    if not keeping:
        return
    by_default = ctx.target().maybe_since(_KEEPS_BY_DEFAULT)
    reported: set[object] = set()
    for listener in unit.listeners:
        for route in listener.routes:
            name = route.target.pool.value
            for pool in keeping.get((listener.module, name.lower()), ()) if name else ():
                hit = _hit(pool, route, by_default)
                if hit and hit.span not in reported:
                    reported.add(hit.span)
                    yield hit


def _keeping(unit: Unit) -> dict[tuple[str, str], list[Pool]]:
    """The pools that ask for it, by module and name."""
    found: dict[tuple[str, str], list[Pool]] = {}
    for pool in unit.pools:
        if pool.keepalive.written and pool.keepalive.above(0) and pool.name.value is not None:
            found.setdefault((pool.module, pool.name.value.lower()), []).append(pool)
    return found


def _hit(pool: Pool, route: Route, by_default: bool) -> Hit | None:
    protocol = route.target.protocol.value
    if protocol == "fastcgi":
        kept = route.settings.get("fastcgi_keep_conn")
        if kept is None or kept.absent or kept.equals("off"):
            return Hit(
                route.target.node.span,
                f"upstream '{pool.name.value}' keeps connections, and FastCGI closes each after one request",
                _asked(pool),
                "add: fastcgi_keep_conn on;",
            )
        return None
    if protocol not in ("http", "https"):
        return None
    return _http(pool, route, by_default)


def _asked(pool: Pool) -> tuple[Related, ...]:
    return (Related(pool.keepalive.span, "keepalive is asked for here"),)


def _http(pool: Pool, route: Route, by_default: bool) -> Hit | None:
    version, connection = route.settings.get("proxy_http_version"), route.headers.get("connection")
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
        _asked(pool),
        'write: proxy_http_version 1.1; proxy_set_header Connection "";',
        level=Level.WARNING,
    )


def _closed_by_default(connection: Setting[str] | None, by_default: bool) -> bool:
    """Before 1.29.7 nginx sends ``Connection: close`` unless the header is set."""
    return not by_default and (connection is None or not connection.written)
