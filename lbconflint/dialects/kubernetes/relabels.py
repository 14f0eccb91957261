"""Which labels of selectors and pods kustomizations may write."""

import re
from collections.abc import Iterable

from lbconflint.record import NamedTuple
from lbconflint.values import HOLE
from lbconflint.yaml.nodes import LIST, MAP, YamlNode

Labels = frozenset[str] | None
"""None: any."""

_NOTHING: frozenset[str] = frozenset()
_ANYTHING = ("transformers", "replacements", "vars", "configurations")
"""What changes fields that stand in other files, or in none."""
_LISTS = ("patches", "patchesStrategicMerge", "patchesJson6902", "components")
_WRITES = re.compile(
    r"label|selector|\$patch"
    r"|path['\"]?\s*:\s*['\"]?(?:/spec|/spec/template|/spec/template/metadata)?/?['\"]?\s*(?:$|[,}])",
    re.IGNORECASE | re.MULTILINE,
)
"""A patch that writes labels or selectors, or something that they are part of."""
_MANY = 64
"""More patches of labels than that, and nobody follows them: each object is compared with each target."""
_PLAIN = re.compile(r"[a-z0-9-]+")
"""The name of a target that is no pattern."""


class Relabels(NamedTuple):
    """``labels`` are written into all objects, ``targets`` are (kind, name) of objects whose labels a patch may
    change; "" for any.  A name may have a prefix or suffix that another kustomization gives."""

    labels: Labels = _NOTHING
    targets: frozenset[tuple[str, str]] = frozenset()

    def of(self, kind: str, name: str) -> Labels:
        """The labels of one object that may change."""
        if any(wanted in ("", kind) and (not whom or name in whom) for wanted, whom in self.targets):
            return None
        return self.labels


UNKNOWN = Relabels(None)


def together(several: Iterable[Relabels]) -> Relabels:
    labels: set[str] = set()
    targets: set[tuple[str, str]] = set()
    for one in several:
        if one.labels is None:
            return UNKNOWN
        labels |= one.labels
        targets |= one.targets
        if len(targets) > _MANY:
            return UNKNOWN
    return Relabels(frozenset(labels), frozenset(targets))


def patch_writes(text: str | None) -> bool:
    """A patch may change labels or selectors; the text is None when it is not known."""
    return text is None or _WRITES.search(text) is not None


def targets_of(named: Iterable[tuple[str, str]]) -> Relabels:
    """What a patch that changes labels of these does; of nobody: it is not known whom it changes."""
    found = frozenset((kind, name if _PLAIN.fullmatch(name) else "") for kind, name in named)
    return Relabels(targets=found or frozenset({("", "")}))


def written_by(root: YamlNode) -> Labels:
    """What the kustomization writes without patches and components.  Names and namespaces are no labels."""
    if root.partial or root.unknown or any(root.get(key) is not None for key in _ANYTHING):
        return None
    if any(node is not None and (node.partial or node.unknown) for node in map(root.get, _LISTS)):
        return None
    common, listing = root.get("commonLabels"), root.get("labels")
    found = [] if common is None else [_keys(common)]
    if listing is not None and listing.form is LIST and not (listing.partial or listing.unknown):
        found += map(_of_item, listing.items)
    elif listing is not None:
        return None
    return together(map(Relabels, found)).labels


def _of_item(item: YamlNode) -> Labels:
    """``labels`` write into the objects' own labels alone, unless they say more."""
    if item.partial or item.get("fields") is not None:
        return None
    said = [item.get(key) for key in ("includeSelectors", "includeTemplates")]
    if all(node is None or node.args == ("false",) for node in said):
        return _NOTHING
    pairs = item.get("pairs")
    return _NOTHING if pairs is None else _keys(pairs)


def _keys(pairs: YamlNode) -> Labels:
    if pairs.form is not MAP or pairs.partial or pairs.unknown:
        return None
    keys = frozenset(entry.name for entry in pairs.entries)
    return None if any(HOLE in key or "{{" in key for key in keys) else keys
