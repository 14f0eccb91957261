"""A port that the organisation's registry does not allow, or has given to another service."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.claims import Asked, asked_of
from lbconflint.check import Context, Hit, Unit, each
from lbconflint.kernel import ClaimKind
from lbconflint.values import PortRange


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    policy = ctx.project.ports
    assigned = [claim for claim in policy.claims if claim.kind is ClaimKind.ASSIGNED]
    if not policy.allowed and not assigned:
        return
    for opened in unit.memo.once(asked_of, unit):
        if policy.allowed and not any(_inside(opened.ports, allowed) for allowed in policy.allowed):
            shown = ", ".join(map(str, policy.allowed))
            yield Hit(
                opened.bind.span,
                f"{words.listener(unit, opened.listener)} uses port {opened.ports}, not an allowed one ({shown})",
                help="choose an allowed port, or add it to [ports] allowed in lbconflint.toml",
            )
            continue
        for claim in assigned:
            shared = claim.ports.overlap(opened.ports)
            if shared is not None and _another(opened, claim.owner):
                yield Hit(
                    opened.bind.span,
                    f"port {shared} is assigned to '{claim.owner}', and "
                    f"{words.listener(unit, opened.listener)} uses it",
                    help="choose another port, or name the listener after its service",
                )


def _inside(ports: PortRange, allowed: PortRange) -> bool:
    return allowed.low <= ports.low and ports.high <= allowed.high


def _another(opened: Asked, service: str) -> bool:
    """None of the listener's names has the service's name in it, and all are known."""
    names = [opened.listener.name]
    for name in opened.listener.names:
        if name.unknown:
            return False
        names.append(name.value or "")
    return not any(service.lower() in name.lower() for name in names)
