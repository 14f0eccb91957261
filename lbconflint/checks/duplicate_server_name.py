"""Two nginx servers with the same name on one socket: the second never answers to it."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.listens import Listen, Place, shared_places
from lbconflint.check import Context, Hit, Related, Unit, each
from lbconflint.tree import coexist
from lbconflint.values import Setting, written

_STREAM_NAMES = (1, 25, 5)


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product != "nginx":
        return
    reported: set[tuple[int, str]] = set()
    for place, listens in unit.memo.once(shared_places, unit):
        if place.module == "mail" or (place.module == "stream" and ctx.target().maybe_before(_STREAM_NAMES)):
            continue
        yield from _conflicts(unit, place, listens, reported)


def _conflicts(unit: Unit, place: Place, listens: list[Listen], reported: set[tuple[int, str]]) -> Iterator[Hit]:
    first: dict[str, tuple[Listen, Setting[str]]] = {}
    for listen in listens:
        for spelled, setting in _names(listen):
            holder, held = first.setdefault(spelled, (listen, setting))
            if holder.listener is listen.listener or not coexist(holder.bind.world, listen.bind.world):
                continue
            known = (id(listen.listener), setting.value or "")
            if known not in reported:
                reported.add(known)
                yield _hit(unit, place, setting, holder, held)


def _hit(unit: Unit, place: Place, setting: Setting[str], holder: Listen, held: Setting[str]) -> Hit:
    named = f"'{setting.value}'" if setting.value else "without a name"
    where = words.bind(holder.bind)
    return Hit(
        setting.span,
        f"another {place.module} server {named} listens on {where}: this one never answers there",
        (Related(held.span, f"{words.listener(unit, holder.listener)} comes first"),),
        help='nginx warns ("conflicting server name") and starts; merge the servers or rename one',
    )


def _names(listen: Listen) -> Iterator[tuple[str, Setting[str]]]:
    """Names as nginx compares them: in lower case, ``.a.com`` standing for ``a.com`` and ``*.a.com``."""
    listener = listen.listener
    if not listener.names and not listener.partial:
        yield "", written("", listener.node, 0)
    for setting in listener.names:
        if setting.value is None:
            continue
        name = setting.value if setting.value.startswith("~") else setting.value.lower()
        if name.startswith("."):
            yield name[1:], setting
            yield f"*{name}", setting
        else:
            yield name, setting
