"""Addresses that scripts give to ``lo`` and to tunnels: ``ip addr add VIP/32 dev lo``, ``ifconfig lo:0 VIP``."""

import re
from collections.abc import Sequence
from functools import lru_cache

from lbconflint.model import LocalAddress
from lbconflint.record import NamedTuple
from lbconflint.scripts.shell import Word
from lbconflint.source import SourceFile
from lbconflint.tree import Node, World
from lbconflint.values import Address, Setting, ipv4, unknown, written

COMMANDS = ("ip", "ifconfig")
_INTERFACE = re.compile(r"(lo|tunl?\d+|ipip\d*)(?::\S+)?")
_OBJECT = re.compile(r"a(?:ddr(?:ess)?)?")
_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
_ASSIGNMENT = re.compile(r"(?:^|(?<=[;\s]))([A-Za-z_]\w*)=([^\s;]*)")
_ALL_BITS = "255.255.255.255"


class _Given(NamedTuple):
    """The words that say which address an interface gets."""

    address: Word
    interface: str
    single: bool


def local_address(words: Sequence[Word], source: SourceFile, world: World) -> LocalAddress | None:
    """What the command gives to ``lo`` or to a tunnel; None for any other command."""
    given = _ip(words) if words[0].text.rpartition("/")[2] == "ip" else _ifconfig(words)
    if given is None or not given.single:
        return None
    word, interface = given.address, given.interface
    node = Node(source, source.text[word.start : word.end], (), word.start, word.end, world)
    address = _value(node.name, source.text)
    if address is not None and address.loopback:
        return None
    setting: Setting[Address] = written(address, node, None) if address is not None else unknown(node)
    return LocalAddress(setting, interface, world, node)


def _ip(words: Sequence[Word]) -> _Given | None:
    """``ip [OPTIONS] addr add ADDRESS dev INTERFACE``."""
    rest = [word for word in words[1:] if not word.text.startswith("-")]
    texts = [word.text for word in rest]
    if len(rest) < 5 or not _OBJECT.fullmatch(texts[0]) or texts[1] not in ("add", "replace", "change"):
        return None
    if "dev" not in texts[:-1]:
        return None
    interface = _INTERFACE.fullmatch(texts[texts.index("dev") + 1])
    address = rest[3 if texts[2] == "local" else 2]
    # Without a mask it is one of all bits.
    return _Given(address, interface[1], _length(address.text) in ("", "32")) if interface else None


def _length(text: str) -> str:
    return text.rpartition("/")[2] if "/" in text else ""


def _ifconfig(words: Sequence[Word]) -> _Given | None:
    """``ifconfig INTERFACE ADDRESS netmask 255.255.255.255``."""
    texts = [word.text for word in words]
    interface = _INTERFACE.fullmatch(texts[1]) if len(words) > 2 else None
    if interface is None or texts[2] in ("up", "down"):
        return None
    mask = texts[texts.index("netmask") + 1] if "netmask" in texts[:-1] else ""
    return _Given(words[2], interface[1], mask == _ALL_BITS or texts[2].endswith("/32"))


def _value(text: str, script: str) -> Address | None:
    """The address that is written, or that the script's only assignment to the variable writes."""
    plain = text.strip("\"'").partition("/")[0]
    name = _VARIABLE.fullmatch(plain)
    if name is not None:
        told = _assigned(script).get(name[1] or name[2], ())
        plain = told[0].strip("\"'") if len(told) == 1 else ""
    return ipv4(plain)


@lru_cache(maxsize=1)
def _assigned(script: str) -> dict[str, list[str]]:
    """What the variables of a script are set to."""
    found: dict[str, list[str]] = {}
    for assignment in _ASSIGNMENT.finditer(script):
        found.setdefault(assignment[1], []).append(assignment[2])
    return found
