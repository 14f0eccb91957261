"""An http listener on a port that no browser opens."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.claims import Opened, opened_of
from lbconflint.check import Context, Hit, Unit, each
from lbconflint.knowledge.ports import BROWSER_BLOCKED
from lbconflint.model import Transport


@each(Unit)
def check(unit: Unit, _: Context) -> Iterator[Hit]:
    for opened in unit.memo.once(opened_of, unit):
        if opened.bind.transport is not Transport.TCP or not _for_browsers(opened):
            continue
        if opened.ports.single and opened.ports.low in BROWSER_BLOCKED:
            yield Hit(
                opened.bind.span,
                f"no browser opens port {opened.ports}: requests to {words.listener(unit, opened.listener)} end "
                "in ERR_UNSAFE_PORT",
                help="choose another port, or ignore the rule here when programs alone connect",
            )


def _for_browsers(opened: Opened) -> bool:
    return opened.listener.protocol.equals("http") and not opened.socket.address.loopback
