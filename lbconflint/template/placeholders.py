"""Words that somebody fills in before the configuration is used."""

import re

from lbconflint.regex import lazy
from lbconflint.values import HOLE

_PLACEHOLDER = lazy(
    r"""
      \$\{[A-Z][A-Z0-9_]*(?::?[-=?+][^}]*)?\}         # ${NAME} of envsubst; nginx variables are lower case
    | %%[A-Za-z_]\w*%%
    | __[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*__
    | @[A-Z][A-Z0-9_]*@
    | (?<!\?)(?<!\?P)(?<!\\k)<[A-Za-z][\w\ .-]*>      # not a named group of a regular expression
    | <%
    """,
    re.VERBOSE,
)
_NAME = r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)"
_STAND_IN = lazy(rf"(?<![\w$]){_NAME}+(?!\w)")
_LINES = lazy(rf"\$\{{{_NAME}*\}}|@{_NAME}*@|__{_NAME}*__|%%\w+%%|{_NAME}+")


def placeholder(word: str) -> bool:
    """The word holds something that is filled in before the configuration is used: a masked expression,
    ``${NAME}``, ``__NAME__``, ``%%NAME%%``, ``@NAME@``, ``<NAME>``."""
    return HOLE in word or _PLACEHOLDER.search(word) is not None


def stand_in(word: str) -> bool:
    """The word holds a name such as ``APP_PORT``, which is no number until a script puts one there."""
    return _STAND_IN.search(word) is not None


def stands_for_lines(word: str) -> bool:
    """``MORE_HEADERS``, ``${MORE_HEADERS}``, ``@HEADERS@``: alone on a line, whole lines are put in for it."""
    return _LINES.fullmatch(word) is not None
