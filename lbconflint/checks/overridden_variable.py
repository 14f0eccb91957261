"""A port that two files of values set differently."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, each
from lbconflint.model import Reference


@each(Reference)
def check(reference: Reference, _: Context) -> Iterator[Hit]:
    if reference.kind == "overridden":
        message, _sep, cure = reference.usage.partition("\n")
        yield Hit(reference.name.span, message, help=cure)
