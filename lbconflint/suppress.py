"""Suppression comments: ``# lbconflint: ignore[rule, other-rule] reason``.

A comment behind a statement speaks of its line; a comment on a line of its own speaks of the next line that
is neither blank nor comment.  ``ignore-file[rule]`` speaks of the whole file.
"""

import re
from collections.abc import Iterable, Sequence

from lbconflint.catalog import Catalog
from lbconflint.finding import Finding, Suppression
from lbconflint.record import NamedTuple
from lbconflint.regex import lazy
from lbconflint.source import SourceFile, Span

_COMMENT = lazy(r"#[ \t]*lbconflint:[ \t]*(?P<verb>ignore(?:-file)?)?(?P<rest>[^\n]*)", re.IGNORECASE)
_REST = lazy(r"\[(?P<rules>[^\]]*)\][ \t]*(?P<reason>.*)")
_NEVER = frozenset({"internal-error", "unused-suppression"})
"""Rules that no comment can silence: they speak of the run and of the comments themselves."""


class _Comment(NamedTuple):
    span: Span
    rules: tuple[str, ...]
    line: int | None
    problem: str
    help: str


def apply(
    findings: Sequence[Finding], sources: Iterable[SourceFile], catalog: Catalog, ran: Iterable[str], reasons: bool
) -> tuple[list[Finding], int, list[Suppression]]:
    """The findings that stay, how many a comment took away, and every comment with its problem.

    ``ran`` are the names of the rules that ran: a comment for another rule may be needed elsewhere and is
    not called unused.  ``reasons``: a comment must say why.
    """
    comments = {source.path: _comments(source, catalog, reasons) for source in sources}
    used: set[Span] = set()
    kept: list[Finding] = []
    for finding in findings:
        silencing = [
            comment.span
            for comment in comments.get(finding.span.source.path, ())
            if finding.rule in comment.rules
            and finding.rule not in _NEVER
            and comment.line in (None, finding.span.line)
        ]
        used.update(silencing)
        if not silencing:
            kept.append(finding)
    selected = frozenset(ran)
    told = [_told(comment, comment.span in used, selected) for found in comments.values() for comment in found]
    return kept, len(findings) - len(kept), told


def _told(comment: _Comment, used: bool, ran: frozenset[str]) -> Suppression:
    problem, cure = comment.problem, comment.help
    if not problem and not used and all(rule in ran for rule in comment.rules):
        problem = f"this comment suppresses nothing: {', '.join(comment.rules)} does not fire here"
        cure = "remove the comment"
    return Suppression(comment.span, comment.rules, problem, cure)


def _comments(source: SourceFile, catalog: Catalog, reasons: bool) -> list[_Comment]:
    return [_comment(source, match, catalog, reasons) for match in _COMMENT.finditer(source.text)]


def _comment(source: SourceFile, match: re.Match[str], catalog: Catalog, reasons: bool) -> _Comment:
    span = Span(source, match.start(), match.start() + len(match[0].rstrip()))
    verb, rest = (match["verb"] or "").lower(), _REST.match(match["rest"])
    form = 'write "# lbconflint: ignore[rule-name] reason"'
    if not verb or rest is None:
        return _Comment(span, (), 0, "this comment is not understood and suppresses nothing", form)
    words = [word.strip() for word in rest["rules"].split(",") if word.strip()]
    headers = {word: catalog.find(word) for word in words}
    names = tuple(header.name for header in headers.values() if header)
    line = None if verb == "ignore-file" else _line_of(source, span)
    unknown = [word for word, header in headers.items() if header is None]
    if unknown or not words:
        named = f"there is no rule '{unknown[0]}'" if unknown else "this comment names no rule"
        return _Comment(span, names, line, named, "'lbconflint rules' lists them" if unknown else form)
    if reasons and not rest["reason"].strip():
        return _Comment(span, names, line, "this suppression gives no reason", form)
    return _Comment(span, names, line, "", "")


def _line_of(source: SourceFile, span: Span) -> int:
    """The line that the comment speaks of."""
    line = span.line
    if not source.line(line)[: source.position(span.start).column - 1].strip():
        last = len(source.line_starts)
        line += 1
        while line < last and source.line(line).strip()[:1] in ("", "#"):
            line += 1
    return line
