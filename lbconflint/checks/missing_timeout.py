"""HAProxy proxies without the timeouts that end dead connections."""

from collections.abc import Iterator
from typing import NamedTuple

from lbconflint.check import Context, Hit, Related, Unit, each
from lbconflint.model import Listener, Pool
from lbconflint.values import Setting

_FRONT = ("client",)
_BACK = ("connect", "server")
_SHORTEST = 100
"""A number below this many milliseconds is most often meant in seconds."""


class _Lack(NamedTuple):
    kind: str
    name: str
    subject: Listener | Pool


@each(Unit)
def check(unit: Unit, _: Context) -> Iterator[Hit]:
    if unit.product != "haproxy" or not unit.complete or unit.gaps:
        return
    lacking: dict[str, list[_Lack]] = {}
    unitless: dict[object, Hit] = {}
    for kind, subject, wanted in _proxies(unit):
        for name in wanted:
            setting = subject.timeouts.get(name)
            if setting is None or setting.absent or setting.equals(0):
                lacking.setdefault(name, []).append(_Lack(kind, _name(subject), subject))
            elif _meant_seconds(setting):
                unitless.setdefault(setting.span, _unitless(name, setting))
    yield from unitless.values()
    for name, lacks in lacking.items():
        yield _missing(name, lacks)


def _proxies(unit: Unit) -> Iterator[tuple[str, Listener | Pool, tuple[str, ...]]]:
    for listener in unit.listeners:
        if listener.kind in ("frontend", "listen") and listener.protocol.among("http", "tcp"):
            yield listener.kind, listener, _FRONT
    for pool in unit.pools:
        if pool.kind in ("backend", "listen") and pool.protocol.among("http", "tcp") and pool.servers:
            yield pool.kind, pool, _BACK


def _name(subject: Listener | Pool) -> str:
    return subject.name if isinstance(subject, Listener) else subject.name.value or ""


def _missing(name: str, lacks: list[_Lack]) -> Hit:
    first = lacks[0]
    more = f" and {len(lacks) - 1} more" if len(lacks) > 1 else ""
    return Hit(
        first.subject.node.span.first_line(),
        f"no 'timeout {name}' for {first.kind} '{first.name}'{more}: a dead peer holds its connection for ever",
        tuple(
            Related(other.subject.node.span.first_line(), f"nor for {other.kind} '{other.name}'")
            for other in lacks[1:4]
        ),
        help=f"set 'timeout {name}' in defaults",
    )


def _meant_seconds(setting: Setting[int]) -> bool:
    return setting.written and setting.below(_SHORTEST) and setting.raw.isdigit()


def _unitless(name: str, setting: Setting[int]) -> Hit:
    return Hit(
        setting.span,
        f"'timeout {name}' is {setting.value} milliseconds",
        help=f"a time without unit is milliseconds; write {setting.value}s if seconds are meant",
    )
