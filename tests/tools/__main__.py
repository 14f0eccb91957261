"""Refresh the tables of ``lbconflint/knowledge``, or see whether they are still what their sources say.

    python -m tests.tools [--check] [--nginx SOURCE_GIT DOCUMENTATION_GIT] [--browsers FILE] [--bounds FILE]

The kernel settings are measured on the running kernel; of the others those are done whose source is given, and
the rest is named.  HAProxy's words take a build of every version and half an hour (``haproxy_probe``), and are not
part of this.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.tools import refresh_nginx_directives, refresh_ports, refresh_sysctls


def nginx(arguments: list[str]) -> None:
    """The tables of directives; with ``--check`` they are written elsewhere and compared."""
    if "--check" not in arguments:
        refresh_nginx_directives.main(arguments)
        return
    with tempfile.TemporaryDirectory() as place:
        refresh_nginx_directives.main([*arguments[:2], f"--to={place}"])
        tables = sorted(Path(place).iterdir())
        known = refresh_nginx_directives.KNOWLEDGE
        differing = [table.name for table in tables if table.read_bytes() != (known / table.name).read_bytes()]
    sys.exit(f"the tables differ: {' '.join(differing)}" if differing else 0)


def main(given: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.tools", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("--nginx", nargs=2, metavar="GIT", help="git directories of nginx and of nginx.org")
    parser.add_argument("--browsers", metavar="FILE", help="a text with the fetch standard's list of bad ports")
    parser.add_argument("--bounds", metavar="FILE", help="first and last releases of kernel settings, as JSON")
    options = parser.parse_args(given)
    check = ["--check"] if options.check else []
    bounds = ["--bounds", options.bounds] if options.bounds else []
    failed = False
    for what, run, arguments in (
        ("kernel settings", refresh_sysctls.main, bounds),
        ("nginx directives", nginx, options.nginx),
        ("ports that browsers block", refresh_ports.main, [options.browsers] if options.browsers else None),
    ):
        if arguments is None:
            print(f"{what}: not done, no source is given")
            continue
        print(f"{what}:", flush=True)
        try:
            run([*arguments, *check])
        except SystemExit as end:
            failed |= bool(end.code)
            print(f"  {end.code or 'no difference'}")
    print("haproxy words: see tests/tools/haproxy_probe.py")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
