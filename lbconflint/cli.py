"""The command line: reads the arguments and the environment, and nothing else."""

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from errno import EBADF, EFBIG, EIO, ENOSPC
from io import TextIOWrapper
from typing import Any, TextIO

from lbconflint import app, arguments
from lbconflint.arguments import UsageError
from lbconflint.config import PRODUCTS, confidence_of, level_of
from lbconflint.finding import Confidence
from lbconflint.reporters import REPORTERS
from lbconflint.reporters.style import PLAIN, Style

_FULL = frozenset({EBADF, EFBIG, EIO, ENOSPC})
"""What the system says when nothing more can be written."""

_STREAMS = frozenset({"text", "concise", "github"})
"""Formats that are lines, so that several may share standard output."""


def run(words: Sequence[str]) -> int:
    """Run one command; returns the exit code."""
    if isinstance(sys.stdout, TextIOWrapper):
        # What the linted files hold must not break a terminal that cannot show it.
        sys.stdout.reconfigure(errors="backslashreplace")
    else:
        # Nobody listens: what is written there is lost, and the exit code still counts.
        sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - open to the end
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    code = None
    try:
        code = _run(list(words))
        sys.stdout.flush()
    except app.ProblemError as error:
        _tell(str(error))
        return app.USAGE
    except app.ReaderGoneError as error:
        code = error.code
        _forget_output()
    except BrokenPipeError:
        _forget_output()
    except OSError as error:
        if error.errno not in _FULL:
            raise
        _forget_output()
        _tell(f"standard output: {error.strerror or error}")
        return app.USAGE
    return code if isinstance(code, int) else 0


def _tell(text: str) -> None:
    # Where even that cannot be written the exit code has to do.
    with suppress(OSError):
        sys.stderr.write(f"lbconflint: {text}\n")


def _forget_output() -> None:
    """The reader (head, a pager) has seen enough, or the disk is full: what is left must not be tried again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(words: list[str]) -> Any:
    values = arguments.read(words)
    if values is not None:
        try:
            return check(values)
        except UsageError:
            pass  # click says it together with how the command is meant
    from lbconflint import commands

    return commands.run(words, {"check": check, "explain": explain, "rules": rules})


def check(values: Mapping[str, Any]) -> int:
    """Lint.  Raises ``UsageError`` before anything is read."""
    paths, stdin_filename = values["paths"], values["stdin_filename"] or ""
    outputs = _outputs(values["formats"], values["output"])
    piped = "-" in paths or bool(stdin_filename)
    request = app.CheckOptions(
        paths=[path for path in paths if path != "-"],
        outputs=outputs,
        style=style_for(sys.stdout, values["color"], os.environ),
        config=values["config"] or "",
        isolated=values["isolated"],
        select=_words(values["select"]),
        ignore=_words(values["ignore"]),
        targets=_targets(values["target"]),
        fail_on=level_of(values["fail_on"]) if values["fail_on"] else None,
        min_level=level_of(values["min_level"]) if values["min_level"] else None,
        min_confidence=_confidence(values["min_confidence"]),
        exit_zero=values["exit_zero"],
        stdin_filename=stdin_filename,
        piped=piped,
        stdin=sys.stdin.buffer.read() if piped and sys.stdin else b"",
        variable_files=values["variable_files"],
        variables=_environment(os.environ) if values["var_env"] else {},
    )
    return app.check(request, sys.stdout, _progress(values["progress"]))


def explain(values: Mapping[str, Any]) -> int:
    """Show the page of one rule."""
    return app.explain(values["rule"], style_for(sys.stdout, values["color"], os.environ), sys.stdout)


def rules(values: Mapping[str, Any]) -> int:
    """List all rules."""
    return app.rules(values["form"] == "json", style_for(sys.stdout, values["color"], os.environ), sys.stdout)


def style_for(stream: TextIO, color: str, environment: Mapping[str, str]) -> Style:
    """How to write to ``stream``: NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE and TERM=dumb are honoured."""
    terminal = stream.isatty()
    forced = any(environment.get(name, "") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE"))
    if color != "auto":
        coloured = color == "always"
    elif environment.get("NO_COLOR"):
        coloured = False
    else:
        coloured = forced or (terminal and environment.get("TERM") != "dumb")
    width = os.get_terminal_size(stream.fileno()).columns if terminal else PLAIN.width
    drawing = terminal and "utf" in (stream.encoding or "").lower()
    return Style(colour=coloured, unicode=drawing, width=width or PLAIN.width, links=terminal and coloured)


def _outputs(formats: Sequence[str], path: str | None) -> list[app.Output]:
    outputs = []
    for text in formats or ("text",):
        name, _, file = text.partition("=")
        if name not in REPORTERS:
            raise UsageError(f"there is no format '{name}'; choose from {', '.join(REPORTERS)}")
        outputs.append(app.Output(name, file))
    if path:
        if len(outputs) > 1:
            raise UsageError("--output goes with one format; give each format its file: --format sarif=FILE")
        outputs = [outputs[0]._replace(path=path)]
    files = [os.path.realpath(output.path) for output in outputs if output.path]
    if len(set(files)) < len(files):
        raise UsageError("each format needs a file of its own: two were given the same")
    here = [output.format for output in outputs if not output.path]
    if len(here) > 1 and not set(here) <= _STREAMS:
        raise UsageError(
            f"{' and '.join(here)} cannot share standard output; give one a file: --format sarif=FILE"
        )
    return outputs


def _words(values: Sequence[str]) -> list[str]:
    return [word.strip() for value in values for word in value.split(",") if word.strip()]


def _environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that Terraform would take from the environment."""
    prefix = "TF_VAR_"
    return {name.removeprefix(prefix): text for name, text in environment.items() if name.startswith(prefix)}


def _targets(values: Sequence[str]) -> dict[str, str]:
    targets = {}
    for value in _words(values):
        product, equals, version = value.partition("=")
        if product not in PRODUCTS or not equals:
            raise UsageError(f"--target {value}: write PRODUCT=VERSION; products are {', '.join(PRODUCTS)}")
        targets[product] = version
    return targets


def _confidence(word: str | None) -> Confidence | None:
    return confidence_of(word) if word else None


def _progress(wanted: bool | None) -> Any:
    """Shows what is being done on the error stream, on a terminal and after half a second only."""
    if wanted is False or (wanted is None and not sys.stderr.isatty()):
        return lambda _: None
    from time import monotonic

    started = monotonic()

    def show(text: str) -> None:
        if monotonic() - started > 0.5 or not text:
            sys.stderr.write(f"\r\x1b[K{text}")
            sys.stderr.flush()

    return show
