"""Variables for a port that two files of values give differently: the later file wins, without a word."""

import posixpath
import re
from collections.abc import Callable, Sequence

from lbconflint.dialects.terraform.syntax import Body
from lbconflint.dialects.terraform.tree import Item
from lbconflint.model import Reference
from lbconflint.tree import ALWAYS
from lbconflint.unit import Unit
from lbconflint.values import written

_PORT = re.compile(r"(?:^|_)ports?(?:$|_)", re.IGNORECASE)
_OWN = ("terraform.tfvars", "terraform.tfvars.json")


def find(unit: Unit, parsed: Callable[[str], Body | None], files: Sequence[str]) -> None:
    """``files`` are the files of values of one directory; those that Terraform loads by itself are compared."""
    first = [path for name in _OWN for path in files if posixpath.basename(path) == name]
    loaded = [*first, *sorted(path for path in files if path.endswith((".auto.tfvars", ".auto.tfvars.json")))]
    said: dict[str, Item] = {}
    for path in loaded if len(loaded) > 1 else ():
        body = parsed(path)
        for name, item in body.root.attributes.items() if body is not None else ():
            earlier = said.get(name)
            if earlier is not None and _PORT.search(name) and _differ(earlier, item):
                source = posixpath.basename(path)
                message = f"'{name}' is {_text(earlier)} here and {_text(item)} in '{source}', which is read later"
                usage = f"{message}\nthe last file wins: keep one of the two"
                unit.references.append(Reference("overridden", written(name, earlier, 1), usage, ALWAYS))
            said[name] = item


def _differ(one: Item, other: Item) -> bool:
    """Both are plain values; of lists and objects it is not plain which part is meant."""
    return _text(one) != _text(other) and not any(item.raw[:1] in ("[", "{") for item in (one, other))


def _text(item: Item) -> str:
    return " ".join(item.raw.split())
