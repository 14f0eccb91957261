"""Ask real HAProxy binaries which words they know, and where.

Every candidate word is written on a line of its own into a small configuration, forty at a time, and put to
``haproxy -c``.  A word is unknown when the complaint about its line is, word for word, the complaint about a
word that certainly does not exist.  Candidates are the string literals in the sources of a local checkout's
tags, so that nothing needs to be known beforehand.

    python tests/tools/haproxy_probe.py --checkout HAPROXY_GIT --binary 2.6=/usr/sbin/haproxy ... > probed.json

The result maps context -> word -> {version: verdict}; ``haproxy_tables.py`` turns it into the tables of
``lbconflint.knowledge``.  A run over 20 binaries takes about half an hour of one core.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

BOGUS = "zzqx"
BATCH = 40
PREAMBLE = "global\n\texpose-experimental-directives\n\texpose-deprecated-directives\n"

_SECTION_WORDS = """
global defaults frontend backend listen peers resolvers mailers userlist cache namespace_list program ring
log-forward http-errors fcgi-app crt-store traces log-profile acme healthcheck ruleset
"""
SECTIONS = tuple(_SECTION_WORDS.split())
FREE = ("namespace_list", "ruleset")
"""Sections that take any line, or that no supported version has."""

_PROXY = "listen probe"
CONTEXTS: dict[str, tuple[str, str]] = {
    "section": ("", "{} probe"),
    **{name: ("" if name == "global" else f"{name} probe", "{}") for name in SECTIONS if name not in FREE},
    "bind": ("frontend probe", "bind /tmp/probe.sock {}"),
    "peers bind": ("peers probe", "bind /tmp/probe.sock {}"),
    "log-forward bind": ("log-forward probe", "bind /tmp/probe.sock {}"),
    "log-forward dgram-bind": ("log-forward probe", "dgram-bind 127.0.0.1:1514 {}"),
    "stats socket": ("", "stats socket /tmp/probe.sock {}"),
    "server": ("backend probe", "server probe 127.0.0.1:1 {}"),
    "default-server": ("backend probe", "default-server {}"),
    "peers server": ("peers probe", "server probe 127.0.0.1:1 {}"),
    "ring server": ("ring probe", "server probe 127.0.0.1:1 {}"),
    "option": (_PROXY, "option {}"),
    "no option": (_PROXY, "no option {}"),
    "log-forward option": ("log-forward probe", "option {}"),
    "fcgi-app option": ("fcgi-app probe", "option {}"),
    "timeout": (_PROXY, "timeout {} 5s"),
    "resolvers timeout": ("resolvers probe", "timeout {} 5s"),
    "mailers timeout": ("mailers probe", "timeout {} 5s"),
    "ring timeout": ("ring probe", "timeout {} 5s"),
    "resolvers hold": ("resolvers probe", "hold {} 5s"),
    "stats": (_PROXY, "stats {}"),
    "global stats": ("", "stats {}"),
    "http-request": (_PROXY, "http-request {}"),
    "http-response": (_PROXY, "http-response {}"),
    "http-after-response": (_PROXY, "http-after-response {}"),
    "tcp-request": (_PROXY, "tcp-request {}"),
    "tcp-request connection": (_PROXY, "tcp-request connection {}"),
    "tcp-request session": (_PROXY, "tcp-request session {}"),
    "tcp-request content": (_PROXY, "tcp-request content {}"),
    "tcp-response": (_PROXY, "tcp-response {}"),
    "tcp-response content": (_PROXY, "tcp-response content {}"),
    "quic-initial": (_PROXY, "quic-initial {}"),
    "http-check": (_PROXY, "http-check {}"),
    "tcp-check": (_PROXY, "tcp-check {}"),
    "compression": (_PROXY, "compression {}"),
    "capture": (_PROXY, "capture {}"),
    "balance": (_PROXY, "balance {}"),
    "mode": (_PROXY, "mode {}"),
    "http-reuse": (_PROXY, "http-reuse {}"),
    "hash-type": (_PROXY, "hash-type {}"),
    "cookie": (_PROXY, "cookie probe {}"),
    "email-alert": (_PROXY, "email-alert {}"),
    "external-check": (_PROXY, "external-check {}"),
    "filter": (_PROXY, "filter {}"),
    "stick": (_PROXY, "stick {}"),
    "monitor": (_PROXY, "monitor {}"),
    "persist": (_PROXY, "persist {}"),
    "rate-limit": (_PROXY, "rate-limit {} 5"),
    "declare": (_PROXY, "declare {}"),
    "retry-on": (_PROXY, "retry-on {}"),
    "redirect": (_PROXY, "redirect {}"),
    "load-server-state-from-file": (_PROXY, "load-server-state-from-file {}"),
    "log facility": ("", "log 127.0.0.1 {}"),
    "log level": ("", "log 127.0.0.1 local0 {}"),
    "log option": ("", "log 127.0.0.1 {} raw local0"),
    "ssl-default-bind-options": ("", "ssl-default-bind-options {}"),
    "ssl-default-server-options": ("", "ssl-default-server-options {}"),
    "crt-store load": ("crt-store probe", "load crt probe {}"),
}
"""context -> (section header, line); the preamble's global section is open where the header is empty."""

ACTIONS = (
    "http-request", "http-response", "http-after-response", "tcp-request connection", "tcp-request session",
    "tcp-request content", "tcp-response content",
)  # fmt: skip
"""Contexts in which the complaint about an unknown word lists the known ones."""

NARROW: dict[str, Sequence[str]] = {
    **dict.fromkeys(("log-forward", "log-forward option", "log-profile"), ("src/log.c",)),
    **dict.fromkeys(("crt-store", "crt-store load"), ("src/ssl_ckch.c", "src/acme.c")),
    "acme": ("src/acme.c",),
    "healthcheck": ("src/tcpcheck.c", "src/check.c"),
    "ring timeout": ("src/sink.c", "src/ring.c"),
}
"""Contexts in which HAProxy gives up at the first unknown word: the files where their words stand."""

_COMPLAINT = re.compile(
    r"^\[(ALERT|WARNING)\][^:\n]*:\s*(?:config : )?(?:parsing )?\[[^\]\n]*:(\d+)\]\s*:?\s*(.*)", re.M
)
_REMOVED = re.compile(r"not supported any ?more|no longer supported|been removed|not supported any longer|"
                      r"is not available anymore|doesn't exist anymore|was removed", re.IGNORECASE)  # fmt: skip


def git(checkout: str, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", checkout, *arguments], capture_output=True, check=False)
    return done.stdout.decode("utf-8", "replace")


def candidates(checkout: str, files: Sequence[str] = ("src/*.c", "addons/*.c")) -> list[str]:
    """The words that the sources compare arguments with or register, without fetches and converters."""
    found: set[str] = set()
    tags = [tag for tag in git(checkout, "tag").split() if re.fullmatch(r"v(1\.[89]|[2-9]\.\d+)\.0", tag)]
    for tag in [*tags, "HEAD"]:
        lines = git(checkout, "grep", "-hE", r'strn?(case)?cmp\(|^\s*\{.*"|^\s*"[a-z-]+"', tag, "--", *files)
        for line in lines.splitlines():
            if "SMP_T_" not in line and "smp_fetch" not in line:
                found.update(re.findall(r'"([a-z0-9][A-Za-z0-9_.+-]{1,59})"', line))
    return sorted(found)


def complaints(binary: str, text: str, path: Path) -> dict[int, list[tuple[str, str]]]:
    """Line -> (severity, message) of ``haproxy -c``."""
    path.write_text(text)
    try:
        done = subprocess.run([binary, "-c", "-f", str(path)], capture_output=True, timeout=20, check=False)
    except subprocess.TimeoutExpired:
        return {}
    found: dict[int, list[tuple[str, str]]] = {}
    for severity, line, message in _COMPLAINT.findall(done.stderr.decode("utf-8", "replace")):
        found.setdefault(int(line), []).append((severity, message))
    return found


def shape(message: str, word: str) -> str:
    """The message without the word it is about and without advice."""
    message = re.split(r"(?i)[.;,] did you mean|; maybe you meant|Registered keywords", message)[0]
    return re.sub(rf"(['<\"]){re.escape(word)}(['>\"])", r"\1@\2", message).replace(" ", "").rstrip(".?;")


class Prober:
    """One binary; ``path`` is the scratch file."""

    def __init__(self, binary: str, path: Path) -> None:
        self.binary = binary
        self.path = path
        self.unknown: dict[str, set[str]] = {}

    def verdicts(self, context: str, words: list[str]) -> Iterator[tuple[str, str]]:
        """(word, ok | removed | deprecated) of the words that are not unknown."""
        words = [word for word in words if context == "section" or word not in SECTIONS]
        for start in range(0, len(words), BATCH):
            for word, _ in self._batch(context, words[start : start + BATCH]):
                yield from self._batch(context, [word])  # alone: its neighbours may have led it astray

    def _batch(self, context: str, words: list[str]) -> Iterator[tuple[str, str]]:
        """Judge the words of one file; where HAProxy gave up early, the rest is put to it once more."""
        bogus = self._bogus(context)
        while words:
            first, seen = self._ask(context, [*words, BOGUS])
            reached = len(words) if seen.get(first + len(words)) else self._last(seen, first, len(words))
            for index, word in enumerate(words[: reached + 1]):
                messages = seen.get(first + index, [])
                if not bogus & self._shapes(messages, word):
                    yield word, self._verdict(messages)
            words = words[reached + 1 :]

    def _ask(self, context: str, words: list[str]) -> tuple[int, dict[int, list[tuple[str, str]]]]:
        """The number of the first word's line, and all complaints."""
        header, line = CONTEXTS[context]
        text = PREAMBLE if context != "section" else ""
        text += f"{header}\n" if header else ""
        first = text.count("\n") + 1
        text += "".join(line.format(word) + "\n" for word in words)
        return first, complaints(self.binary, text, self.path)

    def _last(self, seen: dict[int, list[tuple[str, str]]], first: int, count: int) -> int:
        """The word at which HAProxy stopped reading: the last one that it complained about."""
        return max((line - first for line in seen if first <= line < first + count), default=0)

    def _bogus(self, context: str) -> set[str]:
        """What HAProxy says of a word that does not exist."""
        if context not in self.unknown:
            first, seen = self._ask(context, [BOGUS])
            self.unknown[context] = self._shapes(seen.get(first, []), BOGUS)
        return self.unknown[context]

    def listed(self, context: str) -> set[str]:
        """The words that the complaint about an unknown one names."""
        first, seen = self._ask(context, [BOGUS])
        text = " ".join(message for _, message in seen.get(first, []))
        found = re.findall(r"'([a-z0-9.-]+?)(?:\(\*\)|\*)?'", text.partition("expects")[2])
        return {re.sub(r"^(track-sc)\d+$", r"\1", word) for word in found} - {BOGUS, "probe"}

    def _shapes(self, messages: Iterable[tuple[str, str]], word: str) -> set[str]:
        return {shape(message, word) for severity, message in messages if severity == "ALERT"}

    def _verdict(self, messages: Iterable[tuple[str, str]]) -> str:
        text = " ".join(message for _, message in messages)
        if _REMOVED.search(text):
            return "removed"
        return "deprecated" if "deprecated" in text else "ok"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkout", required=True, help="git checkout of HAProxy with its tags")
    parser.add_argument("--binary", action="append", required=True, metavar="VERSION=PATH")
    parser.add_argument("--context", action="append", help="only these contexts")
    options = parser.parse_args()
    words = candidates(options.checkout)
    narrow = {context: candidates(options.checkout, files) for context, files in NARROW.items()}
    binaries = [entry.partition("=")[::2] for entry in options.binary]
    result: dict[str, dict[str, dict[str, str]]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "probe.cfg"
        for context in ACTIONS:
            narrow[context] = sorted({word for _, name in binaries for word in Prober(name, path).listed(context)})
        for version, binary in binaries:
            prober = Prober(binary, path)
            sections = dict(prober.verdicts("section", list(SECTIONS)))
            for context in options.context or CONTEXTS:
                header = CONTEXTS[context][0].partition(" ")[0]
                if header and header not in sections:
                    continue
                known = result.setdefault(context, {})
                for word, verdict in prober.verdicts(context, narrow.get(context, words)):
                    known.setdefault(word, {})[version] = verdict
            print(f"{version}: done", file=sys.stderr)
    json.dump(result, sys.stdout, indent=1, sort_keys=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
