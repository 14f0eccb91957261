"""Any text is read: no crash, no place outside of it, nothing shifted, and a cost that follows its length."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lbconflint.dialects.sysctl.shell import Shell
from tests.cost import LINEAR, growth, long

from .reading import unit_of

_PIECES = [
    "sysctl", " -w ", "net.ipv4.ip_forward", "=", " = ", "1", "'", '"', "\\", "\n", "\r\n", "$", "$(", ")", "${",
    "}", "`", "<<EOF", "<<-'X'", "EOF", "X", " > ", ">>", "/etc/sysctl.conf", "/proc/sys/net/core/somaxconn", "|",
    "||", "&&", ";", ";;", "#", "echo ", "printf ", "\\n", "%s", "tee ", "-a ", "if ", "then ", "else ", "fi",
    "case ", "in ", "esac", "{", "(", "-", "*", "{{ x }}", "{% if a %}", "{% endif %}", "\u00a0", "\ufeff", "\t",
    "sh -c ", "RUN ", "COPY ",
]  # fmt: skip


@pytest.mark.parametrize("path", ["tune.sh", "Dockerfile", "sysctl.conf", "sysctl.conf.j2", "tune.sh.j2"])
@given(pieces=st.lists(st.sampled_from(_PIECES), max_size=40))
@settings(max_examples=120)
def test_any_text_is_read(path: str, pieces: list[str]) -> None:
    with TemporaryDirectory() as directory:
        unit = unit_of(Path(directory), "".join(pieces), path)
    (source,) = unit.sources
    assert len(source.masked) == len(source.text)
    places = [setting.node.span for setting in (*unit.kernel_settings, *unit.kernel_remarks)]
    places += [setting.value.span for setting in unit.kernel_settings]
    places += [setting.name.span for setting in unit.kernel_settings]
    places += [gap.span for gap in unit.gaps] + [diagnostic.span for diagnostic in unit.diagnostics]
    for span in places:
        assert 0 <= span.start <= span.end <= len(source.text)
        assert span.first_line().text == span.text or "\n" in span.text


_REPEATED = {
    "quotes": "echo \"a 'b\n",
    "substitutions": "$(",
    "braces": "echo ${a",
    "backticks": "`a",
    "documents": "cat <<E\nx\n",
    "documents of one line": "cat <<A <<B; ",
    "conditions": "if a; then sysctl -w a.b=1\n",
    "brackets": "f() { ",
    "printed": "printf 'a.b=1\\n' >> /etc/sysctl.conf\n",
    "continued": "RUN a \\\n",
}


@pytest.mark.parametrize("name", _REPEATED)
@pytest.mark.parametrize("path", ["tune.sh", "Dockerfile"])
def test_the_cost_follows_the_length(name: str, path: str, tmp_path: Path) -> None:
    def reading(times: int) -> Callable[[], None]:
        text = f"RUN true\n{_REPEATED[name] * times}"

        def run() -> None:
            unit = unit_of(tmp_path / str(times), text, path)
            assert len(unit.kernel_settings) == (times if path == "tune.sh" and "a.b=1" in text else 0)

        return run

    assert growth(reading, 1_000) < LINEAR


@pytest.mark.usefixtures("no_hang")
@pytest.mark.parametrize("name", _REPEATED)
@pytest.mark.parametrize("path", ["tune.sh", "Dockerfile"])
def test_a_long_text_is_read(name: str, path: str, tmp_path: Path) -> None:
    text = f"RUN true\n{long(lambda times: _REPEATED[name] * times)}"
    (source,) = unit_of(tmp_path, text, path).sources
    assert len(source.masked) == len(source.text)


def test_the_mask_keeps_line_feeds() -> None:
    shell = Shell("a $(b\nc) `d\ne` ${f}\n", "x.sh")
    list(shell.commands(0, len(shell.text)))
    assert [len(line) for line in shell.masked().split("\n")] == [len(line) for line in shell.text.split("\n")]
