"""Where a case lives while it runs: a fixed directory that each namespace covers with a tmpfs of its own.

The path is the same in every namespace, so a generated text is exactly the text that is started, and
nothing is left behind: the file system ends with the namespace.
"""

import os
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]

_MOUNT_POINTS = ("/mnt", "/media", "/srv", "/opt")


def _root() -> str:
    """A directory that exists everywhere and holds nothing that a case needs."""
    needed = [str(REPOSITORY), sys.prefix, sys.base_prefix, os.environ.get("LBCONFLINT_NGINX", "")]
    needed += [os.environ.get("LBCONFLINT_HAPROXY", ""), *filter(None, sys.path)]
    for candidate in _MOUNT_POINTS:
        if os.path.isdir(candidate) and not any(f"{candidate}/" in f":{path}/" for path in needed):
            return candidate
    return "/tmp"


ROOT = _root()
CERTIFICATE = f"{ROOT}/tls.pem"
"""Certificate and key in one file; the harness writes it before the first case."""

ALTERNATIVE = "LBCONFLINT_ORACLE_ALTERNATIVE"
"""The environment variable that a generated ``.if`` asks for."""


def identity_path(owner: str) -> str:
    """The unix socket on which the harness answers with the identity of ``owner``."""
    return f"{ROOT}/id-{owner}"


def sink_path(owner: str) -> str:
    """The unix datagram socket on which the harness receives what ``owner`` forwards."""
    return f"{ROOT}/log-{owner}"


def control_path(number: int) -> str:
    """The command socket by which HAProxy tells that it runs; ``number`` is the program's."""
    return f"{ROOT}/control-{number}"
