"""Conditional blocks: branches exclude each other, and may hide section headers."""

from collections.abc import Callable

from lbconflint.analysis.sockets import conflicts_of
from lbconflint.dialects.haproxy.places import MAX_PLACES
from lbconflint.tree import ALWAYS, coexist
from lbconflint.unit import Host, Unit

Read = Callable[..., Unit]
Found = Callable[..., list[tuple[str, int, str, bool]]]


def numbered(unit: Unit) -> dict[str, list[tuple[str, tuple[tuple[int, int], ...]]]]:
    """Section -> (line, world) of its statements, conditions numbered in order of appearance."""
    numbers: dict[int, int] = {}
    found: dict[str, list[tuple[str, tuple[tuple[int, int], ...]]]] = {}
    for root in unit.roots:
        lines = []
        for node in root.children or ():
            world = tuple((numbers.setdefault(number, len(numbers) + 1), branch) for number, branch in node.world)
            lines.append((" ".join((node.name, *node.args)), world))
        found[" ".join((root.name, *root.args))] = lines
    return found


def test_branches_exclude_each_other(read_one: Read) -> None:
    unit = read_one(
        "frontend f\n.if feature(A)\n bind :80\n.elif feature(B)\n bind :81\n.else\n bind :82\n"
        ".endif\n mode http\n"
    )
    assert numbered(unit) == {
        "frontend f": [
            ("bind :80", ((1, 0),)),
            ("bind :81", ((1, 1),)),
            ("bind :82", ((1, 2),)),
            ("mode http", ()),
        ]
    }
    first, second, third = (bind.world for bind in unit.listeners[0].binds)
    assert not coexist(first, second)
    assert not coexist(second, third)
    assert coexist(first, ALWAYS)


def test_nested_conditions(read_one: Read) -> None:
    unit = read_one(
        "frontend f\n.if feature(A)\n.if feature(B)\n bind :80\n.endif\n bind :81\n.endif\n bind :82\n"
    )
    assert numbered(unit)["frontend f"] == [
        ("bind :80", ((1, 0), (2, 0))),
        ("bind :81", ((1, 0),)),
        ("bind :82", ()),
    ]


def test_decided_branches_leave_no_world(read_one: Read) -> None:
    unit = read_one(
        "global\n setenv ROLE edge\nfrontend f\n"
        '.if streq("$ROLE",edge)\n bind :80\n.else\n bind :81\n.endif\n'
        ".if 0\n bind :82\n.elif 1\n bind :83\n.endif\n"
    )
    assert numbered(unit)["frontend f"] == [("bind :80", ()), ("bind :83", ())]


def test_a_stated_version_decides(read_one: Read) -> None:
    text = "frontend f\n.if version_atleast(2.8)\n bind :80\n.else\n bind :81\n.endif\n"
    assert [bind.ports.value.low for bind in read_one(text, "3.0").listeners[0].binds] == [80]
    assert [bind.ports.value.low for bind in read_one(text, "2.6").listeners[0].binds] == [81]
    assert len(read_one(text).listeners[0].binds) == 2


def test_a_dead_branch_hides_its_section(read_one: Read) -> None:
    unit = read_one("frontend f\n bind :80\n.if 0\nfrontend g\n bind :81\n.endif\n bind :82\n")
    assert numbered(unit) == {"frontend f": [("bind :80", ()), ("bind :82", ())]}


def test_an_open_branch_may_hide_a_section(read_one: Read) -> None:
    unit = read_one("frontend f\n.if feature(A)\nfrontend g\n bind :81\n.endif\n bind :82\n")
    found = numbered(unit)
    assert found["frontend g"] == [("bind :81", ((1, 0),)), ("bind :82", ((1, 0),))]
    assert [line for line, _ in found["frontend f"]] == ["bind :82"]
    in_f, in_g = (
        next(bind for bind in listener.binds if bind.ports.value.low == 82) for listener in unit.listeners
    )
    assert not coexist(in_f.world, in_g.world)


def test_branches_that_all_open_a_section_end_the_one_before(read_one: Read) -> None:
    unit = read_one("frontend f\n.if feature(A)\nfrontend g\n.else\nfrontend h\n.endif\n bind :82\nfrontend i\n")
    found = numbered(unit)
    assert found["frontend f"] == []
    assert found["frontend g"] == [("bind :82", ((1, 0),))]
    assert found["frontend h"] == [("bind :82", ((1, 1),))]


def test_too_many_conditional_sections_are_a_gap(read_one: Read) -> None:
    text = "".join(f".if feature(F{number})\nfrontend f{number}\n.endif\n" for number in range(MAX_PLACES + 2))
    unit = read_one(f"global\n{text} bind :80\n")
    assert [gap.reason for gap in unit.gaps] == ["too many conditional section headers come before this line"]
    assert sum(len(listener.binds) for listener in unit.listeners) == MAX_PLACES


def test_exclusive_branches_do_not_conflict(read_one: Read) -> None:
    unit = read_one(
        "global\n noreuseport\nfrontend f\n.if feature(A)\n bind :80\n.else\n bind :80\n.endif\n"
        "frontend g\n bind :81\n"
    )
    assert conflicts_of(Host("h", [unit])) == []


def test_a_conditional_bind_conflicts_with_one_that_is_always_there(read_one: Read) -> None:
    unit = read_one("global\n noreuseport\nfrontend f\n bind :80\n.if feature(A)\nfrontend g\n bind :80\n.endif\n")
    assert len(conflicts_of(Host("h", [unit]))) == 1


def test_conditions_of_two_files_are_different(read_all: Callable[..., object]) -> None:
    text = "frontend f\n.if feature(A)\n bind :80\n.else\n bind :81\n.endif\n"
    reading = read_all({"a/haproxy.cfg": f"global\n{text}", "b/haproxy.cfg": f"global\n{text}"})
    worlds = {bind.world for unit in reading.units for bind in unit.listeners[0].binds}  # type: ignore[attr-defined]
    assert len(worlds) == 4


def test_templates_and_conditions_combine(read_one: Read) -> None:
    text = (
        "frontend f\n{% if tls %}\n.if feature(OPENSSL)\n bind :443 ssl crt x\n.endif\n bind :80\n{% else %}\n"
        " bind :81\n{% endif %}\n mode http\n"
    )
    unit = read_one(text, path="haproxy.cfg.j2")
    worlds = {bind.ports.value.low: bind.world for bind in unit.listeners[0].binds}
    assert coexist(worlds[443], worlds[80])
    assert not coexist(worlds[443], worlds[81])
    assert not coexist(worlds[80], worlds[81])
    assert len(worlds[443]) == 2


def test_words_that_are_newer_than_the_branch_allows(diagnostics: Found) -> None:
    text = "frontend f\n bind :80\n{}\n monitor-net 10.0.0.0/8\n{}\n"
    removed = ("REMOVED_DIRECTIVE", 4, "monitor-net", False)
    assert diagnostics(text.format(".if 1", ".endif")) == [removed]
    assert diagnostics(text.format(".if version_before(2.0)", ".endif")) == []
    assert diagnostics(text.format(".if version_atleast(2.6)", ".endif")) == [(*removed[:3], True)]
    assert diagnostics(text.format(".if !version_atleast(2.0)", ".endif")) == []
    assert diagnostics(text.format(".if version_atleast(2.0)\n.else", ".endif"))[-1:] == []


def test_faults_of_directives(diagnostics: Found) -> None:
    assert diagnostics("global\n.if foo(1)\n.endif\n") == [("SYNTAX", 2, "foo(1)", True)]
    assert diagnostics("global\n.endif\n") == [("SYNTAX", 2, ".endif", True)]
    assert diagnostics("global\n.else\n") == [("SYNTAX", 2, ".else", True)]
    assert diagnostics("global\n.elif 1\n") == [("SYNTAX", 2, "1", True)]
    assert diagnostics("global\n.if 1\n.else\n.else\n.endif\n") == [("SYNTAX", 4, ".else", True)]
    assert diagnostics("global\n.if 1\n.else\n.elif 1\n.endif\n") == [("SYNTAX", 4, "1", True)]
    assert diagnostics("global\n.if 1\n.endif x\n.endif\n")[0] == ("SYNTAX", 3, "x", True)
    assert diagnostics("global\n.if 1\n daemon\n") == [("SYNTAX", 2, ".if", True)]
    assert diagnostics("global\n.fi\n") == [("UNKNOWN_DIRECTIVE", 2, ".fi", True)]
    assert diagnostics("global\n.notice two words\n") == [("SYNTAX", 2, "words", True)]
    assert diagnostics('global\n.notice "two words"\n.diag x\n') == []
    deep = ".if 1\n" * 100 + ".endif\n" * 100
    assert ("SYNTAX", 101, "1", True) in diagnostics(f"global\n{deep}")


def test_a_dead_branch_is_tokenised_only(diagnostics: Found) -> None:
    assert diagnostics("global\n.if 0\n nonsense here\n.whatever\n.endif\n") == []
    assert diagnostics('global\n.if 0\n nonsense "here\n.endif\n') == [("SYNTAX", 3, '"', True)]
    assert diagnostics("global\n.if 0\n.if nonsense(\n.endif\n.endif\n") == []


def test_directives_are_younger_than_2_4(diagnostics: Found) -> None:
    assert diagnostics("global\n.if 1\n.endif\n", "2.2")[0] == ("UNKNOWN_DIRECTIVE", 2, ".if", True)
    assert diagnostics("global\n.if 1\n.endif\n", "2.4") == []
    assert diagnostics("global\n.if 1\n.endif\n") == []


def test_a_line_that_two_sections_may_hold_is_no_certain_fault_of_either(diagnostics: Found) -> None:
    text = "global\n.if feature(A)\n nbthread 2\ndefaults\n{}\n mode http\n stats enable\n daemon\n"
    assert sorted(diagnostics(text.format(".endif"))) == [
        ("MISPLACED_DIRECTIVE", 6, "mode", False),
        ("MISPLACED_DIRECTIVE", 8, "daemon", False),
        ("UNKNOWN_DIRECTIVE", 7, "enable", False),
    ]
    assert diagnostics(text.format(" mode tcp") + ".endif\n") == [("MISPLACED_DIRECTIVE", 8, "daemon", True)]
