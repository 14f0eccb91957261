"""Tencent Cloud: the health check that stands in a listener.

Source: the page of tencentcloud_clb_listener, snapshot of 2026-08, read 2026-11.
"""

from collections.abc import Callable
from typing import Any

from lbconflint.dialects.terraform.context import Resource, Sink
from lbconflint.dialects.terraform.listeners import listener_of
from lbconflint.knowledge.terraform_pools import TENCENT_CHECKS


def _listener(resource: Resource, sink: Sink) -> None:
    sink.unit.listeners.append(listener_of(resource, sink))
    switch = resource.flag("health_check_switch")
    if switch.unknown or switch.equals(False):
        return
    protocol, kind = resource.text("protocol"), resource.text("health_check_type")
    allowed = TENCENT_CHECKS.get(protocol.value or "")
    if allowed and kind.value and kind.value not in allowed:
        sink.argument(
            kind.span,
            f"a {kind.value} health check for a listener that speaks {protocol.value}",
            f"such a listener is checked with {' or '.join(allowed)}",
        )
    timeout, interval = resource.number("health_check_time_out"), resource.number("health_check_interval_time")
    if timeout.value is not None and interval.value is not None and timeout.value >= interval.value:
        sink.argument(
            timeout.span,
            f"the health check waits {timeout.value} s for an answer and asks every {interval.value} s",
            "the timeout must be below the interval",
            certain=False,
        )


LOWER: dict[str, Callable[[Resource, Sink], Any]] = {"tencentcloud_clb_listener": _listener}
