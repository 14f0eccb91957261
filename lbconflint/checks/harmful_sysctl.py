"""A kernel setting that loses connections or opens what was closed."""

from collections.abc import Callable, Iterator

from lbconflint.analysis.claims import opened_of
from lbconflint.analysis.effective import InForce, in_force, number_in_force
from lbconflint.analysis.ephemeral import ephemeral_of
from lbconflint.analysis.interfaces import strict_filter
from lbconflint.analysis.pods import namespaces_of
from lbconflint.check import Context, Hit, Host, Related, Target, whole
from lbconflint.knowledge.ports import CLUSTERS
from lbconflint.model import LocalAddress, VirtualServer
from lbconflint.record import NamedTuple
from lbconflint.values import Family

_FEW_BUCKETS = 65536
"""The kernel's own default is larger on every machine with 1 GiB and more."""
_RAM_PAGES = 2**28
"""1 TiB in pages of 4 KiB: a larger number of pages was meant as bytes."""


class Harm(NamedTuple):
    """What is wrong with a number, and what to do."""

    key: str
    wrong: Callable[[int], bool]
    said: str
    cure: str


_HARMS = (
    Harm("net.ipv4.tcp_syncookies", lambda value: value == 0,
         "turns SYN cookies off: a flood of SYNs fills the queue and nobody else gets in",
         "leave it at 1, where cookies are sent only when the queue is full"),
    Harm("net.ipv4.tcp_syncookies", lambda value: value >= 2,
         "sends SYN cookies always, which is for tests: TCP options of the clients are lost",
         "leave it at 1, where cookies are sent only when the queue is full"),
    Harm("net.ipv4.tcp_abort_on_overflow", lambda value: value != 0,
         "resets clients in a burst in place of letting them try again",
         "leave it at 0, and raise somaxconn and the backlog"),
    Harm("net.ipv4.tcp_max_tw_buckets", lambda value: value < _FEW_BUCKETS,
         "ends TIME_WAIT early as soon as there are more: late segments hit new connections",
         "leave it at the default: the kernel's documentation says that it must not be lowered"),
    Harm("net.ipv4.tcp_fin_timeout", lambda value: value < 5,
         "drops half-closed connections before slow clients have answered",
         "60 is the default; it does not shorten TIME_WAIT"),
    Harm("net.ipv4.tcp_retries2", lambda value: value < 3,
         "ends connections at the first short interruption",
         "the default is 15, RFC 1122 asks for 8 at least"),
    Harm("net.ipv4.conf.all.arp_ignore", lambda value: 4 <= value <= 7,
         "is a reserved mode", "the modes are 0, 1, 2, 3 and 8"),
)  # fmt: skip


@whole
def check(host: Host, ctx: Context) -> Iterator[Hit]:
    for namespace in host.memo.once(namespaces_of, host):
        yield from _in_namespace(namespace, ctx)


def _in_namespace(host: Host, ctx: Context) -> Iterator[Hit]:
    for harm in _HARMS:
        setting, numbers = in_force(host, harm.key)
        if setting is not None and numbers and harm.wrong(numbers[0]):
            yield Hit(setting.value.span, f"'{harm.key} = {numbers[0]}' {harm.said}", help=harm.cure)
    yield from _buckets_below_ports(host, ctx.target("kernel"))
    yield from _bytes_for_pages(host)
    yield from _reuse_mode(host, ctx.target("kernel"))
    yield from _open_loopback(host)
    yield from _no_ipv6(host)
    yield from _tunnel_filter(host)
    yield from _no_forwarding(host)


def _buckets_below_ports(host: Host, target: Target) -> Iterator[Hit]:
    """Enough for every host, but not for the connections that this one may open."""
    key = "net.ipv4.tcp_max_tw_buckets"
    setting, numbers = in_force(host, key)
    given = ephemeral_of(host, target)
    if setting is None or not numbers or numbers[0] < _FEW_BUCKETS or given is None:
        return
    if numbers[0] < given.ports.high - given.ports.low + 1:
        yield Hit(
            setting.value.span,
            f"'{key} = {numbers[0]}' is fewer than the ports that connections may use",
            help="leave it at the default",
        )


def _bytes_for_pages(host: Host) -> Iterator[Hit]:
    for key in ("net.ipv4.tcp_mem", "net.ipv4.udp_mem"):
        setting, numbers = in_force(host, key)
        if setting is not None and numbers and max(numbers) > _RAM_PAGES:
            yield Hit(
                setting.value.span,
                f"'{key}' counts pages of 4 KiB: {max(numbers)} pages are more than 1 TiB, so nothing is limited",
                help="divide by 4096, or leave it to the kernel",
            )


def _reuse_mode(host: Host, target: Target) -> Iterator[Hit]:
    key = "net.ipv4.vs.conn_reuse_mode"
    setting, numbers = in_force(host, key)
    if setting is not None and numbers == (0,) and target.surely_since((5, 9)):
        yield Hit(
            setting.value.span,
            f"'{key} = 0' keeps sending the connections of a port that is used again to a server that is gone",
            help="remove it: the delay that it avoided is gone since Linux 5.9",
        )


def _open_loopback(host: Host) -> Iterator[Hit]:
    """127.0.0.1 is open to the network, and something listens there."""
    opening = _truth(host, "net.ipv4.conf.all.route_localnet")
    # kube-proxy sets it itself, for node ports on 127.0.0.1, and filters what comes from outside.
    if opening is None or opening.setting is None or not CLUSTERS.isdisjoint(host.platforms):
        return
    inner = [opened for unit in host.units for opened in unit.memo.once(opened_of, unit)]
    bare = [one for one in inner if one.socket.address.loopback and one.socket.address.family is Family.IPV4]
    if bare:
        yield Hit(
            opening.setting.value.span,
            "'net.ipv4.conf.all.route_localnet = 1' opens what listens on 127.0.0.1 to the hosts beside this one",
            tuple(Related(one.bind.span, "a listener that was meant for this host alone") for one in bare[:5]),
            help="set it for the interface that needs it only (CVE-2020-8558)",
        )


def _no_ipv6(host: Host) -> Iterator[Hit]:
    """IPv6 is off, and a listener wants one of its addresses: ``[::]`` still binds, others do not."""
    off = _truth(host, "net.ipv6.conf.all.disable_ipv6")
    if off is None or off.setting is None or number_in_force(host, "net.ipv6.conf.lo.disable_ipv6") == 0:
        return
    wanting = [
        opened
        for unit in host.units
        for opened in unit.memo.once(opened_of, unit)
        if opened.socket.address.family is Family.IPV6 and not opened.socket.address.wildcard
        and "transparent" not in opened.bind.options
    ]  # fmt: skip
    for opened in wanting:
        yield Hit(
            opened.bind.span,
            f"bind() to {opened.socket.address} fails: IPv6 is turned off on this host",
            (Related(off.setting.value.span, "net.ipv6.conf.all.disable_ipv6 = 1"),),
            help="remove the listener, or turn IPv6 on",
        )


def _tunnel_filter(host: Host) -> Iterator[Hit]:
    """A real server of LVS-TUN: what comes out of the tunnel is answered by another interface."""
    for unit in host.units:
        for held in unit.nouns.get(LocalAddress, ()):
            if held.interface == "lo":
                continue
            filtering = strict_filter(host, held.interface)
            if filtering is not None:
                yield Hit(
                    filtering.value.span,
                    f"'{filtering.key} = 1' drops what comes in through {held.interface}: the answers to "
                    "these clients leave by another interface",
                    (Related(held.node.span, f"{held.interface} has the virtual address here"),),
                    help=f"set net.ipv4.conf.{held.interface}.rp_filter = 2",
                )
                break


def _no_forwarding(host: Host) -> Iterator[Hit]:
    key = "net.ipv4.ip_forward"
    setting, numbers = in_force(host, key)
    if setting is None or numbers != (0,):
        return
    for unit in host.units:
        for server in unit.nouns.get(VirtualServer, ()):
            if server.method.equals("NAT") and not server.world:
                yield Hit(
                    setting.value.span,
                    f"'{key} = 0' holds back the answers of the real servers, which come through this host",
                    (Related(server.method.span, "a virtual server of keepalived by NAT"),),
                    help="set it to 1 on the director",
                )
                return


def _truth(host: Host, key: str) -> InForce | None:
    found = in_force(host, key)
    return found if found.setting is not None and found.numbers and found.numbers[0] else None
