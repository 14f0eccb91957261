"""YAML with exact places: every document of a text as neutral nodes, whatever is broken beside it.

Built on ruamel.yaml's events (its C parser when ``ruamel.yaml.clib`` is there, else the pure one, with the
same result), because its own composers lose places, duplicate keys or nine tenths of the speed.
"""

from lbconflint.yaml.documents import Document, Fault, read
from lbconflint.yaml.nodes import Form, YamlNode

__all__ = ["Document", "Fault", "Form", "YamlNode", "read"]
