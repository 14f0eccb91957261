"""nginx's token rules, tried against the real nginx where there is one."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lbconflint.dialects.nginx import syntax
from tests.nginx.reading import faults, nginx, shape, tree_of, verdict, walk

WORDS = [
    ("plain", r"a", "a"),
    ("quotes inside a word are characters", r"a\"b'c", "a\"b'c"),
    ("double quotes", r'"a b;{}"', "a b;{}"),
    ("single quotes", r"'a \'b\' #'", "a 'b' #"),
    ("closing brace within a word", r"a}b", "a}b"),
    ("hash within a word", r"a#b", "a#b"),
    ("brace behind a dollar", r"${a}", "${a}"),
    ("several braces behind a dollar", r"${{a}", "${{a}"),
    ("escaped terminator", r"a\;b", r"a\;b"),
    ("escaped space", r"a\ b", r"a\ b"),
    ("known escapes", r"a\t\r\n\\b", "a\t\r\n\\b"),
    ("other escapes stay", r"a\.b\dc", r"a\.b\dc"),
    ("escape at the start", r"\;a", r"\;a"),
    ("escaped quote at the start", r"\"a", '"a'),
    ("empty", '""', ""),
    ("dollar at the end", "a$", "a$"),
    ("form feed is no white space", "a\x0cb", "a\x0cb"),
]


@pytest.mark.parametrize(("raw", "value"), [case[1:] for case in WORDS], ids=[case[0] for case in WORDS])
def test_words(raw: str, value: str) -> None:
    tree = tree_of(f"env {raw};")
    assert shape(tree.roots) == [("env", (value,), None)]
    assert faults(tree) == []
    (node,) = tree.roots
    assert node.word(1).text == raw
    assert node.span.text == f"env {raw}"


@pytest.mark.parametrize("raw", [case[1] for case in WORDS if case[2] and case[2].isprintable()])
def test_nginx_reads_the_same_word(raw: str, tmp_path: Path) -> None:
    """nginx names the file that it cannot include: the word as it understands it."""
    said = verdict(f"include {raw};\nevents {{}}\n", tmp_path)
    (node,) = tree_of(f"include {raw};").roots
    assert f'open() "{tmp_path}/{node.args[0]}" failed' in said


REFUSED = [
    ("env a;;", (1, 7)),
    ("events {};", (1, 10)),
    ("env a", (1, 5)),
    ("env a\\", (1, 5)),
    ("{ }", (1, 1)),
    ("}", (1, 1)),
    ("events { }\n}", (2, 1)),
    ('env "a"b;', (1, 8)),
    ('env "a"# comment\n;', (1, 8)),
    ('env "a;\nenv b;', (1, 5)),
    ("env 'a;", (1, 5)),
    ("events {\n  worker_connections 5\n}", (2, 22)),
    ("events {", (1, 1)),
    ("events {\nmulti_accept on;\n", (1, 1)),
    ("\ufeffevents {}", (1, 1)),
    ("env\u00a0a;", (1, 4)),
    ("env a" + "a" * 4095 + ";", (1, 5)),
    ('env "' + "a" * 4095 + '";', (1, 5)),
    ("#" + "a" * 4095 + "\nenv b;", (1, 1)),
]


@pytest.mark.parametrize(("text", "place"), REFUSED)
def test_refused(text: str, place: tuple[int, int]) -> None:
    found = faults(tree_of(text))
    assert [fault[:2] for fault in found] == [place]


@pytest.mark.parametrize("text", [case[0] for case in REFUSED])
def test_nginx_refuses_it_too(text: str, tmp_path: Path) -> None:
    assert verdict(text if "events" in text else f"events {{}}\n{text}", tmp_path)


ACCEPTED = [
    "env a # comment ; {\n ;",
    "env\ta\r\n;\r\nevents\n{\n}\n",
    "# only a comment at the end",
    "env a;env b;events{multi_accept on;}",
    "env " + "a" * 4095 + ";",
    'env "' + "a" * 4094 + '";',
    "#" + "a" * 4094 + "\nenv b;",
    "",
]


@pytest.mark.parametrize("text", ACCEPTED)
def test_accepted(text: str, tmp_path: Path) -> None:
    assert faults(tree_of(text)) == []
    assert verdict(text if "events" in text else f"events {{}}\n{text}", tmp_path) == ""


PIECES = st.lists(st.sampled_from(list(" \t\n\r;{}'\"\\$#()abn/=")), max_size=12).map("".join)


@given(text=PIECES)
@settings(max_examples=150)
def test_nginx_and_we_agree_on_any_text(text: str, tmp_path: Path) -> None:
    """The same texts are refused for their tokens, and the same names are found in them."""
    nginx()
    whole = f"events {{}}\nenv {text}\n"
    tree = tree_of(whole)
    said = verdict(whole, tmp_path)
    tokens = [word for word in ("unexpected", "too long") if said.startswith(word)]
    if not said:
        assert faults(tree) == []
        assert all(node.name in ("events", "env") for node in tree.roots)
    elif tokens:
        assert faults(tree)
    elif said.startswith("unknown directive"):
        name = said.split('"', 1)[1].rsplit('"', 1)[0]
        assert name in {node.name.partition("\n")[0] for node in walk(tree.roots)} or faults(tree)
    else:
        assert tree.roots[1].name == "env"


@given(text=st.text(alphabet=list(" \t\n;{}'\"\\$#()ab1/=.~^"), max_size=60))
@settings(max_examples=400)
def test_the_fast_path_changes_nothing(text: str) -> None:
    """Statement by statement or word by word: the same tree, the same faults, the same places."""
    quick = tree_of(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(syntax, "has_odd_spaces", lambda _: True)
        slow = tree_of(text)
    assert shape(quick.roots) == shape(slow.roots)
    assert faults(quick) == faults(slow)
    places = [[(node.start, node.head, node.end) for node in walk(tree.roots)] for tree in (quick, slow)]
    assert places[0] == places[1]
