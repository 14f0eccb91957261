"""Which files an ``include`` brings in: found within the tree, known from the packages, or not seen."""

from lbconflint.dialects.nginx.filled import filled_in
from lbconflint.dialects.nginx.wording import quote
from lbconflint.files import Files
from lbconflint.record import NamedTuple
from lbconflint.regex import lazy
from lbconflint.tree import Node

STOCK: dict[str, frozenset[str]] = {
    "mime.types": frozenset({"types"}),
    "fastcgi_params": frozenset({"fastcgi_param"}),
    "fastcgi.conf": frozenset({"fastcgi_param"}),
    "uwsgi_params": frozenset({"uwsgi_param"}),
    "scgi_params": frozenset({"scgi_param"}),
    "proxy_params": frozenset({"proxy_set_header"}),
    "koi-utf": frozenset(),
    "koi-win": frozenset(),
    "win-utf": frozenset(),
    "options-ssl-nginx.conf": frozenset(
        {"ssl_session_cache", "ssl_session_timeout", "ssl_session_tickets", "ssl_protocols",
         "ssl_prefer_server_ciphers", "ssl_ciphers"}
    ),
}  # fmt: skip
"""Files that nginx's packages and certbot install, and the directives that they hold."""

_STOCK_PATTERN = lazy(r"(^|/)modules-enabled/\*\.conf$")
_PREFIX = lazy(r"/(?:usr/local/|opt/homebrew/|opt/)?etc/nginx/|/(?:usr/local|opt)/(?:openresty/)?nginx/conf/")
"""Where packages and builds have nginx.conf, so that the rest of the path is relative to the main file."""
_WILD = lazy(r"[*?\[]")
_FOREST = lazy(r"(^|/)(conf\.d|sites-(enabled|available)|snippets|http\.d|streams?(\.d|-enabled)|vhosts?(\.d)?)$")


class Found(NamedTuple):
    """What one include statement means.

    ``paths`` are files of the tree, in nginx's order.  ``sets`` are the directives of a known file that is
    not in the tree.  ``unread`` says why nothing was read; ``missing`` is the path at which a file should be,
    ``evident`` that the tree holds its directory.
    """

    paths: tuple[str, ...] = ()
    sets: frozenset[str] = frozenset()
    unread: str = ""
    missing: str = ""
    evident: bool = False


class Finder:
    """Resolves the include arguments of one deployment.

    ``main`` is the file that nginx is started with, whose directory is the prefix of relative paths; for a
    fragment it is the fragment, and directories above it are tried too.
    """

    def __init__(self, files: Files, main: str, fragment: bool) -> None:
        self._files = files
        self._main = main
        directory = _parent(main)
        self._prefixes = [directory]
        if fragment:
            while directory and len(self._prefixes) < 4:
                directory = _parent(directory)
                self._prefixes.append(directory)
        self._fragment = fragment
        self._absolute: dict[str, str] = {}
        self._known: dict[tuple[str, str], Found] = {}

    def find(self, node: Node) -> Found:
        """The files of one include statement."""
        if len(node.args) != 1:
            return Found()
        key = (node.args[0], _parent(node.source.path))
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._find(*key)
        return known

    def _find(self, argument: str, directory: str) -> Found:
        if filled_in(argument):
            return Found(unread="the path of this include is filled in later")
        wild = _WILD.search(argument) is not None
        for path in self._candidates(argument, directory):
            if path.startswith(".."):
                continue
            if wild:
                paths = tuple(self._files.glob(path))
                if paths:
                    return Found(paths)
            elif self._files.is_file(path):
                return Found((path,))
        return self._nothing(argument, wild)

    def _candidates(self, argument: str, directory: str) -> list[str]:
        if argument.startswith("/"):
            located = self._locate(argument)
            same = located.split("/")[-2:] == argument.strip("/").split("/")[-2:]
            own = _PREFIX.match(argument)
            return ([located] if same else []) + ([_join(self._prefixes[0], argument[own.end() :])] if own else [])
        candidates = [_join(prefix, argument) for prefix in self._prefixes]
        beside = _join(directory, argument)
        return candidates if beside in candidates else [*candidates, beside]

    def _locate(self, argument: str) -> str:
        if argument not in self._absolute:
            self._absolute[argument] = self._files.locate(argument, self._main)
        return self._absolute[argument]

    def _nothing(self, argument: str, wild: bool) -> Found:
        name = argument.rpartition("/")[2]
        if name in STOCK:
            return Found(sets=STOCK[name])
        if wild and _STOCK_PATTERN.search(argument):
            return Found()
        held, path, holder = False, "", ""
        for path in self._candidates(argument, self._prefixes[0]):
            holder = _parent(_WILD.split(path, maxsplit=1)[0] if wild else path)
            held = not path.startswith("..") and self._files.is_dir(holder or ".")
            if held:
                break
        if wild:
            return Found() if held else Found(unread=f"no file of the tree matches {quote(argument)}")
        if not held:
            return Found(unread=f"{quote(argument)} is not in the tree")
        if self._fragment or self._made(holder, name):
            # Of a fragment nobody knows what its main file's directory is.
            return Found(unread=f"{quote(argument)} is not in the tree")
        evident = self._evident(holder, name)
        return Found(unread=f"{quote(argument)} is not in the tree", missing=path, evident=evident)

    def _made(self, directory: str, name: str) -> bool:
        """The file is made of one beside it when it is deployed: ``proxy.conf.j2``, ``prod.proxy.conf``."""
        beside = self._files.listdir(directory)
        return any(entry.endswith(f".{name}") or entry.startswith(f"{name}.") for entry in beside)

    def _evident(self, directory: str, name: str) -> bool:
        """The directory is kept in the tree: it holds other configuration than the file that includes."""
        beside = [entry for entry in self._files.listdir(directory) if entry != name]
        own = self._main.rpartition("/")[2] if directory == self._prefixes[0] else ""
        return any(entry != own and not entry.startswith(".") and _like(entry, name) for entry in beside)


def _like(entry: str, name: str) -> bool:
    """The two names end alike."""
    return entry.rpartition(".")[2] == name.rpartition(".")[2]


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _join(directory: str, path: str) -> str:
    """The path below the root, without ``.`` and ``..``; one that leads outside begins with ``..``."""
    parts: list[str] = []
    for part in f"{directory}/{path}".split("/"):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    # The files of a machine, which are in no tree, keep the slash in front.
    return ("/" if directory.startswith("/") else "") + "/".join(parts)


def holds_sites(pattern: str) -> bool:
    """The include names a directory of sites: it brings in servers, not settings."""
    return _FOREST.search(pattern.rpartition("/")[0]) is not None
