"""An http listener on a port that no browser opens."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.claims import Opened, taken
from lbconflint.check import Context, Hit, Unit, each
from lbconflint.knowledge.ports import BROWSER_BLOCKED
from lbconflint.model import Transport
from lbconflint.values import PortRange


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:  # noqa: ARG001
    for opened, _ in taken(unit, _blocked, Transport.TCP):
        if _for_browsers(opened):
            yield Hit(
                opened.bind.span,
                f"no browser opens port {opened.ports}: requests to {words.listener(unit, opened.listener)} end "
                "in ERR_UNSAFE_PORT",
                help="choose another port, or ignore the rule here when programs alone connect",
            )


def _blocked(ports: PortRange) -> int | None:
    return ports.low if ports.single and ports.low in BROWSER_BLOCKED else None


def _for_browsers(opened: Opened) -> bool:
    return opened.listener.protocol.equals("http") and not opened.socket.address.loopback
