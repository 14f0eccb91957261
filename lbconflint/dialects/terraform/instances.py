"""Modules as they are called: what ``var``, ``local``, ``module`` and resource names are worth in each of them."""

import posixpath
from collections.abc import Hashable, Mapping, Sequence, Set

from lbconflint.dialects.terraform.convert import constrained
from lbconflint.dialects.terraform.evaluate import Evaluator, Named
from lbconflint.dialects.terraform.expansion import Copy, copies_of
from lbconflint.dialects.terraform.given import Values, of_environment
from lbconflint.dialects.terraform.lattice import (
    Address,
    Fields,
    Items,
    Many,
    Reference,
    Unknown,
    Value,
    failed,
    is_null,
    reason,
    scalar,
)
from lbconflint.dialects.terraform.module import Module, is_secret
from lbconflint.dialects.terraform.operators import attribute, index
from lbconflint.dialects.terraform.scale import Scale
from lbconflint.dialects.terraform.terms import Literal
from lbconflint.dialects.terraform.tree import Block, Item
from lbconflint.tree import ALWAYS, World

MOST_INSTANCES = 2_000
MOST_NESTED = 12
_CALL = 2
_NOTHING: Mapping[str, Value] = {}


class Conditions:
    """Numbers for conditions that are not known: one for the same text in the same module instance."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}

    def number(self, path: str, text: str) -> int:
        return self._numbers.setdefault((path, " ".join(text.split())), len(self._numbers))


class Deployment:
    """One root module with all that it calls.  ``modules`` are by directory; ``shared`` is what is computed once
    for all resources.  A plan that is joined gives arguments by address (``planned``) and copies by
    ``module.type.name``; ``places`` are where files of values give the variables of the root module, ``unread`` is
    one of these files that could not be read, ``environment`` are variables that the environment gives.
    ``declares``: what it does not hold is declared nowhere."""

    declares = True

    def __init__(self, root: str, modules: Mapping[str, Module], given: Mapping[str, Value]) -> None:
        self.modules = modules
        self.conditions = Conditions()
        self.scale = Scale()
        self.instances: dict[str, Instance] = {}
        self.full = False
        self.planned: dict[str, Mapping[str, Value]] = {}
        self.copies: dict[str, list[Copy]] = {}
        self.shared: dict[str, object] = {}
        self.places: Mapping[str, Item] = {}
        self.unread = ""
        self.environment: Set[str] = frozenset()
        self.root = Instance(self, modules[root], "", ALWAYS, given, ())

    def take(self, given: Values) -> None:
        """Give the root module's variables what was found for them."""
        self.root.inputs = given.values
        self.places, self.unread = given.places, given.unread
        self.environment = given.values.keys() - given.places.keys()

    def declaration(self, address: Address) -> "tuple[Instance, Block] | None":
        """The resource at an address: the module instance that declares it, and its block."""
        home = self.instances.get(address.module)
        block = home.module.resources.get((address.type, address.name)) if home else None
        return None if home is None or block is None else (home, block)

    def all(self) -> "list[Instance]":
        """Every module instance, callers before what they call."""
        found = [self.root]
        for instance in found:
            for name in instance.module.calls:
                found.extend(instance.called(name))
        return found


class Instance:
    """One module as it is called once.  ``above`` are the directories of its callers, ``inputs`` theirs;
    ``call`` is the block of the root module by which it is reached; ``caller`` the instance that calls it, its
    block of the call, and what ``each`` and ``count`` are there."""

    def __init__(
        self,
        deployment: Deployment,
        module: Module,
        path: str,
        world: World,
        inputs: Mapping[str, Value],
        above: tuple[str, ...],
        call: Block | None = None,
    ) -> None:
        self.deployment = deployment
        self.module = module
        self.path = path
        self.world = world
        self.inputs = inputs
        self.above = above
        self.call = call
        self.caller: tuple[Instance, Block, Mapping[str, Value]] | None = None
        self.evaluator = Evaluator(self, deployment.scale)
        self._values: dict[tuple[str, str], Value] = {}
        self._copies: dict[int, list[Copy]] = {}
        self._called: dict[str, list[Instance]] = {}
        self._keyed: dict[int, tuple[list[Copy], dict[Hashable, Copy]]] = {}
        self._by_key: dict[str, tuple[Sequence[Instance], dict[Hashable, Instance]]] = {}
        deployment.instances[path] = self

    def reference(self, words: Sequence[str], keys: Sequence[Value | None]) -> Named:
        """See ``evaluate.Surroundings``."""
        root = words[0]
        if len(words) < 2:
            return Named(failed(f"'{root}' alone is no reference"), 1)
        if root in ("var", "local"):
            return Named(self._remembered(root, words[1]), 2)
        if root == "module":
            return self._output(words, keys)
        if root in ("data", "ephemeral"):
            used = min(3, len(words))
            key = keys[used - 1]
            symbol = (self.path, *words[:used], key if isinstance(key, int | str) else None)
            named = ".".join(words[1:used])
            return Named(Unknown(f"data source '{named}' is read by Terraform", symbol), used, key is not None)
        if root == "path":
            known = {"module": self._directory(), "root": "."}
            return Named(known.get(words[1], Unknown(f"'path.{words[1]}' depends on the run")), 2)
        if root in ("terraform", "each", "count", "self"):
            return Named(Unknown(f"'{root}.{words[1]}' is not known", (self.path, root, words[1])), 2)
        return Named(self._resource(words[0], words[1], keys[1]), 2, keys[1] is not None)

    def _directory(self) -> str:
        return posixpath.relpath(self.module.directory or ".", self.deployment.root.module.directory or ".")

    def _remembered(self, kind: str, name: str) -> Value:
        key = (kind, name)
        if key not in self._values:
            # In the midst of its own definition a value is not known.
            self._values[key] = failed(f"{kind}.{name} is defined by itself")
            self._values[key] = self._variable(name) if kind == "var" else self._local(name)
        return self._values[key]

    def _local(self, name: str) -> Value:
        item = self.module.locals.get(name)
        if item is None:
            return failed(f"there is no local '{name}'")
        return self.evaluator.value(item.term, _NOTHING)

    def _variable(self, name: str) -> Value:
        block = self.module.variables.get(name)
        if block is None:
            return Unknown(f"there is no variable '{name}'", (self.path, "var", name), True)
        kind, default = block.attributes.get("type"), block.attributes.get("default")
        if is_secret(block):
            # What is not known is in no message.
            return Unknown(f"variable '{name}' is sensitive", (self.path, "var", name))
        value = self.inputs.get(name, _ABSENT)
        if name in self.deployment.environment and self.caller is None and isinstance(value, str):
            value = of_environment(value, kind.term if kind is not None else None)
        nullable = block.attributes.get("nullable")
        if is_null(value) and nullable is not None and nullable.raw == "false":
            value = _ABSENT
        if value is _ABSENT:
            if self.deployment.unread and self.caller is None:
                symbol = (self.path, "var", name)
                return Unknown(f"'{self.deployment.unread}' was not read, where '{name}' may be set", symbol)
            if default is None:
                return Unknown(f"variable '{name}' has no value", (self.path, "var", name))
            value = self.evaluator.value(default.term, _NOTHING)
        if kind is None:
            return value
        return constrained(value, kind.term, lambda term: self.evaluator.value(term, _NOTHING))

    def _output(self, words: Sequence[str], keys: Sequence[Value | None]) -> Named:
        name, key = words[1], keys[1] if len(keys) > 1 else None
        block = self.module.calls.get(name)
        if block is None:
            return Named(failed(f"there is no module '{name}'"), 2)
        used = 3 if len(words) > 2 else 2
        symbol = (self.path, "module", name, key if isinstance(key, int | str) else None, *words[2:3])
        keyed = used == 2 and key is not None
        called = self.called(name)
        repeated = "count" in block.attributes or "for_each" in block.attributes
        if not called or (repeated and key is None):
            # Module outputs as a whole list or map are seldom what a port depends on.
            return Named(Unknown(f"an output of module '{name}' is not known", symbol), used, keyed)
        chosen = self._numbered(name, called).get(_hashed(key)) if repeated else called[0]
        if chosen is None:
            return Named(Unknown(f"an output of module '{name}' is not known", symbol), used, keyed)
        if used == 2:
            outputs = {output: chosen.output(output) for output in sorted(chosen.module.outputs)}
            return Named(Fields("object", outputs), used, keyed)
        return Named(chosen.output(words[2]), used, keyed)

    @property
    def key(self) -> int | str | Unknown | None:
        """The key of the module's ``count`` or ``for_each``."""
        return self._key

    _key: int | str | Unknown | None = None

    def output(self, name: str) -> Value:
        block = self.module.outputs.get(name)
        item = block.attributes.get("value") if block else None
        if item is None:
            return failed(f"the module has no output '{name}'")
        key = ("output", name)
        if key not in self._values:
            self._values[key] = failed(f"output '{name}' is defined by itself")
            self._values[key] = self.evaluator.value(item.term, _NOTHING)
        return self._values[key]

    def called(self, name: str) -> "list[Instance]":
        """The instances of the local module that the call ``name`` stands for; none when it is not in the tree."""
        if name not in self._called:
            self._called[name] = []
            # One more module on the way costs more than one more term.
            self.deployment.scale.depth += _CALL
            self._called[name] = self._call(name, self.module.calls[name])
            self.deployment.scale.depth -= _CALL
        return self._called[name]

    def _call(self, name: str, block: Block) -> "list[Instance]":
        directory = source_directory(self.module, block)
        module = self.deployment.modules.get(directory) if directory is not None else None
        if module is None or directory in self.above or directory == self.module.directory:
            return []
        found: list[Instance] = []
        for copy in self.copies(block):
            if len(self.deployment.instances) >= MOST_INSTANCES or len(self.above) >= MOST_NESTED:
                self.deployment.full = True
                break
            key = "" if copy.key is None else f"[{'?' if isinstance(copy.key, Unknown) else repr(copy.key)}]"
            path = f"{self.path}{'.' if self.path else ''}module.{name}{key}"
            inputs = {
                item.name: self.evaluator.value(item.term, copy.names)
                for item in block.attributes.values()
                if item.name not in _META
            }
            instance = Instance(
                self.deployment,
                module,
                path,
                self.world + copy.world,
                inputs,
                (*self.above, self.module.directory),
                self.call or block,
            )
            instance._key = copy.key
            instance.caller = (self, block, copy.names)
            found.append(instance)
        return found

    def copies(self, block: Block) -> list[Copy]:
        """The copies that ``count`` and ``for_each`` make of a block."""
        if id(block) not in self._copies:
            # Where a block is repeated over itself.
            self._copies[id(block)] = [Copy(Unknown("it is repeated over itself"), _NOTHING, ALWAYS, True)]
            self._copies[id(block)] = self._planned(block, copies_of(self, block))
        return self._copies[id(block)]

    def copy_of(self, block: Block, key: Value) -> Copy | None:
        """The copy that surely has this key."""
        copies = self.copies(block)
        known = self._keyed.get(id(block))
        # While they are found out, the copies are others.
        if known is None or known[0] is not copies:
            pairs = {hashed: copy for copy in reversed(copies) if (hashed := _hashed(copy.key)) is not None}
            self._keyed[id(block)] = known = (copies, pairs)
        return known[1].get(_hashed(key))

    def _numbered(self, name: str, called: "Sequence[Instance]") -> "Mapping[Hashable, Instance]":
        """The instances of a call by their keys."""
        known = self._by_key.get(name)
        if known is None or known[0] is not called:
            pairs = {hashed: each for each in reversed(called) if (hashed := _hashed(each.key)) is not None}
            self._by_key[name] = known = (called, pairs)
        return known[1]

    def _planned(self, block: Block, copies: list[Copy]) -> list[Copy]:
        """The copies that a plan knows where the sources leave them open."""
        if block.name != "resource" or not self.deployment.copies or not any(copy.vague for copy in copies):
            return copies
        path = self.path.replace("'", '"')
        return self.deployment.copies.get(".".join((path, *block.args)), copies)

    def _resource(self, kind: str, name: str, key: Value | None) -> Value:
        block = self.module.resources.get((kind, name))
        address = Address(self.path, kind, name)
        if block is None:
            # Terraform would refuse it: somebody lints a part of a configuration.
            return Reference(address._replace(key=key if isinstance(key, int | str) else None))
        if "count" not in block.attributes and "for_each" not in block.attributes:
            return Reference(address) if key is None else Unknown(f"'{kind}.{name}' has no copies")
        if key is not None:
            exact = isinstance(key, int | str) and not isinstance(key, bool)
            return Reference(address._replace(key=key if exact else _symbol(key)))  # type: ignore[arg-type]
        copies = self.copies(block)
        if any(copy.vague for copy in copies):
            return Many(Reference(address._replace(key=copies[0].key)))
        references = [(copy.key, Reference(address._replace(key=copy.key))) for copy in copies]
        if "count" in block.attributes:
            return Items("tuple", tuple(reference for _, reference in references))
        return Fields("object", {str(copy_key): reference for copy_key, reference in references})

    def resolved(self, value: Reference) -> Value:
        """See ``evaluate.Surroundings``."""
        address, path = value
        unknown = Unknown(reason(value), ("resource", address, path))
        declared = self.deployment.declaration(address)
        if declared is None or not path or declared[1].partial:
            return unknown
        home, block = declared
        copy = home.copy_of(block, address.key)
        if copy is None:
            return unknown
        return home.configured(block, copy, path, unknown)

    def configured(self, block: Block, copy: Copy, path: Sequence[str | int], unknown: Unknown) -> Value:
        """What a resource's block says of ``path``; ``unknown`` when it says nothing."""
        rest: Sequence[str | int] = path
        while (item := block.attributes.get(str(rest[0]))) is None:
            nested = list(block.blocks(str(rest[0])))
            # A dynamic block may put others before those that are written.
            dynamic = any(found.args[:1] == (rest[0],) for found in block.blocks("dynamic"))
            if len(rest) < 3 or not isinstance(rest[1], int) or not rest[1] < len(nested) or dynamic:
                return unknown
            block, rest = nested[rest[1]], rest[2:]
        rest = rest[1:]
        found = self.evaluator.value(item.term, copy.names)
        for step in rest:
            found = attribute(found, step) if isinstance(step, str) else index(found, step)
        if isinstance(found, Reference):
            found = self.resolved(found) if found != Reference(Address("", "", "")) else unknown
        return unknown if is_null(found) else found

    def file(self, name: str, path: Value) -> Value:
        """See ``evaluate.Surroundings``."""
        return Unknown(f"{name}() is not read" if isinstance(path, str) else reason(path))


_ABSENT = Unknown("nothing was given")
_META = frozenset({"source", "version", "providers", "count", "for_each", "depends_on"})


def _symbol(key: Value) -> Unknown:
    return key if isinstance(key, Unknown) else Unknown(reason(key))


def _hashed(key: Value) -> Hashable:
    """The same for keys of ``count`` and ``for_each`` that are surely the same; None for one that is never."""
    if isinstance(key, Unknown):
        return None if key.symbol is None else ("symbol", key.symbol)
    return (type(key), key if key is None or scalar(key) else id(key))


def source_directory(module: Module, call: Block) -> str | None:
    """The directory of a local module as seen from the linted root; None for every other source.

    A directory outside the linted tree begins with ``..``.
    """
    item = call.attributes.get("source")
    source = item.term.value if item is not None and isinstance(item.term, Literal) else None
    if not isinstance(source, str) or not source.startswith(("./", "../")):
        return None
    found = posixpath.normpath(posixpath.join(module.directory, source))
    return "" if found == "." else found
