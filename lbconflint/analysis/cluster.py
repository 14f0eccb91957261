"""Who is meant by a name in a cluster, as far as the manifests at hand tell.

References look wide: any manifest of the run may hold what is named.  Conflicts look narrow: only what is surely
applied together can clash, and copies of one object are one object.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum
from functools import cached_property, lru_cache
from itertools import islice
from typing import TypeVar

from lbconflint.cluster import (
    ISTIO,
    Gateway,
    GatewayListener,
    Grant,
    IstioGateway,
    IstioServer,
    Meta,
    Selector,
    Service,
    Workload,
)
from lbconflint.finding import Confidence
from lbconflint.record import NamedTuple
from lbconflint.source import Span
from lbconflint.tree import coexist
from lbconflint.unit import Project, Unit
from lbconflint.values import Setting

T = TypeVar("T", Service, Gateway, IstioGateway)
N = TypeVar("N")
L = TypeVar("L", GatewayListener, IstioServer)

Identity = tuple[str, str, str, str | int]


class Near(IntEnum):
    """How surely two objects are applied together."""

    ELSEWHERE = 0
    DIRECTORY = 1
    SET = 2
    FILE = 3


class Cluster:
    """Indexes over every manifest of the run, each by (scope, key), and made when it is first asked for.

    A scope is a file, a set, a directory, a namespace, or "" for the whole run, so that a look-up touches only
    what lies near.
    """

    def __init__(self, project: Project) -> None:
        self._units = project.units
        self.grants: list[Grant] = []
        self.ambiguous: set[str] = set()
        self.provided: set[str] = set()
        self.foreign: dict[str, list[Mapping[str, Setting[str]]]] = {}
        metas: dict[tuple[str, Identity], str] = {}
        for unit in self._units:
            self.grants.extend(unit.nouns.get(Grant, ()))
            for meta in unit.nouns.get(Meta, ()):
                self._place(meta, metas)

    @cached_property
    def services(self) -> dict[tuple[str, str], list[Service]]:
        return self._by_name(Service)

    @cached_property
    def gateways(self) -> dict[tuple[str, str], list[Gateway]]:
        return self._by_name(Gateway)

    @cached_property
    def istio(self) -> dict[tuple[str, str], list[IstioGateway]]:
        return self._by_name(IstioGateway)

    @cached_property
    def istio_in(self) -> dict[str, list[IstioGateway]]:
        """Istio's Gateways by scope alone."""
        index: dict[str, list[IstioGateway]] = {}
        for gateway in self._all(IstioGateway):
            for scope in _all_scopes(gateway.meta):
                index.setdefault(scope, []).append(gateway)
        return index

    @cached_property
    def workloads(self) -> dict[tuple[str, str, str], list[Workload]]:
        """By scope, and name and value of each label."""
        index: dict[tuple[str, str, str], list[Workload]] = {}
        for workload in self._all(Workload):
            for scope in _all_scopes(workload.meta):
                for name, value in workload.labels.items():
                    if value.value is not None:
                        index.setdefault((scope, name, value.value), []).append(workload)
        return index

    @cached_property
    def open_workloads(self) -> set[str]:
        """The directories in which some pod may have any label."""
        return {
            directory_of(workload.meta)
            for workload in self._all(Workload)
            if workload.labels_open or any(not value.known for value in workload.labels.values())
        }

    def _all(self, noun: type[N]) -> Iterator[N]:
        for unit in self._units:
            yield from unit.nouns.get(noun, ())

    def _by_name(self, noun: type[T]) -> dict[tuple[str, str], list[T]]:
        index: dict[tuple[str, str], list[T]] = {}
        for one in self._all(noun):
            name = one.meta.name.value
            if name is not None:
                for scope in _all_scopes(one.meta):
                    index.setdefault((scope, name), []).append(one)
        return index

    def scopes(self, meta: Meta) -> list[tuple[Near, str]]:
        """Where to look for what belongs to an object, the nearest first."""
        scopes = [(Near.FILE, f"f{meta.file}"), *((Near.SET, f"s{one}") for one in meta.sets)]
        directory = directory_of(meta)
        if directory not in self.ambiguous:
            scopes.append((Near.DIRECTORY, f"d{directory}"))
        return scopes

    def _place(self, meta: Meta, metas: dict[tuple[str, Identity], str]) -> None:
        """Note which directories hold one object in several files: those are alternatives."""
        directory = directory_of(meta)
        if meta.name.known and metas.setdefault((directory, identity(meta)), meta.file) != meta.file:
            self.ambiguous.add(directory)
        if meta.name.value is not None and (meta.kind not in ("Service", "Pod") or meta.group):
            if meta.kind in _MAKERS or meta.group not in _BUILT_IN:
                self.provided.add(meta.name.value)
        if meta.group not in _BUILT_IN and meta.labels:
            self.foreign.setdefault(directory, []).append(meta.labels)

    def near(self, a: Meta, b: Meta) -> Near:
        if a.file == b.file:
            return Near.FILE
        if not set(a.sets).isdisjoint(b.sets):
            return Near.SET
        here = directory_of(a)
        if here == directory_of(b) and here not in self.ambiguous:
            return Near.DIRECTORY
        return Near.ELSEWHERE


_MAKERS = frozenset({"StatefulSet"})
_BUILT_IN = frozenset(
    {"", "apps", "batch", "extensions", "networking.k8s.io", "gateway.networking.k8s.io", "policy", "autoscaling",
     "rbac.authorization.k8s.io", "apiextensions.k8s.io", "admissionregistration.k8s.io", "storage.k8s.io",
     ISTIO, "traefik.io", "traefik.containo.us", "route.openshift.io"}
)  # fmt: skip
"""Groups whose objects make no Services of their own name; those of operators (Knative, databases) may."""


def cluster_of(project: Project) -> Cluster:
    """The indexes of the run; use with ``memo.once``."""
    return Cluster(project)


def leads(project: Project, unit: Unit) -> bool:
    """The unit is the one that speaks for the whole cluster, in checks over all manifests."""
    return unit is project.memo.once(_leader, project)


def _leader(project: Project) -> Unit | None:
    return next((one for one in project.units if one.product == "kubernetes"), None)


def directory_of(meta: Meta) -> str:
    return meta.file.rpartition("/")[0]


def identity(meta: Meta) -> Identity:
    """What makes an object the same object in another file; an unknown name is nobody else's."""
    name = meta.name.value if meta.name.value is not None else id(meta.node)
    space = meta.namespace.value or ""
    return (meta.group, meta.kind, "" if space == "default" else space, name)


def same_namespace(a: Setting[str], b: Setting[str]) -> bool | None:
    """None where that is decided when the manifests are applied."""
    if a.unknown or b.unknown:
        return None
    left, right = a.value or "default", b.value or "default"
    if left == right:
        return True
    return False if a.known and b.known else None


def space_of(meta: Meta, written: Setting[str]) -> Setting[str]:
    """The namespace of a reference: its own, else that of the object that holds it."""
    return meta.namespace if written.absent else written


MANY = 64
"""More objects of one name beside each other than this, and nobody can say which is meant."""


def _all_scopes(meta: Meta) -> tuple[str, ...]:
    return _scopes(meta.file, meta.sets, _bucket(meta.namespace))


@lru_cache(1024)
def _scopes(file: str, sets: tuple[str, ...], bucket: str) -> tuple[str, ...]:
    """The scopes of an object; those of one file mostly have the same."""
    return ("", f"f{file}", *(f"s{one}" for one in sets), f"d{file.rpartition('/')[0]}", bucket)


def _bucket(space: Setting[str]) -> str:
    """The scope of a namespace; "n" where none is written, "n?" where it is not known."""
    return "n?" if space.unknown else f"n{space.value or ''}"


def _buckets(space: Setting[str]) -> tuple[str, ...]:
    """The scopes of what may be in a namespace."""
    return (_bucket(space), "n", "n?") if space.known else ("",)


def find(
    cluster: Cluster, index: Mapping[tuple[str, str], list[T]], owner: Meta, space: Setting[str], name: str
) -> tuple[list[T], Near]:
    """The objects that a name may mean, those that are nearest to the owner, and how near they are.

    Of what is only somewhere in the run, one is enough to know that the name is no mistake.
    """
    for near, scope in cluster.scopes(owner):
        near_by = index.get((scope, name), [])
        found = [one for one in near_by[:MANY] if same_namespace(space, one.meta.namespace) is not False]
        if found:
            return found, near if len(near_by) < MANY else Near.ELSEWHERE
    for bucket in _buckets(space):
        if (bucket, name) in index:
            return index[bucket, name][:1], Near.ELSEWHERE
    return [], Near.ELSEWHERE


def matches(selector: Selector, labels: Mapping[str, Setting[str]]) -> bool:
    """All pairs are there, for certain."""
    return all(name in labels and labels[name].equals(value) for name, value in selector.labels.items())


def selected(cluster: Cluster, selector: Selector, scope: str = "") -> Iterator[Workload]:
    """The workloads of a scope whose pods have these labels; found through the rarest label."""
    if selector.labels:
        rows = [cluster.workloads.get((scope, name, value), []) for name, value in selector.labels.items()]
        yield from (workload for workload in min(rows, key=len) if matches(selector, workload.labels))


def selects(cluster: Cluster, selector: Selector, space: Setting[str]) -> bool:
    """Some workload that may be in the namespace has these labels."""
    return any(next(selected(cluster, selector, bucket), None) is not None for bucket in _buckets(space))


def pods_of(cluster: Cluster, service: Service) -> list[Workload]:
    """The workloads that a Service sends to: of its namespace, as near as there are any; none from elsewhere."""
    selector, space = service.selector, service.meta.namespace
    if selector is None or not selector.known:
        return []
    for _, scope in cluster.scopes(service.meta):
        found = [
            workload
            for workload in islice(selected(cluster, selector, scope), MANY)
            if same_namespace(space, workload.meta.namespace) is not False
        ]
        if found:
            return found if len(found) < MANY else []
    return []


class Claim(NamedTuple):
    """Something that one object only can have.  ``what`` says what it is."""

    key: object
    meta: Meta
    span: Span


class Clash(NamedTuple):
    """``later`` claims what ``first`` has."""

    first: Claim
    later: Claim
    near: Near

    @property
    def confidence(self) -> Confidence | None:
        """What lies in one directory is applied together most of the time."""
        return Confidence.MEDIUM if self.near is Near.DIRECTORY else None


def clashes(cluster: Cluster, claims: Iterable[Claim]) -> Iterator[Clash]:
    """Claims of different objects that are applied together; each later one once."""
    first: dict[tuple[str, object], Claim] = {}
    for claim in claims:
        meta = claim.meta
        found: Clash | None = None
        for near, scope in cluster.scopes(meta):
            earlier = first.setdefault((scope, claim.key), claim)
            if found is None and earlier is not claim and identity(earlier.meta) != identity(meta):
                if coexist(earlier.meta.node.world, meta.node.world):
                    found = Clash(earlier, claim, near)
        if found is not None:
            yield found


def named_again(nouns: Iterable[L]) -> Iterator[tuple[L, L]]:
    """Listeners of one Gateway with the name of an earlier one, each behind that one."""
    first: dict[str, L] = {}
    for noun in nouns:
        if noun.name.value is not None:
            earlier = first.setdefault(noun.name.value, noun)
            if earlier is not noun and coexist(earlier.node.world, noun.node.world):
                yield earlier, noun
