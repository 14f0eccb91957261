"""Any text is read: no crash, no place outside of it, nothing shifted, and a cost that follows its length."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lbconflint.scripts.shell import Shell
from tests.cost import LINEAR, growth, long

from .reading import unit_of

_PIECES = [
    "sysctl", " -w ", "net.ipv4.ip_forward", "=", " = ", "1", "'", '"', "\\", "\n", "\r\n", "$", "$(", ")", "${",
    "}", "`", "<<EOF", "<<-'X'", "EOF", "X", " > ", ">>", "/etc/sysctl.conf", "/proc/sys/net/core/somaxconn", "|",
    "||", "&&", ";", ";;", "#", "echo ", "printf ", "\\n", "%s", "tee ", "-a ", "if ", "then ", "else ", "fi",
    "case ", "in ", "esac", "{", "(", "-", "*", "{{ x }}", "{% if a %}", "{% endif %}", "\u00a0", "\ufeff", "\t",
    "sh -c ", "RUN ", "COPY ", "nsenter -t 1 -n ", "chroot /h ", "timeout ", "ip addr add ", "192.0.2.1/32",
    " dev lo", "ifconfig lo:0 ", " netmask 255.255.255.255", "V=192.0.2.1\n",
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
    "wrapped": "sudo nsenter -t 1 -n env A=1 ",
    "addresses": "V=1 ; ip addr add $V/32 dev lo\n",
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


_TASKS: dict[str, Callable[[int], str]] = {
    "commands": lambda times: "- shell: sysctl -w net.core.somaxconn=1\n" * times,
    "contents": lambda times: "- copy: {content: net.core.somaxconn=1, dest: /etc/sysctl.d/a.conf}\n" * times,
    "one content for many files": lambda times: (
        f"- copy:\n    content: '{'a=1 ' * times}'\n    dest: /etc/sysctl.d/{{{{ item }}}}.conf\n"
        f"  loop: [{', '.join(map(str, range(times)))}]\n"
    ),
    "one line many times": lambda times: (
        f"- lineinfile: {{path: /etc/sysctl.conf, line: 'a.b={'1' * times}'}}\n  loop: [{'x, ' * times}]\n"
    ),
    "files that are not there": lambda times: "- template: {src: a.j2, dest: /etc/sysctl.conf}\n" * times,
}


@pytest.mark.parametrize("name", _TASKS)
def test_the_cost_of_tasks_follows_their_length(name: str, tmp_path: Path) -> None:
    def reading(times: int) -> Callable[[], None]:
        text = _TASKS[name](times)

        def run() -> None:
            unit_of(tmp_path / str(times), text, "tasks/main.yml")

        return run

    assert growth(reading, 200) < LINEAR


def test_the_mask_keeps_line_feeds() -> None:
    shell = Shell("a $(b\nc) `d\ne` ${f}\n", "x.sh")
    list(shell.commands(0, len(shell.text)))
    assert [len(line) for line in shell.masked().split("\n")] == [len(line) for line in shell.text.split("\n")]
