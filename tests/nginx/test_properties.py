"""What holds for any text: no exception, places in range, and comments and blank lines mean nothing."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lbconflint.knowledge.nginx_directives import DIRECTIVES
from lbconflint.source import Span
from lbconflint.tree import Node
from lbconflint.unit import Unit
from lbconflint.values import Setting
from tests.nginx.reading import faults, http, read_all, shape, tree_of, unit_of, walk

NAMES = ["listen", "server", "location", "upstream", "proxy_pass", "server_name", "if", "set", "include", "return"]
WORDS = st.sampled_from(
    ["80", "443", "ssl", "127.0.0.1:80", "[::]:80", "unix:/a", "http://a", "http://a:80/b", "$a", "${B}", "a.b",
     "/", "~", '"q r"', "'s;'", "weight=5", "backup", "=", "{", "}", ";", "\n", "#x\n", "\\", "'", '"', "on",
     "{{ x }}", "{% if x %}", "{% endif %}", "\u00a0", "_"]
)  # fmt: skip
NOISE = st.lists(st.one_of(st.sampled_from(NAMES), WORDS, st.text(max_size=3)), max_size=40).map(" ".join)

SIMPLE = st.builds(
    "{} {};".format, st.sampled_from(["listen", "server_name", "root", "set $a", "proxy_pass"]), st.sampled_from(
        ["80", "a.example", '"b c"', "http://10.0.0.1:80", "'d'", "e\\;f"])
)  # fmt: skip
BLOCK = st.recursive(
    st.lists(SIMPLE, max_size=3),
    lambda inner: st.lists(
        st.one_of(SIMPLE, st.builds("{} {{".format, st.sampled_from(["server", "location /a", "upstream b"]))),
        max_size=2,
    ).flatmap(lambda head: inner.map(lambda body: _nest(head, body))),
    max_leaves=6,
)


def _nest(head: list[str], body: list[str]) -> list[str]:
    opened = sum(line.endswith("{") for line in head)
    return head + body + ["}"] * opened


def spans_of(unit: Unit) -> Iterator[Span]:
    found: list[Setting[Any]] = []
    for listener in unit.listeners:
        found += [*listener.names, *listener.settings.values(), *listener.timeouts.values()]
        for bind in listener.binds:
            found += [bind.address, bind.ports, bind.tls, *bind.options.values()]
        for route in listener.routes:
            found += [route.pattern, route.target.address, route.target.port, route.target.path]
            found += [*route.timeouts.values(), *route.headers.values(), *route.settings.values()]
    for pool in unit.pools:
        found += [pool.name, pool.balance, pool.keepalive]
        for server in pool.servers:
            found += [server.address, server.port, server.weight, *server.options.values()]
    yield from (setting.span for setting in found)
    yield from (diagnostic.span for diagnostic in unit.diagnostics)
    yield from (gap.span for gap in unit.gaps)


@given(text=st.text(max_size=80))
@settings(max_examples=300)
def test_any_text_is_read(text: str) -> None:
    tree = tree_of(text, "nginx.conf.j2")
    for node in walk(tree.roots):
        assert 0 <= node.start <= node.end <= len(text)


@given(noise=NOISE, path=st.sampled_from(["nginx.conf", "site.conf.j2", "stream.d/a.conf", "conf.d/b.conf"]))
@settings(max_examples=300)
def test_any_configuration_is_lowered_and_points_into_its_text(noise: str, path: str, tmp_path: Path) -> None:
    text = http(noise) if path == "nginx.conf" else f"server {{ listen 80; }}\n{noise}"
    for unit in read_all(tmp_path, {path: text}).units:
        for span in spans_of(unit):
            assert 0 <= span.start <= span.end <= len(text)


def pieces(nodes: list[Node], text: str) -> list[int]:
    """Offsets between statements, where a comment changes nothing."""
    return sorted({0, *(node.start for node in walk(nodes))})


@given(lines=BLOCK, at=st.integers(0, 30), noise=st.sampled_from(["# comment; { } \" '\n", "\n\n", " \t", "\r\n"]))
@settings(max_examples=200)
def test_comments_and_blank_lines_change_nothing_but_places(lines: list[str], at: int, noise: str) -> None:
    text = "\n".join(lines) + "\n"
    plain = tree_of(text)
    places = pieces(plain.roots, text)
    place = places[at % len(places)]
    other = tree_of(text[:place] + noise + text[place:])
    assert shape(plain.roots) == shape(other.roots)
    assert [fault[2] for fault in faults(plain)] == [fault[2] for fault in faults(other)]


@given(words=st.lists(st.sampled_from(["a", '"b c"', "'d;'", "e\\;", "$f", "${g}", "h#"]), min_size=1, max_size=6))
@settings(max_examples=100)
def test_words_are_found_again(words: list[str]) -> None:
    """The lazy lexer finds as many words as the reader did, and they spell what was written."""
    (node,) = tree_of("env " + "  ".join(words) + ";").roots
    assert [node.word(index).text for index in range(1, len(words) + 1)] == words
    assert len(node.args) == len(words)


@given(name=st.sampled_from(sorted(DIRECTIVES)), words=st.lists(st.sampled_from(["a", "1", "on"]), max_size=4))
@settings(max_examples=200)
def test_every_directive_is_judged_without_an_exception(name: str, words: list[str], tmp_path: Path) -> None:
    unit = unit_of(tmp_path, http(f"server {{ listen 80; location / {{ {' '.join([name, *words])}; }} }}"))
    assert all(re.search(r"\w", diagnostic.message) for diagnostic in unit.diagnostics)
