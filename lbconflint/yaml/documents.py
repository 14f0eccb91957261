"""A text -> its documents and its faults.  A document that cannot be read costs only itself."""

import re

from lbconflint.record import NamedTuple
from lbconflint.source import SourceFile, Span
from lbconflint.yaml import quick
from lbconflint.yaml.built import Built, Duplicate, WorldAt
from lbconflint.yaml.nodes import YamlNode, marked

BRACKETS = re.compile(r"[\[\]{}]")
_MANY_BRACKETS = 2_000
_FLOW_DEPTH = 500


class Document(NamedTuple):
    """One document.  ``strange``: a key that is no scalar, as unrendered templates give."""

    root: YamlNode
    duplicates: list[Duplicate]
    strange: YamlNode | None


class Fault(NamedTuple):
    """A document that cannot be read.  ``broken``: it breaks YAML's grammar, else it is only too big."""

    span: Span
    message: str
    help: str
    broken: bool


class Reading(NamedTuple):
    """Everything in a text."""

    documents: list[Document]
    faults: list[Fault]


def read(source: SourceFile, world_at: WorldAt | None = None, pure: bool = False) -> Reading:
    """The documents of ``source.masked``.  Cost grows linearly, whatever is broken."""
    text = source.masked
    start = 1 if text.startswith("\ufeff") else 0
    if _too_deep(text):
        span = Span(source, start, start)
        return Reading([], [Fault(span, f"it is nested more than {_FLOW_DEPTH} deep", "", False)])
    reading = Reading([], [])
    if world_at is None and not pure:
        quickly = quick.read(source, start, marked(text))
        if quickly is not None:
            reading.documents.extend(map(document, quickly))
            return reading
    # The parser is loaded for texts that need it: nearly all manifests are read at a glance.
    from lbconflint.yaml.parsed import parse

    return parse(source, start, world_at, pure)


def document(built: Built) -> Document:
    return Document(built.root, built.duplicates, built.strange)


def _too_deep(text: str) -> bool:
    """Brackets are nested so deep that the parser would take the square of the text's length."""
    if text.count("[") + text.count("{") < _MANY_BRACKETS:
        return False
    depth = 0
    for match in BRACKETS.finditer(text):
        depth = depth + 1 if match.group() in "[{" else max(depth - 1, 0)
        if depth > _FLOW_DEPTH:
            return True
    return False
