"""What variables of Ansible hold, where exactly one place defines them.

``vars`` around a task and ``vars/main.yml`` of its role hold whatever an inventory says.  What ``defaults`` and
the files of an inventory say holds for some hosts: another one's inventory may replace it.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from lbconflint.files import Files, UnreadableError
from lbconflint.record import NamedTuple
from lbconflint.source import SourceFile
from lbconflint.yaml.either import read_either
from lbconflint.yaml.nodes import MAP, YamlNode

_ROLE = re.compile(r"(?:(?P<base>.*)/)?(?:tasks|handlers)(?:/.*)?$")
_FIRM = re.compile(r"(?:^|/)vars/main(?:\.ya?ml)?$")
_OF_INVENTORY = ("group_vars", "host_vars")
_INVENTORIES = ("inventory", "inventories")
_KEY = re.compile(r"^['\"]?(\w+)['\"]?[ ]*:", re.MULTILINE)
_GIVEN = re.compile(
    r"(?:^[ ]*(?:-[ ]+)?|[{,][ ]*)"
    r"(?:register:[ ]*['\"]?(\w+)|(?:ansible\.builtin\.)?set_fact:[ ]*(\w+)=|['\"]?(\w+)['\"]?[ ]*:(?=\s))",
    re.MULTILINE,
)
_MOST = 200
"""Files that may define the variables of one file of tasks."""
_LONGEST = 1 << 20


class Held(NamedTuple):
    """The value of a variable; ``replaceable``: other hosts may have another one."""

    node: YamlNode
    replaceable: bool = False


class Definitions:
    """The variables that files of the tree define, each file read once, and only for a name that it has."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self._keys: dict[str, frozenset[str]] = {}
        self._roots: dict[str, list[YamlNode]] = {}

    def of(self, path: str, name: str) -> Iterator[YamlNode]:
        """What the file gives the variable, if anything: an empty value is there to be replaced."""
        if path not in self._keys:
            try:
                source = self.files.source(path)
            except UnreadableError:
                self._keys[path] = frozenset()
                return
            short = len(source.text) <= _LONGEST
            self._keys[path] = frozenset(_KEY.findall(source.text)) if short else frozenset()
        if name not in self._keys[path]:
            return
        if path not in self._roots:
            documents = read_either(self.files.source(path)).documents
            self._roots[path] = [document.root for document in documents]
        for root in self._roots[path]:
            node = root.get(name)
            if node is not None and (node.children or (node.args and node.args[0] and not node.null)):
                yield node


class Around:
    """What may define the variables of one file of tasks; ``rounds`` counts those of the loops over them."""

    def __init__(self, definitions: Definitions, tasks: SourceFile) -> None:
        self._definitions = definitions
        self._files = definitions.files
        self._tasks = tasks
        self._found: dict[str, Held | None] = {}
        self.rounds = 0

    def times(self, name: str) -> int:
        """How often the tasks themselves give the variable a value."""
        return self._given[name]

    def held(self, name: str) -> Held | None:
        """The value that exactly one of the files gives."""
        if name not in self._found:
            nodes = [node for path in self._paths for node in self._definitions.of(path, name)]
            self._found[name] = Held(nodes[0], not _FIRM.search(nodes[0].source.path)) if len(nodes) == 1 else None
        return self._found[name]

    @cached_property
    def _given(self) -> Counter[str]:
        return Counter(found[1] or found[2] or found[3] for found in _GIVEN.finditer(self._tasks.text))

    @cached_property
    def _paths(self) -> list[str]:
        """Those of the role, and those of inventories in the directories above; none where they are too many."""
        directory = self._tasks.path.rpartition("/")[0]
        role = _ROLE.match(directory)
        places: list[str] = []
        if role is not None:
            places += [f"{role['base'] or '.'}/{name}" for name in ("defaults", "vars")]
        while True:
            places += [f"{directory or '.'}/{name}" for name in _OF_INVENTORY]
            for name in _INVENTORIES:
                inventory = f"{directory or '.'}/{name}"
                within = [inventory, *(f"{inventory}/{one}" for one in self._files.listdir(inventory))]
                places += [f"{one}/{kind}" for one in within for kind in _OF_INVENTORY]
            if not directory:
                break
            directory = directory.rpartition("/")[0]
        found: list[str] = []
        for place in places:
            found += self._below(place.removeprefix("./"), 1)
            if len(found) > _MOST:
                return []
        return found

    def _below(self, directory: str, depth: int) -> Iterator[str]:
        for name in self._files.listdir(directory):
            path = f"{directory}/{name}"
            if name.endswith((".yml", ".yaml")) or ("." not in name and self._files.is_file(path)):
                yield path
            elif depth and self._files.is_dir(path):
                yield from self._below(path, depth - 1)


class Variables(NamedTuple):
    """What a task sees: ``vars`` of its own, of its blocks and its play (the innermost first), and the files."""

    files: Around
    own: tuple[YamlNode, ...] = ()

    def within(self, node: YamlNode) -> "Variables":
        found = node.get("vars")
        if found is None or found.form is not MAP or node.get("vars_files") or node.get("vars_prompt"):
            return self  # files and answers stand above the variables of a play
        return self._replace(own=(found, *self.own))

    def held(self, name: str) -> Held | None:
        """None where nothing defines it, or more than one place."""
        times = self.files.times(name)
        for one in self.own:
            found = one.get(name)
            if found is not None:
                return Held(found) if times == 1 else None
        return self.files.held(name) if not times else None
