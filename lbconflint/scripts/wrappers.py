"""Commands that run another one: ``sudo``, ``chroot /host``, ``nsenter -t 1 -n``."""

import re
from collections.abc import Sequence
from enum import Enum

from lbconflint.record import NamedTuple
from lbconflint.scripts.shell import Word


class Where(Enum):
    """Whose network namespace a wrapped command runs in."""

    HERE = "the one around it"
    FIRST = "that of process 1, as it is seen here"
    MACHINE = "that of process 1 of the machine"
    ELSEWHERE = "that of another process"


class Wrapped(NamedTuple):
    """``words`` are those of the inner command."""

    words: list[Word]
    where: Where = Where.HERE


_WITH_VALUE = {
    "sudo": frozenset({"-u", "-g", "-h", "-p", "-C", "-T", "-D", "-R", "-r", "-t", "--user", "--group"}),
    "doas": frozenset({"-u", "-C"}),
    "nice": frozenset({"-n", "--adjustment"}),
    "env": frozenset({"-u", "--unset", "-C", "--chdir"}),
    "timeout": frozenset({"-s", "-k", "--signal", "--kill-after"}),
    "nsenter": frozenset({"-t", "--target", "-S", "--setuid", "-G", "--setgid"}),
    "exec": frozenset({"-a"}),
}
"""Options whose value is the next word."""
_PLAIN = frozenset({"command", "nohup", "time", "then"})
_ARGUMENTS = {"chroot": 1, "timeout": 1}
"""Words that stand before the inner command."""
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*\+?=")
_SETTINGS = ("net.", "vm.", "fs.", "kernel.")
_ENTERS = re.compile(r"-(?:[a-zA-Z]*[na]|n/.*|-net(?:=.*)?|-all)")
_OF_MACHINE = re.compile(r"(?:-n|--net=)/.+/1/ns/net")
_OF_FIRST = re.compile(r"(?:-n|--net=)/proc/1/ns/net")


def unwrapped(given: Sequence[Word]) -> Wrapped:
    """The command inside of ``sudo`` and its kind, without assignments before it."""
    at, where = 0, Where.HERE
    while at < len(given):
        text = given[at].text
        name = text.rpartition("/")[2]
        if name in _WITH_VALUE or name in _PLAIN or name in _ARGUMENTS:
            options, at = _options(name, given, at + 1)
            at += _ARGUMENTS.get(name, 0)
            if name == "nsenter":
                where = _entered(options, where)
        elif _ASSIGNMENT.match(text) and not text.startswith(_SETTINGS):
            at += 1
        else:
            break
    return Wrapped(list(given[at:]), where)


def _options(name: str, words: Sequence[Word], at: int) -> tuple[list[str], int]:
    """The options from the word ``at`` on, each with its value behind a blank, and where the next word is."""
    options: list[str] = []
    while at < len(words) and words[at].text.startswith("-") and words[at].text != "-":
        option = words[at].text
        at += 1
        if option == "--":
            break
        takes = option in _WITH_VALUE.get(name, ()) and at < len(words)
        options.append(f"{option} {words[at].text}" if takes else option)
        at += takes
    return options, at


def _entered(options: Sequence[str], around: Where) -> Where:
    """``nsenter`` leaves the network namespace only when it is told to."""
    if not any(_ENTERS.fullmatch(option) for option in options):
        return around
    if any(_OF_FIRST.fullmatch(option) for option in options):
        return Where.FIRST
    if any(_OF_MACHINE.fullmatch(option) for option in options):
        return Where.MACHINE
    targets = {re.sub(r"^(?:-t|--target)[= ]?", "", one) for one in options if one.startswith(("-t", "--target"))}
    return Where.FIRST if targets == {"1"} else Where.ELSEWHERE
