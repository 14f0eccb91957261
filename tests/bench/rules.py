"""What each rule costs on its own: CPU seconds of its check over everything that was read."""

import gc
import time
from pathlib import Path

from lbconflint import catalog, discover, engine, sorting
from lbconflint.analysis import hosts
from lbconflint.check import Context, Host, nouns_of
from lbconflint.config import Config
from lbconflint.files import Files
from lbconflint.selection import select
from lbconflint.unit import Project


def costs(folder: Path) -> dict[str, float]:
    """CPU seconds by rule; what rules share is charged to the first that needs it."""
    config = Config()
    known = catalog.load()
    found = discover.find([str(folder)], str(folder), lambda _: False)
    files = Files(str(folder))
    gc.disable()
    try:
        gathered = engine._read(files, sorting.sort_out(files, found), config)
        project = Project(hosts.group(gathered.units))
        request = engine.Request([str(folder)], str(folder), config, known, select(known, config, ["all"]))
        runner = engine._Runner(request, project)
        spent: dict[str, float] = {}
        for host in project.hosts:
            for unit in host.units:
                for rule, selected in request.rules.items():
                    check = runner.check_of(rule)
                    if unit.product in selected.header.reads and check.noun not in engine._NOT_OF_A_UNIT[1:]:
                        nouns = (host,) if check.noun is Host else nouns_of(unit, check.noun)
                        started = time.process_time()
                        for noun in nouns:
                            for _ in check.run(noun, Context(project, host, unit), **selected.options):
                                pass
                        spent[rule] = spent.get(rule, 0.0) + time.process_time() - started
        return spent
    finally:
        gc.enable()
        gc.collect()
