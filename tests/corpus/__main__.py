"""The command: see ``python -m tests.corpus --help``."""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.corpus.fetch import fetch, pinned
from tests.corpus.lint import Corpus, lint
from tests.corpus.scope import SCOPES, lint_pieces
from tests.corpus.snapshot import Change, Snapshot, difference, latest, named, revision

LEVELS = ("error", "warning", "note")
CHANGES = 20
"""So many findings that came or went are shown of one rule, unless it is asked for."""
EXAMPLES = 3
"""So many paths are shown of the files that were skipped for one reason."""


def arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.corpus", description="Lint public configurations.")
    parser.add_argument("corpus", nargs="*", help="only these directories of the corpora [default: all]")
    parser.add_argument(
        "--corpora",
        metavar="DIR",
        default=os.environ.get("LBCONFLINT_CORPORA"),
        help="where the corpora are, each in a directory OWNER+NAME [default: LBCONFLINT_CORPORA]",
    )
    parser.add_argument("--fetch", action="store_true", help="first clone the pinned commits that are missing")
    parser.add_argument("--target", "-t", action="append", default=[], metavar="PRODUCT=VERSION")
    parser.add_argument("--rule", "-r", action="append", default=[], help="list every hit of this rule")
    parser.add_argument("--level", choices=LEVELS, help="list every hit of this level or worse")
    parser.add_argument(
        "--judge",
        action="store_true",
        help="let kubectl and terraform read the files too, and tell where they differ",
    )
    parser.add_argument("--scope", choices=SCOPES, help="lint every manifest, or every directory, for itself")
    parser.add_argument("--against", metavar="REVISION", help="compare with this snapshot [default: the last one]")
    parser.add_argument("--timeout", type=float, default=600, metavar="SECONDS", help="for one corpus")
    found = parser.parse_args(given)
    if not found.corpora:
        parser.error("say with --corpora or LBCONFLINT_CORPORA where the corpora are")
    return found


def main(given: Sequence[str]) -> int:
    """Lint, print, save, compare.  1 when a corpus could not be linted, a rule crashed, or
    a file is called faulty that the real program loads."""
    options = arguments(given)
    place = Path(options.corpora)
    if options.fetch:
        for line in fetch(place):
            print(line, flush=True)
    elsewhere = [pin.directory for pin in pinned() if not (place / pin.directory).is_dir()]
    if elsewhere and not options.corpus:
        print(f"not there (--fetch clones them): {' '.join(elsewhere)}")
    names = options.corpus or sorted(
        path.name for path in place.iterdir() if path.is_dir() and path.name[0] != "."
    )
    levels = LEVELS[: LEVELS.index(options.level) + 1] if options.level else ()
    if options.scope:
        # What is found in pieces is no revision's findings: it is shown and not kept.
        parts = {name: lint_pieces(place / name, options.scope, options.target, options.timeout) for name in names}
        for name, corpus in parts.items():
            show(name, corpus, options.rule, levels)
        return int(any(corpus.failed or corpus.crashes for corpus in parts.values()))
    before = named(place, options.against, options.target) if options.against else latest(place, options.target)
    corpora = {}
    for name in names:
        corpora[name] = lint(place / name, options.target, options.timeout, options.judge)
        show(name, corpora[name], options.rule, levels)
    total(corpora.values())
    snapshot = Snapshot(revision(), corpora)
    snapshot.save(place, options.target)
    if before:
        show_changes(before, snapshot, options.rule)
    return int(any(corpus.failed or corpus.crashes or corpus.refused for corpus in corpora.values()))


def show(name: str, corpus: Corpus, rules: Sequence[str], levels: Sequence[str] = ()) -> None:
    skipped = f", {len(corpus.skipped)} skipped" if corpus.skipped else ""
    partly = f", {corpus.partly} partly understood" if corpus.partly else ""
    print(f"\n{name}: {corpus.read} files{skipped}{partly}, {corpus.seconds:.1f} s CPU", flush=True)
    if corpus.failed:
        print(f"  FAILED: {corpus.failed}")
    for crash in corpus.crashes:
        print(f"  CRASH: {crash.path}:{crash.line}: {crash.message}")
    if corpus.judged:
        print(f"  judged {corpus.judged} files")
    for path in corpus.refused:
        print(f"  LOADS: {path} has a finding of syntax, and the real program loads it")
    for path in corpus.silent:
        print(f"  SILENT: {path} is not loaded by the real program, and nothing was said of it")
    reasons = Counter(reason for _, reason in corpus.skipped)
    for reason, count in reasons.most_common():
        paths = [path for path, why in corpus.skipped if why == reason]
        print(f"  skipped {count:5}  {reason}: {', '.join(paths[:EXAMPLES])}{' ...' * (count > EXAMPLES)}")
    table(corpus.findings_by_rule())
    for finding in corpus.findings:
        if finding.rule in rules or finding.level in levels:
            print(f"    {name}/{finding.path}:{finding.line}: {finding.level} {finding.rule}: {finding.message}")


def table(counts: Counter[tuple[str, str]]) -> None:
    for (level, rule), count in sorted(counts.items(), key=lambda item: (LEVELS.index(item[0][0]), item[0][1])):
        print(f"  {level:7} {count:5}  {rule}")


def total(corpora: Iterable[Corpus]) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    read = 0
    seconds = 0.0
    for corpus in corpora:
        counts.update(corpus.findings_by_rule())
        read += corpus.read
        seconds += corpus.seconds
    print(f"\nall: {read} files, {seconds:.1f} s CPU")
    table(counts)


def show_changes(before: Snapshot, after: Snapshot, rules: Sequence[str]) -> None:
    """What came and went, by rule and place: a change of a rule is judged by them."""
    changes = difference(before, after)
    print(f"\nagainst {before.revision}: {'no difference' if not changes else ''}")
    by_rule: dict[str, list[Change]] = {}
    for change in changes:
        by_rule.setdefault(change.finding.rule, []).append(change)
    for rule, found in sorted(by_rule.items()):
        print(f"  {rule}: +{sum(one.sign == '+' for one in found)} -{sum(one.sign == '-' for one in found)}")
        for sign, corpus, finding in found if rule in rules else found[:CHANGES]:
            print(f"    {sign} {corpus}/{finding.path}:{finding.line}: {finding.level}: {finding.message}")
        if rule not in rules and len(found) > CHANGES:
            print(f"    ... and {len(found) - CHANGES} more; --rule {rule} lists them")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
