"""Whose file is it?  Every dialect is asked about every candidate; the surest one gets it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module

from lbconflint import discover
from lbconflint.dialects import DIALECTS, Claim, Dialect, bare
from lbconflint.files import Files, UnreadableError
from lbconflint.record import NamedTuple
from lbconflint.report import SkippedFile

_SNIFFED = 64 * 1024

_ELSEWHERE = frozenset({
    "adoc", "asciidoc", "bash", "bat", "c", "cc", "cpp", "cs", "css", "csv", "drawio", "ex", "exs", "fish",
    "gif", "go", "h", "htm", "html", "ico", "ipynb", "java", "jpeg", "jpg", "js", "json", "jsx", "kt", "lua",
    "md", "mdx", "mjs", "org", "pdf", "php", "pl", "pm", "png", "pp", "ps1", "puml", "py", "pyi", "rb", "rs",
    "rst", "scala", "scss", "service", "sh", "spec", "sql", "svg", "swift", "tex", "toml", "ts", "tsx", "vue",
    "webp", "xml", "yaml", "yml", "zsh",
})  # fmt: skip
"""Suffixes of other languages' sources and documents: with no reader of theirs a name such as ``nginx.py`` is no
reason to speak of the file."""
_READ = frozenset({"bash", "json", "sh", "yaml", "yml"})
"""Those of them that some dialect reads."""


class Sorted(NamedTuple):
    """The candidates by dialect, and those that nobody reads; ``unopened`` were asked for and cannot be opened."""

    claimed: Mapping[str, list[str]]
    skipped: list[SkippedFile]
    unopened: frozenset[str]


class _Asked(NamedTuple):
    """What the dialects said: the surest one's name, or "".  ``carriers``: none of them has a use for it."""

    owner: str
    carriers: bool


def sort_out(files: Files, found: discover.Found) -> Sorted:
    """The candidates by the dialects whose they are."""
    claimed: dict[str, list[str]] = {dialect.name: [] for dialect in DIALECTS}
    skipped = [SkippedFile(path, reason) for path, reason in found.closed]
    unopened = {path for path, _ in found.closed if path in found.named}
    for path, fitting in found.candidates.items():
        try:
            content = files.content(path)
        except UnreadableError as error:
            skipped.append(SkippedFile(path, str(error)))
            if path in found.named:
                unopened.add(path)
            continue
        if (not content or content.isspace()) and not any(dialect.masking(path) for dialect in DIALECTS):
            if path in found.named or not _source(path):
                skipped.append(SkippedFile(path, "it is empty"))
            continue
        asked = _ask(path, fitting, content[:_SNIFFED].decode("utf-8", "replace"))
        if asked.owner:
            claimed[asked.owner].append(path)
            continue
        files.forget(path)
        if not asked.carriers and (path in found.named or not _elsewhere(path, content)):
            skipped.append(SkippedFile(path, _strange(content)))
        elif path in found.named:
            skipped.append(SkippedFile(path, "it holds nothing that is looked at"))
    return Sorted(claimed, skipped, frozenset(unopened))


def _ask(path: str, fitting: Sequence[Dialect], head: str) -> _Asked:
    lower = path.lower()
    surest, owner, carriers = Claim.NO, "", True
    for dialect, name in ((dialect, path) for dialect in fitting) if fitting else _guesses(path):
        if surest is Claim.WEAK and not dialect.may_be_sure(lower):
            continue
        claim = sniffer(dialect)(name, head)
        carriers = carriers and claim is Claim.NOTHING
        if claim > surest:
            surest, owner = claim, dialect.name
        if surest is Claim.SURE:
            break
    return _Asked(owner, carriers)


def _guesses(path: str) -> Iterator[tuple[Dialect, str]]:
    """A name that tells nothing, and then the same as if it told: what a file holds decides."""
    for dialect in DIALECTS:
        yield dialect, path
    for dialect in DIALECTS:
        if dialect.suffix:
            yield dialect, f"{path}{dialect.suffix}"


def _suffix(path: str) -> str:
    """What kind of file the name says it is, or becomes."""
    name = bare(path).rpartition("/")[2]
    return name.rpartition(".")[2] if "." in name else ""


def _source(path: str) -> bool:
    return _suffix(path) in _ELSEWHERE - _READ


def _elsewhere(path: str, content: bytes) -> bool:
    """By its name the file is certainly another language's; of YAML and JSON only what can be read as such."""
    suffix = _suffix(path)
    return suffix in _ELSEWHERE and not (suffix in _READ and b"\0" in content[:_SNIFFED])


def _strange(content: bytes) -> str:
    """Why no reader wants the file."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16 text, which no server reads"
    return "binary" if b"\0" in content[:_SNIFFED] else "no reader knows this format"


@cache
def sniffer(dialect: Dialect) -> Callable[[str, str], Claim]:
    """The function that tells the dialect's files, imported on first need."""
    claims: Callable[[str, str], Claim] = import_module(dialect.sniffer).claims
    return claims
