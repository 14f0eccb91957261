"""Walks an object along its shape: what has the wrong type, and lists whose markers were lost."""

import re
from typing import Any

from lbconflint.dialects.kubernetes import support
from lbconflint.model import Diagnostic, DiagnosticKind
from lbconflint.source import Span
from lbconflint.yaml import scalars
from lbconflint.yaml.nodes import ITEM, LIST, MAP, PLAIN, QUOTED, YamlNode

_PORT_NAME = re.compile(r"(?=.*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*")
_MAX_PORT_NAME = 15
_MAX_PORT = 65535
_SCALARS = {
    support.STRING: "string",
    support.INTEGER: "integer",
    support.BOOLEAN: "boolean",
}
_ARTICLES = {"integer": "a number", "float": "a number", "boolean": "a boolean", "string": "a string",
             "mapping": "a mapping", "list": "a list"}  # fmt: skip


Path = tuple[Any, str | int] | None
"""Where a value stands: the path of what holds it, and its key or number.  Written out for messages only."""


def _shown(path: Path) -> str:
    """``spec.ports[0].port``."""
    text = ""
    while path is not None:
        path, last = path
        text = f"[{last}]{text}" if isinstance(last, int) else f".{last}{text}"
    return text.removeprefix(".")


class Shaper:
    """Checks objects and mends lost list markers in place, so that the rest is read as it was meant."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        self._diagnostics = diagnostics
        self.mended: set[int] = set()

    def check(self, node: YamlNode, shape: Any, path: Path) -> None:
        """Check what stands at ``path``."""
        if node.filled or node.null or (node.partial and node.args):
            return
        if isinstance(shape, dict):
            if node.form is MAP:
                for child in node.entries:
                    inner = shape.get(child.name)
                    if inner is None:
                        continue
                    if inner is support.STRING and child.args:
                        # Most values are words where strings belong: those need no further look.
                        text = child.args[0]
                        if child.form is not PLAIN or (text[:1].isalpha() and text not in scalars.WORDS):
                            continue
                    self.check(child, inner, (path, child.name))
            else:
                self._wrong(node, path, "a mapping")
        elif isinstance(shape, support.ListOf):
            self._list(node, shape, path)
        elif shape is support.STRINGS:
            self._strings(node, path)
        elif node.form is MAP or node.form is LIST:
            self._wrong(node, path, shape)
        elif shape in _SCALARS:
            self._scalar(node, shape, path)
        else:
            self._port(node, shape, path)

    def _report(self, kind: DiagnosticKind, node: YamlNode, message: str, cure: str, certain: bool = True) -> None:
        self._diagnostics.append(Diagnostic(kind, node.word(1), message, cure, certain=certain))

    def _wrong(self, node: YamlNode, path: Path, wanted: str) -> None:
        if node.partial:
            return  # a template's lines may make it what it must be
        found = _ARTICLES[scalars.kind(node)]
        self._report(
            DiagnosticKind.WRONG_TYPE,
            node,
            f"{_shown(path)} must be {wanted}, found {found}",
            "the API server refuses the object",
        )

    def _scalar(self, node: YamlNode, shape: str, path: Path) -> None:
        found = scalars.kind(node)
        wanted = _SCALARS[shape]
        if found == wanted or found in ("", "null") or (found == "float" and wanted == "integer"):
            return
        cure = f'quote it: "{node.args[0]}"' if wanted == "string" else "remove the quotes"
        if wanted != "string" and not (node.form is QUOTED and _as_plain(node) == wanted):
            cure = "the API server refuses the object"
        self._report(
            DiagnosticKind.WRONG_TYPE,
            node,
            f"{_shown(path)} must be {shape}, found {_ARTICLES[found]}{_seen(node)}",
            cure,
        )

    def _strings(self, node: YamlNode, path: Path) -> None:
        if node.form is not MAP:
            self._wrong(node, path, support.STRINGS)
            return
        for child in node.entries:
            found = scalars.kind(child)
            if found in ("string", "null", ""):
                continue
            self._report(
                DiagnosticKind.WRONG_TYPE,
                child,
                f"{_shown(path)}: the value of '{child.name}' must be a string, found {_ARTICLES[found]}"
                f"{_seen(child)}",
                f'quote it: "{child.args[0]}"' if child.args else "the API server refuses the object",
            )

    def _list(self, node: YamlNode, shape: support.ListOf, path: Path) -> None:
        if node.form is MAP and node.partial:
            return  # what a template puts in may be the '- ' of these keys
        if node.form is MAP and isinstance(shape.item, dict) and node.children:
            if shape.item and not any(child.name in shape.item for child in node.children):
                self._wrong(node, path, "a list")
                return
            self._mend(node, path)
        elif node.form is not LIST:
            self._wrong(node, path, "a list")
            return
        for number, item in enumerate(node.items):
            self.check(item, shape.item, (path, number))

    def _mend(self, node: YamlNode, path: Path) -> None:
        """A mapping where a list must be: its items begin again where the first key does."""
        entries = node.entries
        lead = entries[0].name
        starts = [index for index, child in enumerate(entries) if child.name == lead]
        repeated = sorted({child.name for child in entries if sum(c.name == child.name for c in entries[:50]) > 1})
        lost = ""
        if repeated:
            places = " and ".join(f"'{name}'" for name in repeated)
            lost = f"; {places} repeat{'s' if len(repeated) == 1 else ''}, and only the last of each would be kept"
        self._diagnostics.append(
            Diagnostic(
                DiagnosticKind.LOST_LIST_MARKER,
                entries[0].word(0),
                f"{_shown(path)} must be a list: the '- ' before '{lead}' is missing{lost}",
                f"write '- {lead}:' at the start of each item",
                tuple((entries[start].word(0), "another item begins here") for start in starts[1:9]),
            )
        )
        self.mended.add(id(node))
        items = []
        for start, end in zip(starts, [*starts[1:], len(entries)], strict=True):
            first = entries[start]
            item = YamlNode(node.source, ITEM, first.start, first.start, first.start, node.world)
            item.form = MAP
            item.children = list(entries[start:end])
            item.end = entries[end - 1].end
            items.append(item)
        node.form = LIST
        node.children = list(items)

    def _port(self, node: YamlNode, shape: str, path: Path) -> None:
        value = scalars.integer(node)
        text = node.args[0]
        if value is not None:
            low = 0 if shape is support.PORT_OR_ZERO else 1
            if not low <= value <= _MAX_PORT:
                self._invalid(
                    node, f"{_shown(path)} is {_written(text, value)}, and ports go from {low} to {_MAX_PORT}"
                )
            elif text != str(value):
                self._invalid(
                    node,
                    f"{_shown(path)} is written '{text}', which is port {value}",
                    f"write {value}",
                    certain=False,
                )
            return
        kind = scalars.kind(node)
        if kind == "float" and not _whole(text):
            self._invalid(node, f"{_shown(path)} must be a whole number, found {text}")
        if kind in ("null", "float", ""):
            return
        if shape is not support.PORT_OR_NAME:
            digits = text.isascii() and text.isdigit()
            cure = "remove the quotes" if digits else "write its number"
            self._invalid(node, f"{_shown(path)} must be a number, found the string '{text}'", cure)
        elif text.isascii() and text.isdigit():
            self._invalid(
                node,
                f'{_shown(path)}: "{text}" in quotes is the name of a port, and no port can have that name',
                "remove the quotes",
            )
        elif len(text) > _MAX_PORT_NAME or not _PORT_NAME.fullmatch(text):
            self._invalid(
                node,
                f"{_shown(path)}: '{text}' cannot be the name of a port",
                f"a port's name has at most {_MAX_PORT_NAME} lower-case letters, digits and single dashes, "
                "and one letter at least",
            )

    def _invalid(self, node: YamlNode, message: str, cure: str = "", certain: bool = True) -> None:
        cure = cure or "the API server refuses the object"
        self._report(DiagnosticKind.INVALID_PORT, node, message, cure, certain)


def _as_plain(node: YamlNode) -> str:
    """What the value would be without its quotes."""
    bare = YamlNode(node.source, "", 0, 0, 0)
    bare.args = node.args
    return scalars.kind(bare)


def _whole(text: str) -> bool:
    """``80.0`` and ``8e1`` are numbers that JSON writes as 80; ``.inf`` is left alone."""
    try:
        return float(text.replace("_", "")).is_integer()
    except (OverflowError, ValueError):
        return True


def _seen(node: YamlNode) -> str:
    return f" ({Span(node.source, *node.words()[1]).text})" if node.args else ""


def _written(text: str, value: int) -> str:
    return text if text == str(value) else f"'{text}' ({value})"
