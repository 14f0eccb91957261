"""Which rules run, at which level: the card's word, changed by the configuration and the command line."""

from collections.abc import Iterable, Mapping
from typing import Any

from lbconflint.catalog import Catalog
from lbconflint.config import Config
from lbconflint.finding import Confidence, Level
from lbconflint.header import Header
from lbconflint.record import NamedTuple


class SelectionError(Exception):
    """A word names no rule, code or tag; the text says which and what comes near."""


class Selected(NamedTuple):
    """A rule that runs: its level in force and its options (the card's defaults, changed by the configuration)."""

    header: Header
    level: Level
    options: Mapping[str, Any]


def rules_named(catalog: Catalog, words: Iterable[str], where: str) -> set[str]:
    """Names of the rules that the words (names, codes, tags, "all") stand for.  Raises ``SelectionError``."""
    names: set[str] = set()
    for word in words:
        header = catalog.find(word)
        if header is not None:
            names.add(header.name)
        elif word.lower() == "all":
            names.update(catalog.headers)
        else:
            tagged = {header.name for header in catalog.headers.values() if word.lower() in header.tags}
            if not tagged:
                raise SelectionError(f"{where}: there is no rule or tag '{word}'{_near(catalog, word)}")
            names |= tagged
    return names


def _near(catalog: Catalog, word: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word.lower(), catalog.words(), 1)
    return f"; did you mean '{near[0]}'?" if near else "; 'lbconflint rules' lists them"


def select(
    catalog: Catalog, config: Config, chosen: Iterable[str] = (), ignored: Iterable[str] = ()
) -> dict[str, Selected]:
    """The rules to run, by name.  ``chosen`` and ``ignored`` are the command line's words: they win over the
    configuration's.  Raises ``SelectionError``."""
    where = config.path or "configuration"
    chosen = tuple(chosen)
    if chosen:
        names = rules_named(catalog, chosen, "--select")
    else:
        default = {name for name, header in catalog.headers.items() if header.level is not Level.OFF}
        names = rules_named(catalog, config.select, f"{where}: select") if config.select else default
        names |= rules_named(catalog, config.extend_select, f"{where}: extend-select")
        names -= rules_named(catalog, config.ignore, f"{where}: ignore")
    names -= rules_named(catalog, ignored, "--ignore")
    levels = {_one(catalog, word, f"{where}: levels"): level for word, level in config.levels.items()}
    options = {_one(catalog, word, f"{where}: options"): values for word, values in config.options.items()}
    selected = {}
    for name, header in catalog.headers.items():
        level = levels.get(name, header.level)
        if name not in names or (level is Level.OFF and name in levels):
            continue
        selected[name] = Selected(
            header, level or Level.NOTE, _options(header, options.get(name, {}), f"{where}: options")
        )
    return selected


def _one(catalog: Catalog, word: str, where: str) -> str:
    header = catalog.find(word)
    if header is None:
        raise SelectionError(f"{where}: there is no rule '{word}'{_near(catalog, word)}")
    return header.name


def _options(header: Header, values: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    for key, value in values.items():
        if key not in header.options:
            known = ", ".join(header.options) or "none"
            raise SelectionError(f"{where}.{header.name}: there is no option '{key}'; it has: {known}")
        if type(value) is not type(header.options[key]):
            kind = type(header.options[key]).__name__
            raise SelectionError(f"{where}.{header.name}.{key}: expected a value of type {kind}")
    return {**header.options, **values}


def shown(level: Level, confidence: Confidence, config: Config) -> bool:
    """A finding of this level and confidence is shown."""
    return level >= config.min_level and confidence >= config.min_confidence
