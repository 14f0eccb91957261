"""A wildcard and a specific address of different owners: the specific one takes its traffic."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.sockets import Outcome, Overlap, bind_class, conflicts_of
from lbconflint.check import Context, Hit, Host, Level, Related, Unit, whole
from lbconflint.model import Bind, Listener, Transport
from lbconflint.values import Address

_SHOWN = 3
"""So many names that an address does not serve are pointed at."""


@whole
def check(host: Host, _: Context) -> Iterator[Hit]:
    for conflict in host.memo.once(conflicts_of, host):
        if conflict.outcome is not Outcome.NONE or conflict.overlap is not Overlap.WILDCARD:
            continue
        wide, narrow = sorted(conflict.sockets[:2], key=lambda socket: not socket.address.wildcard)
        if wide.owner == narrow.owner or wide.address == narrow.address:
            continue
        yield Hit(
            narrow.bind.span,
            f"{words.owner(narrow)} takes all traffic to {words.shared(conflict)} from {words.owner(wide)}",
            (Related(wide.bind.span, f"{words.owner(wide)} listens on every address"),),
            help="intended? say so with a suppression comment; else bind both to distinct addresses or ports",
            level=Level.NOTE if narrow.address.loopback else None,
        )
    for unit in host.units:
        if unit.product == "nginx":
            yield from _within_nginx(unit)


Place = tuple[str, Transport, int, str]


def _within_nginx(unit: Unit) -> Iterator[Hit]:
    """nginx picks the server among those of the most specific address: names that only servers on the
    wildcard have are not found on that address."""
    wide: dict[Place, list[tuple[Listener, Bind]]] = {}
    narrow: dict[Place, dict[Address, list[tuple[Listener, Bind]]]] = {}
    for listener in unit.listeners:
        for bind in listener.binds:
            address, ports = bind.address.value, bind.ports.value
            if address is None or ports is None or not address.is_ip or not ports.single or bind.world:
                continue
            place = (listener.module, bind.transport, ports.low, address.family.value)
            if address.wildcard:
                wide.setdefault(place, []).append((listener, bind))
            elif not address.loopback:
                narrow.setdefault(place, {}).setdefault(address, []).append((listener, bind))
    for place, addresses in narrow.items():
        for members in addresses.values():
            if place in wide:
                yield from _lost_names(unit, wide[place], members)


def _lost_names(
    unit: Unit, wide: list[tuple[Listener, Bind]], narrow: list[tuple[Listener, Bind]]
) -> Iterator[Hit]:
    if any(bind_class(bind) and not bind.reuse_port.value for _, bind in narrow):
        return
    names = {name.value for listener, _ in narrow for name in listener.names}
    if None in names or any(name and name.startswith("~") for name in names):
        return
    present = {id(listener) for listener, _ in narrow}
    lost = [
        (name, bind)
        for listener, bind in wide
        for name in listener.names
        if name.known and name.value not in names and name.value not in ("", "_") and id(listener) not in present
    ]
    if not lost:
        return
    taker, taken = narrow[0]
    first, bind = lost[0]
    others = list({name.value: name for name, _ in lost[1:] if name.value != first.value}.values())
    them = " is"
    if others:
        them = f" and '{others[0].value}' are" if len(others) == 1 else f" and {len(others)} more names are"
    yield Hit(
        first.span,
        f"'{first.value}'{them} not served on {words.bind(taken)}: there only servers that listen on that address "
        "are asked",
        (
            Related(taken.span, f"{words.listener(unit, taker)} takes every request to this address"),
            Related(bind.span, "this wildcard no longer covers it"),
            *(Related(name.span, "nor is this name served there") for name in others[:_SHOWN]),
        ),
        help=f"add 'listen {bind_text(taken)};' to the server, or let all servers listen on the wildcard",
    )


def bind_text(bind: Bind) -> str:
    """The address and port as a ``listen`` argument."""
    return words.bind(bind).partition("/")[0]
