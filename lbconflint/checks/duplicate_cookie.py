"""One cookie value for two servers."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, Related, each
from lbconflint.model import Pool, Server
from lbconflint.tree import coexist


@each(Pool)
def check(pool: Pool, _: Context) -> Iterator[Hit]:
    values = {server.cookie.value for server in pool.servers}
    if len(values) == len(pool.servers) or values == {None}:
        return  # no value twice: nearly every pool ends here
    first: dict[str, Server] = {}
    for server in pool.servers:
        value = server.cookie.value
        if value is None or server.backup.equals(True) or server.disabled.equals(True) or server.number != 1:
            continue
        earlier = first.setdefault(value, server)
        if earlier is not server and coexist(earlier.world, server.world):
            yield Hit(
                server.cookie.span,
                f"servers '{earlier.name}' and '{server.name}' have the same cookie value '{value}'",
                (Related(earlier.cookie.span, "the first server with it"),),
                help="clients of the second are sent to the first: give each its own value",
            )
