"""What HAProxy knows, by versions: the second words of proxies' keywords: options, timeouts, actions, algorithms.

``WORDS`` maps a context and the life of its words to the words: "" is every version, "2.4" since 2.4,
"2.0..3.3" from 2.0 until 3.3 dropped them.  Asked of the binaries of 1.8.0 to 3.5-dev5 in 2026-11 by
``tests/tools/haproxy_probe.py``, written by ``tests/tools/haproxy_tables.py``.
"""

WORDS: dict[str, dict[str, str]] = {
    "option": {
        "": """
            abortonclose accept-invalid-http-request accept-invalid-http-response allbackups checkcache clitcpka
            contstats dontlog-normal dontlognull external-check forwardfor http-buffer-request
            http-ignore-probes http-keep-alive http-no-delay http-pretend-keepalive http-server-close
            http-use-proxy-header httpchk httpclose httplog independent-streams ldap-check log-health-checks
            log-separate-errors logasap mysql-check nolinger originalto persist pgsql-check prefer-last-server
            redis-check redispatch smtpchk socket-stats splice-auto splice-request splice-response spop-check
            srvtcpka ssl-hello-chk tcp-check tcp-smart-accept tcp-smart-connect tcpka tcplog
        """,
        "..2.1": "independant-streams",
        "..2.5": "forceclose http-tunnel http_proxy",
        "..3.5": "transparent",
        "1.9..2.5": "http-use-htx",
        "2.1": "h1-case-adjust-bogus-client h1-case-adjust-bogus-server",
        "2.2": "disable-h2-upgrade",
        "2.5": "httpslog",
        "2.6": "http-restrict-req-hdr-names idle-close-on-response",
        "2.8": "forwarded",
        "3.1": "accept-unsafe-violations-in-http-request accept-unsafe-violations-in-http-response",
        "3.2": "assume-rfc6587-ntf dont-parse-log http-drop-request-trailers http-drop-response-trailers",
        "3.4": "use-small-buffers",
    },
    "no option": {
        "": """
            abortonclose allbackups checkcache clitcpka contstats dontlog-normal dontlognull http-buffer-request
            http-ignore-probes http-keep-alive http-no-delay http-pretend-keepalive http-server-close
            http-use-proxy-header httpclose independent-streams log-health-checks log-separate-errors logasap
            nolinger persist prefer-last-server redispatch socket-stats splice-auto splice-request
            splice-response srvtcpka tcp-smart-accept tcp-smart-connect
        """,
        "..2.1": "independant-streams",
        "..2.5": "forceclose http-tunnel http_proxy",
        "..3.1": "accept-invalid-http-request accept-invalid-http-response",
        "..3.5": "transparent",
        "1.9..2.5": "http-use-htx",
        "2.1": "h1-case-adjust-bogus-client h1-case-adjust-bogus-server",
        "2.2": "disable-h2-upgrade",
        "2.6": "idle-close-on-response",
        "2.8": "forwarded",
        "3.1": "accept-unsafe-violations-in-http-request accept-unsafe-violations-in-http-response",
        "3.2": "assume-rfc6587-ntf dont-parse-log http-drop-request-trailers http-drop-response-trailers",
        "3.4": "use-small-buffers",
    },
    "timeout": {
        "": """
            check client client-fin connect http-keep-alive http-request queue server server-fin tarpit tunnel
        """,
        "..2.1": "clitimeout contimeout srvtimeout",
        "2.9": "client-hs",
    },
    "stats": {
        "": """
            admin auth enable hide-version http-request realm refresh scope show-desc show-legends show-node uri
        """,
        "2.3": "show-modules",
        "3.4": "show-version",
    },
    "http-request": {
        "": """
            add-acl add-header allow auth cache-use capture del-acl del-header del-map deny redirect reject
            replace-header replace-value sc-inc-gpc0 sc-set-gpt0 send-spoe-group set-dst set-dst-port set-header
            set-log-level set-map set-mark set-method set-nice set-path set-query set-src set-src-port set-tos
            set-uri set-var set-var-fmt silent-drop tarpit track-sc unset-var use-service wait-for-handshake
        """,
        "1.9": "early-hint sc-inc-gpc1 set-priority-class set-priority-offset",
        "2.0": "disable-l7-retry do-resolve replace-uri",
        "2.2": "replace-path return strict-mode",
        "2.3": "replace-pathq set-pathq",
        "2.4": "normalize-uri set-timeout wait-for-body",
        "2.5": "sc-inc-gpc sc-set-gpt",
        "2.7": "set-bandwidth-limit",
        "2.8": "sc-add-gpc",
        "3.0": "set-bc-mark set-bc-tos set-fc-mark set-fc-tos",
        "3.1": "do-log set-retries",
        "3.2": "pause",
        "3.4": "add-headers-bin del-headers-bin set-headers-bin",
    },
    "http-response": {
        "": """
            add-acl add-header allow cache-store capture del-acl del-header del-map deny redirect replace-header
            replace-value sc-inc-gpc0 sc-set-gpt0 send-spoe-group set-header set-log-level set-map set-mark
            set-nice set-status set-tos set-var set-var-fmt silent-drop track-sc unset-var
        """,
        "1.9": "sc-inc-gpc1",
        "2.2": "return strict-mode",
        "2.4": "wait-for-body",
        "2.5": "sc-inc-gpc sc-set-gpt",
        "2.7": "set-bandwidth-limit",
        "2.8": "sc-add-gpc",
        "2.9": "set-timeout",
        "3.0": "set-fc-mark set-fc-tos",
        "3.1": "do-log",
        "3.2": "pause",
        "3.4": "add-headers-bin del-headers-bin set-headers-bin",
    },
    "http-after-response": {
        "2.2": """
            add-header allow del-header replace-header replace-value set-header set-status set-var set-var-fmt
            strict-mode unset-var
        """,
        "2.6": "capture",
        "2.8": """
            del-acl del-map sc-add-gpc sc-inc-gpc sc-inc-gpc0 sc-inc-gpc1 sc-set-gpt sc-set-gpt0 set-log-level
            set-map
        """,
        "3.1": "do-log",
        "3.4": "add-headers-bin del-headers-bin set-headers-bin",
    },
    "tcp-request": {
        "": "connection content inspect-delay session",
    },
    "tcp-request connection": {
        "": """
            accept capture expect-netscaler-cip expect-proxy reject sc-inc-gpc0 sc-set-gpt0 set-dst set-dst-port
            set-src set-src-port silent-drop track-sc
        """,
        "1.9": "sc-inc-gpc1",
        "2.5": "sc-inc-gpc sc-set-gpt set-mark set-tos set-var set-var-fmt unset-var",
        "2.8": "sc-add-gpc",
        "3.0": "set-fc-mark set-fc-tos",
        "3.1": "do-log",
    },
    "tcp-request session": {
        "": """
            accept capture expect-netscaler-cip expect-proxy reject sc-inc-gpc0 sc-set-gpt0 set-dst set-dst-port
            set-src set-src-port set-var set-var-fmt silent-drop track-sc unset-var
        """,
        "1.9": "sc-inc-gpc1",
        "2.5": "sc-inc-gpc sc-set-gpt set-mark set-tos",
        "2.8": "sc-add-gpc",
        "2.9": "attach-srv",
        "3.0": "set-fc-mark set-fc-tos",
        "3.1": "do-log",
    },
    "tcp-request content": {
        "": """
            accept capture expect-netscaler-cip expect-proxy reject sc-inc-gpc0 sc-set-gpt0 send-spoe-group
            set-var set-var-fmt silent-drop track-sc unset-var use-service
        """,
        "1.9": "sc-inc-gpc1 set-priority-class set-priority-offset",
        "2.0": "do-resolve set-dst set-dst-port",
        "2.4": "switch-mode",
        "2.5": "sc-inc-gpc sc-set-gpt set-log-level set-mark set-nice set-src set-src-port set-tos",
        "2.7": "set-bandwidth-limit",
        "2.8": "sc-add-gpc",
        "3.0": "set-bc-mark set-bc-tos set-fc-mark set-fc-tos",
        "3.1": "do-log set-retries",
    },
    "tcp-response": {
        "": "content inspect-delay",
    },
    "tcp-response content": {
        "": """
            accept close reject sc-inc-gpc0 sc-set-gpt0 send-spoe-group set-var set-var-fmt silent-drop
            unset-var
        """,
        "1.9": "sc-inc-gpc1",
        "2.5": "sc-inc-gpc sc-set-gpt set-log-level set-mark set-nice set-tos",
        "2.7": "set-bandwidth-limit",
        "2.8": "sc-add-gpc",
        "3.0": "set-fc-mark set-fc-tos",
        "3.1": "do-log",
    },
    "quic-initial": {
        "3.1": "accept dgram-drop reject send-retry",
    },
    "http-check": {
        "": "disable-on-404 expect send-state",
        "2.2": "comment connect send set-var set-var-fmt unset-var",
    },
    "tcp-check": {
        "": "comment connect expect send send-binary",
        "2.2": "send-binary-lf send-lf set-var set-var-fmt unset-var",
    },
    "compression": {
        "": "algo offload type",
        "2.8": "algo-req algo-res direction type-req type-res",
        "3.2": "minsize-req minsize-res",
    },
    "capture": {
        "": "cookie request response",
    },
    "balance": {
        "": "first hdr leastconn rdp-cookie roundrobin source static-rr uri url_param",
        "1.9": "random",
        "2.6": "hash",
        "2.9": "log-hash sticky",
    },
    "mode": {
        "": "http tcp",
        "..2.3": "health",
        "2.9": "log",
        "3.1": "spop",
        "3.4": "haterm",
    },
    "http-reuse": {
        "": "aggressive always never safe",
    },
    "hash-type": {
        "": "consistent map-based",
    },
    "email-alert": {
        "": "from level mailers myhostname to",
    },
    "external-check": {
        "": "command path",
    },
    "filter": {
        "": "cache compression lua. spoe trace",
        "2.1": "fcgi-app",
        "2.4": "opentracing",
        "2.7": "bwlim-in bwlim-out",
        "3.4": "comp-req comp-res opentelemetry",
    },
    "stick": {
        "": "match on store-request store-response",
    },
    "monitor": {
        "": "fail",
    },
    "persist": {
        "": "rdp-cookie",
    },
    "rate-limit": {
        "": "sessions",
    },
    "declare": {
        "": "capture",
    },
}
