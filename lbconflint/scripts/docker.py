"""``docker run``, ``podman run`` and their kind: the options, and what runs inside."""

from collections.abc import Iterator, Sequence

from lbconflint.record import NamedTuple
from lbconflint.scripts.shell import Word
from lbconflint.values import HOLE

PROGRAMS = frozenset({"docker", "podman", "nerdctl"})
_FLAGS = frozenset({
    "detach", "disable-content-trust", "env-host", "help", "http-proxy", "init", "interactive", "no-healthcheck",
    "no-hosts", "oom-kill-disable", "passwd", "privileged", "publish-all", "quiet", "read-only", "read-only-tmpfs",
    "replace", "rm", "rmi", "rootfs", "sig-proxy", "tls-verify", "tty", "unsetenv-all", "use-api-socket",
})  # fmt: skip
"""Options of ``run`` that take no word behind them (docker 28, podman 5)."""
_SHORT = {"p": "publish", "v": "volume"}
_SHORT_FLAGS = "Pditq"


class Run(NamedTuple):
    """``options`` by their long names, each with its value ("" for a flag); ``command`` is what stands behind the
    image."""

    options: Sequence[tuple[str, Word]]
    command: Sequence[Word]

    def said(self, name: str) -> str:
        """The last value of an option; "" without one."""
        return next((word.text for known, word in reversed(self.options) if known == name), "")

    @property
    def network(self) -> str:
        return self.said("network") or self.said("net")

    @property
    def privileged(self) -> bool:
        return any(name == "privileged" and word.text in ("", "true") for name, word in self.options)


def run_of(words: Sequence[Word]) -> Run | None:
    """What ``words`` start, up to a variable that may be the image, or bring in options; None for any other
    command."""
    verb = next((at for at, word in enumerate(words[1:4], 1) if word.text in ("run", "create")), 0)
    if not verb or any(word.text not in ("container",) for word in words[1:verb]):
        return None
    options: list[tuple[str, Word]] = []
    rest = iter(range(verb + 1, len(words)))
    for at in rest:
        word = words[at]
        if word.text.startswith(HOLE):
            return Run(options, ())
        if not word.text.startswith("-") or word.text == "--":
            image = at + (word.text == "--")
            return Run(options, words[image + 1 :])
        for name, value in _named(word):
            found = value
            if found is None:
                following = next(rest, None)
                if following is None:
                    break
                found = words[following]
            options.append((name, found))
    return Run(options, ())  # a template may put the image in


def _named(word: Word) -> Iterator[tuple[str, Word | None]]:
    """The options of one word, each with its value; None: the next word is the value."""
    nothing = Word(word.end, word.end, "")
    if word.text.startswith("--"):
        name, equals, _ = word.text[2:].partition("=")
        yield name, _behind(word, len(name) + 3) if equals else nothing if name in _FLAGS else None
        return
    for at, letter in enumerate(word.text[1:], 1):
        name = _SHORT.get(letter, letter)
        if letter in _SHORT_FLAGS:
            yield name, nothing
            continue
        more = word.text[at + 1 :]
        yield name, _behind(word, at + 1 + more.startswith("=")) if more else None
        return


def _behind(word: Word, at: int) -> Word:
    """The word without its first characters, where they are not quoted."""
    plain = word.end - word.start == len(word.text)
    return Word(word.start + at if plain else word.start, word.end, word.text[at:])
