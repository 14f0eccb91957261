"""A text that is YAML, or becomes YAML when a template is rendered."""

from lbconflint.record import NamedTuple
from lbconflint.regex import lazy
from lbconflint.source import SourceFile
from lbconflint.template.terraform import written
from lbconflint.yaml.documents import Document, Fault, read

_TEMPLATE_MARKS = ("{{", "{%", "<%", "#@", "((")
_NAMED = lazy(r"\.(?:tpl|tftpl|tmpl|gotmpl|ctmpl|template|j2|jinja2?|erb|epp|mustache|in)(?:\.|$)")
"""A name that says that the file is a template, in whichever language."""


class Either(NamedTuple):
    """``template``: the text is no YAML before it is rendered."""

    documents: list[Document]
    faults: list[Fault]
    template: bool


def read_either(source: SourceFile) -> Either:
    """Read as YAML first: most files with braces hold them in strings only."""
    reading = read(source)
    # Keys that stand twice may stand in branches that exclude each other, with the tags in comments.
    if not reading.faults and not any(document.strange or document.duplicates for document in reading.documents):
        return Either(reading.documents, [], False)
    text = source.text
    rendered = any(mark in text for mark in _TEMPLATE_MARKS) or written(text) or _named(source.path)
    if rendered or "${" in text:
        from lbconflint.yaml import templated

        template = templated.mask(text, source.path)
        if template is not None:
            source.masked = template.masked.text
            reading = read(source, template.masked.world)
            templated.settle(reading.documents, template)
    # ``envsubst`` fills in values alone: what is no YAML without them is none with them.
    return Either(reading.documents, reading.faults, rendered)


def _named(path: str) -> bool:
    return _NAMED.search(path.rpartition("/")[2].lower()) is not None
