"""Words that some version of HAProxy does not know, and words in the wrong place."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lbconflint.knowledge.haproxy_keywords import Life, keywords, sections_with
from lbconflint.knowledge.haproxy_removed import DEPRECATED, REPLACEMENTS
from lbconflint.knowledge.haproxy_sections import SECTIONS
from lbconflint.knowledge.versions import parse_version
from lbconflint.model import DiagnosticKind
from lbconflint.unit import Unit

Read = Callable[..., Unit]


def noticed(read_one: Read, section: str, line: str, target: str | None = None) -> list[tuple[str, str, bool]]:
    unit = read_one(f"global\n{section}\n {line}\n" if section != "global" else f"global\n {line}\n", target)
    return [(found.kind.name, found.span.text, found.certain) for found in unit.diagnostics]


@pytest.mark.parametrize(
    ("section", "line", "word", "near"),
    [
        ("global", "maxcon 5", "maxcon", "maxconn"),
        ("frontend f", "bnd :80", "bnd", "bind"),
        ("frontend f", "option htplog", "htplog", "httplog"),
        ("frontend f", "timeout clent 5s", "clent", "client"),
        ("frontend f", "http-request dney", "dney", "deny"),
        ("backend b", "server s 1.1.1.1:80 chekc", "chekc", "check"),
        ("frontend f", "bind :80 sssl", "sssl", "ssl"),
        ("resolvers r", "nameservr a 1.1.1.1:53", "nameservr", "nameserver"),
        ("resolvers r", "timeout rsolve 5s", "rsolve", "resolve"),
        ("global", "stats sockt /x", "sockt", "socket"),
        ("frontend f", "tcp-request contnt accept", "contnt", "content"),
        ("frontend f", "tcp-request content acept", "acept", "accept"),
    ],
)
def test_unknown_words(read_one: Read, section: str, line: str, word: str, near: str) -> None:
    unit = read_one(f"global\n{section}\n {line}\n" if section != "global" else f"global\n {line}\n")
    (found,) = unit.diagnostics
    assert (found.kind, found.span.text, found.certain) == (DiagnosticKind.UNKNOWN_DIRECTIVE, word, True)
    assert found.help == f"did you mean '{near}'?"


@pytest.mark.parametrize(
    ("section", "line"),
    [
        ("global", "tune.lua.openlibs none"),
        ("global", "tune.lua.bool-sample-conversion normal"),
        ("global", "profiling.memory on"),
        ("global", "wurfl-engine-mode accuracy"),
        ("frontend f", "bind :443 ssl crt /x.pem ech /x"),
        ("backend b", "email-alert mailers m"),
    ],
)
def test_words_of_some_builds_are_known(read_one: Read, section: str, line: str) -> None:
    assert noticed(read_one, section, line, "3.4") == []


@pytest.mark.parametrize(
    ("section", "line", "word"),
    [
        ("backend b", "mode htttp", "htttp"),
        ("backend b", "balance roundrobbin", "roundrobbin"),
        ("backend b", "http-reuse sometimes", "sometimes"),
        ("backend b", "hash-type wobbly", "wobbly"),
    ],
)
def test_unknown_values(read_one: Read, section: str, line: str, word: str) -> None:
    assert noticed(read_one, section, line) == [("INVALID_ARGUMENT", word, True)]


@pytest.mark.parametrize(
    ("section", "line", "word", "target", "certain"),
    [
        ("defaults", "bind :80", "bind", "3.4", True),
        ("defaults", "server s 1.1.1.1:80", "server", "3.4", True),
        ("defaults", "use_backend b", "use_backend", "3.4", True),
        ("defaults", "http-request deny", "http-request", "3.4", True),
        ("defaults", "acl a path /", "acl", "2.4", True),
        ("defaults d", "acl a path /", "acl", "2.4", True),
        ("frontend f", "server s 1.1.1.1:80", "server", "3.4", True),
        ("frontend f", "server s 1.1.1.1:80", "server", "2.2", False),
        ("frontend f", "balance roundrobin", "balance", "3.4", False),
        ("frontend f", "option allbackups", "option", "3.4", True),
        ("frontend f", "option allbackups", "option", "3.0", False),
        ("frontend f", "timeout server 5s", "timeout", "3.4", False),
        ("backend b", "default_backend c", "default_backend", "3.4", False),
        ("backend b", "use_backend c", "use_backend", "3.4", False),
        ("backend b", "maxconn 5", "maxconn", "3.4", False),
        ("backend b", "tcp-request connection accept", "tcp-request", "3.4", True),
        ("global", "bind :80", "bind", "3.4", True),
        ("frontend f", "nbthread 4", "nbthread", "3.4", True),
        ("peers p", "nameserver a 1.1.1.1:53", "nameserver", "3.4", True),
    ],
)
def test_words_in_the_wrong_place(
    read_one: Read, section: str, line: str, word: str, target: str, certain: bool
) -> None:
    assert noticed(read_one, section, line, target) == [("MISPLACED_DIRECTIVE", word, certain)]


@pytest.mark.parametrize(
    ("section", "line"),
    [
        ("defaults d", "acl a path /"),
        ("defaults d", "http-request deny"),
        ("listen l", "server s 1.1.1.1:80"),
        ("listen l", "balance roundrobin"),
        ("backend b", "bind :80"),  # its socket is opened; a rule of its own tells
        ("backend b", "http-request deny"),
        ("frontend f", "option httplog"),
        ("frontend f", "no option httpclose"),
        ("frontend f", "default option httpclose"),
        ("frontend f", "no log"),
        ("frontend f", "http-request lua.mine"),
        ("frontend f", "http-request set-var(txn.a) str(x)"),
        ("frontend f", "http-request track-sc2 src"),
        ("frontend f", "http-request sc-inc-gpc0(1)"),
        ("frontend f", "tcp-request content track-sc0 src"),
        ("backend b", "balance hdr(host)"),
        ("backend b", "balance url_param x"),
        ("backend b", "balance random(2)"),
        ("global", "no strict-limits"),
        ("global", "lua-load x.lua"),
        ("frontend f", "__SNIPPET__"),
        ("frontend f", "option __OPTION__"),
        ("frontend f", "bind :80 @OPTIONS@"),
    ],
)
def test_words_that_are_fine(read_one: Read, section: str, line: str) -> None:
    assert noticed(read_one, section, line, "3.4") == []
    assert noticed(read_one, section, line) == []


@pytest.mark.parametrize(
    ("section", "line", "kind", "word"),
    [
        ("frontend f", "no bind :80", "SYNTAX", "no"),
        ("frontend f", "default maxconn 5", "SYNTAX", "default"),
        ("frontend f", "no option httplog", "INVALID_ARGUMENT", "httplog"),
        ("frontend f", "no option htplog", "UNKNOWN_DIRECTIVE", "htplog"),
    ],
)
def test_negations(read_one: Read, section: str, line: str, kind: str, word: str) -> None:
    assert noticed(read_one, section, line) == [(kind, word, True)]


REMOVED = [
    ("frontend f", "reqrep a b", "reqrep", "2.1"),
    ("frontend f", "rspadd a", "rspadd", "2.1"),
    ("frontend f", "reqirep a b", "reqirep", "2.1"),
    ("frontend f", "block if TRUE", "block", "2.1"),
    ("defaults", "clitimeout 5s", "clitimeout", "2.1"),
    ("defaults", "contimeout 5s", "contimeout", "2.1"),
    ("defaults", "srvtimeout 5s", "srvtimeout", "2.1"),
    ("defaults", "timeout clitimeout 5s", "clitimeout", "2.1"),
    ("backend b", "redispatch", "redispatch", "2.1"),
    ("frontend f", "monitor-net 10.0.0.0/8", "monitor-net", "2.3"),
    ("defaults", "option http-tunnel", "http-tunnel", "2.5"),
    ("defaults", "option forceclose", "forceclose", "2.5"),
    ("frontend f", "grace 5s", "grace", "2.5"),
    ("global", "nbproc 1", "nbproc", "2.5"),
    ("frontend f", "bind-process 1", "bind-process", "2.7"),
    ("frontend f", "bind :80 process 1", "process", "2.7"),
    ("global", "tune.chksize 1024", "tune.chksize", "2.5"),
    ("global", "debug", "debug", "2.3"),
    ("backend b", "dispatch 1.1.1.1:80", "dispatch", "3.5"),
    ("backend b", "transparent", "transparent", "3.5"),
    ("backend b", "option transparent", "transparent", "3.5"),
    ("global", "master-worker", "master-worker", "3.5"),
    ("global", "tune.quic.socket-owner connection", "tune.quic.socket-owner", "3.5"),
    ("global", "no-quic", "no-quic", "3.3"),
]


@pytest.mark.parametrize(("section", "line", "word", "version"), REMOVED)
def test_removed_words(read_one: Read, section: str, line: str, word: str, version: str) -> None:
    assert noticed(read_one, section, line, version) == [("REMOVED_DIRECTIVE", word, True)]
    # What the version under development drops is told to those who state it.
    unstated = [] if version == "3.5" else [("REMOVED_DIRECTIVE", word, False)]
    assert noticed(read_one, section, line) == unstated
    before = _before(version)
    assert not [certain for _, _, certain in noticed(read_one, section, line, before) if certain]


def _before(version: str) -> str:
    major, minor = map(int, version.split("."))
    return {(2, 0): "1.9", (3, 0): "2.9"}.get((major, minor), f"{major}.{minor - 1}")


@pytest.mark.parametrize(("section", "line", "word", "version"), REMOVED)
def test_removed_words_are_refused_by_the_real_haproxy(
    oracle: Any, tmp_path: Path, section: str, line: str, word: str, version: str
) -> None:
    old = (parse_version(oracle.version) or ()) < (3, 0)
    if "quic" in word and (old or not oracle.built_with("QUIC")):
        pytest.skip("built without QUIC")
    file = tmp_path / "x.cfg"
    head = "" if section == "global" else f"{section}\n"
    file.write_text(f"global\n{head}\t{line}\nfrontend z\n bind 127.0.0.1:9\n")
    refused = not oracle.accepts(file)
    removed = (parse_version(oracle.version) or ()) >= (parse_version(version) or ())
    assert refused == removed, oracle.run("-c", "-f", str(file)).stderr.decode()


@pytest.mark.parametrize(
    ("section", "line", "word", "since"),
    [
        ("frontend f", "http-after-response del-header x", "http-after-response", "2.2"),
        ("frontend f", "option httpslog", "httpslog", "2.5"),
        ("frontend f", "bind :80 shards by-thread", "shards", "2.5"),
        ("global", "close-spread-time 5s", "close-spread-time", "2.6"),
        ("frontend f", "guid x", "guid", "3.0"),
    ],
)
def test_words_that_are_newer_than_the_target(
    read_one: Read, section: str, line: str, word: str, since: str
) -> None:
    assert noticed(read_one, section, line, _before(since)) == [("UNKNOWN_DIRECTIVE", word, False)]
    assert noticed(read_one, section, line, since) == []
    assert noticed(read_one, section, line) == []


def test_sections_have_an_age(read_one: Read) -> None:
    text = "global\nprogram p\n command x\n"
    assert [found.certain for found in read_one(text, "3.3").diagnostics] == [True]
    assert [found.certain for found in read_one(text, "2.6").diagnostics] == []
    assert [found.certain for found in read_one(text, "3.2").diagnostics] == [False]
    assert [found.kind.name for found in read_one("global\nring r\n", "2.0").diagnostics] == ["UNKNOWN_DIRECTIVE"]


def test_deprecated_words_are_told_with_a_stated_target(read_one: Read) -> None:
    assert noticed(read_one, "backend b", "dispatch 1.1.1.1:80", "3.4") == [
        ("DEPRECATED_DIRECTIVE", "dispatch", False)
    ]
    assert noticed(read_one, "backend b", "dispatch 1.1.1.1:80", "3.2") == []


def test_cures_are_for_words_that_exist() -> None:
    contexts = {"proxy": ("frontend", "listen", "backend", "defaults")}
    for context, word in {*DEPRECATED, *REPLACEMENTS}:
        assert any(word in keywords(place) for place in contexts.get(context, (context,))), (context, word)


def test_tables_hold_every_section() -> None:
    assert set(keywords("section")) == SECTIONS
    for section in SECTIONS - {"namespace_list", "traces"}:
        assert keywords(section), section
    assert sections_with("bind")[:2] == ("frontend", "listen") or "frontend" in sections_with("bind")
    assert keywords("global")["maxconn"] == Life((1, 8, 0), None)


def test_section_headers(read_one: Read) -> None:
    def header(text: str) -> list[tuple[str, str, bool]]:
        unit = read_one(f"global\n{text}\n")
        return [(found.kind.name, found.span.text, found.certain) for found in unit.diagnostics]

    assert header("frontend") == [("INVALID_ARGUMENT", "frontend", True)]
    assert header("frontend a/b") == [("INVALID_ARGUMENT", "a/b", True)]
    assert header("frontend f :80") == [("INVALID_ARGUMENT", ":80", True)]
    assert header("listen l 10.0.0.1:80") == [("INVALID_ARGUMENT", "10.0.0.1:80", True)]
    assert header("backend b 10.0.0.1:80") == []
    assert header("frontend f") == []
