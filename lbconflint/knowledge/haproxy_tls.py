"""TLS versions and the words with which HAProxy chooses among them.

Source: configuration.txt, 3.1 "ssl-default-bind-options" and 5.1 "ssl-min-ver"; since 2.2 a bind accepts
nothing older than TLSv1.2 unless it says so.
"""

from collections.abc import Sequence

from lbconflint.knowledge.versions import Target

TLS_VERSIONS = ("SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3")
"""Oldest first."""

_SUFFIXES = {"sslv3": "SSLv3", "tlsv10": "TLSv1.0", "tlsv11": "TLSv1.1", "tlsv12": "TLSv1.2", "tlsv13": "TLSv1.3"}
VERSION_WORDS = frozenset(
    {
        "ssl-min-ver",
        "ssl-max-ver",
        *(f"no-{suffix}" for suffix in _SUFFIXES),
        *(f"force-{name}" for name in _SUFFIXES),
    }
)
"""The words that change which versions are accepted."""


def default_versions(target: Target) -> tuple[str, ...] | None:
    """What a bind accepts that says nothing; None before 2.2, where the TLS library decides."""
    return TLS_VERSIONS[3:] if target.surely_since((2, 2)) else None


def narrowed_versions(allowed: tuple[str, ...] | None, words: Sequence[str]) -> tuple[str, ...] | None:
    """The versions left of ``allowed`` (None: not known) by these words; None when that is not known."""
    lowest, highest = None, len(TLS_VERSIONS) - 1
    removed: set[str] = set()
    for index, word in enumerate(words):
        value = words[index + 1] if index + 1 < len(words) else ""
        if word == "ssl-min-ver" and value in TLS_VERSIONS:
            lowest = TLS_VERSIONS.index(value)
        elif word == "ssl-max-ver" and value in TLS_VERSIONS:
            highest = TLS_VERSIONS.index(value)
        elif word.startswith("force-") and word[6:] in _SUFFIXES:
            lowest = highest = TLS_VERSIONS.index(_SUFFIXES[word[6:]])
        elif word.startswith("no-") and word[3:] in _SUFFIXES:
            removed.add(_SUFFIXES[word[3:]])
    if lowest is None and allowed is None:
        return None
    kept = TLS_VERSIONS[lowest:] if lowest is not None else allowed or ()
    return tuple(name for name in kept if TLS_VERSIONS.index(name) <= highest and name not in removed)
