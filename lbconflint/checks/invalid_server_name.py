"""A server name that no request can carry."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, Level, Unit, each
from lbconflint.model import Listener


@each(Unit)
def check(unit: Unit, _: Context) -> Iterator[Hit]:
    if unit.product != "nginx":
        return
    only = sum(listener.module == "http" for listener in unit.listeners) == 1
    for listener in unit.listeners:
        if listener.module == "http":
            yield from _names(listener, only)


def _names(listener: Listener, only: bool) -> Iterator[Hit]:
    for setting in listener.names:
        name = setting.value
        if name is None or name[:1] == "~" or "$" in name:
            continue
        wrong, cure = _wrong(name)
        if wrong:
            yield Hit(
                setting.span,
                f"no request is for '{name}': {wrong}",
                help=cure if not only else f"{cure}; the only server answers all the same",
                level=Level.NOTE if only else None,
            )


def _wrong(name: str) -> tuple[str, str]:
    """What keeps a Host header from ever being this name, and the cure."""
    if "://" in name:
        return "a name has no scheme", f"write '{name.partition('://')[2].partition('/')[0]}'"
    if "/" in name:
        return "a name has no slash", f"write '{name.partition('/')[0]}'"
    if "," in name:
        return "names are separated by blanks, and the comma is a part of it", "remove the comma"
    host, colon, port = name.rpartition(":")
    if colon and port.isdigit() and (":" not in host or host.endswith("]")):
        return "nginx takes the port off the Host header before it compares", f"write '{host}'"
    return "", ""
