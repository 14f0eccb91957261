"""Configuration inside templates (Jinja, ERB, EPP, Go, Mustache): what of the text is configuration, and in
which branch.

An expression becomes ``HOLE`` characters of the same length, a control statement or comment becomes blanks,
and everything else stays where it is, so that offsets mean the same in both texts.
"""

from lbconflint.template.masked import Insert, Masked
from lbconflint.template.placeholders import placeholder


def mask(text: str, path: str) -> Masked | None:
    """The template's configuration, or None when ``text`` is no template.

    ``path`` helps to tell the language by its suffixes, and its conditions from those of other files.
    Most files are no templates, and need none of the machinery.
    """
    # Asked of every file: searching for one character costs next to nothing, for each pair a microsecond.
    percent = "%" in text and ("{%" in text or "<%" in text)
    if not (percent or "{{" in text or "{#" in text or "endif" in text or "endfor" in text):
        return None
    from lbconflint.template import masking

    return masking.mask(text, path)


__all__ = ["Insert", "Masked", "mask", "placeholder"]
