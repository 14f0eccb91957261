"""Statements with too few or too many words, and words that stand where only others may.

Asked about the lines of few keywords, or about those whose number of words is not the usual one: nothing here is
in the way of a long list of servers.
"""

from lbconflint.dialects.haproxy.document import Document
from lbconflint.dialects.haproxy.numbers import integer
from lbconflint.knowledge.haproxy_counts import (
    ACTIONS,
    ANSWER_WORDS,
    ANSWER_WORDS_SINCE,
    COUNTS,
    ERROR_CODES,
    ERROR_CODES_CHECKED,
    LOG_FACILITIES,
    LOG_LEVELS,
    LOG_WORDS,
    NUMBERS,
    REDIRECT_CODES,
    REDIRECT_WORDS,
)
from lbconflint.knowledge.haproxy_sections import PROXY_SECTIONS
from lbconflint.knowledge.versions import Version
from lbconflint.model import DiagnosticKind
from lbconflint.template import placeholder
from lbconflint.tree import Node
from lbconflint.values import HOLE

CONDITIONS = frozenset({"if", "unless"})
ANSWERING = frozenset({"return", "deny", "tarpit"})
"""Actions that say with words of their own what they answer."""

_HTTP_RULES = frozenset({"http-request", "http-response", "http-after-response"})
_CAPTURED = frozenset({"cookie", "request", "response"})
_PAIRS = frozenset({"option", "timeout"})
ARGUMENTS = {**ACTIONS, **dict.fromkeys(ANSWERING, 0)}
"""Action -> its arguments at least; behind so many may stand a condition."""
_ERRORS = frozenset({"errorfile", "errorloc", "errorloc302", "errorloc303"})

LOOKED_AT = _ERRORS | {
    "log", "log-format", "log-format-sd", "monitor-uri", "retries", "transparent", "unique-id-format",
}  # fmt: skip
"""Settings of proxies of which more is asked than one word at least."""


def check_line(document: Document, section: Node, node: Node) -> None:
    """How many words the line has, and the values of those that are of a few only."""
    check_count(document, section, node)
    if node.name == "log":
        _log(document, section, node)
    elif node.name in _ERRORS and node.args:
        _code(document, node, 1)
    elif section.name == "global" and node.name in NUMBERS and node.args:
        _number(document, node)


def check_count(document: Document, section: Node, node: Node) -> None:
    """Report arguments that are missing, and the first one that is too many."""
    counts = COUNTS.get("proxy" if section.name in PROXY_SECTIONS else section.name)
    if counts is None:
        return
    args, said, count = node.args, node.name, None
    if node.name in _PAIRS and args:
        said = f"{node.name} {args[0]}"
        count = counts.get(said)
        args = args[1:]
    elif node.name in counts:
        count = counts[node.name]
    if count is None:
        return
    if len(args) < count.least:
        wanted = "an argument" if count.least == 1 else f"{count.least} arguments"
        _tell(document, node, len(node.args), f"'{said}' needs {wanted}")
    elif count.most is not None and len(args) > count.most:
        extra = len(node.args) - len(args) + count.most + 1
        taken = ("no argument", "one argument")[count.most] if count.most < 2 else f"{count.most} arguments"
        _tell(document, node, extra, f"unexpected '{node.args[extra - 1]}': '{said}' takes {taken}")


def check_rule(document: Document, node: Node) -> None:
    """A rule of a proxy: the words of its action, and a condition or nothing behind them."""
    args = node.args
    if not args:
        return
    name = node.name
    if name in _HTTP_RULES:
        _action(document, node)
    elif name == "use_backend":
        _condition(document, node, 1, f"use_backend {args[0]}")
    elif name == "redirect":
        _redirect(document, node, 0)
    elif name == "tcp-request":
        if args[1:2] == ("accept",) or args[1:2] == ("reject",):
            _condition(document, node, 2, f"tcp-request {args[0]} {args[1]}")
    elif name == "use-server":
        if len(args) == 1:
            _tell(document, node, 1, "'use-server' needs a condition: 'if' or 'unless'")
        _condition(document, node, 1, f"use-server {args[0]}")
    elif name == "capture":
        shape = ("cookie", "", "", "") if args[0] == "cookie" else (args[0], "header", "", "len", "")
        fits = args[0] in _CAPTURED and len(args) >= len(shape)
        if not fits or any(wanted not in ("", said) for wanted, said in zip(shape, args, strict=False)):
            message = (
                "'capture' takes 'cookie NAME len N', 'request header NAME len N' or 'response header NAME len N'"
            )
            _tell(document, node, 0, message)


def _action(document: Document, node: Node) -> None:
    """An action of ``http-request`` and its kin."""
    args = node.args
    action = args[0]
    count = ARGUMENTS.get(action)
    if count is None:
        if action == "redirect":
            _redirect(document, node, 1)
        elif action == "set-status" and len(args) > 1:
            _status(document, node, 2, 100, 999)
        return
    if len(args) > count and (len(args) == count + 1 or args[count + 1] in CONDITIONS):
        return
    said = f"{node.name} {action}"
    if action in ANSWERING:
        _answer(document, node, said)
    elif len(args) <= count:
        wanted = "an argument" if count == 1 else f"{count} arguments"
        _tell(document, node, len(args), f"'{said}' needs {wanted}")
    else:
        _condition(document, node, count + 1, said)


def _redirect(document: Document, node: Node, first: int) -> None:
    """The words of a redirect begin at argument ``first``, and one of them says where it leads."""
    args, index = node.args, first
    leads = False
    while index < len(args) and args[index] in REDIRECT_WORDS:
        word = args[index]
        if index + REDIRECT_WORDS[word] >= len(args):
            _tell(document, node, index + 1, f"'{word}' needs an argument")
            return
        if word == "code" and args[index + 1] not in REDIRECT_CODES:
            _tell(document, node, index + 2, f"'{args[index + 1]}' is no code of a redirect")
        leads = leads or word in ("location", "prefix", "scheme")
        index += 1 + REDIRECT_WORDS[word]
    if index < len(args) and args[index] not in CONDITIONS:
        _tell(document, node, index + 1, f"unexpected '{args[index]}' in a redirect")
    elif not leads:
        _tell(document, node, first, "a redirect needs 'location', 'prefix' or 'scheme'")


def _condition(document: Document, node: Node, index: int, said: str) -> None:
    """The argument at ``index``, if there is one, can only be ``if`` or ``unless``."""
    if len(node.args) > index and node.args[index] not in CONDITIONS:
        message = f"unexpected '{node.args[index]}': only 'if' or 'unless' may follow '{said}' here"
        _tell(document, node, index + 1, message)


def _answer(document: Document, node: Node, said: str) -> None:
    """``return``, ``deny`` and ``tarpit``: pairs of words, in any order."""
    args, index = node.args, 1
    while index < len(args) and args[index] in ANSWER_WORDS:
        word = args[index]
        if index + ANSWER_WORDS[word] >= len(args):
            _tell(document, node, index + 1, f"'{word}' needs an argument", since=ANSWER_WORDS_SINCE)
            return
        if word == "status" and args[0] == "return":
            _status(document, node, index + 2, 200, 599)
        elif word in ("status", "deny_status") and args[0] != "return":
            _code(document, node, index + 2)
        index += 1 + ANSWER_WORDS[word]
    _condition(document, node, index, said)


def _status(document: Document, node: Node, word: int, low: int, high: int) -> None:
    number = integer(node.args[word - 1])
    if number is None or not low <= number <= high:
        message = f"'{node.args[word - 1]}' is no status code from {low} to {high}"
        _tell(document, node, word, message)


def _code(document: Document, node: Node, word: int) -> None:
    """A status for which HAProxy has an error page."""
    code = node.args[word - 1]
    if code not in ERROR_CODES:
        message = f"HAProxy has no error page for the status '{code}'"
        _tell(document, node, word, message, since=ERROR_CODES_CHECKED)


def _log(document: Document, section: Node, node: Node) -> None:
    """``log ADDRESS [len N] [format F] [sample S] [profile P] FACILITY [LEVEL [LEVEL]]``."""
    args = node.args
    if args == ("global",) and section.name != "global":
        return
    index = 1
    for word in LOG_WORDS:
        if args[index : index + 1] == (word,):
            if word == "len" and index + 1 < len(args) and not 80 <= (integer(args[index + 1]) or 0) <= 65535:
                _tell(document, node, index + 2, f"'{args[index + 1]}' is no length from 80 to 65535")
                return
            index += 2
    if len(args) <= index:
        _tell(document, node, len(args), "'log' needs an address and a facility")
    elif args[index] not in LOG_FACILITIES:
        _tell(document, node, index + 1, f"unknown log facility '{args[index]}'")
    else:
        for place in range(index + 1, len(args)):
            if place > index + 2:
                _tell(document, node, place + 1, f"unexpected '{args[place]}' behind the levels of 'log'")
                break
            if args[place] not in LOG_LEVELS:
                _tell(document, node, place + 1, f"unknown log level '{args[place]}'")
                break


def _number(document: Document, node: Node) -> None:
    """A number of ``global`` that HAProxy looks at."""
    since, low, high = NUMBERS[node.name]
    text = node.args[0]
    value = integer(text.removeprefix("-"))
    if value is None:
        _tell(document, node, 1, f"'{node.name}' takes a number, not '{text}'", since=since)
    elif low and (text[0] == "-" or value < low):
        _tell(document, node, 1, f"'{node.name}' is at least {low}", since=since)
    elif high is not None and value > high:
        _tell(document, node, 1, f"'{node.name} {text}' is more than any build of HAProxy takes", since=since)


def _tell(document: Document, node: Node, word: int, message: str, since: Version = (0,)) -> None:
    """Report word ``word`` of a line that HAProxy refuses from version ``since`` on.

    What a template or a variable fills in may be no word or several: of such a line nothing is said."""
    span = node.word(word)
    if any(HOLE in one or placeholder(one) for one in node.args):
        return
    source = node.source
    if source.masked[node.start : node.head] != source.text[node.start : node.head]:
        return
    if document.target_in(node.world).surely_since(since):
        certain = node not in document.torn
        document.report(DiagnosticKind.INVALID_ARGUMENT, span, message, certain=certain)
