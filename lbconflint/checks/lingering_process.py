"""Old HAProxy processes that outlive a reload without a bound."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, Unit, each
from lbconflint.model import Listener, Pool
from lbconflint.values import Setting

_LONG = 3_600_000
"""Longer than this (ms), a connection keeps an old process for more than an hour."""
_HOLDING = ("client", "server", "tunnel")


@each(Unit)
def check(unit: Unit, _: Context) -> Iterator[Hit]:
    if unit.product != "haproxy" or not unit.complete:
        return
    if any("hard-stop-after" in process.settings for process in unit.processes):
        return
    longest: Setting[int] | None = None
    subjects: list[Listener | Pool] = [*unit.listeners, *unit.pools]
    for subject in subjects:
        for name in _HOLDING:
            setting = subject.timeouts.get(name)
            if setting is not None and setting.written and setting.above(_LONG):
                if longest is None or setting.above(longest.value):
                    longest = setting
    if longest is not None:
        yield Hit(
            longest.span,
            f"connections may last {_hours(longest.value or 0)}, and with them the old process of every reload",
            help="set 'hard-stop-after' in global: an old process keeps its memory, and the ports that are no "
            "longer configured",
        )


def _hours(milliseconds: int) -> str:
    hours = milliseconds / 3_600_000
    if hours < 2:
        return f"{milliseconds / 60_000:.0f} minutes"
    return f"{hours:.0f} hours" if hours < 48 else f"{hours / 24:.0f} days"
