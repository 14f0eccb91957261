"""Compiles the cards of ``rules/`` into the wheel; an editable install reads them where they are."""

import os
import sys
import tempfile
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CardsHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds ``_catalog.py`` (headers) and ``_cards.py`` (whole cards) to the package in the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable" or self.target_name != "wheel":
            return
        sys.path.insert(0, self.root)
        from lbconflint.catalog import compiled, read_cards

        self._folder = tempfile.TemporaryDirectory()
        texts = compiled(read_cards(os.path.join(self.root, "rules")))
        for name, text in zip(("_catalog.py", "_cards.py"), texts, strict=True):
            path = os.path.join(self._folder.name, name)
            with open(path, "w", encoding="utf-8") as stream:
                stream.write(text)
            build_data["force_include"][path] = f"lbconflint/{name}"

    def finalize(self, *_: Any) -> None:
        folder = getattr(self, "_folder", None)
        if folder is not None:
            folder.cleanup()
