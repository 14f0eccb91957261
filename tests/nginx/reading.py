"""What the tests of the nginx dialect share: reading texts, showing trees, asking the real nginx."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from lbconflint.dialects import Plan
from lbconflint.dialects.nginx.reader import read
from lbconflint.dialects.nginx.recovery import Tree
from lbconflint.dialects.nginx.syntax import parse
from lbconflint.files import Files
from lbconflint.knowledge.versions import target_of
from lbconflint.model import Diagnostic, DiagnosticKind, Listener, Pool, Route
from lbconflint.source import SourceFile
from lbconflint.tree import Node
from lbconflint.unit import Unit

Shape = tuple[str, tuple[str, ...], "list[Shape] | None"]


def tree_of(text: str, path: str = "nginx.conf") -> Tree:
    return parse(SourceFile(path, text))


def shape(nodes: Iterable[Node] | None) -> list[Shape] | None:
    """Names, arguments and nesting, without places."""
    return None if nodes is None else [(node.name, node.args, shape(node.children)) for node in nodes]


def faults(tree: Tree) -> list[tuple[int, int, str]]:
    """Line, column and message of every diagnostic."""
    return [(*diagnostic.span.position, diagnostic.message) for diagnostic in tree.diagnostics]


def write(root: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode("utf-8", "surrogateescape"))


def read_all(root: Path, files: Mapping[str, str], target: str | None = None, claimed: Iterable[str] = ()) -> Any:
    """The reading of ``files``, all of which (or ``claimed``) are claimed."""
    write(root, files)
    return read(Files(str(root)), sorted(claimed or files), target_of("nginx", target), Plan())


def unit_of(root: Path, files: Mapping[str, str] | str, target: str | None = None) -> Unit:
    """The only unit of these files; a text is nginx.conf."""
    if isinstance(files, str):
        files = {"nginx.conf": files}
    units = read_all(root, files, target).units
    assert len(units) == 1, units
    unit: Unit = units[0]
    return unit


def http(body: str) -> str:
    return f"events {{}}\nhttp {{\n{body}\n}}\n"


def stream(body: str) -> str:
    return f"events {{}}\nstream {{\n{body}\n}}\n"


def server(root: Path, body: str, target: str | None = None) -> Listener:
    """The only server of http, with this body."""
    (listener,) = unit_of(root, http(f"server {{\n{body}\n}}"), target).listeners
    return listener


def route(root: Path, body: str, around: str = "") -> Route:
    """The only route of a server with this body; ``around`` stands in http before it."""
    (found,) = unit_of(root, http(f"{around}\nserver {{ listen 80;\n{body}\n}}")).listeners[0].routes
    return found


def pool(root: Path, body: str) -> Pool:
    """The only upstream, with this body."""
    (found,) = unit_of(root, http(f"upstream app {{\n{body}\n}}")).pools
    return found


def of_kind(unit: Unit, kind: DiagnosticKind) -> list[Diagnostic]:
    return [diagnostic for diagnostic in unit.diagnostics if diagnostic.kind is kind]


def messages(unit: Unit, certain: bool = True) -> list[str]:
    return [diagnostic.message for diagnostic in unit.diagnostics if diagnostic.certain is certain]


def nginx() -> str:
    """The nginx of this system; the test is skipped without one, or fails where oracles are required."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if found:
        return found
    if os.environ.get("LBCONFLINT_REQUIRE_ORACLES"):
        pytest.fail("nginx is required and not installed")
    pytest.skip("nginx is not installed")


_EMERGENCY = re.compile(r"\[emerg\] (?:\d+#\d+: )?(.*)")


def verdict(text: str, root: Path) -> str:
    """What ``nginx -t`` says of a main file: "" when it accepts it, else its first error."""
    (root / "logs").mkdir(exist_ok=True)
    main = root / "asked.conf"
    main.write_bytes(text.encode("utf-8", "surrogateescape"))
    command = [nginx(), "-t", "-p", f"{root}/", "-c", str(main), "-g", "error_log stderr; pid logs/nginx.pid;"]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=30, check=False)
    if done.returncode == 0:
        return ""
    found = _EMERGENCY.search(done.stderr)
    assert found, done.stderr
    return found[1]


def corpora() -> Path:
    """The directory of public configurations; the test is skipped without one."""
    place = os.environ.get("LBCONFLINT_CORPORA")
    if not place:
        pytest.skip("LBCONFLINT_CORPORA is not set")
    return Path(place)


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield from node.walk()


def spans_are_sound(tree: Tree, text: str) -> None:
    """Every node and every diagnostic lies within the text, and children within their parents' text."""
    for node in walk(tree.roots):
        assert 0 <= node.start <= node.head <= node.end <= len(text), node
    for diagnostic in tree.diagnostics:
        assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(text), diagnostic
