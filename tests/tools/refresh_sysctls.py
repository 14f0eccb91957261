"""Write ``lbconflint/knowledge/sysctl_table.py`` anew from the running kernel.

    python -m tests.tools.refresh_sysctls [--bounds FILE] [--check]

Types, ranges, defaults and scopes of every ``net.*`` sysctl come from ``sysctl_probe`` in a throw-away network
namespace (root, or a user who may make one); names that only the first namespace has are listed, not written
to.  What this kernel cannot say, the first and last release that has a name, is kept from the present table;
``--bounds`` adds to it a JSON mapping of names to [first, last]
or [first, last, kind, lowest, highest], read from source trees.  ``--check`` writes nothing, and fails when
names, types or ranges differ from the table.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lbconflint.knowledge.sysctls import Sysctl, catalogue, general
from tests.tools import sysctl_probe

TABLE = Path(__file__).resolve().parents[2] / "lbconflint" / "knowledge" / "sysctl_table.py"

_HEADER = '''"""Every ``net.*`` sysctl: its type, range, first and last release, scope and default.

Measured on Linux {release}, {date}, by ``tests/tools/refresh_sysctls.py``; first and last release from the
source trees of 2.6.32, 3.10 (RHEL 7), 4.4, 4.9, 4.11, 4.12, 4.14, 4.19, 5.4, 5.15, 6.1, 6.6, 6.12 and 6.18.
One row for each: name, kind, elements, lowest, highest, first, last, scope, default; ``-`` is not known.
The columns are explained in ``sysctls.py``.
"""

ROWS = """\\
'''

_SPECIAL = {
    "net.ipv4.ip_local_port_range": "range",
    "net.ipv4.ip_local_reserved_ports": "ports",
    "net.ipv4.ping_group_range": "groups",
    "net.ipv4.ip_unprivileged_port_start": "port",
    "net.core.rps_default_mask": "words",
}
_RELATED = re.compile(r"frag6?_(?:high|low)_thresh$|\.unres_qlen$|\.addr_gen_mode$|\.interval_probe_time_ms$")
"""Their bounds depend on another setting."""
_SCALED = re.compile(
    r"tcp_max_tw_buckets|tcp_max_syn_backlog|tcp_mem|udp_mem|tcp_max_orphans|hash_entries|nf_conntrack_(?:max|buckets)"
    r"|expect_max|route\.max_size|gc_thresh|tcp_[rw]mem|rmem_max|wmem_max|congestion_control|conntrack_count|default_qdisc"
    r"|available|frag6?_|fastopen_key|\.mtu$|hash_seed|inet_peer_threshold|rss_key|flow_limit|bpf_jit_limit"
)
"""Their defaults depend on the machine or its build."""
_UNBOUNDED = 2**60


def probed() -> dict[str, Any]:
    command = ["unshare", "--net", "--fork", "--kill-child"]
    if os.geteuid():
        command.append("--map-root-user")
    command += [sys.executable, sysctl_probe.__file__]
    done = subprocess.run(command, capture_output=True, check=True, timeout=300)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def kind_of(name: str, facts: Mapping[str, Any]) -> str:
    """The kind of a setting that was probed."""
    mode, low, high = facts["mode"], facts.get("low"), facts.get("high")
    if name in _SPECIAL:
        return _SPECIAL[name]
    if not mode & 0o200:
        return "readonly"
    if not mode & 0o400:
        return "trigger"
    if low is None or high is None:
        return "words"
    if facts["flag"] and low < 0:
        return "flag"
    if _RELATED.search(name):
        return "related"
    if low <= -_UNBOUNDED or high >= _UNBOUNDED:
        return "wide"
    if low == -high and low < -255 and high in (2**31 // hz for hz in (100, 250, 300, 1000)):
        return "seconds"
    return "number"


def rows() -> tuple[str, dict[str, Sysctl]]:
    """The release of the kernel, and all rows: those of this kernel and those that only the table knows."""
    answer = probed()
    known = catalogue()
    found: dict[str, Sysctl] = {}
    for path in sysctl_probe.settings():
        original = sysctl_probe.dotted(path)
        name = general(original)
        seen = answer["settings"].get(original)
        if seen is None and name in found:
            continue
        found[name] = _row(name, original, seen, known.get(name))
    gone = {name: row._replace(last=row.last or "") for name, row in known.items() if name not in found}
    return answer["release"], {**gone, **found}


def _row(name: str, original: str, seen: dict[str, Any] | None, old: Sysctl | None) -> Sysctl:
    """``seen`` is None for a name that only the first namespace has: the table's type is kept."""
    first = old.first if old else ""
    last = ".".join(os.uname().release.split(".")[:2])
    if seen is None:
        value = sysctl_probe.read(f"{sysctl_probe.ROOT}/{original.translate(str.maketrans('./', '/.'))}")
        elements = len((value or "").split())
        if old:
            return old._replace(last=last, scope="host", elements=elements)
        return Sysctl(name, "unprobed", elements, None, None, first, last, "host", _default(name, value))
    kind = kind_of(name, seen)
    low, high = (seen.get("low"), seen.get("high")) if kind == "number" else (None, None)
    scope = "seen" if kind == "readonly" and _writable_outside(original) else "child"
    if scope == "seen":
        known = old if old and old.kind != "readonly" else None
        kind, low, high = (known.kind, known.low, known.high) if known else ("unprobed", None, None)
    if kind == "number" and old and old.kind == "small":
        kind = "small"
    return Sysctl(name, kind, seen["elements"], low, high, first, last, scope, _default(name, seen["value"]))


def _writable_outside(original: str) -> bool:
    path = f"{sysctl_probe.ROOT}/{original.translate(str.maketrans('./', '/.'))}"
    return bool(os.stat(path).st_mode & 0o200)


def _default(name: str, value: str | None) -> str:
    return "" if not value or _SCALED.search(name) or ".conf." in name or ".neigh." in name else value


def written(found: Mapping[str, Sysctl]) -> Iterator[str]:
    for name in sorted(found):
        cells = (str(cell) if cell not in (None, "") else "-" for cell in found[name])
        yield " ".join(cell.replace("\t", ",").replace(" ", ",") for cell in cells)


def main(arguments: list[str]) -> None:
    release, found = rows()
    if "--bounds" in arguments:
        bounds = json.loads(Path(arguments[arguments.index("--bounds") + 1]).read_text(encoding="ascii"))
        for written_name, (first, last, *shape) in bounds.items():
            name = general(written_name)
            row = found.get(name) or Sysctl(name, "unprobed", 1, None, None, "", "", "", "")
            row = row._replace(first=first or row.first, last=row.last or last or "")
            if shape[:1] == ["small"]:
                row = row._replace(kind="small")
            elif shape and (row.kind == "unprobed" or row.scope == "seen"):
                row = row._replace(kind=shape[0], low=shape[1], high=shape[2])
            found[name] = row
    text = "\n".join(written(found))
    if "--check" in arguments:
        shapes = {name: row[1:5] for name, row in found.items()}
        known = {name: row[1:5] for name, row in catalogue().items()}
        differing = sorted(name for name in shapes.keys() | known.keys() if shapes.get(name) != known.get(name))
        sys.exit("\n".join(["the table differs from this kernel:", *differing]) if differing else 0)
    date = subprocess.run(["date", "+%Y-%m"], capture_output=True, text=True, check=True).stdout.strip()
    TABLE.write_text(f'{_HEADER.format(release=release, date=date)}{text}\n"""\n', encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
