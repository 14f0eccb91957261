"""A name that is used and that nobody defines."""

from collections.abc import Iterator

from lbconflint.analysis.names import ACL_OF, similar, undefined
from lbconflint.check import Confidence, Context, Hit, Level, Unit, each, told
from lbconflint.model import DiagnosticKind, Listener, Reference, Route, TargetKind
from lbconflint.unit import Project
from lbconflint.values import Family

_HAPROXY_KINDS = frozenset(
    {"pool", "defaults", "resolvers", "peers", "userlist", "cache", "mailers", "http-errors", "ring", "fcgi-app",
     "table"}
)  # fmt: skip
_ADDRESS = TargetKind.ADDRESS
_UNDEFINED = DiagnosticKind.UNDEFINED_NAME
_LOCAL = frozenset({"localhost", "backend", "_"})


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product == "haproxy" and unit.complete and not _inserts(unit):
        fragments = ctx.project.memo.once(_fragments, ctx.project)
        beside = fragments.get(unit.name.rpartition("/")[0], set())
        for reference in undefined(unit, _HAPROXY_KINDS):
            if (reference.kind, reference.name.value) not in beside:
                yield _haproxy(unit, reference)
        yield from _computed(unit)
    elif unit.product == "kubernetes":
        from lbconflint.incluster import undefined_backend

        yield from undefined_backend.hits(unit, ctx)
    elif unit.product == "terraform":
        yield from _terraform(unit)
    elif unit.product == "nginx":
        for diagnostic in unit.diagnostics:
            if diagnostic.kind is _UNDEFINED:
                yield told(diagnostic)
        for listener in unit.listeners:
            for route in listener.routes:
                if route.target.kind is _ADDRESS:
                    yield from _nginx(unit, listener, route)


def _fragments(project: Project) -> dict[str, set[tuple[str, str | None]]]:
    """What HAProxy's files without ``global`` and ``defaults`` define, by directory: some other one is loaded with
    them, most likely one that lies beside."""
    found: dict[str, set[tuple[str, str | None]]] = {}
    for unit in project.units:
        if unit.product == "haproxy" and not unit.complete:
            names = found.setdefault(unit.name.rpartition("/")[0], set())
            names.update((one.kind, one.name.value) for one in unit.definitions)
    return found


def _terraform(unit: Unit) -> Iterator[Hit]:
    """Names of parts that the reader compared with all that are defined."""
    for reference in unit.references:
        if reference.kind in ("undefined", "undeclared"):
            # Terraform notices itself that a resource is not there, and somebody may lint a part.
            level = Level.WARNING if reference.kind == "undeclared" else None
            message, _, cure = reference.usage.partition("\n")
            yield Hit(reference.name.span, message, help=cure, level=level)


def _inserts(unit: Unit) -> bool:
    """Some statements of the unit are not known: what is missing may stand there."""
    return any(pool.partial for pool in unit.pools) or bool(unit.gaps)


def _haproxy(unit: Unit, reference: Reference) -> Hit:
    name, kind = reference.name.value or "", reference.kind
    near = similar(unit, kind, name)
    noun = "backend or listen section" if kind == "pool" else f"{kind} section"
    there = f"there is no {noun} of that name"
    if kind == "table":
        there = "no proxy of that name has a stick-table"
    elif kind.startswith(ACL_OF):
        there = f"no 'acl' of this {kind.removeprefix(ACL_OF).split()[0]} section has that name"
    hint = f"did you mean '{near}'? " if near else ""
    return Hit(
        reference.name.span,
        f"{reference.usage} names '{name}', and {there}",
        help=f"{hint}HAProxy refuses to start",
    )


def _computed(unit: Unit) -> Iterator[Hit]:
    """``use_backend site_%[...]`` where no name begins so: HAProxy notices at run time, request by request."""
    names = [one.name.value for one in unit.definitions if one.kind == "pool" and one.name.value]
    for reference in unit.references:
        prefix = reference.name.value if reference.kind == "pool prefix" else None
        if prefix and not any(name.startswith(prefix) for name in names):
            yield Hit(
                reference.name.span,
                f"{reference.usage} makes names that begin with '{prefix}', and no backend or listen section has "
                "such a name",
                help="without a default_backend clients get 503",
                level=Level.WARNING,
                confidence=Confidence.MEDIUM,
            )


def _nginx(unit: Unit, listener: Listener, route: Route) -> Iterator[Hit]:
    """nginx resolves a name that is no upstream by DNS when it starts; a bare word is most often a typo."""
    target = route.target
    address = target.address.value
    if address is None or address.family is not Family.NAME:
        return
    name = address.host
    if "." in name or target.port.written or name in _LOCAL:
        return
    near = similar(unit, f"pool:{listener.module}", name)
    if near is None:
        return
    yield Hit(
        target.address.span,
        f"there is no upstream '{name}' in {listener.module}; nginx looks it up in the DNS when it starts",
        help=f"did you mean '{near}'?",
        level=Level.WARNING,
        confidence=Confidence.MEDIUM,
    )
