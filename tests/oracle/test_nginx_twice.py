"""A directive twice on one level, put to the installed nginx: the table of ``nginx_once`` says what it refuses."""

import pytest

from lbconflint.knowledge.nginx_once import OFF, ZONED, once
from tests.tools.nginx_twice import DUPLICATE, WRAPPERS, Prober, cases

from .servers import Server, find
from .suite import missing

SERVERS = [pytest.param(server, id=str(server)) for server in find("nginx")] or [pytest.param(None, id="no-nginx")]
NAMES = frozenset(
    """
    access_log add_header alias allow auth_basic autoindex_format client_max_body_size default_type error_log
    error_page events expires gzip gzip_types index internal keepalive keepalive_timeout limit_conn_status map
    pid proxy_buffers proxy_http_version proxy_next_upstream proxy_pass proxy_read_timeout proxy_set_header
    proxy_ssl_ciphers resolver return root sendfile server_name server_tokens set ssl_certificate_key ssl_ciphers
    ssl_prefer_server_ciphers ssl_protocols ssl_session_cache ssl_session_timeout starttls try_files types user
    worker_connections worker_processes
    """.split()  # noqa: SIM905
)
"""Some of each kind; the whole table is measured by ``python -m tests.tools.nginx_twice``."""

PAIRS = [
    ("location / { root /a; alias /b/; }", True),
    ("location / { alias /b/; root /a; }", True),
    ("limit_req_zone $uri zone=a:1m rate=1r/s; limit_req zone=a; limit_req zone=a burst=5;", True),
    ("limit_conn_zone $uri zone=a:1m; limit_conn a 1; limit_conn a 2;", True),
    ("limit_conn_zone $uri zone=a:1m; limit_conn_zone $uri zone=b:1m; limit_conn a 1; limit_conn b 1;", False),
    ("mirror /a; mirror off;", True),
    ("mirror /a; mirror /b;", False),
    ("root /a; server { root /b; location / { root /c; if ($arg_a) { root /d; } } }", False),
]


@pytest.fixture(scope="module", params=SERVERS)
def nginx(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Prober:
    server: Server | None = request.param
    if server is None:
        missing("no nginx binary")
    assert server is not None
    return Prober(server.path, tmp_path_factory.mktemp("nginx"))


def test_nginx_refuses_what_the_table_says(nginx: Prober) -> None:
    verdicts = [nginx.twice(*case) for case in cases(nginx.target, NAMES)]
    asked = [one for one in verdicts if one.told and one.name not in OFF | dict.fromkeys(ZONED)]
    assert len(asked) > len(NAMES)
    wrong = [one for one in asked if one.refused is not once(one.name, one.context, nginx.target)]
    assert not wrong


@pytest.mark.parametrize(("text", "refused"), PAIRS)
def test_what_depends_on_the_arguments(nginx: Prober, text: str, refused: bool) -> None:
    inside = f"server {{ {text} }}" if text.startswith("location") else text
    fine, said = nginx.judge(WRAPPERS["H"][0] % inside)
    assert fine is not refused, said
    assert (DUPLICATE in said) is refused
