"""What is read together and what runs together: ``Unit``, ``Host``, ``Project``."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any, TypeVar

from lbconflint.certificate import Certificate
from lbconflint.kernel import KernelSetting, PortPolicy
from lbconflint.model import Definition, Diagnostic, Gap, Listener, Pool, Process, Reference
from lbconflint.source import SourceFile
from lbconflint.tree import Node

T = TypeVar("T")
N = TypeVar("N")


class Memo:
    """Results that are computed once for an owner and shared by all checks."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[object, Any] = {}

    def once(self, compute: Callable[[N], T], owner: N) -> T:
        """``compute(owner)``, computed at the first call."""
        try:
            result: T = self._known[compute]
        except KeyError:
            result = self._known[compute] = compute(owner)
        return result


class Unit:
    """One deployment read together: nginx.conf with its includes, all ``-f`` files of one HAProxy.

    ``name`` is the path of its main file.  ``complete`` is False for a fragment: a file that some unseen
    main file includes, so that a name without definition here may be defined there.  ``roots`` are the
    top-level statements of the main files in reading order.  ``included`` are the statements that an include
    brings in, one list for each file, by the ``id`` of the include's node.  ``nesting`` are the ``id`` of blocks
    that hold further ones: most hold none, and need no look at each statement.  ``certificates`` are those that
    stand in the linted tree, by the path that the configuration writes.  ``kernel_remarks`` are kernel settings
    that stand in comments.  ``nouns`` holds what is one dialect's own, by type.  ``machine`` is the machine
    that the unit is for, where a file says so: units of one machine share a host, whatever their files.  ``maker``
    is what messages call the product, where it is another than the one whose rules hold.
    """

    def __init__(self, name: str, product: str, complete: bool) -> None:
        self.name = name
        self.product = product
        self.complete = complete
        self.sources: list[SourceFile] = []
        self.roots: list[Node] = []
        self.included: dict[int, tuple[list[Node], ...]] = {}
        self.nesting: set[int] = set()
        self.listeners: list[Listener] = []
        self.pools: list[Pool] = []
        self.processes: list[Process] = []
        self.definitions: list[Definition] = []
        self.references: list[Reference] = []
        self.diagnostics: list[Diagnostic] = []
        self.gaps: list[Gap] = []
        self.certificates: dict[str, Certificate] = {}
        self.nouns: dict[type[Any], list[Any]] = {}
        self.kernel_settings: list[KernelSetting] = []
        self.kernel_remarks: list[KernelSetting] = []
        self.machine = ""
        self.maker = ""
        self.memo = Memo()

    def __repr__(self) -> str:
        return f"Unit({self.product} {self.name})"

    def statements(self, children: Iterable[Node]) -> Iterator[Node]:
        """The statements of a block, each include replaced by what it brings in, each file once."""
        seen: set[int] = set()
        stack = [iter(children)]
        while stack:
            node = next(stack[-1], None)
            if node is None:
                stack.pop()
            elif id(node) in self.included:
                new = [nodes for nodes in self.included[id(node)] if id(nodes) not in seen]
                seen.update(map(id, new))
                stack.append(chain.from_iterable(new))
            else:
                yield node

    def blocks(self, block: Node, name: str) -> list[Node]:
        """The blocks called ``name`` directly within ``block``, includes followed."""
        own: list[Node] = []
        if id(block) not in self.nesting or block.children is None:
            return own
        for node in block.children:
            if node.children is not None:
                if node.name == name:
                    own.append(node)
            elif node.name == "include":
                found = self.statements(block.children)
                return [one for one in found if one.children is not None and one.name == name]
        return own

    def add_source(self, source: SourceFile) -> None:
        if source not in self.sources:
            self.sources.append(source)


class Host:
    """Units whose binds compete for one network namespace.

    ``addresses`` are the host's own, from the configuration; empty when they are not known.  ``stated`` is
    True for a host of the configuration's ``[[host]]`` table; ``public`` says that the internet reaches it,
    ``platforms`` what else runs on it (names of ``knowledge.ports.PLATFORMS``).
    """

    def __init__(
        self,
        name: str,
        units: Iterable[Unit],
        addresses: Iterable[str] = (),
        stated: bool = False,
        public: bool = False,
        platforms: Iterable[str] = (),
    ) -> None:
        self.name = name
        self.units = list(units)
        self.addresses = tuple(addresses)
        self.stated = stated
        self.public = public
        self.platforms = tuple(platforms)
        self.memo = Memo()

    def __repr__(self) -> str:
        return f"Host({self.name}: {len(self.units)} units)"


class Project:
    """Everything that one run reads; ``ports`` is the organisation's port policy."""

    def __init__(self, hosts: Iterable[Host], ports: PortPolicy | None = None) -> None:
        self.hosts = list(hosts)
        self.ports = ports or PortPolicy()
        self.memo = Memo()

    @property
    def units(self) -> list[Unit]:
        return [unit for host in self.hosts for unit in host.units]
