"""Where ``return`` and ``rewrite`` send a client, or what they answer."""

import re
from typing import Any

from lbconflint.dialects.nginx.address import parse_server
from lbconflint.dialects.nginx.filled import filled_in
from lbconflint.dialects.nginx.targets import DEFAULT_PORTS, host_end
from lbconflint.model import Target, TargetKind
from lbconflint.tree import Node
from lbconflint.values import Address, Setting, absent, default, unknown, written

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://", re.ASCII)
_PATH = re.compile("[/?]")
_REDIRECTS = frozenset({"301", "302", "303", "307", "308"})


def return_target(node: Node) -> Target | None:
    """``return``: a redirect or a fixed answer."""
    if not node.args:
        return None
    word = 1
    if len(node.args) > 1 or (not _URL.match(node.args[0]) and node.args[0][:1] != "$"):
        if node.args[0] not in _REDIRECTS or len(node.args) < 2:
            return answer(node)
        word = 2
    return redirect(node, word)


def rewrite_target(node: Node) -> Target | None:
    """``rewrite`` when it redirects: by its flag or because the replacement begins with a scheme."""
    if len(node.args) < 2:
        return None
    text = node.args[1]
    external = text.startswith(("http://", "https://", "$scheme"))
    if external or node.args[2:3] in (("redirect",), ("permanent",)):
        return redirect(node, 2)
    return None


def answer(node: Node) -> Target:
    nothing: Setting[Any] = absent(node)
    return Target(TargetKind.ANSWER, nothing, nothing, nothing, nothing, nothing, nothing, nothing, node)


def redirect(node: Node, word: int) -> Target:
    """A redirect to the URL in one word, as far as its parts are written out."""
    text = node.args[word - 1]
    nothing: Setting[Any] = absent(node)
    url = unknown(node, word) if filled_in(text) else written(text, node, word)
    target = Target(TargetKind.REDIRECT, nothing, nothing, nothing, nothing, nothing, nothing, url, node)
    match = _URL.match(text)
    if match is None:
        scheme = unknown(node, word) if text[:1] == "$" or url.unknown else nothing
        return target._replace(protocol=scheme)
    scheme = written(match[1].lower(), node, word, (0, len(match[1])))
    path = _PATH.search(text, match.end())
    end = path.start() if path else len(text)
    end = min((index for index in (end, _request_uri(text)) if index >= 0), default=end)
    low, high = host_end(text, match.end(), end)
    host, digits = text[match.end() : low], text[high:end]
    address: Setting[Address] = unknown(node, word)
    if host and "$" not in host and not filled_in(host):
        parsed = parse_server(host)
        if parsed.address is not None:
            address = written(parsed.address, node, word, (match.end(), low))
    port: Setting[int] = nothing
    if digits:
        plain = digits.isascii() and digits.isdigit() and len(digits) < 6
        port = written(int(digits), node, word, (high, end)) if plain else unknown(node, word)
    elif scheme.value in DEFAULT_PORTS:
        port = default(DEFAULT_PORTS[scheme.value], node)
    tls = written(scheme.value == "https", node, word, scheme.part)
    return target._replace(address=address, port=port, protocol=scheme, tls=tls)


def _request_uri(text: str) -> int:
    """Where ``$request_uri`` begins, which brings its own slash."""
    found = [index for name in ("$request_uri", "${request_uri}", "$uri") if (index := text.find(name)) >= 0]
    return min(found, default=-1)
