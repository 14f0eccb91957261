"""Which files are keepalived's.  Imports nothing of the reader."""

import re

from lbconflint.dialects import Claim

_BLOCK = re.compile(
    r"^[ \t]*(?:vrrp_instance|vrrp_script|virtual_server|virtual_ipaddress|global_defs)\b", re.MULTILINE
)


def claims(path: str, head: str) -> Claim:  # noqa: ARG001
    """SURE: the names that are looked at hold keepalived's own."""
    return Claim.SURE if "\0" not in head and _BLOCK.search(head) else Claim.NOTHING
