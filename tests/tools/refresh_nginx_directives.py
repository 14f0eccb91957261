"""Write the directive tables of ``lbconflint/knowledge/nginx_*.py`` anew.

    python tests/tools/refresh_nginx_directives.py NGINX_REPO NGINX_ORG_REPO [--check] [--to=DIRECTORY]

NGINX_REPO is a git directory of nginx's source with its release tags, NGINX_ORG_REPO one of the documentation
(nginx.org's XML).  Names, contexts, argument counts and value types come from the command tables of every
release since 1.18.0; directives of the commercial version and of modules that live elsewhere (njs, otel,
acme) come from the documentation.  ``--check`` only prints what differs between the two.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

FIRST = (1, 18, 0)
KNOWLEDGE = Path(__file__).resolve().parents[2] / "lbconflint" / "knowledge"

COMMAND = re.compile(r'\{\s*ngx_string\("([^"]+)"\),\s*((?:NGX_\w+\s*\|?\s*)+),\s*(?:\(void \*\) )?(\w+),')
CONTEXTS = {
    "http": {"MAIN": "H", "SRV": "S", "LOC": "L", "UPS": "U", "SIF": "I", "LIF": "J", "LMT": "X"},
    "stream": {"MAIN": "t", "SRV": "s", "UPS": "u"},
    "mail": {"MAIN": "m", "SRV": "v"},
}
DOC_CONTEXTS = {
    "http": {"main": "M", "http": "H", "server": "S", "location": "L", "upstream": "U", "if in server": "I",
             "if in location": "J", "limit_except": "X", "if": "IJ", "any": "*", "events": "E"},
    "stream": {"main": "M", "stream": "t", "server": "s", "upstream": "u"},
    "mail": {"main": "M", "mail": "m", "server": "v"},
}  # fmt: skip
ALSO = {"status_zone": "s"}
"""Contexts that the documentation means without saying so."""
ORDER = "*MEHSLUIJXtsumv?"
SLOTS = {"flag": "flag", "num": "num", "size": "size", "off": "off", "msec": "msec", "sec": "sec"}
TAKES = {"NOARGS": "0", "FLAG": "1", "1MORE": "1+", "2MORE": "2+", "ANY": "*"}

Row = tuple[str, str, str]
"""(contexts, arguments, versions) of one directive in one module."""
Table = dict[str, list[tuple[str, Row]]]

FILES: dict[str, tuple[str, Callable[[str], bool]]] = {
    "nginx_main": ("core, events and mail", lambda module: not module.startswith(("http", "stream"))),
    "nginx_stream": ("the stream modules", lambda module: module.startswith("stream")),
    "nginx_passing": (
        "the http modules that pass requests on",
        lambda module: bool(re.match("http_(proxy|fastcgi|uwsgi|scgi|grpc|memcached|upstream|tunnel)", module)),
    ),
    "nginx_http": ("the other http modules", lambda module: module.startswith("http")),
}


def git(repository: str, *arguments: str) -> str:
    command = ["git", f"--git-dir={repository}", *arguments]
    return subprocess.run(command, capture_output=True, check=True, text=True, errors="replace").stdout


def releases(repository: str) -> list[tuple[tuple[int, ...], str]]:
    found = []
    for tag in git(repository, "tag", "--list", "release-*").split():
        version = tuple(map(int, tag.removeprefix("release-").split(".")))
        if version >= FIRST:
            found.append((version, tag))
    return sorted(found)


@cache
def commands(repository: str, blob: str, path: str) -> tuple[tuple[str, str, str], ...]:
    """(name, contexts, arguments) of every command in one source file."""
    found = []
    for name, flags, setter in COMMAND.findall(git(repository, "cat-file", "blob", blob)):
        words = [word.strip().removeprefix("NGX_") for word in flags.split("|")]
        contexts = contexts_of(words, path)
        if contexts:
            found.append((name, contexts, arguments_of(words, setter)))
    return tuple(found)


def contexts_of(flags: Iterable[str], path: str) -> str:
    module = path.split("/")[1]
    found = set()
    for flag in flags:
        if flag == "ANY_CONF":
            return "*"
        if flag == "MAIN_CONF":
            found.add("M")
        elif flag == "EVENT_CONF":
            found.add("E")
        match = re.fullmatch(r"(HTTP|STREAM|MAIL)_(\w+)_CONF", flag)
        if match:
            found.add(CONTEXTS[match[1].lower()][match[2]])
    assert module in ("core", "event", "http", "mail", "misc", "os", "stream"), path
    return "".join(sorted(found, key=ORDER.index))


def arguments_of(flags: Iterable[str], setter: str) -> str:
    slot = re.fullmatch(r"ngx_conf_set_(\w+)_slot", setter)
    if slot and slot[1] in SLOTS:
        return SLOTS[slot[1]]
    takes = [flag.removeprefix("CONF_") for flag in flags]
    counts = {TAKES.get(take, take.removeprefix("TAKE")) for take in takes if take in TAKES or take[:4] == "TAKE"}
    text = next((count for count in ("*", "1+", "2+") if count in counts), "".join(sorted("".join(counts)))) or "*"
    return (
        text + ("{}" if "BLOCK" in takes else "") + ("!" if re.search("obsolete|spdy_deprecated", setter) else "")
    )


def module_of(path: str) -> str:
    stem = path.rsplit("/", 1)[-1].removesuffix(".c").removeprefix("ngx_").removesuffix("_module")
    return {"nginx": "core"}.get(stem, stem)


def from_source(repository: str) -> Table:
    tags = releases(repository)
    seen: dict[tuple[str, str, str, str], list[int]] = {}
    for index, (_, tag) in enumerate(tags):
        for line in git(repository, "ls-tree", "-r", tag, "src").splitlines():
            meta, path = line.split("\t")
            if path.endswith(".c"):
                for name, contexts, arguments in commands(repository, meta.split()[2], path):
                    key = (module_of(path), name, contexts, arguments)
                    if index not in seen.setdefault(key, []):
                        seen[key].append(index)
    table: Table = {}
    for (module, name, contexts, arguments), indexes in seen.items():
        for versions in intervals(indexes, [version for version, _ in tags]):
            table.setdefault(name, []).append((module, (contexts, arguments, versions)))
    return table


def intervals(indexes: list[int], versions: list[tuple[int, ...]]) -> Iterator[str]:
    """``since-until`` of each run of releases; an open end is left out."""
    start = 0
    while start < len(indexes):
        end = start
        while end + 1 < len(indexes) and indexes[end + 1] == indexes[end] + 1:
            end += 1
        low, high = indexes[start], indexes[end] + 1
        since = ".".join(map(str, versions[low])) if low else ""
        until = ".".join(map(str, versions[high])) if high < len(versions) else ""
        yield f"{since}-{until}" if since or until else ""
        start = end + 1


def text_of(element: ET.Element | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def from_documentation(repository: str) -> tuple[Table, set[str]]:
    """The documented directives, and the names that belong to the commercial version."""
    table: Table = {}
    commercial: set[str] = set()
    for path in git(repository, "ls-tree", "-r", "--name-only", "HEAD", "xml/en/docs").split():
        if not re.search(r"ngx_\w+_module\.xml$", path):
            continue
        text = git(repository, "show", f"HEAD:{path}")
        text = re.sub(r"<!DOCTYPE[^\[>]*(\[.*?\])?\s*>", "", text, count=1, flags=re.DOTALL)
        root = ET.fromstring(re.sub(r"&(?!lt;|gt;|amp;|quot;|apos;|#)\w+;", " ", text))
        module = module_of(path.replace(".xml", ".c"))
        paid = commercial_module(root)
        for directive in root.iter("directive"):
            for row in documented_rows(directive, module):
                table.setdefault(directive.attrib["name"], []).append((module, row))
            if paid or commercial_directive(directive):
                commercial.add(directive.attrib["name"])
    return table, commercial


def commercial_module(root: ET.Element) -> bool:
    summary = root.find("section[@id='summary']")
    return bool(re.search(r"module is available as part of our commercial subscription", text_of(summary)))


def commercial_directive(directive: ET.Element) -> bool:
    return bool(re.search(r"directive is available as part of our commercial", text_of(directive)))


def documented_rows(directive: ET.Element, module: str) -> Iterator[Row]:
    family = next((name for name in ("stream", "mail") if module.startswith(name)), "http")
    names = [text_of(context) for context in directive.iter("context")]
    letters = {letter for name in names for letter in DOC_CONTEXTS[family].get(name, "?")}
    syntax = directive.find("syntax")
    block = "{}" if syntax is not None and syntax.get("block") == "yes" else ""
    appeared = text_of(directive.find("appeared-in"))
    letters.update(ALSO.get(directive.attrib["name"], ""))
    since = appeared if tuple(map(int, re.findall(r"\d+", appeared))) > FIRST else ""
    yield "".join(sorted(letters, key=ORDER.index)) or "?", "*" + block, f"{since}-" if since else ""


HEADER = '''"""Directives of nginx: {what}.

From the command tables of nginx's source, {low} to {high}{docs}; read {date}.
Written by tests/tools/refresh_nginx_directives.py: do not edit.

One directive per line: name, contexts, arguments, versions.  Contexts: M main, E events, H http, S server,
L location, U upstream, I if in server, J if in location, X limit_except; t stream, s its server, u its
upstream; m mail, v its server; * anywhere; ? blocks of other modules.  Arguments: the counts allowed (12 is
one or two), 1+ or 2+ at least so many, * any, or the type of the only one; {{}} opens a block, ! is accepted
and ignored.  Versions: since-until, the latter excluded.
"""

MODULES = {{
'''


def lines_of(rows: list[tuple[str, Row]]) -> list[str]:
    width = max(len(name) for name, _ in rows)
    return [f"{name:<{width}} {row[0]} {row[1]} {row[2]}".rstrip() for name, row in sorted(rows)]


def write(path: Path, header: str, modules: dict[str, list[tuple[str, Row]]]) -> None:
    out = [header]
    out += [
        f'    "{module}": """\n' + "\n".join(lines_of(modules[module])) + '\n""",\n' for module in sorted(modules)
    ]
    path.write_text("".join([*out, "}\n"]))


def main(arguments: list[str]) -> int:
    if len(arguments) < 2:
        sys.exit(__doc__)
    source_repository, documentation = arguments[:2]
    tags = releases(source_repository)
    source = from_source(source_repository)
    documented, commercial = from_documentation(documentation)
    missing = sorted(set(documented) - set(source))
    undocumented = sorted(set(source) - set(documented))
    print(f"{len(source)} in the source, {len(documented)} documented, {len(commercial)} of them commercial")
    print("undocumented:", *undocumented)
    print("documented, not in the source:", *missing)
    if "--check" in arguments:
        return 0
    place = next((Path(word[5:]) for word in arguments if word.startswith("--to=")), KNOWLEDGE)
    date = git(source_repository, "log", "-1", "--format=%cs", tags[-1][1]).strip()
    low, high = (".".join(map(str, tags[index][0])) for index in (0, -1))
    grouped: dict[str, dict[str, list[tuple[str, Row]]]] = {name: {} for name in FILES}
    for name, rows in source.items():
        for module, row in rows:
            file = next(file for file, (_, owns) in FILES.items() if owns(module))
            grouped[file].setdefault(module, []).append((name, row))
    for file, modules in grouped.items():
        header = HEADER.format(what=FILES[file][0], low=low, high=high, docs="", date=date)
        write(place / f"{file}.py", header, modules)
    what = "the commercial version (plus) and modules with a repository of their own (other)"
    date = git(documentation, "log", "-1", "--format=%cs").strip()
    header = HEADER.format(what=what, low=low, high=high, docs=" and nginx.org's documentation", date=date)
    write(place / "nginx_documented.py", header, only_documented(source, documented, commercial))
    return 0


def only_documented(source: Table, documented: Table, commercial: set[str]) -> dict[str, list[tuple[str, Row]]]:
    """What only the documentation knows: a module's rows where the source has no such directive there."""
    in_source = {(name, module.split("_")[0]) for name, rows in source.items() for module, _ in rows}
    modules: dict[str, list[tuple[str, Row]]] = {}
    for name, rows in documented.items():
        for module, row in rows:
            family = module.split("_")[0]
            if (name, family) in in_source or (family not in ("http", "stream", "mail") and name in source):
                continue
            key = f"{'plus' if name in commercial else 'other'}:{module}"
            modules.setdefault(key, []).append((name, row))
    return modules


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
