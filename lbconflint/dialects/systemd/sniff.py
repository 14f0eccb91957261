"""Which files are socket units or their drop-ins.  Imports nothing of the reader."""

import re

from lbconflint.dialects import Claim

_SECTION = re.compile(r"^[ \t]*\[Socket\]", re.MULTILINE)


def claims(path: str, head: str) -> Claim:  # noqa: ARG001
    """SURE: the names that are looked at say enough, when there is the section."""
    return Claim.SURE if "\0" not in head and _SECTION.search(head) else Claim.NOTHING
