"""What a listener's rule asks of a request, in one spelling: rules that ask the same have the same text."""

from lbconflint.dialects.terraform.context import Resource
from lbconflint.dialects.terraform.lattice import Fields, Items, Value, known
from lbconflint.dialects.terraform.tree import Block
from lbconflint.dialects.terraform.view import View
from lbconflint.values import Setting, unknown, written

EVERYTHING = "*"
"""The rule takes every request."""
_ALL = {"path_pattern": {"*", "/*"}, "host_header": {"*"}, "Path": {"/*", "*"}, "Host": {"*"}}


def of_aws(resource: Resource) -> Setting[str]:
    """``host_header a.example; path_pattern /a|/b``; the order of conditions and of their values is nothing."""
    found: list[str] = []
    views = resource.blocks("condition")
    for view in views:
        kinds = [child.name for child in _blocks(view)]
        if len(kinds) != 1 or kinds[0] == "dynamic":
            return unknown(resource.node)
        for inner in view.blocks(kinds[0]):
            text = _values(inner)
            if text is None:
                return unknown(resource.node)
            found.append(_said(kinds[0], text))
    return _joined(resource, found, bool(views))


def of_alicloud(resource: Resource) -> Setting[str]:
    """The same of ``rule_conditions``, whose kind is an argument."""
    found: list[str] = []
    views = resource.blocks("rule_conditions")
    for view in views:
        kind, inner = view.text("type"), [each for child in _blocks(view) for each in view.blocks(child.name)]
        text = _values(inner[0]) if len(inner) == 1 else None
        if kind.value is None or text is None or not view.whole:
            return unknown(resource.node)
        found.append(_said(kind.value, text))
    return _joined(resource, found, bool(views))


def _blocks(view: View) -> list[Block]:
    block = view.block
    return [] if block is None else [child for child in block.children or () if isinstance(child, Block)]


def _said(kind: str, values: str) -> str:
    parts = set(values.split("|"))
    return "" if parts & _ALL.get(kind, set()) else f"{kind} {values}"


def _values(view: View) -> str | None:
    """All arguments of a condition, nested blocks too; None when one of them is not known."""
    block = view.block
    if block is None:
        return None
    parts: list[str] = []
    for name, item in sorted(block.attributes.items()):
        value = view.instance.evaluator.concrete(item.term, view.names)
        text = _text(value)
        if text is None:
            return None
        parts.append(text if name == "values" else f"{name}={text}")
    for child in _blocks(view):
        if child.name == "dynamic":
            return None
        for inner in view.blocks(child.name):
            text = _values(inner)
            if text is None:
                return None
            parts.append(f"{child.name}({text})")
    return ",".join(sorted(parts)) if len(parts) != 1 else parts[0]


def _text(value: Value) -> str | None:
    if not known(value) or isinstance(value, Fields):
        return None
    if isinstance(value, Items):
        return "|".join(sorted({str(member) for member in value.members}))
    return str(value)


def _joined(resource: Resource, found: list[str], any_condition: bool) -> Setting[str]:
    if not resource.whole or not any_condition:
        return unknown(resource.node)
    asked = sorted(filter(None, found))
    return written("; ".join(asked) or EVERYTHING, resource.node, 0)
