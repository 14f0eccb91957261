"""The speed goals, as ratios of whole processes in one run.

    python -m tests.bench [nginx] [haproxy] [kubernetes] [terraform] [startup] [scaling] [rules]

Peers are looked for on PATH, beside this interpreter, or in LBCONFLINT_PEERS (directories separated by ``:``);
one that is not there is skipped with a word.  What is measured is what a wheel installs: byte-compiled, with the
cards in the package (a checkout reads them from ``rules/``, which takes 10 ms more).
"""

import compileall
import importlib.util
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from lbconflint.catalog import compiled, read_cards
from tests.bench.generate import MAIN, WRITERS, write_haproxy, write_kubernetes, write_manifest, write_nginx
from tests.bench.measure import pair, run
from tests.bench.terraform import write_terraform

ROOT = Path(__file__).parent.parent.parent
LINES = 50_000
PYTHON = [sys.executable]
OURS = [*PYTHON, "-c", "from lbconflint.__main__ import entry; entry()"]
"""What the console script runs, as it does for peers written in Python: ``-m`` takes 3 ms more."""


def installed(folder: Path) -> Path:
    """The package as the wheel holds it (``hatch_build.py``)."""
    package = folder / "lbconflint"
    shutil.copytree(ROOT / "lbconflint", package, ignore=shutil.ignore_patterns("__pycache__"))
    for name, text in zip(("_catalog.py", "_cards.py"), compiled(read_cards(str(ROOT / "rules"))), strict=True):
        (package / name).write_text(text, encoding="utf-8")
    compileall.compile_dir(package, quiet=1)
    return folder


def peer(name: str) -> str | None:
    beside = str(Path(sys.executable).parent)
    extra = os.environ.get("LBCONFLINT_PEERS", "")
    return shutil.which(name, path=os.pathsep.join(filter(None, [extra, beside, os.environ["PATH"]])))


def show(what: str, ratio: float, goal: float, more: str = "", at_least: bool = False) -> bool:
    met = ratio >= goal if at_least else ratio <= goal
    limit = "at least" if at_least else "at most"
    print(f"{'ok  ' if met else 'MISS'}  {what}: {ratio:.2f} ({limit} {goal}){more}", flush=True)
    return met


def nginx(folder: Path) -> bool:
    write_nginx(folder, LINES)
    command = [*OURS, "check", "--isolated", "nginx.conf"]
    met = True
    for name, arguments, goal, inverse in (
        ("crossplane", ["parse", "nginx.conf"], 0.45, False),
        ("gixy", ["nginx.conf"], 12.0, True),
    ):
        program = peer(name)
        if program is None:
            print(f"skip  {name} is not installed")
            continue
        rounds = 2 if inverse else 7
        found = pair(command, [program, *arguments], str(folder), rounds)
        ratio = 1 / found.ratio if inverse else found.ratio
        more = f"; {found.ours.cpu:.2f} s and {found.theirs.cpu:.2f} s CPU"
        met &= show(
            f"nginx, 50k lines, {'faster than' if inverse else 'CPU of'} {name}", ratio, goal, more, inverse
        )
    peak = run(command, str(folder)).peak
    return show("nginx, 50k lines, peak MiB", peak, 80) and met


def haproxy(folder: Path) -> bool:
    write_haproxy(folder, LINES)
    command = [*OURS, "check", "--isolated", "haproxy.cfg"]
    met = True
    program = peer("haproxy")
    if program is None:
        print("skip  haproxy is not installed")
    else:
        found = pair(command, [program, "-c", "-q", "-f", "haproxy.cfg"], str(folder), 7)
        more = f"; {found.ours.cpu:.2f} s and {found.theirs.cpu:.2f} s CPU"
        met &= show("haproxy, 50k lines, CPU of haproxy -c", found.ratio, 1.8, more)
    return show("haproxy, 50k lines, peak MiB", run(command, str(folder)).peak, 80) and met


def kubernetes(folder: Path) -> bool:
    """2,000 manifests of 60k lines, and the same in one file."""
    write_kubernetes(folder / "many", 60_000)
    write_manifest(folder / "one", 60_000)
    command = [*OURS, "check", "--isolated", "."]
    met = True
    program = peer("yamllint")
    if program is None:
        print("skip  yamllint is not installed")
    else:
        found = pair(command, [program, "-d", "relaxed", "."], str(folder / "many"), 2)
        more = f"; {found.ours.cpu:.2f} s and {found.theirs.cpu:.2f} s CPU"
        met &= show("kubernetes, 60k lines in 2,000 files, faster than yamllint", 1 / found.ratio, 12, more, True)
    many, one = (min(run(command, str(folder / name)).cpu for _ in range(3)) for name in ("many", "one"))
    met &= show("kubernetes, 60k lines in one file, CPU of the 2,000 files", one / many, 1.3)
    return show("kubernetes, 60k lines, peak MiB", run(command, str(folder / "one")).peak, 160) and met


def terraform(folder: Path) -> bool:
    write_terraform(folder, LINES)
    command = [*OURS, "check", "--isolated", "."]
    met = True
    program = peer("terraform")
    if program is None:
        print("skip  terraform is not installed")
    else:
        found = pair(command, [program, "fmt", "-check", "-recursive", "."], str(folder), 7)
        more = f"; {found.ours.cpu:.2f} s and {found.theirs.cpu:.2f} s CPU"
        met &= show("terraform, 50k lines, CPU of terraform fmt -check", found.ratio, 0.9, more)
    loads = "import hcl2, pathlib\nfor path in pathlib.Path('.').rglob('*.tf'): hcl2.loads(path.read_text())"
    if importlib.util.find_spec("hcl2") is None:
        print("skip  python-hcl2 is not installed")
    else:
        found = pair(command, [*PYTHON, "-c", loads], str(folder), 2)
        met &= show("terraform, 50k lines, faster than python-hcl2 loads", 1 / found.ratio, 8, "", at_least=True)
    met &= show("terraform, 50k lines, peak MiB", run(command, str(folder)).peak, 80)
    costs = []
    for lines in (LINES, 2 * LINES, 4 * LINES):
        place = folder / str(lines)
        write_terraform(place, lines, True)
        costs.append(min(run(command, str(place)).cpu for _ in range(3)))
    for before, after, lines in zip(costs, costs[1:], (100, 200), strict=False):
        met &= show(f"terraform, {lines // 2}k to {lines}k lines", after / before, 2.3)
    return met


def startup(folder: Path) -> bool:
    write_nginx(folder / "tree", 40)
    shutil.copy(next((folder / "tree" / "sites").glob("*.conf")), folder / "site.conf")
    empty = [*PYTHON, "-c", "pass"]
    version = pair([*OURS, "--version"], empty, str(folder), 15)
    small = pair([*OURS, "check", "--isolated", "site.conf"], empty, str(folder), 15)
    met = show("--version, CPU of python -c pass", version.ratio, 2.5)
    return show("one small file, CPU of python -c pass", small.ratio, 8) and met


def scaling(folder: Path) -> bool:
    met = True
    for kind, write in WRITERS.items():
        costs = []
        for lines in (LINES, 2 * LINES, 4 * LINES):
            place = folder / f"{kind}{lines}"
            write(place, lines, True)
            costs.append(min(run([*OURS, "check", "--isolated", MAIN[kind]], str(place)).cpu for _ in range(3)))
        for before, after, lines in zip(costs, costs[1:], (100, 200), strict=False):
            met &= show(f"{kind}, {lines // 2}k to {lines}k lines", after / before, 2.3)
    return met


def rules(folder: Path) -> bool:
    """Each rule on its own, 100k and 200k lines with planted defects: the best of three rounds."""
    from tests.bench.rules import costs

    met = True
    for kind, write in WRITERS.items():
        found = []
        for lines in (2 * LINES, 4 * LINES):
            place = folder / f"{kind}{lines}"
            write(place, lines, True)
            rounds = [costs(place) for _ in range(3)]
            found.append({rule: min(spent[rule] for spent in rounds) for rule in rounds[0]})
        for rule, cost in found[1].items():
            before = found[0].get(rule, 0.0)
            # Below two milliseconds the clock decides, not the rule.
            if cost > 0.02 and before > 0.002 and cost / before > 2.3:
                met &= show(f"{kind}, {rule}, 100k to 200k lines", cost / before, 2.3, f"; {cost:.3f} s")
        slowest = max(found[1], key=found[1].__getitem__)
        print(
            f"ok    {kind}: {len(found[1])} rules, slowest {slowest} with {found[1][slowest]:.3f} s on 200k lines"
        )
    return met


PARTS: dict[str, Callable[[Path], bool]] = {
    "nginx": nginx,
    "haproxy": haproxy,
    "kubernetes": kubernetes,
    "terraform": terraform,
    "startup": startup,
    "scaling": scaling,
    "rules": rules,
}


def main() -> int:
    wanted = sys.argv[1:] or list(PARTS)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    started = time.monotonic()
    met = True
    with tempfile.TemporaryDirectory() as place:
        os.environ["PYTHONPATH"] = str(installed(Path(place)))
        for name in wanted:
            with tempfile.TemporaryDirectory() as folder:
                met &= PARTS[name](Path(folder))
    own = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"{time.monotonic() - started:.0f} s, {own.ru_utime + own.ru_stime:.0f} s of them CPU in what was measured"
    )
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
