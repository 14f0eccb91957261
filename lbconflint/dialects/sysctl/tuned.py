"""The kernel settings of a profile of TuneD: sections of type ``sysctl``.

Sections are Python's ``configparser``'s, values lose their quotes, and ``>1024`` only ever raises what is there
(TuneD's ``profiles/loader.py`` and ``plugins/plugin_sysctl.py``, read 2026-11).  What it includes is left out.
"""

import re
from collections.abc import Iterator

from lbconflint.kernel import Carrier
from lbconflint.record import NamedTuple
from lbconflint.scripts.settings import Settings, setting_of
from lbconflint.source import SourceFile
from lbconflint.template import mask_of
from lbconflint.tree import ALWAYS, Node, World
from lbconflint.unit import Unit
from lbconflint.values import HOLE, Setting, unknown, written

_SECTION = re.compile(r"\[([^\]]+)\]")
_QUOTED = re.compile(r'^"(.*)"$')
_REMARK = re.compile(r"\s#")
_OPTIONS = frozenset({
    "type", "enabled", "replace", "prepend", "drop", "priority", "devices", "devices_udev_regex", "cpuinfo_regex",
    "uname_regex", "script_pre", "script_post",
})  # fmt: skip
"""What any section may have."""
_CONDITIONS = ("cpuinfo_regex", "uname_regex")
_RELATIVE = ("<", ">")
_BLANKS = " \t\r"


class _Option(NamedTuple):
    """``name = value`` at ``start``; ``goes_on``: a deeper line below belongs to the value."""

    name: str
    value: str
    start: int
    end: int
    at: int
    goes_on: bool = False


def read_profile(source: SourceFile, unit: Unit) -> None:
    """``source`` is a ``tuned.conf``."""
    masked = mask_of(source)
    if masked is not None:
        source.masked = masked.text
    source.words = words
    settings = Settings(unit)
    for name, options in _sections(source.masked):
        said = {option.name: option.value for option in options}
        if said.get("type", name) != "sysctl" or said.get("enabled", "1") not in ("1", "true", "True"):
            continue
        own: World = ((options[0].start, 0),) if any(said.get(one) for one in _CONDITIONS) else ALWAYS
        for option in options:
            if option.name not in _OPTIONS:
                world = (*own, *(masked.world(option.start) if masked else ALWAYS))
                node = Node(source, option.name, (option.value,), option.start, option.end, world)
                named = written(option.name, node, 0)
                settings.put(setting_of(named, _value(option, node), Carrier.PROFILE, node, world=world))


def words(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The key and the value, quotes aside."""
    equals = text.index("=", start, end)
    low, high = equals + 1 + len(text[equals + 1 : end]) - len(text[equals + 1 : end].lstrip(_BLANKS)), end
    if high - low > 1 and text[low] == text[high - 1] == '"':
        low, high = low + 1, high - 1
    return [(start, start + len(text[start:equals].rstrip(_BLANKS))), (low, max(low, high))]


def _value(option: _Option, node: Node) -> Setting[str]:
    value = _QUOTED.sub(r"\1", option.value)
    filled = HOLE in value or "${" in value or value.startswith(_RELATIVE) or option.goes_on
    return unknown(node, 1) if filled else written(value, node)


def _sections(text: str) -> Iterator[tuple[str, list[_Option]]]:
    """The sections that hold something."""
    name, options = "", list[_Option]()
    for option in _lines(text):
        if isinstance(option, str):
            if options:
                yield name, options
            name, options = option, []
        elif options and option.at > options[-1].at:
            options[-1] = options[-1]._replace(goes_on=True)
        elif option.name:
            options.append(option)
    if options:
        yield name, options


def _lines(text: str) -> Iterator["_Option | str"]:
    """Each option, and the name of each section."""
    start = 0
    for line in text.splitlines(keepends=True):
        begin, start = start, start + len(line)
        bare = line.strip()
        if not bare or bare[0] in "#;":
            continue
        indent = len(line) - len(line.lstrip(_BLANKS))
        section = _SECTION.match(bare)
        if section is not None:
            yield section[1]
            continue
        said = _REMARK.split(line.rstrip(), maxsplit=1)[0].rstrip()
        key, equals, value = said.partition("=")
        known = key.strip() if equals and HOLE not in key else ""
        yield _Option(known, value.strip(), begin + indent, begin + len(said), indent)
