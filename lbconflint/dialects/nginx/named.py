"""Formats and zones: which names the statements of one deployment use, and which they define.

nginx compares the names of formats without regard to case, those of zones with it.
"""

from collections.abc import Iterator

from lbconflint.dialects.nginx.filled import filled_in
from lbconflint.dialects.nginx.wording import quote
from lbconflint.model import Diagnostic, DiagnosticKind
from lbconflint.template import stand_in
from lbconflint.tree import Node

_CACHES = ("proxy", "fastcgi", "scgi", "uwsgi")
USES = {
    "access_log": "log_format",
    "limit_req": "limit_req_zone",
    "limit_conn": "limit_conn_zone",
    "zone": "zone",
    **{f"{module}_cache": f"{module}_cache_path" for module in _CACHES},
}
"""Directives that use a name, and those that define it: the ``zone`` of an upstream does when it gives a size."""
DEFINES = frozenset(USES.values())
_REFUSAL = {
    "log_format": "unknown log format",
    "limit_req_zone": "zero size shared memory zone",
    "limit_conn_zone": "zero size shared memory zone",
    "zone": "zero size shared memory zone",
}
_PARAMETERS = {
    "limit_req": "zone=", "limit_req_zone": "zone=", "limit_conn_zone": "zone=",
    **{f"{module}_cache_path": "keys_zone=" for module in _CACHES},
}  # fmt: skip
"""The parameter that holds the name."""

_SUGGESTIONS = 20
"""Undefined names of one unit for which a similar one is looked for."""

Key = tuple[str, str, str]
"""The module that it belongs to, the directive that defines it, the name."""


class Names:
    """The names of one unit.  ``hide`` says that statements of a module are not in sight: they may define any."""

    def __init__(self) -> None:
        self._used: dict[Key, tuple[Node, int]] = {}
        self._defining: list[tuple[Node, str]] = []
        self._defined: dict[Key, Node] = {}
        self._hidden: set[tuple[str, str]] = set()
        self._compared = 0

    def take(self, node: Node, context: str) -> None:
        """A statement of one of these directives."""
        if node.name in DEFINES and (node.name != "zone" or len(node.args) > 1):
            self._defining.append((node, context))  # there may be many, and nobody may ask
        else:
            self._use(node, context)

    def _use(self, node: Node, context: str) -> None:
        word, name = _name(node)
        if word and not (filled_in(name) or stand_in(name)):
            self._used.setdefault(_key(context, USES[node.name], name), (node, word))

    def _define(self, node: Node, context: str) -> None:
        word, name = _name(node)
        if not word or filled_in(name):
            self._hidden.add((_module(context), node.name))
        else:
            self._defined.setdefault(_key(context, node.name, name), node)

    def hide(self, context: str) -> None:
        self._hidden |= {(_module(context), kind) for kind in DEFINES}

    def diagnostics(self) -> Iterator[Diagnostic]:
        """Names that nobody defines, and formats that are defined behind their use."""
        asked = {kind for _, kind, _ in self._used}
        for node, context in self._defining:
            if node.name in asked:
                self._define(node, context)
        for key, (node, word) in self._used.items():
            module, kind, name = key
            if (module, kind) in self._hidden or key == ("http", "log_format", "combined"):
                continue
            defined = self._defined.get(key)
            if defined is None:
                yield self._undefined(node, word, key)
            elif kind == "log_format" and defined.source is node.source and node.start < defined.start:
                yield Diagnostic(
                    DiagnosticKind.UNDEFINED_NAME,
                    node.word(word),
                    f"'access_log' names the format {quote(name)}, which is defined below",
                    'nginx refuses the configuration ("unknown log format"): put the log_format first',
                    ((defined.word(0), "it is defined here"),),
                )

    def _undefined(self, node: Node, word: int, key: Key) -> Diagnostic:
        module, kind, name = key
        noun = "format" if kind == "log_format" else "zone"
        end = "gives its size" if kind == "zone" else "defines it"
        shown = quote(node.args[word - 1].removeprefix("zone="))
        hint = self._hint(key)
        if noun == "format" and "=" in name:
            hint = "the name of a format comes before the parameters; "
        return Diagnostic(
            DiagnosticKind.UNDEFINED_NAME,
            node.word(word),
            f"'{node.name}' names the {noun} {shown}, and no '{kind}' of {module} {end}",
            f'{hint}nginx refuses the configuration ("{_REFUSAL.get(kind, "zone is unknown")}")',
        )

    def _hint(self, key: Key) -> str:
        """The defined name that comes nearest."""
        self._compared += 1
        if self._compared > _SUGGESTIONS:
            return ""
        from difflib import get_close_matches

        known = [name for *kind, name in self._defined if kind == [*key[:2]]]
        near = get_close_matches(key[2], known, 1, 0.75)
        return f"did you mean '{near[0]}'? " if near else ""


def _module(context: str) -> str:
    return "stream" if context in "tsu" else "http"


def _key(context: str, kind: str, name: str) -> Key:
    return _module(context), kind, name.lower() if kind == "log_format" else name


def _name(node: Node) -> tuple[int, str]:
    """The word that holds the name, and the name; word 0 where there is none."""
    parameter, args = _PARAMETERS.get(node.name, ""), node.args
    if parameter:
        for word, text in enumerate(args, start=1):
            if text.startswith(parameter):
                return word, text[len(parameter) :].partition(":")[0]
        return 0, ""
    if node.name == "access_log":
        return (2, args[1]) if len(args) > 1 and args[0] != "off" else (0, "")
    name = args[0]
    return (0, "") if node.name.endswith("_cache") and (name == "off" or "$" in name) else (1, name)
