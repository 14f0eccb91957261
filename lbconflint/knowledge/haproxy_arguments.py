"""How many words the parameters of ``bind`` and ``server`` take, and values that are checked.

Source: ``haproxy -dKcfg`` of 2.6 to 3.5-dev5 and the lists that 1.8 prints with an unknown parameter, 2026-11;
configuration.txt, 5.1 and 5.2.
"""

_BIND_FLAGS = """
accept-proxy allow-0rtt defer-accept force-sslv3 force-tlsv10 force-tlsv11 force-tlsv12 force-tlsv13
generate-certificates no-alpn no-ca-names no-sslv3 no-strict-sni no-tls-tickets no-tlsv10 no-tlsv11 no-tlsv12
no-tlsv13 prefer-client-ciphers quic-force-retry ssl strict-sni tfo tls-tickets transparent v4v6 v6only
"""
_BIND_VALUES = """
accept-netscaler-cip alpn backlog ca-file ca-ignore-err ca-sign-file ca-sign-pass ca-verify-file cc ciphers
ciphersuites client-sigalgs crl-file crt crt-ignore-err crt-list curves default-crt ecdhe ech expose-fd gid group
guid-prefix id idle-ping interface ktls label level maxconn mode mss name namespace nbconn nice npn process
proto quic-cc-algo quic-socket severity-output shards sigalgs ssl-max-ver ssl-min-ver tcp-md5sig tcp-ss tcp-ut
thread tls-ticket-keys uid user verify
"""
_SERVER_FLAGS = """
agent-check allow-0rtt backup check check-reuse-pool check-send-proxy check-sni-auto check-ssl
check-via-socks4 disabled enabled force-sslv3 force-tlsv10 force-tlsv11 force-tlsv12 force-tlsv13
no-agent-check no-backup no-check no-check-reuse-pool no-check-send-proxy no-check-sni-auto no-check-ssl
no-renegotiate no-send-proxy no-send-proxy-v2 no-send-proxy-v2-ssl no-send-proxy-v2-ssl-cn no-sni-auto no-ssl
no-ssl-reuse no-sslv3 no-tfo no-tls-tickets no-tlsv10 no-tlsv11 no-tlsv12 no-tlsv13 no-verifyhost non-stick
renegotiate send-proxy send-proxy-v2 send-proxy-v2-ssl send-proxy-v2-ssl-cn sni-auto ssl ssl-reuse stick
strict-maxconn tfo tls-tickets
"""
_SERVER_VALUES = """
addr agent-addr agent-inter agent-port agent-send alpn ca-file cc check-alpn check-pool-conn-name check-proto
check-sni ciphers ciphersuites client-sigalgs cookie crl-file crt curves downinter error-limit fall fastinter
from guid hash-key healthcheck id idle-ping init-addr init-state inter ktls log-bufsize log-proto max-reuse
maxconn maxqueue minconn name namespace npn observe on-error on-marked-down on-marked-up pool-conn-name
pool-low-conn pool-max-conn pool-purge-delay port proto proxy-v2-options quic-cc-algo redir resolve-net
resolve-opts resolve-prefer resolvers rise set-proxy-v2-tlv-fmt shard sigalgs slowstart sni socks4 source
ssl-max-ver ssl-min-ver tcp-md5sig tcp-ut track verify verifyhost weight ws
"""


def _arities(flags: str, values: str) -> dict[str, int]:
    return {**dict.fromkeys(flags.split(), 0), **dict.fromkeys(values.split(), 1)}


BIND_ARITIES: dict[str, int] = _arities(_BIND_FLAGS, _BIND_VALUES)
"""Words behind each parameter of ``bind``, in any version."""

SERVER_ARITIES: dict[str, int] = _arities(_SERVER_FLAGS, _SERVER_VALUES)
"""Words behind each parameter of ``server``, in any version; ``source`` has words of its own behind it."""

SOURCE_WORDS: dict[str, int] = {"usesrc": 1, "interface": 1}
"""What may follow ``source ADDRESS``, and the words behind it."""

MAY_END_THE_LINE = frozenset({"set-proxy-v2-tlv-fmt"})
"""Parameters of ``server`` whose value may be left out at the end of a line."""

SILENTLY_EMPTY = frozenset({
    "agent-addr", "agent-port", "agent-send", "healthcheck", "init-addr", "maxconn", "maxqueue", "minconn",
    "port", "resolve-opts", "shard", "slowstart", "weight",
})  # fmt: skip
"""Parameters of ``server`` that some version takes without their value, as 0 or as nothing."""

DURATIONS = frozenset({"inter", "fastinter", "downinter", "agent-inter", "slowstart", "pool-purge-delay"})
"""Parameters of ``server`` whose value is a time."""
