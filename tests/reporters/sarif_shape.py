"""A structural check of the part of SARIF 2.1.0 that we write: which properties, of which types.

Stricter than the standard's schema: nothing that we do not mean to write is allowed.
"""

from typing import Any

_LEVELS = {"none", "note", "warning", "error"}
_TEXT = {"text": str}

SHAPES: dict[str, dict[str, Any]] = {
    "log": {"$schema": str, "version": {"2.1.0"}, "runs": ["run"]},
    "run": {
        "tool": "tool",
        "automationDetails": "automation",
        "columnKind": {"utf16CodeUnits"},
        "originalUriBaseIds": "bases",
        "invocations": ["invocation"],
        "results": ["result"],
    },
    "tool": {"driver": "driver"},
    "driver": {
        "name": {"lbconflint"},
        "fullName": str,
        "semanticVersion?": str,
        "version?": str,
        "informationUri?": str,
        "rules": ["rule"],
    },
    "automation": {"id": {"lbconflint/"}},
    "bases": {"%SRCROOT%": "base"},
    "base": {"description": "message"},
    "message": _TEXT,
    "rule": {
        "id": str,
        "name": str,
        "shortDescription": "message",
        "fullDescription": "message",
        "help": "help",
        "helpUri?": str,
        "defaultConfiguration": "default",
        "properties": "rule properties",
    },
    "help": {"text": str, "markdown": str},
    "default": {"level": {"note", "warning", "error"}},
    "rule properties": {
        "tags": [str],
        "precision": {"very-high", "high", "medium", "low"},
        "problem.severity": {"error", "warning", "recommendation"},
        "security-severity?": str,
    },
    "invocation": {
        "executionSuccessful": bool,
        "exitCode": int,
        "toolExecutionNotifications": ["notification"],
    },
    "notification": {
        "descriptor": "reference",
        "level": _LEVELS,
        "message": "message",
        "locations?": ["location"],
    },
    "reference": {"id": {"skipped-file", "partly-understood", "internal-error", "cut"}},
    "location": {"id?": int, "physicalLocation": "place", "message?": "message"},
    "place": {"artifactLocation": "artifact", "region?": "region"},
    "artifact": {"uri": str, "uriBaseId": {"%SRCROOT%"}},
    "region": {"startLine": int, "startColumn?": int, "endLine?": int, "endColumn?": int},
    "result": {
        "ruleId": str,
        "ruleIndex": int,
        "level": _LEVELS,
        "message": "message",
        "locations": ["location"],
        "relatedLocations?": ["location"],
        "partialFingerprints": "fingerprints",
        "properties": "result properties",
    },
    "fingerprints": {"primaryLocationLineHash": str, "lbconflintConflict/v1": str},
    "result properties": {"confidence": {"high", "medium", "low"}},
}
"""Object name to its properties; ``?`` marks an optional one.  A property is a type, a set of allowed values,
the name of another object, or a list of one of them."""


def problems(value: Any, shape: Any = "log", place: str = "log") -> list[str]:
    """What is wrong with ``value``, as sentences; empty when nothing is."""
    if isinstance(shape, list):
        if not isinstance(value, list):
            return [f"{place} is no array"]
        return [said for index, item in enumerate(value) for said in problems(item, shape[0], f"{place}[{index}]")]
    if isinstance(shape, set):
        return [] if value in shape else [f"{place} is {value!r}"]
    if isinstance(shape, type):
        good = isinstance(value, shape) and (shape is bool or not isinstance(value, bool))
        return [] if good else [f"{place} is {value!r}, not of type {shape.__name__}"]
    return _object_problems(value, SHAPES[shape], place)


def _object_problems(value: Any, shape: dict[str, Any], place: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{place} is no object"]
    known = {name.rstrip("?"): (name, shape[name]) for name in shape}
    found = [f"{place} has an unexpected {name}" for name in value if name not in known]
    for name, (spelled, inner) in known.items():
        if name in value:
            found += problems(value[name], inner, f"{place}.{name}")
        elif not spelled.endswith("?"):
            found.append(f"{place} lacks {name}")
    return found
