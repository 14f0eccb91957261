"""The dialects: one folder per language.  This table is strings only; a reader is imported on first need.

Each folder's ``sniff`` module offers::

    def claims(path: str, head: str) -> Claim      # does this text look like mine?  head: the first 64 KiB

and its ``reader`` module::

    def read(files: Files, paths: Sequence[str], target: Target, plan: Plan) -> Reading
"""

import re
from collections.abc import Mapping, Sequence
from enum import IntEnum

from lbconflint.record import NamedTuple
from lbconflint.report import SkippedFile
from lbconflint.source import SourceFile
from lbconflint.unit import Unit


class Claim(IntEnum):
    """How sure a dialect is that a file is its own.  WEAK: by content alone; SURE: by its name or place as
    well, so that whatever is wrong in it is worth a finding.  NOTHING: a text that could carry something for
    the dialect (a script) and does not, so that nobody needs to hear of it."""

    NOTHING = -1
    NO = 0
    WEAK = 1
    SURE = 2


class Plan(NamedTuple):
    """What the configuration says of how files belong together: each entry is the ordered main files of
    one process (HAProxy's ``-f`` options); ``variable_files`` are Terraform's ``-var-file`` and ``variables`` its
    ``TF_VAR_`` environment, by name."""

    processes: tuple[tuple[str, ...], ...] = ()
    variable_files: tuple[str, ...] = ()
    variables: Mapping[str, str] = {}


class Machine(NamedTuple):
    """Files that a resource of another dialect puts onto a machine, by their paths there.

    ``templates`` are, for each, the files of the tree that were rendered into it.  ``shared``: all of them are of
    one host; else each dialect's are.
    """

    name: str
    files: dict[str, SourceFile]
    templates: dict[str, frozenset[str]]
    shared: bool


class Reading(NamedTuple):
    """The units of one dialect; ``declined`` are claimed files that turned out to be something else.
    ``machines`` hold texts for other dialects; ``rendered`` are files whose own reading is worth less than that of
    what they become here."""

    units: Sequence[Unit]
    declined: Sequence[SkippedFile] = ()
    machines: Sequence[Machine] = ()
    rendered: frozenset[str] = frozenset()


class Dialect(NamedTuple):
    """``names`` is a regular expression (searched in the lower-case path) for files worth a look, of which those
    that are ``filled`` in later, and copies, have more at the end of their names (``SUFFIXES``); ``judge`` is
    the product whose target version decides, where that is another; ``masks`` is a regular expression for files
    that mean something even when they are empty; ``sure`` is one (for the lower-case path) that every file fits
    whose name or place can make the dialect SURE: where another dialect knows a file by its content, it is asked
    about those alone; ``suffix`` is what a file whose name tells nothing is tried with."""

    name: str
    names: str
    judge: str = ""
    masks: str = ""
    sure: str = ""
    suffix: str = ""
    filled: bool = True

    @property
    def target(self) -> str:
        return self.judge or self.name

    def masking(self, path: str) -> bool:
        """An empty file at ``path`` is one of this dialect."""
        return bool(self.masks) and re.search(self.masks, path) is not None

    def may_be_sure(self, path: str) -> bool:
        """The name or the place of a file (in lower case) may say that it is this dialect's."""
        return re.search(self.sure, path) is not None

    @property
    def sniffer(self) -> str:
        return f"lbconflint.dialects.{self.name}.sniff"

    @property
    def reader(self) -> str:
        return f"lbconflint.dialects.{self.name}.reader"


SUFFIXES = (
    r"(\.(j2|jinja2?|erb|epp|tmpl|tftpl|tpl|gotmpl|ctmpl|template|in|dist|sample|example|default|bak|orig|inc))*"
)
"""What names a template, an example or a copy of a file."""

DIALECTS = (
    Dialect(
        "nginx",
        r"(\.(conf|nginx|vhost|ngx)|(^|/)(nginx[^/]*|sites-(available|enabled)/[^/]+))$",
        suffix=".conf",
    ),
    Dialect(
        "haproxy",
        r"(\.(cfg|haproxy|hap)|(^|/)[^/]*haproxy[^/]*|(^|/)haproxy[^/]*/[^/]+\.conf)$",
        suffix=".cfg",
    ),
    Dialect("terraform", r"\.(tf|tofu|tfvars|json)$", suffix=".json", filled=False),
    Dialect(
        "sysctl",
        r"(\.(conf|sysctl|sh|bash|dockerfile|ya?ml|ign|bu|fcc)|(^|/)(sysctl|[^/]*[-_.]sysctl|(docker|container)file[^/]*"
        r"|sysctl\.d/[^/]+|(user-?data|cloud-(init|config))[^/]*))$",
        judge="kernel",
        masks=r"(^|/)sysctl\.d/[^/]+\.conf$",
        sure=r"sysctl|\.(sh|bash|ign|bu|fcc)|dockerfile|containerfile|tuned\.conf",
        suffix=".conf",
    ),
    Dialect("kubernetes", r"(\.(ya?ml|json)|(^|/)kustomization)$", suffix=".yaml"),
    Dialect("keepalived", r"(^|/)[^/]*keepalived(/.*|[^/]*)\.conf$", judge="kernel"),
    Dialect("systemd", r"(\.(socket|service|container)|\.socket\.d/[^/]+\.conf)$", judge="kernel"),
    Dialect("compose", r"\.ya?ml$", judge="kernel", suffix=".yaml"),
)


_FILLED = re.compile(rf"{SUFFIXES}$")
_NAMED = [(dialect, re.compile(dialect.names).search) for dialect in DIALECTS]


def bare(path: str) -> str:
    """The path in lower case without what says that the file is a template, an example or a copy."""
    return _FILLED.sub("", path.lower())


def dialects_of(path: str) -> list[Dialect]:
    """The dialects that a file may be of by its name."""
    lower, plain = path.lower(), bare(path)
    return [dialect for dialect, named in _NAMED if named(plain if dialect.filled else lower)]
