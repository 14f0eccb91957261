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


def placeholder(word: str) -> bool:
    """The word holds something that is filled in before the configuration is used: a masked expression,
    ``${NAME}``, ``__NAME__``, ``%%NAME%%``, ``@NAME@``, ``<NAME>``."""
    return HOLE in word or _PLACEHOLDER.search(word) is not None
