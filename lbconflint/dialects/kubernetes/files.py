"""Configuration files in a ConfigMap, for their own dialects."""

import re

from lbconflint.inset import Inset
from lbconflint.model import Gap
from lbconflint.source import SourceFile
from lbconflint.values import HOLE
from lbconflint.yaml.insets import raw, text_of
from lbconflint.yaml.nodes import YamlNode

_NAME = re.compile(r"[\w.-]+\.(?:conf|cfg|vhost|nginx)")
_OURS = re.compile(r"nginx|haproxy|\.(?:cfg|vhost)$", re.IGNORECASE)


def files_of(root: YamlNode, gaps: list[Gap]) -> dict[str, SourceFile]:
    """The files of several lines, by the names of their entries; ``gaps`` takes those that cannot be read."""
    data = root.get("data")
    found: dict[str, SourceFile] = {}
    for entry in data.entries if data is not None else ():
        if not entry.args or not _NAME.fullmatch(entry.name):
            continue
        pieces = text_of(entry)
        if pieces:
            found[entry.name] = Inset(entry.name, pieces)
        elif _OURS.search(entry.name) and (entry.unknown or not _one_word(entry)):
            # A file that is told by its suffix alone is, more often than not, another program's.
            gaps.append(Gap(entry.word(0), f"what a template puts into '{entry.name}' is not known"))
    return found


def _one_word(entry: YamlNode) -> bool:
    """The value is no file, but the name of one, or nothing."""
    return "\n" not in entry.args[0] and HOLE not in entry.args[0] and "{{" not in raw(entry)
