"""One function per verb: check, explain, rules.  Writes to the streams it is given, and returns the exit code."""

import os
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import TextIO

from lbconflint import catalog as catalogs
from lbconflint import config as configs
from lbconflint import discover, engine
from lbconflint.config import Config, ConfigError
from lbconflint.dialects import dialects_of
from lbconflint.finding import Confidence, Level
from lbconflint.header import CardError
from lbconflint.knowledge.versions import target_of
from lbconflint.record import NamedTuple
from lbconflint.report import seen_from
from lbconflint.reporters import REPORTERS
from lbconflint.reporters.style import PLAIN, Style
from lbconflint.selection import SelectionError, select

USAGE = 2
"""Exit code when the job could not be done."""


_STDIN = "<stdin>"
"""The name of standard input that stands for no file."""

_TO_THE_END: list[object] = []
"""What is left to the end of the process: the models of its runs."""


class ProblemError(Exception):
    """The job cannot be done; the text says why and what to do."""


class ReaderGoneError(Exception):
    """Whoever read standard output has seen enough; ``code`` is the exit code of the run."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Output(NamedTuple):
    """One format and where it goes: a file, or "" for standard output."""

    format: str
    path: str


class CheckOptions(NamedTuple):
    """What the command line says of one ``check``; None and empty leave the configuration's word standing."""

    paths: Sequence[str]
    outputs: Sequence[Output]
    style: Style
    config: str = ""
    isolated: bool = False
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    targets: Mapping[str, str] = {}
    fail_on: Level | None = None
    min_level: Level | None = None
    min_confidence: Confidence | None = None
    exit_zero: bool = False
    stdin_filename: str = ""
    piped: bool = False
    stdin: bytes = b""
    variable_files: Sequence[str] = ()
    variables: Mapping[str, str] = {}


def check(options: CheckOptions, out: TextIO, progress: engine.Progress) -> int:
    """Lint the paths, write every output, return the exit code.  Raises ``ProblemError``."""
    request = _request(options, progress)
    try:
        report = engine.run(request)
    except (discover.MissingPathError, SelectionError) as error:
        raise ProblemError(str(error)) from None
    finally:
        progress("")
    gone = False
    for output in options.outputs:
        reporter = import_module(REPORTERS[output.format])
        style = PLAIN if output.path else options.style
        shown = seen_from(report, _base(request.root, output.format))
        try:
            _write(output.path, reporter.render(shown, style), out)
        except BrokenPipeError:
            gone = True
    if report.unread:
        raise ProblemError(f"standard input: {report.unread}; say with --stdin-filename which file it stands for")
    code = 0 if options.exit_zero and report.exit_code == 1 else report.exit_code
    if gone:
        raise ReaderGoneError(code)
    return code


def _base(root: str, form: str) -> str:
    """What paths are relative to: the current directory, or for code scanning the repository."""
    here = os.getcwd()
    return (discover.git_root(root) or here) if form == "sarif" else here


def _request(options: CheckOptions, progress: engine.Progress) -> engine.Request:
    paths = list(options.paths)
    stdin_path = os.path.abspath(options.stdin_filename or _STDIN) if options.piped else ""
    near = [*paths, *([stdin_path] if stdin_path else [])] or ["."]
    try:
        config_path = "" if options.isolated else options.config or _find_config(near) or ""
        config = _overridden(configs.load(config_path) if config_path else Config(), options)
        catalog = catalogs.load()
        rules = select(catalog, config, options.select, options.ignore)
    except (ConfigError, SelectionError, CardError, ValueError) as error:
        raise ProblemError(str(error)) from None
    root = discover.choose_root(near, config_path)
    config = config._replace(
        variable_files=(*config.variable_files, *_in_tree(options.variable_files, root)),
        variables=options.variables,
    )
    overlay, untold = {}, ""
    if stdin_path:
        stands_for = os.path.relpath(os.path.realpath(stdin_path), root).replace(os.sep, "/")
        overlay[stands_for] = options.stdin
        untold = "" if dialects_of(stands_for) else stands_for
    alone = options.piped and not options.stdin_filename and not paths
    if not paths and not stdin_path:
        paths = ["."]
    return engine.Request(paths, root, config, catalog, rules, overlay, progress, _TO_THE_END, untold, alone)


def _in_tree(paths: Sequence[str], root: str) -> list[str]:
    """Files of values, relative to the linted tree.  Raises ``ProblemError``."""
    found = []
    for path in paths:
        relative = os.path.relpath(os.path.realpath(path), root).replace(os.sep, "/")
        if not os.path.isfile(path):
            raise ProblemError(f"{path}: there is no such file")
        if relative.startswith("../"):
            raise ProblemError(f"{path}: it lies outside of {root}, which is what is linted")
        found.append(relative)
    return found


def _find_config(paths: Sequence[str]) -> str | None:
    first = os.path.realpath(paths[0])
    return configs.find(first if os.path.isdir(first) else os.path.dirname(first))


def _overridden(config: Config, options: CheckOptions) -> Config:
    """The configuration with the command line's word on top."""
    targets = {product: target_of(product, text) for product, text in options.targets.items()}
    return config._replace(
        targets={**config.targets, **targets},
        fail_on=options.fail_on or config.fail_on,
        min_level=options.min_level or config.min_level,
        min_confidence=options.min_confidence or config.min_confidence,
    )


def _write(path: str, pieces: Iterable[str], out: TextIO) -> None:
    if not path:
        out.writelines(pieces)
        return
    try:
        with open(path, "w", encoding="utf-8") as stream:
            stream.writelines(pieces)
    except OSError as error:
        raise ProblemError(f"{path}: {error.strerror or error}") from None


def explain(rule: str, style: Style, out: TextIO) -> int:
    """Print the rule's card.  Raises ``ProblemError`` for a word that names no rule."""
    from lbconflint.reporters import pages

    catalog = catalogs.load()
    header = catalog.find(rule)
    if header is None:
        near = _nearest(rule, catalog.words())
        raise ProblemError(f"there is no rule '{rule}'{near}")
    out.write(pages.card(catalogs.info(header), style))
    return 0


def rules(as_json: bool, style: Style, out: TextIO) -> int:
    """Print the catalogue."""
    from lbconflint.reporters import pages

    infos = [catalogs.info(header) for header in catalogs.load().headers.values()]
    out.write(pages.catalogue_json(infos) if as_json else pages.catalogue(infos, style))
    return 0


def _nearest(word: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word.lower(), known, 1)
    return f"; did you mean '{near[0]}'?" if near else "; 'lbconflint rules' lists them"
