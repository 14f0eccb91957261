"""What HAProxy knows, by versions: the keywords of proxies, and the parameters of their bind and server lines.

``WORDS`` maps a context and the life of its words to the words: "" is every version, "2.4" since 2.4,
"2.0..3.3" from 2.0 until 3.3 dropped them.  Asked of the binaries of 1.8.0 to 3.5-dev5 in 2026-11 by
``tests/tools/haproxy_probe.py``, written by ``tests/tools/haproxy_tables.py``.
"""

WORDS: dict[str, dict[str, str]] = {
    "defaults": {
        "": """
            acl backlog balance bind capture compression cookie declare default-server default_backend
            description disabled dynamic-cookie-key email-alert enabled errorfile errorloc errorloc302
            errorloc303 external-check filter force-persist fullconn hash-balance-factor hash-type http-check
            http-request http-response http-reuse http-send-name-header id ignore-persist
            load-server-state-from-file log log-format log-format-sd log-tag max-keep-alive-queue maxconn mode
            monitor monitor-uri option persist rate-limit redirect retries server server-state-file-name
            server-template source stats stick stick-table tcp-check tcp-request tcp-response timeout
            unique-id-format unique-id-header use-server use_backend usesrc
        """,
        "..2.1": """
            block cliexp clitimeout contimeout redisp redispatch reqadd reqallow reqdel reqdeny reqiallow
            reqidel reqideny reqipass reqirep reqitarpit reqpass reqrep reqtarpit rspadd rspdel rspdeny rspidel
            rspideny rspirep rsprep srvexp srvtimeout
        """,
        "..2.3": "monitor-net",
        "..2.5": "grace",
        "..2.7": "bind-process",
        "..3.5": "dispatch transparent",
        "1.9": "max-session-srv-conns",
        "2.0": "retry-on",
        "2.1": "use-fcgi-app",
        "2.2": "errorfiles http-after-response http-error",
        "2.3": "clitcpka-cnt clitcpka-idle clitcpka-intvl srvtcpka-cnt srvtcpka-idle srvtcpka-intvl",
        "2.5": "error-log-format",
        "3.0": "guid",
        "3.1": "log-steps quic-initial",
        "3.2": "hash-preserve-affinity ssl-f-use",
        "3.4": "filter-sequence force-be-switch",
        "3.5": "be-unpublished",
    },
    "frontend": {
        "": """
            acl backlog balance bind capture compression cookie declare default-server default_backend
            description disabled dynamic-cookie-key email-alert enabled errorfile errorloc errorloc302
            errorloc303 external-check filter force-persist fullconn hash-balance-factor hash-type http-check
            http-request http-response http-reuse http-send-name-header id ignore-persist
            load-server-state-from-file log log-format log-format-sd log-tag max-keep-alive-queue maxconn mode
            monitor monitor-uri option persist rate-limit redirect retries server server-state-file-name
            server-template source stats stick stick-table tcp-check tcp-request tcp-response timeout
            unique-id-format unique-id-header use-server use_backend usesrc
        """,
        "..2.1": """
            block cliexp clitimeout contimeout redisp redispatch reqadd reqallow reqdel reqdeny reqiallow
            reqidel reqideny reqipass reqirep reqitarpit reqpass reqrep reqtarpit rspadd rspdel rspdeny rspidel
            rspideny rspirep rsprep srvexp srvtimeout
        """,
        "..2.3": "monitor-net",
        "..2.5": "grace",
        "..2.7": "bind-process",
        "..3.5": "dispatch transparent",
        "1.9": "max-session-srv-conns",
        "2.0": "retry-on",
        "2.1": "use-fcgi-app",
        "2.2": "errorfiles http-after-response http-error",
        "2.3": "clitcpka-cnt clitcpka-idle clitcpka-intvl srvtcpka-cnt srvtcpka-idle srvtcpka-intvl",
        "2.5": "error-log-format",
        "3.0": "guid",
        "3.1": "log-steps quic-initial",
        "3.2": "hash-preserve-affinity ssl-f-use",
        "3.4": "filter-sequence force-be-switch",
        "3.5": "be-unpublished",
    },
    "listen": {
        "": """
            acl backlog balance bind capture compression cookie declare default-server default_backend
            description disabled dynamic-cookie-key email-alert enabled errorfile errorloc errorloc302
            errorloc303 external-check filter force-persist fullconn hash-balance-factor hash-type http-check
            http-request http-response http-reuse http-send-name-header id ignore-persist
            load-server-state-from-file log log-format log-format-sd log-tag max-keep-alive-queue maxconn mode
            monitor monitor-uri option persist rate-limit redirect retries server server-state-file-name
            server-template source stats stick stick-table tcp-check tcp-request tcp-response timeout
            unique-id-format unique-id-header use-server use_backend usesrc
        """,
        "..2.1": """
            block cliexp clitimeout contimeout redisp redispatch reqadd reqallow reqdel reqdeny reqiallow
            reqidel reqideny reqipass reqirep reqitarpit reqpass reqrep reqtarpit rspadd rspdel rspdeny rspidel
            rspideny rspirep rsprep srvexp srvtimeout
        """,
        "..2.3": "monitor-net",
        "..2.5": "grace",
        "..2.7": "bind-process",
        "..3.5": "dispatch transparent",
        "1.9": "max-session-srv-conns",
        "2.0": "retry-on",
        "2.1": "use-fcgi-app",
        "2.2": "errorfiles http-after-response http-error",
        "2.3": "clitcpka-cnt clitcpka-idle clitcpka-intvl srvtcpka-cnt srvtcpka-idle srvtcpka-intvl",
        "2.5": "error-log-format",
        "3.0": "guid",
        "3.1": "log-steps quic-initial",
        "3.2": "hash-preserve-affinity ssl-f-use",
        "3.4": "filter-sequence force-be-switch",
        "3.5": "be-unpublished",
    },
    "backend": {
        "": """
            acl backlog balance bind capture compression cookie declare default-server default_backend
            description disabled dynamic-cookie-key email-alert enabled errorfile errorloc errorloc302
            errorloc303 external-check filter force-persist fullconn hash-balance-factor hash-type http-check
            http-request http-response http-reuse http-send-name-header id ignore-persist
            load-server-state-from-file log log-format log-format-sd log-tag max-keep-alive-queue maxconn mode
            monitor monitor-uri option persist rate-limit redirect retries server server-state-file-name
            server-template source stats stick stick-table tcp-check tcp-request tcp-response timeout
            unique-id-format unique-id-header use-server use_backend usesrc
        """,
        "..2.1": """
            block cliexp clitimeout contimeout redisp redispatch reqadd reqallow reqdel reqdeny reqiallow
            reqidel reqideny reqipass reqirep reqitarpit reqpass reqrep reqtarpit rspadd rspdel rspdeny rspidel
            rspideny rspirep rsprep srvexp srvtimeout
        """,
        "..2.3": "monitor-net",
        "..2.5": "grace",
        "..2.7": "bind-process",
        "..3.5": "dispatch transparent",
        "1.9": "max-session-srv-conns",
        "2.0": "retry-on",
        "2.1": "use-fcgi-app",
        "2.2": "errorfiles http-after-response http-error",
        "2.3": "clitcpka-cnt clitcpka-idle clitcpka-intvl srvtcpka-cnt srvtcpka-idle srvtcpka-intvl",
        "2.5": "error-log-format",
        "3.0": "guid",
        "3.1": "log-steps quic-initial",
        "3.2": "hash-preserve-affinity ssl-f-use",
        "3.4": "filter-sequence force-be-switch",
        "3.5": "be-unpublished",
    },
    "bind": {
        "": """
            accept-netscaler-cip accept-proxy allow-0rtt alpn backlog ca-file ca-ignore-err ca-sign-file
            ca-sign-pass ciphers crl-file crt crt-ignore-err crt-list curves defer-accept ecdhe expose-fd
            force-sslv3 force-tlsv10 force-tlsv11 force-tlsv12 force-tlsv13 generate-certificates gid group id
            interface level maxconn mode mss name nice no-ca-names no-sslv3 no-tls-tickets no-tlsv10 no-tlsv11
            no-tlsv12 no-tlsv13 npn prefer-client-ciphers severity-output ssl ssl-max-ver ssl-min-ver strict-sni
            tcp-ut tfo tls-ticket-keys transparent uid user v4v6 v6only verify
        """,
        "..2.7": "process",
        "1.9": "ciphersuites proto",
        "2.0": "namespace",
        "2.2": "ca-verify-file",
        "2.5": "shards thread",
        "2.6": "quic-force-retry",
        "2.7": "quic-cc-algo",
        "2.8": "client-sigalgs no-alpn sigalgs",
        "2.9": "nbconn quic-socket",
        "3.0": "default-crt guid-prefix",
        "3.2": "idle-ping label no-strict-sni tls-tickets",
        "3.3": "cc ech ktls tcp-md5sig",
        "3.4": "tcp-ss",
    },
    "server": {
        "": """
            addr agent-addr agent-check agent-inter agent-port agent-send allow-0rtt backup ca-file check
            check-send-proxy check-sni check-ssl ciphers cookie crl-file crt disabled downinter enabled
            error-limit fall fastinter force-sslv3 force-tlsv10 force-tlsv11 force-tlsv12 force-tlsv13 id
            init-addr inter maxconn maxqueue minconn namespace no-agent-check no-backup no-check
            no-check-send-proxy no-check-ssl no-send-proxy no-send-proxy-v2 no-send-proxy-v2-ssl
            no-send-proxy-v2-ssl-cn no-ssl no-ssl-reuse no-sslv3 no-tls-tickets no-tlsv10 no-tlsv11 no-tlsv12
            no-tlsv13 non-stick observe on-error on-marked-down on-marked-up port redir resolve-net
            resolve-prefer rise send-proxy send-proxy-v2 send-proxy-v2-ssl send-proxy-v2-ssl-cn slowstart sni
            source ssl ssl-max-ver ssl-min-ver ssl-reuse stick tcp-ut tls-tickets track usesrc verify verifyhost
            weight
        """,
        "1.9": "alpn ciphersuites npn pool-max-conn pool-purge-delay proto proxy-v2-options resolve-opts",
        "2.0": "check-alpn check-via-socks4 max-reuse socks4 tfo",
        "2.1": "no-tfo",
        "2.2": "check-proto log-proto pool-low-conn",
        "2.5": "ws",
        "2.7": "shard",
        "2.9": "client-sigalgs curves log-bufsize set-proxy-v2-tlv-fmt sigalgs",
        "3.0": "guid hash-key pool-conn-name",
        "3.1": "init-state",
        "3.2": "check-pool-conn-name check-reuse-pool idle-ping no-check-reuse-pool strict-maxconn",
        "3.3": """
            cc check-sni-auto ktls no-check-sni-auto no-renegotiate no-sni-auto renegotiate sni-auto tcp-md5sig
        """,
        "3.4": "quic-cc-algo",
        "3.5": "from name",
    },
}
