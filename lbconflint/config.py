"""The configuration: ``lbconflint.toml``, ``.lbconflint.toml`` or ``[tool.lbconflint]`` of pyproject.toml.

It is found upward from the linted path.  Every error names the file, the key and the line.
"""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from stat import S_ISREG
from typing import Any

from lbconflint.analysis.hosts import HostEntry
from lbconflint.files import starred
from lbconflint.finding import Confidence, Level
from lbconflint.kernel import NODE_PORTS, ClaimKind, PortClaim, PortPolicy
from lbconflint.knowledge.versions import SUPPORTED, Target, target_of
from lbconflint.record import NamedTuple
from lbconflint.values import PortRange

NAMES = ("lbconflint.toml", ".lbconflint.toml", "pyproject.toml")

_LEVELS = {level.word: level for level in Level}
_CONFIDENCES = {confidence.word: confidence for confidence in Confidence}


_MOST = 1 << 20
"""Bytes of a configuration file."""


class ConfigError(Exception):
    """The configuration cannot be used; the text names file, line, key and what was expected."""


class PathRule(NamedTuple):
    """``[[per-path]]``: rules that are ignored for findings in some files."""

    matches: Callable[[str], bool]
    ignore: tuple[str, ...]


class Config(NamedTuple):
    """Everything that the configuration says; ``path`` is the file, "" without one."""

    path: str = ""
    targets: Mapping[str, Target] = {}
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    levels: Mapping[str, Level] = {}
    options: Mapping[str, Mapping[str, Any]] = {}
    per_path: tuple[PathRule, ...] = ()
    exclude: tuple[str, ...] = ()
    fail_on: Level = Level.WARNING
    min_level: Level = Level.WARNING
    min_confidence: Confidence = Confidence.MEDIUM
    require_reason: bool = False
    hosts: tuple[HostEntry, ...] = ()
    processes: tuple[tuple[str, ...], ...] = ()
    variable_files: tuple[str, ...] = ()
    variables: Mapping[str, str] = {}
    ports: PortPolicy = PortPolicy()


def level_of(word: str) -> Level:
    return _LEVELS[word]


def confidence_of(word: str) -> Confidence:
    return _CONFIDENCES[word]


def matcher(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Tells whether a path (relative, forward slashes) matches one of the patterns: ``*`` and ``?`` within a
    component, ``**`` across them; a directory matches everything below it."""
    expression = re.compile("|".join(f"(?:{_translate(pattern)})" for pattern in patterns) or r"(?!)")
    return lambda path: expression.fullmatch(path) is not None


def _translate(pattern: str) -> str:
    groups: list[list[str]] = [[]]
    for component in pattern.strip("/").split("/"):
        if component != "**":
            pieces = re.split(r"\*+", component)
            groups[-1].append(starred([re.escape(piece).replace(r"\?", "[^/]") for piece in pieces]))
        elif groups[-1] or len(groups) == 1:
            groups.append([])
    # What stands between two ** is taken at its first place for good, as in ``starred``.
    first, *inner = ["/".join(group) for group in groups]
    if not inner:
        return f"{first}(?:/.*)?"
    middle = "".join(f"(?>(?:[^/]+/)*?{group}/)" for group in inner[:-1])
    last = f"(?:[^/]+/)*{inner[-1]}(?:/.*)?" if inner[-1] else ".*"
    return f"{first}/{middle}{last}" if first else middle + last


def find(start: str) -> str | None:
    """The configuration file that is nearest to the directory ``start``, looking upward."""
    directory = os.path.abspath(start)
    while True:
        for name in NAMES:
            path = os.path.join(directory, name)
            if os.path.lexists(path) and (name != "pyproject.toml" or _mentions_us(path)):
                return path
        parent = os.path.dirname(directory)
        if parent == directory:
            return None
        directory = parent


def _mentions_us(path: str) -> bool:
    try:
        return b"[tool.lbconflint" in _content(path)
    except OSError:
        return False


def _content(path: str) -> bytes:
    """The bytes of a regular file of reasonable size.  Raises ``OSError``."""
    # O_NONBLOCK: opening a FIFO must not wait for a writer.
    with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as stream:
        status = os.fstat(stream.fileno())
        if not S_ISREG(status.st_mode):
            raise OSError("it is not a regular file")
        if status.st_size > _MOST:
            raise OSError(f"it has more than the {_MOST >> 20} MiB that are read")
        return stream.read(_MOST)


def load(path: str) -> Config:
    """The configuration in ``path``.  Raises ``ConfigError``."""
    try:
        content = _content(path)
    except OSError as error:
        raise ConfigError(f"{path}: {(error.strerror or '').lower() or error}") from None
    try:
        return parse(content.decode("utf-8-sig"), path)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}:{line}: this is not UTF-8 text") from None


def parse(text: str, path: str) -> Config:
    """The configuration written in ``text``; ``path`` is for messages.  Raises ``ConfigError``."""
    import tomllib

    try:
        values: Any = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, ValueError) as error:
        raise ConfigError(f"{path}: {error}") from None
    except RecursionError:
        raise ConfigError(f"{path}: it is nested too deeply") from None
    inside: list[str | int] = []
    if os.path.basename(path) == "pyproject.toml":
        inside = ["tool", "lbconflint"]
        tools = values.get("tool", {})
        values = tools.get("lbconflint", {}) if isinstance(tools, dict) else {}
    _validate(values, text, path, inside)
    targets = {}
    for product, version in values.get("target", {}).items():
        try:
            targets[product] = target_of(product, version)
        except ValueError as error:
            line = line_of(text, [*inside, "target", product])
            raise ConfigError(f"{path}:{line}: target.{product}: {error}") from None
    try:
        ports = _ports(values.get("ports", {}))
    except ValueError as error:
        raise ConfigError(f"{path}:{line_of(text, [*inside, 'ports'])}: ports: {error}") from None
    return _build(values, path, targets)._replace(ports=ports)


def _ports(table: Mapping[str, Any]) -> PortPolicy:
    """The ``[ports]`` table.  Raises ValueError for what is no port and no range."""
    protected = [PortClaim(_range(word), "", ClaimKind.PROTECTED) for word in table.get("protected", ())]
    assigned = [
        PortClaim(_range(entry["port"]), entry["service"], ClaimKind.ASSIGNED) for entry in table.get("assign", ())
    ]
    allowed = tuple(_range(word) for word in table.get("allowed", ()))
    node_ports = _range(table["node-range"]) if "node-range" in table else NODE_PORTS
    return PortPolicy(allowed, (*protected, *assigned), node_ports)


def _range(word: int | str) -> PortRange:
    low, dash, high = str(word).partition("-")
    if not low.strip().isdecimal() or (dash and not high.strip().isdecimal()):
        raise ValueError(f"'{word}' is no port and no range of ports")
    ports = PortRange(int(low), int(high or low))
    if not 0 < ports.low <= ports.high <= 65535:
        raise ValueError(f"'{word}' is no port and no range of ports")
    return ports


def _build(values: Mapping[str, Any], path: str, targets: Mapping[str, Target]) -> Config:
    return Config(
        path=path,
        targets=targets,
        select=tuple(values.get("select", ())),
        extend_select=tuple(values.get("extend-select", ())),
        ignore=tuple(values.get("ignore", ())),
        levels={name: _LEVELS[word] for name, word in values.get("levels", {}).items()},
        options=values.get("options", {}),
        per_path=tuple(
            PathRule(matcher(entry["paths"]), tuple(entry["ignore"])) for entry in values.get("per-path", ())
        ),
        exclude=tuple(values.get("exclude", ())),
        fail_on=_LEVELS[values.get("fail-on", "warning")],
        min_level=_LEVELS[values.get("min-level", "warning")],
        min_confidence=_CONFIDENCES[values.get("min-confidence", "medium")],
        require_reason=values.get("require-reason", False),
        hosts=tuple(
            HostEntry(
                entry["name"],
                matcher(entry["paths"]),
                tuple(entry.get("addresses", ())),
                entry.get("public", False),
                tuple(entry.get("platforms", ())),
            )
            for entry in values.get("host", ())
        ),
        processes=tuple(tuple(entry["files"]) for entry in values.get("process", ())),
        variable_files=tuple(values.get("terraform", {}).get("var-files", ())),
    )


def schema() -> dict[str, Any]:
    """The published JSON schema of the configuration."""
    import json

    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lbconflint.schema.json")
    with open(path, encoding="utf-8") as stream:
        content: dict[str, Any] = json.load(stream)
    return content


def _validate(values: Any, text: str, path: str, inside: list[str | int]) -> None:
    from jsonschema import Draft202012Validator

    errors = sorted(
        Draft202012Validator(schema()).iter_errors(values), key=lambda error: list(map(str, error.path))
    )
    if not errors:
        return
    lines = []
    for error in errors:
        where = [*inside, *error.absolute_path]
        name = ".".join(map(str, error.absolute_path))
        message = error.message
        if error.validator == "additionalProperties":
            known = sorted(error.schema["properties"])
            strange = sorted(set(error.instance) - set(known))
            where, message = [*where, strange[0]], _unknown_key(strange[0], known)
        prefix = f"{name}: " if name else ""
        lines.append(f"{path}:{line_of(text, where)}: {prefix}{message}")
    raise ConfigError("\n".join(lines))


def _unknown_key(key: str, known: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(key, known, 1)
    hint = f"did you mean '{near[0]}'?" if near else f"expected one of {', '.join(known)}"
    return f"unknown key '{key}'; {hint}"


def line_of(text: str, where: Sequence[str | int]) -> int:
    """The line (from 1) of the key or table that ``where`` leads to, as near as the text shows it."""
    best, depth = 1, 0
    table: list[str | int] = []
    counts: dict[tuple[str | int, ...], int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        header = re.match(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]", line)
        if header:
            table = [part.strip().strip("\"'") for part in header[2].split(".")]
            if header[1] == "[[":
                counts[tuple(table)] = counts.get(tuple(table), -1) + 1
                table.append(counts[tuple(table)])
        key = re.match(r"\s*([\w.\"'-]+)\s*=", line)
        names = [part.strip("\"'") for part in key[1].split(".")] if key else []
        candidate = [*table, *names]
        for name in re.findall(r"[{,]\s*([\w-]+)\s*=", line) if key else ():
            if list(where[: len(candidate) + 1]) == [*candidate, name]:
                candidate = [*candidate, name]
                break
        if list(where[: len(candidate)]) == candidate and len(candidate) > depth:
            best, depth = number, len(candidate)
    return best


PRODUCTS = tuple(SUPPORTED)
