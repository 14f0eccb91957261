"""Regular expressions that are compiled when they are first used: a run needs few of those that it loads."""

import re
from typing import Any, cast


class _Lazy:
    def __init__(self, pattern: str, flags: int) -> None:
        self._made_of = (pattern, flags)

    def __getattr__(self, name: str) -> Any:
        method = getattr(re.compile(*self._made_of), name)
        setattr(self, name, method)  # from now on as quick as the pattern itself
        return method


def lazy(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Like ``re.compile``."""
    return cast("re.Pattern[str]", _Lazy(pattern, flags))
