"""A target without the port that its protocol cannot do without."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, Unit, each
from lbconflint.model import TargetKind
from lbconflint.values import Address, Setting

_ADDRESS = TargetKind.ADDRESS
_NEEDS_PORT = ("fastcgi", "uwsgi", "scgi", "memcached", "grpc", "grpcs")


@each(Unit)
def check(unit: Unit, _: Context) -> Iterator[Hit]:
    if unit.product != "nginx":
        return
    for pool in unit.pools:
        for server in pool.servers if pool.module == "stream" else ():
            if server.port.absent and "service" not in server.options and _network(server.address.value):
                yield _hit(server.address, "a server of a stream upstream")
    for listener in unit.listeners:
        for route in listener.routes:
            target = route.target
            if target.kind is _ADDRESS and target.port.absent and _network(target.address.value):
                if not unit.complete and not _is_ip(target.address.value):
                    continue  # an upstream that stands in a file which nobody has shown us
                if listener.module == "stream" or target.protocol.among(*_NEEDS_PORT):
                    yield _hit(target.address, f"a {target.protocol.value} target")


def _is_ip(address: Address | None) -> bool:
    return address is not None and address.is_ip


def _network(address: Address | None) -> bool:
    return address is not None and address.networked


def _hit(address: Setting[Address], what: str) -> Hit:
    return Hit(
        address.span,
        f"'{address.span.text}' has no port, and {what} has no default",
        help='nginx refuses the configuration ("no port in upstream"): write HOST:PORT',
    )
