"""A pool without a server that could take a request."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, Level, each
from lbconflint.model import Pool, Server


@each(Pool)
def check(pool: Pool, ctx: Context) -> Iterator[Hit]:
    nginx = ctx.unit.product == "nginx"
    if pool.partial or any(_usable(server, nginx) for server in pool.servers):
        return
    if any(server.disabled.unknown or server.backup.unknown for server in pool.servers):
        return
    if not pool.servers:
        yield from _empty(pool, nginx)
        return
    name, kind = pool.name.value or "", pool.kind
    up = [server for server in pool.servers if not server.disabled.equals(True)]
    if not up:
        answer = "502" if nginx else "503"
        word = "down" if nginx else "disabled"
        yield Hit(
            pool.name.span,
            f"every server of {kind} '{name}' is {word}: clients get {answer}",
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
            f"every server of {kind} '{name}' has weight 0: clients get 503",
            level=Level.WARNING,
        )


def _usable(server: Server, nginx: bool) -> bool:
    """It takes requests, or may: the first server of nearly every pool."""
    off = server.disabled.equals(True) or _weightless(server)
    return not off and not (nginx and server.backup.equals(True))


def _weightless(server: Server) -> bool:
    return server.weight.equals(0)


def _empty(pool: Pool, nginx: bool) -> Iterator[Hit]:
    name = pool.name.value or ""
    if nginx:
        yield Hit(
            pool.name.span,
            f"upstream '{name}' has no servers",
            help='nginx refuses the configuration ("no servers are inside upstream")',
        )
    elif pool.kind == "backend" and not pool.routes and not _answers_itself(pool):
        yield Hit(
            pool.name.span,
            f"backend '{name}' has no servers: clients get 503",
            help="add a server, or say with 'http-request return' or 'errorfile' that the refusal is meant",
            level=Level.WARNING,
        )


def _answers_itself(pool: Pool) -> bool:
    """The backend answers without a server, or gets its servers from elsewhere."""
    children = pool.node.children or ()
    words = {" ".join((child.name, *child.args[:2])) for child in children}
    own = ("http-request return", "http-request deny", "http-request redirect", "http-request use-service",
           "http-request tarpit", "http-request silent-drop", "http-request reject", "errorfile", "errorfiles",
           "stats", "redirect", "dispatch", "option http_proxy", "option transparent", "transparent",
           "tcp-request content reject", "tcp-request content use-service", "http-after-response",
           "stick-table", "monitor", "http-error")  # fmt: skip
    return any(word.startswith(own) for word in words)
