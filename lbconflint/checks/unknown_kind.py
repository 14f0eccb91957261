"""A kind that its API group does not have."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, each
from lbconflint.cluster import Meta
from lbconflint.knowledge.kubernetes_kinds import HOMES, KINDS
from lbconflint.knowledge.kubernetes_removed import REMOVED
from lbconflint.tree import Node

_REFUSED = "the API server has no such resource ('no matches for kind'), and nothing else here looks at the object"


@each(Meta)
def check(meta: Meta, _: Context) -> Iterator[Hit]:
    found = KINDS.get(meta.group)
    if found is None or (not meta.group and meta.version != "v1") or meta.kind in found[1]:
        return
    if meta.kind.endswith("List") or (f"{meta.group}/{meta.version}", meta.kind) in REMOVED:
        return
    served = f"{meta.group}/{meta.version}".removeprefix("/")
    home = HOMES.get(meta.kind)
    kind, version = _child(meta.node, "kind"), _child(meta.node, "apiVersion")
    if home is not None and version is not None:
        yield Hit(version.word(1), f"there is no {meta.kind} in '{served}'", help=f"{_REFUSED}: write '{home}'")
        return
    meant = next((one for one in sorted(found[1]) if _one_slip(meta.kind, one)), None)
    if meant is not None and kind is not None:
        yield Hit(
            kind.word(1), f"'{served}' has no kind '{meta.kind}'", help=f"{_REFUSED}: did you mean '{meant}'?"
        )


def _child(root: Node, name: str) -> Node | None:
    return next((child for child in root.children or () if child.name == name and child.args), None)


def _one_slip(written: str, meant: str) -> bool:
    """Other capitals, or one letter too many, too few, wrong, or two exchanged."""
    a, b = written.lower(), meant.lower()
    if a == b:
        return True
    if abs(len(a) - len(b)) > 1:
        return False
    start = next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    a, b = a[start:], b[start:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[1::-1] and len(b) > 1 and a[2:] == b[2:])
