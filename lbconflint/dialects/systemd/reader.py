"""Socket units with their drop-ins -> units with one listener each."""

from collections.abc import Mapping, Sequence
from typing import Any

from lbconflint.dialects import Plan, Reading
from lbconflint.dialects.systemd.addresses import parse
from lbconflint.dialects.systemd.sniff import is_service
from lbconflint.dialects.systemd.syntax import assignments, words
from lbconflint.files import Files, UnreadableError
from lbconflint.knowledge.versions import Target
from lbconflint.model import (
    Bind,
    Diagnostic,
    DiagnosticKind,
    Scope,
    Transport,
)
from lbconflint.report import SkippedFile
from lbconflint.scripts.opened import opener
from lbconflint.source import SourceFile
from lbconflint.template import mask_of, stand_in
from lbconflint.tree import Node
from lbconflint.unit import Unit
from lbconflint.values import HOLE, Setting, absent, default, unknown, written

_TRANSPORTS = {"ListenStream": Transport.TCP, "ListenDatagram": Transport.UDP}
_LISTS = frozenset({*_TRANSPORTS, "ListenSequentialPacket", "ListenFIFO", "ListenSpecial", "ListenNetlink",
                    "ListenMessageQueue", "ListenUSBFunction"})  # fmt: skip
"""An empty assignment to one of these clears them all."""
_TRUE, _FALSE = frozenset({"1", "yes", "y", "true", "t", "on"}), frozenset({"0", "no", "n", "false", "f", "off"})
_ELSEWHERE = ("vsock:", "vsock-")


def read(files: Files, paths: Sequence[str], target: Target, plan: Plan) -> Reading:
    """One unit for each socket unit, service and quadlet.  ``target`` and ``plan`` decide nothing here."""
    del target, plan
    declined: list[SkippedFile] = []
    together: dict[str, list[str]] = {}
    units = []
    for _, source in files.sources(filter(is_service, paths), declined):
        from lbconflint.dialects.systemd.services import read_service

        units.append(Unit(source.path, "compose", complete=True))
        read_service(source, units[-1])
    for path in sorted(
        (path for path in paths if not is_service(path)), key=lambda path: (".socket.d/" in path, path)
    ):
        directory, _, _ = path.rpartition("/")
        owner = directory.removesuffix(".d") if directory.endswith(".socket.d") else path
        together.setdefault(owner, []).append(path)
    for owner, members in together.items():
        unit = Unit(members[0], "systemd", complete=members[0] == owner)
        nodes: list[Node] = []
        for path in members:
            try:
                nodes += _read_file(files.source(path), unit)
            except UnreadableError as error:
                declined.append(SkippedFile(path, str(error)))
        if nodes:
            _lower(unit, owner.rpartition("/")[2], nodes)
        units.append(unit)
    return Reading([unit for unit in units if unit.sources], declined)


def _read_file(source: SourceFile, unit: Unit) -> list[Node]:
    masked = mask_of(source)
    source.words = words
    if masked is not None:
        source.masked = masked.text
    unit.add_source(source)
    nodes = list(assignments(source, masked, "Socket"))
    unit.roots.extend(nodes)
    return nodes


def _lower(unit: Unit, name: str, nodes: Sequence[Node]) -> None:
    listens: list[Node] = []
    settings: dict[str, Setting[str]] = {}
    for node in nodes:
        if node.name not in _LISTS:
            settings[node.name] = _text(node)
        elif node.args[0]:
            listens.append(node)
        else:
            listens.clear()
    binds = tuple(
        bind for node in listens if node.name in _TRANSPORTS for bind in _binds(unit, node, settings)
    )  # fmt: skip
    node = nodes[0]
    unit.listeners.append(opener(name, "socket", binds, default(True, node), node.world, node, settings))


def _text(node: Node) -> Setting[str]:
    """The value; specifiers (``%i``) and templates are not known."""
    text = node.args[0]
    if HOLE in text or "%" in text.replace("%%", ""):
        return unknown(node, 1)
    return written(text.replace("%%", "%"), node)


def _binds(unit: Unit, node: Node, settings: Mapping[str, Setting[str]]) -> list[Bind]:
    value = _text(node)
    text = value.value
    if text is None or text.startswith(_ELSEWHERE):
        return []
    found = parse(text)
    if found is None and stand_in(text):
        return []
    if found is None:
        message = f"'{text}' is no address that systemd takes: it ignores the line"
        cure = "write PORT, IPV4:PORT, [IPV6]:PORT or a path; names are not looked up"
        unit.diagnostics.append(Diagnostic(DiagnosticKind.INVALID_ARGUMENT, node.word(1), message, cure))
        return []
    nothing = absent(node)
    ports: Setting[Any] = written(found.ports, node) if found.ports else nothing
    return [
        Bind(
            address=written(found.address, node),
            ports=ports,
            transport=_TRANSPORTS[node.name],
            v6only=_v6only(node, settings.get("BindIPv6Only")),
            reuse_port=_flag(node, settings.get("ReusePort")),
            interface=settings.get("BindToDevice", nothing),
            namespace=settings.get("NetworkNamespacePath", nothing),
            tls=unknown(node),
            proxy_protocol=unknown(node),
            options={
                name: settings[name]
                for name in ("FreeBind", "Transparent")
                if name in settings and settings[name].value not in _FALSE
            },
            scope=Scope.HOST,
            world=node.world,
            node=node,
        )
    ]


def _v6only(node: Node, said: Setting[str] | None) -> Setting[bool]:
    """``default`` leaves it to ``net.ipv6.bindv6only``."""
    if said is None or said.equals("default") or said.equals(""):
        return default(False, node)
    return unknown(node) if said.value is None else written(said.value == "ipv6-only", said.node)


def _flag(node: Node, said: Setting[str] | None) -> Setting[bool]:
    if said is None:
        return default(False, node)
    return unknown(node) if said.value is None else written(said.value.lower() in _TRUE, said.node)
