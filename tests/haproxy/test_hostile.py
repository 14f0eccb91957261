"""Input that nobody writes: it costs linear time, and never more than a diagnostic."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lbconflint.dialects import Plan
from lbconflint.dialects.haproxy.reader import read
from lbconflint.dialects.haproxy.sniff import claims
from lbconflint.files import Files
from lbconflint.knowledge.versions import target_of
from lbconflint.model import Diagnostic
from lbconflint.unit import Unit
from lbconflint.values import Setting
from tests.cost import LINEAR, growth, long, peak

HEAD = "global\n maxconn 5\ndefaults\n mode http\nfrontend f\n bind :80\n"


def read_text(text: str | bytes, root: Path, path: str = "haproxy.cfg", target: str | None = None) -> list[Unit]:
    content = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
    files = Files(str(root), {path: content})
    return list(read(files, [path], target_of("haproxy", target), Plan()).units)


HOSTILE: dict[str, Callable[[int], str]] = {
    "one long word": lambda n: f"{HEAD} log-format {'x' * n * 10}\n",
    "one long quoted word": lambda n: f'{HEAD} log-format "{"x" * n * 10}"\n',
    "many words": lambda n: f"{HEAD} acl a path {'x ' * n}\n",
    "many quoted words": lambda n: f"{HEAD} acl a path {chr(34) * 2 * n}\n",
    "unterminated quotes": lambda n: HEAD + ' acl a path "x\n' * n,
    "one unterminated quote": lambda n: f'{HEAD} acl a path "{"x " * n}\n',
    "escapes": lambda n: f"{HEAD} acl a path {chr(92) * n * 4}\n",
    "hexadecimal": lambda n: f"{HEAD} acl a path {chr(92)}x41{'z' * n}\n",
    "variables": lambda n: f'{HEAD} acl a path "{"$A${B-c}" * n}"\n',
    "open braces": lambda n: f'{HEAD} acl a path "{"${A-" * n}\n',
    "carriage returns": lambda n: HEAD + " bind :80 \r" * n + "\n",
    "sections": lambda n: HEAD + "".join(f"backend b{number}\n" for number in range(n)),
    "conditions": lambda n: HEAD + ".if feature(A)\nbackend b\n.endif\n" * n,
    "open conditions": lambda n: HEAD + ".if feature(A)\n" * n,
    "conditional headers": lambda n: HEAD + ".if feature(A)\nfrontend g\n.endif\n bind :81\n" * n,
    "parentheses": lambda n: f"{HEAD}.if {'(' * n}\n.endif\n",
    "operators": lambda n: f"{HEAD}.if {'1 && ' * n}1\n.endif\n",
    "commas": lambda n: f"{HEAD} bind {':80,' * n}\n",
    "colons": lambda n: f"{HEAD} bind {':' * n}80\n",
    "digits": lambda n: f"{HEAD} bind :{'9' * n}\n",
    "dollars": lambda n: f"{HEAD} bind {'$A' * n}:80\n",
    "names": lambda n: f"{HEAD} use_backend {'a%[' * n}\n",
    "unknown words": lambda n: HEAD + "".join(f" nonsense{number}\n" for number in range(n // 20)),
    "servers of one name": lambda n: f"{HEAD}backend b\n" + " server s 10.0.0.1:80\n" * (n // 4),
    "default-server": lambda n: (
        f"{HEAD}backend b\n" + " default-server inter 5s\n server s 10.0.0.1:80\n" * (n // 8)
    ),
    "settings": lambda n: HEAD + " timeout client 5s\n" * n,
    "blank lines": lambda n: HEAD + "\n" * n * 10,
    "NUL characters": lambda n: HEAD + " bind :80\0\n" * n,
    "a line of NUL characters": lambda n: f"{HEAD}{chr(0) * n * 10}\n",
    "carriage returns and newlines": lambda n: (HEAD + " bind :80\n acl a path x\n" * n).replace("\n", "\r\n"),
    "byte order marks": lambda n: f"{chr(0xFEFF) * n}{HEAD}{(chr(0xFEFF) + 'x' + chr(10)) * (n // 20)}",
    "nested conditions": lambda n: HEAD + ".if feature(A)\n" * n * 8 + ".endif\n" * n * 8,
    "quoted words": lambda n: HEAD + ' acl a path "x y" "z"\n' * n,
    "odd quotes": lambda n: HEAD + " acl a path \"x y\"z ''\n" * n,
    "port ranges": lambda n: f"{HEAD}" + " bind :1-65535\n" * (n // 4),
    "port ranges of many listeners": lambda n: (
        "global\n" + "".join(f"frontend f{number}\n bind :1-65535\n" for number in range(n // 4))
    ),
    "server templates": lambda n: f"{HEAD}backend b\n" + " server-template s 65535 app:80\n" * (n // 4),
    "different tails": lambda n: (
        f"{HEAD}backend b\n"
        + "".join(
            f" server s{number} 10.0.0.1:80 check inter {number} cookie {number}\n" for number in range(n // 4)
        )
    ),
    "different default-servers": lambda n: (
        f"{HEAD}backend b\n"
        + "".join(f" default-server inter {number}\n server s{number} 10.0.0.1:80\n" for number in range(n // 8))
    ),
    "holes": lambda n: f"{HEAD} bind {chr(0xE000) * n}\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_cost_is_linear(name: str, tmp_path: Path) -> None:
    def reading(size: int) -> Callable[[], object]:
        text = HOSTILE[name](size)
        return lambda: read_text(text, tmp_path)

    assert growth(reading, 500) < LINEAR


@pytest.mark.usefixtures("no_hang")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_long_text_is_read(name: str, tmp_path: Path) -> None:
    (unit,) = read_text(long(HOSTILE[name]), tmp_path)
    assert unit.listeners
    for found in unit.diagnostics:
        assert 0 <= found.span.start <= found.span.end <= len(found.span.source.text)


def test_a_megabyte_on_one_line(tmp_path: Path) -> None:
    (unit,) = read_text(f"{HEAD} acl a path {'x' * 1_000_000}\n acl b path {'x ' * 400_000}\n", tmp_path)
    assert [found.message for found in unit.diagnostics] == ["more than 64 words on one line"]
    assert unit.listeners[0].partial


def test_nothing_at_all(tmp_path: Path) -> None:
    for text in ("", "\n", "\ufeff", "\0", "\r", "#", " " * 100_000):
        assert read_text(text, tmp_path) == []


def test_a_range_and_a_template_are_one_thing_each(tmp_path: Path) -> None:
    """Their memory does not hang on how many ports or servers they stand for."""
    text = "frontend f\n" + " bind :1-65535\n" * 1000 + "backend b\n server-template s 65535 app:80 check\n"
    (unit,) = read_text(f"global\n{text}", tmp_path)
    assert len(unit.listeners[0].binds) == 1000
    assert [(server.number, server.name) for server in unit.pools[0].servers] == [(65535, "s")]


def test_memory_is_linear(tmp_path: Path) -> None:
    """Bytes at the peak, for a farm of which no two lines are alike."""
    texts = [HOSTILE["different tails"](size) for size in (2_000, 8_000)]
    small, large = (peak(lambda text=text: read_text(text, tmp_path)) for text in texts)
    assert large < 4.5 * small


_VOCABULARY = """
global defaults frontend backend listen peers resolvers log-forward bind server server-template default-server
mode http tcp option httpchk no default balance cookie timeout client connect use_backend default_backend acl if
unless { } ! || from f b :80 10.0.0.1:80 [::1]:80 :80-90 :+1 :0 :99999 /x unix@x fd@1 quic4@:443 $A:80 ${A-b} ssl
crt check port weight send-proxy 5s 70000 -1 x * , "" '' " ' # .if .else .endif .elif feature(A) 0 1 ( ) && stats
socket enable http-request deny redirect scheme https tcp-request connection expect-proxy setenv unsetenv A peer
localpeer dgram-bind noreuseport unix-bind prefix http-check connect dispatch {{ }} {% %} endif
"""
_WORDS = st.sampled_from([*_VOCABULARY.split(), "\\", "\\x", "\t"])
_LINES = st.lists(_WORDS, max_size=7).map(" ".join)


def places(unit: Unit) -> list[tuple[int, int, int]]:
    """(start, end, size of the text) of every place that the unit points at."""
    spans = [found.span for found in unit.diagnostics]
    spans += [gap.span for gap in unit.gaps]
    spans += [held.name.span for held in (*unit.definitions, *unit.references)]
    spans += [span for found in unit.diagnostics for span, _ in found.related]
    for root in unit.roots:
        for node in root.walk():
            spans.append(node.span)
            spans.extend(node.word(index) for index in range(len(node.args) + 1))
    settings_of: list[Setting[object]] = []
    for listener in unit.listeners:
        settings_of += [
            listener.protocol,
            listener.enabled,
            *listener.settings.values(),
            *listener.timeouts.values(),
        ]
        for bind in listener.binds:
            settings_of += [bind.address, bind.ports, bind.tls, bind.interface, *bind.options.values()]
        for route in listener.routes:
            settings_of += [route.pattern, route.target.pool, route.target.path, route.target.port]
    for pool in unit.pools:
        settings_of += [pool.name, pool.balance, pool.cookie, *pool.settings.values()]
        for server in pool.servers:
            settings_of += [server.address, server.port, server.weight, server.tls, *server.options.values()]
            settings_of += [server.check.port, server.check.enabled, server.check.tls]
    spans += [held.span for held in settings_of]
    return [(span.start, span.end, len(span.source.text)) for span in spans]


@settings(max_examples=60)
@given(
    lines=st.lists(_LINES, max_size=25),
    target=st.sampled_from([None, "1.8", "2.4", "3.4"]),
    end=st.sampled_from(["", "\n", "\0", "\r"]),
)
def test_reading_never_fails(tmp_path: Path, lines: list[str], target: str | None, end: str) -> None:
    text = "\n".join(lines) + end
    for path in ("haproxy.cfg", "haproxy.cfg.j2"):
        claims(path, text)
        for unit in read_text(text, tmp_path, path, target):
            for start, stop, size in places(unit):
                assert 0 <= start <= stop <= size
            assert all(isinstance(found, Diagnostic) and found.message for found in unit.diagnostics)


@settings(max_examples=40)
@given(content=st.binary(max_size=300))
def test_any_bytes(tmp_path: Path, content: bytes) -> None:
    for unit in read_text(b"global\n" + content, tmp_path):
        for start, stop, size in places(unit):
            assert 0 <= start <= stop <= size
