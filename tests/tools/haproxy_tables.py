"""Turn what ``haproxy_probe.py`` found into the ``haproxy_words_*`` modules of ``lbconflint.knowledge``.

    python tests/tools/haproxy_tables.py probed.json [more.json ...] --package lbconflint/knowledge

Words that only some builds know (Lua, device detection) are added from ``BUILDS``.  A word that is known, then
not, then known again is named on the standard error: look at it by hand.
"""

import argparse
import json
import sys
import textwrap
from collections.abc import Iterable, Mapping
from pathlib import Path

Verdicts = dict[str, dict[str, dict[str, str]]]

MODULES: dict[str, tuple[str, tuple[str, ...]]] = {
    "sections": (
        "the section keywords, and the keywords of the sections that are no proxies",
        ("section", "global", "global stats", "peers", "resolvers", "resolvers timeout", "resolvers hold",
         "mailers", "mailers timeout", "userlist", "cache", "program", "ring", "ring timeout", "log-forward",
         "log-forward option", "http-errors", "fcgi-app", "fcgi-app option", "crt-store", "traces", "log-profile",
         "acme", "healthcheck", "namespace_list"),
    ),
    "proxies": (
        "the keywords of proxies, and the parameters of their bind and server lines",
        ("defaults", "frontend", "listen", "backend", "bind", "server"),
    ),
    "rules": (
        "the second words of proxies' keywords: options, timeouts, actions, algorithms",
        ("option", "no option", "timeout", "stats", "http-request", "http-response", "http-after-response",
         "tcp-request", "tcp-request connection", "tcp-request session", "tcp-request content", "tcp-response",
         "tcp-response content", "quic-initial", "http-check", "tcp-check", "compression", "capture", "balance",
         "mode", "http-reuse", "hash-type", "email-alert", "external-check", "filter", "stick", "monitor",
         "persist", "rate-limit", "declare"),
    ),
}  # fmt: skip
"""Module -> what it holds, and its contexts."""

BUILDS: dict[str, dict[str, str]] = {
    "global": {
        "": "lua-load 51degrees-data-file 51degrees-property-name-list 51degrees-property-separator "
        "51degrees-cache-size deviceatlas-json-file deviceatlas-log-level deviceatlas-separator "
        "deviceatlas-properties-cookie deviceatlas-property-separator ssl-engine tune.lua.forced-yield "
        "tune.lua.maxmem "
        "tune.lua.session-timeout tune.lua.task-timeout tune.lua.service-timeout wurfl-data-file "
        "wurfl-information-list wurfl-information-list-separator wurfl-patch-file wurfl-cache-size "
        "wurfl-engine-mode wurfl-useragent-priority",
        "1.9": "tune.ssl.keylog",
        "2.0": "lua-prepend-path",
        "2.4": "lua-load-per-thread profiling.memory",
        "2.6..3.3": "tune.quic.frontend.conn-tx-buffers.limit",
        "2.6..3.5": "tune.quic.frontend.max-idle-timeout tune.quic.frontend.max-streams-bidi "
        "tune.quic.retry-threshold",
        "2.8..3.5": "tune.quic.max-frame-loss tune.quic.socket-owner",
        "2.8": "tune.lua.burst-timeout tune.lua.log.loggers tune.lua.log.stderr 51degrees-allow-unmatched "
        "51degrees-difference 51degrees-drift 51degrees-use-performance-graph 51degrees-use-predictive-graph",
        "3.0": "deviceatlas-cache-size",
        "3.2": "debug.counters tune.lua.bool-sample-conversion",
        "3.4": "tune.lua.openlibs",
    },
    "bind": {"2.6": "quic-force-retry", "2.7": "quic-cc-algo", "2.9": "quic-socket", "3.3": "ech"},
    "filter": {
        "": "cache lua.",
        "2.1": "fcgi-app",
        "2.4": "opentracing",
        "3.4": "opentelemetry",
    },
}
"""Words of builds that the binaries asked may not be (Lua, QUIC, device detection): context -> span -> words.
The manuals of the tags say since when."""

BY_HAND: dict[str, dict[str, str]] = {
    "resolvers timeout": {"": "resolve retry"},
    "resolvers hold": {"": "nx obsolete other refused timeout valid"},
    "mailers timeout": {"": "mail"},
    "ring timeout": {"2.2": "connect server"},
    "log-forward option": {"3.2": "assume-rfc6587-ntf dont-parse-log host"},
    "userlist": {"": "group user"},
    "traces": {"3.1": "trace"},
    "capture": {"": "cookie request response"},
    "hash-type": {"": "consistent map-based"},
    "http-reuse": {"": "aggressive always never safe"},
    "external-check": {"": "command path"},
    "stick": {"": "match on store-request store-response"},
    "quic-initial": {"3.1": "accept dgram-drop reject send-retry"},
    "namespace_list": {"": "namespace"},
}
"""Contexts whose complaints do not tell the known words from the others; from the manuals."""

MORE: dict[str, dict[str, str]] = {
    "balance": {"": "hdr"},
    "email-alert": {"": "mailers"},
    "server": {"3.5": "name"},
    "http-request": {"": "track-sc"},
    "http-response": {"": "track-sc"},
    "tcp-request connection": {"": "track-sc"},
    "tcp-request session": {"": "track-sc"},
    "tcp-request content": {"": "track-sc"},
}
"""Words that are known with the right argument only."""

NOT_WORDS = frozenset({"no", "default", "zzqx", "random-forwarding", "random-parsing", "device-atlas"})
_HEAD = '''"""What HAProxy knows, by versions: {what}.

``WORDS`` maps a context and the life of its words to the words: "" is every version, "2.4" since 2.4,
"2.0..3.3" from 2.0 until 3.3 dropped them.  Asked of the binaries of 1.8.0 to 3.5-dev5 in 2026-11 by
``tests/tools/haproxy_probe.py``, written by ``tests/tools/haproxy_tables.py``.
"""

WORDS: dict[str, dict[str, str]] = {{
'''


def load(paths: Iterable[str]) -> Verdicts:
    merged: Verdicts = {}
    for path in paths:
        for context, words in json.loads(Path(path).read_text()).items():
            for word, versions in words.items():
                merged.setdefault(context, {}).setdefault(word, {}).update(versions)
    return merged


def versions_of(verdicts: Verdicts) -> list[str]:
    found = {version for words in verdicts.values() for held in words.values() for version in held}
    branches = {version for version in found if version.count(".") == 1}
    return sorted(branches, key=lambda version: tuple(map(int, version.split("."))))


def span(context: str, word: str, held: Mapping[str, str], versions: list[str]) -> str | None:
    """The life of one word; None for a word that every version refuses."""
    known = [held.get(version) in ("ok", "deprecated") for version in versions]
    if True not in known:
        return None
    first = known.index(True)
    last = len(known) - 1 - known[::-1].index(True)
    if not all(known[first : last + 1]):
        holes = [version for version, flag in zip(versions, known, strict=True) if not flag]
        print(f"{context}: {word}: not known in {holes}", file=sys.stderr)
    since = "" if first == 0 else versions[first]
    until = "" if last == len(versions) - 1 else versions[last + 1]
    return f"{since}..{until}" if until else since


def table(context: str, words: Mapping[str, Mapping[str, str]], versions: list[str]) -> dict[str, list[str]]:
    if context in BY_HAND:
        return {life: listed.split() for life, listed in BY_HAND[context].items()}
    found: dict[str, list[str]] = {}
    for word, held in words.items():
        noise = word in NOT_WORDS or word == context.rsplit(maxsplit=1)[-1]
        life = None if noise else span(context, word, held, versions)
        if life is not None:
            found.setdefault(life, []).append(word)
    for life, more in [*BUILDS.get(context, {}).items(), *MORE.get(context, {}).items()]:
        for held in found.values():
            held[:] = [word for word in held if word not in more.split()]
        found.setdefault(life, []).extend(more.split())
    return {life: sorted(found[life]) for life in sorted(found, key=_order) if found[life]}


def _order(life: str) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(map(int, part.split("."))) if part else () for part in (life + "..").split("..")[:2])


def render(what: str, contexts: Iterable[str], verdicts: Verdicts, versions: list[str]) -> str:
    lines = [_HEAD.format(what=what)]
    for context in contexts:
        lines.append(f'    "{context}": {{\n')
        for life, words in table(context, verdicts.get(context, {}), versions).items():
            wrapped = textwrap.wrap(" ".join(words), 100, break_on_hyphens=False, break_long_words=False)
            if len(wrapped) == 1 and len(wrapped[0]) + len(life) < 97:
                lines.append(f'        "{life}": "{wrapped[0]}",\n')
            else:
                body = "".join(f"            {line}\n" for line in wrapped)
                lines.append(f'        "{life}": """\n{body}        """,\n')
        lines.append("    },\n")
    lines.append("}\n")
    return "".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("probed", nargs="+")
    parser.add_argument("--package", required=True, type=Path)
    options = parser.parse_args()
    verdicts = load(options.probed)
    versions = versions_of(verdicts)
    for module, (what, contexts) in MODULES.items():
        path = options.package / f"haproxy_words_{module}.py"
        path.write_text(render(what, contexts, verdicts, versions))
    return 0


if __name__ == "__main__":
    sys.exit(main())
