"""Configurations with one slip: a line left out, written twice or moved, a word, a number or a character changed.

The sound ones stand in ``bases``; a server's own check and the linter then judge each mutant.
"""

import random
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

BASES = Path(__file__).parent / "bases"
_NUMBERS = ("0", "-1", "1", "65535", "70000", "99999999999")
_WORD = re.compile(r"(\s+)")


class Mutant(NamedTuple):
    """``slip`` says what was done to line ``line`` of ``base``."""

    base: str
    slip: str
    line: int
    text: str

    def __str__(self) -> str:
        near = self.text.split("\n")[max(0, self.line - 2) : self.line + 1]
        return f"{self.base}: {self.slip} in line {self.line}\n" + "\n".join(f"    | {line}" for line in near)


def mutants(product: str, number: int, seed: str) -> list[Mutant]:
    """The first ``number`` different ones of a series."""
    texts = {path.name: path.read_text("utf-8") for path in sorted(BASES.glob(f"{product}-*"))}
    rng = random.Random(f"mutants {product} {seed}")
    return list(islice(_different(texts, rng), number))


def _different(texts: dict[str, str], rng: random.Random) -> Iterator[Mutant]:
    seen = set(texts.values())
    lines = [line for text in texts.values() for line in text.split("\n") if _says(line)]
    while True:
        base = rng.choice(list(texts))
        slip = rng.choice(list(_LINES) + list(_WORDS))
        found = texts[base].split("\n")
        places = [number for number, line in enumerate(found) if _says(line)]
        place = rng.choice(places)
        if slip in _LINES:
            found = _LINES[slip](found, place, rng.choice(places), rng.choice(lines))
        else:
            found[place] = _changed(found[place], slip, rng, texts[base].split())
        text = "\n".join(found)
        if text not in seen:
            seen.add(text)
            yield Mutant(base, slip, place + 1, text)


def _says(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


_LINES = {
    "left out": lambda lines, at, _, __: lines[:at] + lines[at + 1 :],
    "said twice": lambda lines, at, _, __: [*lines[:at], lines[at], *lines[at:]],
    "moved": lambda lines, at, to, _: _moved(lines, at, to),
    "put in from elsewhere": lambda lines, at, _, new: [*lines[: at + 1], new, *lines[at + 1 :]],
}
_WORDS = ("a word left out", "a word too many", "another word", "another number", "a character left out",
          "two characters in the wrong order")  # fmt: skip


def _moved(lines: list[str], at: int, to: int) -> list[str]:
    rest = lines[:at] + lines[at + 1 :]
    return [*rest[:to], lines[at], *rest[to:]]


def _changed(line: str, slip: str, rng: random.Random, words: list[str]) -> str:
    if "character" in slip:
        at = rng.randrange(len(line) - len(line.lstrip()), len(line))
        return line[:at] + (line[at : at + 2][::-1] + line[at + 2 :] if slip.startswith("two") else line[at + 1 :])
    parts = _WORD.split(line)
    places = [number for number, part in enumerate(parts) if part.strip()]
    if slip == "another number":
        places = [number for number in places if re.search(r"\d", parts[number])]
        if not places:
            return line
    at = rng.choice(places)
    if slip == "another number":
        parts[at] = re.sub(r"\d+", rng.choice(_NUMBERS), parts[at], count=1)
    elif slip == "another word":
        parts[at] = rng.choice(words)
    elif slip == "a word too many":
        parts.insert(at, f"{rng.choice(words)} ")
    else:
        del parts[at]
    return "".join(parts)
