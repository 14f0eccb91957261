"""Arguments that the provider no longer has, and words that it does not know."""

import re
from collections.abc import Iterator

from lbconflint.dialects.terraform.context import Resource, Sink
from lbconflint.dialects.terraform.instances import Instance
from lbconflint.dialects.terraform.lattice import Fields
from lbconflint.dialects.terraform.tree import Block
from lbconflint.knowledge.terraform_arguments import DEPRECATED, REMOVED, RENAMED, WORDS, Gone, Words
from lbconflint.model import Diagnostic, DiagnosticKind
from lbconflint.source import Span
from lbconflint.tree import Node
from lbconflint.values import Setting

_BOUND = re.compile(r"^(=|<=?|~>)?\s*v?(\d+)(?:\.(\d+))?(?:\.(\d+))?$")
_NEVER: tuple[int, ...] = (1 << 30,)


def look(instance: Instance, block: Block, sink: Sink) -> None:
    """Tell what is gone of one resource; a provider that is pinned to an older version still has it."""
    kind = block.args[0]
    pinned = _newest(instance, kind.partition("_")[0])
    if kind in RENAMED and not _older(pinned, RENAMED[kind].since):
        since, new = RENAMED[kind]
        sink.removed(
            block.word(1), f"'{kind}' is deprecated since {since}",
            f"write '{new}', and move the state with a 'moved' block", certain=False,
        )  # fmt: skip
    for name, gone in REMOVED.get(kind, {}).items():
        if not _older(pinned, gone.since):
            for span in _places(block, name):
                message = f"'{_last(name)}' is no argument of {kind} since {gone.since}"
                sink.removed(span, message, _cure(gone), certain=False)
    for name, gone in DEPRECATED.get(kind, {}).items():
        for span in _places(block, name):
            _deprecated(sink, span, f"'{name}' of {kind} is deprecated", gone, _older(pinned, gone.since))


def _deprecated(sink: Sink, span: Span, message: str, gone: Gone, quiet: bool) -> None:
    """A warning, as the provider's own; a note while the provider is pinned to a version before."""
    since = f" since {gone.since}" if gone.since else ""
    kind = DiagnosticKind.DEPRECATED_DIRECTIVE if quiet else DiagnosticKind.REMOVED_DIRECTIVE
    sink.unit.diagnostics.append(Diagnostic(kind, span, message + since, _cure(gone), (), False))


def _cure(gone: Gone) -> str:
    if not gone.instead:
        return "remove it"
    return f"write {gone.instead}" if " " in gone.instead else f"write '{gone.instead}'"


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _places(block: Block, name: str) -> Iterator[Span]:
    """Where the argument, or the block of that name, stands."""
    outer, _, inner = name.rpartition(".")
    homes = [block] if not outer else list(block.blocks(outer))
    for home in homes:
        found: Node | None = home.attributes.get(inner) or next(home.blocks(inner), None)
        if found is not None:
            yield found.word(0)


def words(resource: Resource, sink: Sink) -> None:
    """Values that are none of those which the provider knows."""
    for name, known in WORDS[resource.kind].items():
        outer, _, inner = name.rpartition(".")
        for view in resource.blocks(outer) if outer else [resource]:
            _word(view.text(inner), known, resource.kind, sink)


def _word(said: Setting[str], known: Words, kind: str, sink: Sink) -> None:
    if not said.value or not said.written or said.value in known.values:
        return
    near = next((value for value in known.values if value.lower() == said.value.lower()), None)
    if near is None:
        sink.argument(
            said.span, f"'{said.value}' is no protocol of {kind}", f"the provider knows {', '.join(known.values)}"
        )
    elif known.case:
        sink.argument(
            said.span, f"the protocol is written '{near}' here, not '{said.value}'",
            f"the provider knows {', '.join(known.values)}", certain=False,
        )  # fmt: skip


def _newest(instance: Instance, provider: str) -> tuple[int, ...]:
    """The version that the pinned provider stays below; very high when nothing pins it."""
    return min(_pins(home).get(provider, _NEVER) for home in (instance, instance.deployment.root))


def _pins(instance: Instance) -> dict[str, tuple[int, ...]]:
    """What the module requires of its providers, read once."""
    shared, key = instance.deployment.shared, f"providers of {instance.path}"
    found = shared.get(key)
    if not isinstance(found, dict):
        found = shared[key] = dict(_required(instance))
    return found


def _required(instance: Instance) -> Iterator[tuple[str, tuple[int, ...]]]:
    for body in instance.module.bodies:
        for terraform in body.root.blocks("terraform"):
            for required in terraform.blocks("required_providers"):
                for provider, item in required.attributes.items():
                    value = instance.evaluator.value(item.term, {})
                    version = value.members.get("version") if isinstance(value, Fields) else value
                    if isinstance(version, str):
                        yield provider, min(map(_below, version.split(",")))


def _below(constraint: str) -> tuple[int, ...]:
    """``~> 3.5`` -> (4,): the versions that fulfil the constraint are below."""
    found = _BOUND.match(constraint.strip())
    if found is None:
        return _NEVER
    numbers = [int(part) for part in found.groups()[1:] if part is not None]
    if found[1] == "<":
        return tuple(numbers)
    if found[1] == "~>" and len(numbers) > 1:
        numbers.pop()
    numbers[-1] += 1
    return tuple(numbers)


def _older(pinned: tuple[int, ...], since: str) -> bool:
    """Every version that may run is older than ``since``."""
    return bool(since) and pinned <= tuple(map(int, since.split(".")))
