"""Templates of Terraform that stand for themselves."""

from collections.abc import Callable

import pytest

from lbconflint.template import mask
from lbconflint.tree import coexist
from tests.cost import LINEAR, growth
from tests.test_template import shown, worlds

TEXT = """\
frontend f
%{ for port in ports ~}
  bind :${port}
%{ endfor ~}
%{ if tls == "}" }
  server a ${join(",", [for h in hosts : "${h}"])}:443
%{ else ~}
  server b 10.0.0.1:80
%{ endif }
  log-format %%{+Q}o
"""


def test_sequences_are_masked() -> None:
    assert shown(TEXT, "haproxy.cfg") == [
        "frontend f", "bind :_", "server a _:443", "server b 10.0.0.1:80", "log-format _%{+Q}o",
    ]  # fmt: skip


def test_branches_exclude_each_other() -> None:
    loop, first, second = worlds(TEXT, "haproxy.cfg", "bind", "server a", "server b")
    assert not coexist(first, second)
    assert loop
    assert loop[0][0] != first[0][0]


@pytest.mark.parametrize(
    "text",
    [
        "log-format %{+Q}o %{-E}t endif\n",
        "set $x ${y}; # endfor\n",
        "bind :${PORT}\n",
        "printf '%{ format }' endif\n",
    ],
)
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert mask(text, "a.conf") is None


@pytest.mark.parametrize("part", ["${", "%{ if x }", "${ {", '${ "', "%{ for a in b ~}\n", "$${ %%{"])
def test_open_sequences_cost_their_length(part: str) -> None:
    def run(size: int) -> Callable[[], object]:
        text = "%{ if x }\n" + part * size + "\n%{ endif }\n"
        return lambda: mask(text, "a.conf")

    assert growth(run, 1_000) < LINEAR
