"""nginx's directives as one look-up: where each is allowed, since when and until when, with which arguments.

The rows come from the tables ``nginx_main``, ``nginx_http``, ``nginx_passing``, ``nginx_stream`` (nginx's own
source), ``nginx_documented`` (nginx.org) and ``nginx_thirdparty``.
"""

from collections.abc import Iterator, Mapping

from lbconflint.knowledge.versions import Target, Version
from lbconflint.record import NamedTuple


class Row(NamedTuple):
    """One directive in one module for a run of versions.

    ``contexts`` are the letters of the tables; ``counts`` is the set of argument counts as a bit mask,
    negative when it is open at the top; ``kind`` is the type of the only argument, or ""; ``since`` is
    included, ``until`` is not; None is an open end.  ``checked``: contexts and counts are those of nginx's
    own source.
    """

    module: str
    contexts: str
    counts: int
    kind: str
    block: bool
    obsolete: bool
    since: Version | None
    until: Version | None
    origin: str

    @property
    def checked(self) -> bool:
        return self.origin == ""

    @property
    def commercial(self) -> bool:
        return self.origin == "plus"

    def possible(self, target: Target) -> bool:
        """Some version of the target has it."""
        if self.since is not None and not target.maybe_since(self.since):
            return False
        return self.until is None or target.maybe_before(self.until)


_ANY = -1
_KINDS = frozenset({"flag", "num", "size", "off", "msec", "sec"})


def _counts(text: str) -> int:
    if text == "*":
        return _ANY
    if text.endswith("+"):
        return _ANY & ~((1 << int(text[0])) - 1)
    return sum(1 << int(digit) for digit in text)


def _version(text: str) -> Version | None:
    return tuple(map(int, text.split("."))) if text else None


def _row(module: str, origin: str, line: str) -> Row:
    _, contexts, shape, *versions = line.split()
    since, until = versions[0].split("-") if versions else ("", "")
    bare = shape.removesuffix("!").removesuffix("{}")
    kind = bare if bare in _KINDS else ""
    counts = 2 if kind else _counts(bare)
    block, obsolete = "{" in shape, shape.endswith("!")
    return Row(module, contexts, counts, kind, block, obsolete, _version(since), _version(until), origin)


class _Directives(Mapping[str, tuple[Row, ...]]):
    """The rows of each directive, made when it is asked for: a configuration says some sixty of nine hundred."""

    def __init__(self) -> None:
        from lbconflint.knowledge import nginx_documented, nginx_http, nginx_main, nginx_passing, nginx_stream

        self._lines: dict[str, list[tuple[str, str, str]]] = {}
        self._rows: dict[str, tuple[Row, ...]] = {}
        for source in (nginx_main, nginx_http, nginx_passing, nginx_stream, nginx_documented):
            for key, text in source.MODULES.items():
                origin, _, module = key.rpartition(":")
                for line in text.strip().split("\n"):
                    name = line[: line.index(" ")]
                    self._lines.setdefault(name, []).append((module, origin, line))
        for name in REMOVED:
            self._lines.pop(name, None)

    def __getitem__(self, name: str) -> tuple[Row, ...]:
        rows = self._rows.get(name)
        if rows is None:
            rows = self._rows[name] = tuple([_row(*line) for line in self._lines[name]])
        return rows

    def __contains__(self, name: object) -> bool:
        return name in self._lines

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


REMOVED: dict[str, tuple[str, str]] = {
    "limit_zone": ("1.7.6", "use limit_conn_zone"),
    "secure_link_expires": ("0.8.51", "use secure_link"),
    "optimize_server_names": ("0.7.1", "remove it"),
    "satisfy_any": ("0.6.25", "use satisfy"),
    "open_file_cache_retest": ("0.6.23", "use open_file_cache_valid"),
    "imap": ("0.5.15", "use mail"),
    "proxy_upstream_max_fails": ("0.5.0", "use max_fails of the upstream's server"),
    "proxy_upstream_fail_timeout": ("0.5.0", "use fail_timeout of the upstream's server"),
    "fastcgi_upstream_max_fails": ("0.5.0", "use max_fails of the upstream's server"),
    "fastcgi_upstream_fail_timeout": ("0.5.0", "use fail_timeout of the upstream's server"),
}
"""Directives that were gone before the oldest version modelled: since when, and what to do.
From nginx.org/en/CHANGES, read 2026-11."""

DIRECTIVES: Mapping[str, tuple[Row, ...]] = _Directives()
"""Every directive of nginx and of the modules that nginx.org documents."""


def third_party() -> frozenset[str]:
    """Names of the directives of well-known modules that are not nginx's own."""
    from lbconflint.knowledge.nginx_thirdparty import THIRD_PARTY

    return frozenset(name for names in THIRD_PARTY.values() for name in names.split())


def is_directive(name: str) -> bool:
    """Some version of nginx, with or without its commercial parts, has a directive of this name."""
    return name in DIRECTIVES
