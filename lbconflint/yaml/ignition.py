"""The files that Ignition writes at the first boot, of its JSON, of Butane's YAML and of a MachineConfig.

``storage.files`` hold a text (Butane: ``inline``) or a ``data:`` URL, percent-encoded or in base64; every piece of
it knows its place (coreos.github.io/ignition, configuration v3.5; RFC 2397).
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from lbconflint.inset import Inset, Piece, Room
from lbconflint.model import Gap
from lbconflint.source import SourceFile
from lbconflint.template.holes import prepared
from lbconflint.yaml.contents import contents, of_base64
from lbconflint.yaml.insets import pieces_of, raw
from lbconflint.yaml.nodes import YamlNode

_DATA = re.compile(r"data:[^,]*?(?P<base64>;base64)?,")
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_OURS = re.compile(r"/etc/(?:nginx|haproxy|keepalived)/|/etc/sysctl\.conf$|/sysctl\.d/[^/]+\.conf$|/tuned\.conf$")
_MOST = 500
_UNITS = "etc/systemd/system"


def is_ours(path: str) -> bool:
    """Some reader would look at a file at this path of a machine."""
    return _OURS.search(path) is not None


def files_of(config: YamlNode, gaps: list[Gap], room: Room) -> dict[str, SourceFile]:
    """The files and units of a configuration, by their paths on the machine; ``gaps`` takes what of the files
    that somebody could read here is not known."""
    found: dict[str, SourceFile] = {}
    files = config.at_path("storage", "files")
    for item in files.items[:_MOST] if files is not None else ():
        path = item.get("path")
        if path is None or not path.args or path.unknown:
            continue
        pieces = _contents(item, room)
        if pieces:
            place = path.args[0].strip("/")
            found[place] = prepared(Inset(place, pieces))
        elif is_ours(path.args[0]) and (item.get("contents") or item.get("append")) is not None:
            gaps.append(Gap(path.word(1), f"what '{path.args[0]}' holds is not known"))
    units = config.at_path("systemd", "units")
    for item in units.items[:_MOST] if units is not None else ():
        name, contents = item.get("name"), item.get("contents")
        if name is not None and name.args and not name.unknown and contents is not None and contents.args:
            pieces = _text(contents, room)
            if pieces:
                place = f"{_UNITS}/{name.args[0]}"
                found[place] = prepared(Inset(place, pieces))
    return found


def _contents(item: YamlNode, room: Room) -> list[Piece]:
    """The text of a file, as far as it stands here in one piece."""
    said = item.get("contents")
    if said is None or item.get("append") is not None:
        return []
    inline, source, compression = (said.get(name) for name in ("inline", "source", "compression"))
    if inline is not None and inline.args:
        return _text(inline, room)
    if source is None or not source.args or source.unknown or (compression is not None and compression.text):
        return []
    held = Inset(source.source.path, pieces_of(source))
    head = _DATA.match(held.text)
    if head is None or not room.take(len(held.text)):
        return []
    return list(of_base64(held, head.end()) if head["base64"] else _percent(held, head.end()))


def _text(node: YamlNode, room: Room) -> list[Piece]:
    written = raw(node)
    single = not node.unknown and "\n" not in written and "{{" not in written
    return pieces_of(node) if single else contents(node, room, filled=True)


def _percent(held: Inset, start: int) -> Iterator[Piece]:
    """What stands there as it is, and each run of escapes: character by character where all are ASCII."""
    text, at = held.text, start
    for found in _ESCAPES.finditer(text, start):
        if found.start() > at:
            yield Piece(text[at : found.start()], held, at, found.start())
        at = found.end()
        run = unquote_to_bytes(found[0])
        if run.isascii():
            for number, one in enumerate(run):
                low = found.start() + 3 * number
                yield Piece(chr(one), held, low, low + 3)
        else:
            yield Piece(run.decode("utf-8", "replace"), held, found.start(), found.end())
    if at < len(text):
        yield Piece(text[at:], held, at, len(text))
