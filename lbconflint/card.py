"""One rule's card: the Markdown page that is its documentation, its default level and its tests.

The card opens with ``# name`` and a fenced ``toml`` block; then come the why, and the sections *Bad*, *Good*,
*Leaves alone* and *Sources*.  A fenced block in a configuration language is an example: blocks that name a
file, under one heading, belong together; a block without a file name stands alone; ``no-eol`` behind the
file name drops the last line feed.  A line ``# expect: text`` demands a finding of this rule on the next
line whose message holds the text.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lbconflint.finding import Confidence, Level
from lbconflint.header import CardError, Header
from lbconflint.record import NamedTuple

LANGUAGES = {
    "nginx": "example.conf",
    "haproxy": "haproxy.cfg",
    "terraform": "main.tf",
    "sysctl": "sysctl.conf",
    "kubernetes": "manifest.yaml",
    "compose": "compose.yaml",
    "systemd": "example.socket",
    "keepalived": "keepalived.conf",
}
"""The dialects that examples are written in, and the file name of an example that gives none."""

_EXPECT = re.compile(r"^[ \t]*#[ \t]*expect(?::[ \t]*(?P<text>.*?))?[ \t]*$", re.MULTILINE)
_FENCE = re.compile(
    r"^(?P<ticks>`{3,})(?P<info>[^`\n]*)\n(?P<body>.*?)^(?P=ticks)[ \t]*$", re.MULTILINE | re.DOTALL
)
_HEADING = re.compile(r"^(?P<marks>#{1,6}) +(?P<title>.+?) *$", re.MULTILINE)
_CODE = re.compile(r"LB\d{3}")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_KEYS = {"code", "summary", "level", "confidence", "tags", "reads", "since", "aliases", "options", "fixable"}
_NEEDED = ("code", "summary", "level", "confidence", "tags", "reads", "since")


class Expected(NamedTuple):
    """A finding that an example demands: in ``path`` on ``line`` (from 1), with ``text`` in its message."""

    path: str
    line: int
    text: str


class Example(NamedTuple):
    """Files that are linted together, and the findings of the card's rule that they must give."""

    section: str
    title: str
    languages: frozenset[str]
    files: Mapping[str, str]
    expected: tuple[Expected, ...]


def split(text: str, name: str) -> tuple[str, str]:
    """The TOML header and everything after it.  Raises ``CardError``."""
    opening = f"# {name}\n"
    if not text.startswith(opening):
        raise CardError(f"rules/{name}.md: the first line must be '# {name}'")
    fence = _FENCE.search(text, len(opening))
    if fence is None or fence["info"].strip() != "toml" or text[len(opening) : fence.start()].strip():
        raise CardError(f"rules/{name}.md: a ```toml block must follow the title")
    return fence["body"], text[fence.end() :].strip() + "\n"


def parse_header(text: str, name: str) -> Header:
    """The header of the card called ``name``.  Raises ``CardError`` with the key and what was expected."""
    import tomllib

    toml, _ = split(text, name)
    try:
        values = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise CardError(f"rules/{name}.md: the header is no TOML: {error}") from None
    missing = [key for key in _NEEDED if key not in values]
    strange = sorted(values.keys() - _KEYS)
    if missing or strange:
        raise CardError(f"rules/{name}.md: missing keys {missing}, unknown keys {strange}")
    if not _CODE.fullmatch(values["code"]) or not _NAME.fullmatch(name):
        raise CardError(f'rules/{name}.md: expected code = "LB" + three digits and a kebab-case name')
    if len(values["summary"]) > 80 or values["summary"].endswith("."):
        raise CardError(f"rules/{name}.md: the summary is at most 80 characters without a final period")
    return Header(
        name=name,
        code=values["code"],
        summary=values["summary"],
        level=_member(Level, values["level"], name),
        confidence=_member(Confidence, values["confidence"], name),
        tags=tuple(values["tags"]),
        reads=tuple(values["reads"]),
        since=values["since"],
        aliases=tuple(values.get("aliases", ())),
        options=dict(values.get("options", {})),
        fixable=bool(values.get("fixable", False)),
    )


def _member(kind: Any, word: str, name: str) -> Any:
    for member in kind:
        if member.word == word:
            return member
    expected = ", ".join(member.word for member in kind)
    raise CardError(f"rules/{name}.md: '{word}' is not a {kind.__name__.lower()}; expected one of {expected}")


def page(text: str, name: str) -> str:
    """The card as people read it: without the header block and the test markers."""
    _, body = split(text, name)
    return re.sub(_EXPECT.pattern + r"\n", "", body, flags=re.MULTILINE)


def why(text: str, name: str) -> str:
    """The prose between the header and the first section."""
    _, body = split(text, name)
    heading = _HEADING.search(body)
    return body[: heading.start() if heading else len(body)].strip()


def examples(text: str, name: str) -> list[Example]:
    """Every example of the card, in order."""
    _, body = split(text, name)
    found: list[Example] = []
    section = title = ""
    named: dict[str, tuple[str, str]] = {}
    for item in _items(body):
        if item.re is _HEADING:
            _finish(found, section, title, named)
            named = {}
            section, title = (item["title"], "") if item["marks"] == "##" else (section, item["title"])
            continue
        language, path, flags = _info(item["info"])
        if path:
            named[path] = (language, item["body"].removesuffix("\n") if "no-eol" in flags else item["body"])
        elif language in LANGUAGES:
            found.append(_example(section, title, {LANGUAGES[language]: (language, item["body"])}))
    _finish(found, section, title, named)
    return found


def _info(info: str) -> tuple[str, str, list[str]]:
    """Language, file name and flags of a fence; ``no-eol`` drops the last line feed of the example."""
    language, path, *flags = [*info.split(), "", ""]
    return language, path, flags


def _items(body: str) -> Iterator[re.Match[str]]:
    """Headings and fenced blocks in order; a ``#`` line inside a block is no heading."""
    at = 0
    while True:
        fence, heading = _FENCE.search(body, at), _HEADING.search(body, at)
        following = [match for match in (fence, heading) if match]
        if not following:
            return
        first = min(following, key=lambda match: match.start())
        yield first
        at = first.end()


def _finish(found: list[Example], section: str, title: str, named: Mapping[str, tuple[str, str]]) -> None:
    if named:
        found.append(_example(section, title, named))


def _example(section: str, title: str, blocks: Mapping[str, tuple[str, str]]) -> Example:
    expected = [
        Expected(path, body.count("\n", 0, match.start()) + 2, match["text"] or "")
        for path, (_, body) in blocks.items()
        for match in _EXPECT.finditer(body)
    ]
    languages = frozenset(language for language, _ in blocks.values() if language in LANGUAGES)
    files = {path: body for path, (_, body) in blocks.items()}
    return Example(section, title, languages, files, tuple(expected))
