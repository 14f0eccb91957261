"""A listener on a port that the platform of its host keeps for itself."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.claims import Opened, taken
from lbconflint.check import Context, Hit, Host, Level, whole
from lbconflint.knowledge.ports import PLATFORMS, Kept


@whole
def check(host: Host, _: Context) -> Iterator[Hit]:
    for unit in host.units:
        if unit.product == "kubernetes":
            from lbconflint.incluster import platform_port

            yield from platform_port.hits(unit)
        elif unit.product == "terraform":
            from lbconflint.incloud import platform_port as in_cloud

            yield from in_cloud.hits(unit)
    told: set[int] = set()
    for platform in host.platforms:
        for kept in PLATFORMS[platform]:
            for unit in host.units:
                for opened, shared in taken(unit, kept.ports.overlap, kept.transport):
                    if id(opened.bind) in told or not _meets(opened, kept):
                        continue
                    told.add(id(opened.bind))
                    yield Hit(
                        opened.bind.span,
                        f"{words.listener(unit, opened.listener)} uses port {shared}, on host '{host.name}' the "
                        f"port of {kept.owner} ({platform})",
                        help="choose another port: whichever of the two starts later fails",
                        level=None if kept.always else Level.WARNING,
                    )


def _meets(opened: Opened, kept: Kept) -> bool:
    address = opened.socket.address
    if not kept.address:
        return not address.loopback or kept.always
    return address.host == kept.address or (address.wildcard and (opened.socket.dual_stack or _is_ipv4(opened)))


def _is_ipv4(opened: Opened) -> bool:
    return opened.socket.address.family.value == "ipv4"
