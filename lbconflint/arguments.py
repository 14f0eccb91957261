"""The options of ``check`` as one table, and the plain way to read them.

click makes the help, the messages about mistakes and everything out of the ordinary.  Importing it takes longer
than linting a file, and most runs (hooks, CI) give options that need none of that: those are read here.
"""

from collections.abc import Sequence
from typing import Any

from lbconflint.record import NamedTuple
from lbconflint.reporters import REPORTERS

_LEVELS = ("note", "warning", "error")
COLORS = ("auto", "always", "never")


class UsageError(Exception):
    """The arguments make no sense together; the text says why."""


class Option(NamedTuple):
    """One option: with a value unless it is a ``flag``; ``several`` may be given many times.

    ``default`` is None for an option that is not given; a flag with ``--no-`` before it is a switch.
    """

    name: str
    flags: tuple[str, ...]
    help: str
    metavar: str | None = None
    choices: tuple[str, ...] = ()
    several: bool = False
    flag: bool = False
    default: Any = None


CHECK = (
    Option(
        "formats",
        ("--format", "-f"),
        f"Output format: {', '.join(REPORTERS)}. May be given several times, each with a file of its own.",
        "FORMAT[=FILE]",
        several=True,
    ),
    Option("output", ("--output", "-o"), "Write the (only) format to FILE instead of standard output.", "FILE"),
    Option("select", ("--select", "-s"), "Run only these rules (name, code, tag or 'all').", "RULE", several=True),
    Option("ignore", ("--ignore", "-i"), "Do not run these rules.", "RULE", several=True),
    Option(
        "fail_on",
        ("--fail-on",),
        "Findings at this level or worse give exit code 1.  [default: warning]",
        choices=_LEVELS,
    ),
    Option(
        "min_level", ("--min-level",), "Show findings from this level on.  [default: warning]", choices=_LEVELS
    ),
    Option(
        "min_confidence",
        ("--min-confidence",),
        "Show findings from this confidence on.  [default: medium]",
        choices=("low", "medium", "high"),
    ),
    Option(
        "target",
        ("--target", "-t"),
        "The version that the configuration is for, such as nginx=1.28.",
        "PRODUCT=VERSION",
        several=True,
    ),
    Option("variable_files", ("--var-file",), "Terraform: values of variables (-var-file).", "FILE", several=True),
    Option(
        "var_env",
        ("--var-env",),
        "Terraform: take the values of TF_VAR_ from the environment.",
        flag=True,
        default=False,
    ),
    Option("config", ("--config",), "Use this configuration file.", "FILE"),
    Option("isolated", ("--isolated",), "Use no configuration file.", flag=True, default=False),
    Option("exit_zero", ("--exit-zero",), "Exit with 0 even when there are findings.", flag=True, default=False),
    Option(
        "stdin_filename",
        ("--stdin-filename",),
        "Read this file's content from standard input; without it, what is read there tells whose it is.",
        "FILE",
    ),
    Option("color", ("--color",), "Colour the output.", choices=COLORS, default="auto"),
    Option("progress", ("--progress", "--no-progress"), "Show progress on a terminal.", flag=True),
)

_BY_FLAG = {flag: option for option in CHECK for flag in option.flags}


def read(arguments: Sequence[str]) -> dict[str, Any] | None:
    """The values of a plain ``check``: by name, ``paths`` among them; None for what click must look at."""
    if arguments[:1] != ["check"]:
        return None
    values: dict[str, Any] = {option.name: [] if option.several else option.default for option in CHECK}
    values["paths"] = paths = []
    rest = iter(arguments[1:])
    for word in rest:
        if word == "-" or not word.startswith("-"):
            paths.append(word)
            continue
        flag, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        option = _BY_FLAG.get(flag)
        if option is None or (option.flag and equals):
            return None
        if option.flag:
            values[option.name] = not flag.startswith("--no-")
            continue
        value = value if equals else next(rest, "-")
        if value.startswith("-") or (option.choices and value not in option.choices):
            return None
        if option.several:
            values[option.name].append(value)
        else:
            values[option.name] = value
    return values
