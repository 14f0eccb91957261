"""Configuration files in a ConfigMap, for their own dialects."""

import re

from lbconflint.source import SourceFile
from lbconflint.values import HOLE
from lbconflint.yaml.nodes import BLOCK, YamlNode

_NAME = re.compile(r"[\w.-]+\.(?:conf|cfg|vhost|nginx)")


def files_of(root: YamlNode) -> dict[str, SourceFile]:
    """The files of several lines that are wholly known, by the names of their entries."""
    data = root.get("data")
    found: dict[str, SourceFile] = {}
    for entry in data.entries if data is not None and not data.partial else ():
        if entry.form is BLOCK and entry.args and not entry.partial and _NAME.fullmatch(entry.name):
            if HOLE not in entry.args[0] and "{{" not in entry.args[0]:
                from lbconflint.inset import Inset
                from lbconflint.yaml.insets import pieces_of

                pieces = pieces_of(entry)
                if pieces:
                    found[entry.name] = Inset(entry.name, pieces)
    return found
