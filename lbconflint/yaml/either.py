"""A text that is YAML, or becomes YAML when a template is rendered."""

from lbconflint.record import NamedTuple
from lbconflint.source import SourceFile
from lbconflint.yaml.documents import Document, Fault, read

_TEMPLATE_MARKS = ("{{", "{%", "<%", "#@", "((")


class Either(NamedTuple):
    """``template``: the text is no YAML before it is rendered."""

    documents: list[Document]
    faults: list[Fault]
    template: bool


def read_either(source: SourceFile) -> Either:
    """Read as YAML first: most files with braces hold them in strings only."""
    reading = read(source)
    if not reading.faults and not any(document.strange for document in reading.documents):
        return Either(reading.documents, [], False)
    if any(mark in source.text for mark in _TEMPLATE_MARKS):
        from lbconflint.yaml import templated

        template = templated.mask(source.text, source.path)
        if template is not None:
            source.masked = template.masked.text
            reading = read(source, template.masked.world)
            templated.settle(reading.documents, template)
        return Either(reading.documents, reading.faults, True)
    return Either(reading.documents, reading.faults, False)
