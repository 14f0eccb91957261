"""Statements, their places, and the blocks that are not read as directives."""

import pytest

from lbconflint.dialects.nginx.lua import body_end
from tests.nginx.reading import faults, shape, tree_of


def test_places_of_a_statement_and_its_words() -> None:
    text = 'http {\n    listen  127.0.0.1:80\t"a b" ;\n}\n'
    (http,) = tree_of(text).roots
    (listen,) = http.children or []
    assert (http.start, http.head, http.end) == (0, 5, len(text) - 1)
    assert text[listen.start : listen.end] == 'listen  127.0.0.1:80\t"a b" ;'
    assert [listen.word(index).text for index in range(3)] == ["listen", "127.0.0.1:80", '"a b"']
    assert listen.word(1).position == (2, 13)
    assert listen.span.text == 'listen  127.0.0.1:80\t"a b"'


def test_a_name_may_be_quoted() -> None:
    assert shape(tree_of('"env" a;').roots) == [("env", ("a",), None)]


def test_a_parenthesis_behind_a_quote_is_a_word_of_its_own() -> None:
    (node,) = tree_of('if ($a = "b c") { }').roots
    assert node.args == ("($a", "=", "b c", ")")
    assert [node.word(index).text for index in (3, 4)] == ['"b c"', ")"]


def test_comments_between_the_words_of_a_statement() -> None:
    (node,) = tree_of("log_format a # ; {\n  'b' # }\n  c;").roots
    assert node.args == ("a", "b", "c")
    assert node.word(3).position == (3, 3)


def test_entries_of_a_map_are_kept_as_they_are() -> None:
    (block,) = tree_of("map $a $b {\n  default x;\n  '' y;\n  ~^\\d{2} z;\n}").roots
    assert shape(block.children)[:2] == [("default", ("x",), None), ("", ("y",), None)]  # type: ignore[index]


def test_entries_are_never_taken_for_swallowed_directives() -> None:
    tree = tree_of("types {\n  text/html\n  index;\n}")
    assert faults(tree) == []


LUA = [
    'x = "}"',
    "x = '}'",
    "-- }\n",
    "--[[ } ]]",
    "--[==[ } ]] ]==]",
    "x = [[ } ]]",
    "x = [=[ ]] } ]=]",
    "x = { a = { } }",
    'x = "\\"}"',
    "-- it's\n",
]


@pytest.mark.parametrize("body", LUA)
def test_lua_blocks_end_where_lua_says(body: str) -> None:
    text = f"location / {{ content_by_lua_block {{ {body} }} root /a; }}"
    (location,) = tree_of(text).roots
    assert shape(location.children) == [("content_by_lua_block", (), []), ("root", ("/a",), None)]
    block = (location.children or [])[0]
    assert text[block.head : block.end] == f"{{ {body} }}"


def test_lua_block_with_a_variable() -> None:
    (node,) = tree_of('set_by_lua_block $a { return "}" }').roots
    assert (node.args, node.children) == (("$a",), [])


def test_lua_block_that_is_never_closed() -> None:
    tree = tree_of("http {\n  init_by_lua_block { x = {\n}\n")
    assert [fault[:2] for fault in faults(tree)] == [(1, 1), (2, 3)]


def test_unterminated_long_brackets_cost_no_second_look() -> None:
    assert body_end("{" + "[[" * 50_000 + "}", 0) == 100_001


def test_includes_are_noted_wherever_they_stand() -> None:
    tree = tree_of('include a;\nhttp {\n include "b c";\n server {\n  include d\n ;\n }\n}\n')
    assert [node.args for node in tree.includes] == [("a",), ("b c",), ("d",)]
