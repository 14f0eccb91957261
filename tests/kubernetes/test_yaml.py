"""The YAML reader: places, types, duplicate keys, aliases, recovery; the C parser and the pure one agree."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lbconflint.source import SourceFile
from lbconflint.yaml import YamlNode, quick, scalars
from lbconflint.yaml.documents import Reading, read
from lbconflint.yaml.nodes import LIST, MAP

BROKEN = "a: 1\n---\nb: [1,\n---\nc: 3\n"


def reading(text: str, pure: bool = False) -> Reading:
    return read(SourceFile("x.yaml", text), pure=pure)


def root(text: str) -> YamlNode:
    found = reading(text)
    assert not found.faults
    return found.documents[0].root


def plain(node: YamlNode, depth: int = 0) -> object:
    """The tree with everything that a node tells, as nested tuples."""
    places = (node.name, node.start, node.key_end, node.at, node.args, int(node.form))
    return (*places, tuple(plain(child, depth + 1) for child in node.children or ()))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "path", "key", "value"),
    [
        ("a:\n  b: 80\n", ("a", "b"), "b", "80"),
        ('ports: [{port: "80"}]\n', ("ports", "-", "port"), "port", '"80"'),
        ("- x\n- y: 'z'  # note\n", ("-", "y"), "y", "'z'"),
        ("\ufeffé: ü\n", ("é",), "é", "ü"),
        ("a: 1\r\nb: 2\r\n", ("b",), "b", "2"),
        ("x: &p\n  q: 1\ny: *p\n", ("y", "q"), "q", "1"),
        ("n: &v 8080\nm: *v\n", ("m",), "m", "*v"),
        ("d: &d {k: 1, l: 2}\ne:\n  <<: *d\n  l: 3\n", ("e", "k"), "k", "1"),
    ],
)
def test_every_key_and_value_knows_its_place(text: str, path: tuple[str, ...], key: str, value: str) -> None:
    node = root(text)
    for name in path:
        node = next(child for child in reversed(node.children or []) if child.name == name)  # type: ignore[assignment]
    assert (node.word(0).text, node.word(1).text) == (key, value)


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("80", "integer", 80), ('"80"', "string", None), ("0x50", "integer", 80), ("010", "integer", 8),
        ("0o10", "integer", 8), ("1_000", "integer", 1000), ("+5", "integer", 5), ("-1", "integer", -1),
        ("09", "float", None), ("1e3", "float", None), (".5", "float", None), ("22:22", "string", None),
        ("yes", "boolean", None), ("No", "boolean", None), ("on", "boolean", None), ("'on'", "string", None),
        ("~", "null", None), ("", "null", None), ("null", "null", None), ("nil", "string", None),
        ("1.2.3", "string", None), ("2024-01-01", "string", None), ("|-\n  80", "string", None),
        ("!!str 80", "string", None), ("[80]", "list", None), ("{a: 80}", "mapping", None),
        ('"{{ .Values.port }}"', "", None), ("${PORT}", "", None), ("<your port>", "", None),
    ],
)  # fmt: skip
def test_a_scalar_is_what_kubernetes_takes_it_for(text: str, kind: str, number: int | None) -> None:
    node = root(f"a: {text}\n").get("a")
    assert node is not None
    assert (scalars.kind(node), scalars.integer(node)) == (kind, number)


def test_duplicate_keys_are_kept_and_told() -> None:
    document = reading("a:\n  b: 1\n  c: 2\n  b: 3\n").documents[0]
    assert [(one.first.args, one.again.args, one.again.word(0).line) for one in document.duplicates] == [
        (("1",), ("3",), 4)
    ]
    node = document.root.at_path("a", "b")
    assert node is not None
    assert node.args == ("3",)


def test_a_merge_key_brings_what_the_mapping_does_not_say_itself() -> None:
    node = root("a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc:\n  <<: [*a, *b]\n  x: 0\n").get("c")
    assert node is not None
    assert {child.name: child.args[0] for child in node.entries} == {"x": "0", "y": "2", "z": "4"}


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("a:\n\tb: 1\n", 2, 1, "a tab cannot indent YAML"),
        ("a: b: c\n", 1, 5, "a value may not hold ': '"),
        ('a: "b\nc: d\n', 1, 4, "a quote is opened here and never closed"),
        ("a:\n  - [1, 2\nb: 3\n", 2, 5, "this '[' is not closed"),
        ("a:\n  b: 1\n c: 2\n", 3, 2, "this line is indented 1, which fits no line above it"),
        ("a: @x\n", 1, 4, "this character cannot begin a value"),
        ("a: - b\n", 1, 4, "a list cannot begin behind a key"),
        ("- a\nb: 1\n", 2, 1, "this line is no item of the list above it"),
        ("[a]]\n", 1, 4, "this does not fit what is before it"),
        ("key\nother: 1\n", 2, 6, "a value may not hold"),
        ("a: x\x07y\n", 1, 5, "a character that YAML does not allow"),
        ("a: *x\nb: &x 1\n", 1, 4, "alias '*x' names an anchor that is not defined before it"),
        ("a: &x 1\n---\nb: {<<: [*x]}\n", 3, 10, "alias '*x' names an anchor"),
        ("a: &x\n  b: *x\n", 2, 6, "alias '*x' names an anchor"),
    ],
)
@pytest.mark.parametrize("pure", [False, True], ids=["c", "pure"])
def test_a_fault_is_told_at_its_place(text: str, line: int, column: int, message: str, pure: bool) -> None:
    faults = reading(text, pure).faults
    assert [(*fault.span.position, message in fault.message) for fault in faults] == [(line, column, True)]


@pytest.mark.parametrize("pure", [False, True], ids=["c", "pure"])
def test_a_broken_document_costs_only_itself(pure: bool) -> None:
    found = reading(BROKEN, pure)
    assert [document.root.children[0].name for document in found.documents] == ["a", "c"]  # type: ignore[index]
    assert [fault.span.position for fault in found.faults] == [(3, 4)]
    assert found.documents[1].root.children[0].word(1).line == 5  # type: ignore[index]


def test_three_dots_end_a_document() -> None:
    found = reading("a: 1\n...\nb: 2\n...\n---\nc: 3\n")
    assert [one.root.children[0].name for one in found.documents] == ["a", "b", "c"]  # type: ignore[index]


def test_json_documents_without_separators_are_documents() -> None:
    found = reading('{"kind": "A"}\n{"kind": "B", "x": [1, 2]}\n')
    assert not found.faults
    assert [one.root.children[0].args for one in found.documents] == [("A",), ("B",)]  # type: ignore[index]


@pytest.mark.parametrize(
    "text",
    [
        "a0: &a0 [1, 1]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)),
        "- " * 50_000 + "x",
        "a: " + "[" * 100_000,
        "a: " + "{b: " * 5_000 + "}" * 5_000,
    ],
    ids=["aliases", "lists", "brackets", "mappings"],
)
def test_hostile_texts_are_refused_and_not_followed(text: str) -> None:
    found = reading(text)
    assert len(found.faults) == 1
    assert not found.documents


def test_urls_in_flow_lists_are_no_fault() -> None:
    """libyaml refuses them; Go and the pure parser do not."""
    node = root("a: [1.2.3.4, 001:db8::]\nb: {c: https://x.example/a}\n")
    assert [one.form for one in node.entries] == [LIST, MAP]


_WORDS = st.text(st.sampled_from("ab01_ -.:#'\"é%&*!|>{}[],\n"), max_size=8)
_TREES = st.recursive(
    st.one_of(_WORDS, st.integers(-9, 99999), st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_WORDS, inner, max_size=3)),
    max_leaves=8,
)
_BOUNDED = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@_BOUNDED
@given(_TREES, st.sampled_from(["json", "block"]))
def test_the_pure_parser_builds_the_same_tree(tree: object, style: str) -> None:
    text = json.dumps({"a": tree}, ensure_ascii=False) if style == "json" else "\n".join(_block({"a": tree}, 0))
    fast, slow = reading(text), reading(text, pure=True)
    assert [plain(one.root) for one in fast.documents] == [plain(one.root) for one in slow.documents]
    assert [(one.span.start, one.broken) for one in fast.faults] == [
        (one.span.start, one.broken) for one in slow.faults
    ]


def _block(tree: object, indent: int) -> list[str]:
    """Block style as people write it."""
    pad = " " * indent
    lines = []
    if isinstance(tree, dict):
        for key, value in tree.items():
            name = json.dumps(key, ensure_ascii=False)
            inner = _block(value, indent + 2) if isinstance(value, dict | list) and value else []
            lines += [f"{pad}{name}:", *inner] if inner else [f"{pad}{name}: {json.dumps(value)}"]
    elif isinstance(tree, list):
        for value in tree:
            inner = _block(value, indent + 2) if isinstance(value, dict | list) and value else []
            lines += [f"{pad}-", *inner] if inner else [f"{pad}- {json.dumps(value)}"]
    return lines


_LINES = st.lists(
    st.sampled_from(
        ["a: 1", "b:", "  c: x", "  - d", "- e: 'f'", '  - g: "h"', "k: |", "   text", "l: &m", "n: *m", "---",
         "# note", "o: [p, q]", "r: {s: t}", "", "  <<: *m", "u: v # w", "x: >-", "'y': ~", "? z"]
    ),
    max_size=10,
)  # fmt: skip


_PLAIN_LINES = st.lists(
    st.sampled_from(
        ["a: 1", "b:", "  c: x", "  d:", "    e: f", "- g", "- h: 'i'", '  j: "k l" # m', "  - n", "  - o:",
         "    p: q", "a: [b, 'c d']", 'd: {e: f, g: "h"}', "  - i: []", "j: {}", "  k: [l,m ]", "n: {o: p, o: q}",
         "---", "# r", "", "s: --t=:1", "- -u", "v: w x: ", "y:  z  ", "  - a: b", "    - c", "d: e#f", "g: # h"]
    ),
    max_size=12,
)  # fmt: skip


@settings(_BOUNDED, max_examples=400)
@given(_PLAIN_LINES)
def test_plain_lines_are_read_quickly_and_the_same(lines: list[str]) -> None:
    text = "\n".join(lines)
    fast, slow = reading(text), reading(text, pure=True)
    assert [plain(one.root) for one in fast.documents] == [plain(one.root) for one in slow.documents]
    assert len(fast.faults) == len(slow.faults)
    told = [
        [sorted((one.first.start, one.again.start) for one in document.duplicates) for document in found.documents]
        for found in (fast, slow)
    ]
    assert told[0] == told[1]


def test_most_of_a_manifest_needs_no_parser() -> None:
    text = "kind: Service\nspec:\n  ports:\n  - port: 80 # http\n    name: 'web'\n---\nargs:\n- --a=:443\n"
    assert quick.read(SourceFile("x.yaml", text), 0, marked=False) is not None
    for odd in (
        "a: [b, [c]]",
        "a: &b c",
        "a: |",
        "a: !b c",
        "é: b",
        "a:\tb",
        "a: b\r",
        "a: b:",
        "- - a",
        "a",
        "a: *b",
    ):
        assert quick.read(SourceFile("x.yaml", f"{odd}\n"), 0, marked=False) is None, odd


@_BOUNDED
@given(_LINES)
def test_the_pure_parser_reads_every_text_alike(lines: list[str]) -> None:
    text = "\n".join(["# é: the quick way is not taken", *lines])
    fast, slow = reading(text), reading(text, pure=True)
    assert [plain(one.root) for one in fast.documents] == [plain(one.root) for one in slow.documents]
    assert len(fast.faults) == len(slow.faults)
