"""How many connections a process may hold, as far as its configuration says so."""

from lbconflint.record import NamedTuple
from lbconflint.unit import Unit
from lbconflint.values import Setting


class Limit(NamedTuple):
    """``number`` connections of clients at most; ``setting`` says so."""

    number: int
    setting: Setting[str]


def number_of(setting: Setting[str] | None) -> int | None:
    """The plain number that is written, None for anything else."""
    text = setting.value if setting is not None else None
    return int(text) if text is not None and text.isascii() and text.isdecimal() else None


def connections_of(unit: Unit) -> Limit | None:
    """HAProxy's global ``maxconn``; for nginx, worker_processes times worker_connections, halved where its http
    and stream servers pass connections on (each needs a second one)."""
    for process in unit.processes:
        if process.product == "haproxy":
            setting = process.settings.get("maxconn")
            number = number_of(setting)
            return Limit(number, setting) if number and setting else None
        workers = number_of(process.settings.get("worker_processes"))
        setting = process.settings.get("worker_connections")
        number = number_of(setting)
        if workers and number and setting:
            return Limit(workers * number // 2, setting)
    return None
