"""Objects that put files onto nodes: OpenShift's MachineConfig (Ignition) and Tuned (profiles of TuneD), and what
Cluster API gives kubeadm."""

from collections.abc import Iterator

from lbconflint.dialects import Machine
from lbconflint.dialects.kubernetes.meta import Identity
from lbconflint.inset import Inset, Room
from lbconflint.model import Gap
from lbconflint.source import SourceFile
from lbconflint.template.holes import prepared
from lbconflint.yaml.contents import contents
from lbconflint.yaml.ignition import files_of, is_ours
from lbconflint.yaml.insets import text_of
from lbconflint.yaml.nodes import YamlNode

_MOST = 200


def machines_of(root: YamlNode, who: Identity, gaps: list[Gap], room: Room) -> Iterator[Machine]:
    """What one object of these kinds writes: which nodes it is for, and what others write there, is not known."""
    name = f"{root.source.path}:{root.start}"
    if who.kind == "MachineConfig":
        config = root.at_path("spec", "config")
        if config is not None:
            yield _machine(name, files_of(config, gaps, room))
        return
    if who.kind != "Tuned":
        yield _machine(name, _of_kubeadm(root, gaps, room))
        return
    profiles = root.at_path("spec", "profile")
    for number, item in enumerate(profiles.items if profiles is not None else ()):
        data, named = item.get("data"), item.get("name")
        if data is None or not data.args:
            continue
        # Of several profiles a node has one.
        path = f"etc/tuned/{named.text if named is not None else number}/tuned.conf"
        pieces = text_of(data)
        if pieces:
            yield _machine(f"{name}:{number}", {path: Inset(path, pieces)})
        elif data.unknown:
            gaps.append(Gap(data.word(0), "what this profile holds is not known"))


def _of_kubeadm(root: YamlNode, gaps: list[Gap], room: Room) -> dict[str, SourceFile]:
    """The files that cloud-init writes before kubeadm runs."""
    found: dict[str, SourceFile] = {}
    spec = root.at_path("spec", "template", "spec") or root.get("spec")
    spec = spec and (spec.get("kubeadmConfigSpec") or spec)
    files = spec.get("files") if spec is not None else None
    for item in files.items[:_MOST] if files is not None else ():
        path, content, encoding = (item.get(name) for name in ("path", "content", "encoding"))
        if path is None or not path.args or content is None or not is_ours(path.args[0]):
            continue
        pieces = contents(content, room, (encoding.text or "") if encoding is not None else "", filled=True)
        if pieces and item.get("append") is None:
            place = path.args[0].strip("/")
            found[place] = prepared(Inset(place, pieces))
        else:
            gaps.append(Gap(path.word(1), f"what '{path.args[0]}' holds is not known"))
    return found


def _machine(name: str, files: dict[str, SourceFile]) -> Machine:
    return Machine(name, files, dict.fromkeys(files, frozenset()), True)
