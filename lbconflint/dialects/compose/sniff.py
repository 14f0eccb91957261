"""Which YAML files are Compose projects.  Imports nothing of the reader."""

import re

from lbconflint.dialects import Claim
from lbconflint.regex import lazy

_NAME = re.compile(r"(^|/)[^/]*compose[^/]*$")
_SERVICES = re.compile(
    r"^['\"]?services['\"]?[ \t]*:[ \t]*(?:#[^\n]*)?\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*+[ \t]+[^\s#-]",
    re.MULTILINE,
)
"""The key, and below it a mapping; GitLab's ``services`` are a list."""
_INCLUDE = lazy(r"^include[ \t]*:[ \t]*(?:\[|(?:#[^\n]*)?\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*+[ \t]*-)", re.MULTILINE)
"""A project may be nothing but a list of others."""
_CONTAINER = re.compile(r"^[ \t]{2,}(?:image|build)[ \t]*:", re.MULTILINE)


def claims(path: str, head: str) -> Claim:
    """SURE for a mapping ``services`` in a file whose name says compose, or whose services have an image, and for
    a list ``include`` in a file of that name."""
    head = head.removeprefix("\ufeff")
    if "\0" in head:
        return Claim.NOTHING
    named = _NAME.search(path.lower()) is not None
    if "services" in head and _SERVICES.search(head):
        return Claim.SURE if named or _CONTAINER.search(head) else Claim.NOTHING
    return Claim.SURE if named and "include" in head and _INCLUDE.search(head) else Claim.NOTHING
