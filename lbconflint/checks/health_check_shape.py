"""A health check whose parts do not fit each other."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, Level, each
from lbconflint.knowledge.terraform_pools import MONITORS
from lbconflint.model import Pool

_PATHLESS = frozenset({"TCP", "SSL", "TLS"})
_HTTP = frozenset({"HTTP", "HTTPS"})
_CONNECTIONS = frozenset({"TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC"})


@each(Pool)
def check(pool: Pool, _: Context) -> Iterator[Hit]:
    if pool.kind in ("aws_lb_target_group", "aws_alb_target_group"):
        yield from _target_group(pool)
    elif pool.kind in ("aws_elb", "azurerm_lb_probe"):
        yield from _needs_path(pool)
    elif pool.kind in MONITORS and MONITORS[pool.kind].below:
        yield from _timing(pool, "HTTP")


def _target_group(pool: Pool) -> Iterator[Hit]:
    settings = pool.settings
    protocol, path, matcher = (
        settings.get("check.protocol"),
        settings.get("check.path"),
        settings.get("check.matcher"),
    )
    if protocol is None or path is None or matcher is None or settings["check.enabled"].differs("true"):
        return
    kind = (protocol.value or "").upper()
    for name, setting in (("path", path), ("matcher", matcher)):
        if kind == "TCP" and setting.value:
            yield Hit(
                setting.span,
                f"a {kind} health check has no '{name}', and '{setting.value}' is given",
                help="the provider refuses it in the plan: make the check HTTP, or remove the argument",
            )
    if kind == "TCP" and pool.protocol.among("HTTP", "HTTPS"):
        yield Hit(
            protocol.span,
            f"a target group for {pool.protocol.value} cannot be checked by TCP",
            help="the provider refuses it in the plan: check with HTTP or HTTPS",
        )
    if protocol.absent and pool.protocol.value in _CONNECTIONS:
        meant = path.written or matcher.written
        yield Hit(
            settings["check.block"].span,
            f"the health check of a {pool.protocol.value} target group says no protocol: the provider sends HTTP",
            help='write protocol = "HTTP" if that is meant, else protocol = "TCP"',
            level=Level.NOTE if meant else Level.WARNING,
        )
    yield from _timing(pool, kind)


def _timing(pool: Pool, kind: str) -> Iterator[Hit]:
    interval, timeout = pool.settings["check.interval"], pool.settings["check.timeout"]
    if kind in _HTTP and interval.value and timeout.value and interval.value.isdigit() and timeout.value.isdigit():
        if int(timeout.value) >= int(interval.value):
            yield Hit(
                timeout.span,
                f"the health check waits {timeout.value} s for an answer and asks every {interval.value} s",
                help="the timeout must be below the interval",
                level=Level.WARNING,
            )


def _needs_path(pool: Pool) -> Iterator[Hit]:
    protocol, path = pool.settings.get("check.protocol"), pool.settings.get("check.path")
    if protocol is None or path is None or protocol.value is None or path.unknown:
        return
    kind = protocol.value.upper()
    if kind in _PATHLESS and path.value:
        yield Hit(
            path.span,
            f"a {protocol.value} health check has no path, and '{path.value}' is given",
            help="the API refuses it: make the check HTTP, or remove the path",
        )
    elif kind in _HTTP and path.absent:
        yield Hit(
            protocol.span,
            f"an {protocol.value} health check needs a path",
            help='the API refuses it: say which page to ask for, such as "/"',
        )
