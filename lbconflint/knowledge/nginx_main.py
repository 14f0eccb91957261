"""Directives of nginx: core, events and mail.

From the command tables of nginx's source, 1.18.0 to 1.31.4; read 2026-08-12.
Written by tests/tools/refresh_nginx_directives.py: do not edit.

One directive per line: name, contexts, arguments, versions.  Contexts: M main, E events, H http, S server,
L location, U upstream, I if in server, J if in location, X limit_except; t stream, s its server, u its
upstream; m mail, v its server; * anywhere; ? blocks of other modules.  Arguments: the counts allowed (12 is
one or two), 1+ or 2+ at least so many, * any, or the type of the only one; {} opens a block, ! is accepted
and ignored.  Versions: since-until, the latter excluded.
"""

MODULES = {
    "conf_file": """
include * 1
""",
    "core": """
daemon                  M flag
debug_points            M 1
env                     M 1
load_module             M 1
lock_file               M 1
master_process          M flag
pid                     M 1
timer_resolution        M msec
user                    M 12
worker_cpu_affinity     M 1+
worker_priority         M 1
worker_processes        M 1
worker_rlimit_core      M off
worker_rlimit_nofile    M num
worker_shutdown_timeout M msec
working_directory       M 1
""",
    "devpoll": """
devpoll_changes E num
devpoll_events  E num
""",
    "epoll": """
epoll_events        E num
worker_aio_requests E num
""",
    "event": """
accept_mutex       E flag
accept_mutex_delay E msec
debug_connection   E 1
events             M 0{}
multi_accept       E flag
use                E 1
worker_connections E 1
""",
    "event_openssl": """
ssl_engine M 1
""",
    "event_openssl_cache": """
ssl_object_cache_inheritable M flag 1.27.4-
""",
    "event_quic_bpf": """
quic_bpf M flag 1.25.0-
""",
    "eventport": """
eventport_events E num
""",
    "google_perftools": """
google_perftools_profiles M 1
""",
    "iocp": """
acceptex_read E flag
iocp_threads  E num
post_acceptex E num
""",
    "kqueue": """
kqueue_changes E num
kqueue_events  E num
""",
    "log": """
error_log M 1+
""",
    "mail": """
mail M 0{}
""",
    "mail_auth_http": """
auth_http                  mv 1
auth_http_header           mv 2
auth_http_pass_client_cert mv flag
auth_http_timeout          mv msec
""",
    "mail_core": """
error_log        mv 1+
listen           v 1+
max_errors       mv num 1.21.0-
protocol         v 1
resolver         mv 1+
resolver_timeout mv msec
server           m 0{}
server_name      mv 1
timeout          mv msec
""",
    "mail_imap": """
imap_auth          mv 1+
imap_capabilities  mv 1+
imap_client_buffer mv size
""",
    "mail_pop3": """
pop3_auth         mv 1+
pop3_capabilities mv 1+
""",
    "mail_proxy": """
proxy                    mv flag
proxy_buffer             mv size
proxy_pass_error_message mv flag
proxy_protocol           mv 1 1.31.4-
proxy_protocol           mv flag 1.19.8-1.31.4
proxy_smtp_auth          mv flag 1.19.4-
proxy_timeout            mv msec
xclient                  mv flag
""",
    "mail_realip": """
set_real_ip_from mv 1 1.19.8-
""",
    "mail_smtp": """
smtp_auth           mv 1+
smtp_capabilities   mv 1+
smtp_client_buffer  mv size
smtp_greeting_delay mv msec
""",
    "mail_ssl": """
ssl                         mv 1 -1.25.1
ssl_certificate             mv 1
ssl_certificate_compression mv flag 1.29.1-
ssl_certificate_key         mv 1
ssl_ciphers                 mv 1
ssl_client_certificate      mv 1
ssl_conf_command            mv 2 1.19.4-
ssl_crl                     mv 1
ssl_dhparam                 mv 1
ssl_ecdh_curve              mv 1
ssl_password_file           mv 1
ssl_prefer_server_ciphers   mv flag
ssl_protocols               mv 1+
ssl_session_cache           mv 12
ssl_session_ticket_key      mv 1
ssl_session_tickets         mv flag
ssl_session_timeout         mv sec
ssl_trusted_certificate     mv 1
ssl_verify_client           mv 1
ssl_verify_depth            mv num
starttls                    mv 1
""",
    "regex": """
pcre_jit M flag
""",
    "thread_pool": """
thread_pool M 23
""",
}
