"""A kernel setting without effect: on this kernel, or beside another setting."""

from collections.abc import Iterator

from lbconflint.analysis.effective import applied_of, in_force
from lbconflint.analysis.interfaces import faces_network, of_all, own
from lbconflint.analysis.pods import namespaces_of
from lbconflint.check import Context, Hit, Host, Level, Related, Target, whole
from lbconflint.kernel import KernelSetting
from lbconflint.knowledge.sysctl_history import DEAD
from lbconflint.knowledge.versions import show_version

_REUSE, _STAMPS = "net.ipv4.tcp_tw_reuse", "net.ipv4.tcp_timestamps"
_SYN_BACKLOG, _COOKIES = "net.ipv4.tcp_max_syn_backlog", "net.ipv4.tcp_syncookies"
_CONNTRACK = "net.netfilter.nf_conntrack_max"
_CONNTRACK_DEFAULT = 262144
"""The default with 4 GiB of memory and more (nf_conntrack-sysctl documentation)."""
_QUEUE_SINCE = (4, 9)
"""A release in which the listen backlog alone sizes the queue (read in the source)."""


@whole
def check(host: Host, ctx: Context) -> Iterator[Hit]:
    for namespace in host.memo.once(namespaces_of, host):
        yield from _in_namespace(namespace, ctx)


def _in_namespace(host: Host, ctx: Context) -> Iterator[Hit]:
    target = ctx.target("kernel")
    for setting in host.memo.once(applied_of, host).settings:
        if setting.key in DEAD:
            yield from _dead(setting, target)
    yield from _reuse_without_stamps(host)
    yield from _filter_of_one_interface(host)
    yield from _silence_of_lo(host)
    backlog = in_force(host, _SYN_BACKLOG)
    cookies = in_force(host, _COOKIES)
    if backlog.setting and backlog.numbers and target.surely_since(_QUEUE_SINCE):
        if cookies.setting is None or (cookies.numbers and cookies.numbers[0]):
            yield Hit(
                backlog.setting.name.span,
                f"'{_SYN_BACKLOG}' counts only with {_COOKIES} = 0: the backlog of listen() sizes the queue",
                help="raise net.core.somaxconn and the backlog of the listeners",
                level=Level.NOTE,
            )
    tracked = in_force(host, _CONNTRACK)
    if tracked.setting and tracked.numbers and tracked.numbers[0] == _CONNTRACK_DEFAULT:
        yield Hit(
            tracked.setting.name.span,
            f"'{_CONNTRACK} = {_CONNTRACK_DEFAULT}' is the default from 4 GiB of memory on",
            level=Level.NOTE,
        )


def _dead(setting: KernelSetting, target: Target) -> Iterator[Hit]:
    since, why = DEAD[setting.key]
    if target.maybe_since(since) and not setting.world:
        yield Hit(
            setting.name.span,
            f"'{setting.key}' has no effect since Linux {show_version(since)}: {why}",
            help="remove it",
            level=Level.NOTE,
        )


def _reuse_without_stamps(host: Host) -> Iterator[Hit]:
    reuse, stamps = in_force(host, _REUSE), in_force(host, _STAMPS)
    if reuse.setting and stamps.setting and reuse.numbers == (1,) and stamps.numbers == (0,):
        yield Hit(
            reuse.setting.name.span,
            f"'{_REUSE} = 1' has no effect with {_STAMPS} = 0: ports in TIME_WAIT are not used again",
            (Related(stamps.setting.name.span, "timestamps are turned off here"),),
            help=f"leave {_STAMPS} at 1",
        )


def _filter_of_one_interface(host: Host) -> Iterator[Hit]:
    """The reverse path filter of one interface is turned off, and that of all is on."""
    everywhere = of_all(host, "rp_filter")
    if everywhere.setting is None or not everywhere.numbers or everywhere.numbers[0] not in (1, 2):
        return
    mode = everywhere.numbers[0]
    for interface, setting, number in own(host, "rp_filter"):
        if number == 0 and interface != "lo":
            yield Hit(
                setting.name.span,
                f"'{setting.key} = 0' has no effect: the higher of this and net.ipv4.conf.all.rp_filter counts, "
                f"which is {mode}",
                (Related(everywhere.setting.value.span, "for all interfaces"),),
                help="give this interface 2, which lets pass what any interface leads back to"
                if mode == 1
                else "set net.ipv4.conf.all.rp_filter to 0, and the interfaces that need it to 2",
                level=Level.WARNING if mode == 1 else Level.NOTE,
            )


def _silence_of_lo(host: Host) -> Iterator[Hit]:
    """Nobody asks ``lo``: what counts is the interface on which the request comes in."""
    if any(unit.gaps for unit in host.units):
        return
    for name in ("arp_ignore", "arp_announce"):
        if faces_network(host, name) or in_force(host, f"net.ipv4.conf.default.{name}").setting is not None:
            continue
        for interface, setting, number in own(host, name):
            if interface == "lo" and number:
                yield Hit(
                    setting.name.span,
                    f"'{setting.key} = {number}' has no effect: what counts is the interface on which a "
                    "request comes in, and that is never lo",
                    help=f"set net.ipv4.conf.all.{name} = {number} too",
                    level=Level.WARNING,
                )
