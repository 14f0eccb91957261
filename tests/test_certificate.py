"""Certificates as openssl writes them, and everything that is none."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lbconflint.certificate import covers, parse

NAMES = "subjectAltName=DNS:*.Shop.example,DNS:shop.example,IP:10.0.0.1,IP:2001:db8::1"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
@pytest.mark.parametrize("key", ["rsa:2048", "ed25519"])
def test_what_openssl_writes_is_read(tmp_path: Path, key: str) -> None:
    path = tmp_path / "c.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        key,
        "-nodes",
        "-keyout",
        str(tmp_path / "k.pem"),
        "-out",
        str(path),
    ]
    subprocess.run(
        [*command, "-days", "20000", "-subj", "/CN=Other.example", "-addext", NAMES],
        check=True,
        capture_output=True,
    )
    found = parse(path.read_text())
    assert found is not None
    assert found.names == ("*.shop.example", "shop.example", "10.0.0.1", "2001:db8::1")
    assert found.not_before < "2100" < found.not_after[:4] or found.not_after > "2080"


def test_the_common_name_counts_only_alone() -> None:
    assert not covers(("a.example",), "b.example")
    assert covers(("*.a.example",), "x.a.example")
    assert not covers(("*.a.example",), "a.example")
    assert not covers(("*.a.example",), "x.y.a.example")
    assert covers(("A.example".lower(),), "a.EXAMPLE.")


@given(st.binary(max_size=200))
def test_garbage_is_no_certificate_and_no_crash(data: bytes) -> None:
    from base64 import b64encode

    text = f"-----BEGIN CERTIFICATE-----\n{b64encode(data).decode()}\n-----END CERTIFICATE-----\n"
    found = parse(text)
    assert found is None or found.not_after


def test_text_without_certificate() -> None:
    assert parse("") is None
    assert parse("-----BEGIN CERTIFICATE-----\nnot base64!\n-----END CERTIFICATE-----") is None
