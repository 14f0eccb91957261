"""Which half of a proxy a keyword belongs to, and what HAProxy does with one in the wrong place.

Source: the keyword matrix of configuration.txt, 4.1, and one run of ``haproxy -c`` for each keyword, section
and version of 1.8 to 3.5-dev5, 2026-11.  A keyword that is not listed is accepted wherever it is known.
"""

from lbconflint.knowledge.versions import Version


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


IGNORED_IN_BACKEND = _words(
    """
    backlog capture clitcpka-cnt clitcpka-idle clitcpka-intvl default_backend log-steps
    max-session-srv-conns maxconn monitor monitor-uri rate-limit use_backend
    """
) | {"timeout client", "timeout client-fin", "timeout client-hs"}
"""A warning says that they are ignored: a backend has no frontend side.  ``bind`` is not among them: its
socket is opened all the same."""

IGNORED_IN_FRONTEND = _words(
    """
    balance cookie dispatch dynamic-cookie-key force-persist fullconn hash-type http-check
    http-reuse http-send-name-header ignore-persist load-server-state-from-file
    max-keep-alive-queue retries server-state-file-name source srvtcpka-cnt srvtcpka-idle
    srvtcpka-intvl stick tcp-check use-server
    """
) | {
    "timeout check", "timeout connect", "timeout queue", "timeout server", "timeout server-fin", "timeout tunnel",
    "option httpchk", "option ldap-check", "option mysql-check", "option pgsql-check", "option redis-check",
    "option redispatch", "option smtpchk", "option spop-check", "option ssl-hello-chk", "option tcp-check",
    "option forwarded",
}  # fmt: skip
"""A warning says that they are ignored: a frontend has no backend side."""

BACKEND_TOGGLES = _words(
    """
    allbackups checkcache accept-invalid-http-response accept-unsafe-violations-in-http-response
    h1-case-adjust-bogus-server http-drop-request-trailers http-pretend-keepalive log-health-checks
    persist prefer-last-server srvtcpka tcp-smart-connect transparent use-small-buffers
    """
)
"""Options of the backend side that a frontend ignores, and refuses since 3.2."""

FRONTEND_TOGGLES = _words(
    """
    accept-invalid-http-request accept-unsafe-violations-in-http-request clitcpka contstats
    disable-h2-upgrade dontlog-normal dontlognull h1-case-adjust-bogus-client
    http-drop-response-trailers http-ignore-probes http-use-proxy-header idle-close-on-response
    log-separate-errors logasap socket-stats tcp-smart-accept
    """
)
"""Options of the frontend side that a backend ignores, and refuses since 3.2."""

TOGGLES_REFUSED: Version = (3, 2, 0)

REFUSED_IN_FRONTEND: dict[str, Version] = {
    "server": (2, 4, 0),
    "server-template": (2, 4, 0),
    "default-server": (2, 4, 0),
    "retry-on": (2, 0, 0),
    "hash-preserve-affinity": (3, 2, 0),
    "be-unpublished": (3, 5, 0),
    "use-fcgi-app": (2, 1, 0),
    "tcp-response": (1, 8, 0),
}
"""Keyword -> the first version that refuses it in a frontend; older ones ignore it."""

REFUSED_IN_BACKEND: dict[str, Version] = {
    "declare": (1, 8, 0),
    "force-be-switch": (3, 4, 0),
    "quic-initial": (3, 1, 0),
    "tcp-request connection": (1, 8, 0),
    "tcp-request session": (1, 8, 0),
}
"""Keyword -> the first version that refuses it in a backend."""

REFUSED_IN_DEFAULTS: dict[str, Version] = {
    **dict.fromkeys(
        _words(
            """
        bind capture declare description dispatch filter force-persist id ignore-persist monitor
        redirect server server-template stick
            """
        ),
        (1, 8, 0),
    ),
    **dict.fromkeys(("stick-table", "use-server", "use_backend"), (1, 9, 0)),
    "stats admin": (1, 8, 0),
    "stats http-request": (1, 8, 0),
    "filter-sequence": (3, 4, 0),
    "force-be-switch": (3, 4, 0),
    "guid": (3, 0, 0),
    "be-unpublished": (3, 5, 0),
}
"""Keyword -> the first version that refuses it in a ``defaults`` section."""

RULES_OF_NAMED_DEFAULTS = frozenset(
    {"acl", "http-request", "http-response", "http-after-response", "tcp-request", "tcp-response", "quic-initial"}
)
"""Refused in ``defaults`` without a name; in named ones they are allowed since 2.5."""

NAMED_DEFAULTS_SINCE: Version = (2, 5, 0)
RULES_REFUSED: Version = (1, 9, 0)
"""Up to 1.8 some of them were not refused but lost."""
