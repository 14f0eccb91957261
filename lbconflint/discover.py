"""Which files to look at: git-aware, ignores respected, explicitly named files always read."""

import os
import re
import stat
from collections.abc import Callable, Iterable, Mapping, Sequence

from lbconflint.dialects import Dialect, dialects_of
from lbconflint.record import NamedTuple
from lbconflint.regex import lazy

_PRUNED = frozenset(
    {".git", ".hg", ".svn", "node_modules", ".terraform", "__pycache__", ".venv", "venv", ".tox", ".nox",
     ".mypy_cache", ".ruff_cache", ".pytest_cache", ".lbconflint_cache"}
)  # fmt: skip
_MAIN_FILES = ("nginx.conf", "haproxy.cfg")
_CLIMB = 3
_CLOSED = lazy(r"^[^:'\n]+: [^'\n]*'(.+/)'[^:\n]*: (.+)$", re.MULTILINE)
"""What git says, in any language, of a directory that it cannot look into."""


class Found(NamedTuple):
    """``candidates`` are the files worth a look, in order, with the dialects whose files are called like that, and
    ``named`` those that were asked for by name; all are relative to ``root``.  ``reported(path)`` tells whether a
    finding in that file was asked for.  ``closed`` are directories that could not be looked into, each with the
    reason."""

    root: str
    candidates: Mapping[str, Sequence[Dialect]]
    named: tuple[str, ...]
    reported: Callable[[str], bool]
    closed: tuple[tuple[str, str], ...]


class MissingPathError(Exception):
    """A path that does not exist was asked for."""


def git_root(directory: str) -> str | None:
    """The work tree that holds ``directory``, without running git."""
    while True:
        if os.path.exists(os.path.join(directory, ".git")):
            return directory
        parent = os.path.dirname(directory)
        if parent == directory:
            return None
        directory = parent


def choose_root(paths: Sequence[str], config_path: str) -> str:
    """The directory whose files are read together: the configuration's, else the git work tree's, else the
    directory asked for, else a named file's directory, or a near one above that holds a main file."""
    real = [os.path.realpath(path) for path in paths]
    directories = [path if os.path.isdir(path) else os.path.dirname(path) for path in real]
    common = os.path.commonpath(directories)
    config_directory = os.path.dirname(os.path.realpath(config_path)) if config_path else ""
    if config_directory and os.path.commonpath([config_directory, common]) == config_directory:
        return config_directory
    root = git_root(common)
    if root:
        return root
    if any(os.path.isdir(path) for path in real):
        return common
    # Named files only: the main file that includes them is looked for in the directories above.
    above = common
    for _ in range(_CLIMB):
        if any(os.path.isfile(os.path.join(above, name)) for name in _MAIN_FILES):
            return above
        above = os.path.dirname(above)
    return common


def find(
    paths: Sequence[str],
    root: str,
    excluded: Callable[[str], bool],
    extra: Iterable[str] = (),
    alone: bool = False,
) -> Found:
    """The files to look at below ``root``; ``extra`` are relative paths whose contents are given, not on disk;
    ``alone``: they are all that is looked at.

    Raises ``MissingPathError``.
    """
    asked = list(extra)
    named = list(extra)
    for path in paths:
        try:
            os.lstat(path)
        except PermissionError as error:
            raise MissingPathError(f"{path}: {(error.strerror or str(error)).lower()}") from None
        except (OSError, ValueError):
            raise MissingPathError(f"{path}: there is no such file or directory") from None
        relative = os.path.relpath(_real(path), root).replace(os.sep, "/")
        asked.append(relative)
        if not os.path.isdir(path):
            named.append(relative)
    closed: dict[str, str] = {}
    listed = set() if alone else set(_list(root, closed))
    for path in asked:
        # A directory that git ignores was asked for by name: it is read all the same.
        if path != "." and path not in named and not any(other.startswith(f"{path}/") for other in listed):
            listed.update(_walk(root, closed, path))
    candidates = {path: fitting for path in listed if (fitting := dialects_of(path)) and not excluded(path)}
    for path in named:
        candidates.setdefault(path, dialects_of(path))
    unseen = tuple(sorted((path, why) for path, why in closed.items() if not excluded(path.rstrip("/"))))
    named += [path for path, _ in unseen if (path.rstrip("/") or path) in asked]
    return Found(root, dict(sorted(candidates.items())), tuple(named), _asked(asked), unseen)


def _real(path: str) -> str:
    """The real path; of a link that leads nowhere its own."""
    if os.path.exists(path):
        return os.path.realpath(path)
    return os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))


def _asked(asked: Iterable[str]) -> Callable[[str], bool]:
    exact = frozenset(asked)
    if "." in exact:
        return lambda _: True
    below = tuple(f"{path}/" for path in exact)
    return lambda path: path in exact or path.startswith(below)


def _list(root: str, closed: dict[str, str]) -> Iterable[str]:
    if git_root(root):
        listed = _git_files(root, closed)
        if listed is not None:
            return listed
    return _walk(root, closed)


def _git_files(root: str, closed: dict[str, str], below: str = "") -> list[str] | None:
    """Tracked and untracked files below the directory ``below`` of ``root`` that git does not ignore, or None when
    git cannot say.  Submodules and other repositories inside are looked into likewise."""
    # fsmonitor is a command that a repository's configuration may name: nothing of the repository is run.
    command = ["git", "-c", "core.fsmonitor=false", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    import subprocess

    try:
        done = subprocess.run(command, cwd=os.path.join(root, below), capture_output=True, check=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return None
    for directory, reason in _CLOSED.findall(os.fsdecode(done.stderr)):
        closed[below + directory] = reason.lower()
    found: list[str] = []
    for name in filter(None, done.stdout.split(b"\0")):
        path = below + os.fsdecode(name)
        try:
            mode = os.lstat(os.path.join(root, path)).st_mode
        except OSError:
            continue
        if stat.S_ISDIR(mode):
            found.extend(_repository(root, closed, path.rstrip("/")))
        else:
            found.append(path)
    return found


def _repository(root: str, closed: dict[str, str], path: str) -> Iterable[str]:
    """The files of a repository inside the one that is listed."""
    listed = None
    if os.path.lexists(os.path.join(root, path, ".git")):
        listed = _git_files(root, closed, f"{path}/")
    return _walk(root, closed, path) if listed is None else listed


def _walk(root: str, closed: dict[str, str], below: str = "") -> Iterable[str]:
    """Every file below the directory ``below`` of ``root``; links to directories are not followed, so there are
    no loops."""
    pending = [below]
    while pending:
        directory = pending.pop()
        try:
            entries = list(os.scandir(os.path.join(root, directory)))
        except OSError as error:
            closed[f"{directory}/" if directory else "."] = (error.strerror or str(error)).lower()
            continue
        for entry in entries:
            path = f"{directory}/{entry.name}" if directory else entry.name
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in _PRUNED:
                    pending.append(path)
            else:
                yield path
