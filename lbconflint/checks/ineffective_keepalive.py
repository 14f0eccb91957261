"""An upstream keeps connections open, and the requests close them."""

from collections.abc import Iterator

from lbconflint.check import Confidence, Context, Hit, Related, Target, Unit, each
from lbconflint.model import Pool, Route
from lbconflint.source import Span

_KEEPS_BY_DEFAULT = (1, 29, 7)


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product != "nginx":
        return
    keeping = _keeping(unit)
    if not keeping:
        return
    target = ctx.target()
    reported: set[object] = set()
    fine: set[object] = set()
    for listener in unit.listeners:
        here = keeping.get(listener.module)
        for route in listener.routes if here else ():
            name = route.target.pool.value
            pools = here.get(name.lower()) if name and here else None
            # Nearly all routes send alike: what was fine once is fine again.
            if not pools or (manner := _manner(route)) in fine:
                continue
            for pool in pools:
                hit = _hit(pool, route, target)
                if hit is None:
                    fine.add(manner)
                elif hit.span not in reported:
                    reported.add(hit.span)
                    yield hit


def _manner(route: Route) -> object:
    """All of a route that decides whether it closes what its pool keeps open."""
    protocol = route.target.protocol.value
    if protocol == "fastcgi":
        kept = route.settings.get("fastcgi_keep_conn")
        return protocol, kept and kept[:2]
    version, connection = route.settings.get("proxy_http_version"), route.headers.get("connection")
    return protocol, version and version[:2], connection and connection[:2]


def _keeping(unit: Unit) -> dict[str, dict[str, list[Pool]]]:
    """The pools that ask for it, by module and name."""
    found: dict[str, dict[str, list[Pool]]] = {}
    for pool in unit.pools:
        if pool.keepalive.written and pool.keepalive.above(0) and pool.name.value is not None:
            found.setdefault(pool.module, {}).setdefault(pool.name.value.lower(), []).append(pool)
    return found


def _asked(pool: Pool) -> tuple[Related, ...]:
    return (Related(pool.keepalive.span, "keepalive is asked for here"),)


def _hit(pool: Pool, route: Route, target: Target) -> Hit | None:
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
    return _http(pool, route, target) if protocol in ("http", "https") else None


def _http(pool: Pool, route: Route, target: Target) -> Hit | None:
    version, connection = route.settings.get("proxy_http_version"), route.headers.get("connection")
    before = "" if target.surely_before(_KEEPS_BY_DEFAULT) else " before nginx 1.29.7"
    span: Span | None = None
    if connection is not None and connection.written and connection.among("close", "upgrade"):
        why, span, before = f"sends 'Connection: {connection.value}'", connection.span, ""
    elif version is not None and version.written and version.equals("1.0"):
        why, span, before = "speaks HTTP/1.0 to it", version.span, ""
    elif not target.maybe_before(_KEEPS_BY_DEFAULT):
        return None
    elif version is None:
        why = f"speaks HTTP/1.0 to it{before}"
    elif connection is None and version.equals("1.1"):
        why = f"sends 'Connection: close'{before}"
    else:
        return None
    return Hit(
        span or route.target.node.span,
        f"upstream '{pool.name.value}' keeps connections, and this location {why}: each request opens a new one",
        _asked(pool),
        'write: proxy_http_version 1.1; proxy_set_header Connection "";',
        confidence=Confidence.MEDIUM if before else None,
    )
