"""Functions that read and write other notations."""

import base64
import binascii
import json
from fractions import Fraction
from typing import Any

from lbconflint.dialects.terraform.convert import decimal, normal, text
from lbconflint.dialects.terraform.functions import Function, opened
from lbconflint.dialects.terraform.lattice import Fields, Items, Unknown, Value, bare, failed, is_null, known

_MOST = 100_000


def jsonencode(value: Value) -> Value:
    if not known(value):
        return Unknown("a part of the value is not known")
    made = _json(value)
    return made if made is not None and len(made) <= _MOST else Unknown("jsonencode() of that value")


def _json(value: Value) -> str | None:
    if isinstance(value, Items | Fields):
        members = value.members.values() if isinstance(value, Fields) else value.members
        parts = [_json(member) for member in members]
        if any(part is None for part in parts):
            return None
        texts = [str(part) for part in parts]
        if isinstance(value, Items):
            return f"[{','.join(texts)}]"
        keys = [_json(key) for key in value.members]
        return "{" + ",".join(f"{key}:{part}" for key, part in zip(keys, texts, strict=True)) + "}"
    if isinstance(value, str):
        # Go escapes what could end a script, and writes the rest as it is.
        made = json.dumps(value, ensure_ascii=False)
        for char in "<>&\u2028\u2029":
            made = made.replace(char, f"\\u{ord(char):04x}")
        return made if value.isprintable() or (value.isascii() and "\x7f" not in value) else None
    if isinstance(value, bool) or is_null(value):
        return json.dumps(bare(value))
    made_number = decimal(value) if isinstance(value, Fraction) else text(value)
    return made_number if isinstance(made_number, str) and len(made_number) < 20 else None


def jsondecode(value: Value) -> Value:
    if not isinstance(value, str):
        return opened(value)
    try:
        found: Any = json.loads(value, parse_float=Fraction, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return failed("it is no JSON")
    return _decoded(found)


def _refuse(word: str) -> Any:
    raise ValueError(word)


def _decoded(value: Any) -> Value:
    if isinstance(value, dict):
        pairs = sorted(value.items(), key=lambda item: str(item[0]).encode("utf-8", "surrogatepass"))
        return Fields("object", {normal(str(key)): _decoded(member) for key, member in pairs})
    if isinstance(value, list):
        return Items("tuple", tuple(_decoded(member) for member in value))
    if isinstance(value, str):
        return normal(value)
    if isinstance(value, Fraction) and value.denominator == 1:
        return value.numerator
    found: Value = value
    return found


def base64encode(value: Value) -> Value:
    return base64.b64encode(value.encode()).decode() if isinstance(value, str) else opened(value)


def base64decode(value: Value) -> Value:
    if not isinstance(value, str):
        return opened(value)
    try:
        return base64.b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return failed("it is no base64 of a text")


FUNCTIONS: dict[str, Function] = {
    "base64decode": base64decode, "base64encode": base64encode, "jsondecode": jsondecode,
    "jsonencode": jsonencode,
}  # fmt: skip
