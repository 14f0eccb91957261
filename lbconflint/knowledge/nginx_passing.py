"""Directives of nginx: the http modules that pass requests on.

From the command tables of nginx's source, 1.18.0 to 1.31.4; read 2026-08-12.
Written by tests/tools/refresh_nginx_directives.py: do not edit.

One directive per line: name, contexts, arguments, versions.  Contexts: M main, E events, H http, S server,
L location, U upstream, I if in server, J if in location, X limit_except; t stream, s its server, u its
upstream; m mail, v its server; * anywhere; ? blocks of other modules.  Arguments: the counts allowed (12 is
one or two), 1+ or 2+ at least so many, * any, or the type of the only one; {} opens a block, ! is accepted
and ignored.  Versions: since-until, the latter excluded.
"""

MODULES = {
    "http_fastcgi": """
fastcgi_bind                    HSL 12
fastcgi_buffer_size             HSL size
fastcgi_buffering               HSL flag
fastcgi_buffers                 HSL 2
fastcgi_busy_buffers_size       HSL size
fastcgi_cache                   HSL 1
fastcgi_cache_background_update HSL flag
fastcgi_cache_bypass            HSL 1+
fastcgi_cache_key               HSL 1
fastcgi_cache_lock              HSL flag
fastcgi_cache_lock_age          HSL msec
fastcgi_cache_lock_timeout      HSL msec
fastcgi_cache_max_range_offset  HSL off
fastcgi_cache_methods           HSL 1+
fastcgi_cache_min_uses          HSL num
fastcgi_cache_path              H 2+
fastcgi_cache_revalidate        HSL flag
fastcgi_cache_use_stale         HSL 1+
fastcgi_cache_valid             HSL 1+
fastcgi_catch_stderr            HSL 1
fastcgi_connect_timeout         HSL msec
fastcgi_force_ranges            HSL flag
fastcgi_hide_header             HSL 1
fastcgi_ignore_client_abort     HSL flag
fastcgi_ignore_headers          HSL 1+
fastcgi_index                   HSL 1
fastcgi_intercept_errors        HSL flag
fastcgi_keep_conn               HSL flag
fastcgi_limit_rate              HSL 1 1.27.0-
fastcgi_limit_rate              HSL size -1.27.0
fastcgi_max_temp_file_size      HSL size
fastcgi_next_upstream           HSL 1+
fastcgi_next_upstream_timeout   HSL msec
fastcgi_next_upstream_tries     HSL num
fastcgi_no_cache                HSL 1+
fastcgi_param                   HSL 23
fastcgi_pass                    LJ 1
fastcgi_pass_header             HSL 1
fastcgi_pass_request_body       HSL flag
fastcgi_pass_request_headers    HSL flag
fastcgi_read_timeout            HSL msec
fastcgi_request_buffering       HSL flag
fastcgi_send_lowat              HSL size
fastcgi_send_timeout            HSL msec
fastcgi_socket_keepalive        HSL flag
fastcgi_socket_rcvbuf           HSL size 1.31.3-
fastcgi_socket_sndbuf           HSL size 1.31.3-
fastcgi_split_path_info         HSL 1
fastcgi_store                   HSL 1
fastcgi_store_access            HSL 123
fastcgi_temp_file_write_size    HSL size
fastcgi_temp_path               HSL 1234
""",
    "http_grpc": """
grpc_bind                    HSL 12
grpc_buffer_size             HSL size
grpc_connect_timeout         HSL msec
grpc_hide_header             HSL 1
grpc_ignore_headers          HSL 1+
grpc_intercept_errors        HSL flag
grpc_next_upstream           HSL 1+
grpc_next_upstream_timeout   HSL msec
grpc_next_upstream_tries     HSL num
grpc_pass                    LJ 1
grpc_pass_header             HSL 1
grpc_read_timeout            HSL msec
grpc_send_timeout            HSL msec
grpc_set_header              HSL 2
grpc_socket_keepalive        HSL flag
grpc_socket_rcvbuf           HSL size 1.31.3-
grpc_socket_sndbuf           HSL size 1.31.3-
grpc_ssl_certificate         HSL 1
grpc_ssl_certificate_cache   HSL 123 1.27.4-
grpc_ssl_certificate_key     HSL 1
grpc_ssl_ciphers             HSL 1
grpc_ssl_conf_command        HSL 2 1.19.4-
grpc_ssl_crl                 HSL 1
grpc_ssl_name                HSL 1
grpc_ssl_password_file       HSL 1
grpc_ssl_protocols           HSL 1+
grpc_ssl_server_name         HSL flag
grpc_ssl_session_reuse       HSL flag
grpc_ssl_trusted_certificate HSL 1
grpc_ssl_verify              HSL flag
grpc_ssl_verify_depth        HSL num
""",
    "http_memcached": """
memcached_bind                  HSL 12
memcached_buffer_size           HSL size
memcached_connect_timeout       HSL msec
memcached_gzip_flag             HSL num
memcached_next_upstream         HSL 1+
memcached_next_upstream_timeout HSL msec
memcached_next_upstream_tries   HSL num
memcached_pass                  LJ 1
memcached_read_timeout          HSL msec
memcached_send_timeout          HSL msec
memcached_socket_keepalive      HSL flag
""",
    "http_proxy": """
proxy_bind                     HSL 12
proxy_buffer_size              HSL size
proxy_buffering                HSL flag
proxy_buffers                  HSL 2
proxy_busy_buffers_size        HSL size
proxy_cache                    HSL 1
proxy_cache_background_update  HSL flag
proxy_cache_bypass             HSL 1+
proxy_cache_convert_head       HSL flag
proxy_cache_key                HSL 1
proxy_cache_lock               HSL flag
proxy_cache_lock_age           HSL msec
proxy_cache_lock_timeout       HSL msec
proxy_cache_max_range_offset   HSL off
proxy_cache_methods            HSL 1+
proxy_cache_min_uses           HSL num
proxy_cache_path               H 2+
proxy_cache_revalidate         HSL flag
proxy_cache_use_stale          HSL 1+
proxy_cache_valid              HSL 1+
proxy_connect_timeout          HSL msec
proxy_cookie_domain            HSL 12
proxy_cookie_flags             HSL 1234 1.19.3-
proxy_cookie_path              HSL 12
proxy_force_ranges             HSL flag
proxy_headers_hash_bucket_size HSL num
proxy_headers_hash_max_size    HSL num
proxy_hide_header              HSL 1
proxy_http_version             HSL 1
proxy_ignore_client_abort      HSL flag
proxy_ignore_headers           HSL 1+
proxy_intercept_errors         HSL flag
proxy_limit_rate               HSL 1 1.27.0-
proxy_limit_rate               HSL size -1.27.0
proxy_max_temp_file_size       HSL size
proxy_method                   HSL 1
proxy_next_upstream            HSL 1+
proxy_next_upstream_timeout    HSL msec
proxy_next_upstream_tries      HSL num
proxy_no_cache                 HSL 1+
proxy_pass                     LJX 1
proxy_pass_header              HSL 1
proxy_pass_request_body        HSL flag
proxy_pass_request_headers     HSL flag
proxy_pass_trailers            HSL flag 1.27.2-
proxy_read_timeout             HSL msec
proxy_redirect                 HSL 12
proxy_request_buffering        HSL flag
proxy_send_lowat               HSL size
proxy_send_timeout             HSL msec
proxy_set_body                 HSL 1
proxy_set_header               HSL 2
proxy_socket_keepalive         HSL flag
proxy_socket_rcvbuf            HSL size 1.31.3-
proxy_socket_sndbuf            HSL size 1.31.3-
proxy_ssl_certificate          HSL 1
proxy_ssl_certificate_cache    HSL 123 1.27.4-
proxy_ssl_certificate_key      HSL 1
proxy_ssl_ciphers              HSL 1
proxy_ssl_conf_command         HSL 2 1.19.4-
proxy_ssl_crl                  HSL 1
proxy_ssl_name                 HSL 1
proxy_ssl_password_file        HSL 1
proxy_ssl_protocols            HSL 1+
proxy_ssl_server_name          HSL flag
proxy_ssl_session_reuse        HSL flag
proxy_ssl_trusted_certificate  HSL 1
proxy_ssl_verify               HSL flag
proxy_ssl_verify_depth         HSL num
proxy_store                    HSL 1
proxy_store_access             HSL 123
proxy_temp_file_write_size     HSL size
proxy_temp_path                HSL 1234
""",
    "http_scgi": """
scgi_bind                    HSL 12
scgi_buffer_size             HSL size
scgi_buffering               HSL flag
scgi_buffers                 HSL 2
scgi_busy_buffers_size       HSL size
scgi_cache                   HSL 1
scgi_cache_background_update HSL flag
scgi_cache_bypass            HSL 1+
scgi_cache_key               HSL 1
scgi_cache_lock              HSL flag
scgi_cache_lock_age          HSL msec
scgi_cache_lock_timeout      HSL msec
scgi_cache_max_range_offset  HSL off
scgi_cache_methods           HSL 1+
scgi_cache_min_uses          HSL num
scgi_cache_path              H 2+
scgi_cache_revalidate        HSL flag
scgi_cache_use_stale         HSL 1+
scgi_cache_valid             HSL 1+
scgi_connect_timeout         HSL msec
scgi_force_ranges            HSL flag
scgi_hide_header             HSL 1
scgi_ignore_client_abort     HSL flag
scgi_ignore_headers          HSL 1+
scgi_intercept_errors        HSL flag
scgi_limit_rate              HSL 1 1.27.0-
scgi_limit_rate              HSL size -1.27.0
scgi_max_temp_file_size      HSL size
scgi_next_upstream           HSL 1+
scgi_next_upstream_timeout   HSL msec
scgi_next_upstream_tries     HSL num
scgi_no_cache                HSL 1+
scgi_param                   HSL 23
scgi_pass                    LJ 1
scgi_pass_header             HSL 1
scgi_pass_request_body       HSL flag
scgi_pass_request_headers    HSL flag
scgi_read_timeout            HSL msec
scgi_request_buffering       HSL flag
scgi_send_timeout            HSL msec
scgi_socket_keepalive        HSL flag
scgi_socket_rcvbuf           HSL size 1.31.3-
scgi_socket_sndbuf           HSL size 1.31.3-
scgi_store                   HSL 1
scgi_store_access            HSL 123
scgi_temp_file_write_size    HSL size
scgi_temp_path               HSL 1234
""",
    "http_tunnel": """
tunnel_bind                  HSL 12 1.31.0-
tunnel_buffer_size           HSL size 1.31.0-
tunnel_connect_timeout       HSL msec 1.31.0-
tunnel_next_upstream         HSL 1+ 1.31.0-
tunnel_next_upstream_timeout HSL msec 1.31.0-
tunnel_next_upstream_tries   HSL num 1.31.0-
tunnel_pass                  SLJ 01 1.31.0-
tunnel_read_timeout          HSL msec 1.31.0-
tunnel_send_lowat            HSL size 1.31.0-
tunnel_send_timeout          HSL msec 1.31.0-
tunnel_socket_keepalive      HSL flag 1.31.0-
tunnel_socket_rcvbuf         HSL size 1.31.3-
tunnel_socket_sndbuf         HSL size 1.31.3-
""",
    "http_upstream": """
resolver         U 1+ 1.27.3-
resolver_timeout U msec 1.27.3-
server           U 1+
upstream         H 1{}
""",
    "http_upstream_hash": """
hash U 12
""",
    "http_upstream_ip_hash": """
ip_hash U 0
""",
    "http_upstream_keepalive": """
keepalive          U 1 -1.29.7
keepalive          U 12 1.29.7-
keepalive_requests U num
keepalive_time     U msec 1.19.10-
keepalive_timeout  U msec
""",
    "http_upstream_least_conn": """
least_conn U 0
""",
    "http_upstream_least_time": """
least_time U 12 1.31.0-
""",
    "http_upstream_random": """
random U 012
""",
    "http_upstream_sticky": """
sticky U 2+ 1.29.6-
""",
    "http_upstream_zone": """
zone U 12
""",
    "http_uwsgi": """
uwsgi_bind                    HSL 12
uwsgi_buffer_size             HSL size
uwsgi_buffering               HSL flag
uwsgi_buffers                 HSL 2
uwsgi_busy_buffers_size       HSL size
uwsgi_cache                   HSL 1
uwsgi_cache_background_update HSL flag
uwsgi_cache_bypass            HSL 1+
uwsgi_cache_key               HSL 1
uwsgi_cache_lock              HSL flag
uwsgi_cache_lock_age          HSL msec
uwsgi_cache_lock_timeout      HSL msec
uwsgi_cache_max_range_offset  HSL off
uwsgi_cache_methods           HSL 1+
uwsgi_cache_min_uses          HSL num
uwsgi_cache_path              H 2+
uwsgi_cache_revalidate        HSL flag
uwsgi_cache_use_stale         HSL 1+
uwsgi_cache_valid             HSL 1+
uwsgi_connect_timeout         HSL msec
uwsgi_force_ranges            HSL flag
uwsgi_hide_header             HSL 1
uwsgi_ignore_client_abort     HSL flag
uwsgi_ignore_headers          HSL 1+
uwsgi_intercept_errors        HSL flag
uwsgi_limit_rate              HSL 1 1.27.0-
uwsgi_limit_rate              HSL size -1.27.0
uwsgi_max_temp_file_size      HSL size
uwsgi_modifier1               HSL num
uwsgi_modifier2               HSL num
uwsgi_next_upstream           HSL 1+
uwsgi_next_upstream_timeout   HSL msec
uwsgi_next_upstream_tries     HSL num
uwsgi_no_cache                HSL 1+
uwsgi_param                   HSL 23
uwsgi_pass                    LJ 1
uwsgi_pass_header             HSL 1
uwsgi_pass_request_body       HSL flag
uwsgi_pass_request_headers    HSL flag
uwsgi_read_timeout            HSL msec
uwsgi_request_buffering       HSL flag
uwsgi_send_timeout            HSL msec
uwsgi_socket_keepalive        HSL flag
uwsgi_socket_rcvbuf           HSL size 1.31.3-
uwsgi_socket_sndbuf           HSL size 1.31.3-
uwsgi_ssl_certificate         HSL 1
uwsgi_ssl_certificate_cache   HSL 123 1.27.4-
uwsgi_ssl_certificate_key     HSL 1
uwsgi_ssl_ciphers             HSL 1
uwsgi_ssl_conf_command        HSL 2 1.19.4-
uwsgi_ssl_crl                 HSL 1
uwsgi_ssl_name                HSL 1
uwsgi_ssl_password_file       HSL 1
uwsgi_ssl_protocols           HSL 1+
uwsgi_ssl_server_name         HSL flag
uwsgi_ssl_session_reuse       HSL flag
uwsgi_ssl_trusted_certificate HSL 1
uwsgi_ssl_verify              HSL flag
uwsgi_ssl_verify_depth        HSL num
uwsgi_store                   HSL 1
uwsgi_store_access            HSL 123
uwsgi_string                  HSL 1
uwsgi_temp_file_write_size    HSL size
uwsgi_temp_path               HSL 1234
""",
}
