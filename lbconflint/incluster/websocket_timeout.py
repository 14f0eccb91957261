"""An Ingress to a Service that says it speaks WebSocket, with the timeouts of ordinary requests."""

from collections.abc import Iterator

from lbconflint.analysis.chain import port_of, uses
from lbconflint.analysis.cluster import Near
from lbconflint.check import Context, Hit, Level, Related, Unit
from lbconflint.cluster import Ingress
from lbconflint.incluster import quiet

_PROTOCOLS = ("kubernetes.io/ws", "kubernetes.io/wss", "ws", "wss")


def hits(unit: Unit, ctx: Context) -> Iterator[Hit]:
    for use in uses(ctx.project, unit):
        owner = use.owner
        if not isinstance(owner, Ingress) or use.near is Near.ELSEWHERE or use.backend.port.value is None:
            continue
        ports = [port for service in use.services for port in port_of(service, use.backend.port)]
        spoken = next((port for port in ports if port.app_protocol.among(*_PROTOCOLS)), None)
        if spoken is None or not quiet.served(owner):
            continue
        if quiet.keeps_default(owner, ctx.project):
            yield Hit(
                use.backend.port.span,
                "WebSocket connections are closed after 60 seconds without data",
                (Related(spoken.app_protocol.span, "the Service says what it speaks"),),
                f"set {quiet.READ_TIMEOUT}, unless the application sends pings more often",
                level=Level.NOTE,
            )
