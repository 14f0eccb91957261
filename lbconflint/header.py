"""What a card says of its rule, apart from the page: all that a run needs to know."""

from collections.abc import Mapping
from typing import Any

from lbconflint.finding import Confidence, Level
from lbconflint.record import NamedTuple


class CardError(ValueError):
    """A card that does not follow the form; the text names the card and the cure."""


class Header(NamedTuple):
    """What a card says in its ``toml`` block; ``options`` are the rule's options with their defaults."""

    name: str
    code: str
    summary: str
    level: Level
    confidence: Confidence
    tags: tuple[str, ...]
    reads: tuple[str, ...]
    since: str
    aliases: tuple[str, ...] = ()
    options: Mapping[str, Any] = {}
    fixable: bool = False
