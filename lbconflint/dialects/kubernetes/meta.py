"""Who an object is: its kind, name, namespace and labels."""

from lbconflint.cluster import Meta
from lbconflint.dialects.kubernetes.fields import strings, text
from lbconflint.dialects.kubernetes.kustomize import Placed
from lbconflint.record import NamedTuple
from lbconflint.values import Setting, absent, unknown
from lbconflint.yaml.nodes import MAP, YamlNode


class Identity(NamedTuple):
    """``group`` is "" for the core objects."""

    group: str
    version: str
    kind: str


def identity(root: YamlNode) -> Identity | None:
    """The kind of the object, or None when the document is no object."""
    if root.form is not MAP:
        return None
    kind, version = root.get("kind"), root.get("apiVersion")
    if kind is None or version is None or not kind.args or not version.args or kind.unknown:
        return None
    if version.unknown:
        # ``{{ include "capabilities.ingress.apiVersion" . }}``: the kind alone tells the group.
        return Identity("?", "?", kind.args[0])
    group, _, number = version.args[0].rpartition("/")
    return Identity(group, number, kind.args[0])


def meta_of(root: YamlNode, who: Identity, placed: Placed, origin: str) -> Meta:
    """The head of an object.  A kustomization's ``namespace`` stands in for the object's own."""
    data = root.get("metadata")
    labels, more = strings(data.get("labels") if data else None)
    annotations, _ = strings(data.get("annotations") if data else None)
    name: Setting[str] = text(data, "name") if data else absent(root)
    namespace: Setting[str] = text(data, "namespace") if data else absent(root)
    if placed.namespaces:
        namespace = placed.namespaces[0] if len(placed.namespaces) == 1 else unknown(root)
    doubtful = data is not None and (data.partial or data.unknown)
    return Meta(
        kind=who.kind,
        group=who.group,
        version=who.version,
        namespace=namespace,
        name=name,
        labels=labels,
        labels_open=more or doubtful,
        annotations=annotations,
        open=root.partial or (who.kind, name.value or "") in placed.patched,
        file=root.source.path,
        sets=placed.sets,
        relabels=None if root.partial else placed.relabels.of(who.kind, name.value or ""),
        origin=origin,
        node=root,
    )
