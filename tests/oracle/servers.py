"""The server binaries: where they are, which version, what they were built with."""

import os
import re
import shutil
import subprocess
from functools import cache
from typing import NamedTuple

from .refusals import numbers

ENVIRONMENT = {"nginx": "LBCONFLINT_NGINX", "haproxy": "LBCONFLINT_HAPROXY"}
"""Variables that name binaries to use instead of the one on PATH, separated by ``:``."""


class Server(NamedTuple):
    """One binary.  ``features`` are words of its build that matter to the generators; ``modules`` are the
    files that a configuration must load first."""

    product: str
    path: str
    version: str
    features: frozenset[str]
    modules: tuple[str, ...] = ()

    @property
    def number(self) -> tuple[int, ...]:
        return numbers(self.version)

    def __str__(self) -> str:
        return f"{self.product}-{self.version}"


def _output(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    return done.stdout + done.stderr


@cache
def openssl() -> str | None:
    """The command that makes the certificate; without it no case uses TLS."""
    return shutil.which("openssl")


def read_nginx(path: str) -> Server:
    """What ``nginx -V`` says; raises ValueError when it is no nginx."""
    text = _output(path, "-V")
    version = re.search(r"nginx version: \S+?/([\d.]+)", text)
    if version is None:
        raise ValueError(f"{path} -V does not name a version: {text[:200]}")
    features = {"http"}
    modules: list[str] = []
    directory = re.search(r"--modules-path=(\S+)", text)
    for name in ("stream", "mail"):
        built = re.search(rf"--with-{name}(=dynamic)?\b(?!_)", text)
        file = f"{directory[1]}/ngx_{name}_module.so" if directory else ""
        if built and not built[1]:
            features.add(name)
        elif built and os.path.exists(file):
            features.add(name)
            modules.append(file)
    for feature, option, module in (
        ("ssl", "http_ssl", "http"),
        ("quic", "http_v3", "http"),
        ("stream_ssl", "stream_ssl", "stream"),
        ("mail_ssl", "mail_ssl", "mail"),
    ):
        if f"--with-{option}_module" in text and module in features and openssl():
            features.add(feature)
    return Server("nginx", path, version[1], frozenset(features), tuple(modules))


def read_haproxy(path: str) -> Server:
    """What ``haproxy -vv`` says; raises ValueError when it is no HAProxy."""
    text = _output(path, "-vv")
    version = re.search(r"HA-?Proxy version (\S+)", text)
    if version is None:
        raise ValueError(f"{path} -vv does not name a version: {text[:200]}")
    features = set()
    if "USE_OPENSSL=1" in text and openssl():
        features.add("ssl")
    if "+QUIC" in text.split() and openssl():
        features.add("quic")
    if "+THREAD" in text.split():
        features.add("threads")
    return Server("haproxy", path, version[1].partition("-")[0], frozenset(features))


_READERS = {"nginx": read_nginx, "haproxy": read_haproxy}


@cache
def find(product: str) -> tuple[Server, ...]:
    """The binaries to test: those of the environment variable, else the one on PATH; may be none."""
    named = os.environ.get(ENVIRONMENT[product])
    paths = named.split(":") if named else [shutil.which(product, path=_search_path()) or ""]
    return tuple(_READERS[product](path) for path in paths if path)


def _search_path() -> str:
    """PATH, and where the packages put the servers: an ordinary user's PATH lacks it."""
    return os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"))
