"""All rules: the headers of the cards, compiled into the wheel or read from ``rules/`` in a checkout."""

import os
from collections.abc import Iterable, Mapping

from lbconflint.finding import Confidence, Level
from lbconflint.header import CardError, Header
from lbconflint.report import RuleInfo

DOCS_URL = "https://github.com/lbconflint/lbconflint/blob/main/rules/{name}.md"

_RULES_DIR = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "rules")


class Catalog:
    """The rules by name.  ``find`` accepts a name, a code or an old name, in any case."""

    def __init__(self, headers: Iterable[Header]) -> None:
        self.headers: dict[str, Header] = {header.name: header for header in headers}
        self._index: dict[str, Header] = {}
        for header in self.headers.values():
            for word in (header.name, header.code, *header.aliases):
                if word.lower() in self._index:
                    raise CardError(f"two rules answer to '{word}'")
                self._index[word.lower()] = header

    def find(self, word: str) -> Header | None:
        return self._index.get(word.lower())

    def words(self) -> list[str]:
        """Every word that names a rule or a tag."""
        return sorted({*self._index, *self.tags()})

    def tags(self) -> set[str]:
        return {tag for header in self.headers.values() for tag in header.tags}


def load() -> Catalog:
    """The built-in catalogue, ordered by code.  Raises ``CardError`` for a malformed card."""
    try:
        from lbconflint import _catalog  # type: ignore[attr-defined]
    except ImportError:
        from lbconflint.card import parse_header

        headers = [parse_header(text, name) for name, text in read_cards(_RULES_DIR).items()]
    else:
        headers = [Header._make((*row[:3], Level(row[3]), Confidence(row[4]), *row[5:])) for row in _catalog.RULES]
    return Catalog(sorted(headers, key=lambda header: header.code))


def read_cards(directory: str) -> dict[str, str]:
    """The text of every card below ``rules/``, by rule name."""
    cards = {}
    for entry in sorted(os.listdir(directory)):
        if entry.endswith(".md") and entry != "README.md":
            with open(os.path.join(directory, entry), encoding="utf-8") as stream:
                cards[entry.removesuffix(".md")] = stream.read()
    return cards


def card_text(name: str) -> str:
    """The whole card of the rule, as written."""
    try:
        from lbconflint import _cards  # type: ignore[attr-defined]
    except ImportError:
        with open(os.path.join(_RULES_DIR, f"{name}.md"), encoding="utf-8") as stream:
            return stream.read()
    text: str = _cards.CARDS[name]
    return text


def info(header: Header) -> RuleInfo:
    """The rule as reporters show it."""
    return RuleInfo(
        name=header.name,
        code=header.code,
        summary=header.summary,
        level=header.level,
        confidence=header.confidence,
        tags=header.tags,
        reads=header.reads,
        since=header.since,
        url=DOCS_URL.format(name=header.name),
        markdown=lambda: _page(header.name),
    )


def _page(name: str) -> str:
    from lbconflint.card import page

    return page(card_text(name), name)


def compiled(cards: Mapping[str, str]) -> tuple[str, str]:
    """The Python text of the two modules that the wheel carries: headers, and whole cards."""
    from lbconflint.card import parse_header

    headers = sorted((parse_header(text, name) for name, text in cards.items()), key=lambda header: header.code)
    rows = [(*header[:3], int(header.level), int(header.confidence), *header[5:]) for header in headers]
    lines = "".join(f"    {row!r},\n" for row in rows)
    texts = "".join(f"    {name!r}: {text!r},\n" for name, text in sorted(cards.items()))
    return f"RULES = [\n{lines}]\n", f"CARDS = {{\n{texts}}}\n"
