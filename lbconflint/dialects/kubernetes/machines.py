"""Objects of OpenShift that put files onto nodes: MachineConfig (Ignition) and Tuned (profiles of TuneD)."""

from collections.abc import Iterator

from lbconflint.dialects import Machine
from lbconflint.dialects.kubernetes.meta import Identity
from lbconflint.inset import Inset
from lbconflint.model import Gap
from lbconflint.source import SourceFile
from lbconflint.yaml.ignition import files_of
from lbconflint.yaml.insets import text_of
from lbconflint.yaml.nodes import YamlNode


def machines_of(root: YamlNode, who: Identity, gaps: list[Gap]) -> Iterator[Machine]:
    """What one object of these kinds writes: which nodes it is for, and what others write there, is not known."""
    name = f"{root.source.path}:{root.start}"
    if who.kind == "MachineConfig":
        config = root.at_path("spec", "config")
        if config is not None:
            yield _machine(name, files_of(config, gaps))
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


def _machine(name: str, files: dict[str, SourceFile]) -> Machine:
    return Machine(name, files, dict.fromkeys(files, frozenset()), True)
