"""Product versions: how a target is written, and what "since" and "until" mean when it is not known.

Sources: the release notes of nginx (nginx.org/en/CHANGES) and HAProxy (src/haproxy.com branches table), and
the release notes of the distributions for the kernel they were published with, read 2026-11.
"""

from lbconflint.record import NamedTuple

Version = tuple[int, ...]


def parse_version(text: str) -> Version | None:
    """``"1.28"`` -> ``(1, 28)``; None when it is not dotted numbers (a trailing ``-dev5`` is dropped)."""
    numbers = text.strip().removeprefix("v").partition("-")[0].split(".")
    if not all(part.isascii() and part.isdigit() for part in numbers):
        return None
    return tuple(map(int, numbers))


def show_version(version: Version) -> str:
    return ".".join(map(str, version))


class Target(NamedTuple):
    """The versions of one product that a configuration may meet: ``low`` to ``high``, both included.

    A target from the configuration has ``low`` and ``high`` of one branch; without one, every supported
    version is possible and ``stated`` is False.  ``profile`` is the distribution by which a kernel was named.
    """

    low: Version
    high: Version
    stated: bool = False
    profile: str = ""

    def surely_since(self, version: Version) -> bool:
        """Every possible version is ``version`` or newer."""
        return self.low >= version

    def maybe_since(self, version: Version) -> bool:
        """Some possible version is ``version`` or newer."""
        return self.high >= version

    def surely_before(self, version: Version) -> bool:
        """Every possible version is older than ``version``."""
        return self.high < version

    def gone_since(self, version: Version | None) -> bool:
        """Some possible version dropped what ``version`` drops; a version that is still developed counts only
        where it is stated."""
        return version is not None and self.maybe_since(version) and (self.stated or version not in UNRELEASED)

    def maybe_before(self, version: Version) -> bool:
        """Some possible version is older than ``version``."""
        return self.low < version


SUPPORTED: dict[str, tuple[Version, Version]] = {
    "nginx": ((1, 18, 0), (1, 31, 999)),
    "haproxy": ((1, 8, 0), (3, 5, 999)),
    "terraform": ((0, 12, 0), (1, 15, 999)),
    "kernel": ((3, 10, 0), (7, 0, 999)),
    "kubernetes": ((1, 25, 0), (1, 37, 999)),
}
"""Oldest and newest version of each product that is modelled."""

UNRELEASED: frozenset[Version] = frozenset({(3, 5, 0)})
"""Versions of HAProxy that are modelled while they are developed."""

PROFILES: dict[str, str] = {
    "rhel7": "3.10",
    "rhel8": "4.18",
    "rhel9": "5.14",
    "rhel10": "6.12",
    "debian11": "5.10",
    "debian12": "6.1",
    "debian13": "6.12",
    "ubuntu20.04": "5.4",
    "ubuntu22.04": "5.15",
    "ubuntu24.04": "6.8",
    "ubuntu26.04": "7.0",
    "amazon": "6.1",
    "amazon2": "4.14",
    "amazon2023": "6.1",
}
"""Distributions, and the kernel that each was published with."""


def target_of(product: str, text: str | None = None) -> Target:
    """The target for ``product``; ``text`` is a version ("1.28", "1.25.4") or None for every supported one.

    A version of two numbers means all patch releases of that branch; a kernel may be named by a distribution
    of ``PROFILES``.  Raises ValueError for anything that is not a version.
    """
    low, high = SUPPORTED[product]
    if text is None:
        return Target(low, high)
    profile = text.strip().lower() if product == "kernel" and text.strip().lower() in PROFILES else ""
    version = parse_version(PROFILES.get(profile, text))
    if version is None:
        named = f", or one of {', '.join(PROFILES)}" if product == "kernel" else ""
        raise ValueError(f"'{text}' is not a version; write it like \"{show_version(high[:2])}\"{named}")
    padded = version + (0,) * (3 - len(version)) if len(version) < 3 else version
    top = version + (999,) * (3 - len(version)) if len(version) < 3 else version
    return Target(padded, top, True, profile)
