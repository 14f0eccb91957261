"""A gRPC route that ends every quiet stream after a minute."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, Unit, each

_GRPC = ("grpc", "grpcs")


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product == "kubernetes":
        from lbconflint.incluster import grpc_timeout as cluster

        yield from cluster.hits(unit, ctx)
    if unit.product != "nginx":
        return
    for listener in unit.listeners:
        for route in listener.routes:
            if route.target.protocol.value not in _GRPC:
                continue
            timeout = route.timeouts.get("read")
            if timeout is not None and timeout.known and not timeout.written:
                yield Hit(
                    route.target.node.span,
                    "gRPC streams are ended after 60 seconds without data",
                    help="set grpc_read_timeout and grpc_send_timeout, and client_body_timeout for uploads",
                )
