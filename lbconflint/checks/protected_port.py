"""A listener in the organisation's forbidden zone."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.claims import asked_of
from lbconflint.check import Context, Hit, Unit, each
from lbconflint.kernel import ClaimKind


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product == "kubernetes":
        from lbconflint.incluster import protected_port

        yield from protected_port.hits(unit, ctx)
        return
    for claim in ctx.project.ports.claims:
        if claim.kind is not ClaimKind.PROTECTED:
            continue
        for opened in unit.memo.once(asked_of, unit):
            shared = claim.ports.overlap(opened.ports)
            if shared is None:
                continue
            yield Hit(
                opened.bind.span,
                f"{words.listener(unit, opened.listener)} uses port {shared}, which [ports] protected keeps free",
                help="choose another port, or change the zone in lbconflint.toml",
            )
