"""keepalived.conf -> the virtual addresses of its VRRP instances, and its virtual servers.

A ``virtual_server`` opens no socket: the kernel's IPVS takes its packets before any listener, so there is no bind
to lower.
"""

import re
from collections.abc import Iterator, Sequence

from lbconflint.dialects import Plan, Reading
from lbconflint.files import Files
from lbconflint.knowledge.versions import Target
from lbconflint.model import Gap, VirtualAddress, VirtualServer
from lbconflint.record import NamedTuple
from lbconflint.report import SkippedFile
from lbconflint.source import SourceFile, Span
from lbconflint.template import mask_of
from lbconflint.template.masked import Masked
from lbconflint.tree import ALWAYS, Node
from lbconflint.unit import Unit
from lbconflint.values import HOLE, Address, Setting, absent, ipv4, ipv6, unknown, written

_WORD = re.compile(r"[{}]|\"[^\"\n]*\"|[^\s{}]+")
_ADDRESSES = frozenset({"virtual_ipaddress", "virtual_ipaddress_excluded"})
_METHODS = ("lb_kind", "lvs_method")
_NOTIFY = re.compile(r"^[ \t]*notify(?:_\w+)?[ \t]", re.MULTILINE)
"""Of an instance, a group of them or a real server."""


class _Instance(NamedTuple):
    """A VRRP instance while it is read."""

    name: str
    addresses: list[Node]
    notifies: bool


class _Server(NamedTuple):
    """A virtual server while it is read: its address, and what it says of the way to its real servers."""

    address: Node
    methods: list[Node]


def read(files: Files, paths: Sequence[str], target: Target, plan: Plan) -> Reading:
    """One unit for each file.  ``target`` and ``plan`` decide nothing here."""
    del target, plan
    units: list[Unit] = []
    declined: list[SkippedFile] = []
    for path, source in files.sources(paths, declined):
        unit = Unit(path, "keepalived", complete=True)
        unit.add_source(source)
        _read_file(source, unit)
        units.append(unit)
    return Reading(units, declined)


def _read_file(source: SourceFile, unit: Unit) -> None:
    masked = mask_of(source)
    source.words = lambda text, start, end: [(start, end)]  # noqa: ARG005
    if masked is not None:
        source.masked = masked.text
    notifies = _NOTIFY.search(source.masked) is not None
    blocks: list[str] = []
    instance: _Instance | None = None
    server: _Server | None = None
    for words in _lines(source.masked):
        opening = words[0]
        first = source.masked[slice(*opening)]
        if first == "include" and len(words) > 1:
            unit.gaps.append(Gap(Span(source, opening[0], words[-1][1]), "included files are not read"))
        if not blocks and first == "vrrp_instance" and len(words) > 1:
            instance = _Instance(source.masked[slice(*words[1])], [], notifies)
        if first == "virtual_server" and not blocks and len(words) > 2:
            server = _Server(_node(source, masked, words[1]), [])
        elif first in _METHODS and len(blocks) == 1 and server is not None and len(words) > 1:
            server.methods.append(_node(source, masked, words[1]))
        listed = not blocks or blocks[-1] not in _ADDRESSES
        for number, (start, end) in enumerate(words):
            text = source.masked[start:end]
            if text == "{":
                blocks.append(first)
                listed = False
                continue
            if text == "}":
                blocks = blocks[:-1]
                if not blocks:
                    _close(unit, instance)
                    _close_server(unit, server)
                    instance = server = None
                continue
            if not listed and instance is not None and blocks and blocks[-1] in _ADDRESSES:
                listed = True
                if number == 0 or source.masked[slice(*words[number - 1])] == "{":
                    instance.addresses.append(_node(source, masked, (start, end)))
    _close(unit, instance)
    _close_server(unit, server)


def _node(source: SourceFile, masked: Masked | None, place: tuple[int, int]) -> Node:
    start, end = place
    return Node(source, source.masked[start:end], (), start, end, masked.world(start) if masked else ALWAYS)


def _lines(text: str) -> Iterator[list[tuple[int, int]]]:
    """The words of each line that has some; ``#`` and ``!`` begin a comment."""
    start = 0
    for line in text.split("\n"):
        words = []
        for found in _WORD.finditer(line):
            if found[0][0] in "#!":
                break
            words.append((start + found.start(), start + found.end()))
        if words:
            yield words
        start += len(line) + 1


def _close(unit: Unit, instance: _Instance | None) -> None:
    if instance is None:
        return
    for node in instance.addresses:
        text = node.name.partition("/")[0]
        address = ipv4(text) or ipv6(text)
        if address is None and HOLE not in text:
            continue
        setting: Setting[Address] = written(address, node, 0) if address else unknown(node, 0)
        found = VirtualAddress(setting, instance.name, instance.notifies, node.world, node)
        unit.nouns.setdefault(VirtualAddress, []).append(found)
        unit.roots.append(node)


def _close_server(unit: Unit, server: _Server | None) -> None:
    """A server of a group or of marked packets has no address of its own."""
    if server is None:
        return
    address = ipv4(server.address.name) or ipv6(server.address.name)
    if address is None:
        return
    node = server.address
    method: Setting[str] = absent(node)
    if server.methods:
        said = server.methods[-1]
        known = HOLE not in said.name and not said.world
        method = written(said.name, said, 0) if known else unknown(said, 0)
    found = VirtualServer(written(address, node, 0), method, node.world, node)
    unit.nouns.setdefault(VirtualServer, []).append(found)
    unit.roots.append(node)
