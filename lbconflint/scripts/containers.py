"""What a container of YAML runs."""

from collections.abc import Iterator, Sequence

from lbconflint.scripts.embedded import Part
from lbconflint.scripts.settings import Settings
from lbconflint.yaml.nodes import YamlNode

_SHELLS = ("sh", "bash", "ash", "dash")


def run_by(words: Sequence[YamlNode], settings: Settings) -> Iterator[Part]:
    """``sh -c SCRIPT``, or one command; the image's own command may be a shell too."""
    if not words or any(not word.args for word in words):
        return
    shell = words[0].args[0].rpartition("/")[2] in _SHELLS
    for number, word in enumerate(words[:-1]):
        option = word.args[0]
        if (shell or number == 0) and option.startswith("-") and option.endswith("c") and option.isascii():
            yield Part(words[number + 1 : number + 2], settings, script=True)
            return
    if not shell:
        yield Part(words, settings)
