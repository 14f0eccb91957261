"""The entries of ``map``, ``geo`` and ``split_clients`` as nginx reads them: how many words, and what twice."""

from collections.abc import Callable, Iterator

from lbconflint.dialects.nginx.filled import filled_in
from lbconflint.dialects.nginx.refusal import refused
from lbconflint.dialects.nginx.wording import quote
from lbconflint.model import Diagnostic, DiagnosticKind
from lbconflint.regex import lazy
from lbconflint.tree import Node, coexist
from lbconflint.values import HOLE

_ALONE = {"map": frozenset({"hostnames", "volatile"}), "geo": frozenset({"ranges", "proxy_recursive", "volatile"})}
"""Entries of one word."""


def _map(block: Node) -> Iterator[Diagnostic]:
    """Keys are compared in lower case; regular expressions may be there twice."""
    first: dict[str, Node] = {}
    for entry in block.children or ():
        name = entry.name
        if len(entry.args) != 1:
            yield from _count(block, entry)
        elif name[:1] != "~" and name != "include" and HOLE not in name:
            # A backslash before a key makes it no word of nginx.
            key = name if name == "default" else " " + name.removeprefix("\\").lower()
            earlier = first.setdefault(key, entry)
            if earlier is not entry and coexist(earlier.world, entry.world) and not filled_in(name):
                yield Diagnostic(
                    DiagnosticKind.INVALID_ARGUMENT,
                    entry.word(0),
                    f"a second entry {quote(name)} in the map",
                    'nginx refuses the configuration ("duplicate default map parameter")'
                    if name == "default"
                    else 'nginx refuses the configuration ("conflicting parameter"): case does not count',
                    ((earlier.word(0), "the first one"),),
                )


def _geo(block: Node) -> Iterator[Diagnostic]:
    for entry in block.children or ():
        if len(entry.args) != 1:
            yield from _count(block, entry)


def _count(block: Node, entry: Node) -> Iterator[Diagnostic]:
    words = (entry.name, *entry.args)
    if (len(words) == 1 and entry.name in _ALONE[block.name]) or entry.children is not None:
        return
    if HOLE not in "".join(words) and not any(map(filled_in, words)):
        message = f"an entry of '{block.name}' has two words, and this one has {len(words)}"
        help_ = f'nginx refuses the configuration ("invalid number of the {block.name} parameters")'
        yield Diagnostic(DiagnosticKind.INVALID_ARGUMENT, entry.span, message, help_)


_PERCENT = lazy(r"(\d*)(?:\.(\d{0,2}))?%")
_WHOLE = 10_000
"""All clients, in hundredths of a percent."""


def _split_clients(block: Node) -> Iterator[Diagnostic]:
    entries = block.children or ()
    if any(filled_in(entry.name) or entry.name in ("include", "") or entry.world for entry in entries):
        return
    total = 0
    for entry in entries:
        match = _PERCENT.fullmatch(entry.name)
        part = int(match[1] or "0") * 100 + int((match[2] or "").ljust(2, "0")) if match else 0
        if entry.name == "*":
            total = max(total, _WHOLE)
        elif not part:
            help_ = "it is a number above 0 with two decimals at most and '%', or '*'"
            yield refused(entry, 0, f"invalid percent value {quote(entry.name)} in 'split_clients'", help_)
            return
        total += part
        if total > _WHOLE:
            help_ = "what stands behind '*' has no share" if part and total - part == _WHOLE else ""
            yield refused(entry, 0, "the percentages of 'split_clients' are more than 100% together", help_)
            return


ENTRIES: dict[str, Callable[[Node], Iterator[Diagnostic]]] = {
    "map": _map, "geo": _geo, "split_clients": _split_clients,
}  # fmt: skip
"""Blocks whose entries are looked at."""
