"""Services that run a container -> the ports that it has of the host; what else their commands set.

Quadlets of Podman (``*.container``) say the same in a section of their own.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from lbconflint.dialects.systemd.syntax import assignments
from lbconflint.kernel import Carrier
from lbconflint.model import Bind, Diagnostic
from lbconflint.scripts import lines
from lbconflint.scripts.commands import Script
from lbconflint.scripts.docker import run_of
from lbconflint.scripts.opened import bind_of, opener
from lbconflint.scripts.published import parse
from lbconflint.scripts.settings import Settings, setting_of
from lbconflint.scripts.shell import Command, Shell, Word
from lbconflint.scripts.wrappers import unwrapped
from lbconflint.source import SourceFile
from lbconflint.template import mask_of
from lbconflint.template.masked import Masked
from lbconflint.tree import Node, World
from lbconflint.unit import Unit
from lbconflint.values import HOLE, Setting, default, unknown, written

_STARTS = frozenset({"ExecStartPre", "ExecStart", "ExecStartPost"})
_PREFIXES = "-@:+!|"
_MAKERS = {"docker": "Docker", "podman": "Podman", "nerdctl": "containerd"}
_INSIDE = re.compile(r"(?:^|[=,])/etc/(?:nginx|haproxy|keepalived)\b")
"""A directory of the host that the container gets: what it configures runs in the container."""
_SHARED = ("host", "none", "container:", "pod:")


def read_service(source: SourceFile, unit: Unit) -> None:
    """A ``.service`` or a ``.container``."""
    masked = mask_of(source)
    if masked is not None:
        source.masked = masked.text
    unit.add_source(source)
    name = source.path.rpartition("/")[2].partition(".")[0]
    quadlet = list(assignments(source, masked, "Container"))
    if quadlet:
        _quadlet(quadlet, name, unit)
    else:
        _commands(source, masked, name, unit)
    source.words = _words


def _words(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Key and value of a setting; a port is both."""
    found = lines.words(text, start, end)
    return found if len(found) > 1 else found * 2


def _commands(source: SourceFile, masked: Masked | None, name: str, unit: Unit) -> None:
    shell = Shell(source.masked, source.path, embedded=True)
    found: list[Command] = []
    for node in assignments(source, masked, "Service"):
        if node.name in _STARTS:
            start = node.end - len(node.args[0])
            found += (_plain(one) for one in shell.commands(start, node.end))
    source.masked = shell.masked()
    Script(source, unit).run(found)
    for command in found:
        words = unwrapped(command.words).words
        maker = _MAKERS.get(words[0].text.rpartition("/")[2]) if words else None
        run = run_of(words) if maker is not None else None
        if run is not None:
            unit.maker = maker or ""
            called = run.said("name")
            inside = any(
                option in ("volume", "mount") and _INSIDE.search(word.text) for option, word in run.options
            )
            ports = [word for option, word in run.options if option == "publish" and not inside]
            shown = called if called and _plainly(called) else name
            _listener(unit, source, shown, words[0], ports, run.network, command.world)


def _plain(command: Command) -> Command:
    """Without the signs that systemd takes before a path."""
    first, *rest = command.words or (Word(0, 0, ""),)
    text = first.text.lstrip(_PREFIXES)
    skipped = len(first.text) - len(text)
    return command._replace(words=(Word(first.start + skipped, first.end, text), *rest)) if rest else command


def _quadlet(nodes: Sequence[Node], name: str, unit: Unit) -> None:
    unit.maker = "Podman"
    said = {node.name: node.args[0] for node in nodes}
    settings = Settings(unit)
    network = said.get("Network", "")
    for node in nodes:
        if node.name == "Sysctl" and network != "host":
            for word in _split(node):
                key, equals, value = word.text.partition("=")
                if equals and "%" not in word.text and HOLE not in key:
                    place = Node(node.source, key, (value,), word.start, word.end, node.world)
                    named = written(key, place, 0)
                    given: Setting[str] = unknown(place, 1) if HOLE in value else written(value, place, 1)
                    made = setting_of(named, given, Carrier.CONTAINER, place, world=node.world)
                    settings.put(made._replace(owner=nodes[0]))
    inside = any(node.name in ("Volume", "Mount") and _INSIDE.search(node.args[0]) for node in nodes)
    ports = [word for node in nodes if node.name == "PublishPort" and not inside for word in _split(node)]
    first = nodes[0]
    called = said.get("ContainerName", name)
    start = Word(first.start, first.end, "")
    _listener(unit, first.source, called if _plainly(called) else name, start, ports, network, first.world)


def _plainly(text: str) -> bool:
    """Neither a template nor a specifier of systemd is in it."""
    return HOLE not in text and "%" not in text


def _split(node: Node) -> Iterator[Word]:
    at = node.end - len(node.args[0])
    for text in node.args[0].split():
        start = node.source.masked.index(text, at, node.end)
        at = start + len(text)
        yield Word(start, at, text.strip("\"'")) if text[:1] not in "\"'" else Word(start + 1, at - 1, text[1:-1])


def _listener(
    unit: Unit, source: SourceFile, name: str, start: Word, ports: Sequence[Word], network: str, world: World
) -> None:
    node = Node(source, "run", (name,), start.start, start.end, world)
    own = _plainly(network) and not network.startswith(_SHARED)
    binds = tuple(bind for word in ports for bind in _binds(unit, source, word, world)) if own else ()
    settings: dict[str, Setting[Any]] = {"network_mode": written(network, node) if own else unknown(node)}
    unit.roots.append(node)
    unit.listeners.append(opener(name, "container", binds, default(True, node), world, node, settings))


def _binds(unit: Unit, source: SourceFile, word: Word, world: World) -> Iterator[Bind]:
    """The bind of one ``-p``; none where a specifier of systemd decides."""
    if "%" in word.text:
        return
    node = Node(source, "publish", (word.text,), word.start, word.end, world)
    found = parse(word.text)
    if found.problem is not None:
        span = written("", node, 1, found.problem.part).span
        cure = "write [ADDRESS:]HOST:CONTAINER[/PROTOCOL]"
        unit.diagnostics.append(Diagnostic(found.problem.kind, span, found.problem.message, cure))
    elif found.ports is not None and found.transport is not None:
        address: Setting[Any] = unknown(node, 1)
        if found.address is not None:
            address = written(found.address, node, 1, found.part)
        ports = written(found.ports, node, 1, found.part)
        yield bind_of(address, ports, found.transport, found.target, world, node)
