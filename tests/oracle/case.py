"""What is put to the judges: programs, their texts, and what each statement asks for.

The structured form stands beside the text, made by the same generator: the harness needs it to know where
to knock and whom to expect, and the socket predicate can be tested on it before any reader is involved.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple


class Ask(NamedTuple):
    """One address that one statement asks for, on one port or a range.

    ``owner`` is who reads from the socket ("1.http": the http module of the first program); sockets of one
    owner never steal from each other.  ``group`` is the number of the block that holds the statement.
    ``host`` is ``*``, an IP address, a path or an abstract name.  ``speaks`` says how an owner is known:
    ``id`` answers with its identity, ``cli`` and ``peers`` by their protocols, ``syslog`` by what it
    forwards, ``mute`` accepts and never answers, ``quic`` is only counted.  ``branch`` is the branch of
    the program's only ``.if`` (0 or 1), None outside it.  ``v6only`` and ``reuse_port`` are what the text
    says or the product's default; ``options`` are further parameters, by name.
    """

    owner: str
    group: int
    family: str
    host: str
    low: int = 0
    high: int = 0
    transport: str = "tcp"
    speaks: str = "id"
    v6only: bool = False
    reuse_port: bool = False
    interface: str = ""
    tls: bool = False
    proxy: bool = False
    options: tuple[str, ...] = ()
    branch: int | None = None
    enabled: bool = True

    @property
    def module(self) -> str:
        """The owner's name within its program."""
        return self.owner.partition(".")[2]

    @property
    def is_ip(self) -> bool:
        return self.family in ("ipv4", "ipv6")


class Program(NamedTuple):
    """One server process.  ``path`` is relative to the root of the host's files.

    ``faults`` are statements that the product's own check refuses, each with the reason.
    """

    product: str
    path: str
    text: str
    asks: tuple[Ask, ...] = ()
    faults: tuple[str, ...] = ()


class Case(NamedTuple):
    """Programs that start one after another on one host.

    A case with ``conditional`` is run once without and once with the variable that its ``.if`` asks for.
    """

    name: str
    programs: tuple[Program, ...]
    conditional: bool = False

    @property
    def files(self) -> dict[str, str]:
        """Relative path -> text: what the linter gets."""
        return {program.path: program.text for program in self.programs}

    @property
    def asks(self) -> tuple[Ask, ...]:
        return tuple(ask for program in self.programs for ask in program.asks)

    @property
    def order_matters(self) -> bool:
        """Two programs may meet where the one that starts first or last wins: on a unix socket, or on an
        address that one of them binds to an interface or spells ``::ffff:0.0.0.0``."""
        if len(self.programs) < 2:
            return False
        local = all(any(ask.family == "unix" for ask in program.asks) for program in self.programs)
        return local or any(ask.interface or ask.host == "::ffff:0.0.0.0" for ask in self.asks)

    def show(self) -> str:
        """The files as they are printed with a disagreement."""
        return "\n".join(f"--- {path}\n{text.rstrip()}" for path, text in self.files.items())


def job(case: Case, binaries: Mapping[str, str]) -> dict[str, Any]:
    """The case as plain data for the worker in the namespace."""
    return {
        "programs": [
            {**program._asdict(), "binary": binaries[program.product], "asks": list(map(list, program.asks))}
            for program in case.programs
        ],
        "conditional": case.conditional,
        "both_orders": case.order_matters,
    }


def asks_from(rows: Iterable[list[Any]]) -> tuple[Ask, ...]:
    """The asks of a program as they came through JSON."""
    return tuple(Ask(*row) for row in rows)
