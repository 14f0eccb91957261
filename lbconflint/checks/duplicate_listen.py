"""One nginx socket address twice where nginx takes it once."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.listens import Listen, Place, shared_places
from lbconflint.check import Context, Hit, Level, Related, Unit, each
from lbconflint.knowledge.versions import Target
from lbconflint.tree import coexist

_SHARED_STREAM = (1, 25, 5)


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product != "nginx":
        return
    target = ctx.target()
    for place, listens in unit.memo.once(shared_places, unit):
        yield from _within_a_server(unit, listens)
        if place.module == "mail" or (place.module == "stream" and target.maybe_before(_SHARED_STREAM)):
            yield from _across_servers(place, listens, target)


def _within_a_server(unit: Unit, listens: list[Listen]) -> Iterator[Hit]:
    first: dict[int, Listen] = {}
    for listen in listens:
        earlier = first.setdefault(id(listen.listener), listen)
        if earlier is not listen and coexist(earlier.bind.world, listen.bind.world):
            yield Hit(
                listen.bind.span,
                f"{words.listener(unit, listen.listener)} listens on {words.bind(listen.bind)} twice",
                (Related(earlier.bind.span, "the first listen of the same address"),),
                help='nginx refuses the configuration ("a duplicate listen"): remove one of them',
            )


def _across_servers(place: Place, listens: list[Listen], target: Target) -> Iterator[Hit]:
    first = listens[0]
    for listen in listens[1:]:
        other = listen.listener
        if other is first.listener or not coexist(first.bind.world, listen.bind.world):
            continue
        if place.module == "stream" and (other.names or first.listener.names):
            continue
        sure = place.module == "mail" or target.surely_before(_SHARED_STREAM)
        effect = "nginx refuses the configuration" if sure else "nginx before 1.25.5 refuses the configuration"
        yield Hit(
            listen.bind.span,
            f"two {place.module} servers listen on {words.bind(listen.bind)}: {effect}",
            (Related(first.bind.span, "the first server on this address"),),
            help="newer versions start, and the second server never gets a connection; give each its own port",
            level=None if sure else Level.WARNING,
        )
