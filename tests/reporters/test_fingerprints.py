"""GitHub's line hash, against a slow and literal computation."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lbconflint.reporters import fingerprints
from lbconflint.reporters.fingerprints import Fingerprints
from lbconflint.source import SourceFile
from tests.cost import LINEAR, Looked, growth


def literal(text: str) -> list[str]:
    """The hashes of all lines as GitHub describes them: 100 units of the text without blanks from the first
    unit of the line on, 0xFFFF and zeros behind the end, base 37 modulo 2**64."""
    data = re.sub("\r\n?", "\n", text).replace(" ", "").replace("\t", "").encode("utf-16-le")
    units = [low + 256 * high for low, high in zip(data[::2], data[1::2], strict=True)] + [0xFFFF] + [0] * 100
    starts = [0, *(index + 1 for index, unit in enumerate(units) if unit == 10)]
    found: list[str] = []
    for start in starts:
        value = sum(unit * 37 ** (99 - index) for index, unit in enumerate(units[start : start + 100])) % 2**64
        count = sum(other.startswith(f"{value:x}:") for other in found) + 1
        found.append(f"{value:x}:{count}")
    return found


def ours(text: str) -> list[str]:
    fingerprints = Fingerprints(SourceFile("a", text))
    return [fingerprints.line(number) for number in range(1, len(re.split("\r\n|\r|\n", text)) + 1)]


VECTORS = {
    "listen 80;\n": ["64ee4ed51aa65b3b:1", "c129715d7a2bc9a3:1"],
    "a\rb\n": ["81b8d8db678b2bbe:1", "ade70578248be16f:1", "c129715d7a2bc9a3:1"],
    "# 😀 é\r\n\tserver { listen 80; }\r\n" * 3: [
        "f2bece07c3cb2d6d:1",
        "ec6796cf0afb420e:1",
        "7f3c187be13e1d67:1",
        "3e18096cff305110:1",
        "473fa8c39ce2a699:1",
        "4e2bdc29d5a98baa:1",
        "c129715d7a2bc9a3:1",
    ],
    "server;\n" * 15 + "end": [
        "71ca415f1400cf4:1",
        "71ca415f1400cf4:2",
        "71ca415f1400cf4:3",
        "71ca415f1366882:1",
        "e84ef4cb5d3ed94a:1",
        "ce3824848a900912:1",
        "a414a1dadf3f17da:1",
        "c5ece0b4701d25a2:1",
        "7951d48a1d37526a:1",
        "3391e5879e56be32:1",
        "fc09c2177f8088fa:1",
        "e924122d0d75d2c2:1",
        "e7fd7d5e3233bb8a:1",
        "fff6a89f41736352:1",
        "62cc32b529ea1a:1",
        "43b6461eda086fe2:1",
    ],
}
"""Texts and the hashes of their lines; SARIF's multitool computes the same."""


@pytest.mark.parametrize("text", VECTORS)
def test_vectors(text: str) -> None:
    assert ours(text) == VECTORS[text]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "listen 80;",
        "listen 80;\n",
        "a\rb\r\nc\n\rd",
        " \t x\n \t \n",
        "server { listen 80; }\n" * 12,
        "# 😀 日本 é\nserver {}\n" * 8,
        "\uffff\x00\n",
    ],
)
def test_texts(text: str) -> None:
    assert ours(text) == literal(text)


@given(st.text(st.sampled_from("ab{; \t\r\n😀é"), max_size=400))
def test_any_text(text: str) -> None:
    assert ours(text) == literal(text)


def test_lines_in_any_order() -> None:
    text = "x;\n" * 60
    fingerprints = Fingerprints(SourceFile("a", text))
    expected = literal(text)
    for number in (40, 3, 61, 12):
        assert fingerprints.line(number) == expected[number - 1]


def test_undecodable_bytes_are_replaced() -> None:
    assert ours("a\udcff\nb") == literal("a\ufffd\nb")


def test_a_line_that_only_we_count() -> None:
    assert Fingerprints(SourceFile("a", "x")).line(9) == literal("x")[0]


def test_cost_is_linear(monkeypatch: pytest.MonkeyPatch) -> None:
    def hashing(lines: int) -> Callable[[], None]:
        text = "".join(f"    listen {number};\n" for number in range(lines))

        def run() -> None:
            found = Fingerprints(SourceFile("a", text))
            assert len({found.line(number) for number in range(1, lines + 1, 20)}) == len(range(0, lines, 20))

        return run

    assert growth(hashing, 2_000) < LINEAR
    units = Looked("listen 80;\n" * 20_000)
    monkeypatch.setattr(fingerprints, "_units", lambda _: units)
    found = Fingerprints(SourceFile("a", ""))
    assert found.line(19_980).endswith(":19980")
    assert units.at < 120 * 20_000
