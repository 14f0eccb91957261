"""A service of a project: what its files and the services that it extends say together."""

from collections.abc import Callable, Iterator, Sequence

from lbconflint.record import NamedTuple
from lbconflint.scripts.published import masked
from lbconflint.values import HOLE, Setting, default, written
from lbconflint.values import unknown as not_known
from lbconflint.yaml.nodes import LIST, MAP, Form, YamlNode, filled_in

_EXTENDS_DEPTH = 16
_SHARED_STACKS = ("none", "service:", "container:")


class Layer(NamedTuple):
    """One mapping of a service, and the ``services`` of its file, where ``extends`` looks."""

    node: YamlNode
    path: str


Find = Callable[[str, str, str], "list[Layer] | None"]
"""(path of the asking file, ``file`` of its ``extends`` or "", service) -> its layers, None when there is none."""


class Service(NamedTuple):
    """``layers`` are all mappings that speak of it, the strongest first.  ``open``: it extends a service that is
    not there."""

    name: str
    layers: tuple[Layer, ...]
    open: bool

    @property
    def node(self) -> YamlNode:
        return self.layers[0].node

    def value(self, *keys: str) -> YamlNode | None:
        """What the strongest layer that has the key says."""
        return next((found for layer in self.layers if (found := layer.node.at_path(*keys)) is not None), None)

    def ports(self) -> Iterator[YamlNode]:
        """Every entry of ``ports``: the lists of all layers count, down to one that says ``!override`` or
        ``!reset``."""
        for layer in self.layers:
            found = layer.node.get("ports")
            if found is None:
                continue
            tag = _tag(found)
            if tag != "!reset" and found.form is LIST:
                yield from found.items
            if tag:
                return

    def sysctls(self) -> "Iterator[tuple[Setting[str], Setting[str]]]":
        """Every kernel setting with its value: of a key that several layers have, the strongest one's."""
        seen: set[str] = set()
        for layer in self.layers:
            found = layer.node.get("sysctls")
            if found is None:
                continue
            tag = _tag(found)
            pairs = (
                [] if tag == "!reset" else [_pair(child, found.form) for child in (*found.entries, *found.items)]
            )
            for name, value in pairs:
                if name.value is None or name.value not in seen:
                    yield name, value
            seen.update(name.value for name, _ in pairs if name.value is not None)
            if tag:
                return

    @property
    def mode(self) -> "Setting[str]":
        """The ``network_mode``, "" where none is written."""
        found = self.value("network_mode")
        if found is None:
            return not_known(self.node) if self.open else default("", self.node)
        return not_known(found, 1) if found.text is None or unknown(found) else written(found.text, found)

    @property
    def publishes(self) -> bool:
        """The container has a network of its own, as far as is known: in the host's one Docker drops ``ports``."""
        mode = self.mode.value
        return mode is not None and mode != "host" and not mode.startswith(_SHARED_STACKS)

    @property
    def profiles(self) -> tuple[str, ...] | None:
        """The profiles that start it, sorted; empty when it always starts, None when they are not known."""
        found: set[str] = set()
        for layer in self.layers:
            node = layer.node.get("profiles")
            for item in node.items if node is not None else ():
                if item.text is None or unknown(item):
                    return None
                found.add(item.text)
        return tuple(sorted(found))

    @property
    def replicas(self) -> str | None:
        """How many containers are started; None when that is not known."""
        node = self.value("scale") or self.value("deploy", "replicas")
        if node is None:
            return "1"
        return None if node.text is None or unknown(node) else node.text


def _pair(node: YamlNode, form: Form) -> "tuple[Setting[str], Setting[str]]":
    """An entry ``key: value`` or an item ``key=value`` with both its parts."""
    text = node.text
    if form is MAP:
        name: Setting[str] = written(node.name, node, 0)
        return name, not_known(node, 1) if text is None or unknown(node) else written(text, node)
    text = text or ""
    key, equals, value = text.partition("=")
    at = len(key) + len(equals)
    named = key and not node.partial and not _filled(key)
    name = written(key, node, 1, (0, len(key))) if named else not_known(node, 1)
    valued = equals and not node.partial and not _filled(value)
    return name, written(value, node, 1, (at, len(text))) if valued else not_known(node, 1)


def _filled(text: str) -> bool:
    return filled_in(text) or HOLE in masked(text)


def unknown(node: YamlNode) -> bool:
    """A variable or a template fills in the scalar, or a part of it."""
    return node.unknown or HOLE in masked(node.text or "")


def _tag(node: YamlNode) -> str:
    """``!override`` or ``!reset`` before the value."""
    end = node.children[0].start if node.children else max(node.head, node.at) + len("!override")
    lead = node.source.text[node.key_end : end]
    return next((tag for tag in ("!override", "!reset") if tag in lead), "")


def service_of(name: str, own: Sequence[Layer], find: Find) -> Service:
    """``own`` are the layers of the project's files, the strongest first."""
    layers = list(own)
    pending = [(layer, 0) for layer in own]
    missing = False
    while pending:
        layer, depth = pending.pop(0)
        extends = layer.node.get("extends")
        if extends is None:
            continue
        named, file = (extends, None) if extends.form is not MAP else (extends.get("service"), extends.get("file"))
        wanted, where = (named.text if named is not None else None), (file.text or "") if file is not None else ""
        base = find(layer.path, where, wanted) if wanted and depth < _EXTENDS_DEPTH else None
        if base is None:
            missing = True
            continue
        fresh = [one for one in base if not any(one.node is known.node for known in layers)]
        layers += fresh
        pending += [(one, depth + 1) for one in fresh]
    return Service(name, tuple(layers), missing)
