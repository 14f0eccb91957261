"""Kernel settings that are gone, and those that are still there and do nothing.

Sources: the kernel's git history and Documentation/networking/ip-sysctl.rst (commits named where they were
looked at), names of source trees from 2.6.32 to 6.18; read 2026-11.  What the table of ``sysctl_table.py``
knows of the last release of a name is not repeated here.
"""

from lbconflint.knowledge.sysctls import catalogue, general
from lbconflint.knowledge.versions import Version, parse_version
from lbconflint.record import NamedTuple

SAMPLED: tuple[Version, ...] = (
    (2, 6, 32), (3, 10), (4, 4), (4, 9), (4, 11), (4, 12), (4, 14), (4, 19), (5, 4), (5, 15), (6, 1), (6, 6),
    (6, 12), (6, 18),
)  # fmt: skip
"""The releases whose names are known."""


class Removal(NamedTuple):
    """``last``: a release that has it; ``gone``: a release, this or later, that has it no more.  ``cure`` says
    what stands in its place."""

    last: Version
    gone: Version
    cure: str


_CONNTRACK_CURE = "it is called net.netfilter.nf_conntrack_{} now"
_SCHEDULER = "it moved to /sys/kernel/debug/sched"

_EXACT: dict[str, Removal] = {
    # 4396e46187ca
    "net.ipv4.tcp_tw_recycle": Removal(
        (4, 11), (4, 12), "remove it; on the side that connects, net.ipv4.tcp_tw_reuse and keepalive do the work"
    ),
    # b118509076b3
    "net.netfilter.nf_conntrack_helper": Removal((5, 15), (6, 0), "assign helpers with rules (the CT target)"),
    # d8b81175e412
    "net.ipv4.tcp_rx_skb_cache": Removal((5, 15), (6, 1), ""),
    "net.ipv4.tcp_tx_skb_cache": Removal((5, 15), (6, 1), ""),
    # 8a99b6833c88
    **{
        f"kernel.sched_{name}": Removal((5, 4), (5, 13), _SCHEDULER)
        for name in ("latency_ns", "min_granularity_ns", "wakeup_granularity_ns", "migration_cost_ns",
                     "nr_migrate", "tunable_scaling")
    },
    "kernel.sched_child_runs_first": Removal((6, 6), (6, 12), ""),
    "vm.nr_pdflush_threads": Removal((3, 10), (4, 19), ""),
    "vm.hugepages_treat_as_movable": Removal((3, 10), (4, 19), ""),
    "vm.block_dump": Removal((5, 4), (5, 15), ""),
    "vm.percpu_pagelist_fraction": Removal((5, 4), (5, 15), "it is vm.percpu_pagelist_high_fraction now"),
    "net.ipv4.ip_conntrack_max": Removal((2, 6, 32), (3, 10), _CONNTRACK_CURE.format("max")),
}  # fmt: skip


def removal(key: str) -> Removal | None:
    """When the setting went, None for one that is still there or never was."""
    name = general(key)
    known = _EXACT.get(name)
    if known is None and name.startswith("net.ipv4.netfilter.ip_conntrack_"):
        suffix = name.removeprefix("net.ipv4.netfilter.ip_conntrack_")
        successor = f"net.netfilter.nf_conntrack_{suffix}"
        return Removal((4, 4), (4, 9), _CONNTRACK_CURE.format(suffix) if successor in catalogue() else "")
    if known is not None:
        return known
    row = catalogue().get(name)
    last = parse_version(row.last) if row and row.last else None
    if last is None or last >= SAMPLED[-1] or last not in SAMPLED:
        return None
    cure = "ipvsadm --set has the timeouts" if name.startswith("net.ipv4.vs.timeout_") else ""
    return Removal(last, SAMPLED[SAMPLED.index(last) + 1], cure)


def introduced(key: str) -> tuple[Version, Version] | None:
    """A release that has the setting not yet, and a later one that has it; None when that is not known."""
    row = catalogue().get(general(key))
    first = parse_version(row.first) if row and row.first else None
    if first is None or first not in SAMPLED[1:]:
        return None
    return SAMPLED[SAMPLED.index(first) - 1], first


class Dead(NamedTuple):
    """A setting that is still accepted and does nothing ``since`` a release."""

    since: Version
    why: str


DEAD: dict[str, Dead] = {
    "net.ipv4.tcp_fack": Dead((4, 19), "forward acknowledgement was replaced by RACK"),
    # b6690b143866
    "net.ipv4.tcp_low_latency": Dead((4, 14), "the prequeue that it controlled is gone"),
    # dfa2f0483360
    "net.ipv4.tcp_adv_win_scale": Dead((6, 6), "the kernel measures the overhead of each socket"),
    "net.ipv4.route.max_size": Dead((3, 6), "the route cache is gone"),
    "net.ipv4.route.gc_thresh": Dead((3, 6), "the route cache is gone"),
    "net.ipv4.route.gc_elasticity": Dead((3, 6), "the route cache is gone"),
    "net.ipv4.route.gc_interval": Dead((3, 6), "the route cache is gone"),
    "net.ipv4.route.gc_timeout": Dead((3, 6), "the route cache is gone"),
}

VENDOR = frozenset({
    "kernel.exec-shield", "kernel.exec-shield-randomize", "fs.may_detach_mounts", "net.ipv4.tcp_tw_timeout",
    "net.ipv4.tcp_wan_timestamps", "net.ipv4.tcp_max_tw_kmem_fraction", "net.ipv4.tcp_max_tw_buckets_ub",
    "net.ipv4.tcp_use_userconfig", "net.ipv4.tcp_default_win_scale", "net.ipv4.icmp_ratemask",
})  # fmt: skip
"""Settings that only the kernels of some vendors have: never called unknown."""


def defaults(key: str, low: Version, high: Version) -> tuple[int, ...] | None:
    """The numbers in force when nobody sets the key, on every release from ``low`` to ``high``; None when they
    differ or are not known."""
    history = _DEFAULTS.get(key)
    if history is None:
        return None
    at = [numbers for since, numbers in history if since <= low]
    later = [numbers for since, numbers in history if low < since <= high]
    found = {*at[-1:], *later}
    return found.pop() if len(found) == 1 else None


_DEFAULTS: dict[str, list[tuple[Version, tuple[int, ...]]]] = {
    "net.ipv4.ip_local_port_range": [((0,), (32768, 61000)), ((4, 2), (32768, 60999))],
    "net.core.somaxconn": [((0,), (128,)), ((5, 4), (4096,))],
    "net.ipv4.ip_unprivileged_port_start": [((0,), (1024,))],
    "net.ipv4.tcp_timestamps": [((0,), (1,))],
    "net.ipv4.tcp_syncookies": [((0,), (1,))],
    "net.ipv4.tcp_keepalive_time": [((0,), (7200,))],
    "net.ipv6.bindv6only": [((0,), (0,))],
    "fs.nr_open": [((0,), (1048576,))],
    "net.netfilter.nf_conntrack_tcp_timeout_established": [((0,), (432000,))],
}
"""Since which release which default holds: 07f4c90062f8 (port range), 19f92a030ca6 (somaxconn)."""
