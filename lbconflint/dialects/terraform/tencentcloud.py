"""Tencent Cloud: the health check that stands in a listener.

Source: the page of tencentcloud_clb_listener, snapshot of 2026-08, read 2026-11.
"""

from collections.abc import Callable
from typing import Any

from lbconflint.dialects.terraform import nouns
from lbconflint.dialects.terraform.context import Resource, Sink
from lbconflint.dialects.terraform.listeners import listener_of
from lbconflint.knowledge.terraform_pools import TENCENT_CHECKS
from lbconflint.values import absent


def _listener(resource: Resource, sink: Sink) -> None:
    listener = listener_of(resource, sink)
    switch = resource.flag("health_check_switch", True)
    settings = {**listener.settings, "checked": resource.text("health_check_switch", "true")}
    if switch.equals(True):
        settings["check.interval"] = resource.text("health_check_interval_time", "5")
        settings["check.timeout"] = resource.text("health_check_time_out", "2")
        settings["check.port"] = resource.text("health_check_port")
    sink.unit.listeners.append(listener._replace(settings=settings))
    if not switch.equals(True):
        return
    protocol, kind = resource.text("protocol"), resource.text("health_check_type")
    allowed = TENCENT_CHECKS.get(protocol.value or "")
    if allowed and kind.value and kind.value not in allowed:
        sink.argument(
            kind.span,
            f"a {kind.value} health check for a listener that speaks {protocol.value}",
            f"such a listener is checked with {' or '.join(allowed)}",
        )


def _rule(resource: Resource, sink: Sink) -> None:
    """A forwarding rule of a listener."""
    sink.unit.listeners.append(
        nouns.listener(
            resource.node, resource.name, resource.kind, "tencentcloud", (), absent(resource.node), resource.world,
            settings={"listener": resource.identity("listener_id"), "priority": absent(resource.node)},
        )
    )  # fmt: skip


LOWER: dict[str, Callable[[Resource, Sink], Any]] = {
    "tencentcloud_clb_listener": _listener,
    "tencentcloud_clb_listener_rule": _rule,
}
