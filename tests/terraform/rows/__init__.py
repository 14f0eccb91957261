"""What Terraform's rules were planned to find: one small configuration for each row of the plan, and its level."""

from typing import NamedTuple


class Row(NamedTuple):
    """``rule`` gives exactly this ``level`` for ``text``; a rule that is off by default is asked for by name."""

    number: int
    rule: str
    level: str
    text: str
