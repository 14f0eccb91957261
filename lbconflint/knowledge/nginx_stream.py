"""Directives of nginx: the stream modules.

From the command tables of nginx's source, 1.18.0 to 1.31.4; read 2026-08-12.
Written by tests/tools/refresh_nginx_directives.py: do not edit.

One directive per line: name, contexts, arguments, versions.  Contexts: M main, E events, H http, S server,
L location, U upstream, I if in server, J if in location, X limit_except; t stream, s its server, u its
upstream; m mail, v its server; * anywhere; ? blocks of other modules.  Arguments: the counts allowed (12 is
one or two), 1+ or 2+ at least so many, * any, or the type of the only one; {} opens a block, ! is accepted
and ignored.  Versions: since-until, the latter excluded.
"""

MODULES = {
    "stream": """
stream M 0{}
""",
    "stream_access": """
allow ts 1
deny  ts 1
""",
    "stream_core": """
error_log                     ts 1+
listen                        s 1+
preread_buffer_size           ts size
preread_timeout               ts msec
proxy_protocol_timeout        ts msec
resolver                      ts 1+
resolver_timeout              ts msec
server                        t 0{}
server_name                   s 1+ 1.25.5-
server_names_hash_bucket_size t num 1.25.5-
server_names_hash_max_size    t num 1.25.5-
tcp_nodelay                   ts flag
variables_hash_bucket_size    t num
variables_hash_max_size       t num
""",
    "stream_geo": """
geo t 12{}
""",
    "stream_geoip": """
geoip_city    t 12
geoip_country t 12
geoip_org     t 12
""",
    "stream_limit_conn": """
limit_conn           ts 2
limit_conn_dry_run   ts flag
limit_conn_log_level ts 1
limit_conn_zone      t 2
""",
    "stream_log": """
access_log          ts 1+
log_format          t 2+
open_log_file_cache ts 1234
""",
    "stream_map": """
map                  t 2{}
map_hash_bucket_size t num
map_hash_max_size    t num
""",
    "stream_pass": """
pass s 1 1.25.5-
""",
    "stream_proxy": """
proxy_bind                    ts 12
proxy_buffer_size             ts size
proxy_connect_timeout         ts msec
proxy_download_rate           ts 1
proxy_downstream_buffer       ts size
proxy_half_close              ts flag 1.21.4-
proxy_next_upstream           ts flag
proxy_next_upstream_timeout   ts msec
proxy_next_upstream_tries     ts num
proxy_pass                    s 1
proxy_protocol                ts 1 1.31.4-
proxy_protocol                ts flag -1.31.4
proxy_requests                ts num
proxy_responses               ts num
proxy_socket_keepalive        ts flag
proxy_socket_rcvbuf           ts size 1.31.3-
proxy_socket_sndbuf           ts size 1.31.3-
proxy_ssl                     ts flag
proxy_ssl_alpn                ts 1+ 1.31.0-
proxy_ssl_certificate         ts 1
proxy_ssl_certificate_cache   ts 123 1.27.4-
proxy_ssl_certificate_key     ts 1
proxy_ssl_ciphers             ts 1
proxy_ssl_conf_command        ts 2 1.19.4-
proxy_ssl_crl                 ts 1
proxy_ssl_name                ts 1
proxy_ssl_password_file       ts 1
proxy_ssl_protocols           ts 1+
proxy_ssl_server_name         ts flag
proxy_ssl_session_reuse       ts flag
proxy_ssl_trusted_certificate ts 1
proxy_ssl_verify              ts flag
proxy_ssl_verify_depth        ts num
proxy_timeout                 ts msec
proxy_upload_rate             ts 1
proxy_upstream_buffer         ts size
""",
    "stream_realip": """
set_real_ip_from ts 1
""",
    "stream_return": """
return s 1
""",
    "stream_set": """
set s 2 1.19.3-
""",
    "stream_split_clients": """
split_clients t 2{}
""",
    "stream_ssl": """
ssl_alpn                    ts 1+ 1.21.4-
ssl_certificate             ts 1
ssl_certificate_cache       ts 123 1.27.4-
ssl_certificate_compression ts flag 1.29.1-
ssl_certificate_key         ts 1
ssl_ciphers                 ts 1
ssl_client_certificate      ts 1
ssl_conf_command            ts 2 1.19.4-
ssl_crl                     ts 1
ssl_dhparam                 ts 1
ssl_ecdh_curve              ts 1
ssl_ech_file                ts 1 1.29.4-
ssl_handshake_timeout       ts msec
ssl_ocsp                    ts 1 1.27.2-
ssl_ocsp_cache              ts 1 1.27.2-
ssl_ocsp_responder          ts 1 1.27.2-
ssl_password_file           ts 1
ssl_prefer_server_ciphers   ts flag
ssl_protocols               ts 1+
ssl_reject_handshake        ts flag 1.25.5-
ssl_session_cache           ts 12
ssl_session_ticket_key      ts 1
ssl_session_tickets         ts flag
ssl_session_timeout         ts sec
ssl_stapling                ts flag 1.27.2-
ssl_stapling_file           ts 1 1.27.2-
ssl_stapling_responder      ts 1 1.27.2-
ssl_stapling_verify         ts flag 1.27.2-
ssl_trusted_certificate     ts 1
ssl_verify_client           ts 1
ssl_verify_depth            ts num
""",
    "stream_ssl_preread": """
ssl_preread ts flag
""",
    "stream_upstream": """
resolver         u 1+ 1.27.3-
resolver_timeout u msec 1.27.3-
server           u 1+
upstream         t 1{}
""",
    "stream_upstream_hash": """
hash u 12
""",
    "stream_upstream_least_conn": """
least_conn u 0
""",
    "stream_upstream_least_time": """
least_time u 12 1.31.0-
""",
    "stream_upstream_random": """
random u 012
""",
    "stream_upstream_zone": """
zone u 12
""",
}
