"""nginx's listens by socket address: the servers of one module that share an address and port."""

from collections.abc import Mapping

from lbconflint.model import Bind, Listener, Transport
from lbconflint.record import NamedTuple
from lbconflint.unit import Unit
from lbconflint.values import Address, Origin, Setting


class Place(NamedTuple):
    """What servers share: one socket address of one module.  ``port`` is None for a unix socket."""

    module: str
    transport: Transport
    address: Address
    port: int | None


class Listen(NamedTuple):
    """One server's claim to a place."""

    listener: Listener
    bind: Bind


_tuple = tuple.__new__
_UNKNOWN = Origin.UNKNOWN
Places = dict[Place, list[Listen]]


def places_of(unit: Unit) -> Places:
    """Every known place of an nginx unit with its listens, in reading order."""
    places: Places = {}
    if unit.product != "nginx":
        return places
    for listener in unit.listeners:
        for bind in listener.binds:
            address = bind.address.value
            if address is None or bind.ports.unknown:
                continue
            ports = bind.ports.value
            numbers = [None] if ports is None else range(ports.low, ports.high + 1)
            for port in numbers:
                # Like Place(...) and Listen(...), in half the time.
                place = _tuple(Place, (listener.module, bind.transport, address, port))
                listen = _tuple(Listen, (listener, bind))
                if place in places:
                    places[place].append(listen)
                else:
                    places[place] = [listen]
    return places


def shared_places(unit: Unit) -> list[tuple[Place, list[Listen]]]:
    """The places with more than one listen; of the places of a range that the same listens share, the first."""
    found = []
    seen: set[tuple[int, ...]] = set()
    for place, listens in unit.memo.once(places_of, unit).items():
        who = tuple(id(listen.bind) for listen in listens)
        if len(listens) > 1 and who not in seen:
            seen.add(who)
            found.append((place, listens))
    return found


class Speech(NamedTuple):
    """What is spoken on a place; None where that is not known."""

    tls: bool | None
    proxy_protocol: bool | None
    http2: bool


def _spoken(binds: list[Bind]) -> Speech:
    """nginx ORs the flags over all listens of a socket."""
    return Speech(
        _any([_sure(bind.tls, bind) for bind in binds]),
        _any([_sure(bind.proxy_protocol, bind) for bind in binds]),
        # Where a parameter is filled in later, no flag that is not written is known, and any may come.
        any("http2" in bind.options or bind.reuse_port.unknown for bind in binds),
    )


def _sure(flag: Setting[bool], bind: Bind) -> bool | None:
    return None if bind.world or flag.origin is _UNKNOWN else bool(flag.value)


def _any(flags: list[bool | None]) -> bool | None:
    return True if True in flags else None if None in flags else False


def speech_of(unit: Unit) -> Mapping[tuple[str, Transport, Address, int | None], Speech]:
    """What is spoken on each place of an nginx unit."""
    places = unit.memo.once(places_of, unit)
    return {place: _spoken([listen.bind for listen in listens]) for place, listens in places.items()}


def _speech(unit: Unit, listener: Listener, bind: Bind) -> Speech:
    address, ports = bind.address.value, bind.ports.value
    if unit.product == "nginx" and address is not None:
        place = (listener.module, bind.transport, address, ports.low if ports else None)
        found = unit.memo.once(speech_of, unit).get(place)
        if found is not None:
            return found
    return _spoken([bind])


def accepts_proxy(unit: Unit, listener: Listener, bind: Bind) -> bool | None:
    """Connections to the bind must begin with the PROXY protocol; None when that is not known."""
    state = _speech(unit, listener, bind).proxy_protocol
    return None if state is False and "expect-proxy" in listener.settings else state


def speaks_tls(unit: Unit, listener: Listener, bind: Bind) -> bool | None:
    """The bind terminates TLS; None when that is not known."""
    return _sure(bind.tls, bind) if unit.product != "nginx" else _speech(unit, listener, bind).tls


def speaks_http2(unit: Unit, listener: Listener, bind: Bind) -> bool:
    """``http2`` stands on some listen of the bind's socket, or may."""
    return _speech(unit, listener, bind).http2
