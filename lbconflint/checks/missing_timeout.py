"""HAProxy proxies without the timeouts that end dead connections."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.check import Context, Hit, Related, Unit, each
from lbconflint.model import Listener, Pool
from lbconflint.record import NamedTuple
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
    alike: dict[tuple[int, ...], list[str]] = {}
    for name, lacks in lacking.items():
        alike.setdefault(tuple(id(lack.subject.node) for lack in lacks), []).append(name)
    for names in alike.values():
        yield _missing(names, lacking[names[0]])


def _proxies(unit: Unit) -> Iterator[tuple[str, Listener | Pool, tuple[str, ...]]]:
    for listener in unit.listeners:
        if listener.kind in ("frontend", "listen") and listener.protocol.among("http", "tcp"):
            yield listener.kind, listener, _FRONT
    for pool in unit.pools:
        if pool.kind in ("backend", "listen") and pool.protocol.among("http", "tcp") and pool.servers:
            yield pool.kind, pool, _BACK


def _name(subject: Listener | Pool) -> str:
    return subject.name if isinstance(subject, Listener) else subject.name.value or ""


def _missing(names: list[str], lacks: list[_Lack]) -> Hit:
    first = lacks[0]
    wanted = [f"'timeout {name}'" for name in names]
    more = f" and {len(lacks) - 1} more" if len(lacks) > 1 else ""
    whose = f"{first.kind} '{first.name}'{more}"
    return Hit(
        first.subject.node.span.first_line(),
        f"no {words.several(wanted)} for {whose}: a dead peer holds its connection for ever",
        tuple(
            Related(other.subject.node.span.first_line(), f"nor for {other.kind} '{other.name}'")
            for other in lacks[1:4]
        ),
        help=f"set {words.several(wanted)} in defaults",
    )


def _meant_seconds(setting: Setting[int]) -> bool:
    return setting.written and setting.below(_SHORTEST) and setting.raw.isdigit()


def _unitless(name: str, setting: Setting[int]) -> Hit:
    return Hit(
        setting.span,
        f"'timeout {name}' is {setting.value} milliseconds",
        help=f"a time without unit is milliseconds; write {setting.value}s if seconds are meant",
    )
