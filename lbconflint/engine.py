"""From paths to a report: discover, read, run the checks, suppress, sort.

Deterministic: the same input gives the same bytes.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import partial
from importlib import import_module
from itertools import islice
from typing import Any

from lbconflint import __version__, certificate, discover, sorting
from lbconflint.analysis import hosts
from lbconflint.catalog import Catalog, info
from lbconflint.check import Check, Context, nouns_of
from lbconflint.config import Config, matcher
from lbconflint.dialects import DIALECTS, Machine, Plan
from lbconflint.files import Files, UnreadableError
from lbconflint.finding import Crash, Edit, Finding, Hit, Related, Suppression
from lbconflint.inset import origins, outer, settled
from lbconflint.knowledge.versions import target_of
from lbconflint.record import NamedTuple
from lbconflint.report import PartialFile, Report, SkippedFile
from lbconflint.selection import Selected, rules_named, shown
from lbconflint.source import SourceFile, Span, Traced
from lbconflint.suppress import apply
from lbconflint.unit import Host, Project, Unit

_LONGEST = 400
"""Characters of a message."""
_CRASH_RULE = "internal-error"
_TOGETHER = 64
"""Nouns that all checks look at before the next ones: they stay in the processor's cache, which saves a fifth of
the checks' time in a large file."""

_NOT_OF_A_UNIT = (Host, Suppression, Crash)


Progress = Callable[[str], None]
"""Told what is being done; an empty text ends it."""


class Request(NamedTuple):
    """What one run is asked for.  ``overlay`` maps paths relative to the root to contents (stdin).  ``keep`` takes
    the model, so that a process that ends after the run need not take it apart object by object.  ``untold`` is
    the one of ``overlay`` whose name tells nothing, or "": what it holds must be recognised.  ``alone``: no other
    file is looked at."""

    paths: Sequence[str]
    root: str
    config: Config
    catalog: Catalog
    rules: Mapping[str, Selected]
    overlay: Mapping[str, bytes] = {}
    progress: Progress = lambda _: None
    keep: list[Any] | None = None
    untold: str = ""
    alone: bool = False


class Gathered(NamedTuple):
    """What was read of the tree."""

    units: list[Unit]
    skipped: list[SkippedFile]
    unopened: frozenset[str]


def run(request: Request) -> Report:
    """Lint.  Raises ``discover.MissingPathError`` for a path that does not exist."""
    found = discover.find(
        request.paths, request.root, matcher(request.config.exclude), request.overlay, request.alone
    )
    files = Files(request.root, request.overlay)
    request.progress(f"looking at {len(found.candidates)} files")
    gathered = _read(files, sorting.sort_out(files, found), request.config)
    request.progress(f"checking {len(gathered.units)} deployments")
    grouped = hosts.group(gathered.units, request.config.hosts)
    if request.keep is not None:
        request.keep.append(grouped)
    findings, crashes = _check(request, Project(grouped, request.config.ports))
    return _report(request, found, gathered, findings, crashes)


def _read(files: Files, sorted_out: sorting.Sorted, config: Config) -> Gathered:
    units: list[Unit] = []
    skipped = list(sorted_out.skipped)
    plan = Plan(config.processes, config.variable_files, config.variables)
    inside: list[Machine] = []
    rendered: frozenset[str] = frozenset()
    for dialect in DIALECTS:
        paths = sorted_out.claimed[dialect.name]
        if paths:
            target = config.targets.get(dialect.target) or target_of(dialect.target)
            reading = import_module(dialect.reader).read(files, paths, target, plan)
            units.extend(reading.units)
            skipped.extend(reading.declined)
            inside.extend(reading.machines)
            rendered |= reading.rendered
    for unit in units:
        _read_certificates(files, unit)
    if inside or rendered:
        from lbconflint import machines

        held, templates = machines.read(inside, config, sorting.sniffer)
        units = [*machines.without(units, templates | rendered), *held]
    in_order = sorted(units, key=lambda unit: (unit.name, unit.product))
    return Gathered(in_order, skipped, sorted_out.unopened)


def _read_certificates(files: Files, unit: Unit) -> None:
    """Certificates that listeners name and that stand in the tree; keys beside them are not looked at."""
    base = unit.name.rpartition("/")[0]
    seen: set[str] = set()
    for listener in unit.listeners:
        for written in listener.tls.certificates:
            if written.value is None or written.value in seen:
                continue
            seen.add(written.value)
            relative = f"{base}/{written.value}" if base else written.value
            path = files.locate(written.value, unit.name) if written.value.startswith("/") else relative
            if files.is_file(path):
                try:
                    found = certificate.parse(files.content(path).decode("ascii", "replace"))
                except UnreadableError:
                    continue
                if found:
                    unit.certificates[written.value] = found


class _Runner:
    """Runs the selected checks and turns hits into findings."""

    def __init__(self, request: Request, project: Project) -> None:
        self.request = request
        self.project = project
        self.findings: list[Finding] = []
        self.crashes: list[Crash] = []
        self._checks: dict[str, Check[Any]] = {}

    def check_of(self, rule: str) -> Check[Any]:
        """The rule's check, imported on first need."""
        if rule not in self._checks:
            module = import_module(f"lbconflint.checks.{rule.replace('-', '_')}")
            self._checks[rule] = module.check
        return self._checks[rule]

    def over(self, unit: Unit, host: Host) -> None:
        """Run every rule that reads the unit's product over the unit's nouns."""
        context = Context(self.project, host, unit, self.request.config.targets)
        by_noun: dict[type[Any], dict[str, Selected]] = {}
        for rule, selected in self.request.rules.items():
            if unit.product in selected.header.reads:
                noun = self.check_of(rule).noun
                if noun not in _NOT_OF_A_UNIT:
                    by_noun.setdefault(noun, {})[rule] = selected
        for noun, rules in by_noun.items():
            nouns = iter(nouns_of(unit, noun))
            while some := list(islice(nouns, _TOGETHER)):
                for rule, selected in list(rules.items()):
                    if not self.one(rule, selected, self.check_of(rule), some, context):
                        del rules[rule]

    def one(
        self, rule: str, selected: Selected, check: Check[Any], nouns: Iterable[Any], context: Context
    ) -> bool:
        """Run one check over its nouns; False when it raised an exception."""
        run = partial(check.run, **selected.options) if selected.options else check.run
        noun = None
        try:
            for noun in nouns:
                for hit in run(noun, context):
                    self.findings.append(finding_of(selected, hit))
        except Exception as error:
            self.crashes.append(Crash(rule, _place(noun, context.unit), f"{type(error).__name__}: {error}"))
            return False
        return True


def _place(noun: Any, unit: Unit) -> Span:
    """Where a crash is shown: the noun's statement, else the start of the unit."""
    node = getattr(noun, "node", None)
    if node is not None:
        span: Span = node.span
        return span
    return Span(unit.sources[0], 0, 0) if unit.sources else Span(SourceFile(unit.name, ""), 0, 0)


def _check(request: Request, project: Project) -> tuple[list[Finding], list[Crash]]:
    runner = _Runner(request, project)
    seen: set[int] = set()
    for host in project.hosts:
        for unit in host.units:
            if id(unit) not in seen:
                seen.add(id(unit))
                runner.over(unit, host)
        _check_host(runner, request, host)
    return runner.findings, runner.crashes


def _check_host(runner: _Runner, request: Request, host: Host) -> None:
    products = {unit.product for unit in host.units}
    for rule, selected in request.rules.items():
        if products.isdisjoint(selected.header.reads):
            continue
        check = runner.check_of(rule)
        if check.noun is Host:
            context = Context(runner.project, host, host.units[0], request.config.targets)
            runner.one(rule, selected, check, (host,), context)


def finding_of(selected: Selected, hit: Hit) -> Finding:
    """The finding that a hit of this rule is: level and confidence only ever lowered by the hit."""
    header = selected.header
    return Finding(
        rule=header.name,
        code=header.code,
        level=selected.level if hit.level is None else min(selected.level, hit.level),
        confidence=header.confidence if hit.confidence is None else min(header.confidence, hit.confidence),
        span=outer(hit.span).first_line(),
        message=_shortened(hit.message),
        related=tuple([one._replace(span=outer(one.span)) for one in (*hit.related, *_steps(hit))]),
        help=hit.help,
        edits=_edits(hit),
        key="",
    )


def _steps(hit: Hit) -> Iterator[Related]:
    """Where the values come from that the hit shows, each place once."""
    shown = {hit.span, *(related.span for related in hit.related)}
    for span in (hit.span, *(related.span for related in hit.related)):
        for place, what in span.origins() if isinstance(span, Traced) else ():
            if place not in shown:
                shown.add(place)
                yield Related(place, what)


def _edits(hit: Hit) -> tuple[Edit, ...]:
    """The edits where the text really stands; none of them where one has no such place."""
    if not all(settled(edit.span) for edit in hit.edits):
        return ()
    return tuple([edit._replace(span=outer(edit.span)) for edit in hit.edits])


def _shortened(message: str) -> str:
    """A message that quotes a very long word keeps its beginning and its end."""
    return message if len(message) <= _LONGEST else f"{message[: _LONGEST - 100]} ... {message[-95:]}"


def _report(
    request: Request, found: discover.Found, gathered: Gathered, findings: list[Finding], crashes: list[Crash]
) -> Report:
    read = (source for unit in gathered.units for source in unit.sources)
    sources = {one.path: one for source in read for one in origins(source)}
    asked = [source for path, source in sorted(sources.items()) if found.reported(path)]
    mine = _unique(finding for finding in findings if found.reported(finding.span.source.path))
    mine = [finding for finding in mine if not _ignored_here(request, finding)]
    kept, suppressed, comments = apply(mine, asked, request.catalog, request.rules, request.config.require_reason)
    kept += _about_the_run(request, "unused-suppression", Suppression, comments)
    internal = _about_the_run(request, _CRASH_RULE, Crash, crashes)
    visible = [one for one in kept if shown(one.level, one.confidence, request.config)] + internal
    named = {finding.rule for finding in visible}
    return Report(
        version=__version__,
        root=request.root,
        findings=tuple(_with_keys(sorted(visible, key=lambda finding: finding.order))),
        rules={name: info(header) for name, header in request.catalog.headers.items() if name in named},
        read=tuple(source.path for source in asked),
        # What no reader knew by itself may have been read all the same, because another file includes it.
        skipped=tuple(
            sorted(one for one in gathered.skipped if one.path not in sources and found.reported(one.path))
        ),
        partial=_partial(gathered.units, found.reported),
        suppressed=suppressed,
        hidden=len(kept) + len(internal) - len(visible),
        fail_on=request.config.fail_on,
        internal=len(internal),
        unread=_unread(request.untold, sources, gathered.skipped),
        unopened=len(gathered.unopened),
    )


def _unread(untold: str, sources: Container[str], skipped: Iterable[SkippedFile]) -> str:
    """Why standard input could not be looked at, or ""."""
    if not untold or untold in sources:
        return ""
    return next((one.reason for one in skipped if one.path == untold), "nothing in it is looked at")


def _about_the_run(request: Request, rule: str, noun: type[Any], subjects: Sequence[Any]) -> list[Finding]:
    """Findings of the two rules that speak of comments and of crashes; a crash is always reported."""
    selected = request.rules.get(rule)
    if selected is None and noun is Crash:
        header = request.catalog.headers[rule]
        selected = Selected(header, header.level, header.options)
    if selected is None or not subjects:
        return []
    check = import_module(f"lbconflint.checks.{rule.replace('-', '_')}").check
    return [finding_of(selected, hit) for subject in subjects for hit in check.run(subject, None)]


def _ignored_here(request: Request, finding: Finding) -> bool:
    where = request.config.path
    return any(
        entry.matches(finding.span.source.path)
        and finding.rule in rules_named(request.catalog, entry.ignore, f"{where}: per-path")
        for entry in request.config.per_path
    )


def _unique(findings: Iterable[Finding]) -> list[Finding]:
    """A file that several units read gives each finding once; the surest of equal ones stays."""
    best: dict[tuple[str, str, int, int, str], Finding] = {}
    for finding in findings:
        span = finding.span
        key = (finding.rule, span.source.path, span.start, span.end, finding.message)
        known = best.get(key)
        if known is None or (finding.level, finding.confidence) > (known.level, known.confidence):
            best[key] = finding
    return list(best.values())


def _with_keys(findings: Sequence[Finding]) -> Iterable[Finding]:
    """Give every finding its key: rule, files and the texts of the lines involved, no line numbers."""
    if not findings:
        return
    # What hashlib hands out as blake2b; hashlib itself would load OpenSSL, which costs 4 MiB.
    from _blake2 import blake2b

    counts: dict[str, int] = {}
    for finding in findings:
        digest = blake2b(finding.rule.encode(), digest_size=8)
        for span in (finding.span, *(related.span for related in finding.related)):
            digest.update(f"\0{span.source.path}\0{_around(span)}".encode("utf-8", "replace"))
        key = digest.hexdigest()
        counts[key] = number = counts.get(key, 0) + 1
        yield finding._replace(key=f"{key}:{number}")


_LONG_LINE = 1000
_BEFORE = 400


def _around(span: Span) -> str:
    """The line of the span in one spelling of its blanks; of a long one, such as JSON without line breaks, what
    leads to the span: the name of an object stands before its ports, and behind them the next object."""
    text, (_, first, last) = span.source.text, span.source.line_span(span.line)
    if last - first > _LONG_LINE:
        first, last = max(first, span.start - _BEFORE), min(last, span.end, span.start + _LONG_LINE)
    return " ".join(text[first:last].split())


def _partial(units: Iterable[Unit], reported: Callable[[str], bool]) -> tuple[PartialFile, ...]:
    gaps: dict[str, dict[tuple[int, str], None]] = {}
    for unit in units:
        for gap in unit.gaps:
            span = outer(gap.span)
            if reported(span.source.path):
                gaps.setdefault(span.source.path, {})[span.line, gap.reason] = None
    return tuple(PartialFile(path, tuple(sorted(found))) for path, found in sorted(gaps.items()))
