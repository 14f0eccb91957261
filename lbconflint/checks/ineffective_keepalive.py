"""An upstream keeps connections open, and the requests close them."""

from collections.abc import Iterator

from lbconflint.analysis.paths import pools_of
from lbconflint.check import Confidence, Context, Hit, Related, Unit, each
from lbconflint.model import Pool, Route

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
    target = ctx.target()
    before = "" if target.surely_before(_KEEPS_BY_DEFAULT) else " before nginx 1.29.7"
    span = route.target.node.span
    if connection is not None and connection.written and connection.among("close", "upgrade"):
        why, span, before = f"sends 'Connection: {connection.value}'", connection.span, ""
    elif version is not None and version.written and version.equals("1.0"):
        why, span, before = "speaks HTTP/1.0 to it", version.span, ""
    elif not target.maybe_before(_KEEPS_BY_DEFAULT):
        return None
    elif version is None:
        why = f"speaks HTTP/1.0 to it{before}"
    elif connection is None and version.known:
        why = f"sends 'Connection: close'{before}"
    else:
        return None
    return Hit(
        span,
        f"upstream '{pool.name.value}' keeps connections, and this location {why}: each request opens a new one",
        related,
        'write: proxy_http_version 1.1; proxy_set_header Connection "";',
        confidence=Confidence.MEDIUM if before else None,
    )
