"""Which rules run: names, codes, tags, old names, levels and options."""

import pytest

from lbconflint.catalog import Catalog
from lbconflint.config import Config
from lbconflint.finding import Confidence, Level
from lbconflint.header import Header
from lbconflint.selection import SelectionError, select


def header(name: str, code: str, **more: object) -> Header:
    values = {"tags": ("t",), "reads": ("nginx",), "level": Level.ERROR, **more}
    return Header(name, code, "Summary", confidence=Confidence.HIGH, since="0.1", **values)  # type: ignore[arg-type]


CATALOG = Catalog(
    [
        header("one-rule", "LB001", aliases=("old-name",), options={"limit": 3}),
        header("two-rule", "LB002", tags=("t", "special"), level=Level.WARNING),
        header("off-rule", "LB003", level=Level.OFF),
    ]
)


PLAIN = Config()


def names(config: Config = PLAIN, chosen: tuple[str, ...] = (), ignored: tuple[str, ...] = ()) -> list[str]:
    return list(select(CATALOG, config, chosen, ignored))


def test_rules_that_are_off_run_when_they_are_asked_for() -> None:
    assert names() == ["one-rule", "two-rule"]
    assert names(Config(extend_select=("off-rule",))) == ["one-rule", "two-rule", "off-rule"]
    assert select(CATALOG, Config(), ["all"])["off-rule"].level is Level.NOTE


@pytest.mark.parametrize("word", ["one-rule", "LB001", "lb001", "old-name", "ONE-RULE"])
def test_name_code_and_old_name_are_one(word: str) -> None:
    assert names(chosen=(word,)) == ["one-rule"]
    assert names(ignored=(word,)) == ["two-rule"]


def test_a_tag_stands_for_its_rules() -> None:
    assert names(chosen=("special",)) == ["two-rule"]
    assert names(Config(ignore=("special",))) == ["one-rule"]


def test_the_command_line_wins_over_the_configuration() -> None:
    assert names(Config(select=("one-rule",), ignore=("two-rule",)), chosen=("two-rule",)) == ["two-rule"]


def test_levels_and_options_are_changed_by_the_configuration() -> None:
    config = Config(levels={"LB001": Level.NOTE, "two-rule": Level.OFF}, options={"one-rule": {"limit": 5}})
    selected = select(CATALOG, config)
    assert list(selected) == ["one-rule"]
    assert selected["one-rule"].level is Level.NOTE
    assert selected["one-rule"].options == {"limit": 5}


@pytest.mark.parametrize(
    ("config", "told"),
    [
        (Config(select=("one-rul",)), "select: there is no rule or tag 'one-rul'; did you mean 'one-rule'?"),
        (Config(levels={"x": Level.NOTE}), "levels: there is no rule 'x'"),
        (Config(options={"one-rule": {"limt": 1}}), "options.one-rule: there is no option 'limt'; it has: limit"),
        (Config(options={"one-rule": {"limit": "5"}}), "options.one-rule.limit: expected a value of type int"),
    ],
)
def test_a_wrong_word_is_told(config: Config, told: str) -> None:
    with pytest.raises(SelectionError) as caught:
        select(CATALOG, config)
    assert told in str(caught.value)
