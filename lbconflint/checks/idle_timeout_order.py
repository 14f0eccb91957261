"""Connection tracking that forgets a connection before those who hold it."""

from collections.abc import Iterator

from lbconflint.analysis.effective import in_force
from lbconflint.check import Context, Hit, Host, Related, whole
from lbconflint.model import Listener, Pool
from lbconflint.values import Setting

_TRACKED, _KEEPALIVE = "net.netfilter.nf_conntrack_tcp_timeout_established", "net.ipv4.tcp_keepalive_time"
_HOLDING = ("client", "server", "tunnel")


@whole
def check(host: Host, _: Context) -> Iterator[Hit]:
    tracked = in_force(host, _TRACKED)
    if tracked.setting is None or not tracked.numbers:
        return
    forgets = tracked.numbers[0]
    longest = _longest(host)
    if longest is not None and longest.above(forgets * 1000):
        yield Hit(
            tracked.setting.value.span,
            f"connection tracking forgets an idle connection after {forgets} s, and the load balancer holds it "
            f"for {(longest.value or 0) // 1000} s: what comes later is dropped",
            (Related(longest.span, "held this long"),),
            help=f"raise {_TRACKED}, or lower the timeout of the load balancer",
        )
        return
    keepalive = in_force(host, _KEEPALIVE)
    if keepalive.setting is not None and keepalive.numbers and keepalive.numbers[0] > forgets:
        yield Hit(
            tracked.setting.value.span,
            f"connection tracking forgets an idle connection after {forgets} s, and the first keepalive probe "
            f"comes after {keepalive.numbers[0]} s",
            (Related(keepalive.setting.value.span, "the time until the first probe"),),
            help=f"set {_KEEPALIVE} below {_TRACKED}",
        )


def _longest(host: Host) -> Setting[int] | None:
    """The longest idle timeout that is written."""
    longest: Setting[int] | None = None
    for unit in host.units:
        subjects: list[Listener | Pool] = [*unit.listeners, *unit.pools]
        for subject in subjects:
            for name in _HOLDING:
                setting = subject.timeouts.get(name)
                if setting is not None and setting.written and setting.value is not None:
                    if longest is None or setting.above(longest.value):
                        longest = setting
    return longest
