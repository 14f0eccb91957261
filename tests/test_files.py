"""Reading the linted tree, and never outside it."""

import os
from pathlib import Path

import pytest

from lbconflint.files import Files, UnreadableError
from tests.conftest import write_tree


def test_nothing_outside_the_tree_is_read(tmp_path: Path) -> None:
    root = tmp_path / "tree"
    write_tree(tmp_path, {"secret.conf": "x", "tree/a.conf": "a"})
    (root / "link.conf").symlink_to(tmp_path / "secret.conf")
    (root / "up").symlink_to("..")
    files = Files(str(root))
    for path in ("link.conf", "../secret.conf", "up/secret.conf", str(tmp_path / "secret.conf")):
        assert not files.is_file(path)
        with pytest.raises(UnreadableError, match="out of the linted tree"):
            files.source(path)
    assert files.source("a.conf").text == "a"


def test_a_link_within_the_tree_is_its_target(tmp_path: Path) -> None:
    write_tree(tmp_path, {"sites-available/shop": "x"})
    (tmp_path / "sites-enabled").mkdir()
    (tmp_path / "sites-enabled" / "shop").symlink_to("../sites-available/shop")
    files = Files(str(tmp_path))
    assert files.source("sites-enabled/shop") is files.source("sites-available/shop")
    assert files.source("sites-enabled/shop").path == "sites-available/shop"


def test_loops_and_pipes_do_not_hang(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    files = Files(str(tmp_path))
    for path, reason in (("loop", "symbolic link"), ("pipe", "regular file"), ("folder", "director")):
        with pytest.raises(UnreadableError, match=reason):
            files.content(path)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    write_tree(tmp_path, {"big.conf": "x" * 2_000_000})
    with pytest.raises(UnreadableError, match="more than the 1 MiB"):
        Files(str(tmp_path), max_bytes=1 << 20).content("big.conf")


def test_bytes_that_are_no_utf8_keep_their_offsets(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.conf": b"caf\xe9 x"})
    assert Files(str(tmp_path)).source("a.conf").text == "caf\udce9 x"


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("conf.d/*.conf", ["conf.d/10-a.conf", "conf.d/9-b.conf", "conf.d/Abc.conf", "conf.d/abc.conf"]),
        (
            "conf.d/*",
            ["conf.d/10-a.conf", "conf.d/9-b.conf", "conf.d/Abc.conf", "conf.d/abc.conf", "conf.d/x.txt"],
        ),
        ("*/x.txt", ["conf.d/x.txt"]),
        ("conf.d/[Aa]bc.conf", ["conf.d/Abc.conf", "conf.d/abc.conf"]),
        ("conf.d/?-b.conf", ["conf.d/9-b.conf"]),
        ("conf.d/.h*", ["conf.d/.hidden.conf"]),
        ("conf.d/none*", []),
        ("../*.conf", []),
    ],
)
def test_glob_is_bytewise_and_skips_hidden_files(tmp_path: Path, pattern: str, found: list[str]) -> None:
    names = ("10-a.conf", "9-b.conf", "Abc.conf", "abc.conf", "x.txt", ".hidden.conf")
    write_tree(tmp_path, {f"tree/conf.d/{name}": "" for name in names})
    write_tree(tmp_path, {"outside.conf": ""})
    assert Files(str(tmp_path / "tree")).glob(pattern) == found


@pytest.mark.parametrize(
    ("absolute", "near", "place"),
    [
        ("/etc/nginx/conf.d/a.conf", "hosts/a/etc/nginx/nginx.conf", "hosts/a/etc/nginx/conf.d/a.conf"),
        ("/etc/ssl/x.conf", "hosts/a/etc/nginx/nginx.conf", "hosts/a/etc/ssl/x.conf"),
        ("/etc/nginx/conf.d/*.conf", "nginx/nginx.conf", "nginx/conf.d/*.conf"),
        ("/etc/nginx/conf.d/b.conf", "docker/nginx.conf", "docker/conf.d/b.conf"),
        ("/srv/none/x.conf", "hosts/a/etc/nginx/nginx.conf", "srv/none/x.conf"),
    ],
)
def test_an_absolute_path_of_the_machine_has_its_place(
    tmp_path: Path, absolute: str, near: str, place: str
) -> None:
    write_tree(
        tmp_path,
        {
            "hosts/a/etc/nginx/nginx.conf": "",
            "hosts/a/etc/nginx/conf.d/a.conf": "",
            "nginx/nginx.conf": "",
            "nginx/conf.d/c.conf": "",
            "docker/nginx.conf": "",
            "docker/conf.d/b.conf": "",
        },
    )
    assert Files(str(tmp_path)).locate(absolute, near) == place
