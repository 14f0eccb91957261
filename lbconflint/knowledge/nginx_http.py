"""Directives of nginx: the other http modules.

From the command tables of nginx's source, 1.18.0 to 1.31.4; read 2026-08-12.
Written by tests/tools/refresh_nginx_directives.py: do not edit.

One directive per line: name, contexts, arguments, versions.  Contexts: M main, E events, H http, S server,
L location, U upstream, I if in server, J if in location, X limit_except; t stream, s its server, u its
upstream; m mail, v its server; * anywhere; ? blocks of other modules.  Arguments: the counts allowed (12 is
one or two), 1+ or 2+ at least so many, * any, or the type of the only one; {} opens a block, ! is accepted
and ignored.  Versions: since-until, the latter excluded.
"""

MODULES = {
    "http": """
http M 0{}
""",
    "http_access": """
allow HSLX 1
deny  HSLX 1
""",
    "http_addition_filter": """
add_after_body  HSL 1
add_before_body HSL 1
addition_types  HSL 1+
""",
    "http_auth_basic": """
auth_basic           HSLX 1
auth_basic_user_file HSLX 1
""",
    "http_auth_request": """
auth_request     HSL 1
auth_request_set HSL 2
""",
    "http_autoindex": """
autoindex            HSL flag
autoindex_exact_size HSL flag
autoindex_format     HSL 1
autoindex_localtime  HSL flag
""",
    "http_browser": """
ancient_browser       HSL 1+
ancient_browser_value HSL 1
modern_browser        HSL 12
modern_browser_value  HSL 1
""",
    "http_charset_filter": """
charset          HSLJ 1
charset_map      H 2{}
charset_types    HSL 1+
override_charset HSLJ flag
source_charset   HSLJ 1
""",
    "http_copy_filter": """
output_buffers HSL 2
""",
    "http_core": """
absolute_redirect             HSL flag
aio                           HSL 1
aio_write                     HSL flag
alias                         L 1
auth_delay                    HSL msec
chunked_transfer_encoding     HSL flag
client_body_buffer_size       HSL size
client_body_in_file_only      HSL 1
client_body_in_single_buffer  HSL flag
client_body_temp_path         HSL 1234
client_body_timeout           HSL msec
client_header_buffer_size     HS size
client_header_timeout         HS msec
client_max_body_size          HSL off
connection_pool_size          HS size
default_type                  HSL 1
directio                      HSL 1
directio_alignment            HSL off
disable_symlinks              HSL 12
early_hints                   HSL 1+ 1.29.0-
error_log                     HSL 1+
error_page                    HSLJ 2+
etag                          HSL flag
gzip_disable                  HSL 1+
gzip_http_version             HSL 1
gzip_proxied                  HSL 1+
gzip_vary                     HSL flag
if_modified_since             HSL 1
ignore_invalid_headers        HS flag
internal                      L 0
keepalive_disable             HSL 12
keepalive_min_timeout         HSL msec 1.27.4-
keepalive_requests            HSL num
keepalive_time                HSL msec 1.19.10-
keepalive_timeout             HSL 12
large_client_header_buffers   HS 2
limit_except                  L 1+{}
limit_rate                    HSLJ 1
limit_rate_after              HSLJ 1
lingering_close               HSL 1
lingering_time                HSL msec
lingering_timeout             HSL msec
listen                        S 1+
location                      SL 12{}
log_not_found                 HSL flag
log_subrequest                HSL flag
max_headers                   HS num 1.29.8-
max_ranges                    HSL num
merge_slashes                 HS flag
msie_padding                  HSL flag
msie_refresh                  HSL flag
open_file_cache               HSL 12
open_file_cache_errors        HSL flag
open_file_cache_events        HSL flag
open_file_cache_min_uses      HSL num
open_file_cache_valid         HSL sec
port_in_redirect              HSL flag
post_action                   HSLJ 1
postpone_output               HSL size
read_ahead                    HSL size
recursive_error_pages         HSL flag
request_pool_size             HS size
reset_timedout_connection     HSL flag
resolver                      HSL 1+
resolver_timeout              HSL msec
root                          HSLJ 1
satisfy                       HSL 1
send_lowat                    HSL size
send_timeout                  HSL msec
sendfile                      HSLJ flag
sendfile_max_chunk            HSL size
server                        H 0{}
server_name                   S 1+
server_name_in_redirect       HSL flag
server_names_hash_bucket_size H num
server_names_hash_max_size    H num
server_tokens                 HSL 1
subrequest_output_buffer_size HSL size
tcp_nodelay                   HSL flag
tcp_nopush                    HSL flag
types                         HSL 0{}
types_hash_bucket_size        HSL num
types_hash_max_size           HSL num
underscores_in_headers        HS flag
variables_hash_bucket_size    H num
variables_hash_max_size       H num
""",
    "http_dav": """
create_full_put_path HSL flag
dav_access           HSL 123
dav_methods          HSL 1+
min_delete_depth     HSL num
""",
    "http_degradation": """
degradation H 1
degrade     HSL 1
""",
    "http_empty_gif": """
empty_gif L 0
""",
    "http_flv": """
flv L 0
""",
    "http_geo": """
geo H 12{}
""",
    "http_geoip": """
geoip_city            H 12
geoip_country         H 12
geoip_org             H 12
geoip_proxy           H 1
geoip_proxy_recursive H flag
""",
    "http_gunzip_filter": """
gunzip         HSL flag
gunzip_buffers HSL 2
""",
    "http_gzip_filter": """
gzip              HSLJ flag
gzip_buffers      HSL 2
gzip_comp_level   HSL num
gzip_hash         HSL size
gzip_min_length   HSL size
gzip_no_buffer    HSL flag
gzip_types        HSL 1+
gzip_window       HSL size
postpone_gzipping HSL size
""",
    "http_gzip_static": """
gzip_static HSL 1
""",
    "http_headers_filter": """
add_header          HSLJ 23
add_header_inherit  HSLJ 1 1.29.3-
add_trailer         HSLJ 23
add_trailer_inherit HSLJ 1 1.29.3-
expires             HSLJ 12
""",
    "http_image_filter": """
image_filter              L 123
image_filter_buffer       HSL size
image_filter_interlace    HSL flag
image_filter_jpeg_quality HSL 1
image_filter_sharpen      HSL 1
image_filter_transparency HSL flag
image_filter_webp_quality HSL 1
""",
    "http_index": """
index HSL 1+
""",
    "http_limit_conn": """
limit_conn           HSL 2
limit_conn_dry_run   HSL flag
limit_conn_log_level HSL 1
limit_conn_status    HSL num
limit_conn_zone      H 2
""",
    "http_limit_req": """
limit_req           HSL 123
limit_req_dry_run   HSL flag
limit_req_log_level HSL 1
limit_req_status    HSL num
limit_req_zone      H 3
""",
    "http_log": """
access_log          HSLJX 1+
log_format          H 2+
open_log_file_cache HSL 1234
""",
    "http_map": """
map                  H 2{}
map_hash_bucket_size H num
map_hash_max_size    H num
""",
    "http_mirror": """
mirror              HSL 1
mirror_request_body HSL flag
""",
    "http_mp4": """
mp4                 L 0
mp4_buffer_size     HSL size
mp4_max_buffer_size HSL size
mp4_start_key_frame HSL flag 1.21.4-
""",
    "http_perl": """
perl         LX 1
perl_modules H 1
perl_require H 1
perl_set     H 2
""",
    "http_random_index": """
random_index L flag
""",
    "http_realip": """
real_ip_header    HSL 1
real_ip_recursive HSL flag
set_real_ip_from  HSL 1
""",
    "http_referer": """
referer_hash_bucket_size SL num
referer_hash_max_size    SL num
valid_referers           SL 1+
""",
    "http_rewrite": """
break                       SLIJ 0
if                          SL 1+{}
return                      SLIJ 12
rewrite                     SLIJ 23
rewrite_log                 HSLIJ flag
set                         SLIJ 2
uninitialized_variable_warn HSLIJ flag
""",
    "http_secure_link": """
secure_link        HSL 1
secure_link_md5    HSL 1
secure_link_secret HSL 1
""",
    "http_slice_filter": """
slice HSL size
""",
    "http_split_clients": """
split_clients H 2{}
""",
    "http_ssi_filter": """
ssi                         HSLJ flag
ssi_ignore_recycled_buffers HSL flag
ssi_last_modified           HSL flag
ssi_min_file_chunk          HSL size
ssi_silent_errors           HSL flag
ssi_types                   HSL 1+
ssi_value_length            HSL size
""",
    "http_ssl": """
ssl                         HS 1 -1.25.1
ssl_buffer_size             HS size
ssl_certificate             HS 1
ssl_certificate_cache       HS 123 1.27.4-
ssl_certificate_compression HS flag 1.29.1-
ssl_certificate_key         HS 1
ssl_ciphers                 HS 1
ssl_client_certificate      HS 1
ssl_conf_command            HS 2 1.19.4-
ssl_crl                     HS 1
ssl_dhparam                 HS 1
ssl_early_data              HS flag
ssl_ecdh_curve              HS 1
ssl_ech_file                HS 1 1.29.4-
ssl_ocsp                    HS 1 1.19.0-
ssl_ocsp_cache              HS 1 1.19.0-
ssl_ocsp_responder          HS 1 1.19.0-
ssl_password_file           HS 1
ssl_prefer_server_ciphers   HS flag
ssl_protocols               HS 1+
ssl_reject_handshake        HS flag 1.19.4-
ssl_session_cache           HS 12
ssl_session_ticket_key      HS 1
ssl_session_tickets         HS flag
ssl_session_timeout         HS sec
ssl_stapling                HS flag
ssl_stapling_file           HS 1
ssl_stapling_responder      HS 1
ssl_stapling_verify         HS flag
ssl_trusted_certificate     HS 1
ssl_verify_client           HS 1
ssl_verify_depth            HS num
""",
    "http_stub_status": """
stub_status SL 01
""",
    "http_sub_filter": """
sub_filter               HSL 2
sub_filter_last_modified HSL flag
sub_filter_once          HSL flag
sub_filter_types         HSL 1+
""",
    "http_try_files": """
try_files SL 2+
""",
    "http_userid_filter": """
userid         HSL 1
userid_domain  HSL 1
userid_expires HSL 1
userid_flags   HSL 123 1.19.3-
userid_mark    HSL 1
userid_name    HSL 1
userid_p3p     HSL 1
userid_path    HSL 1
userid_service HSL num
""",
    "http_v2": """
http2                        HS flag 1.25.1-
http2_body_preread_size      HS size
http2_chunk_size             HSL size
http2_idle_timeout           HS 1! 1.19.7-
http2_idle_timeout           HS msec -1.19.7
http2_max_concurrent_pushes  HS 1! 1.25.1-
http2_max_concurrent_pushes  HS num -1.25.1
http2_max_concurrent_streams HS num
http2_max_field_size         HS 1! 1.19.7-
http2_max_field_size         HS size -1.19.7
http2_max_header_size        HS 1! 1.19.7-
http2_max_header_size        HS size -1.19.7
http2_max_requests           HS 1! 1.19.7-
http2_max_requests           HS num -1.19.7
http2_pool_size              HS size
http2_push                   HSL 1 -1.25.1
http2_push                   HSL 1! 1.25.1-
http2_push_preload           HSL 1! 1.25.1-
http2_push_preload           HSL flag -1.25.1
http2_recv_buffer_size       H size
http2_recv_timeout           HS 1! 1.19.7-
http2_recv_timeout           HS msec -1.19.7
http2_streams_index_size     HS num
spdy_chunk_size              HSL 1! -1.19.7
spdy_headers_comp            HS 1! -1.19.7
spdy_keepalive_timeout       HS 1! -1.19.7
spdy_max_concurrent_streams  HS 1! -1.19.7
spdy_pool_size               HS 1! -1.19.7
spdy_recv_buffer_size        H 1! -1.19.7
spdy_recv_timeout            HS 1! -1.19.7
spdy_streams_index_size      HS 1! -1.19.7
""",
    "http_v3": """
http3                           HS flag 1.25.0-
http3_hq                        HS flag 1.25.0-
http3_max_concurrent_streams    HS num 1.25.0-
http3_stream_buffer_size        HS size 1.25.0-
quic_active_connection_id_limit HS num 1.25.0-
quic_gso                        HS flag 1.25.0-
quic_host_key                   HS 1 1.25.0-
quic_retry                      HS flag 1.25.0-
""",
    "http_xslt_filter": """
xml_entities          HSL 1
xml_external_entities HSL flag 1.31.3-
xslt_last_modified    HSL flag
xslt_param            HSL 2
xslt_string_param     HSL 2
xslt_stylesheet       L 1+
xslt_types            HSL 1+
""",
}
