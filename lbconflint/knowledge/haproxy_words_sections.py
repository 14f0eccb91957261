"""What HAProxy knows, by versions: the section keywords, and the keywords of the sections that are no proxies.

``WORDS`` maps a context and the life of its words to the words: "" is every version, "2.4" since 2.4,
"2.0..3.3" from 2.0 until 3.3 dropped them.  Asked of the binaries of 1.8.0 to 3.5-dev5 in 2026-11 by
``tests/tools/haproxy_probe.py``, written by ``tests/tools/haproxy_tables.py``.
"""

WORDS: dict[str, dict[str, str]] = {
    "section": {
        "": "backend cache defaults frontend global listen mailers namespace_list peers resolvers userlist",
        "2.0..3.3": "program",
        "2.1": "fcgi-app",
        "2.2": "http-errors ring",
        "2.3": "log-forward",
        "3.0": "crt-store",
        "3.1": "log-profile traces",
        "3.2": "acme",
        "3.4": "healthcheck",
    },
    "global": {
        "": """
            51degrees-cache-size 51degrees-data-file 51degrees-property-name-list 51degrees-property-separator
            ca-base chroot cpu-map crt-base daemon description deviceatlas-json-file deviceatlas-log-level
            deviceatlas-properties-cookie deviceatlas-property-separator deviceatlas-separator external-check
            gid group hard-stop-after log log-send-hostname log-tag lua-load max-spread-checks maxcompcpuusage
            maxcomprate maxconn maxconnrate maxpipes maxsessrate maxsslconn maxsslrate maxzlibmem nbthread node
            noepoll nogetaddrinfo nokqueue nopoll noreuseport nosplice pidfile presetenv quiet resetenv
            server-state-base server-state-file setenv spread-checks ssl-default-bind-ciphers
            ssl-default-bind-options ssl-default-server-ciphers ssl-default-server-options ssl-dh-param-file
            ssl-engine ssl-mode-async ssl-server-verify stats tune.buffers.limit tune.buffers.reserve
            tune.bufsize tune.comp.maxlevel tune.h2.header-table-size tune.h2.initial-window-size
            tune.h2.max-concurrent-streams tune.http.cookielen tune.http.logurilen tune.http.maxhdr
            tune.idletimer tune.lua.forced-yield tune.lua.maxmem tune.lua.service-timeout
            tune.lua.session-timeout tune.lua.task-timeout tune.maxaccept tune.maxpollevents tune.maxrewrite
            tune.pattern.cache-size tune.pipesize tune.rcvbuf.client tune.rcvbuf.server tune.recv_enough
            tune.sndbuf.client tune.sndbuf.server tune.ssl.cachesize tune.ssl.capture-cipherlist-size
            tune.ssl.default-dh-param tune.ssl.force-private-cache tune.ssl.lifetime tune.ssl.maxrecord
            tune.ssl.ssl-ctx-cache-size tune.vars.global-max-size tune.vars.proc-max-size
            tune.vars.reqres-max-size tune.vars.sess-max-size tune.vars.txn-max-size tune.zlib.memlevel
            tune.zlib.windowsize uid ulimit-n unix-bind unsetenv user wurfl-cache-size wurfl-data-file
            wurfl-engine-mode wurfl-information-list wurfl-information-list-separator wurfl-patch-file
            wurfl-useragent-priority
        """,
        "..2.3": "debug",
        "..2.5": "nbproc tune.chksize",
        "..3.5": "master-worker",
        "1.9": """
            busy-polling profiling.tasks ssl-default-bind-ciphersuites ssl-default-server-ciphersuites
            tune.runqueue-depth tune.ssl.keylog
        """,
        "2.0": """
            lua-prepend-path mworker-max-reloads noevports set-dumpable tune.h2.max-frame-size
            tune.listener.multi-queue tune.pool-high-fd-ratio tune.pool-low-fd-ratio
        """,
        "2.1": "h1-case-adjust h1-case-adjust-file strict-limits",
        "2.2": """
            insecure-fork-wanted insecure-setuid-wanted issuers-chain-path localpeer pp2-never-send-local
            ssl-default-bind-curves ssl-load-extra-files ssl-skip-self-issued-ca tune.fd.edge-triggered
            tune.idle-pool.shared tune.sched.low-latency tune.vars.check-max-size zero-warning
        """,
        "2.3": "ssl-load-extra-del-ext",
        "2.4": """
            default-path expose-experimental-directives lua-load-per-thread numa-cpu-mapping profiling.memory
            set-var
        """,
        "2.5": """
            grace h2-workaround-bogus-websocket-clients set-var-fmt thread-group thread-groups
            tune.ssl.capture-buffer-size
        """,
        "2.6": """
            close-spread-time cluster-secret fd-hard-limit h1-accept-payload-with-any-method
            httpclient.resolvers.id httpclient.resolvers.prefer httpclient.ssl.ca-file httpclient.ssl.verify
            no-memory-trimming ssl-propquery ssl-provider ssl-provider-path tune.fail-alloc
            tune.ssl.hard-maxrecord
        """,
        "2.6..3.3": "tune.quic.frontend.conn-tx-buffers.limit",
        "2.6..3.5": """
            tune.quic.frontend.max-idle-timeout tune.quic.frontend.max-streams-bidi tune.quic.retry-threshold
        """,
        "2.7": "anonkey quick-exit tune.peers.max-updates-at-once",
        "2.7..3.1": "trace",
        "2.8": """
            51degrees-allow-unmatched 51degrees-difference 51degrees-drift 51degrees-use-performance-graph
            51degrees-use-predictive-graph httpclient.resolvers.disabled prealloc-fd
            ssl-default-bind-client-sigalgs ssl-default-bind-sigalgs tune.disable-fast-forward
            tune.h2.be.initial-window-size tune.h2.be.max-concurrent-streams tune.h2.fe.initial-window-size
            tune.h2.fe.max-concurrent-streams tune.listener.default-shards tune.lua.burst-timeout
            tune.lua.log.loggers tune.lua.log.stderr tune.memory.hot-size tune.ssl.ocsp-update.maxdelay
            tune.ssl.ocsp-update.mindelay tune.stick-counters
        """,
        "2.8..3.3": "no-quic",
        "2.8..3.5": "tune.quic.max-frame-loss tune.quic.socket-owner",
        "2.9": """
            httpclient.retries httpclient.timeout.connect limited-quic setcap ssl-default-server-client-sigalgs
            ssl-default-server-curves ssl-default-server-sigalgs tune.disable-zero-copy-forwarding
            tune.events.max-events-at-once tune.h1.zero-copy-fwd-recv tune.h1.zero-copy-fwd-send
            tune.h2.zero-copy-fwd-send tune.max-checks-per-thread tune.pt.zero-copy-forwarding
            tune.rcvbuf.backend tune.rcvbuf.frontend tune.sndbuf.backend tune.sndbuf.frontend
        """,
        "3.0": """
            deviceatlas-cache-size expose-deprecated-directives harden.reject-privileged-ports.quic
            harden.reject-privileged-ports.tcp http-err-codes http-fail-codes key-base ocsp-update.disable
            ocsp-update.httpproxy ocsp-update.maxdelay ocsp-update.mindelay ocsp-update.mode ssl-security-level
            stats-file thread-hard-limit tune.applet.zero-copy-forwarding tune.h2.be.glitches-threshold
            tune.h2.fe.glitches-threshold tune.h2.fe.max-total-streams tune.quic.zero-copy-fwd-send
            tune.ring.queues
        """,
        "3.0..3.1": "tune.quic.backend.max-idle-timeou",
        "3.0..3.5": "tune.quic.cc-hystart tune.quic.frontend.glitches-threshold tune.quic.reorder-ratio",
        "3.1": """
            force-cfg-parser-pause h1-do-not-close-on-insecure-transfer-encoding tune.bufsize.small
            tune.h2.be.rxbuf tune.h2.fe.rxbuf tune.renice.runtime tune.renice.startup warn-blocked-traffic-after
        """,
        "3.1..3.5": """
            tune.quic.cc.cubic.min-losses tune.quic.disable-udp-gso tune.quic.frontend.default-max-window-size
        """,
        "3.2": """
            acme.scheduler cpu-policy cpu-set debug.counters dns-accept-family stress-level
            tune.epoll.mask-events tune.glitches.kill.cpu-usage tune.lua.bool-sample-conversion
            tune.max-rules-at-once tune.notsent-lowat.client tune.notsent-lowat.server
            tune.takeover-other-tg-connections
        """,
        "3.2..3.5": """
            tune.quic.disable-tx-pacing tune.quic.frontend.max-data-size tune.quic.frontend.max-tx-mem
            tune.quic.frontend.stream-data-ratio
        """,
        "3.3": """
            noktls shm-stats-file shm-stats-file-max-objects ssl-passphrase-cmd tune.quic.be.cc.cubic-min-losses
            tune.quic.be.cc.hystart tune.quic.be.cc.max-frame-loss tune.quic.be.cc.max-win-size
            tune.quic.be.cc.reorder-ratio tune.quic.be.max-idle-timeout tune.quic.be.sec.glitches-threshold
            tune.quic.be.stream.data-ratio tune.quic.be.stream.max-concurrent tune.quic.be.stream.rxbuf
            tune.quic.be.tx.pacing tune.quic.be.tx.udp-gso tune.quic.fe.cc.cubic-min-losses
            tune.quic.fe.cc.hystart tune.quic.fe.cc.max-frame-loss tune.quic.fe.cc.max-win-size
            tune.quic.fe.cc.reorder-ratio tune.quic.fe.max-idle-timeout tune.quic.fe.sec.glitches-threshold
            tune.quic.fe.sec.retry-threshold tune.quic.fe.sock-per-conn tune.quic.fe.stream.data-ratio
            tune.quic.fe.stream.max-concurrent tune.quic.fe.stream.rxbuf tune.quic.fe.tx.pacing
            tune.quic.fe.tx.udp-gso tune.quic.listen tune.quic.mem.tx-max
        """,
        "3.4": """
            cpu-affinity jwt.decrypt_alg_list jwt.decrypt_enc_list max-threads-per-group tune.bufsize.large
            tune.cli.max-payload-size tune.defaults.purge tune.h1.be.glitches-threshold
            tune.h1.fe.glitches-threshold tune.h2.be.max-frames-at-once tune.h2.fe.max-frames-at-once
            tune.h2.fe.max-rst-at-once tune.h2.log-errors tune.lua.openlibs tune.quic.fe.stream.max-total
            tune.ssl.certificate-compression tune.streams-elasticity
        """,
        "3.5": "tune.fd.tables tune.ssl.keyupdate-rate-limit",
    },
    "global stats": {
        "": "maxconn socket timeout",
        "..2.7": "bind-process",
        "3.4": "calculate-max-counters",
    },
    "peers": {
        "": "disabled enabled peer",
        "2.0": "bind default-bind default-server server table",
        "2.1": "log",
        "2.7": "shards",
    },
    "resolvers": {
        "": "accepted_payload_size hold nameserver resolve_retries timeout",
        "..2.0": "resolution_pool_size",
        "1.9": "parse-resolv-conf",
    },
    "resolvers timeout": {
        "": "resolve retry",
    },
    "resolvers hold": {
        "": "nx obsolete other refused timeout valid",
    },
    "mailers": {
        "": "mailer timeout",
    },
    "mailers timeout": {
        "": "mail",
    },
    "userlist": {
        "": "group user",
    },
    "cache": {
        "": "max-age total-max-size",
        "1.9": "max-object-size",
        "2.4": "max-secondary-entries process-vary",
        "3.5": "early-hints",
    },
    "program": {
        "2.0..3.3": "command option",
        "2.1..3.3": "group user",
    },
    "ring": {
        "2.2": "description format maxlen server size timeout",
        "2.7": "backing-file",
    },
    "ring timeout": {
        "2.2": "connect server",
    },
    "log-forward": {
        "2.3": "backlog bind dgram-bind log maxconn timeout",
        "3.2": "option",
    },
    "log-forward option": {
        "3.2": "assume-rfc6587-ntf dont-parse-log host",
    },
    "http-errors": {
        "2.2": "errorfile",
    },
    "fcgi-app": {
        "2.1": "acl docroot index log-stderr option pass-header path-info set-param",
    },
    "fcgi-app option": {
        "2.1": "get-values keep-conn max-reqs mpxs-conns",
    },
    "crt-store": {
        "3.0": "crt-base key-base load",
    },
    "traces": {
        "3.1": "trace",
    },
    "log-profile": {
        "3.1": "log-tag on",
    },
    "acme": {
        "3.2": "account-key bits challenge contact curves directory keytype map",
        "3.3": "acme-vars provider-name reuse-key",
        "3.4": "challenge-ready dns-delay dns-timeout eab-key-id eab-mac-alg eab-mac-key profile",
    },
    "healthcheck": {
        "3.4": "http-check tcp-check type",
    },
    "namespace_list": {
        "": "namespace",
    },
}
