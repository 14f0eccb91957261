"""Does every possible version of HAProxy know this word, here?  Sections, keywords, options, actions.

Each question is asked once for a word in its context; lines whose words are fine cost a set look-up.
"""

import re
from collections import defaultdict
from collections.abc import Mapping

from lbconflint.dialects.haproxy.counts import check_line
from lbconflint.dialects.haproxy.document import Document
from lbconflint.dialects.haproxy.placement import misplaced
from lbconflint.dialects.haproxy.subwords import IGNORED, VALUES, subword
from lbconflint.knowledge.haproxy_counts import COUNTS
from lbconflint.knowledge.haproxy_keywords import Life, keywords, sections_with
from lbconflint.knowledge.haproxy_removed import DEPRECATED, REPLACEMENTS
from lbconflint.knowledge.haproxy_sections import FREE_SECTIONS, PROXY_SECTIONS
from lbconflint.knowledge.versions import Target, show_version
from lbconflint.model import DiagnosticKind
from lbconflint.template import placeholder
from lbconflint.tree import Node
from lbconflint.values import HOLE

_NEGATABLE = frozenset(
    {"option", "log", "busy-polling", "set-dumpable", "strict-limits", "insecure-fork-wanted", "numa-cpu-mapping"}
)
"""Keywords that ``no`` and ``default`` may stand before."""

_MORE_WORDS = frozenset({"no", "default", "tcp-request", "tcp-response"})
"""Keywords whose judgement hangs on more than their first argument."""

_TORN = "it stands there only when the condition of the section header above it makes it so"
_TRACKED = re.compile(r"^(track-sc)\d+$")

_Key = tuple[str, Target]


class Support:
    """The words of one process, judged for the versions that it may meet."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._plain: dict[_Key, frozenset[str]] = {}
        self._fine: dict[_Key, set[tuple[str, ...]]] = defaultdict(set)

    def plain(self, section: Node) -> frozenset[str]:
        """Keywords of the section about which there is nothing to say, whatever their arguments are."""
        place = _place(section)
        target = self.document.target_in(section.world)
        key = (place, target)
        if key not in self._plain:
            self._plain[key] = frozenset(
                name
                for name, life in keywords(section.name).items()
                if _certain(life, target)
                and not subword(section.name, name, ())
                and (_family(section.name), name) not in DEPRECATED
                and misplaced(place, name, (), target) is None
            )
        return self._plain[key]

    def fine(self, section: Node) -> set[tuple[str, ...]]:
        """Keywords with their first argument about which, in the section's own world, there is nothing to say;
        it grows while lines are judged."""
        return self._fine[_place(section), self.document.target_in(section.world)]

    def statements(self, section: Node) -> None:
        """Look at every line of a section that is no proxy."""
        if section.name in FREE_SECTIONS:
            return
        plain = self.plain(section)
        looked_at = frozenset(COUNTS.get(section.name, ())) | {"log"}
        for node in section.children or ():
            if node.name not in plain:
                self.inspect(section, node)
            if node.name in looked_at:
                check_line(self.document, section, node)

    def inspect(self, section: Node, node: Node) -> None:
        """Judge one line: its keyword, and the word that belongs to it."""
        target = self.document.target_in(node.world)
        fine, key = self._fine[_place(section), target], (node.name, *node.args[:1])
        if key in fine:
            return
        before = len(self.document.diagnostics)
        if node.name in ("no", "default"):
            self._negation(section, node, target)
        elif HOLE in node.name or placeholder(node.name):
            self.document.holed.add(section)
        else:
            self._keyword(section, node, target)
        if len(self.document.diagnostics) == before and node.name not in _MORE_WORDS:
            fine.add(key)

    def header(self, section: Node) -> bool:
        """Judge the section's own keyword; False when no possible version knows it."""
        target = self.document.target_in(section.world)
        fine, key = self._fine["", target], (section.name,)
        if key in fine:
            return True
        life = keywords("section").get(section.name)
        before = len(self.document.diagnostics)
        known = life is None or self._judge(section, 0, section.name, "section", life, target)
        if len(self.document.diagnostics) == before:
            fine.add(key)
        return known

    def stray(self, node: Node) -> None:
        """A line before any section."""
        if HOLE in node.name or placeholder(node.name):
            return
        homes = sections_with(node.name)
        if homes:
            kind = DiagnosticKind.MISPLACED_DIRECTIVE
            message = f"'{node.name}' stands before any section; it belongs to {_listed(homes)}"
            self.document.report(kind, node.word(0), message)
        else:
            self._unknown(node, 0, node.name, "section", keywords("section"), "")

    def _keyword(self, section: Node, node: Node, target: Target) -> None:
        name = node.name
        known = keywords(section.name)
        life = known.get(name)
        if life is None:
            self._stranger(section, node, known)
            return
        if not self._judge(node, 0, name, _family(section.name), life, target):
            return
        wrong = misplaced(_place(section), name, node.args, target)
        if wrong is not None:
            kind = DiagnosticKind.MISPLACED_DIRECTIVE
            self._tell(kind, node, 0, wrong.message, wrong.help, wrong.certain)
            return
        self._subword(section, node, target)

    def _stranger(self, section: Node, node: Node, known: Mapping[str, Life]) -> None:
        """A keyword that no version knows in this section."""
        homes = sections_with(node.name)
        if homes:
            message = f"'{node.name}' does not belong to a '{section.name}' section, but to {_listed(homes)}"
            self._tell(DiagnosticKind.MISPLACED_DIRECTIVE, node, 0, message)
        else:
            self._unknown(node, 0, node.name, "keyword", known, f" in a '{section.name}' section")

    def _subword(self, section: Node, node: Node, target: Target) -> None:
        """Judge the word that a keyword's meaning hangs on: ``option X``, ``http-request X``."""
        found = subword(section.name, node.name, node.args)
        if found is None:
            return
        context, index = found
        if index >= len(node.args):
            return
        word = node.args[index]
        name = _TRACKED.sub(r"\1", word.partition("(")[0])
        if HOLE in word or placeholder(word) or name.startswith("lua."):
            return
        known = keywords(context)
        life = known.get(name)
        if life is not None:
            self._judge(node, index + 1, name, context, life, target)
        elif context in VALUES:
            help_text = self.document.suggestions.near(name, known)
            message = f"unknown value '{word}' for '{node.name}'"
            kind = DiagnosticKind.INVALID_ARGUMENT
            self._tell(kind, node, index + 1, message, help_text)
        else:
            before = " ".join((node.name, *node.args[:index]))
            self._unknown(node, index + 1, name, f"'{before}'", known, "", certain=context not in IGNORED)

    def _negation(self, section: Node, node: Node, target: Target) -> None:
        """``no`` and ``default`` before a keyword."""
        name = node.args[0] if node.args else ""
        if HOLE in name:
            return
        if name not in _NEGATABLE:
            message = f"'{node.name}' stands before {_listed(sorted(_NEGATABLE))} only"
            self.document.report(DiagnosticKind.SYNTAX, node.word(0), message)
        elif name == "option" and len(node.args) > 1 and section.name in PROXY_SECTIONS:
            option = node.args[1]
            life = keywords("option").get(option)
            if HOLE in option or placeholder(option):
                return
            if life is None:
                self._unknown(node, 2, option, "option", keywords("option"), "")
            elif self._judge(node, 2, option, "option", life, target) and option not in keywords("no option"):
                kind = DiagnosticKind.INVALID_ARGUMENT
                self.document.report(kind, node.word(2), f"option '{option}' cannot be negated")

    def _unknown(
        self,
        node: Node,
        word: int,
        name: str,
        what: str,
        known: Mapping[str, Life],
        where: str,
        certain: bool = True,
    ) -> None:
        message = f"unknown {what} '{name}'{where}"
        help_text = self.document.suggestions.near(name, known)
        self._tell(DiagnosticKind.UNKNOWN_DIRECTIVE, node, word, message, help_text, certain)

    def _tell(
        self, kind: DiagnosticKind, node: Node, word: int, message: str, help_text: str = "", certain: bool = True
    ) -> None:
        """Report a word that its section does not take; it depends on an ``.if`` which section that is, when the
        header above stands within one."""
        if node in self.document.torn:
            certain, help_text = False, _TORN
        self.document.report(kind, node.word(word), message, help_text, certain=certain)

    def _judge(self, node: Node, word: int, name: str, context: str, life: Life, target: Target) -> bool:
        """Report a word that some version does not know any more or not yet; False when none of them does."""
        help_text = REPLACEMENTS.get((context, name), "")
        removed = DiagnosticKind.REMOVED_DIRECTIVE
        if life.until is not None and target.gone_since(life.until):
            certain = target.surely_since(life.until)
            tense = "was removed in" if certain else "is gone since"
            message = f"'{name}' {tense} HAProxy {show_version(life.until[:2])}"
            self.document.report(removed, node.word(word), message, help_text, certain=certain)
            return not certain
        if target.surely_before(life.since):
            # Some words came with a patch release: absent in x.y.0 is not absent for certain.
            message = f"'{name}' is known since HAProxy {show_version(life.since[:2])}"
            kind = DiagnosticKind.UNKNOWN_DIRECTIVE
            self.document.report(kind, node.word(word), message, certain=False)
            return False
        deprecated = DEPRECATED.get((context, name))
        if deprecated and target.stated and target.surely_since(deprecated):
            message = f"'{name}' is deprecated since HAProxy {show_version(deprecated[:2])}"
            kind = DiagnosticKind.DEPRECATED_DIRECTIVE
            self.document.report(kind, node.word(word), message, help_text, certain=False)
        return True


def _place(section: Node) -> str:
    """The section's kind as far as the place of a keyword depends on it."""
    if section.name == "defaults" and section.args and section.args[0] != "from":
        return "named defaults"
    return section.name


def _family(section: str) -> str:
    return "proxy" if section in PROXY_SECTIONS else section


def _certain(life: Life, target: Target) -> bool:
    """Nothing to say of the word: every possible version knows it, or may come to know it."""
    return not target.gone_since(life.until) and not target.surely_before(life.since)


def _listed(names: "tuple[str, ...] | list[str]") -> str:
    quoted = [f"'{name}'" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
