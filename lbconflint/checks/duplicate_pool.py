"""One name for two upstreams or proxies."""

from collections.abc import Iterator, Mapping

from lbconflint.analysis.names import key
from lbconflint.check import Context, Hit, Level, Related, Unit, each
from lbconflint.model import Listener, Pool
from lbconflint.tree import World, coexist
from lbconflint.values import Setting, written

_ONE_NAME = (3, 3)
_POOLS = frozenset({"upstream", "backend"})
_PROXIES = frozenset({"frontend", "listen"})

Section = Listener | Pool
Named = tuple[str, Setting[str], World]


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    ranks = {id(source): rank for rank, source in enumerate(unit.sources)}
    for sections in _again(unit).values():
        if unit.product != "nginx":  # whose pools are in reading order, across includes
            sections.sort(key=lambda section: (ranks.get(id(section.node.source), 0), section.node.start))
        yield from _alike([_named(section) for section in sections], unit, ctx)


def _again(unit: Unit) -> Mapping[tuple[str, str], list[Section]]:
    """What shares its name with others of its name space, by name space and name."""
    sections: list[Section] = [pool for pool in unit.pools if pool.kind in _POOLS and pool.name.value is not None]
    sections += [one for one in unit.listeners if one.kind in _PROXIES and one.name]
    names = [_name(unit, section) for section in sections]
    once: set[str] = set()
    twice: set[str] = set()
    for name in names:
        (twice if name in once else once).add(name)
    again: dict[tuple[str, str], list[Section]] = {}
    for name, section in zip(names, sections, strict=True) if twice else ():
        if name in twice:
            again.setdefault((section.module, name), []).append(section)
    return again


def _name(unit: Unit, section: Section) -> str:
    return key(unit, section.name.value or "") if isinstance(section, Pool) else section.name


def _named(section: Section) -> Named:
    name = section.name if isinstance(section, Pool) else written(section.name, section.node)
    return section.kind, name, section.world


def _alike(sections: list[Named], unit: Unit, ctx: Context) -> Iterator[Hit]:
    """Sections of one name, in reading order."""
    for number, later in enumerate(sections):
        for earlier in sections[:number]:
            hit = _hit(unit, ctx, later, earlier) if coexist(earlier[2], later[2]) else None
            if hit:
                yield hit
                break


def _hit(unit: Unit, ctx: Context, later: Named, earlier: Named) -> Hit | None:
    kind, name, _ = later
    other_kind, other, _ = earlier
    related = (Related(other.span, f"{other_kind} '{other.value}' is here"),)
    if unit.product == "nginx":
        help_ = 'nginx refuses the configuration ("duplicate upstream")'
        return Hit(name.span, f"a second upstream '{name.value}'", related, help_)
    if {kind, other_kind} == {"frontend", "backend"}:
        target = ctx.target("haproxy")
        if not target.maybe_since(_ONE_NAME):
            return None
        sure = target.surely_since(_ONE_NAME)
        return Hit(
            name.span,
            f"{kind} '{name.value}' has the name of a {other_kind}",
            related,
            "HAProxy refuses this since 3.3: rename one of them",
            level=None if sure else Level.WARNING,
        )
    return Hit(name.span, f"a second {kind} '{name.value}'", related, "HAProxy refuses the configuration")
