"""Fixtures of the nginx dialect's tests."""

import pytest

from lbconflint import template


def _no_template(*_: str) -> None:
    """No text is a template."""


@pytest.fixture(autouse=True)
def _templates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where templates are not implemented yet, no text is one."""
    try:
        template.mask("", "x.conf")
    except NotImplementedError:
        monkeypatch.setattr(template, "mask", _no_template)
        monkeypatch.setattr(template, "placeholder", lambda word: "\ue000" in word or "${" in word)
