"""Did you mean ...?"""

from collections.abc import Iterable

MAX_SUGGESTIONS = 100
"""Words of one process for which a likely spelling is searched: it costs about a millisecond each."""

MAX_LENGTH = 60


class Suggestions:
    """Advice on misspelt words; a text that is nonsense throughout gets none after a while."""

    __slots__ = ("_given",)

    def __init__(self) -> None:
        self._given = 0

    def near(self, word: str, known: Iterable[str]) -> str:
        """Advice that names the known word nearest to ``word``; empty when none is near."""
        if len(word) > MAX_LENGTH or self._given >= MAX_SUGGESTIONS:
            return ""
        from difflib import get_close_matches

        self._given += 1
        found = get_close_matches(word.lower(), list(known), n=1, cutoff=0.72)
        return f"did you mean '{found[0]}'?" if found else ""
