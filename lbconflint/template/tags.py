"""What the scanner of a template finds: ``Tag`` and the ``Step``s between branches that it takes."""

from enum import Enum

from lbconflint.record import NamedTuple


class Kind(Enum):
    """What a tag leaves in the output.  LITERAL stands for text that is known to be no statement."""

    EXPRESSION = "expression"
    CONTROL = "control"
    LITERAL = "literal"


class Action(Enum):
    """How a statement changes the branch: OPEN a block, go to its NEXT branch, CLOSE it."""

    OPEN = "open"
    NEXT = "next"
    CLOSE = "close"


class Step(NamedTuple):
    """One change of branch.  ``block`` is the keyword that opened it; "" closes whichever is innermost."""

    action: Action
    block: str = ""


class Meaning(NamedTuple):
    """What the code of one tag does."""

    kind: Kind
    steps: tuple[Step, ...] = ()


EXPRESSION = Meaning(Kind.EXPRESSION)
CONTROL = Meaning(Kind.CONTROL)


class Trim(Enum):
    """What a tag eats of the text around it."""

    NOTHING = "nothing"
    NEWLINE = "one newline"
    BLANKS = "all white space"


class Tag(NamedTuple):
    """A piece of template language: ``text[start:end]`` with its delimiters."""

    start: int
    end: int
    kind: Kind
    steps: tuple[Step, ...] = ()
    before: Trim = Trim.NOTHING
    after: Trim = Trim.NOTHING
