"""What a machine gets at its first boot, and files that resources hold -> files of machines.

A script's here-documents and cloud-init's ``write_files`` are files of the machine too; the script or the
cloud-config itself stays one, for the kernel settings in it.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lbconflint.dialects import Machine
from lbconflint.dialects.terraform.context import Resource
from lbconflint.dialects.terraform.follow import Place, of_item, origin
from lbconflint.dialects.terraform.terms import Literal, Object
from lbconflint.dialects.terraform.texts import Renderer, Text
from lbconflint.inset import Inset, Piece, cut
from lbconflint.knowledge.terraform_sources import METADATA, TEXTS, USER_DATA
from lbconflint.template.holes import prepared

if TYPE_CHECKING:
    from lbconflint.scripts.commands import Written

_WORTH = re.compile(r"nginx|haproxy|sysctl|/proc/sys/|keepalived|\.socket\b")
_CLOUD = re.compile(r"\ufeff?(?:##[ \t]*template:[^\n]*\n)?#cloud-config\b")
_SCRIPT = re.compile(r"\ufeff?\s*#!")
_FOLDER = "var/lib/cloud/instance"
_MOST_FILES = 200
_SYSCTL = re.compile(r"(^|/)sysctl\.(d/|conf$)")


class Files:
    """The files of one machine.  A path that is written twice, or perhaps not at all, gets a machine of its own:
    nobody knows what is beside it."""

    def __init__(self, name: str, shared: bool) -> None:
        self.machine = Machine(name, {}, {}, shared)
        self.apart: list[Machine] = []

    def add(self, path: str, inset: Inset, templates: frozenset[str], alone: bool = False) -> None:
        if _SYSCTL.search(path):
            return  # who reads the script or the cloud-config reads them as well
        target = self.machine
        if alone or path in target.files:
            target = Machine(f"{target.name}+{len(self.apart)}", {}, {}, True)
            self.apart.append(target)
        target.files[path] = inset
        target.templates[path] = templates

    def all(self) -> list[Machine]:
        return [machine for machine in (self.machine, *self.apart) if machine.files]


def user_data(resource: Resource, renderer: Renderer, name: str) -> Iterator[Machine]:
    """The machine of a resource."""
    files = Files(name, True)
    for place, script in _arguments(resource):
        for number, text in enumerate(renderer.texts(place)):
            if not _boot(text, files, f"{number or ''}", script):
                renderer.unread(place, "neither a script nor a cloud-config: such texts are not looked into")
    yield from files.all()


def held(resource: Resource, renderer: Renderer, name: str) -> Iterator[Machine]:
    """A file that a resource holds."""
    named, arguments = TEXTS[resource.kind]
    path = resource.text(named).value
    files = Files(name, False)
    for argument in arguments:
        item = resource.item(argument)
        if item is not None and path is not None:
            for text in renderer.texts(of_item(item, resource.instance, resource.names)):
                _file(path.rpartition("/")[2], text, files)
    yield from files.all()


def volume(resource: Resource, renderer: Renderer, name: str) -> Iterator[Machine]:
    """The files of a ConfigMap."""
    item = resource.item("data")
    if item is not None:
        yield from _entries(origin(of_item(item, resource.instance, resource.names)), renderer, name)


def files_in(manifest: Place, renderer: Renderer, name: str) -> Iterator[Machine]:
    """The files of a ConfigMap that is written as an object."""
    for key, value in manifest.term.items if isinstance(manifest.term, Object) else ():
        if isinstance(key, Literal) and key.value == "data":
            yield from _entries(origin(manifest.to(value)), renderer, name)


def _entries(holder: Place, renderer: Renderer, name: str) -> Iterator[Machine]:
    files = Files(name, False)
    if not isinstance(holder.term, Object):
        return
    for key, value in holder.term.items:
        path = key.value if isinstance(key, Literal) else holder.to(key).value
        if isinstance(path, str) and "." in path:
            for text in renderer.texts(holder.to(value)):
                _file(path, text, files)
    yield from files.all()


def _file(path: str, text: Text, files: Files) -> None:
    if text.pieces and any("\n" in piece.text for piece in text.pieces):
        files.add(path, text.inset(path), frozenset(text.templates))


def _arguments(resource: Resource) -> Iterator[tuple[Place, bool]]:
    """The texts of a machine, and whether each is a script by its place."""
    for argument in USER_DATA[resource.kind]:
        holder, _, name = argument.rpartition(".")
        view = next(iter(resource.blocks(holder)), None) if holder else resource
        item = view.item(name) if view is not None else None
        if view is None or item is None:
            continue
        place = of_item(item, resource.instance, view.names)
        if argument != "metadata":
            yield place, argument == "metadata_startup_script"
            continue
        entries = origin(place)
        for key, value in entries.term.items if isinstance(entries.term, Object) else ():
            word = key.value if isinstance(key, Literal) else None
            if word in METADATA:
                yield entries.to(value), word == "startup-script"


def _boot(text: Text, files: Files, number: str, script: bool) -> bool:
    """A script or a cloud-config.  False for anything else (MIME archives, Ignition, PowerShell) that may hold
    something."""
    source = text.inset(f"{_FOLDER}/user-data{number}")
    if not _WORTH.search(source.text):
        return True
    templates = frozenset(text.templates)
    if _CLOUD.match(source.text):
        source.path += ".yaml"
        files.add(source.path, source, templates)
        _cloud_config(text.inset(source.path), files, templates)
    elif script or _SCRIPT.match(source.text):
        source.path += ".sh"
        files.add(source.path, source, templates)
        _script(text.inset(source.path), 0, len(source.text), files, templates)
    else:
        return False
    return True


def _script(source: Inset, start: int, end: int, files: Files, templates: frozenset[str]) -> None:
    """The files that a script writes."""
    from lbconflint.scripts.commands import Script
    from lbconflint.scripts.shell import Shell
    from lbconflint.unit import Unit

    if source.prepared is not None:
        source.masked = source.prepared.text
    shell = Shell(source.masked, source.path)
    commands = list(shell.commands(start, end))
    source.masked = shell.masked()
    found: list[Written] = []
    Script(source, Unit(source.path, "sysctl", complete=False), written=found).run(commands)
    for one in found[:_MOST_FILES]:
        inset = prepared(Inset(one.path.strip("/"), _body(source, one)))
        if inset.text.strip():
            files.add(inset.path, inset, templates, bool(one.world) or one.appended)


def _body(source: Inset, one: "Written") -> list[Piece]:
    """The text of a here-document as the shell writes it: ``\\$`` is ``$`` where it expands anything at all."""
    pieces: list[Piece] = []
    for piece in cut(source, one.start, one.end):
        if piece.hole or not one.escaped:
            pieces.append(piece)
            continue
        escape = re.compile(rf"\\([{re.escape(one.escaped)}])")
        at = piece.start
        for low, high in _expansions(source, piece):
            pieces += _unescaped(source, escape, at, low)
            if high > low:
                pieces.append(Piece(source.text[low:high].replace("\n", " "), source, low, high, hole=True))
            at = high
        pieces += _unescaped(source, escape, at, piece.end)
    return [piece for piece in pieces if piece.text]


_HOLES = re.compile("\ue000+")


def _expansions(source: Inset, piece: Piece) -> Iterator[tuple[int, int]]:
    for found in _HOLES.finditer(source.masked, piece.start, piece.end):
        yield found.span()


def _unescaped(source: Inset, escape: re.Pattern[str], start: int, end: int) -> Iterator[Piece]:
    at = start
    for found in escape.finditer(source.text, start, end):
        yield Piece(source.text[at : found.start()], source, at, found.start())
        at = found.start() + (2 if found[1] == "\n" else 1)
        if found[1] == "\\":
            yield Piece("\\", source, at, at + 1)
            at += 1
    yield Piece(source.text[at:end], source, at, end)


def _cloud_config(source: Inset, files: Files, templates: frozenset[str]) -> None:
    """``write_files``, and what ``runcmd`` writes."""
    from lbconflint.yaml.either import read_either
    from lbconflint.yaml.insets import pieces_of

    reading = read_either(source)
    for document in reading.documents:
        written = document.root.get("write_files")
        for item in written.items[:_MOST_FILES] if written is not None else ():
            path, content, encoding = item.get("path"), item.get("content"), item.get("encoding")
            plain = encoding is None or encoding.text in ("", "text/plain")
            if path is None or not path.args or path.unknown or content is None or not content.args or not plain:
                continue
            inset = prepared(Inset(path.args[0].strip("/"), pieces_of(content)))
            append = item.get("append")
            if inset.pieces:
                files.add(inset.path, inset, templates, append is not None)
