"""The kernel's settings below ``net.``: what each takes, since when it is there, and where.

The rows stand in ``sysctl_table.py``; ``sysctl_host.py`` has the others, ``sysctl_history.py`` what became of
the settings that are gone or do nothing.
"""

from functools import cache

from lbconflint.record import NamedTuple
from lbconflint.regex import lazy

_INTERFACE = lazy(r"^(net\.(?:ipv4|ipv6|mpls)\.(?:conf|neigh))\.[^.]+\.")
_LOG = lazy(r"^(net\.netfilter\.nf_log)\.[^.]+$")


class Sysctl(NamedTuple):
    """One setting.  ``name`` has ``*`` for an interface.

    ``kind`` says how the kernel reads the text:

    - number: ``elements`` integers, each between ``low`` and ``high``; small: the same, but the bounds are
      enforced since 5.15 only; port: one integer whose upper bound is another setting;
    - seconds: an integer, at most 2^31 clock ticks; wide: an integer without a bound worth a word; related: an
      integer whose bounds are other settings; flag: any integer, not zero is 1; trigger: written to make
      something happen;
    - range (two ports), groups (two group ids), ports (a list of ports and ranges), words (a name or names);
    - readonly; unprobed: only the first network namespace has it, and its type is not known.

    ``first`` and ``last`` are the oldest and the newest looked-at release that has it ("" when that is not
    known).  ``scope``: child, every network namespace has its own; seen, others than the first may read it;
    host, only the first has it.  ``default`` is that of a new namespace, "" where the machine decides it.
    """

    name: str
    kind: str
    elements: int
    low: int | None
    high: int | None
    first: str
    last: str
    scope: str
    default: str


@cache
def catalogue() -> dict[str, Sysctl]:
    """All rows by name."""
    try:
        from lbconflint.knowledge.sysctl_table import ROWS
    except ImportError:
        return {}
    return {row.name: row for row in map(_row, ROWS.splitlines())}


def _row(line: str) -> Sysctl:
    name, kind, elements, low, high, first, last, scope, default = (
        "" if cell == "-" else cell for cell in line.split(" ")
    )
    return Sysctl(
        name, kind, int(elements), _number(low), _number(high), first, last, scope, default.replace(",", " ")
    )


def _number(cell: str) -> int | None:
    return int(cell) if cell else None


def general(key: str) -> str:
    """The name under which the catalogue has ``key``: an interface's name becomes ``*``."""
    return _LOG.sub(r"\1.*", _INTERFACE.sub(r"\1.*.", key))


def row_of(key: str) -> Sysctl | None:
    """What is known of the setting, None for one that nobody looked at."""
    from lbconflint.knowledge.sysctl_host import ROWS

    return catalogue().get(general(key)) or ROWS.get(key)
