"""One name for two upstreams or proxies."""

from collections.abc import Iterator

from lbconflint.analysis.names import key
from lbconflint.check import Context, Hit, Level, Related, Unit, each
from lbconflint.model import Listener, Pool
from lbconflint.tree import World, coexist
from lbconflint.values import Setting, unknown, written

_ONE_NAME = (3, 3)

Named = tuple[str, Setting[str], World]


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    seen: dict[tuple[str, str], list[Named]] = {}
    for kind, module, name, world in _sections(unit):
        if name.value is None:
            continue
        place = seen.setdefault((module, key(unit, name.value)), [])
        for earlier_kind, earlier, earlier_world in place:
            if not coexist(earlier_world, world):
                continue
            hit = _hit(unit, ctx, (kind, name, world), (earlier_kind, earlier, earlier_world))
            if hit:
                yield hit
                break
        place.append((kind, name, world))


def _sections(unit: Unit) -> Iterator[tuple[str, str, Setting[str], World]]:
    """(kind, name space, name, world) of everything that shares a name space, in reading order."""
    if unit.product == "nginx":
        for pool in unit.pools:
            yield pool.kind, pool.module, pool.name, pool.world
        return
    ranks = {id(source): rank for rank, source in enumerate(unit.sources)}
    both: list[Listener | Pool] = [one for one in unit.listeners if one.kind in ("frontend", "listen")]
    both += [pool for pool in unit.pools if pool.kind == "backend"]
    for section in sorted(both, key=lambda one: (ranks.get(id(one.node.source), 0), one.node.start)):
        name = section.name if isinstance(section, Pool) else _header_name(section)
        yield section.kind, "", name, section.world


def _header_name(listener: Listener) -> Setting[str]:
    return written(listener.name, listener.node) if listener.name else unknown(listener.node)


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
