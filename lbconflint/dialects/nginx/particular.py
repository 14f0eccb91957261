"""Arguments of single directives that nginx's reader refuses, each by a rule of its own.

Tables and messages were read off the handlers of 1.18 to 1.31 and tried on all of them.
"""

from collections.abc import Callable, Iterable, Iterator

from lbconflint.dialects.nginx.address import number
from lbconflint.dialects.nginx.arguments import fits
from lbconflint.dialects.nginx.effective import size
from lbconflint.dialects.nginx.filled import filled_in
from lbconflint.dialects.nginx.refusal import lacking, refused, unknown_parameter
from lbconflint.dialects.nginx.sized import cache_path, limit_zone, session_cache
from lbconflint.dialects.nginx.wording import quote
from lbconflint.knowledge.versions import Target
from lbconflint.model import Diagnostic, DiagnosticKind
from lbconflint.template import stand_in
from lbconflint.tree import Node

Judge = Callable[[Node], Iterator[Diagnostic]]


def judged(node: Node, _: str, __: Target) -> Iterable[Diagnostic]:
    """What nginx refuses of the arguments of a directive of ``PARTICULAR``."""
    # What somebody fills in may change which word is which.
    words = node.args[2:] if node.name in _LAST else node.args
    return () if any(map(_open, words)) else PARTICULAR[node.name](node)


def _open(word: str) -> bool:
    return "<<" in word or filled_in(word) or stand_in(word)


def _return(node: Node) -> Iterator[Diagnostic]:
    text, alone = node.args[0], len(node.args) == 1
    code = number(text)
    if code is None and not (alone and text.startswith(("http://", "https://", "$scheme"))):
        known = text.startswith(("/", "$", "http"))
        help_ = "a code comes first, as in 'return 302 URL'" if known else "the code is a number"
        yield refused(node, 1, f"invalid return code {quote(text)}", help_)
    elif code is not None and code > 999:
        yield refused(node, 1, f"invalid return code {quote(text)}", "a code has three digits")


_LEVELS = frozenset({"debug", "info", "notice", "warn", "error", "crit", "alert", "emerg"})
_DEBUGGED = frozenset(f"debug_{part}" for part in ("core", "alloc", "mutex", "event", "http", "mail", "stream"))


def _error_log(node: Node) -> Iterator[Diagnostic]:
    plain = ""
    for word, text in enumerate(node.args[1:], start=2):
        if text in _LEVELS:
            if plain:
                yield refused(node, word, f"a second log level {quote(text)} beside '{plain}' in 'error_log'")
            plain = text
        elif text not in _DEBUGGED:
            help_ = "levels are debug, info, notice, warn, error, crit, alert and emerg"
            if text == "off":
                help_ = "'error_log' cannot be switched off: write 'error_log /dev/null emerg'"
            yield refused(node, word, f"invalid log level {quote(text)}", help_)


_FORKS_LOG = "ratio="
"""A parameter of ``access_log`` that Tengine has."""


def _access_log(node: Node) -> Iterator[Diagnostic]:
    path, *words = node.args
    if path == "off":
        if words:
            yield unknown_parameter(node, 2, "'access_log off' stands alone")
        return
    buffered = flushed = 0
    for word, text in enumerate(words[1:], start=3):
        name, equals, value = text.partition("=")
        if name == "gzip" and (not equals or (number(value) or 0) in range(1, 10)):
            buffered = buffered or word
        elif text.startswith("buffer=") and size(value):
            buffered = word
        elif text.startswith("flush=") and fits(value, "msec"):
            flushed = word
        elif not text.startswith(("if=", _FORKS_LOG)):
            yield unknown_parameter(node, word)
            return
    if flushed and not buffered:
        yield refused(node, flushed, f"no buffer is defined for access_log {quote(path)}", "add 'buffer=32k'")
    elif buffered and path.startswith("syslog:"):
        yield refused(node, buffered, "logs to syslog cannot be buffered")
    elif buffered and "$" in path:
        yield refused(node, buffered, "buffered logs cannot have variables in their name")


def _proxy_pass(node: Node) -> Iterator[Diagnostic]:
    url = node.args[0]
    if "$" not in url and not url.lower().startswith(("http://", "https://")):
        yield refused(node, 1, f"invalid URL prefix in {quote(url)}", "write 'http://' or 'https://' before it")


_MODIFIERS = frozenset({"=", "~", "~*", "^~"})


def _location(node: Node) -> Iterator[Diagnostic]:
    if len(node.args) == 2 and node.args[0] not in _MODIFIERS:
        help_ = "it is =, ~, ~* or ^~"
        if node.args[0].startswith("/"):
            help_ = "a location has one path: quote it when it has a blank, or write a block for each"
        yield refused(node, 1, f"invalid location modifier {quote(node.args[0])}", help_)


def _error_page(node: Node) -> Iterator[Diagnostic]:
    *codes, _ = node.args
    if codes and codes[-1].startswith("="):
        answer = codes.pop()
        if not codes or (answer != "=" and number(answer[1:]) is None):
            yield refused(node, len(codes) + 1, f"invalid value {quote(answer)} in 'error_page'")
            return
    for word, text in enumerate(codes, start=1):
        code = number(text)
        if code is None or code == 499:
            help_ = "codes are separated by blanks" if "," in text else ""
            yield refused(node, word, f"invalid value {quote(text)} in 'error_page'", help_)
        elif not 300 <= code <= 599:
            yield refused(node, word, f"value {quote(text)} in 'error_page' is not between 300 and 599")


def _resolver(node: Node) -> Iterator[Diagnostic]:
    if all(text.startswith(("valid=", "ipv4=", "ipv6=", "status_zone=")) for text in node.args):
        help_ = "write the address of a name server first"
        yield Diagnostic(DiagnosticKind.INVALID_ARGUMENT, node.span, "'resolver' names no name server", help_)


def _limit_req(node: Node) -> Iterator[Diagnostic]:
    zone = False
    for word, text in enumerate(node.args, start=1):
        name, equals, value = text.partition("=")
        if name == "zone" and equals:
            zone = True
        elif name in ("burst", "delay"):
            if not number(value):
                yield unknown_parameter(node, word, f"'{name}=' wants a number above 0")
        elif text != "nodelay":
            yield unknown_parameter(node, word)
    if not zone:
        yield lacking(node, "zone=")


def _limit_conn(node: Node) -> Iterator[Diagnostic]:
    if not 0 < (number(node.args[1]) or 0) < 65536:
        message = f"invalid number of connections {quote(node.args[1])}"
        yield refused(node, 2, message, "it is a number from 1 to 65535")


def _keepalive_timeout(node: Node) -> Iterator[Diagnostic]:
    for word, (text, kind) in enumerate(zip(node.args, ("msec", "sec"), strict=False), start=1):
        if not fits(text, kind):
            message = f"invalid value {quote(text)} in 'keepalive_timeout'"
            yield refused(node, word, message, "it must be a time such as 30s or 1m")


def _worker_processes(node: Node) -> Iterator[Diagnostic]:
    if node.args[0] != "auto" and number(node.args[0]) is None:
        message = f"invalid value {quote(node.args[0])} in 'worker_processes'"
        yield refused(node, 1, message, "it is a number or 'auto'")


def _temp_path(node: Node) -> Iterator[Diagnostic]:
    for word, text in enumerate(node.args[1:], start=2):
        if not number(text):
            message = f"invalid value {quote(text)} in '{node.name}'"
            yield refused(node, word, message, "behind the path stand numbers: the levels of directories")


def _cache_valid(node: Node) -> Iterator[Diagnostic]:
    *codes, time = node.args
    for word, text in enumerate(codes, start=1):
        if text != "any" and not 100 <= (number(text) or 0) <= 599:
            yield refused(node, word, f"invalid status {quote(text)} in '{node.name}'")
    if not fits(time, "sec"):
        yield refused(node, len(node.args), f"invalid time value {quote(time)} in '{node.name}'")


_LAST = {
    "add_header": "always",
    "add_trailer": "always",
    "fastcgi_param": "if_not_empty",
    "scgi_param": "if_not_empty",
    "uwsgi_param": "if_not_empty",
}
"""The only third argument of directives that may have one."""


def _last(node: Node) -> Iterator[Diagnostic]:
    if len(node.args) == 3 and node.args[2] != _LAST[node.name]:
        help_ = f"the only third argument is '{_LAST[node.name]}'; a value with blanks wants quotes"
        yield unknown_parameter(node, 3, help_)


def _variable(*words: int) -> Judge:
    """The words, where there are that many, are names of variables."""

    def judge(node: Node) -> Iterator[Diagnostic]:
        for word in words:
            if word <= len(node.args) and (text := node.args[word - 1])[:1] != "$":
                message = f"invalid variable name {quote(text)} in '{node.name}'"
                yield refused(node, word, message, "it begins with '$'")

    return judge


_CACHES = ("proxy", "fastcgi", "scgi", "uwsgi")
PARTICULAR: dict[str, Judge] = {
    "return": _return, "error_log": _error_log, "access_log": _access_log, "proxy_pass": _proxy_pass,
    "location": _location, "error_page": _error_page, "resolver": _resolver, "limit_req": _limit_req,
    "limit_conn": _limit_conn, "limit_req_zone": limit_zone, "limit_conn_zone": limit_zone,
    "ssl_session_cache": session_cache, "keepalive_timeout": _keepalive_timeout,
    "worker_processes": _worker_processes,
    "set": _variable(1), "map": _variable(2), "split_clients": _variable(2), "geo": _variable(1, 2),
    **dict.fromkeys(_LAST, _last),
    **dict.fromkeys((f"{module}_temp_path" for module in ("client_body", *_CACHES)), _temp_path),
    **dict.fromkeys((f"{module}_cache_valid" for module in _CACHES), _cache_valid),
    **dict.fromkeys((f"{module}_cache_path" for module in _CACHES), cache_path),
}  # fmt: skip
"""Directives whose arguments are looked at, and how."""

_ONLY_COUNT = {"location": 2, **dict.fromkeys(_LAST, 3)}
_NOT_IN_STREAM = frozenset({"return", "proxy_pass"})


def particular(name: str, count: int, context: str) -> bool:
    """Statements of this name and number of arguments have to be looked at."""
    if name not in PARTICULAR or (context in "tsu" and name in _NOT_IN_STREAM):
        return False
    return _ONLY_COUNT.get(name, count) == count
