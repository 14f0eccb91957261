"""A pool without a server that could take a request."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.names import idle_pools
from lbconflint.check import Context, Hit, Level, Unit, each
from lbconflint.model import Listener, Pool, Server


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product == "terraform":
        for listener in unit.listeners:
            yield from _nowhere(unit, listener)
        from lbconflint.incloud import checks_of_servers

        yield from checks_of_servers.weightless(unit)
        return
    if unit.product == "kubernetes":
        from lbconflint.incluster import no_usable_server

        yield from no_usable_server.hits(unit, ctx)
        return
    for pool in unit.pools:
        yield from _pool(pool, unit)


def _nowhere(unit: Unit, listener: Listener) -> Iterator[Hit]:
    """A cloud listener that says of no group and of no port where requests go."""
    if "nowhere" in listener.settings and not listener.partial:
        yield Hit(
            listener.node.word(2),
            f"{words.listener(unit, listener)} sends requests nowhere: {listener.settings['nowhere'].value}",
            help="the API refuses the listener at apply",
        )


def _pool(pool: Pool, unit: Unit) -> Iterator[Hit]:
    nginx = unit.product == "nginx"
    if pool.partial or any(_usable(server, nginx) for server in pool.servers):
        return
    if any(server.disabled.unknown or server.backup.unknown for server in pool.servers):
        return
    if not pool.servers:
        yield from _empty(pool, nginx, unit)
        return
    name, kind = pool.name.value or "", pool.kind
    up = [server for server in pool.servers if not server.disabled.equals(True)]
    if not up:
        word = "down" if nginx else "disabled"
        yield Hit(
            pool.name.span,
            f"every server of {kind} '{name}' is {word}: {_effect(pool)}",
            help="take the mark off one of them" if nginx else "intended for servers that are enabled at run time",
            level=None if nginx else Level.WARNING,
        )
    elif nginx and all(server.backup.equals(True) for server in pool.servers):
        yield Hit(
            pool.name.span,
            f"upstream '{name}' has only backup servers",
            help='nginx refuses the configuration ("no servers in upstream"): one of them must be no backup',
        )
    elif all(_weightless(server) for server in up):
        yield Hit(
            pool.name.span,
            f"every server of {kind} '{name}' has weight 0: {_effect(pool)}",
            level=Level.WARNING,
        )


def _effect(pool: Pool) -> str:
    if pool.module == "stream" or pool.protocol.equals("tcp"):
        return "connections are closed"
    return "clients get 502" if pool.kind == "upstream" else "clients get 503"


def _usable(server: Server, nginx: bool) -> bool:
    """It takes requests, or may: the first server of nearly every pool."""
    off = server.disabled.equals(True) or _weightless(server)
    return not off and not (nginx and server.backup.equals(True))


def _weightless(server: Server) -> bool:
    return server.weight.equals(0)


def _empty(pool: Pool, nginx: bool, unit: Unit) -> Iterator[Hit]:
    name = pool.name.value or ""
    if nginx:
        # Members that come through the API of NGINX Plus need a zone to live in.
        zoned = any(child.name == "zone" for child in pool.node.children or ())
        yield Hit(
            pool.name.span,
            f"upstream '{name}' has no servers",
            help='nginx refuses the configuration ("no servers are inside upstream")'
            + "; only NGINX Plus takes it, and is given the servers through its API" * zoned,
            level=Level.WARNING if zoned else None,
        )
    elif pool.kind == "backend" and not pool.routes and not _answers_itself(pool) and _asked(pool, unit):
        yield Hit(
            pool.name.span,
            f"backend '{name}' has no servers: {_effect(pool)}",
            help="add a server, or say with 'http-request return' or 'errorfile' that the refusal is meant",
            level=Level.WARNING,
        )


def _asked(pool: Pool, unit: Unit) -> bool:
    """Something leads to the backend: what nothing leads to answers nobody."""
    return not unit.complete or pool.name.value not in unit.memo.once(_idle, unit)


def _idle(unit: Unit) -> frozenset[str | None]:
    return frozenset(definition.name.value for definition in unit.memo.once(idle_pools, unit))


def _answers_itself(pool: Pool) -> bool:
    """The backend answers without a server, or gets its servers from elsewhere."""
    children = pool.node.children or ()
    said = {" ".join((child.name, *child.args[:2])) for child in children}
    own = ("http-request return", "http-request deny", "http-request redirect", "http-request use-service",
           "http-request tarpit", "http-request silent-drop", "http-request reject", "errorfile", "errorfiles",
           "stats", "redirect", "dispatch", "option http_proxy", "option transparent", "transparent",
           "tcp-request content reject", "tcp-request content use-service", "http-after-response",
           "stick-table", "monitor", "http-error", "use-server")  # fmt: skip
    return any(word.startswith(own) for word in said)
