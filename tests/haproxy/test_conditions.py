"""``.if`` conditions: what is decided, and for which versions."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lbconflint.dialects.haproxy.conditions import (
    ANY_VERSION,
    MAX_DEPTH,
    MAX_LENGTH,
    NEWEST,
    OLDEST,
    OPEN,
    ConditionError,
    evaluate,
)
from lbconflint.dialects.haproxy.environment import Environment
from lbconflint.knowledge.versions import target_of
from lbconflint.values import HOLE


def judged(text: str, target: str | None = None) -> bool | None:
    environment = Environment()
    environment.assign("SET", "1")
    environment.assign("UNSET", None)
    return evaluate(text, environment, target_of("haproxy", target)).value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", False),
        ("0", False),
        ("1", True),
        ("-1", True),
        ("0x0", False),
        ("0x10", True),
        ("010", True),
        ("08", False),
        ("!1", False),
        ("! ! 1", True),
        ("1 && 0", False),
        ("1 || 0 && 0", True),
        ("(1 || 0) && 0", False),
        ("!(0 || 0)", True),
        ("defined(SET)", True),
        ("defined(UNSET)", False),
        ("defined(OTHER)", None),
        ("0 && defined(OTHER)", False),
        ("1 || defined(OTHER)", True),
        ("1 && defined(OTHER)", None),
        ("streq(a,a)", True),
        ("streq(a,b)", False),
        ("strneq(a,b)", True),
        ("strstr(abc,b)", True),
        ("feature(OPENSSL)", None),
        ("enabled(REUSEPORT)", None),
        ("openssl_version_atleast(3.0)", None),
        ("fips_mode", None),
        (f"streq({HOLE},a)", None),
        (HOLE, None),
        (f"{HOLE} && (", None),
        ("version_atleast(2.4)", None),
        ("version_atleast(1.5)", True),
        ("version_before(1.5)", False),
        ("version_atleast(9.0)", False),
    ],
)
def test_verdicts(text: str, expected: bool | None) -> None:
    assert judged(text) is expected


@pytest.mark.parametrize(
    ("target", "text", "expected"),
    [
        ("2.6", "version_atleast(2.4)", True),
        ("2.6", "version_before(2.4-dev3)", False),
        ("2.2", "version_before(2.4)", True),
        ("2.4", "version_atleast(2.4.5)", None),
        ("2.4.5", "version_atleast(2.4.5)", True),
    ],
)
def test_a_stated_target_decides(target: str, text: str, expected: bool | None) -> None:
    assert judged(text, target) is expected


@pytest.mark.parametrize("text", ["foo(1)", "1abc", "1 2", "(1", "1 &&", "|| 1", "streq(a)", "defined(A", "foo"])
def test_what_haproxy_cannot_read_is_an_error(text: str) -> None:
    with pytest.raises(ConditionError, match="unparsable condition"):
        judged(text)


def test_predicates_have_an_age() -> None:
    with pytest.raises(ConditionError, match=r"known since HAProxy 2\.8"):
        judged("strstr(abc,b)", "2.6")
    assert judged("strstr(abc,b)", "2.8") is True


def test_versions_follow_from_conditions() -> None:
    def bounds(text: str) -> Any:
        return evaluate(text, Environment(), target_of("haproxy"))

    at_least = bounds("version_atleast(2.4)")
    assert at_least.true == ((2, 4, 0), NEWEST)
    assert at_least.false == (OLDEST, (2, 3, 999))
    before = bounds("version_before(2.4.2)")
    assert before.true == (OLDEST, (2, 4, 1))
    assert bounds("version_before(3.0)").true == (OLDEST, (2, 999, 999))
    assert bounds("!version_atleast(2.4)").true == at_least.false
    both = bounds("version_atleast(2.4) && version_before(3.0) && feature(QUIC)")
    assert both.true == ((2, 4, 0), (2, 999, 999))
    assert both.false == ANY_VERSION
    either = bounds("version_before(2.0) || version_before(2.4)")
    assert either.true == (OLDEST, (2, 3, 999))
    assert either.false == ((2, 4, 0), NEWEST)


def test_long_and_deep_conditions_stay_open() -> None:
    assert evaluate("(" * (MAX_DEPTH + 1) + "1", Environment(), target_of("haproxy")) == OPEN
    assert evaluate("1 || " * MAX_LENGTH + "1", Environment(), target_of("haproxy")) == OPEN
    assert evaluate("(" * MAX_DEPTH + "1" + ")" * MAX_DEPTH, Environment(), target_of("haproxy")).value is True
    assert evaluate("!" * 4000 + "1", Environment(), target_of("haproxy")).value is True


_ATOMS = st.sampled_from(["0", "1", "defined(SET)", "defined(NEVER)", "streq(a,a)", "streq(a,b)", "strstr(ab,b)"])
_CONDITIONS = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        inner.map(lambda text: f"!{text}" if text[0] != "!" else text),
        inner.map(lambda text: f"({text})"),
        st.tuples(inner, st.sampled_from([" && ", " || ", "&&", "||"]), inner).map("".join),
    ),
    max_leaves=6,
)


@settings(max_examples=5)
@given(texts=st.lists(_CONDITIONS, min_size=10, max_size=30))
def test_haproxy_judges_alike(oracle: Any, tmp_path: Path, texts: list[str]) -> None:
    version = tuple(map(int, oracle.version.split(".")))
    if version < (2, 8):
        pytest.skip("conditions came with 2.4, strstr with 2.8")
    environment = Environment()
    environment.assign("SET", "1")
    environment.assign("NEVER", None)
    target = target_of("haproxy", oracle.version)
    lines = [f".if {text}\n.notice taken-{number}\n.endif\n" for number, text in enumerate(texts)]
    file = tmp_path / "condition.cfg"
    file.write_text("global\n setenv SET 1\n" + "".join(lines))
    seen = oracle.run("-c", "-f", str(file)).stderr.decode()
    taken = {int(number) for number in re.findall(r"'taken-(\d+)'", seen)}
    assert taken == {
        number for number, text in enumerate(texts) if evaluate(text, environment, target).value is True
    }
