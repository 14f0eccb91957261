"""Which YAML files are Compose projects.  Imports nothing of the reader."""

import re

from lbconflint.dialects import Claim

_NAME = re.compile(r"(^|/)[^/]*compose[^/]*$")
_SERVICES = re.compile(
    r"^['\"]?services['\"]?[ \t]*:[ \t]*(?:#[^\n]*)?\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*+[ \t]+[^\s#-]",
    re.MULTILINE,
)
"""The key, and below it a mapping; GitLab's ``services`` are a list."""
_CONTAINER = re.compile(r"^[ \t]{2,}(?:image|build)[ \t]*:", re.MULTILINE)


def claims(path: str, head: str) -> Claim:
    """SURE for a mapping ``services`` in a file whose name says compose, or whose services have an image."""
    head = head.removeprefix("\ufeff")
    if "services" not in head or "\0" in head or not _SERVICES.search(head):
        return Claim.NOTHING
    return Claim.SURE if _NAME.search(path.lower()) or _CONTAINER.search(head) else Claim.NOTHING
