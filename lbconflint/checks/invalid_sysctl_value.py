"""A value that the kernel refuses, or reads in another way than it looks."""

from collections.abc import Iterator

from lbconflint.analysis.effective import judged
from lbconflint.analysis.kernel_values import Verdict
from lbconflint.check import Confidence, Context, Hit, Level, Target, each
from lbconflint.kernel import KernelSetting
from lbconflint.knowledge.sysctl_history import removal
from lbconflint.knowledge.sysctls import Sysctl, row_of
from lbconflint.knowledge.versions import Version

_BOUNDS_SINCE: dict[str, Version] = {
    "net.ipv4.tcp_tw_reuse": (4, 19),
    "net.ipv4.ip_local_port_range": (3, 10),
    "net.ipv4.ip_unprivileged_port_start": (4, 11),
    "net.ipv4.tcp_syn_retries": (3, 10),
}
"""Since when a range is known to be enforced; without a word here, on the kernel that was asked only."""
_SMALL_SINCE: Version = (5, 15)
_MEASURED: Version = (6, 18)
_PARITY_SINCE: Version = (4, 2)
"""connect() and bind() without a port take the ports of one parity each since then."""
_LAST_PORT = 65535
_TRIPLES = ("net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem")


@each(KernelSetting)
def check(setting: KernelSetting, ctx: Context) -> Iterator[Hit]:
    row = row_of(setting.key)
    if row is None or setting.value.value is None or setting.excluded or removal(setting.key):
        return
    text = setting.value.value
    found = judged(setting)
    target = ctx.target("kernel")
    shown = f"'{text}'" if text else "nothing"
    if found.accepted is False:
        certain = not found.bounds or _enforced(row, target)
        told = "" if certain or target.surely_since(_MEASURED) else " (Linux 6.18)"
        yield Hit(
            setting.value.span,
            f"the kernel refuses {shown} for '{setting.key}': {found.reason}{told}",
            help=_help(row, text, found),
            level=None if certain and _matters(setting, row) else Level.WARNING,
            confidence=None if certain else Confidence.MEDIUM,
        )
    elif found.remark:
        comment = text.partition("#")[2] or text.partition(";")[2]
        yield Hit(
            setting.value.span,
            f"{shown} for '{setting.key}' is not what it seems: {found.remark}",
            help="put the comment on a line of its own" if comment else "write plain decimal numbers",
            level=Level.NOTE if comment else Level.WARNING,
        )
    elif row.name in _TRIPLES and list(found.numbers) != sorted(found.numbers):
        yield Hit(
            setting.value.span,
            f"minimum, default and maximum of '{setting.key}' are not in order: {shown}",
            help="the kernel takes it; write the smallest first",
            level=Level.WARNING,
        )
    elif row.kind == "range" and _even(found.numbers) and target.maybe_since(_PARITY_SINCE):
        low, high = found.numbers
        parity = "odd" if low % 2 else "even"
        yield Hit(
            setting.value.span,
            f"'{setting.key}' begins and ends with an {parity} port: the kernel takes it, and logs that it "
            "prefers one of each",
            help=f"write {low} {high - 1 if high == _LAST_PORT else high + 1}",
            level=Level.NOTE,
        )
    elif row.name == "net.core.somaxconn" and found.numbers[0] > 65535 and target.maybe_before((4, 4)):
        if target.stated:
            yield Hit(
                setting.value.span,
                f"the kernel refuses {shown} for '{setting.key}': it takes 65535 at most before Linux 4.4",
                help="write 65535",
            )


def _even(numbers: tuple[int, ...]) -> bool:
    """Both ends of a range have the same parity."""
    return len(numbers) == 2 and (numbers[1] - numbers[0]) % 2 == 0 and numbers[0] != numbers[1]


def _matters(setting: KernelSetting, row: Sysctl) -> bool:
    """Nobody foresaw the failure, and what was wanted can be had at all."""
    return not setting.ignores_failure and not setting.world and row.kind != "readonly"


def _enforced(row: Sysctl, target: Target) -> bool:
    """Every possible kernel has the bounds: those of the C type, or since a release that is known."""
    if row.kind in ("port", "range") or (row.low, row.high) == (-(2**31), 2**31 - 1):
        return target.surely_since(_BOUNDS_SINCE.get(row.name, (3, 10)))
    if row.kind == "seconds":
        return True
    since = _BOUNDS_SINCE.get(row.name, _SMALL_SINCE if row.kind == "small" else _MEASURED)
    return target.surely_since(since)


def _help(row: Sysctl, text: str, found: Verdict) -> str:
    bare = text.strip("\"'")
    if bare != text:
        return f"write {bare} without quotes"
    if row.kind == "ports":
        return "write for example 8080,9000-9010"
    if row.kind == "range" and not found.bounds:
        return "write two numbers with a blank between them: 32768 60999"
    if "#" in text or ";" in text:
        return "a comment needs a line of its own: behind a value it is part of the value"
    return "write plain decimal numbers"
