"""One mistake, one report, at the place to mend; and the rest of the file is read as it was meant."""

from lbconflint.model import DiagnosticKind
from tests.nginx.reading import Shape, faults, shape, tree_of


def names(shapes: "list[Shape] | None") -> list[object]:
    """Nesting by names only."""
    return [name if inner is None else (name, names(inner)) for name, _, inner in shapes or ()]


def read(text: str) -> tuple[list[object], list[tuple[int, int]]]:
    tree = tree_of(text)
    return names(shape(tree.roots)), [fault[:2] for fault in faults(tree)]


def test_a_missing_brace_is_found_by_the_next_statement() -> None:
    found = read("""\
http {
    server {
        listen 80;
    server {
        listen 81;
    }
}
""")
    assert found == ([("http", [("server", ["listen"]), ("server", ["listen"])])], [(2, 5)])


def test_a_missing_brace_is_found_by_the_brace_of_the_block_around() -> None:
    found = read("""\
http {
    server {
        location / {
            root /a;
    }
    server {
        listen 81;
    }
}
""")
    assert found == ([("http", [("server", [("location", ["root"])]), ("server", ["listen"])])], [(3, 9)])


def test_a_missing_brace_in_a_flat_style() -> None:
    assert read("upstream a {\n  server b;\n\nserver {\n  listen 80;\n}\n") == (
        [("upstream", ["server"]), ("server", ["listen"])],
        [(1, 1)],
    )


def test_without_indentation_the_outermost_block_is_blamed() -> None:
    assert read("http {\nserver {\nlisten 80;\n}\n")[1] == [(1, 1)]


def test_a_cut_file_is_one_fault() -> None:
    tree = tree_of("a {\n b {\n  c {\n   d {\n    e {\n")
    assert [fault[:2] for fault in faults(tree)] == [(5, 5)]
    assert len(tree.diagnostics[0].related) == 3


def test_a_brace_too_many_is_found_by_its_indentation() -> None:
    found = read("http {\n  server {\n    listen 80;\n  }\n  }\n  server {\n    listen 81;\n  }\n}\n")
    assert found == ([("http", [("server", ["listen"]), ("server", ["listen"])])], [(5, 3)])


def test_a_brace_too_many_at_the_end() -> None:
    assert read("http {\n}\n}\nuser a;\n") == ([("http", []), "user"], [(3, 1)])


def test_a_missing_opening_brace() -> None:
    found = read("http {\n  server\n    listen 80;\n    server_name a;\n  }\n}\n")
    assert found == ([("http", [("server", ["listen", "server_name"])])], [(2, 3)])


def test_a_quote_that_is_never_closed_ends_with_its_line() -> None:
    found = read('http {\n  add_header X "abc;\n  gzip on;\n  add_header Y "def";\n}\n')
    assert found == ([("http", ["add_header", "gzip", "add_header"])], [(2, 16)])


def test_a_quote_that_swallows_the_rest_of_the_file() -> None:
    assert read("http {\n  add_header X 'abc;\n  gzip on;\n}\n") == ([("http", ["add_header", "gzip"])], [(2, 16)])


def test_a_quote_before_a_block() -> None:
    found = read('server {\n  location "/a {\n    root /b;\n  }\n}\n')
    assert found == ([("server", [("location", ["root"])])], [(2, 12)])


def test_a_missing_semicolon_before_a_brace() -> None:
    tree = tree_of("server {\n  location / {\n    proxy_pass http://a\n  }\n  listen 80;\n}\n")
    assert names(shape(tree.roots)) == [("server", [("location", ["proxy_pass"]), "listen"])]
    (fault,) = tree.diagnostics
    assert (fault.span.text, fault.kind) == ("http://a", DiagnosticKind.SYNTAX)


def test_a_directive_swallowed_for_want_of_a_semicolon() -> None:
    tree = tree_of("server {\n  index a.html\n  listen 8080;\n}\n")
    (fault,) = tree.diagnostics
    assert fault.kind is DiagnosticKind.MISSING_SEMICOLON
    assert (fault.span.text, fault.related[0][0].text) == ("a.html", "listen")
    assert shape(tree.roots) == [("server", (), [("index", ("a.html",), None), ("listen", ("8080",), None)])]


def test_several_swallowed_directives() -> None:
    tree = tree_of("worker_processes 1\nuser a\nhttp {\n}\n")
    assert [fault[:2] for fault in faults(tree)] == [(1, 18), (2, 6)]
    assert names(shape(tree.roots)) == ["worker_processes", "user", ("http", [])]


def test_continued_arguments_are_no_directives() -> None:
    for text in (
        "access_log /a main\n    gzip buffer=1m;",
        'log_format a "b"\n"index";',
        "server_name a\n  b\n  c;",
        "env a\nb\nc;",
    ):
        assert faults(tree_of(text)) == []


def test_the_file_ends_within_a_directive() -> None:
    tree = tree_of("http {\n  gzip on;\n}\nuser a")
    assert [(fault.span.text, fault.span.line) for fault in tree.diagnostics] == [("a", 4)]
    assert names(shape(tree.roots)) == [("http", ["gzip"]), "user"]


def test_a_quantifier_without_quotes_is_told_once() -> None:
    tree = tree_of("server {\n  location ~ ^/[a-z]{2}/[0-9]{4,}$ {\n    root /a;\n  }\n}\n")
    assert names(shape(tree.roots)) == [("server", [("location", ["root"])])]
    assert [fault[:2] for fault in faults(tree)] == [(2, 21)]


def test_json_without_quotes() -> None:
    tree = tree_of('location / {\n  return 200 {"a":"b"};\n  gzip on;\n}\n')
    assert names(shape(tree.roots)) == [("location", ["return", "gzip"])]
    assert [fault[:2] for fault in faults(tree)] == [(2, 14)]


def test_a_byte_order_mark_and_no_break_spaces() -> None:
    tree = tree_of("\ufeffhttp {\n  gzip\u00a0on;\n  server_name a\u00a0;\n  # \u00a0 here it is harmless\n}\n")
    assert shape(tree.roots) == [("http", (), [("gzip", ("on",), None), ("server_name", ("a",), None)])]
    assert [fault[:2] for fault in faults(tree)] == [(1, 1), (2, 7), (3, 16)]
    assert "byte order mark" in tree.diagnostics[0].message


def test_no_break_spaces_in_the_middle_of_a_value_are_its_own() -> None:
    assert faults(tree_of('return 200 a\u00a0b; add_header X "\u00a0";')) == []


def test_stray_semicolons_and_braces() -> None:
    tree = tree_of("gzip on;;\nserver {\n};\n{ listen 80; }\nuser a;\n")
    assert names(shape(tree.roots)) == ["gzip", ("server", []), "listen", "user"]
    assert [fault[:2] for fault in faults(tree)] == [(1, 9), (3, 2), (4, 1)]


def test_long_words_are_shown_short_and_clean() -> None:
    tree = tree_of("a\x1b[31m" + "b" * 5000)
    assert all(len(message) < 300 and message.isprintable() for _, _, message in faults(tree))
