"""What the text of a scalar is to Kubernetes: the reader of kubectl and of the API server (Go, YAML 1.1).

Measured on kubectl 1.32: ``010`` is 8, ``0x50`` 80, ``1_000`` 1000, ``on`` and ``yes`` are booleans, ``"80"`` is a
string.
"""

import re

from lbconflint.yaml.nodes import LIST, MAP, PLAIN, YamlNode

_INTEGER = re.compile(r"[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|0|[1-9][0-9_]*)")
_FLOAT = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
TRUE = frozenset(("true", "True", "TRUE", "y", "Y", "yes", "Yes", "YES", "on", "On", "ON"))
FALSE = frozenset(("false", "False", "FALSE", "n", "N", "no", "No", "NO", "off", "Off", "OFF"))
NULLS = frozenset(("", "~", "null", "Null", "NULL"))
WORDS = frozenset((*TRUE, *FALSE, *NULLS))
"""Plain words that are no strings."""


def integer(node: YamlNode) -> int | None:
    """The number that a plain scalar is, or None."""
    if node.form is not PLAIN or not node.args or not _INTEGER.fullmatch(node.args[0]):
        return None
    return number(node.args[0])


def number(text: str) -> int | None:
    """The integer that Go's YAML reader makes of the text, or None."""
    digits = text.replace("_", "").lower()
    sign = -1 if digits.startswith("-") else 1
    digits = digits.lstrip("+-")
    try:
        if len(digits) > 1 and digits[0] == "0" and digits[1] not in "box":
            return sign * int(digits, 8)
        return sign * int(digits, 0)
    except ValueError:
        return None


def kind(node: YamlNode) -> str:
    """null, boolean, integer, float, string, mapping or list; "" when it is not known."""
    if node.form is MAP:
        return "mapping"
    if node.form is LIST:
        return "list"
    if node.filled or node.partial:
        return ""
    if node.form is not PLAIN:
        return "string"
    text = node.args[0] if node.args else ""
    if text[:1].isalpha():
        # Words are most of what there is.
        return "boolean" if text in TRUE or text in FALSE else "null" if text in NULLS else "string"
    if text == "" or text == "~":
        return "null"
    if _INTEGER.fullmatch(text):
        return "integer"
    return "float" if _FLOAT.fullmatch(text) else "string"


def boolean(node: YamlNode) -> bool | None:
    """The boolean that a plain scalar is, or None."""
    if node.form is not PLAIN or not node.args:
        return None
    return True if node.args[0] in TRUE else False if node.args[0] in FALSE else None
