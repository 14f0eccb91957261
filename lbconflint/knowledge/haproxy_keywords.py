"""Which words HAProxy knows in which context, and in which versions.

A context is a section ("global", "backend", "peers" ...), "section" for the section keywords themselves, a
keyword whose meaning hangs on a second word ("option", "http-request", "resolvers timeout" ...), or "bind"
and "server" for the parameters of those lines.  The data stands in the ``haproxy_words_*`` modules; it was
asked of the binaries of 1.8.0 to 3.5-dev5 by ``tests/tools/haproxy_probe``, 2026-11.
"""

from collections.abc import Iterable, Mapping
from functools import cache

from lbconflint.knowledge.versions import Version
from lbconflint.record import NamedTuple

OLDEST: Version = (1, 8, 0)


class Life(NamedTuple):
    """``since``: the first version (OLDEST where it is older) that knows the word; ``until``: the first one
    that does not know it any more."""

    since: Version
    until: Version | None


@cache
def keywords(context: str) -> Mapping[str, Life]:
    """The words of one context; empty for a context that is not listed."""
    from lbconflint.knowledge.haproxy_words_proxies import WORDS as PROXIES
    from lbconflint.knowledge.haproxy_words_rules import WORDS as RULES
    from lbconflint.knowledge.haproxy_words_sections import WORDS as SECTIONS

    found: dict[str, Life] = {}
    for table in (PROXIES, RULES, SECTIONS):
        for span, words in table.get(context, {}).items():
            life = _life(span)
            found.update(dict.fromkeys(words.split(), life))
    return found


@cache
def sections_with(word: str) -> tuple[str, ...]:
    """The sections that know a keyword, the commonest first."""
    return tuple(section for section in _SECTION_ORDER if word in keywords(section))


def _life(span: str) -> Life:
    """``""`` is always, ``"2.4"`` since 2.4, ``"2.0..3.3"`` from 2.0 until 3.3 dropped it."""
    since, _, until = span.partition("..")
    return Life(_version(since) or OLDEST, _version(until))


def _version(text: str) -> Version | None:
    return (*map(int, text.split(".")), 0) if text else None


_SECTION_ORDER: Iterable[str] = (
    "global", "defaults", "frontend", "listen", "backend", "peers", "resolvers", "mailers", "userlist", "cache",
    "program", "ring", "log-forward", "http-errors", "fcgi-app", "crt-store", "traces", "log-profile", "acme",
    "healthcheck", "namespace_list",
)  # fmt: skip
