"""A field of a manifest as a ``Setting``."""

from collections.abc import Iterable, Mapping

from lbconflint.cluster import NOTHING, Port, Selector
from lbconflint.values import Origin, Setting, absent, unknown, written
from lbconflint.yaml.nodes import MAP, PLAIN, YamlNode
from lbconflint.yaml.scalars import NULLS, boolean, integer

_tuple = tuple.__new__
_WRITTEN = Origin.WRITTEN


def _missing(holder: YamlNode) -> Setting[object]:
    return unknown(holder) if holder.partial or holder.unknown else absent(holder)


def _found(holder: YamlNode, key: str) -> YamlNode | None:
    child = holder.get(key)
    return None if child is None or (child.null and not child.partial) else child


def text(holder: YamlNode, key: str) -> Setting[str]:
    """A string field; a number or a boolean in its place counts as its characters."""
    for child in reversed(holder.children or ()):
        if child.name == key:
            break
    else:
        return _missing(holder)  # type: ignore[return-value]
    if not isinstance(child, YamlNode) or not child.args or child.filled or child.partial:
        return unknown(child, 1 if child.args else None)
    value = child.args[0]
    if child.form is PLAIN and value in NULLS:
        return _missing(holder)  # type: ignore[return-value]
    return _tuple(Setting, (value, _WRITTEN, child, 1, None))


def text_of(node: YamlNode) -> Setting[str]:
    """A scalar of a list that is a string."""
    return written(node.args[0], node) if node.args and not node.unknown else unknown(node)


def number(holder: YamlNode, key: str) -> Setting[int]:
    """An integer field; what is no integer is not known (and reported elsewhere)."""
    child = _found(holder, key)
    if child is None:
        return _missing(holder)  # type: ignore[return-value]
    value = None if child.unknown else integer(child)
    return unknown(child, 1 if child.args else None) if value is None else written(value, child)


def port(holder: YamlNode, key: str) -> Setting[Port]:
    """A port by number or by name."""
    child = _found(holder, key)
    if child is None:
        return _missing(holder)  # type: ignore[return-value]
    return port_of(child)


def port_of(node: YamlNode) -> Setting[Port]:
    """A scalar that is a port by number or by name; quoted digits are a broken name, so not known."""
    if node.unknown or not node.args:
        return unknown(node, 1 if node.args else None)
    value = integer(node)
    if value is not None:
        return written(value, node)
    name = node.args[0]
    return unknown(node, 1) if name.isdigit() or not name else written(name, node)


def flag(holder: YamlNode, key: str) -> Setting[bool]:
    child = _found(holder, key)
    if child is None:
        return _missing(holder)  # type: ignore[return-value]
    value = None if child.unknown else boolean(child)
    return unknown(child, 1 if child.args else None) if value is None else written(value, child)


def below(holder: YamlNode | None, *keys: str) -> YamlNode | None:
    """The mapping or list below these keys, or the scalar that a template puts there."""
    return holder.at_path(*keys) if holder is not None else None


def listed(holder: YamlNode | None, key: str) -> list[YamlNode]:
    """The items of a list field."""
    child = holder.get(key) if holder is not None else None
    return child.items if child is not None else []


def doubtful(holder: YamlNode | None, *keys: str) -> bool:
    """The field may be there, or hold more, though it is not seen."""
    node = holder
    for key in keys:
        if node is None:
            return False
        if node.partial or node.unknown:
            return True
        node = node.get(key)
    return node is not None and (node.partial or node.unknown)


def strings(holder: YamlNode | None) -> tuple[Mapping[str, Setting[str]], bool]:
    """A map of strings (labels, annotations), and whether more may be in it."""
    if holder is None:
        return NOTHING, False
    if holder.form is not MAP:
        return NOTHING, holder.unknown
    return {child.name: text(holder, child.name) for child in holder.entries}, holder.partial


def selector_of(node: YamlNode | None) -> Selector | None:
    """A plain map of labels (a Service's selector), or None when there is none."""
    if node is None or (node.null and not node.partial):
        return None
    labels, more = strings(node)
    known = not more and not node.unknown and all(value.known for value in labels.values())
    return Selector(_values(labels.items()), False, known, node)


def label_selector_of(node: YamlNode | None, owner: YamlNode) -> Selector:
    """``matchLabels`` with ``matchExpressions``; an empty one selects everything."""
    if node is None:
        return Selector(NOTHING, False, not owner.partial, owner)
    labels, more = strings(node.get("matchLabels"))
    known = not more and not node.unknown and not node.partial and all(value.known for value in labels.values())
    expressions = bool(listed(node, "matchExpressions")) or doubtful(node, "matchExpressions")
    return Selector(_values(labels.items()), expressions, known, node)


def _values(pairs: Iterable[tuple[str, Setting[str]]]) -> dict[str, str]:
    return {name: value.value for name, value in pairs if value.value is not None}
