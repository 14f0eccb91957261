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
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from lbconflint.catalog import compiled, read_cards
from tests.bench.generate import MAIN, WRITERS, write_haproxy, write_kubernetes, write_manifest, write_nginx
from tests.bench.measure import pair, run
from tests.bench.schemas import write_schemas
from tests.bench.terraform import write_terraform

ROOT = Path(__file__).parent.parent.parent
LINES = 50_000
PYTHON = [sys.executable]
OURS = [*PYTHON, "-c", "from lbconflint.__main__ import entry; entry()"]
"""What the console script runs, as it does for peers written in Python: ``-m`` takes 3 ms more."""
CHECKOV = ["checkov", "-d", ".", "--compact", "--quiet", "--skip-download", "--framework"]


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


def against(
    what: str, command: Sequence[str], theirs: Sequence[str], folder: Path, rounds: int, **goal: float
) -> bool:
    """``at_most``: this share of the peer's CPU; ``at_least``: so many times faster than the peer."""
    program = peer(theirs[0])
    if program is None:
        print(f"skip  {theirs[0]} is not installed")
        return True
    found = pair(command, [program, *theirs[1:]], str(folder), rounds)
    more = f"; {found.ours.cpu:.2f} s and {found.theirs.cpu:.2f} s CPU"
    if "at_most" in goal:
        return show(f"{what}, CPU of {theirs[0]}", found.ratio, goal["at_most"], more)
    return show(f"{what}, faster than {theirs[0]}", 1 / found.ratio, goal["at_least"], more, at_least=True)


def nginx(folder: Path) -> bool:
    write_nginx(folder, LINES)
    command = [*OURS, "check", "--isolated", "nginx.conf"]
    what = "nginx, 50k lines"
    met = against(what, command, ["crossplane", "parse", "nginx.conf"], folder, 7, at_most=0.45)
    met &= against(what, command, ["gixy", "nginx.conf"], folder, 2, at_least=12)
    return show(f"{what}, peak MiB", run(command, str(folder)).peak, 80) and met


def haproxy(folder: Path) -> bool:
    write_haproxy(folder, LINES)
    command = [*OURS, "check", "--isolated", "haproxy.cfg"]
    what = "haproxy, 50k lines"
    met = against(what, command, ["haproxy", "-c", "-q", "-f", "haproxy.cfg"], folder, 7, at_most=1.8)
    return show(f"{what}, peak MiB", run(command, str(folder)).peak, 80) and met


def kubernetes(folder: Path) -> bool:
    """2,000 manifests of 60k lines, and the same in one file."""
    many, one = folder / "many", folder / "one"
    write_kubernetes(many, 60_000)
    write_manifest(one, 60_000)
    write_schemas(folder / "schemas")
    command = [*OURS, "check", "--isolated", "."]
    what, schemas = "kubernetes, 60k lines in 2,000 files", f"{folder}/schemas/{{{{.ResourceKind}}}}.json"
    kubeconform = ["kubeconform", "-strict", "-schema-location", schemas, "."]
    met = against(what, command, kubeconform, many, 7, at_most=2)
    met &= against(what, command, ["yamllint", "-d", "relaxed", "."], many, 2, at_least=12)
    met &= against(what, command, [*CHECKOV, "kubernetes"], many, 2, at_least=20)
    files, documents = (min(run(command, str(place)).cpu for _ in range(3)) for place in (many, one))
    met &= show("kubernetes, 60k lines in one file, CPU of the 2,000 files", documents / files, 1.3)
    return show("kubernetes, 60k lines, peak MiB", run(command, str(one)).peak, 160) and met


def terraform(folder: Path) -> bool:
    write_terraform(folder, LINES)
    command = [*OURS, "check", "--isolated", "."]
    what = "terraform, 50k lines"
    met = against(what, command, ["terraform", "fmt", "-check", "-recursive", "."], folder, 7, at_most=0.9)
    loads = "import hcl2, pathlib\nfor path in pathlib.Path('.').rglob('*.tf'): hcl2.loads(path.read_text())"
    if importlib.util.find_spec("hcl2") is None:
        print("skip  python-hcl2 is not installed")
    else:
        found = pair(command, [*PYTHON, "-c", loads], str(folder), 2)
        met &= show(f"{what}, faster than python-hcl2 loads", 1 / found.ratio, 8, "", at_least=True)
    met &= against(what, command, [*CHECKOV, "terraform"], folder, 2, at_least=30)
    return show(f"{what}, peak MiB", run(command, str(folder)).peak, 80) and met


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
    """Each rule on its own, 100k and 200k lines with planted defects, in turn: the median ratio of nine rounds."""
    from tests.bench.rules import costs

    met = True
    for kind, write in WRITERS.items():
        small, large = (folder / f"{kind}{times}" for times in (2, 4))
        write(small, 2 * LINES, True)
        write(large, 4 * LINES, True)
        # Each in a process of its own: what the one before has left of its memory would decide.
        with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as processes:
            found = list(processes.map(costs, [small, large] * 9))
        rounds = list(zip(found[::2], found[1::2], strict=True))
        costs_of = {rule: statistics.median(spent[rule] for _, spent in rounds) for rule in rounds[0][1]}
        # Below these the clock decides, not the rule.
        ratios = {
            rule: statistics.median(spent[rule] / before[rule] for before, spent in rounds)
            for rule, cost in costs_of.items()
            if cost > 0.02 and all(before.get(rule, 0.0) > 0.002 for before, _ in rounds)
        }
        steepest, slowest = max(ratios, key=ratios.__getitem__), max(costs_of, key=costs_of.__getitem__)
        what = f"{kind}, the steepest of {len(costs_of)} rules, {steepest}, 100k to 200k lines"
        more = f"; {costs_of[steepest]:.3f} s, the slowest, {slowest}, {costs_of[slowest]:.3f} s"
        met &= show(what, ratios[steepest], 2.3, more)
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
