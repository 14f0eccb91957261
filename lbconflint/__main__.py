"""Entry point: answers ``--version`` before anything is imported, hands everything else to ``cli``."""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


INTERRUPTED = 130
"""What a shell makes of a command that SIGINT ended."""


def main() -> int:
    """Run the command line; returns the exit code (0 clean, 1 findings, 2 the job could not be done)."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from lbconflint import __version__

        sys.stdout.write(f"lbconflint {__version__}\n")
        return 0
    from lbconflint.cli import run

    return run(sys.argv[1:])


def entry() -> "NoReturn":
    """The console script: leaves without taking the model apart object by object, which would cost a tenth."""
    import gc

    # Nothing of a run is garbage before its end, and collecting costs a fifth of it.
    gc.disable()
    try:
        code = main()
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = INTERRUPTED
        sys.stderr.write("lbconflint: interrupted\n")
    try:
        sys.stderr.flush()
    finally:
        os._exit(code)


if __name__ == "__main__":
    entry()
