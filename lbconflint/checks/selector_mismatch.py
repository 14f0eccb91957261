"""A workload that does not select the pods that it makes."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, Related, each
from lbconflint.cluster import Selector, Workload
from lbconflint.tree import Node

_CHECKED = {
    ("apps", "Deployment"),
    ("apps", "DaemonSet"),
    ("apps", "ReplicaSet"),
    ("apps", "StatefulSet"),
    ("", "ReplicationController"),
}
"""Whose selector the API server compares with the labels of the template."""


@each(Workload)
def check(workload: Workload, _: Context) -> Iterator[Hit]:
    meta, selector = workload.meta, workload.selector
    if (meta.group, meta.kind) not in _CHECKED or selector is None or meta.relabels is None:
        return
    for name, wanted in selector.labels.items():
        if name in meta.relabels:
            continue  # a kustomization puts it into the selector and into the template
        label = workload.labels.get(name)
        where = _place(selector, name)
        if where.world or (label is not None and label.node.world):
            continue
        if label is None and not workload.labels_open:
            yield Hit(
                where.word(0),
                f"{meta.title} selects '{name}: {wanted}', and its pods have no label '{name}'",
                help="the API server refuses it: every label of the selector stands in the template too",
            )
        elif label is not None and label.value is not None and label.value != wanted:
            yield Hit(
                where.word(0),
                f"{meta.title} selects '{name}: {wanted}', and its pods have '{name}: {label.value}'",
                (Related(label.span, "the label of its pods"),),
                "the API server refuses it: every label of the selector stands in the template too",
            )


def _place(selector: Selector, name: str) -> Node:
    """Where the label stands: among ``matchLabels``, or in the selector itself."""
    holder: Node
    child: Node
    for holder in (selector.node, *(selector.node.children or ())):
        if holder is selector.node or holder.name == "matchLabels":
            for child in holder.children or ():
                if child.name == name and child.args:
                    return child
    return selector.node
