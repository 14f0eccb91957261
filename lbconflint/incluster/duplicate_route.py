"""Two routes that match the same and lead to different places."""

from collections.abc import Iterator

from lbconflint.analysis.cluster import leads
from lbconflint.analysis.rules import Twice, across, within
from lbconflint.check import Confidence, Context, Hit, Level, Related, Unit
from lbconflint.cluster import Backend, Ingress


def hits(unit: Unit, ctx: Context) -> Iterator[Hit]:
    yield from map(_rule, within(unit))
    if leads(ctx.project, unit):
        yield from map(_rule, across(ctx.project))


def _rule(twice: Twice) -> Hit:
    """Two rules of a cluster.  In one object the first one wins, of two objects the older one."""
    first, later = twice.first.rule, twice.later.rule
    names = _told_apart(first.backends[0], later.backends[0])
    if names[0] == names[1]:
        spaces = twice.first.meta.namespace.value, twice.later.meta.namespace.value
        if None not in spaces and spaces[0] != spaces[1]:
            names = f"{spaces[0]}/{names[0]}", f"{spaces[1]}/{names[1]}"
    one = twice.first.meta is twice.later.meta
    what = later.shown if isinstance(twice.later, Ingress) or one else f"{later.shown} of {twice.first.meta.title}"
    if one:
        message = f"{what} stands twice: '{names[0]}' gets its requests, and '{names[1]}' none"
        cure = "the first rule wins, silently on most controllers"
    else:
        message = f"{what} is there already and leads to '{names[0]}', here to '{names[1]}'"
        cure = "the older object wins, so the answer depends on the order in which they were made"
    return Hit(
        later.backends[0].name.span,
        message,
        (Related(first.backends[0].name.span, "the first rule"),),
        cure,
        level=Level.WARNING if twice.mild else None,
        confidence=Confidence.MEDIUM if twice.loose else None,
    )


def _told_apart(first: Backend, later: Backend) -> tuple[str, str]:
    """Both by name, with what else it takes to tell them apart: port, namespace, ...; the rest is weights."""
    for shown in (_name, _port, _namespace, _kind, _subset):
        if shown(first) != shown(later):
            return shown(first), shown(later)
    return _name(first), _name(later)


def _name(backend: Backend) -> str:
    return str(backend.name.value)


def _port(backend: Backend) -> str:
    return _name(backend) if backend.port.value is None else f"{_name(backend)}:{backend.port.value}"


def _namespace(backend: Backend) -> str:
    return f"{backend.namespace.value}/{_name(backend)}" if backend.namespace.value else _name(backend)


def _kind(backend: Backend) -> str:
    return f"{backend.kind} {_name(backend)}"


def _subset(backend: Backend) -> str:
    subset = backend.subset.value if backend.subset is not None else None
    return f"{_name(backend)}, subset {subset}" if subset else _name(backend)
