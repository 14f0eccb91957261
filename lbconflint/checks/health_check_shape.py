"""A health check whose parts do not fit each other."""

from collections.abc import Iterator, Mapping

from lbconflint.check import Context, Hit, Level, Unit, each
from lbconflint.knowledge.terraform_pools import MONITORS
from lbconflint.model import Pool
from lbconflint.values import Setting

_PATHLESS = frozenset({"TCP", "SSL", "TLS"})
_HTTP = frozenset({"HTTP", "HTTPS"})
_CONNECTIONS = frozenset({"TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC"})
_GATEWAY_PROBE = "azurerm_application_gateway probe"
_LEAST = 10
"""Azure: interval times number of probes is at least so many seconds."""
_Settings = Mapping[str, Setting[str]]


@each(Unit)
def check(unit: Unit, _: Context) -> Iterator[Hit]:
    if unit.product != "terraform":
        return
    for pool in unit.pools:
        if pool.kind in ("aws_lb_target_group", "aws_alb_target_group"):
            yield from _target_group(pool)
        elif pool.kind in ("aws_elb", "azurerm_lb_probe", _GATEWAY_PROBE):
            yield from _needs_path(pool)
        elif pool.module == "google":
            yield from _google(pool)
        yield from _timing(pool)
    for listener in unit.listeners:
        if listener.kind == "alicloud_slb_listener":
            yield from _unused_path(listener.settings)
        elif listener.kind == "tencentcloud_clb_listener":
            yield from _late(listener.settings, same=True)


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


def _unused_path(settings: _Settings) -> Iterator[Hit]:
    """Alibaba Cloud: a TCP listener is checked by connecting, unless its check is HTTP."""
    path, kind, protocol = settings["check.path"], settings["check.protocol"], settings["protocol"]
    if protocol.equals("tcp") and path.value and path.written and kind.among("tcp"):
        yield Hit(
            path.span,
            f"the check of a tcp listener connects and asks for nothing, and 'health_check_uri' is '{path.value}'",
            help='add health_check_type = "http" if the page is meant to be asked for',
            level=Level.NOTE,
        )


_NEEDS = {"USE_FIXED_PORT": ("port",), "USE_NAMED_PORT": ("port-name",), "USE_SERVING_PORT": ()}


def _google(pool: Pool) -> Iterator[Hit]:
    """Google Cloud: where the check goes is said once."""
    said = pool.settings.get("check.port-specification")
    needed = _NEEDS.get(said.value or "") if said is not None else None
    if said is None or needed is None or pool.partial:
        return
    for name in ("port", "port-name"):
        setting, argument = pool.settings[f"check.{name}"], name.replace("-", "_")
        if name in needed and setting.absent:
            yield Hit(
                said.span,
                f"'port_specification' is '{said.value}', and '{argument}' is missing",
                help=f"the API refuses it: add '{argument}'",
            )
        elif name not in needed and setting.value:
            yield Hit(
                setting.span,
                f"'{argument}' is given, and 'port_specification' is '{said.value}'",
                help="the API refuses it: say the port in one of the two ways",
            )


def _timing(pool: Pool) -> Iterator[Hit]:
    """Timeouts and intervals that the cloud refuses; where a provider has defaults they count."""
    if pool.kind == "azurerm_lb_probe":
        yield from _hasty(pool.settings)
    elif pool.module == "google":
        yield from _late(pool.settings, same=False)
    elif pool.kind == "aws_elb" or (pool.kind in MONITORS and MONITORS[pool.kind].below):
        yield from _late(pool.settings, same=True)
    elif pool.kind in ("aws_lb_target_group", "aws_alb_target_group") and "check.block" in pool.settings:
        protocol = pool.settings["check.protocol"]
        if protocol.absent or (protocol.value or "").upper() in _HTTP:
            yield from _late(pool.settings, same=True)


def _late(settings: _Settings, same: bool) -> Iterator[Hit]:
    """The next check is due before the answer to this one is; ``same``: at the same time is too late already."""
    interval, timeout = settings.get("check.interval"), settings.get("check.timeout")
    if interval is None or timeout is None or not (interval.written or timeout.written):
        return
    asked, waits = _seconds(interval), _seconds(timeout)
    if asked is not None and waits is not None and (waits > asked or (same and waits == asked)):
        yield Hit(
            (timeout if timeout.written else interval).span,
            f"the health check waits {waits} s for an answer and asks every {asked} s",
            help=f"the timeout must be {'below' if same else 'at most'} the interval",
            level=Level.NOTE,
        )


def _hasty(settings: _Settings) -> Iterator[Hit]:
    interval, number = settings["check.interval"], settings["check.number"]
    asked, times = _seconds(interval), _seconds(number)
    if asked is not None and times is not None and asked * times < _LEAST and interval.written:
        yield Hit(
            interval.span,
            f"the probe gives up after {asked * times} s ({times} times {asked} s), "
            f"and Azure asks for {_LEAST} at least",
            help="raise 'interval_in_seconds' or 'number_of_probes'",
            level=Level.NOTE,
        )


def _seconds(setting: Setting[str]) -> int | None:
    return int(setting.value) if setting.value and setting.value.isascii() and setting.value.isdigit() else None
