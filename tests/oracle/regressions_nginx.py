"""Named cases of nginx."""

from .layout import ROOT
from .regression import Regression, nginx
from .verdict import Verdict

REFUSED, FAILS, SILENT, FINE = Verdict
FIRST, SECOND = "first/etc/nginx/nginx.conf", "second/etc/nginx/nginx.conf"


def _http(*listens: str, owner: str = "1.http") -> str:
    """An http block with one server for each listen."""
    servers = [f'    server {{ listen {listen}; return 200 "ID[{owner}]"; }}' for listen in listens]
    return "\n".join(["http {", *servers, "}\n"])


def _stream(*listens: str, owner: str = "1.stream") -> str:
    servers = [f'    server {{ listen {listen}; return "ID[{owner}]"; }}' for listen in listens]
    return "\n".join(["stream {", *servers, "}\n"])


def _mail(*listens: str, owner: str = "1.mail") -> str:
    servers = [
        f'    server {{ listen {listen}; protocol smtp; server_name "ID[{owner}]"; }}' for listen in listens
    ]
    return "\n".join(["mail {", *servers, "}\n"])


def _one(name: str, verdict: Verdict, body: str, *asks: str, fault: str = "", since: str = "", before: str = "",
         needs: tuple[str, ...] = ("stream", "mail")) -> Regression:  # fmt: skip
    return Regression(name, verdict, (nginx(body, *asks, fault=fault),), since, before, frozenset(needs))


NGINX = [
    _one("http and stream", FAILS, _http("20001") + _stream("20001"), "1.http *:20001", "1.stream *:20001"),
    _one("http and mail", FAILS, _http("20001") + _mail("127.0.0.1:20001"),
         "1.http *:20001", "1.mail 127.0.0.1:20001"),
    _one("stream and mail", FAILS, _stream("20001") + _mail("20001"), "1.stream *:20001", "1.mail *:20001"),
    _one("a wildcard serves the specific address", FINE, _http("20001", "127.0.0.1:20001"),
         "1.http/1 *:20001", "1.http/2 127.0.0.1:20001"),
    _one("a specific address that binds", FAILS, _http("20001", "127.0.0.1:20001 bind"),
         "1.http/1 *:20001", "1.http/2 127.0.0.1:20001 bind"),
    _one("both bind with reuseport", FINE, _http("20001 reuseport", "127.0.0.1:20001 reuseport"),
         "1.http/1 *:20001 reuseport", "1.http/2 127.0.0.1:20001 reuseport"),
    _one("different ports, addresses and transports", FINE,
         _http("127.0.0.1:20001", "[::1]:20002") + _stream("127.0.0.2:20001", "20002", "127.0.0.1:20001 udp"),
         "1.http/1 127.0.0.1:20001", "1.http/2 [::1]:20002", "1.stream/3 127.0.0.2:20001", "1.stream/4 *:20002",
         "1.stream/5 127.0.0.1:20001 udp"),
    _one("IPv6 beside IPv4", FINE, _http("20001", "[::]:20001"), "1.http/1 *:20001", "1.http/2 [::]:20001"),
    _one("dual stack beside IPv4", FAILS, _http("[::]:20001 ipv6only=off", "20001"),
         "1.http/1 [::]:20001 dual ipv6only", "1.http/2 *:20001"),
    _one("dual stack beside a specific IPv4 address", FAILS, _http("[::]:20001 ipv6only=off", "127.0.0.1:20001"),
         "1.http/1 [::]:20001 dual ipv6only", "1.http/2 127.0.0.1:20001"),
    _one("dual stack beside IPv6", FINE, _http("[::]:20001 ipv6only=off", "[::1]:20001"),
         "1.http/1 [::]:20001 dual ipv6only", "1.http/2 [::1]:20001"),
    _one("a mapped address is the IPv4 one to the kernel only", FAILS,
         _http("127.0.0.1:20001", "[::ffff:127.0.0.1]:20001 ipv6only=off"),
         "1.http/1 127.0.0.1:20001", "1.http/2 [::ffff:127.0.0.1]:20001 dual ipv6only"),
    _one("a mapped wildcard beside the IPv4 one", FAILS, _http("20001", "[::ffff:0.0.0.0]:20001 ipv6only=off"),
         "1.http/1 *:20001", "1.http/2 [::ffff:0.0.0.0]:20001 dual ipv6only"),
    _one("a mapped address is not IPv6 only", REFUSED, _http("[::ffff:127.0.0.1]:20001"),
         "1.http [::ffff:127.0.0.1]:20001"),
    _one("of two servers on a mapped address one says ipv6only=off", FINE,
         _http("[::ffff:127.0.0.1]:20001 ipv6only=off", "[::ffff:127.0.0.1]:20001"),
         "1.http/1 [::ffff:127.0.0.1]:20001 dual ipv6only", "1.http/2 [::ffff:127.0.0.1]:20001"),
    _one("reuseport in two modules", SILENT, _http("20001 reuseport") + _stream("20001 reuseport"),
         "1.http *:20001 reuseport", "1.stream *:20001 reuseport"),
    _one("reuseport in one module", FAILS, _http("20001 reuseport") + _stream("20001"),
         "1.http *:20001 reuseport", "1.stream *:20001"),
    _one("reuseport, a wildcard and a specific address of another module", FINE,
         _http("20001 reuseport") + _stream("127.0.0.1:20001 reuseport"),
         "1.http *:20001 reuseport", "1.stream 127.0.0.1:20001 reuseport"),
    _one("the wildcard took an address along that another module binds", SILENT,
         _http("20001 reuseport", "127.0.0.1:20001") + _stream("127.0.0.1:20001 reuseport"),
         "1.http/1 *:20001 reuseport", "1.http/2 127.0.0.1:20001", "1.stream/3 127.0.0.1:20001 reuseport"),
    _one("one server, one socket, twice", REFUSED,
         'http {\n    server { listen 20001; listen 0.0.0.0:20001; return 200 "ID[1.http]"; }\n}',
         "1.http *:20001", "1.http *:20001"),
    _one("options for one socket in two places", REFUSED, _http("20001 backlog=50", "*:20001 reuseport"),
         "1.http/1 *:20001 backlog", "1.http/2 *:20001 reuseport"),
    _one("two default servers", REFUSED, _http("20001 default_server", "0.0.0.0:20001 default_server"),
         "1.http/1 *:20001 default_server", "1.http/2 *:20001 default_server"),
    _one("port 65536", REFUSED, _http("65536"), fault="port above 65535"),
    _one("stream servers share a socket", FINE, _stream("20001", "20001"), "1.stream/1 *:20001",
         "1.stream/2 *:20001", since="1.25.5"),
    _one("stream servers do not share a socket yet", REFUSED, _stream("20001", "20001"), "1.stream/1 *:20001",
         "1.stream/2 *:20001", before="1.25.5"),
    _one("mail servers do not share a socket", REFUSED, _mail("20001", "20001"), "1.mail/1 *:20001",
         "1.mail/2 *:20001"),
    _one("ranges meet", FAILS, _http("20001-20004") + _stream("127.0.0.1:20003-20009"),
         "1.http *:20001-20004", "1.stream 127.0.0.1:20003-20009"),
    _one("QUIC and UDP", SILENT, _http("20001 quic") + _stream("20001 udp"), "1.http *:20001 quic",
         "1.stream *:20001 udp", needs=("stream", "quic")),
    _one("QUIC and TCP", FINE, _http("20001 quic") + _stream("20001"), "1.http *:20001 quic",
         "1.stream *:20001", needs=("stream", "quic")),
    _one("a unix socket in two modules", FAILS, _http(f"unix:{ROOT}/a") + _stream(f"unix:{ROOT}/a"),
         f"1.http unix:{ROOT}/a", f"1.stream unix:{ROOT}/a"),
    _one("a unix socket in two servers", FINE, _http(f"unix:{ROOT}/a", f"unix:{ROOT}/a"),
         f"1.http/1 unix:{ROOT}/a", f"1.http/2 unix:{ROOT}/a"),
    _one("a server without listen", FAILS, 'http {\n    server { return 200 "ID[1.http]"; }\n}\n' + _stream("80"),
         "1.http *:80", "1.stream *:80"),
    Regression("two nginx, UDP", SILENT, (
        nginx(_stream("20001 udp"), "1.stream *:20001 udp", path=FIRST),
        nginx(_stream("20001 udp", owner="2.stream"), "2.stream *:20001 udp", path=SECOND),
    ), needs=frozenset({"stream"})),
    Regression("two nginx, TCP", FAILS, (
        nginx(_http("127.0.0.1:20001"), "1.http 127.0.0.1:20001", path=FIRST),
        nginx(_http("20001", owner="2.http"), "2.http *:20001", path=SECOND),
    )),
    Regression("two nginx with reuseport", SILENT, (
        nginx(_http("20001 reuseport"), "1.http *:20001 reuseport", path=FIRST),
        nginx(_http("20001 reuseport", owner="2.http"), "2.http *:20001 reuseport", path=SECOND),
    )),
]  # fmt: skip
