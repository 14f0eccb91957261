"""What the rules for nginx and HAProxy were planned to find: a small configuration for each row, and its level."""

from collections.abc import Mapping
from typing import NamedTuple

DEFAULTS = """\
defaults
    mode http
    timeout client 30s
    timeout connect 5s
    timeout server 30s
"""


class Row(NamedTuple):
    """``rule`` gives exactly these ``levels`` (one word for each finding) for ``files``."""

    number: int
    rule: str
    levels: str
    files: Mapping[str, str]


def main(text: str) -> dict[str, str]:
    """A whole nginx.conf; what comes before the first line feed is dropped."""
    return {"nginx.conf": text.removeprefix("\n")}


def http(text: str) -> dict[str, str]:
    """An nginx.conf of which ``text`` is the http block."""
    return {"nginx.conf": f"events {{}}\nhttp {{{text}}}\n"}


def proxies(text: str) -> dict[str, str]:
    """A haproxy.cfg of ordinary defaults and these sections."""
    return {"haproxy.cfg": DEFAULTS + text.removeprefix("\n")}
