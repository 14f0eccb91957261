"""The commands as click knows them: help, messages about mistakes, every way to write an option."""

from collections.abc import Callable, Mapping
from typing import Any

import click

from lbconflint import __version__
from lbconflint.arguments import CHECK, COLORS, Option, UsageError

_EXIT_CODES = """
Exit codes: 0 nothing at or above --fail-on, 1 findings at or above --fail-on, 2 the job could not be done.
"""
_COLOR = click.option("--color", type=click.Choice(COLORS), default="auto", help="Colour the output.")

Verb = Callable[[Mapping[str, Any]], int]
"""Does what a command is for with the values of its options; returns the exit code."""


def run(arguments: list[str], verbs: Mapping[str, Verb]) -> Any:
    """Run the command that the arguments name.  Returns what it returns; shows click's own messages itself."""
    try:
        return _group(verbs).main(arguments, prog_name="lbconflint", standalone_mode=False)
    except click.exceptions.Abort:
        return 130
    except click.ClickException as error:
        error.show()
        return 2


def _group(verbs: Mapping[str, Verb]) -> click.Group:
    @click.group(
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}, epilog=_EXIT_CODES
    )
    @click.version_option(__version__, "--version", "-V", message="lbconflint %(version)s")
    def main() -> None:
        """Find the faults in load-balancer configuration that lose traffic, before they are deployed."""

    @click.argument("paths", nargs=-1)
    def check(**values: Any) -> int:
        """Lint PATHS (default: the current directory).

        Files named explicitly are always read; the deployment around them is read too, and findings are
        reported for the paths that were asked for.  PATH '-' reads standard input, which is known by what it
        holds, or by the name that --stdin-filename gives it.
        """
        try:
            return verbs["check"](values)
        except UsageError as error:
            raise click.UsageError(str(error)) from None

    @click.argument("rule")
    @_COLOR
    def explain(**values: Any) -> int:
        """Show the page of one RULE (a name or a code)."""
        return verbs["explain"](values)

    @click.option(
        "--format", "-f", "form", type=click.Choice(["text", "json"]), default="text", help="Output format."
    )
    @_COLOR
    def rules(**values: Any) -> int:
        """List all rules."""
        return verbs["rules"](values)

    for option in reversed(CHECK):
        check = _declared(option)(check)
    main.command(epilog=_EXIT_CODES)(check)
    main.command()(explain)
    main.command()(rules)
    return main


def _declared(option: Option) -> Any:
    """The option as click declares it."""
    settings: dict[str, Any] = {"help": option.help, "default": option.default}
    if option.choices:
        settings["type"] = click.Choice(option.choices)
    if option.flag:
        spelled = "/".join(option.flags)
        return click.option(spelled, option.name, is_flag=True, **settings)
    if option.several:
        del settings["default"]
    return click.option(*option.flags, option.name, metavar=option.metavar, multiple=option.several, **settings)
