"""Which files are socket units, or services that run a container.  Imports nothing of the reader."""

import re

from lbconflint.dialects import Claim

_SERVICE = re.compile(r"\.(?:service|container)(?:\.[^./]+)*$")
_RUNS = re.compile(
    r"^Exec\w+[ \t]*=[^\n]*(?:\b(?:docker|podman|nerdctl)\b[^\n]*?[ \t](?:run|create)\b|\bsysctl[ \t]|/proc/sys/)"
    r"|^[ \t]*\[Container\]",
    re.MULTILINE,
)
_SECTION = re.compile(r"^[ \t]*\[Socket\]", re.MULTILINE)


def is_service(path: str) -> bool:
    """A service or a quadlet, by its name."""
    return _SERVICE.search(path.lower()) is not None


def claims(path: str, head: str) -> Claim:
    """SURE: the names that are looked at say enough, when there is the section, or a command that is looked at."""
    if is_service(path):
        return Claim.SURE if "\0" not in head and _RUNS.search(head) else Claim.NOTHING
    return Claim.SURE if "\0" not in head and _SECTION.search(head) else Claim.NOTHING
