"""Reports made by hand, and a strategy of random ones."""

from collections.abc import Iterable, Mapping

from hypothesis import strategies as st

from lbconflint.finding import Confidence, Edit, Finding, Level, Related
from lbconflint.report import PartialFile, Report, RuleInfo, SkippedFile
from lbconflint.source import SourceFile, Span

CARD = """\
# duplicate-bind

Two sockets cannot share one address; the second process does not start.

## Bad

```nginx
listen 80;
```
"""


def rule(
    name: str = "duplicate-bind",
    code: str = "LB001",
    level: Level = Level.ERROR,
    confidence: Confidence = Confidence.HIGH,
    tags: tuple[str, ...] = ("binds",),
    summary: str = "Two binds of one host that cannot both be opened",
    card: str = CARD,
) -> RuleInfo:
    url = f"https://lint.example/rules/{name}"
    return RuleInfo(name, code, summary, level, confidence, tags, ("nginx",), "0.1", url, lambda: card)


DUPLICATE = rule()
IMPLICIT = rule("implicit-listen", "LB002", Level.NOTE, Confidence.MEDIUM, ())


def at(source: SourceFile, needle: str, nth: int = 0) -> Span:
    """The span of the ``nth`` occurrence of ``needle`` (from 0)."""
    start = -1
    for _ in range(nth + 1):
        start = source.text.index(needle, start + 1)
    return Span(source, start, start + len(needle))


def finding(
    span: Span,
    message: str = "port 80 is opened twice",
    related: Iterable[tuple[Span, str]] = (),
    of: RuleInfo = DUPLICATE,
    level: Level | None = None,
    advice: str = "",
    edits: Iterable[tuple[Span, str]] = (),
    key: str = "duplicate-bind tcp 80",
) -> Finding:
    return Finding(
        of.name,
        of.code,
        level or of.level,
        of.confidence,
        span,
        message,
        tuple(Related(*pair) for pair in related),
        advice,
        tuple(Edit(*pair) for pair in edits),
        key,
    )


def report(
    *findings: Finding,
    rules: Iterable[RuleInfo] = (DUPLICATE, IMPLICIT),
    read: Iterable[str] = ("nginx.conf",),
    skipped: Iterable[tuple[str, str]] = (),
    partial: Mapping[str, Iterable[tuple[int, str]]] | None = None,
    suppressed: int = 0,
    hidden: int = 0,
    fail_on: Level = Level.WARNING,
    internal: int = 0,
    version: str = "1.2.3",
) -> Report:
    return Report(
        version,
        "/srv/configuration",
        findings,
        {rule.name: rule for rule in rules},
        tuple(read),
        tuple(SkippedFile(*pair) for pair in skipped),
        tuple(PartialFile(path, tuple(gaps)) for path, gaps in (partial or {}).items()),
        suppressed,
        hidden,
        fail_on,
        internal,
    )


_CHARACTERS = st.sampled_from('ab1 {};:[]()%,\t\n\r\x00\x1b\\"é日́😀\u202e\u2028\udcff\ufeff\ue000')
_TEXTS = st.text(_CHARACTERS, max_size=60)
_PATHS = st.lists(
    st.text(st.sampled_from("ab .-[]#%?é😀\udcff\\:,"), min_size=1, max_size=6).filter(
        lambda part: part.strip(".")
    ),
    min_size=1,
    max_size=3,
).map("/".join)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Reports with strange texts, paths, spans and messages."""
    texts = draw(st.dictionaries(_PATHS, _TEXTS, min_size=1, max_size=3))
    sources = [SourceFile(path, text) for path, text in texts.items()]
    rules = [
        rule(f"rule-{number}", f"LB{number:03}", draw(st.sampled_from(list(Level))), tags=draw(_TAGS))
        for number in range(1, draw(st.integers(2, 4)))
    ]

    def span() -> Span:
        source = draw(st.sampled_from(sources))
        start = draw(st.integers(0, len(source.text)))
        return Span(source, start, draw(st.integers(start, len(source.text))))

    findings = []
    for number in range(draw(st.integers(0, 5))):
        of = draw(st.sampled_from(rules))
        related = [(span().first_line(), draw(_TEXTS)) for _ in range(draw(st.integers(0, 3)))]
        level = draw(st.sampled_from([Level.NOTE, Level.WARNING, Level.ERROR]))
        edits = [(span(), draw(_TEXTS)) for _ in range(draw(st.integers(0, 1)))]
        findings.append(
            finding(span().first_line(), draw(_TEXTS), related, of, level, draw(_TEXTS), edits, f"key {number}")
        )
    return report(
        *findings,
        rules=rules,
        read=sorted(texts),
        skipped=draw(st.lists(st.tuples(_PATHS, _TEXTS), max_size=3)),
        partial=draw(
            st.dictionaries(_PATHS, st.lists(st.tuples(st.integers(1, 99), _TEXTS), max_size=3), max_size=2)
        ),
        suppressed=draw(st.integers(0, 2)),
        hidden=draw(st.integers(0, 2)),
        internal=draw(st.integers(0, 1)),
    )


_TAGS = st.lists(st.sampled_from([f"tag{number}" for number in range(24)] + ["security"]), unique=True).map(tuple)
