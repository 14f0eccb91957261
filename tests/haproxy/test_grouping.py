"""Which files are one process: what the configuration says, then drop-in directories, then every file alone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lbconflint.dialects import Plan
from lbconflint.dialects.haproxy.grouping import FileSet, group
from lbconflint.files import Files

MAIN = "global\n maxconn 5\n"
PART = "backend b\n"
Group = Callable[..., list[FileSet]]


@pytest.fixture
def grouped(tmp_path: Path) -> Group:
    """Group files given as path -> text; their order is that of the candidates."""

    def found(contents: dict[str, str], *processes: tuple[str, ...]) -> list[FileSet]:
        for path, text in contents.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text)
        files = Files(str(tmp_path))
        return group(files, list(contents), Plan(processes), files.source)

    return found


def test_the_order_of_a_process_is_that_of_its_options(grouped: Group) -> None:
    contents = {"a.cfg": PART, "b.cfg": MAIN, "c.cfg": PART}
    assert grouped(contents, ("c.cfg", "b.cfg", "a.cfg")) == [FileSet(("c.cfg", "b.cfg", "a.cfg"), True)]


def test_files_and_directories_mix(grouped: Group) -> None:
    contents = {"base.cfg": MAIN, "d/2.cfg": PART, "d/10.cfg": PART, "e/x.cfg": PART, "last.cfg": PART}
    assert grouped(contents, ("base.cfg", "d", "e/", "last.cfg")) == [
        FileSet(("base.cfg", "d/10.cfg", "d/2.cfg", "e/x.cfg", "last.cfg"), True)
    ]


def test_a_file_named_twice_is_read_once_where_it_came_first(grouped: Group) -> None:
    contents = {"d/a.cfg": MAIN, "d/b.cfg": PART}
    assert grouped(contents, ("d/b.cfg", "d")) == [FileSet(("d/b.cfg", "d/a.cfg"), True)]


def test_a_file_may_belong_to_several_processes(grouped: Group) -> None:
    contents = {"base.cfg": MAIN, "in.cfg": PART, "out.cfg": PART}
    assert grouped(contents, ("base.cfg", "in.cfg"), ("base.cfg", "out.cfg")) == [
        FileSet(("base.cfg", "in.cfg"), True),
        FileSet(("base.cfg", "out.cfg"), True),
    ]


def test_the_root_is_a_directory_too(grouped: Group) -> None:
    contents = {"b.cfg": PART, "a.cfg": MAIN, "d/c.cfg": MAIN}
    assert grouped(contents, (".",)) == [FileSet(("a.cfg", "b.cfg"), True), FileSet(("d/c.cfg",), True)]


def test_an_empty_directory_is_no_process(grouped: Group) -> None:
    assert grouped({"d/x.conf": MAIN, "a.cfg": MAIN}, ("d",)) == [
        FileSet(("d/x.conf",), True), FileSet(("a.cfg",), True)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        (MAIN, True),
        ("defaults\n", True),
        ("  defaults base\n", True),
        (PART, False),
        ("# global\n" + PART, False),
        ("globals\n" + PART, False),
    ],
)
def test_a_file_without_global_and_defaults_is_a_fragment(grouped: Group, text: str, complete: bool) -> None:
    assert grouped({"a.cfg": text}) == [FileSet(("a.cfg",), complete)]


def test_a_drop_in_directory_that_is_planned_joins_nothing_else(grouped: Group) -> None:
    contents = {"haproxy/haproxy.cfg": MAIN, "haproxy/conf.d/a.cfg": PART, "other.cfg": MAIN}
    assert grouped(contents, ("other.cfg", "haproxy/conf.d")) == [
        FileSet(("other.cfg", "haproxy/conf.d/a.cfg"), True),
        FileSet(("haproxy/haproxy.cfg",), True),
    ]


def test_two_drop_in_directories_of_one_main_file_are_alternatives(grouped: Group) -> None:
    contents = {"haproxy/haproxy.cfg": MAIN, "haproxy/a.d/x.cfg": PART, "haproxy/b.d/y.cfg": PART}
    assert [paths for paths, _ in grouped(contents)] == [
        ("haproxy/haproxy.cfg",), ("haproxy/a.d/x.cfg",), ("haproxy/b.d/y.cfg",)
    ]  # fmt: skip


def test_templates_join_under_their_names(grouped: Group) -> None:
    contents = {"haproxy/haproxy.cfg.j2": MAIN, "haproxy/conf.d/a.cfg.j2": PART, "haproxy/conf.d/.b.cfg": PART}
    assert [paths for paths, _ in grouped(contents)] == [
        ("haproxy/haproxy.cfg.j2", "haproxy/conf.d/a.cfg.j2"), ("haproxy/conf.d/.b.cfg",)
    ]  # fmt: skip
