"""Words that HAProxy deprecated or took away, and what stands in their place.

Source: one run of ``haproxy -c`` for each word with 1.8 to 3.5-dev5, and the messages of those versions,
2026-11.  The version of the removal is in the tables of keywords; here are the words that were warned about
before, and the cures.
"""

from lbconflint.knowledge.versions import Version

_REQUEST_WORDS = (
    "cliexp", "reqadd", "reqallow", "reqdel", "reqdeny", "reqiallow", "reqidel", "reqideny", "reqipass", "reqirep",
    "reqitarpit", "reqpass", "reqrep", "reqtarpit",
)  # fmt: skip
_RESPONSE_WORDS = ("rspadd", "rspdel", "rspdeny", "rspidel", "rspideny", "rspirep", "rsprep", "srvexp")
_QUIC_WORDS = {
    "tune.quic.cc-hystart": "tune.quic.fe.cc.hystart",
    "tune.quic.cc.cubic.min-losses": "tune.quic.fe.cc.cubic-min-losses",
    "tune.quic.disable-tx-pacing": "tune.quic.fe.tx.pacing",
    "tune.quic.disable-udp-gso": "tune.quic.fe.tx.udp-gso",
    "tune.quic.frontend.default-max-window-size": "tune.quic.fe.cc.max-win-size",
    "tune.quic.frontend.glitches-threshold": "tune.quic.fe.sec.glitches-threshold",
    "tune.quic.frontend.max-data-size": "tune.quic.fe.stream.rxbuf",
    "tune.quic.frontend.max-idle-timeout": "tune.quic.fe.max-idle-timeout",
    "tune.quic.frontend.max-streams-bidi": "tune.quic.fe.stream.max-concurrent",
    "tune.quic.frontend.max-tx-mem": "tune.quic.mem.tx-max",
    "tune.quic.frontend.stream-data-ratio": "tune.quic.fe.stream.data-ratio",
    "tune.quic.max-frame-loss": "tune.quic.fe.cc.max-frame-loss",
    "tune.quic.reorder-ratio": "tune.quic.fe.cc.reorder-ratio",
    "tune.quic.retry-threshold": "tune.quic.fe.sec.retry-threshold",
    "tune.quic.socket-owner": "tune.quic.fe.sock-per-conn",
}
"""Words that 3.3 renamed and 3.5 dropped."""

DEPRECATED: dict[tuple[str, str], Version] = {
    **{("proxy", word): (2, 0, 0) for word in (*_REQUEST_WORDS, *_RESPONSE_WORDS)},
    **{("global", word): (3, 3, 0) for word in _QUIC_WORDS},
    ("proxy", "block"): (1, 8, 0),
    ("proxy", "redisp"): (1, 8, 0),
    ("proxy", "redispatch"): (1, 8, 0),
    ("proxy", "clitimeout"): (1, 8, 0),
    ("proxy", "contimeout"): (1, 8, 0),
    ("proxy", "srvtimeout"): (1, 8, 0),
    ("proxy", "grace"): (2, 3, 0),
    ("proxy", "bind-process"): (2, 5, 0),
    ("proxy", "dispatch"): (3, 3, 0),
    ("proxy", "transparent"): (3, 3, 0),
    ("option", "transparent"): (3, 3, 0),
    ("option", "http-tunnel"): (2, 1, 0),
    ("option", "forceclose"): (2, 0, 0),
    ("option", "accept-invalid-http-request"): (3, 1, 0),
    ("option", "accept-invalid-http-response"): (3, 1, 0),
    ("timeout", "clitimeout"): (1, 8, 0),
    ("timeout", "contimeout"): (1, 8, 0),
    ("timeout", "srvtimeout"): (1, 8, 0),
    ("bind", "process"): (2, 5, 0),
    ("global", "tune.chksize"): (2, 4, 0),
    ("global", "tune.ssl.capture-cipherlist-size"): (2, 5, 0),
    ("global", "tune.takeover-other-tg-connections"): (3, 5, 0),
    ("resolvers", "resolution_pool_size"): (1, 8, 0),
    ("section", "program"): (3, 1, 0),
}
"""(context, word) -> the first version that warns of it."""

REPLACEMENTS: dict[tuple[str, str], str] = {
    **{
        ("proxy", word): "use 'http-request' rules: replace-header, set-header, deny ..."
        for word in _REQUEST_WORDS
    },
    **{("proxy", word): "use 'http-response' rules: replace-header, set-header ..." for word in _RESPONSE_WORDS},
    **{("global", old): f"use '{new}'" for old, new in _QUIC_WORDS.items()},
    ("proxy", "block"): "use 'http-request deny'",
    ("proxy", "clitimeout"): "use 'timeout client'",
    ("proxy", "contimeout"): "use 'timeout connect'",
    ("proxy", "srvtimeout"): "use 'timeout server'",
    ("timeout", "clitimeout"): "use 'timeout client'",
    ("timeout", "contimeout"): "use 'timeout connect'",
    ("timeout", "srvtimeout"): "use 'timeout server'",
    ("proxy", "redispatch"): "use 'option redispatch'",
    ("proxy", "redisp"): "use 'option redispatch'",
    ("proxy", "monitor-net"): "use 'http-request return status 200 if { src ... }'",
    ("proxy", "grace"): "remove it; 'hard-stop-after' in 'global' bounds a stop",
    ("proxy", "bind-process"): "use 'thread' on the bind lines",
    ("proxy", "dispatch"): "use a 'server' line with this address",
    ("proxy", "transparent"): "use 'server NAME 0.0.0.0'",
    ("option", "transparent"): "use 'server NAME 0.0.0.0'",
    ("option", "http-tunnel"): "remove it",
    ("option", "forceclose"): "use 'option httpclose'",
    ("option", "http_proxy"): "use 'http-request do-resolve' and 'http-request set-dst'",
    ("option", "http-use-htx"): "remove it: HTX is always in use",
    ("option", "independant-streams"): "use 'option independent-streams'",
    ("option", "accept-invalid-http-request"): "use 'option accept-unsafe-violations-in-http-request'",
    ("option", "accept-invalid-http-response"): "use 'option accept-unsafe-violations-in-http-response'",
    ("global", "nbproc"): "remove it: 'nbthread' uses all processors",
    ("global stats", "bind-process"): "use 'thread' on 'stats socket'",
    ("global", "tune.chksize"): "use 'tune.bufsize'",
    ("global", "tune.ssl.capture-cipherlist-size"): "use 'tune.ssl.capture-buffer-size'",
    ("global", "debug"): "start HAProxy with -d",
    ("global", "master-worker"): "start HAProxy with -W or -Ws",
    ("global", "no-quic"): "use 'tune.quic.listen off'",
    ("global", "trace"): "use a 'traces' section",
    ("bind", "process"): "use 'thread'",
    ("mode", "health"): "use 'http-request return status 200'",
    ("section", "program"): "run the program under a service manager of its own",
}
"""(context, word) -> what to do instead."""
