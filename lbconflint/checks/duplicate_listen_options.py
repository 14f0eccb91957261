"""Socket options of one nginx socket given in more than one listen."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.listens import Listen, shared_places
from lbconflint.check import Context, Hit, Related, Unit, each
from lbconflint.knowledge.sockets import NGINX_BIND_CLASS
from lbconflint.source import Span
from lbconflint.tree import coexist


@each(Unit)
def check(unit: Unit, _: Context) -> Iterator[Hit]:
    if unit.product != "nginx":
        return
    for _place, listens in unit.memo.once(shared_places, unit):
        setting = [listen for listen in listens if not NGINX_BIND_CLASS.isdisjoint(listen.bind.options)]
        for listen in setting[1:]:
            first = setting[0]
            if listen.listener is not first.listener and coexist(first.bind.world, listen.bind.world):
                yield _hit(first, listen)


def _hit(first: Listen, again: Listen) -> Hit:
    name, span = _option(again)
    return Hit(
        span,
        f"'{name}' sets options of {words.bind(again.bind)} that another listen has set already",
        (Related(_option(first)[1], "the first listen with socket options for this address"),),
        help='nginx refuses the configuration ("duplicate listen options"): give them in one listen only, '
        "they hold for all servers on the address",
    )


def _option(listen: Listen) -> tuple[str, Span]:
    """The first socket option of the listen, and the whole parameter."""
    name, setting = next((name, value) for name, value in listen.bind.options.items() if name in NGINX_BIND_CLASS)
    return name, setting.span if setting.word is None else setting.node.word(setting.word)
