"""What a check yields (``Hit``) and what a reporter gets (``Finding``)."""

from enum import IntEnum

from lbconflint.record import NamedTuple
from lbconflint.source import Span


class Level(IntEnum):
    """How bad it is: ERROR means that traffic is lost or a start fails for certain."""

    OFF = 0
    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        return self.name.lower()


class Confidence(IntEnum):
    """How sure the rule is of what it says."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3

    @property
    def word(self) -> str:
        return self.name.lower()


class Related(NamedTuple):
    """Another place that belongs to the finding: the other half of a conflict."""

    span: Span
    message: str


class Edit(NamedTuple):
    """Replace the text of ``span`` by ``text``."""

    span: Span
    text: str


class Hit(NamedTuple):
    """One fault as a check sees it.

    ``message`` says what is wrong with the values seen; ``help`` says what to do.  ``level`` and
    ``confidence`` may lower what the card says, never raise it.
    """

    span: Span
    message: str
    related: tuple[Related, ...] = ()
    help: str = ""
    edits: tuple[Edit, ...] = ()
    level: Level | None = None
    confidence: Confidence | None = None


class Suppression(NamedTuple):
    """A comment ``# lbconflint: ignore[rule] reason``, after the findings were compared with it.

    ``problem`` says what is wrong with it: a rule that does not exist, a missing reason, nothing to suppress;
    "" when it did its work.
    """

    span: Span
    rules: tuple[str, ...]
    problem: str
    help: str


class Crash(NamedTuple):
    """A check that raised an exception: the run is no verdict about what it looked at."""

    rule: str
    span: Span
    error: str


class Finding(NamedTuple):
    """One fault as it is reported.  ``span`` is one line; ``key`` identifies the fault without line numbers."""

    rule: str
    code: str
    level: Level
    confidence: Confidence
    span: Span
    message: str
    related: tuple[Related, ...]
    help: str
    edits: tuple[Edit, ...]
    key: str

    @property
    def order(self) -> tuple[str, int, str, str]:
        """Sorts findings by place, then rule."""
        return (self.span.source.path, self.span.start, self.code, self.message)
