"""HAProxy's section keywords.  Which version knows which is in the table "section" of ``haproxy_keywords``."""

PROXY_SECTIONS = ("defaults", "frontend", "listen", "backend")
"""Sections that share the keywords of proxies."""

FREE_SECTIONS = frozenset({"namespace_list"})
"""Sections whose lines are not checked by HAProxy: it ignores what it does not know."""

SECTIONS: frozenset[str] = frozenset(
    {*PROXY_SECTIONS, *FREE_SECTIONS, "global", "peers", "resolvers", "mailers", "userlist", "cache", "program",
     "ring", "log-forward", "http-errors", "fcgi-app", "crt-store", "traces", "log-profile", "acme", "healthcheck"}
)  # fmt: skip
"""The words that begin a section, wherever on their line they stand."""
