"""What is said twice on one level: files that come in at many places, shapes that are alike, versions."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lbconflint.analysis.levels import Levels
from lbconflint.knowledge.nginx_once import ANYWHERE, HTTP, MAIL, once
from lbconflint.knowledge.versions import target_of
from tests.conftest import lint_tree, write_tree
from tests.cost import growth

from .reading import unit_of

MAIN = "events {}\nhttp {\n    server {\n        listen 8080;\n%s\n    }\n}\n"


def told(tmp_path: Path, body: str, **files: str) -> list[str]:
    """The level, line and message of every finding in a server with this body."""
    named = {f"{name}.conf": text for name, text in files.items()}
    write_tree(tmp_path, {"nginx.conf": MAIN % body, **named})
    found = lint_tree(tmp_path, rules=["duplicate-directive"]).findings
    return [f"{one.level.word} {one.span.source.path} {one.message}" for one in found]


def test_what_a_file_repeats_of_another_is_told_once(tmp_path: Path) -> None:
    places = "\n".join(f"location /{n} {{ gzip on; expires 1h; include tail.conf; }}" for n in range(5))
    (one,) = told(tmp_path, places, tail="gzip off;\nexpires 2h;\nroot /srv;\n")
    assert one == "error tail.conf 'gzip' and 'expires' are set a second time in location '/0'"


def test_what_a_file_repeats_of_itself_is_told_once(tmp_path: Path) -> None:
    places = "\n".join(f"location /{n} {{ include own.conf; }}" for n in range(5))
    (one,) = told(tmp_path, places, own="gzip on;\ngzip off;\n")
    assert one == "error own.conf 'gzip' is set a second time on this level"


def test_a_file_behind_two_others(tmp_path: Path) -> None:
    (one,) = told(
        tmp_path, "include a.conf;\ninclude b.conf;", a="include c.conf;", b="include c.conf;", c="gzip on;"
    )
    assert one == "error nginx.conf the file comes in a second time in server, and with it 'gzip'"


def test_levels_of_one_shape_with_other_includes_and_arguments(tmp_path: Path) -> None:
    body = """
        location /a { include gone.conf; ssl_ciphers HIGH; }
        location /b { include x.conf; proxy_redirect http://a/ /; }
        location /c { include x.conf; proxy_redirect off; }
        location /d { include x.conf; limit_req zone=b; }
        location /e { include x.conf; limit_req zone=a; }
    """
    assert told(tmp_path, body, x="proxy_redirect http://b/ /;\nlimit_req zone=a;\n") == [
        "warning nginx.conf 'proxy_redirect' is set a second time in location '/c'",
        "error nginx.conf 'limit_req zone=a' is set a second time in location '/e'",
    ]


@pytest.mark.parametrize(
    ("name", "contexts", "expected"),
    [
        ("server_name", HTTP, False),
        ("server_name", MAIL, True),
        ("return", HTTP, False),
        ("return", "ts", True),
        ("proxy_next_upstream", ANYWHERE, False),
        ("server_tokens", ANYWHERE, True),
        ("http", "ME", True),
        ("brotli_types", HTTP, False),
        ("ssl_protocols", HTTP, False),
    ],
)
def test_the_table(name: str, contexts: str, expected: bool) -> None:
    assert once(name, contexts, target_of("nginx")) is expected


def test_off_is_refused_since_1_19_3(tmp_path: Path) -> None:
    text = MAIN % "proxy_redirect off; proxy_redirect off;"
    unit = unit_of(tmp_path, {"nginx.conf": text})
    assert [len(Levels(unit, target_of("nginx", version)).repeats()) for version in ("1.18", "1.20")] == [0, 1]


def test_levels_are_looked_at_once(tmp_path: Path) -> None:
    def work(size: int) -> Callable[[], object]:
        places = "\n".join(f"location /{n} {{ gzip on; include tail.conf; }}" for n in range(size))
        tail = "\n".join(f"add_header X-{n} a;" for n in range(size))
        unit = unit_of(tmp_path / str(size), {"nginx.conf": MAIN % places, "tail.conf": tail})
        return lambda: Levels(unit, target_of("nginx")).repeats()

    assert growth(work, 50) < 5
