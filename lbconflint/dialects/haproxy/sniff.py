"""Is this text HAProxy's?  ``.cfg`` is everybody's suffix: buildout, setuptools, OpenTelemetry, Nagios, grub,
kickstart, and HAProxy's own files for SPOE."""

import re

from lbconflint.dialects import SUFFIXES, Claim
from lbconflint.knowledge.haproxy_keywords import keywords, sections_with
from lbconflint.knowledge.haproxy_sections import SECTIONS
from lbconflint.template import mask
from lbconflint.values import HOLE

_OWN_NAME = re.compile(
    rf"((^|/)haproxy[^/]*\.cfg|(^|/)[^/]*haproxy[^/]*/([^/]+\.d/)?[^/]+\.(cfg|conf)){SUFFIXES}$",
    re.IGNORECASE,
)
_DIRECTIVES = frozenset({".if", ".elif", ".else", ".endif", ".diag", ".notice", ".warning", ".alert"})
_LINES = 60
"""Lines with words that are looked at."""

_FOREIGN = frozenset("={:")


def claims(path: str, head: str) -> Claim:
    """SURE: the file has HAProxy's name or place and some of its words; WEAK: its text begins with a section
    and goes on with the keywords of that section."""
    if "\0" in head[:1024]:
        return Claim.NO
    masked = mask(head, path)
    lines = _lines(masked.text if masked else head)
    if not lines:
        return Claim.NO
    known = _known(lines)
    first = lines[0][0]
    if _OWN_NAME.search(path) and (known * 10 >= len(lines) * 4 or _misplaced(lines, known)):
        return Claim.SURE
    begins = (first in SECTIONS and not _foreign(lines[0])) or first in _DIRECTIVES
    return Claim.WEAK if begins and known * 10 >= len(lines) * 6 else Claim.NO


def _lines(text: str) -> list[list[str]]:
    """The words of the first lines that have any; comments, scopes and filled-in lines do not count."""
    found: list[list[str]] = []
    for line in text.removeprefix("\ufeff").split("\n"):
        words = line.split("#", 1)[0].split()
        if not words or words[0][0] == "[" or HOLE in words[0]:
            continue
        found.append(words)
        if len(found) == _LINES:
            break
    return found


def _known(lines: list[list[str]]) -> int:
    """How many lines begin with a section, or with a keyword of the section that they stand in."""
    section = ""
    count = 0
    for words in lines:
        name = words[0]
        if _foreign(words):
            continue
        if name in SECTIONS:
            section = name
            count += 1
        elif name in _DIRECTIVES or (section and name in keywords(section)) or name in ("no", "default"):
            count += 1
    return count


def _misplaced(lines: list[list[str]], known: int) -> bool:
    """Nearly all lines are HAProxy's and some stand where they are known: a header above the others is broken."""
    anywhere = sum(words[0] in SECTIONS or bool(sections_with(words[0])) for words in lines if not _foreign(words))
    return known * 10 >= len(lines) and anywhere * 10 >= len(lines) * 8


def _foreign(words: list[str]) -> bool:
    """``name = value``, ``name {`` and ``name:`` are other languages; ``bind :80`` and ACL names are not."""
    second = words[1][0] if len(words) > 1 and words[0] not in ("acl", "bind") else ""
    return second in _FOREIGN or words[0][-1] in _FOREIGN
