"""Which units share a host: one network namespace in which their binds compete.

A false duplicate between two machines is worse than a missed one, so a host is either stated in the
configuration, or it is one ``etc/`` tree, and then only the files that the products load from there by
themselves belong to it.  The files of any other ``sysctl.d`` belong together.  What the resource that makes a
machine writes onto it is that machine's alone.  Every other unit is alone.
"""

from collections.abc import Callable, Iterable, Sequence

from lbconflint.inset import Inset
from lbconflint.record import NamedTuple
from lbconflint.regex import lazy
from lbconflint.unit import Host, Unit

_LOADED_BY_DEFAULT = {
    "nginx": lazy(r"etc/nginx/(nginx\.conf|conf\.d|sites-enabled)$"),
    "haproxy": lazy(r"etc/haproxy/haproxy\.cfg$"),
    "keepalived": lazy(r"etc/keepalived/keepalived\.conf$"),
    "kubernetes": lazy(r"etc/kubernetes/manifests/[^/]+$"),
    "compose": lazy(r"etc/(?:systemd/system/[^/]+\.service|containers/systemd/[^/]+\.container)$"),
    "systemd": lazy(r"etc/systemd/system/[^/]+\.socket$"),
    "sysctl": lazy(r"(?:(?:etc|run|usr/lib|usr/local/lib|lib)/sysctl\.d/[^/]+|etc/sysctl\.conf)$"),
}
"""What each product's package (of Kubernetes: the kubelet, with static pods) starts with, below the root of the
host's file tree."""
_SYSCTL_DIRECTORY = lazy(r"(?:^|/)sysctl\.d/[^/]+$")


class HostEntry(NamedTuple):
    """A ``[[host]]`` of the configuration: ``matches(path)`` tells whether a unit's main file is on it."""

    name: str
    matches: Callable[[str], bool]
    addresses: tuple[str, ...]
    public: bool = False
    platforms: tuple[str, ...] = ()


def etc_root(path: str, product: str) -> str | None:
    """The directory that holds the ``etc/`` tree from which the product loads ``path`` by default."""
    pattern = _LOADED_BY_DEFAULT.get(product)
    found = pattern.search(path) if pattern else None
    if found is None or (found.start() and path[found.start() - 1] != "/"):
        return None
    return path[: found.start()]


def group(units: Sequence[Unit], entries: Iterable[HostEntry] = ()) -> list[Host]:
    """The hosts of these units: stated ones first, then ``etc/`` trees, then units alone."""
    hosts: list[Host] = []
    placed: set[int] = set()
    for entry in entries:
        members = [unit for unit in units if not _inside(unit) and entry.matches(unit.name)]
        machines = {unit.machine for unit in members if unit.machine}
        members += [unit for unit in units if _inside(unit) and unit.machine in machines]
        placed.update(map(id, members))
        hosts.append(Host(entry.name, members, entry.addresses, True, entry.public, entry.platforms))
    by_root: dict[str, list[Unit]] = {}
    by_directory: dict[str, list[Unit]] = {}
    by_machine: dict[str, list[Unit]] = {}
    for unit in units:
        if id(unit) in placed:
            continue
        if unit.machine:
            by_machine.setdefault(unit.machine, []).append(unit)
            continue
        root = etc_root(unit.name, unit.product)
        if root is not None:
            by_root.setdefault(root, []).append(unit)
        elif unit.product == "sysctl" and _SYSCTL_DIRECTORY.search(unit.name):
            by_directory.setdefault(unit.name.rpartition("/")[0], []).append(unit)
        else:
            hosts.append(Host(unit.name, [unit]))
    hosts.extend(Host(machine, members) for machine, members in by_machine.items())
    hosts.extend(Host(f"{root}etc", members) for root, members in by_root.items())
    hosts.extend(Host(directory, members) for directory, members in by_directory.items())
    return hosts


def _inside(unit: Unit) -> bool:
    """Its name is a path on the machine, and none of the tree."""
    return bool(unit.machine) and all(isinstance(source, Inset) for source in unit.sources)


def sure(host: Host, units: Iterable[Unit]) -> bool:
    """The units are one, or the configuration says that they share the host: one ``etc/`` tree may as well hold
    the files of several containers."""
    members = {id(unit): unit for unit in units}
    return host.stated or len(members) < 2 or all(unit.machine for unit in members.values())
