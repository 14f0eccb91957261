"""Shared fixtures: lint texts in a temporary tree, with the engine and nothing around it."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from lbconflint import catalog as catalogs
from lbconflint import config as configs
from lbconflint import engine
from lbconflint.config import Config
from lbconflint.finding import Confidence, Level
from lbconflint.report import Report
from lbconflint.selection import select
from tests.cost import limited

# How fast a machine is says nothing about the code.
settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
settings.load_profile("house")

CATALOG = catalogs.load()

Lint = Callable[..., Report]


def write_tree(root: Path, files: Mapping[str, str | bytes]) -> None:
    for path, content in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            place.write_bytes(content)
        else:
            # newline="": what a test writes is what is linted, CR included.
            with open(place, "w", encoding="utf-8", errors="surrogateescape", newline="") as stream:
                stream.write(content)


def lint_tree(
    root: Path, paths: Sequence[str] = (), *, rules: Sequence[str] = (), config: Config | None = None
) -> Report:
    """Lint what is in ``root`` and show every finding, whatever its level and confidence.

    A ``lbconflint.toml`` in the root is the configuration, unless ``config`` is given.
    """
    if config is None:
        path = root / "lbconflint.toml"
        config = configs.load(str(path)) if path.exists() else Config()
        config = config._replace(min_level=Level.NOTE, min_confidence=Confidence.LOW)
    asked = [os.path.join(root, path) for path in paths] or [str(root)]
    selected = select(CATALOG, config, rules)
    return engine.run(engine.Request(asked, str(root), config, CATALOG, selected))


@pytest.fixture
def lint(tmp_path: Path) -> Lint:
    """``lint({"nginx.conf": text, ...}, rules=[...])`` -> the report."""

    def run(
        files: Mapping[str, str | bytes], paths: Sequence[str] = (), *, rules: Sequence[str] = (), **more: object
    ) -> Report:
        write_tree(tmp_path, files)
        return lint_tree(tmp_path, paths, rules=rules, **more)  # type: ignore[arg-type]

    return run


@pytest.fixture
def no_hang() -> Iterator[None]:
    """Ends a test that costs the square of its large input."""
    with limited():
        yield
