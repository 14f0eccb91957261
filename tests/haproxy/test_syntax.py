"""Sections and lines, and how reading goes on behind a broken one."""

from collections.abc import Callable

import pytest

from lbconflint.source import SourceFile
from lbconflint.unit import Unit
from lbconflint.values import HOLE

Read = Callable[..., Unit]
Found = Callable[..., list[tuple[str, int, str, bool]]]


def lines(unit: Unit) -> dict[str, list[str]]:
    return {
        " ".join((root.name, *root.args)): [" ".join((node.name, *node.args)) for node in root.children or ()]
        for root in unit.roots
    }


def test_sections_hold_their_lines(read_one: Read) -> None:
    unit = read_one("global\n  maxconn 5\n\n# nothing\nfrontend web # the one\nbind :80\nbackend app\n")
    assert lines(unit) == {"global": ["maxconn 5"], "frontend web": ["bind :80"], "backend app": []}


def test_section_keywords_may_be_indented_and_quoted(read_one: Read) -> None:
    unit = read_one("   global\n\tfron\"tend\" 'web'\nbind :80\n")
    assert lines(unit) == {"global": [], "frontend web": ["bind :80"]}


def test_places_are_those_of_the_text(read_one: Read) -> None:
    unit = read_one("global\nbackend b\n  server  's 1'\"x\"   10.0.0.1:80 check # off\n")
    node = unit.roots[1].children[0]  # type: ignore[index]
    assert node.args == ("s 1x", "10.0.0.1:80", "check")
    assert node.span.text == "server  's 1'\"x\"   10.0.0.1:80 check"
    assert [node.word(index).text for index in range(5)][1:4] == ["'s 1'\"x\"", "10.0.0.1:80", "check"]
    assert node.word(1).position == (3, 11)
    assert unit.roots[1].end == node.end


def test_crlf_and_tabs(read_one: Read) -> None:
    unit = read_one("global\r\n\tmaxconn\t5\r\nfrontend f\r\n bind :80 \r\n")
    assert lines(unit) == {"global": ["maxconn 5"], "frontend f": ["bind :80"]}
    assert unit.diagnostics == []


def test_blanks_are_haproxys_not_unicodes(read_one: Read) -> None:
    unit = read_one("global\n description a\u00a0b\u2003c\n")
    assert lines(unit)["global"] == ["description a\u00a0b\u2003c"]


def test_bytes_that_are_not_utf8(read_one: Read) -> None:
    unit = read_one(b"global\n description caf\xe9\nfrontend f\n bind :80\n")
    assert lines(unit)["frontend f"] == ["bind :80"]
    assert unit.roots[0].children[0].args == ("caf\udce9",)  # type: ignore[index]


@pytest.mark.parametrize(("target", "certain"), [("2.2", False), ("2.3", True), (None, False), ("3.4", True)])
def test_the_last_line_needs_its_newline(diagnostics: Found, target: str | None, certain: bool) -> None:
    text = "global\nfrontend f\n bind :80"
    assert diagnostics(text, target) == [("MISSING_FINAL_NEWLINE", 3, " bind :80", certain)]
    assert diagnostics(text + "\n", target) == []


def test_up_to_2_1_the_last_newline_may_be_missing(diagnostics: Found) -> None:
    assert diagnostics("global\nfrontend f\n bind :80", "2.1") == []


def test_a_template_need_not_end_with_a_newline(read_one: Read) -> None:
    unit = read_one("global\nfrontend f\n bind {{ address }}:80", path="haproxy.cfg.j2")
    assert unit.diagnostics == []


def test_byte_order_mark(read_one: Read, diagnostics: Found) -> None:
    text = "\ufeffglobal\n maxconn 5\n"
    assert diagnostics(text) == [("SYNTAX", 1, "\ufeff", True)]
    assert lines(read_one(text))["global"] == ["maxconn 5"]


def test_nul_ends_the_line(read_one: Read, diagnostics: Found) -> None:
    text = "global\n maxconn 5\0 x\nfrontend f\n"
    assert diagnostics(text, "3.4") == [("SYNTAX", 2, "\0", True)]
    assert lines(read_one(text)) == {"global": ["maxconn 5"], "frontend f": []}


def test_text_behind_a_carriage_return(diagnostics: Found) -> None:
    assert diagnostics("global\n maxconn 5\rdaemon\n") == [("SYNTAX", 2, "daemon", False)]


def test_scopes_are_skipped(read_one: Read, diagnostics: Found) -> None:
    text = "[scope]\nglobal\n[other] # here\n maxconn 5\n"
    assert lines(read_one(text)) == {"global": ["maxconn 5"]}
    assert diagnostics(text) == []
    assert diagnostics("global\n[]\n") == [("SYNTAX", 2, "[]", True)]
    assert diagnostics("global\n[a b]\n") == [("SYNTAX", 2, "[a b]", True)]
    assert diagnostics("global\n[a] daemon\n") == [("SYNTAX", 2, "[a] daemon", True)]


def test_a_broken_line_costs_one_diagnostic(read_one: Read, diagnostics: Found) -> None:
    text = (
        'global\n log "127.0.0.1 local0\nfrontend f\n bind :80\n acl x path \\xg\n'
        "backend b\n server s 1.1.1.1:80\n"
    )
    assert diagnostics(text) == [("SYNTAX", 2, '"', True), ("SYNTAX", 5, "\\xg", True)]
    unit = read_one(text)
    assert lines(unit)["frontend f"] == ["bind :80"]
    assert [listener.partial for listener in unit.listeners] == [True]
    assert [pool.partial for pool in unit.pools] == [False]


def test_a_broken_header_still_begins_its_section(read_one: Read) -> None:
    unit = read_one("global\nfrontend f\n bind :80\nbackend b 'x\n server s 1.1.1.1:80\n")
    assert lines(unit)["frontend f"] == ["bind :80"]
    assert lines(unit)["backend b"] == ["server s 1.1.1.1:80"]


def test_too_many_words(diagnostics: Found) -> None:
    arguments = " ".join(str(number) for number in range(64))
    assert diagnostics(f"global\n description {arguments}\n") == [("SYNTAX", 2, "63", True)]
    assert diagnostics(f"global\n description '' {arguments}\n")[0][0] == "SYNTAX"


@pytest.mark.parametrize(("target", "certain"), [("3.3", True), (None, False)])
def test_an_empty_argument_ends_the_line(diagnostics: Found, target: str | None, certain: bool) -> None:
    text = 'frontend f\n bind :80\n acl x hdr(host) -m str ""\n'
    assert diagnostics(text, target) == [("SYNTAX", 3, '""', certain)]


def test_up_to_3_2_an_empty_argument_is_only_the_end(read_one: Read, diagnostics: Found) -> None:
    assert diagnostics('frontend f\n bind :80\n acl x hdr(host) -m str ""\n', "3.0") == []
    text = 'frontend f\n bind :80 "" ssl\n'
    assert diagnostics(text, "3.0") == [("SYNTAX", 2, '"" ssl', False)]
    assert read_one(text, "3.0").listeners[0].binds[0].tls.value is False


def test_lines_before_any_section(diagnostics: Found) -> None:
    assert diagnostics("bind :80\nglobal\n") == [("MISPLACED_DIRECTIVE", 1, "bind", True)]
    assert diagnostics("backnd x\nglobal\n") == [("UNKNOWN_DIRECTIVE", 1, "backnd", True)]


def test_a_file_does_not_go_on_with_the_section_of_the_one_before(read_all: Callable[..., object]) -> None:
    reading = read_all(
        {"a.cfg": "global\nbackend b\n", "b.cfg": "server s 1.1.1.1:80\n"}, processes=(("a.cfg", "b.cfg"),)
    )
    (unit,) = reading.units  # type: ignore[attr-defined]
    assert [(found.kind.name, found.span.source.path) for found in unit.diagnostics] == [
        ("MISPLACED_DIRECTIVE", "b.cfg")
    ]


def test_inserted_lines_leave_the_section_partial(read_one: Read) -> None:
    unit = read_one(
        "global\nfrontend f\n bind :80\n {{ more_binds }}\nbackend b\n server s 1.1.1.1:80\n",
        path="haproxy.cfg.j2",
    )
    assert [gap.span.text for gap in unit.gaps] == ["{{ more_binds }}"]
    assert [listener.partial for listener in unit.listeners] == [True]
    assert [pool.partial for pool in unit.pools] == [False]
    assert not unit.complete


def test_a_template_expression_is_unknown(read_one: Read) -> None:
    unit = read_one("global\nfrontend f\n bind {{ ip }}:{{ port }} {{ options }}\n", path="haproxy.cfg.j2")
    bind = unit.listeners[0].binds[0]
    assert bind.address.unknown
    assert bind.ports.unknown
    assert bind.tls.unknown
    assert HOLE in bind.node.args[0]
    assert bind.node.word(1).text == "{{ ip }}:{{ port }}"
    assert unit.diagnostics == []


def test_setenv_is_followed(read_one: Read) -> None:
    text = 'global\n setenv PORT 8080\n presetenv HOST 10.0.0.1\nfrontend f\n bind "$HOST:$PORT"\n bind :${PORT}\n'
    binds = read_one(text).listeners[0].binds
    assert [(str(bind.address.value), bind.ports.value.low) for bind in binds] == [
        ("10.0.0.1", 8080),
        ("0.0.0.0", 8080),
    ]
    assert binds[0].address.span.text == '"$HOST:$PORT"'


def test_a_variable_with_two_values_is_not_known(read_one: Read) -> None:
    text = 'global\n setenv PORT 8080\n setenv PORT 8081\nfrontend f\n bind ":$PORT"\n'
    assert read_one(text).listeners[0].binds[0].ports.unknown
    text = 'global\n.if feature(A)\n setenv PORT 8080\n.endif\nfrontend f\n bind ":$PORT"\n'
    assert read_one(text).listeners[0].binds[0].ports.unknown


def test_unset_variables_are_empty(read_one: Read, diagnostics: Found) -> None:
    text = 'global\n unsetenv HOST\nfrontend f\n bind "$HOST:80"\n'
    assert str(read_one(text).listeners[0].binds[0].address.value) == "0.0.0.0"
    text = 'global\n resetenv PATH\nfrontend f\n bind ":$PORT"\n'
    assert diagnostics(text) == [("INVALID_PORT", 4, '":$PORT"', True)]


def test_the_words_lexer_of_a_file_is_haproxys() -> None:
    from lbconflint.dialects.haproxy.document import Document
    from lbconflint.dialects.haproxy.syntax import read_file
    from lbconflint.knowledge.versions import target_of

    source = SourceFile("haproxy.cfg", "global\n a 'b c' # d\n")
    read_file(source, Document(target_of("haproxy")))
    assert source.words is not None
    assert source.words(source.text, 8, 19) == [(8, 9), (10, 15)]
