"""A listen backlog that the kernel cuts down to somaxconn."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.claims import Opened, opened_of
from lbconflint.analysis.effective import in_force, sees_settings
from lbconflint.analysis.limits import number_of
from lbconflint.check import Context, Hit, Host, Level, Related, Unit, whole
from lbconflint.kernel import KernelSetting
from lbconflint.knowledge.sysctl_history import defaults
from lbconflint.model import Transport
from lbconflint.values import Setting

_KEY = "net.core.somaxconn"
_NGINX_DEFAULT = 511
"""NGX_LISTEN_BACKLOG on Linux."""


@whole
def check(host: Host, ctx: Context) -> Iterator[Hit]:
    if not sees_settings(host):
        return
    setting, numbers = in_force(host, _KEY)
    target = ctx.target("kernel")
    usual = defaults(_KEY, target.low, target.high)
    limit = numbers[0] if numbers else usual[0] if setting is None and usual else None
    if limit is None:
        return
    waiting: list[Opened] = []
    for unit in host.units:
        for opened in unit.memo.once(opened_of, unit):
            if opened.bind.transport is not Transport.TCP:
                continue
            asked = _asked(unit, opened)
            if asked is not None:
                yield from _clipped(unit, opened, asked, limit, setting)
            elif unit.product == "nginx":
                waiting.append(opened)
    if setting is not None and waiting and limit > _NGINX_DEFAULT:
        first = waiting[0]
        yield Hit(
            first.bind.span,
            f"nginx asks for a backlog of {_NGINX_DEFAULT} unless it is told: {_KEY} = {limit} changes nothing",
            (Related(setting.value.span, f"{_KEY} is raised here"),),
            help=f"say 'backlog={limit}' in listen",
            level=Level.NOTE,
        )


def _asked(unit: Unit, opened: Opened) -> Setting[int] | None:
    """The backlog that the listener asks for: written, or HAProxy's maxconn."""
    written = opened.bind.options.get("backlog")
    if written is not None:
        return Setting(number_of(written), written.origin, written.node, written.word, written.part)
    if unit.product != "haproxy":
        return None
    limits = opened.listener.limits
    return limits.get("backlog") or limits.get("maxconn")


def _clipped(
    unit: Unit, opened: Opened, asked: Setting[int], limit: int, setting: KernelSetting | None
) -> Iterator[Hit]:
    if not asked.above(limit):
        return
    upper_bound = asked.node.name == "maxconn"
    said = f"{_KEY} = {limit}" if setting else f"{_KEY} is {limit} by default"
    yield Hit(
        asked.span,
        f"the backlog of {words.listener(unit, opened.listener)} is cut from {asked.value} to {limit}: {said}",
        (Related(setting.value.span, "the limit of every backlog"),) if setting else (),
        help=f"raise {_KEY} to {asked.value}",
        level=Level.NOTE if upper_bound else None,
    )
