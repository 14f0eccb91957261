"""Public configurations: the same trees as crossplane's, and no complaint where nginx has none.

Runs with LBCONFLINT_CORPORA set to a directory of checked-out repositories; LBCONFLINT_NGINX_BUILDS may name a
directory with ``nginx-<version>/sbin/nginx`` of several versions.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import crossplane  # type: ignore[import-untyped]
import pytest

from lbconflint.dialects import DIALECTS, Claim, Plan
from lbconflint.dialects.nginx.lua import SUFFIX
from lbconflint.dialects.nginx.reader import read
from lbconflint.dialects.nginx.scan import decode
from lbconflint.dialects.nginx.sniff import claims
from lbconflint.dialects.nginx.syntax import parse
from lbconflint.files import Files
from lbconflint.knowledge.versions import target_of
from lbconflint.model import DiagnosticKind
from lbconflint.source import SourceFile
from lbconflint.tree import Node
from tests.nginx.reading import corpora, nginx, spans_are_sound

NAMES = re.compile(next(dialect.names for dialect in DIALECTS if dialect.name == "nginx"))
LARGEST = 2_000_000
JUDGED = frozenset(
    {DiagnosticKind.SYNTAX, DiagnosticKind.UNKNOWN_DIRECTIVE, DiagnosticKind.MISPLACED_DIRECTIVE,
     DiagnosticKind.INVALID_ARGUMENT, DiagnosticKind.INVALID_PORT, DiagnosticKind.REMOVED_DIRECTIVE}
)  # fmt: skip


def claimed(root: Path) -> Iterator[tuple[Path, str]]:
    """The files below ``root`` that nginx claims, with their texts."""
    for directory, below, names in os.walk(root):
        below[:] = sorted(name for name in below if name != ".git")
        for name in sorted(names):
            path = Path(directory, name)
            if not NAMES.search(str(path.relative_to(root)).lower()) or not path.is_file():
                continue
            if path.stat().st_size <= LARGEST:
                text = path.read_bytes().decode("utf-8", "surrogateescape")
                if claims(str(path.relative_to(root)), text[:65536]) is not Claim.NO:
                    yield path, text


def ours(nodes: list[Node]) -> list[Any]:
    """The tree as crossplane shows it: lines instead of places, Lua as an argument."""
    found: list[Any] = []
    for node in nodes:
        arguments = list(node.args)
        children: list[Any] | None = None
        if node.children is not None and node.name.endswith(SUFFIX):
            arguments.append(node.source.text[node.head + 1 : node.end - 1].strip())
        elif node.children is not None:
            children = ours(node.children)
        if node.name == "if":
            arguments = _without_parentheses(arguments)
        found.append([node.name, _joined(arguments), node.source.position(node.start).line, children])
    return found


def theirs(nodes: list[dict[str, Any]]) -> list[Any]:
    """crossplane's tree without what it is known to do: it leaves most backslashes, and it has a directive
    ``#`` for a comment within a statement."""
    found: list[Any] = []
    for node in nodes:
        if node["directive"] == "#":
            continue
        lua = node["directive"].endswith(SUFFIX)
        arguments = [text.strip() if lua else decode(text) for text in node["args"]]
        children = theirs(node["block"]) if "block" in node else None
        found.append([decode(node["directive"]), _joined(arguments), node["line"], children])
    return found


def _joined(arguments: list[str]) -> list[str]:
    """crossplane replaces undecodable bytes, and runs words together behind ``${name}``: then only their text is
    compared."""
    arguments = [text.encode("utf-8", "surrogateescape").decode("utf-8", "replace") for text in arguments]
    return " ".join(arguments).split() if any("${" in text for text in arguments) else arguments


def _without_parentheses(arguments: list[str]) -> list[str]:
    """The arguments of ``if`` as crossplane shows them."""
    if not arguments or not arguments[0].startswith("(") or not arguments[-1].endswith(")"):
        return arguments
    bare = list(arguments)
    bare[0] = bare[0][1:].lstrip()
    bare[-1] = bare[-1][:-1].rstrip()
    return bare[not bare[0] : len(bare) - (not bare[-1])]


def test_the_trees_are_those_of_crossplane() -> None:
    compared = 0
    for path, text in claimed(corpora()):
        source = SourceFile(str(path), text)
        tree = parse(source)
        if tree.diagnostics or source.masked != text:
            continue
        other = crossplane.parse(str(path), single=True, comments=False, check_ctx=False, check_args=False)
        (config,) = other["config"]
        assert config["errors"] == [], path
        assert ours(tree.roots) == theirs(config["parsed"]), path
        compared += 1
    assert compared > 1000


def test_places_are_in_range_in_every_file() -> None:
    for path, text in claimed(corpora()):
        spans_are_sound(parse(SourceFile(str(path), text)), text)


def builds() -> list[tuple[str, str]]:
    """Versions and programs of nginx to ask."""
    place = os.environ.get("LBCONFLINT_NGINX_BUILDS")
    if not place:
        said = subprocess.run([nginx(), "-v"], capture_output=True, text=True, check=True).stderr
        return [(said.rsplit("/", 1)[1].split()[0], nginx())]
    found = sorted(Path(place).glob("nginx-*/sbin/nginx"))
    return [(path.parts[-3].removeprefix("nginx-"), str(path)) for path in found]


def accepted(program: str, directory: Path) -> bool:
    command = [program, "-t", "-p", str(directory), "-c", str(directory / "nginx.conf")]
    return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0


def test_nginx_and_we_accept_its_own_tests(tmp_path: Path) -> None:
    """Every configuration of nginx-tests that a version accepts is sound for us as well."""
    source = corpora() / "nginx-tests-extracted"
    if not source.is_dir():
        pytest.skip("nginx-tests-extracted is not there")
    shutil.copytree(source, tmp_path / "all")
    sound = 0
    for directory in sorted((tmp_path / "all").iterdir()):
        (directory / "logs").mkdir(exist_ok=True)
        for path in directory.rglob("*.conf"):
            path.write_bytes(path.read_bytes().replace(bytes(source / directory.name), bytes(directory)))
        for version, program in builds():
            if accepted(program, directory):
                reading = read(Files(str(directory)), ["nginx.conf"], target_of("nginx", version), Plan())
                wrong = [
                    one for unit in reading.units for one in unit.diagnostics if one.certain and one.kind in JUDGED
                ]
                assert wrong == [], (directory.name, version, [one.message for one in wrong])
                sound += 1
    assert sound > 200


def test_every_repository_is_read() -> None:
    """No exception, and places in range, over whole repositories."""
    read_files = 0
    for repository in sorted(corpora().iterdir()):
        if not repository.is_dir():
            continue
        paths = [str(path.relative_to(repository)) for path, _ in claimed(repository)]
        for unit in read(Files(str(repository)), paths, target_of("nginx"), Plan()).units:
            read_files += len(unit.sources)
            for diagnostic in unit.diagnostics:
                span = diagnostic.span
                assert 0 <= span.start <= span.end <= len(span.source.text)
    assert read_files > 1000
