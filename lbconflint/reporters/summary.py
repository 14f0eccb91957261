"""What the run read and did not understand, what it found and whether it fails: in words, shared by reporters."""

from collections.abc import Iterable, Iterator

from lbconflint.finding import Level
from lbconflint.report import Report
from lbconflint.reporters.characters import one_line

_MOST_REASONS = 4
_MOST_PLACES = 3
_FEW = 10
"""So many places are all named, however many reasons there are."""


def counted(number: int, noun: str) -> str:
    """ "1 file", "2 files"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(parts: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def levels(report: Report) -> str:
    """ "2 errors and 1 note", "no findings"."""
    counts = [(report.count(level), level.word) for level in (Level.ERROR, Level.WARNING, Level.NOTE)]
    return listed([counted(number, word) for number, word in counts if number]) or "no findings"


def grouped(places: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Lines for (place, reason) pairs, the most frequent reasons first; of many at most five lines."""
    groups: dict[str, list[str]] = {}
    for place, reason in places:
        groups.setdefault(reason, []).append(place)
    few = sum(map(len, groups.values())) <= _FEW
    reasons, most = (len(groups), _FEW) if few else (_MOST_REASONS, _MOST_PLACES)
    order = sorted(groups, key=lambda reason: (-len(groups[reason]), reason))
    for reason in order[:reasons]:
        named = [one_line(place) for place in groups[reason][:most]]
        more = len(groups[reason]) - len(named)
        yield f"{one_line(reason)}: {', '.join(named)}{f' and {more} more' if more else ''}"
    rest = sum(len(groups[reason]) for reason in order[reasons:])
    if rest:
        yield f"and {rest} more; see --format json"


def skipped_lines(report: Report) -> list[str]:
    """The files that were not read, by reason; empty when there are none."""
    if not report.skipped:
        return []
    head = f"{counted(len(report.skipped), 'file')} skipped:"
    return [head, *grouped((file.path, file.reason) for file in report.skipped)]


def partial_lines(report: Report) -> list[str]:
    """The files that were only partly understood, by reason; empty when there are none."""
    if not report.partial:
        return []
    head = f"{counted(len(report.partial), 'file')} partly understood:"
    gaps = ((f"{file.path}:{line}", reason) for file in report.partial for line, reason in file.gaps)
    return [head, *grouped(gaps)]


def clean(report: Report) -> bool:
    """Something was read, all of it was understood, and there is nothing to say about it."""
    silent = not (report.findings or report.hidden or report.internal or report.unread)
    return silent and bool(report.read) and not (report.skipped or report.partial)


def totals(report: Report) -> str:
    """One line: what was found in how many files."""
    if clean(report):
        return f"no faults found in {counted(len(report.read), 'file')}{_suppressed(report)}"
    if not (report.findings or report.read or report.skipped):
        return "nothing was checked: no configuration was recognised"
    within = f"{counted(len(report.read), 'file')} read"
    if report.skipped:
        within += f", {len(report.skipped)} skipped"
    if report.partial:
        within += f", {len(report.partial)} partly understood"
    return f"{levels(report)}; {within}{_suppressed(report)}"


def _suppressed(report: Report) -> str:
    return f"; {counted(report.suppressed, 'finding')} suppressed by comments" if report.suppressed else ""


def hidden(report: Report) -> str:
    """One line about the findings that are below what is shown, or ""."""
    if not report.hidden:
        return ""
    verb = "is" if report.hidden == 1 else "are"
    return (
        f"{counted(report.hidden, 'finding')} of lower level or confidence {verb} not shown; "
        "--min-level note --min-confidence low shows all"
    )


def verdict(report: Report) -> str:
    """One line about the exit code, or "" when the run passes."""
    if report.internal:
        return f"failing: {counted(report.internal, 'internal error')}; this run is no verdict"
    if report.unread:
        return f"failing: standard input could not be looked at ({report.unread}); this run is no verdict"
    if report.unopened:
        return f"failing: {counted(report.unopened, 'path')} asked for by name cannot be opened"
    if report.failing:
        return f"failing: {counted(report.failing, 'finding')} at or above {report.fail_on.word}"
    return ""
