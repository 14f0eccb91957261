"""Objects of Kubernetes that are written in HCL -> the nodes that a manifest would give, each at its own token.

The provider's resources name the fields of the API in snake case and repeat a block for each item of a list; a
``kubernetes_manifest`` holds the object itself.
"""

import re
from collections.abc import Mapping
from fractions import Fraction

from lbconflint.dialects.terraform.context import Resource
from lbconflint.dialects.terraform.evaluate import Evaluator
from lbconflint.dialects.terraform.follow import Place
from lbconflint.dialects.terraform.lattice import Fields, Items, Many, OneOf, Reference, Unknown, Value
from lbconflint.dialects.terraform.terms import Literal, Object, Parentheses, Term, Tuple
from lbconflint.dialects.terraform.tree import Block, Item
from lbconflint.dialects.terraform.view import View
from lbconflint.source import SourceFile
from lbconflint.tree import World
from lbconflint.values import HOLE
from lbconflint.yaml.nodes import ITEM, LIST, MAP, PLAIN, QUOTED, Form, YamlNode

_UPPER = frozenset({"ip", "ips", "ipc", "pid", "uid"})
_WHOLE = re.compile(r"-?(?:0|[1-9]\d*)")
_LISTS: Mapping[str, str] = {
    "container": "containers",
    "egress": "egress",
    "env": "env",
    "from": "from",
    "http_header": "httpHeaders",
    "ingress": "ingress",
    "init_container": "initContainers",
    "match_expressions": "matchExpressions",
    "path": "paths",
    "port": "ports",
    "ports": "ports",
    "rule": "rules",
    "sysctl": "sysctls",
    "tls": "tls",
    "to": "to",
    "toleration": "tolerations",
    "volume": "volumes",
}
"""Blocks that are items of a list, with the list's name in the API."""
_SINGLE = frozenset({("service", "port")})
"""Blocks of these names that are no items, by the block around them."""


def camel(name: str) -> str:
    """``load_balancer_ip`` -> ``loadBalancerIP``."""
    first, *rest = name.split("_")
    return first + "".join(word.upper().replace("IPS", "IPs") if word in _UPPER else word.title() for word in rest)


class Maker:
    """Makes nodes of one copy of a resource."""

    def __init__(self, resource: Resource, place: Place | None = None) -> None:
        self._resource = resource
        instance, names = (place.instance, place.names) if place else (resource.instance, resource.names)
        self._evaluator: Evaluator = instance.evaluator
        self._names = names
        self._world: World = resource.world

    def resource(self, group: str, version: str, kind: str) -> YamlNode:
        """The object that a resource of the provider makes."""
        view = self._resource
        root = self._head(view)
        place = view.node.word(1)
        for name, text in (("apiVersion", f"{group}/{version}" if group else version), ("kind", kind)):
            child = self._node(place.source, name, place.start, place.start, place.start, place.end)
            child.args, child.form = (text,), QUOTED
            root.children.append(child)  # type: ignore[union-attr]
        self._fill(root, view, "")
        return root

    def manifest(self, item: Item, place: Place) -> YamlNode:
        """The object that an argument holds, written at ``place``."""
        key = (item.start, item.start + len(item.name))
        term = place.term
        return self._term(
            "", key if item.source is place.source else (term.start, term.start + 1), term, place.source
        )

    def _head(self, view: View) -> YamlNode:
        node = view.node
        root = self._node(node.source, "", node.start, node.span.end, node.start, node.end)
        root.form, root.children = MAP, []
        root.partial = isinstance(node, Block) and node.partial
        return root

    def _node(self, source: SourceFile, name: str, start: int, key_end: int, at: int, end: int) -> YamlNode:
        node = YamlNode(source, name, start, key_end, at, self._world)
        node.head = node.end = end
        return node

    def _fill(self, into: YamlNode, view: View, name: str) -> None:
        """The arguments and blocks of a view as entries of a mapping."""
        block = view.block
        children = into.children
        if block is None or children is None:
            into.partial = True
            return
        # A dynamic block brings its iterator along.
        outside, self._names = self._names, view.names
        for item in block.attributes.values():
            key = (item.start, item.start + len(item.name))
            child = self._term(camel(item.name), key, item.term, item.source)
            if not child.null:
                children.append(child)
        names = [child.name for child in block.children if isinstance(child, Block) and child.name != "dynamic"]
        names += [child.args[0] for child in block.blocks("dynamic") if child.args]
        for inner in dict.fromkeys(names):
            if inner not in block.attributes:
                children.append(self._blocks(view, inner, name))
        self._names = outside

    def _blocks(self, view: View, name: str, around: str) -> YamlNode:
        view.whole = True
        views = view.blocks(name)
        place = views[0].node if views else view.node
        listed = _LISTS.get(name) if (around, name) not in _SINGLE else None
        node = self._node(place.source, listed or camel(name), place.start, _word_end(place.start, place.source),
                          place.start, place.end)  # fmt: skip
        node.form, node.children, node.partial = LIST if listed else MAP, [], not view.whole
        for inner in views:
            target = node
            if listed:
                start = inner.node.start
                target = self._node(inner.node.source, ITEM, start, _word_end(start, inner.node.source), start,
                                    inner.node.end)  # fmt: skip
                target.form, target.children = MAP, []
                node.children.append(target)
            target.partial = target.partial or (inner.block is not None and inner.block.partial)
            self._fill(target, inner, name)
            if (
                name == "path"
                and self._resource.kind == "kubernetes_ingress_v1"
                and target.get("pathType") is None
            ):
                # The provider's own default; the API has none.
                kind = self._node(target.source, "pathType", target.start, target.key_end, target.at, target.end)
                kind.args, kind.form = ("ImplementationSpecific",), QUOTED
                target.children.append(kind)  # type: ignore[union-attr]
        return node

    def _term(self, name: str, key: tuple[int, int], term: Term, source: SourceFile) -> YamlNode:
        """What a term says, entry by entry where it is written out."""
        while isinstance(term, Parentheses):
            term = term.inner
        node = self._node(source, name, *key, term.start, term.end)
        if isinstance(term, Object):
            self._object(node, term)
        elif isinstance(term, Tuple):
            node.form = LIST
            node.children = [self._term(ITEM, (inner.start, inner.start), inner, source) for inner in term.items]
        else:
            self._value(node, self._evaluator.concrete(term, self._names))
        return node

    def _object(self, node: YamlNode, term: Object) -> None:
        node.form = MAP
        children: list[YamlNode] = []
        for key, value in term.items:
            said = key.value if isinstance(key, Literal) else self._evaluator.concrete(key, self._names)
            if not isinstance(said, str | int) or isinstance(said, bool):
                node.partial = True
                continue
            child = self._term(str(said), _inside(key, node.source), value, node.source)
            if not child.null:
                children.append(child)
        node.children = list(children)

    def _value(self, node: YamlNode, value: Value) -> None:
        """What is not written out stands as a whole at the place of its expression."""
        if isinstance(value, Unknown | Reference | Many | OneOf):
            node.args, node.form, node.filled = (HOLE,), PLAIN, True
        elif isinstance(value, Fields):
            node.form = MAP
            given = ((name, one) for name, one in value.members.items() if one is not None)
            node.children = [self._child(node, name, one) for name, one in given]
        elif isinstance(value, Items):
            node.form = LIST
            node.children = [self._child(node, ITEM, one) for one in value.members]
        else:
            node.args, node.form = _scalar(value)

    def _child(self, around: YamlNode, name: str, value: Value) -> YamlNode:
        node = self._node(around.source, name, around.at, around.at, around.at, around.end)
        self._value(node, value)
        return node


def _scalar(value: bool | int | Fraction | str | None) -> tuple[tuple[str, ...], Form]:
    """The provider takes a number in quotes for the number where it wants one."""
    if value is None:
        return ("null",), PLAIN
    if isinstance(value, bool):
        return ("true" if value else "false",), PLAIN
    text = str(float(value)) if isinstance(value, Fraction) else str(value)
    return (text,), PLAIN if _WHOLE.fullmatch(text) else QUOTED


def _inside(term: Term, source: SourceFile) -> tuple[int, int]:
    """A key without its quotes."""
    if source.text[term.start : term.start + 1] == '"' and term.end - term.start > 2:
        return term.start + 1, term.end - 1
    return term.start, term.end


def _word_end(start: int, source: SourceFile) -> int:
    found = re.compile(r"[\w-]*").match(source.text, start)
    return found.end() if found else start
