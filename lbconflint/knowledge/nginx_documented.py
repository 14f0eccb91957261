"""Directives of nginx: the commercial version (plus) and modules with a repository of their own (other).

From the command tables of nginx's source, 1.18.0 to 1.31.4 and nginx.org's documentation; read 2026-07-22.
Written by tests/tools/refresh_nginx_directives.py: do not edit.

One directive per line: name, contexts, arguments, versions.  Contexts: M main, E events, H http, S server,
L location, U upstream, I if in server, J if in location, X limit_except; t stream, s its server, u its
upstream; m mail, v its server; * anywhere; ? blocks of other modules.  Arguments: the counts allowed (12 is
one or two), 1+ or 2+ at least so many, * any, or the type of the only one; {} opens a block, ! is accepted
and ignored.  Versions: since-until, the latter excluded.
"""

MODULES = {
    "other:http_acme": """
accept_terms_of_service ? *
account_key             ? *
acme_certificate        S *
acme_issuer             H *{}
acme_shared_zone        H *
challenge               ? *
common_name_in_csr      ? *
contact                 ? *
external_account_key    ? *
preferred_chain         ? *
profile                 ? *
uri                     ? *
""",
    "other:http_fastcgi": """
fastcgi_cache_purge HSL *
""",
    "other:http_js": """
js_access                         LJX *
js_body_filter                    LJX *
js_content                        LJX *
js_context_reuse                  HSL *
js_engine                         HSL *
js_fetch_buffer_size              HSL *
js_fetch_ciphers                  HSL *
js_fetch_keepalive                HSL *
js_fetch_keepalive_requests       HSL *
js_fetch_keepalive_time           HSL *
js_fetch_keepalive_timeout        HSL *
js_fetch_max_response_buffer_size HSL *
js_fetch_protocols                HSL *
js_fetch_proxy                    HSL *
js_fetch_timeout                  HSL *
js_fetch_trusted_certificate      HSL *
js_fetch_verify                   HSL *
js_fetch_verify_depth             HSL *
js_header_filter                  LJX *
js_import                         HSL *
js_include                        H *
js_load_http_native_module        M *
js_path                           HSL *
js_periodic                       L *
js_preload_object                 HSL *
js_set                            HSL *
js_shared_dict_zone               H *
js_var                            HSL *
""",
    "other:http_limit_conn": """
limit_zone H *
""",
    "other:http_proxy": """
proxy_cache_purge HSL *
""",
    "other:http_scgi": """
scgi_cache_purge HSL *
""",
    "other:http_status": """
status        L *
status_format HSL *
""",
    "other:http_upstream_conf": """
upstream_conf L *
""",
    "other:http_uwsgi": """
uwsgi_cache_purge HSL *
""",
    "other:http_v3": """
quic_bpf M *
""",
    "other:otel": """
otel_exporter      H *{}
otel_resource_attr H *
otel_service_name  H *
otel_span_attr     HSL *
otel_span_name     HSL *
otel_trace         HSL *
otel_trace_context HSL *
""",
    "other:stream_js": """
js_access                         ts *
js_context_reuse                  ts *
js_engine                         ts *
js_fetch_buffer_size              ts *
js_fetch_ciphers                  ts *
js_fetch_keepalive                ts *
js_fetch_keepalive_requests       ts *
js_fetch_keepalive_time           ts *
js_fetch_keepalive_timeout        ts *
js_fetch_max_response_buffer_size ts *
js_fetch_protocols                ts *
js_fetch_proxy                    ts *
js_fetch_timeout                  ts *
js_fetch_trusted_certificate      ts *
js_fetch_verify                   ts *
js_fetch_verify_depth             ts *
js_filter                         ts *
js_import                         ts *
js_include                        t *
js_load_stream_native_module      M *
js_path                           ts *
js_periodic                       s *
js_preload_object                 ts *
js_preread                        ts *
js_set                            ts *
js_shared_dict_zone               t *
js_var                            ts *
""",
    "plus:core": """
stall_threshold E * 1.29.0-
""",
    "plus:http_acme": """
ssl_verify ? *
state_path ? *
""",
    "plus:http_api": """
api         L *
status_zone SLJs *
""",
    "plus:http_auth_jwt": """
auth_jwt             HSLX *
auth_jwt_claim_set   H *
auth_jwt_header_set  H *
auth_jwt_key_cache   HSL * 1.21.4-
auth_jwt_key_file    HSLX *
auth_jwt_key_request HSLX *
auth_jwt_leeway      HSL *
auth_jwt_require     HSLX * 1.21.2-
auth_jwt_type        HSLX * 1.19.7-
""",
    "plus:http_auth_require": """
auth_require HSLX *
""",
    "plus:http_core": """
error_log_tag HSL * 1.29.8-
""",
    "plus:http_f4f": """
f4f             L *
f4f_buffer_size HSL *
""",
    "plus:http_fastcgi": """
fastcgi_allow_upstream  HSL * 1.29.3-
fastcgi_bind_dynamic    HSL * 1.29.3-
fastcgi_request_dynamic HSL * 1.29.3-
""",
    "plus:http_grpc": """
grpc_allow_upstream  HSL * 1.29.3-
grpc_bind_dynamic    HSL * 1.29.3-
grpc_request_dynamic HSL * 1.29.3-
grpc_ssl_key_log     HSL * 1.27.2-
""",
    "plus:http_hls": """
hls                     L *
hls_buffers             HSL *
hls_forward_args        HSL *
hls_fragment            HSL *
hls_mp4_buffer_size     HSL *
hls_mp4_max_buffer_size HSL *
""",
    "plus:http_internal_redirect": """
internal_redirect SL *
""",
    "plus:http_keyval": """
keyval      H *
keyval_zone H *
""",
    "plus:http_memcached": """
memcached_allow_upstream HSL * 1.29.3-
memcached_bind_dynamic   HSL * 1.29.3-
""",
    "plus:http_mp4": """
mp4_limit_rate       HSL *
mp4_limit_rate_after HSL *
""",
    "plus:http_num_map": """
num_map H *{}
""",
    "plus:http_oidc": """
auth_oidc               HSL *
client_id               ? *
client_secret           ? *
config_url              ? *
cookie_name             ? *
extra_auth_args         ? *
frontchannel_logout_uri ? * 1.29.3-
issuer                  ? *
logout_token_hint       ? * 1.29.0-
logout_uri              ? * 1.29.0-
oidc_provider           H *{}
pkce                    ? * 1.29.3-
post_logout_uri         ? * 1.29.0-
redirect_uri            ? *
scope                   ? *
session_store           ? *
session_timeout         ? *
userinfo                ? * 1.29.0-
""",
    "plus:http_proxy": """
proxy_allow_upstream  HSL * 1.29.3-
proxy_bind_dynamic    HSL * 1.29.3-
proxy_request_dynamic HSL * 1.29.3-
proxy_ssl_key_log     HSL * 1.27.2-
""",
    "plus:http_scgi": """
scgi_allow_upstream  HSL * 1.29.3-
scgi_bind_dynamic    HSL * 1.29.3-
scgi_request_dynamic HSL * 1.29.3-
""",
    "plus:http_session_log": """
session_log        HSL *
session_log_format H *
session_log_zone   H *
""",
    "plus:http_ssl": """
ssl_key_log HS * 1.27.2-
""",
    "plus:http_status": """
status_zone Ss *
""",
    "plus:http_tunnel": """
tunnel_allow_upstream HSL *
tunnel_bind_dynamic   HSL *
""",
    "plus:http_upstream": """
ntlm  U *
queue U *
state U *
""",
    "plus:http_upstream_hc": """
health_check L *
match        H *{}
""",
    "plus:http_uwsgi": """
uwsgi_allow_upstream  HSL * 1.29.3-
uwsgi_bind_dynamic    HSL * 1.29.3-
uwsgi_request_dynamic HSL * 1.29.3-
uwsgi_ssl_key_log     HSL * 1.27.2-
""",
    "plus:mgmt": """
enforce_initial_report ? * 1.27.2-
license_token          ? * 1.27.2-
mgmt                   M *{}
proxy_password         ? * 1.27.4-
proxy_username         ? * 1.27.4-
ssl_verify             ? *
state_path             ? * 1.27.2-
usage_report           ? *
""",
    "plus:stream_keyval": """
keyval      t *
keyval_zone t *
""",
    "plus:stream_mqtt_filter": """
mqtt                     ts *
mqtt_buffers             ts * 1.25.1-
mqtt_rewrite_buffer_size s *
mqtt_set_connect         s *
""",
    "plus:stream_mqtt_preread": """
mqtt_preread ts *
""",
    "plus:stream_num_map": """
num_map t *{}
""",
    "plus:stream_proxy": """
proxy_bind_dynamic ts * 1.29.3-
proxy_session_drop ts *
proxy_ssl_key_log  ts * 1.27.2-
""",
    "plus:stream_ssl": """
ssl_key_log ts * 1.27.2-
""",
    "plus:stream_upstream": """
state u *
""",
    "plus:stream_upstream_hc": """
health_check         s *
health_check_timeout ts *
match                t *{}
""",
    "plus:stream_zone_sync": """
zone_sync                         s *
zone_sync_buffers                 ts *
zone_sync_connect_retry_interval  ts *
zone_sync_connect_timeout         ts *
zone_sync_interval                ts *
zone_sync_recv_buffer_size        ts *
zone_sync_server                  s *
zone_sync_ssl                     ts *
zone_sync_ssl_certificate         ts *
zone_sync_ssl_certificate_key     ts *
zone_sync_ssl_ciphers             ts *
zone_sync_ssl_conf_command        ts * 1.19.4-
zone_sync_ssl_crl                 ts *
zone_sync_ssl_name                ts *
zone_sync_ssl_password_file       ts *
zone_sync_ssl_protocols           ts *
zone_sync_ssl_server_name         ts *
zone_sync_ssl_trusted_certificate ts *
zone_sync_ssl_verify              ts *
zone_sync_ssl_verify_depth        ts *
zone_sync_timeout                 ts *
""",
}
