"""Hostile input: linear in cost, bounded in what is said, never an exception."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lbconflint.values import PortRange
from tests.cost import LINEAR, growth, long
from tests.nginx.reading import faults, http, spans_are_sound, tree_of, unit_of, walk

HOSTILE: dict[str, Callable[[int], str]] = {
    "words without an end": lambda n: "a " * n,
    "lines without an end": lambda n: "a\n" * n,
    "directives without semicolons": lambda n: "listen 80\n" * n,
    "blocks in blocks": lambda n: "a {\n" * n,
    "blocks in blocks, closed": lambda n: "a {" * n + "}" * n,
    "indented blocks in blocks": lambda n: "".join(" " * (k % 50) + "a {\n" for k in range(n // 10)),
    "closing braces": lambda n: "}" * n,
    "indented closing braces": lambda n: "a {\n" + "  }\n" * n,
    "opening braces": lambda n: "{" * n,
    "semicolons": lambda n: ";" * n,
    "a quote": lambda n: 'a "' + "b " * n,
    "quotes on every line": lambda n: 'a "b;\n' * n,
    "quotes of both kinds": lambda n: "a \"b 'c;\n" * n,
    "quotes that touch": lambda n: '"a"b' * n,
    "escaped quotes": lambda n: 'a "' + '\\"' * n + "\nb 'c\\'" * 9,
    "backslashes": lambda n: "\\a" * n,
    "one word": lambda n: "a" * (n * 50) + ";",
    "one line": lambda n: "a b;" * n,
    "one line of quantifiers": lambda n: "a " + "b{2}" * n + ";",
    "blanks": lambda n: " " * (n * 10),
    "blank lines": lambda n: "\n" * (n * 10),
    "comments": lambda n: "#\n" * n,
    "one comment": lambda n: "#" * (n * 10),
    "dollars and braces": lambda n: "${" * n,
    "no-break spaces": lambda n: "a\u00a0b;\n" * n,
    "byte order marks": lambda n: "\ufeff" * n,
    "null bytes in words": lambda n: "a\x01 b;" * n,
    "lua": lambda n: "a_by_lua_block {" * n,
    "lua long brackets": lambda n: "a_by_lua_block {" + "[=[" * n,
    "lua quotes": lambda n: "a_by_lua_block {" + "\"'" * n,
    "unknown names": lambda n: "".join(f"frob{k} on;\n" for k in range(n)),
    "names that almost are": lambda n: "".join(f"proxy_pas{k % 977} on;\n" for k in range(n // 4)),
    "json": lambda n: 'return 200 {"a":"b"};\n' * n,
    "carriage returns": lambda n: "a b;\r\n" * n,
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
def test_reading_is_linear(make: Callable[[int], str]) -> None:
    def reading(size: int) -> Callable[[], object]:
        text = make(size)
        return lambda: tree_of(text)

    assert growth(reading, 1_000) < LINEAR


@pytest.mark.usefixtures("no_hang")
@pytest.mark.parametrize("short", [True, False], ids=["short", "long"])
@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
def test_every_place_is_in_the_text(make: Callable[[int], str], short: bool) -> None:
    text = make(300) if short else long(make)
    tree = tree_of(text)
    spans_are_sound(tree, text)
    assert all(len(diagnostic.message) < 400 for diagnostic in tree.diagnostics)


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
def test_whole_units(make: Callable[[int], str], tmp_path: Path) -> None:
    def reading(size: int) -> Callable[[], None]:
        text = "events {}\nhttp {\nserver { listen 80; }\n}\n" + make(size)

        def run() -> None:
            (listener,) = unit_of(tmp_path, text).listeners
            assert [bind.ports.value for bind in listener.binds] == [PortRange(80, 80)]

        return run

    assert growth(reading, 500) < LINEAR


def test_ten_thousand_braces_deep() -> None:
    tree = tree_of("a {\n" * 10_000 + "}\n" * 10_000)
    assert faults(tree) == []
    assert sum(1 for _ in walk(tree.roots)) == 10_000


def test_deep_locations_do_not_recurse(tmp_path: Path) -> None:
    body = "location /a { proxy_pass http://10.0.0.1; " * 5000 + "}" * 5000
    unit = unit_of(tmp_path, http(f"server {{ listen 80; {body} }}"))
    assert len(unit.listeners[0].routes) <= 200


def test_many_servers_are_cheap(tmp_path: Path) -> None:
    def reading(size: int) -> Callable[[], None]:
        body = "".join(f"server 10.{n >> 16}.{n >> 8 & 255}.{n & 255}:8080 weight=5;\n" for n in range(size))

        def run() -> None:
            unit = unit_of(tmp_path, http(f"upstream a {{\n{body}}}\n"))
            assert len(unit.pools[0].servers) == size

        return run

    assert growth(reading, 1_000) < LINEAR


def test_many_names_on_one_line(tmp_path: Path) -> None:
    def reading(size: int) -> Callable[[], None]:
        names = " ".join(f"n{n}.example" for n in range(size))

        def run() -> None:
            (listener,) = unit_of(tmp_path, http(f"server {{ listen 80; server_name {names}; }}")).listeners
            assert len(listener.names) == size

        return run

    assert growth(reading, 1_000) < LINEAR
