"""An IPv6 wildcard that accepts IPv4 too, beside an IPv4 bind on the same port."""

from collections.abc import Iterator

from lbconflint.analysis import hosts, words
from lbconflint.analysis.sockets import Outcome, Overlap, conflicts_of
from lbconflint.check import Context, Hit, Host, Level, Related, whole


@whole
def check(host: Host, _: Context) -> Iterator[Hit]:
    for conflict in host.memo.once(conflicts_of, host):
        if conflict.overlap is not Overlap.DUAL_STACK:
            continue
        dual, plain = sorted(conflict.sockets[:2], key=lambda socket: not socket.dual_stack)
        fails = conflict.outcome is Outcome.FAILS
        if not fails and dual.owner == plain.owner:
            continue
        effect = "the second bind() fails" if fails else f"{words.owner(plain)} takes the IPv4 traffic"
        cure = {"nginx": "ipv6only=on", "systemd": "BindIPv6Only=ipv6-only"}.get(dual.unit.product, "v6only")
        yield Hit(
            dual.bind.span,
            f"{words.socket(dual)} takes IPv4 too, like {words.socket(plain)} of {words.owner(plain)}: {effect}",
            (Related(plain.bind.span, f"IPv4 bind of {words.owner(plain)}"),),
            help=f"say '{cure}' here, or remove the IPv4 bind",
            level=None if fails and hosts.sure(host, (dual.unit, plain.unit)) else Level.WARNING,
        )
