"""YAML with exact places: every document of a text as neutral nodes, whatever is broken beside it.

Built on ruamel.yaml's events (its C parser when ``ruamel.yaml.clib`` is there, else the pure one, with the
same result), because its own composers lose places, duplicate keys or nine tenths of the speed.
"""

from typing import TYPE_CHECKING, Any

from lbconflint.yaml.nodes import Form, YamlNode

if TYPE_CHECKING:
    from lbconflint.yaml.documents import Document, Fault, read

__all__ = ["Document", "Fault", "Form", "YamlNode", "read"]


def __getattr__(name: str) -> Any:
    """Reading is loaded when somebody reads: nodes are made of other texts, too."""
    if name not in ("Document", "Fault", "read"):
        raise AttributeError(name)
    from lbconflint.yaml import documents

    return getattr(documents, name)
