"""A connection tracking table that is smaller than what the load balancer may hold."""

from collections.abc import Iterator

from lbconflint.analysis.effective import in_force
from lbconflint.analysis.limits import connections_of
from lbconflint.check import Context, Hit, Host, Level, Related, whole

_KEYS = ("net.netfilter.nf_conntrack_max", "net.nf_conntrack_max")
_BUCKETS = "net.netfilter.nf_conntrack_buckets"
_PER_CONNECTION = 2
"""A proxied connection is two: one from the client, one to the server."""
_LONG_CHAINS = 8
_LOW = 131072
_USUAL = 262144


@whole
def check(host: Host, _: Context) -> Iterator[Hit]:
    for key in _KEYS:
        setting, numbers = in_force(host, key)
        if setting is None or not numbers or numbers[0] <= 0:
            continue
        size = numbers[0]
        limits = [limit for unit in host.units if (limit := unit.memo.once(connections_of, unit))]
        total = sum(limit.number for limit in limits)
        if limits and size < _PER_CONNECTION * total:
            yield Hit(
                setting.value.span,
                f"'{key} = {size}' is too few for {total} proxied connections, which are {2 * total} entries: "
                "the rest is dropped",
                tuple(Related(limit.setting.span, f"up to {limit.number} connections") for limit in limits),
                help=f"raise it to {2 * total} at least, or keep the listeners' ports out of tracking (NOTRACK)",
            )
        elif size < _LOW:
            yield Hit(
                setting.value.span,
                f"'{key} = {size}' is less than the default of machines with 4 GiB and more ({_USUAL}): a full "
                "table drops new connections",
                help="remove it, or raise it",
                level=None if limits else Level.NOTE,
            )
        buckets = in_force(host, _BUCKETS)
        if buckets.setting and buckets.numbers and buckets.numbers[0] and size > _LONG_CHAINS * buckets.numbers[0]:
            yield Hit(
                buckets.setting.value.span,
                f"{size} entries in {buckets.numbers[0]} buckets: every look-up walks a long chain",
                (Related(setting.value.span, "the number of entries"),),
                help="a quarter of nf_conntrack_max is enough",
            )
