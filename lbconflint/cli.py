"""The command line: reads the arguments and the environment, and nothing else."""

import os
import sys
from collections.abc import Mapping, Sequence
from io import TextIOWrapper
from typing import Any, TextIO

import click

from lbconflint import __version__, app
from lbconflint.config import PRODUCTS, confidence_of, level_of
from lbconflint.finding import Confidence
from lbconflint.reporters import REPORTERS
from lbconflint.reporters.style import PLAIN, Style

_EXIT_CODES = """
Exit codes: 0 nothing at or above --fail-on, 1 findings at or above --fail-on, 2 the job could not be done.
"""
_STREAMS = frozenset({"text", "concise", "github"})
"""Formats that are lines, so that several may share standard output."""
_LEVELS = click.Choice(["note", "warning", "error"])


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code."""
    if isinstance(sys.stdout, TextIOWrapper):
        # What the linted files hold must not break a terminal that cannot show it.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code = main.main(list(arguments), prog_name="lbconflint", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        return 130
    except click.ClickException as error:
        error.show()
        return app.USAGE
    except app.ProblemError as error:
        click.echo(f"lbconflint: {error}", err=True)
        return app.USAGE
    except BrokenPipeError:
        # The reader (head, a pager) has seen enough; Python must not complain about the rest at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code if isinstance(code, int) else 0


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}, epilog=_EXIT_CODES
)
@click.version_option(__version__, "--version", "-V", message="lbconflint %(version)s")
def main() -> None:
    """Find the faults in load-balancer configuration that lose traffic, before they are deployed."""


@main.command(epilog=_EXIT_CODES)
@click.argument("paths", nargs=-1)
@click.option(
    "--format",
    "-f",
    "formats",
    multiple=True,
    metavar="FORMAT[=FILE]",
    help=f"Output format: {', '.join(REPORTERS)}. May be given several times, each with a file of its own.",
)
@click.option("--output", "-o", metavar="FILE", help="Write the (only) format to FILE instead of standard output.")
@click.option(
    "--select", "-s", multiple=True, metavar="RULE", help="Run only these rules (name, code, tag or 'all')."
)
@click.option("--ignore", "-i", multiple=True, metavar="RULE", help="Do not run these rules.")
@click.option(
    "--fail-on", type=_LEVELS, help="Findings at this level or worse give exit code 1.  [default: warning]"
)
@click.option("--min-level", type=_LEVELS, help="Show findings from this level on.  [default: warning]")
@click.option(
    "--min-confidence",
    type=click.Choice(["low", "medium", "high"]),
    help="Show findings from this confidence on.  [default: medium]",
)
@click.option(
    "--target",
    "-t",
    multiple=True,
    metavar="PRODUCT=VERSION",
    help="The version that the configuration is for, such as nginx=1.28.",
)
@click.option(
    "--var-file",
    "variable_files",
    multiple=True,
    metavar="FILE",
    help="Terraform: values of variables (-var-file).",
)
@click.option("--var-env", is_flag=True, help="Terraform: take the values of TF_VAR_ from the environment.")
@click.option("--config", metavar="FILE", help="Use this configuration file.")
@click.option("--isolated", is_flag=True, help="Use no configuration file.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even when there are findings.")
@click.option("--stdin-filename", metavar="FILE", help="Read this file's content from standard input.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour the output.")
@click.option("--progress/--no-progress", default=None, help="Show progress on a terminal.")
def check(paths: tuple[str, ...], **options: Any) -> int:
    """Lint PATHS (default: the current directory).

    Files named explicitly are always read; the deployment around them is read too, and findings are
    reported for the paths that were asked for.  PATH '-' reads standard input (see --stdin-filename).
    """
    outputs = _outputs(options["formats"], options["output"])
    stdin_filename = options["stdin_filename"] or ""
    if "-" in paths and not stdin_filename:
        raise click.UsageError("'-' reads standard input: say with --stdin-filename which file it stands for")
    request = app.CheckOptions(
        paths=[path for path in paths if path != "-"],
        outputs=outputs,
        style=style_for(sys.stdout, options["color"], os.environ),
        config=options["config"] or "",
        isolated=options["isolated"],
        select=_words(options["select"]),
        ignore=_words(options["ignore"]),
        targets=_targets(options["target"]),
        fail_on=level_of(options["fail_on"]) if options["fail_on"] else None,
        min_level=level_of(options["min_level"]) if options["min_level"] else None,
        min_confidence=_confidence(options["min_confidence"]),
        exit_zero=options["exit_zero"],
        stdin_filename=stdin_filename,
        stdin=sys.stdin.buffer.read() if stdin_filename else b"",
        variable_files=options["variable_files"],
        variables=_environment(os.environ) if options["var_env"] else {},
    )
    return app.check(request, sys.stdout, _progress(options["progress"]))


@main.command()
@click.argument("rule")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour the output.")
def explain(rule: str, color: str) -> int:
    """Show the page of one RULE (a name or a code)."""
    return app.explain(rule, style_for(sys.stdout, color, os.environ), sys.stdout)


@main.command()
@click.option("--format", "-f", "form", type=click.Choice(["text", "json"]), default="text", help="Output format.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour the output.")
def rules(form: str, color: str) -> int:
    """List all rules."""
    return app.rules(form == "json", style_for(sys.stdout, color, os.environ), sys.stdout)


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
            raise click.UsageError(f"there is no format '{name}'; choose from {', '.join(REPORTERS)}")
        outputs.append(app.Output(name, file))
    if path:
        if len(outputs) > 1:
            raise click.UsageError("--output goes with one format; give each format its file: --format sarif=FILE")
        outputs = [outputs[0]._replace(path=path)]
    here = [output.format for output in outputs if not output.path]
    if len(here) > 1 and not set(here) <= _STREAMS:
        raise click.UsageError(
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
            raise click.UsageError(f"--target {value}: write PRODUCT=VERSION; products are {', '.join(PRODUCTS)}")
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
