"""How many arguments HAProxy's keywords take, where it counts them.

Source: the messages of ``haproxy -c`` for each keyword with none and with seven arguments, 2.0 to 3.4, 2026-11.
A keyword whose count differs between those versions is not listed.
"""

from collections.abc import Mapping

from lbconflint.knowledge.versions import Version
from lbconflint.record import NamedTuple


class Count(NamedTuple):
    """``most`` is None where HAProxy passes over what is too many, or counts by other rules."""

    least: int
    most: int | None


def _counts(least: int, most: int | None, words: str) -> dict[str, Count]:
    return dict.fromkeys(words.split(), Count(least, most))


_GLOBAL_FLAGS = """
busy-polling daemon debug h1-accept-payload-with-any-method h1-do-not-close-on-insecure-transfer-encoding
h2-workaround-bogus-websocket-clients insecure-fork-wanted insecure-setuid-wanted limited-quic noepoll
noevports nogetaddrinfo nokqueue noktls nopoll noreuseport nosplice pp2-never-send-local quick-exit
strict-limits tune.disable-zero-copy-forwarding tune.quic.disable-tx-pacing tune.quic.disable-udp-gso
tune.ssl.force-private-cache
"""
_GLOBAL_OPTIONAL = """
httpclient.resolvers.id httpclient.ssl.ca-file tune.defaults.purge tune.epoll.mask-events tune.fail-alloc
tune.h1.be.glitches-threshold tune.h1.fe.glitches-threshold tune.h2.be.glitches-threshold
tune.h2.be.initial-window-size tune.h2.be.max-concurrent-streams tune.h2.be.max-frames-at-once
tune.h2.fe.glitches-threshold tune.h2.fe.initial-window-size tune.h2.fe.max-frames-at-once
tune.h2.fe.max-rst-at-once tune.h2.fe.max-total-streams tune.h2.initial-window-size
tune.h2.max-concurrent-streams tune.max-checks-per-thread tune.renice.runtime tune.renice.startup
tune.ring.queues
"""
_GLOBAL_VALUES = """
acme.scheduler ca-base chroot cluster-secret crt-base dns-accept-family fd-hard-limit gid group
h1-case-adjust-file httpclient.resolvers.disabled httpclient.resolvers.prefer httpclient.retries
httpclient.ssl.verify httpclient.timeout.connect issuers-chain-path key-base localpeer log-tag
max-spread-checks max-threads-per-group maxcompcpuusage maxcomprate maxconn maxconnrate maxpipes maxsessrate
maxsslconn maxsslrate maxzlibmem nbproc nbthread node ocsp-update.httpproxy pidfile spread-checks
ssl-default-bind-ciphers ssl-default-bind-ciphersuites ssl-default-bind-client-sigalgs ssl-default-bind-curves
ssl-default-bind-sigalgs ssl-default-server-ciphers ssl-default-server-ciphersuites
ssl-default-server-client-sigalgs ssl-default-server-curves ssl-default-server-sigalgs ssl-dh-param-file
ssl-server-verify stress-level thread-groups thread-hard-limit tune.applet.zero-copy-forwarding tune.bufsize
tune.bufsize.large tune.bufsize.small tune.cli.max-payload-size tune.comp.maxlevel
tune.events.max-events-at-once tune.glitches.kill.cpu-usage tune.h1.zero-copy-fwd-recv
tune.h1.zero-copy-fwd-send tune.h2.be.rxbuf tune.h2.fe.rxbuf tune.h2.header-table-size tune.h2.log-errors
tune.h2.max-frame-size tune.h2.zero-copy-fwd-send tune.http.cookielen tune.http.logurilen tune.http.maxhdr
tune.idle-pool.shared tune.idletimer tune.listener.default-shards tune.listener.multi-queue
tune.lua.bool-sample-conversion tune.lua.log.loggers tune.lua.log.stderr tune.lua.openlibs
tune.max-rules-at-once tune.maxaccept tune.maxpollevents tune.maxrewrite tune.memory.hot-size
tune.notsent-lowat.client tune.notsent-lowat.server tune.peers.max-updates-at-once tune.pipesize
tune.pool-high-fd-ratio tune.pool-low-fd-ratio tune.pt.zero-copy-forwarding tune.quic.backend.max-idle-timeou
tune.quic.be.sec.glitches-threshold tune.quic.be.stream.data-ratio tune.quic.be.stream.max-concurrent
tune.quic.be.stream.rxbuf tune.quic.be.tx.pacing tune.quic.be.tx.udp-gso tune.quic.cc-hystart
tune.quic.cc.cubic.min-losses tune.quic.fe.cc.cubic-min-losses tune.quic.fe.cc.hystart
tune.quic.fe.cc.max-frame-loss tune.quic.fe.cc.max-win-size tune.quic.fe.cc.reorder-ratio
tune.quic.fe.max-idle-timeout tune.quic.fe.sec.glitches-threshold tune.quic.fe.sec.retry-threshold
tune.quic.fe.sock-per-conn tune.quic.fe.stream.data-ratio tune.quic.fe.stream.max-concurrent
tune.quic.fe.stream.max-total tune.quic.fe.stream.rxbuf tune.quic.fe.tx.pacing tune.quic.fe.tx.udp-gso
tune.quic.frontend.conn-tx-buffers.limit tune.quic.frontend.default-max-window-size
tune.quic.frontend.glitches-threshold tune.quic.frontend.max-data-size tune.quic.frontend.max-idle-timeout
tune.quic.frontend.max-streams-bidi tune.quic.frontend.max-tx-mem tune.quic.listen tune.quic.max-frame-loss
tune.quic.mem.tx-max tune.quic.reorder-ratio tune.quic.retry-threshold tune.quic.socket-owner
tune.quic.zero-copy-fwd-send tune.rcvbuf.backend tune.rcvbuf.client tune.rcvbuf.frontend tune.rcvbuf.server
tune.recv_enough tune.runqueue-depth tune.sched.low-latency tune.sndbuf.backend tune.sndbuf.client
tune.sndbuf.frontend tune.sndbuf.server tune.ssl.cachesize tune.ssl.capture-buffer-size
tune.ssl.capture-cipherlist-size tune.ssl.default-dh-param tune.ssl.hard-maxrecord tune.ssl.keylog
tune.ssl.lifetime tune.ssl.maxrecord tune.ssl.ssl-ctx-cache-size tune.streams-elasticity
tune.takeover-other-tg-connections tune.zlib.memlevel tune.zlib.windowsize uid ulimit-n user
"""
_GLOBAL_LISTS = """
close-spread-time cpu-map cpu-set description force-cfg-parser-pause grace hard-stop-after
ocsp-update.maxdelay ocsp-update.mindelay server-state-base server-state-file setcap ssl-propquery
ssl-provider ssl-provider-path ssl-security-level stats-file tune.lua.burst-timeout tune.lua.maxmem
tune.lua.service-timeout tune.lua.session-timeout tune.lua.task-timeout tune.ssl.ocsp-update.maxdelay
tune.ssl.ocsp-update.mindelay warn-blocked-traffic-after
"""
_OPTION_FLAGS = """
abortonclose accept-invalid-http-request accept-invalid-http-response accept-unsafe-violations-in-http-request
accept-unsafe-violations-in-http-response allbackups assume-rfc6587-ntf checkcache clitcpka contstats
disable-h2-upgrade dont-parse-log dontlog-normal dontlognull external-check forceclose
h1-case-adjust-bogus-client h1-case-adjust-bogus-server http-buffer-request http-drop-request-trailers
http-drop-response-trailers http-ignore-probes http-keep-alive http-no-delay http-pretend-keepalive
http-server-close http-use-proxy-header http_proxy httpclose idle-close-on-response independant-streams
independent-streams ldap-check log-health-checks log-separate-errors logasap nolinger persist
prefer-last-server redis-check socket-stats splice-auto splice-request splice-response srvtcpka ssl-hello-chk
tcp-check tcp-smart-accept tcp-smart-connect tcpka transparent
"""
_TIMEOUTS = """
check client client-fin clitimeout connect contimeout http-keep-alive http-request queue server server-fin
srvtimeout tarpit tunnel
"""
_PROXY_VALUES = """
backlog clitimeout contimeout default_backend fullconn log-format log-format-sd maxconn mode monitor-uri
retries srvtimeout unique-id-format
"""
_PROXY_LISTS = """
acl bind capture compression cookie declare description dispatch dynamic-cookie-key email-alert external-check
force-persist hash-balance-factor hash-type http-after-response http-check http-request http-response log-tag
max-keep-alive-queue max-session-srv-conns monitor monitor-net option persist quic-initial rate-limit redirect
source stats stick stick-table tcp-check tcp-request tcp-response timeout unique-id-header use-fcgi-app
use-server use_backend
"""
_ERRORS = "errorfile errorloc errorloc302 errorloc303"

COUNTS: dict[str, Mapping[str, Count]] = {
    "global": {
        **_counts(0, 0, _GLOBAL_FLAGS),
        **_counts(0, 1, _GLOBAL_OPTIONAL),
        **_counts(1, 1, _GLOBAL_VALUES),
        **_counts(1, None, _GLOBAL_LISTS),
    },
    "proxy": {
        **_counts(0, 0, "disabled enabled transparent"),
        **_counts(1, 1, _PROXY_VALUES),
        **_counts(1, None, _PROXY_LISTS),
        **_counts(2, None, _ERRORS),
        **{f"option {name}": Count(0, 0) for name in _OPTION_FLAGS.split()},
        **{f"timeout {name}": Count(1, 1) for name in _TIMEOUTS.split()},
        "option smtpchk": Count(0, 2),
    },
    "resolvers": _counts(1, None, "accepted_payload_size nameserver resolve_retries timeout hold"),
    "peers": _counts(1, None, "bind shards table"),
    "cache": _counts(0, 1, "max-age"),
    "ring": _counts(1, None, "backing-file description format maxlen server size"),
    "log-forward": _counts(1, 1, "backlog maxconn"),
    "mailers": _counts(1, None, "mailer timeout"),
    "fcgi-app": {
        **_counts(1, 1, "docroot index path-info"),
        **_counts(1, None, "acl log-stderr pass-header set-param"),
    },
    "http-errors": _counts(2, None, "errorfile"),
    "userlist": _counts(1, None, "group user"),
}
"""Section (all proxies are "proxy") -> keyword, or keyword and the word that belongs to it -> its arguments."""

ACTIONS: dict[str, int] = {
    "set-header": 2, "add-header": 2, "replace-header": 3, "replace-value": 3, "replace-path": 2, "replace-uri": 2,
    "set-method": 1, "set-path": 1, "set-pathq": 1, "set-query": 1, "set-uri": 1, "set-log-level": 1,
    "strict-mode": 1, "allow": 0, "reject": 0, "disable-l7-retry": 0, "cache-store": 1,
}  # fmt: skip
"""Actions of HTTP rules -> their arguments; behind those stands a condition or nothing."""

ANSWER_WORDS: dict[str, int] = {
    "status": 1, "deny_status": 1, "content-type": 1, "default-errorfiles": 0, "errorfiles": 1, "errorfile": 1,
    "file": 1, "lf-file": 1, "string": 1, "lf-string": 1, "hdr": 2,
}  # fmt: skip
"""What may follow ``return``, ``deny`` and ``tarpit``, and the words behind it."""

REDIRECT_WORDS: dict[str, int] = {
    "location": 1, "prefix": 1, "scheme": 1, "code": 1, "set-cookie": 1, "set-cookie-fmt": 1, "clear-cookie": 1,
    "drop-query": 0, "keep-query": 0, "append-slash": 0, "ignore-empty": 0,
}  # fmt: skip
"""The words of a redirect in any version, and the words behind each."""

REDIRECT_CODES = frozenset({"301", "302", "303", "307", "308"})

ANSWER_WORDS_SINCE: Version = (2, 2, 0)

ERROR_CODES = frozenset(map(str, (200, 400, 401, 403, 404, 405, 407, 408, 410, 413, 414, 421, 422, 425, 429, 431,
                                  500, 501, 502, 503, 504)))  # fmt: skip
"""Status codes for which some version has an error page of its own."""

ERROR_CODES_CHECKED: Version = (2, 4, 0)
"""A code without a page is refused since then for certain; 2.0 took it for another one."""

LOG_FACILITIES = frozenset(
    {"kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "auth2", "ftp", "ntp",
     "audit", "alert", "cron2", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7"}
)  # fmt: skip
LOG_LEVELS = frozenset({"emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"})
LOG_WORDS = ("len", "format", "sample", "profile")
"""What may stand before the facility, in this order, with a value each."""

NUMBERS: dict[str, tuple[Version, int, int | None]] = {
    "maxconn": ((2, 8, 0), 0, None),
    "nbthread": ((2, 0, 0), 1, 4096),
    "thread-groups": ((2, 5, 0), 1, 64),
}
"""Keyword of ``global`` -> since when other words than numbers are refused, and the least and the
most that any build takes."""
