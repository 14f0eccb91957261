"""Which directives nginx refuses to read twice on one level ('"root" directive is duplicate').

Measured with ``nginx -t`` of 1.18.0, 1.22.1, 1.24.0, 1.28.3 and 1.31.4 by ``tests/tools/nginx_twice.py``, in
every context of each directive; ``tests/oracle/test_nginx_twice.py`` asks the installed nginx again.  The versions
agree, but for ``OFF``.
"""

from lbconflint.knowledge.nginx_directives import DIRECTIVES
from lbconflint.knowledge.versions import Target

ONCE: dict[str, frozenset[str]] = {
    contexts: frozenset(names.split())
    for contexts, names in {
        "ME": """
            debug_points events http lock_file mail pid stream use user worker_connections worker_cpu_affinity
            worker_priority worker_processes working_directory
        """,
        "HSLIJX": """
            add_after_body add_before_body add_header_inherit add_trailer_inherit aio alias auth_basic
            auth_basic_user_file auth_request autoindex_format charset client_body_in_file_only
            client_body_temp_path dav_access default_type directio disable_symlinks expires fastcgi_bind
            fastcgi_buffers fastcgi_cache fastcgi_cache_key fastcgi_index fastcgi_limit_rate fastcgi_pass
            fastcgi_store fastcgi_store_access fastcgi_temp_path grpc_bind grpc_pass grpc_ssl_certificate
            grpc_ssl_certificate_cache grpc_ssl_certificate_key grpc_ssl_ciphers grpc_ssl_crl grpc_ssl_name
            grpc_ssl_password_file grpc_ssl_trusted_certificate gunzip_buffers gzip_buffers
            gzip_http_version gzip_static if_modified_since internal keepalive_timeout
            large_client_header_buffers limit_conn_log_level limit_except limit_rate limit_rate_after
            limit_req_log_level lingering_close memcached_bind open_file_cache open_log_file_cache
            output_buffers post_action proxy_bind proxy_buffers proxy_cache proxy_cache_key
            proxy_http_version proxy_limit_rate proxy_method proxy_pass proxy_set_body proxy_ssl_certificate
            proxy_ssl_certificate_cache proxy_ssl_certificate_key proxy_ssl_ciphers proxy_ssl_crl
            proxy_ssl_name proxy_ssl_password_file proxy_ssl_trusted_certificate proxy_store
            proxy_store_access proxy_temp_path real_ip_header resolver root satisfy scgi_bind scgi_buffers
            scgi_cache scgi_cache_key scgi_limit_rate scgi_pass scgi_store scgi_store_access scgi_temp_path
            secure_link secure_link_md5 secure_link_secret server_tokens source_charset ssl
            ssl_certificate_cache ssl_ciphers ssl_client_certificate ssl_crl ssl_dhparam ssl_ecdh_curve
            ssl_ocsp ssl_ocsp_cache ssl_ocsp_responder ssl_password_file ssl_stapling_file
            ssl_stapling_responder ssl_trusted_certificate ssl_verify_client try_files tunnel_bind
            tunnel_pass userid userid_domain userid_expires userid_mark userid_name userid_p3p userid_path
            uwsgi_bind uwsgi_buffers uwsgi_cache uwsgi_cache_key uwsgi_limit_rate uwsgi_pass
            uwsgi_ssl_certificate uwsgi_ssl_certificate_cache uwsgi_ssl_certificate_key uwsgi_ssl_ciphers
            uwsgi_ssl_crl uwsgi_ssl_name uwsgi_ssl_password_file uwsgi_ssl_trusted_certificate uwsgi_store
            uwsgi_store_access uwsgi_string uwsgi_temp_path
        """,
        "U": """
            keepalive least_time resolver sticky
        """,
        "ts": """
            limit_conn_log_level open_log_file_cache pass proxy_bind proxy_download_rate proxy_pass
            proxy_protocol proxy_ssl_alpn proxy_ssl_certificate proxy_ssl_certificate_cache
            proxy_ssl_certificate_key proxy_ssl_ciphers proxy_ssl_crl proxy_ssl_name proxy_ssl_password_file
            proxy_ssl_trusted_certificate proxy_upload_rate resolver return ssl_alpn ssl_certificate_cache
            ssl_ciphers ssl_client_certificate ssl_crl ssl_dhparam ssl_ecdh_curve ssl_ocsp ssl_ocsp_cache
            ssl_ocsp_responder ssl_password_file ssl_stapling_file ssl_stapling_responder
            ssl_trusted_certificate ssl_verify_client
        """,
        "u": """
            least_time resolver
        """,
        "mv": """
            proxy_protocol resolver server_name ssl ssl_ciphers ssl_client_certificate ssl_crl ssl_dhparam
            ssl_ecdh_curve ssl_password_file ssl_trusted_certificate ssl_verify_client starttls
        """,
    }.items()
}
"""Directives of free text that are refused a second time, by the contexts that are one family.  Those whose only
argument has a type (a flag, a number, a size, a time) all are, and need no row here."""

OFF: dict[str, tuple[int, ...]] = {
    "mirror": (1, 13, 4),
    "proxy_redirect": (1, 19, 3),
    "proxy_cookie_domain": (1, 19, 3),
    "proxy_cookie_flags": (1, 19, 3),
    "proxy_cookie_path": (1, 19, 3),
}
"""Directives that may be repeated, but not where one of them says ``off``; since when."""

ZONED = frozenset({"limit_conn", "limit_req"})
"""Directives that may be repeated, but not for one zone."""

ALIAS, ROOT = "alias", "root"
"""A location has one of the two."""

BROUGHT_IN: dict[str, tuple[str, ...]] = {
    "/etc/letsencrypt/options-ssl-nginx.conf": ("ssl_session_timeout", "ssl_prefer_server_ciphers", "ssl_ciphers"),
}
"""Files that are seldom in the tree, and what each of their versions says: that of certbot, 2015 to 2026.  (Its
``ssl_protocols`` and ``ssl_session_cache`` may be repeated, its ``ssl_session_tickets`` is not in all of them.)"""

MAIN, HTTP, STREAM, MAIL = "ME", "HSLIJX", "ts", "mv"
ANYWHERE = "MEHSLUIJXtsumv"
"""The contexts of a file whose own one is not known."""

WITHIN: dict[str, dict[str, str]] = {
    "events": {MAIN: MAIN},
    "http": dict.fromkeys((MAIN, ANYWHERE), HTTP),
    "stream": dict.fromkeys((MAIN, ANYWHERE), STREAM),
    "mail": dict.fromkeys((MAIN, ANYWHERE), MAIL),
    "server": {ANYWHERE: HTTP + STREAM + MAIL},
    "upstream": {HTTP: "U", STREAM: "u", ANYWHERE: "Uu"},
    **{name: {ANYWHERE: HTTP, HTTP + STREAM + MAIL: HTTP} for name in ("location", "if", "limit_except")},
}
"""Blocks of directives: the contexts within each, by those around it, where they are others."""


def once(name: str, contexts: str, target: Target) -> bool:
    """nginx refuses a second ``name`` on one level, in whichever of the contexts that level is and in every
    version of the target that has the directive."""
    asked = set(contexts)
    found = False
    for row in DIRECTIVES.get(name, ()):
        here = asked.intersection(row.contexts)
        if not here or not row.possible(target):
            continue
        found = True
        if not row.checked or row.obsolete:
            return False
        if not row.kind and not all(name in names for family, names in ONCE.items() if here.intersection(family)):
            return False
    return found
