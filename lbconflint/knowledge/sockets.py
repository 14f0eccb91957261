"""How each product opens its sockets.

Measured on kernel 6.18 with nginx 1.18-1.31 and HAProxy 1.8-3.5, 2026-11: every row is exercised against
the real servers by ``tests/oracle``.

systemd sets SO_REUSEADDR on every internet socket, datagrams too, leaves IPV6_V6ONLY to the kernel unless
``BindIPv6Only=`` is set, and removes the path of a unix socket that is in use (measured with
systemd-socket-activate of systemd 252; socket_address_listen()).

Docker (``compose``) holds a published port with a listening socket of its proxy or of the daemon, never with
SO_REUSEPORT, and with IPV6_V6ONLY.  SO_REUSEADDR is set for TCP, where it changes nothing between two listeners,
and for datagrams in some releases only; its own allocator refuses them a second time all the same (read in
moby, ``bindTCPOrUDP()`` of daemon/libnetwork/portallocator, and cmd/docker-proxy; not measured).
"""

from lbconflint.record import NamedTuple


class SocketHabits(NamedTuple):
    """``shares``: the listeners of one module share a socket per address, and a wildcard socket serves the
    specific addresses of its port too.  ``replaces_unix``: a unix socket is bound under a temporary name
    and renamed, so that the last bind takes the path silently.  ``reuse_address``: SO_REUSEADDR is set.
    ``decides_dual_stack``: IPV6_V6ONLY is always set, whatever ``net.ipv6.bindv6only`` says."""

    shares: bool
    replaces_unix: bool
    reuse_address: bool
    decides_dual_stack: bool


HABITS: dict[str, SocketHabits] = {
    "nginx": SocketHabits(shares=True, replaces_unix=False, reuse_address=True, decides_dual_stack=True),
    "haproxy": SocketHabits(shares=False, replaces_unix=True, reuse_address=True, decides_dual_stack=False),
    "systemd": SocketHabits(shares=False, replaces_unix=True, reuse_address=True, decides_dual_stack=False),
    "compose": SocketHabits(shares=False, replaces_unix=False, reuse_address=False, decides_dual_stack=True),
}

NGINX_BIND_CLASS = frozenset(
    {"bind", "backlog", "rcvbuf", "sndbuf", "setfib", "fastopen", "accept_filter", "deferred", "ipv6only",
     "reuseport", "so_keepalive", "multipath"}
)  # fmt: skip
"""``listen`` parameters that make nginx call bind() for this very address (ngx_http_core_module, listen);
given for one socket in two places they are refused as "duplicate listen options"."""
