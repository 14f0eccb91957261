"""Rules of a cluster that match the same requests: within one object, and across objects."""

from collections.abc import Iterator

from lbconflint.analysis.chain import ACTION
from lbconflint.analysis.cluster import Claim, Near, cluster_of, same_namespace, space_of
from lbconflint.analysis.cluster import clashes as clashes_of
from lbconflint.cluster import ISTIO, Ingress, Meta, RouteRule, Rules
from lbconflint.record import NamedTuple
from lbconflint.tree import coexist
from lbconflint.unit import Project, Unit

_GATEWAY_API = "gateway.networking.k8s.io"
_SHARING = (
    "nginx.ingress.kubernetes.io/canary",
    "alb.ingress.kubernetes.io/group.order",
    "nginx.org/mergeable-ingress-type",
)
"""Annotations of an Ingress that is meant to share its host and paths with another one."""
_TRAEFIK = ("IngressRoute", "IngressRouteTCP")
"""Whose rules are all in one table for each entry point; of equal ones that have no priority either may win."""
_SOLVER = "acme.cert-manager.io/http01-solver"
_CHALLENGE = "/.well-known/acme-challenge"


class Place(NamedTuple):
    """One rule of one object."""

    meta: Meta
    rule: RouteRule


class Twice(NamedTuple):
    """``later`` matches what ``first`` does and leads elsewhere.  ``mild``: both are legal, and one of them wins
    by its age; ``loose``: they need not be applied together."""

    first: Place
    later: Place
    mild: bool
    loose: bool


def target_of(rule: RouteRule) -> object:
    """What a rule leads to, or None when that is not known."""
    found = []
    for backend in rule.backends:
        if (
            backend.name.value is None
            or backend.port.unknown
            or backend.weight.unknown
            or backend.namespace.unknown
            or (backend.subset is not None and backend.subset.unknown)
        ):
            return None
        subset = backend.subset.value if backend.subset is not None else None
        found.append((backend.kind, backend.namespace.value, backend.name.value, backend.port.value, subset))
    return tuple(found) or None


def _actions(meta: Meta, rule: RouteRule) -> bool:
    """The AWS controller tells rules of one path apart by actions and conditions that stand in annotations."""
    if any(backend.port.equals(ACTION) for backend in rule.backends):
        return True
    if not meta.annotations:
        return False
    names = [backend.name.value or "" for backend in rule.backends]
    return any(f"alb.ingress.kubernetes.io/conditions.{name}" in meta.annotations for name in names)


def within(unit: Unit) -> Iterator[Twice]:
    """Rules of one object that match the same."""
    for noun in (Ingress, Rules):
        for owner in unit.nouns.get(noun, ()):
            if len(owner.rules) < 2:
                continue
            first: dict[str, RouteRule] = {}
            for rule in owner.rules:
                target = target_of(rule)
                if not rule.match or target is None or not rule.priority.absent or _actions(owner.meta, rule):
                    continue
                earlier = first.setdefault(rule.match, rule)
                if (
                    earlier is rule
                    or target_of(earlier) == target
                    or not coexist(earlier.node.world, rule.node.world)
                ):
                    continue
                yield Twice(Place(owner.meta, earlier), Place(owner.meta, rule), _several(owner), False)


def _several(owner: Ingress | Rules) -> bool:
    """Makers that take the second rule as a fallback, or by another measure."""
    return owner.meta.group not in ("networking.k8s.io", "extensions", "?", _GATEWAY_API)


def across(project: Project) -> Iterator[Twice]:
    """Rules of different objects that match the same on one controller or listener."""
    places: dict[int, Place] = {}
    claims = []
    for unit in project.units:
        for noun in (Ingress, Rules):
            for owner in unit.nouns.get(noun, ()):
                seen: set[object] = set()
                for key, place in _keys(owner):
                    if key in seen:
                        continue
                    seen.add(key)
                    span = place.rule.backends[0].name.span
                    places[id(span)] = place
                    claims.append(Claim(key, owner.meta, span))
    for clash in clashes_of(project.memo.once(cluster_of, project), claims):
        first, later = places[id(clash.first.span)], places[id(clash.later.span)]
        alike = same_namespace(first.meta.namespace, later.meta.namespace) is not False
        if alike and target_of(first.rule) == target_of(later.rule):
            continue
        mild = later.meta.kind != "Ingress" or clash.near is Near.DIRECTORY
        yield Twice(first, later, mild, clash.near is Near.DIRECTORY)


def _keys(owner: Ingress | Rules) -> Iterator[tuple[object, Place]]:
    """What each rule claims, with its place; nothing for what is meant to share."""
    meta = owner.meta
    if meta.open or any(name in meta.annotations for name in _SHARING) or _SOLVER in meta.labels:
        return
    for rule in owner.rules:
        if not rule.match or target_of(rule) is None or not rule.priority.absent or _actions(meta, rule):
            continue
        place = Place(meta, rule)
        if isinstance(owner, Ingress):
            if owner.ingress_class.unknown or (rule.path.value or "").startswith(_CHALLENGE):
                continue
            yield (meta.kind, owner.ingress_class.value, rule.match), place
        elif meta.group == _GATEWAY_API:
            yield from ((key, place) for key in _attachments(owner, rule))
        elif meta.group == ISTIO:
            yield from ((key, place) for key in _on_gateways(owner, rule))
        elif meta.kind in _TRAEFIK or (meta.kind == "Route" and rule.host.known):
            yield (meta.kind, rule.match), place


def _attachments(route: Rules, rule: RouteRule) -> Iterator[object]:
    """Parent, host name and match of a Gateway API route."""
    if route.hosts is None or any(host.value is None for host in route.hosts) or route.meta.namespace.unknown:
        return
    for parent in route.parents:
        if parent.name.value is None or parent.section.unknown or parent.port.unknown or parent.namespace.unknown:
            continue
        space = parent.namespace.value or route.meta.namespace.value
        # A mesh asks the routes of the client's namespace first, so those of two namespaces do not meet.
        clients = route.meta.namespace.value if parent.kind == "Service" else None
        at = (parent.kind, space, parent.name.value, parent.section.value, parent.port.value, clients)
        for host in route.hosts or (None,):
            yield (route.meta.kind, at, host.value if host else "*", rule.match)


def _on_gateways(route: Rules, rule: RouteRule) -> Iterator[object]:
    """Gateway, host and match of a VirtualService; on one Gateway, those of a host make one list of routes."""
    hosts = route.hosts or ()
    if any(host.value is None for host in hosts) or route.meta.namespace.unknown:
        return
    for parent in route.parents:
        if parent.kind == "Gateway" and parent.name.value is not None:
            space = space_of(route.meta, parent.namespace).value
            yield from ((space, parent.name.value, (host.value or "").lower(), rule.match) for host in hosts)


__all__ = ["Place", "Twice", "across", "target_of", "within"]
