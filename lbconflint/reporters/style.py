"""How text for people is decorated: colour, box drawing, width, links."""

from enum import Enum

from lbconflint.finding import Level
from lbconflint.record import NamedTuple


class Paint(Enum):
    """A colour of the terminal, as the parameters of an SGR sequence."""

    ERROR = "1;31"
    WARNING = "1;33"
    NOTE = "1;34"
    GOOD = "1;32"
    STRONG = "1"
    DIM = "2"
    RELATED = "34"


_LEVELS = {Level.ERROR: Paint.ERROR, Level.WARNING: Paint.WARNING}


class Style(NamedTuple):
    """What the output device can show.  ``width`` is its number of columns; machine formats ignore all."""

    colour: bool = False
    unicode: bool = False
    width: int = 100
    links: bool = False

    def paint(self, text: str, paint: Paint) -> str:
        """``text`` in a colour, when colours are on."""
        return f"\x1b[{paint.value}m{text}\x1b[0m" if self.colour and text else text

    def link(self, text: str, url: str) -> str:
        """``text`` as an OSC 8 hyperlink, when links are on and there is somewhere to go."""
        return f"\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\" if self.links and url else text


def level_paint(level: Level) -> Paint:
    """The colour of a level."""
    return _LEVELS.get(level, Paint.NOTE)


PLAIN = Style()
"""No decoration at all."""
