"""A directive of nginx twice on one level where nginx takes it once."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.levels import Levels, Repeat, Said
from lbconflint.check import Confidence, Context, Hit, Level, Related, Unit, each
from lbconflint.knowledge.versions import show_version
from lbconflint.model import DiagnosticKind
from lbconflint.source import Span
from lbconflint.tree import Node

_SHOWN = 3
"""Directives that one file repeats of another are named, and places pointed at, up to so many."""
_UNREADABLE = (DiagnosticKind.SYNTAX, DiagnosticKind.MISSING_SEMICOLON)


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product != "nginx":
        return
    repeats = Levels(unit, ctx.target()).repeats()
    if not repeats:
        return
    # Where the text does not read as it stands, it is a guess what stands on one level.
    broken = {one.span.source for one in unit.diagnostics if one.kind in _UNREADABLE}
    told = {one.span for one in unit.diagnostics if one.kind is DiagnosticKind.REPEATED_INCLUDE}
    groups: dict[tuple[object, ...], list[Repeat]] = {}
    for repeat in repeats:
        if broken.isdisjoint((repeat.second.node.source, repeat.first.node.source)):
            groups.setdefault(_group(repeat), []).append(repeat)
    for group in groups.values():
        include = group[0].second.include
        if include is None or not _same(group[0].second.node, group[0].first.node):
            yield _twice(group, ctx)
        elif include.word(1) not in told:
            yield _file_twice(group, include)


def _group(repeat: Repeat) -> tuple[object, ...]:
    """What is told at once: all that one file repeats of another one, or that a file repeats of itself."""
    second, first = repeat.second, repeat.first
    if second.include is None:
        return (second.node.source, second.node.start)
    if _same(second.node, first.node):
        return (second.include.source, second.include.start)
    return (second.node.source, first.node.source)


def _same(one: Node, other: Node) -> bool:
    """The two are one statement of a file (a file that comes in under a template's condition is copied)."""
    return one.source is other.source and one.start == other.start


def _twice(group: list[Repeat], ctx: Context) -> Hit:
    repeat = group[0]
    second, first = repeat.second, repeat.first
    places = {(one.first.node.source, one.first.node.start): one for one in group}
    shown = list(places.values())[:_SHOWN]
    related = [Related(_span(one.first), f"the first '{_named(one, one.first)}'") for one in shown]
    related += [Related(said.include.span, "included here") for said in (second, first) if said.include]
    level = confidence = None
    effect = "nginx does not start"
    if second.stock or first.stock:
        level, confidence, effect = (
            Level.WARNING,
            Confidence.MEDIUM,
            "certbot's file sets it, and nginx does not start",
        )
    elif repeat.since and ctx.target().maybe_before(repeat.since):
        level, effect = Level.WARNING, f"nginx {show_version(repeat.since)} and newer does not start"
    help_ = f'{effect} ("directive is duplicate"): keep one of them'
    return Hit(_span(second), _message(group), tuple(related), help_, level=level, confidence=confidence)


def _message(group: list[Repeat]) -> str:
    repeat = group[0]
    names = list(dict.fromkeys(_named(one, one.second) for one in group))
    other = _named(repeat, repeat.first)
    if len(names) == 1 and names[0] != other:
        return f"'{names[0]}' is set beside '{other}' {_where(repeat)}"
    return f"{_listed(names)} {'is' if len(names) == 1 else 'are'} set a second time {_where(repeat)}"


def _file_twice(group: list[Repeat], include: Node) -> Hit:
    names = list(dict.fromkeys(_named(one, one.second) for one in group))
    first = group[0].first.include or group[0].first.node
    return Hit(
        include.word(1),
        f"the file comes in a second time {_where(group[0])}, and with it {_listed(names)}",
        (Related(first.word(1), "the first time"), Related(group[0].second.node.word(0), "this is set twice")),
        help='nginx does not start ("directive is duplicate"): include it once',
    )


def _named(repeat: Repeat, said: Said) -> str:
    """What is said: the directive, with its zone where that counts."""
    return repeat.key if said.stock or repeat.key.startswith(f"{said.node.name} ") else said.node.name


def _span(said: Said) -> Span:
    return said.node.word(1 if said.stock else 0)


def _listed(names: list[str]) -> str:
    quoted = [f"'{name}'" for name in names[:_SHOWN]]
    more = len(names) - _SHOWN
    return words.several([*quoted, f"{more} more"] if more > 0 else quoted)


def _where(repeat: Repeat) -> str:
    block = repeat.block
    if block is None:
        return "on this level"
    return f"in {block.name}" + (f" '{' '.join(block.args)}'" if block.args and block.name != "if" else "")
