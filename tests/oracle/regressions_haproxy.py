"""Named cases of HAProxy, alone and beside nginx."""

from .layout import ALTERNATIVE, ROOT
from .regression import Regression, haproxy, nginx
from .regressions_nginx import FAILS, FINE, REFUSED, SILENT
from .verdict import Verdict

STRICT = ("noreuseport",)
FIRST, SECOND = "first/etc/haproxy/haproxy.cfg", "second/etc/haproxy/haproxy.cfg"


def _listen(owner: str, *lines: str) -> str:
    """A ``listen`` section whose server answers with the owner's identity."""
    head = [f"listen {owner.partition('.')[2]}", *(f"    {line}" for line in lines)]
    return "\n".join([*head, f"    server s unix@{ROOT}/id-{owner}\n"])


def _one(name: str, verdict: Verdict, body: str, *asks: str, head: tuple[str, ...] = (), fault: str = "",
         since: str = "", needs: tuple[str, ...] = ()) -> Regression:  # fmt: skip
    return Regression(
        name, verdict, (haproxy(body, *asks, head=head, fault=fault),), since, needs=frozenset(needs)
    )


def _two(first: str, second: str) -> str:
    """Proxies a and b with one bind each."""
    return _listen("1.a", f"bind {first}") + _listen("1.b", f"bind {second}")


_BRANCHES = f"""
listen a
    .if defined({ALTERNATIVE})
    bind :20001
    .else
    bind :20002
    .endif
    server s unix@{ROOT}/id-1.a
"""

HAPROXY = [
    _one("two proxies on one address", SILENT, _two("127.0.0.1:20001", "127.0.0.1:20001"),
         "1.a 127.0.0.1:20001", "1.b 127.0.0.1:20001"),
    _one("two proxies on one address, noreuseport", FAILS, _two("127.0.0.1:20001", "127.0.0.1:20001"),
         "1.a 127.0.0.1:20001", "1.b 127.0.0.1:20001", head=STRICT),
    _one("one proxy twice", FINE, _listen("1.a", "bind :20001,:20001", "bind *:20001"),
         "1.a *:20001", "1.a *:20001", "1.a *:20001"),
    _one("one proxy twice, noreuseport", FAILS, _listen("1.a", "bind :20001,:20001"), "1.a *:20001",
         "1.a *:20001", head=STRICT),
    _one("a wildcard and a specific address", FINE, _two(":20001", "127.0.0.1:20001"),
         "1.a *:20001", "1.b 127.0.0.1:20001"),
    _one("a wildcard and a specific address, noreuseport", FAILS, _two(":20001", "127.0.0.1:20001"),
         "1.a *:20001", "1.b 127.0.0.1:20001", head=STRICT),
    _one("IPv4 and a dual stack", FINE, _two(":20001", ":::20001"), "1.a *:20001", "1.b [::]:20001"),
    _one("IPv4 and a dual stack, noreuseport", FAILS, _two(":20001", ":::20001"), "1.a *:20001",
         "1.b [::]:20001", head=STRICT),
    _one("IPv4 and v6only, noreuseport", FINE, _two(":20001", ":::20001 v6only"), "1.a *:20001",
         "1.b [::]:20001 v6only", head=STRICT),
    _one("dual stack and v6only", SILENT, _two(":::20001 v4v6", ":::20001 v6only"), "1.a [::]:20001 v4v6",
         "1.b [::]:20001 v6only"),
    _one("a port of a range", SILENT, _two(":20001-20005", ":20003"), "1.a *:20001-20005", "1.b *:20003"),
    _one("a mapped address", SILENT, _two("127.0.0.1:20001", "[::ffff:127.0.0.1]:20001"),
         "1.a 127.0.0.1:20001", "1.b [::ffff:127.0.0.1]:20001"),
    _one("a mapped wildcard before the dual stack", FINE, _two("[::ffff:0.0.0.0]:20001", ":::20001"),
         "1.a [::ffff:0.0.0.0]:20001", "1.b [::]:20001"),
    _one("a mapped wildcard behind the dual stack", SILENT, _two(":::20001", "[::ffff:0.0.0.0]:20001"),
         "1.a [::]:20001", "1.b [::ffff:0.0.0.0]:20001"),
    _one("a plain wildcard shields the owner's mapped one", FINE,
         _two(":::20001", "[::ffff:0.0.0.0]:20001,:20001"),
         "1.a [::]:20001", "1.b [::ffff:0.0.0.0]:20001", "1.b *:20001"),
    _one("a unix socket in two proxies", SILENT, _two(f"{ROOT}/a", f"unix@{ROOT}/a"), f"1.a unix:{ROOT}/a",
         f"1.b unix:{ROOT}/a"),
    _one("a unix socket twice in one proxy", FINE, _listen("1.a", f"bind {ROOT}/a", f"bind {ROOT}/a"),
         f"1.a unix:{ROOT}/a", f"1.a unix:{ROOT}/a"),
    _one("an abstract socket in two proxies", FAILS, _two("abns@lbconflint", "abns@lbconflint"),
         "1.a abstract:lbconflint", "1.b abstract:lbconflint"),
    _one("a disabled proxy", FINE, _listen("1.a", "bind :20001") + _listen("1.b", "disabled", "bind :20001"),
         "1.a *:20001", "1.b *:20001 disabled", head=STRICT),
    _one("branches exclude each other", FINE, _BRANCHES + _listen("1.b", "bind :20003"), "1.a *:20001 if",
         "1.a *:20002 else", "1.b *:20003", head=STRICT, since="2.4"),
    _one("one branch meets what is always there", SILENT, _BRANCHES + _listen("1.b", "bind :20001"),
         "1.a *:20001 if", "1.a *:20002 else", "1.b *:20001", since="2.4"),
    _one("a proxy meets itself in a branch and another one there", SILENT,
         _BRANCHES.replace("20002", "20001") + _listen("1.a2", "bind :20003") + _listen("1.b", "bind :20001"),
         "1.a *:20001 if", "1.a *:20001 else", "1.a2 *:20003", "1.b *:20001", since="2.4"),
    _one("a bind in a backend is opened", SILENT,
         _listen("1.a", "bind :20001") + f"backend b\n    bind :20001\n    server s unix@{ROOT}/id-1.a\n",
         "1.a *:20001", "1.b *:20001 mute"),
    _one("the command socket", SILENT, _listen("1.a", "bind 127.0.0.1:20001"), "1.cli 127.0.0.1:20001 cli",
         "1.a 127.0.0.1:20001", head=("stats socket ipv4@127.0.0.1:20001 level admin",)),
    _one("peers", SILENT,
         "peers p\n    bind 127.0.0.1:20001\n    server me\n" + _listen("1.a", "bind 127.0.0.1:20001"),
         "1.p 127.0.0.1:20001 peers", "1.a 127.0.0.1:20001", head=("localpeer me",), since="2.4"),
    _one("TCP and UDP, noreuseport", FINE,
         f"log-forward f\n    dgram-bind :20001\n    log {ROOT}/log-1.f local0\n" + _listen("1.a", "bind :20001"),
         "1.f *:20001 udp syslog", "1.a *:20001", head=STRICT, since="2.4"),
    _one("UDP twice, noreuseport", SILENT,
         f"log-forward f\n    dgram-bind :20001\n    log {ROOT}/log-1.f local0\n"
         f"log-forward g\n    dgram-bind :20001\n    log {ROOT}/log-1.g local0\n",
         "1.f *:20001 udp syslog", "1.g *:20001 udp syslog", head=STRICT, since="2.4"),
    _one("an interface, IPv4, opened last", FINE, _two(":20001", ":20001 interface lo"), "1.a *:20001",
         "1.b *:20001 lo"),
    _one("an interface, IPv4, opened first", SILENT, _two(":20001 interface lo", ":20001"), "1.a *:20001 lo",
         "1.b *:20001"),
    _one("an interface, IPv6, opened first", FINE, _two("[::]:20001 interface lo", "[::]:20001"),
         "1.a [::]:20001 lo", "1.b [::]:20001"),
    _one("an interface, IPv6, opened last", SILENT, _two("[::]:20001", "[::]:20001 interface lo"),
         "1.a [::]:20001", "1.b [::]:20001 lo"),
    _one("one proxy for the interface and for all, another for all", SILENT,
         _listen("1.a", "bind :20001 interface lo", "bind :20001") + _listen("1.b", "bind :20001"),
         "1.a *:20001 lo", "1.a *:20001", "1.b *:20001"),
    _one("QUIC and TCP", FINE,
         _listen("1.a", "bind :20001")
         + f"listen b\n    mode http\n    bind quic4@:20001 ssl crt {ROOT}/tls.pem alpn h3\n"
         + f"    server s unix@{ROOT}/id-1.a\n",
         "1.a *:20001", "1.b *:20001 quic", head=("limited-quic",), needs=("quic",)),
    _one("port 0", REFUSED, _listen("1.a", "bind :0"), fault="port 0"),
    Regression("two HAProxy", SILENT, (
        haproxy(_listen("1.a", "bind :20001"), "1.a *:20001", path=FIRST),
        haproxy(_listen("2.a", "bind :20001"), "2.a *:20001", path=SECOND),
    )),
    Regression("two HAProxy, one with noreuseport", FAILS, (
        haproxy(_listen("1.a", "bind :20001"), "1.a *:20001", path=FIRST),
        haproxy(_listen("2.a", "bind 127.0.0.1:20001"), "2.a 127.0.0.1:20001", head=STRICT, path=SECOND),
    )),
    Regression("two HAProxy and an interface: who starts last wins", SILENT, (
        haproxy(_listen("1.a", "bind :20001"), "1.a *:20001", path=FIRST),
        haproxy(_listen("2.a", "bind :20001 interface lo"), "2.a *:20001 lo", path=SECOND),
    )),
    Regression("two HAProxy on a unix socket", SILENT, (
        haproxy(_listen("1.a", f"bind {ROOT}/a"), f"1.a unix:{ROOT}/a", path=FIRST),
        haproxy(_listen("2.a", f"bind {ROOT}/a"), f"2.a unix:{ROOT}/a", path=SECOND),
    )),
    Regression("HAProxy and nginx", FAILS, (
        haproxy(_listen("1.a", "bind :20001"), "1.a *:20001"),
        nginx('http {\n    server { listen 20001; return 200 "ID[2.http]"; }\n}', "2.http *:20001"),
    )),
    Regression("HAProxy and nginx with reuseport", SILENT, (
        haproxy(_listen("1.a", "bind :20001"), "1.a *:20001"),
        nginx('http {\n    server { listen 20001 reuseport; return 200 "ID[2.http]"; }\n}',
              "2.http *:20001 reuseport"),
    )),
    Regression("HAProxy and nginx on a unix socket: one of both orders fails", FAILS, (
        haproxy(_listen("1.a", f"bind {ROOT}/a"), f"1.a unix:{ROOT}/a"),
        nginx(f'http {{\n    server {{ listen unix:{ROOT}/a; return 200 "ID[2.http]"; }}\n}}',
              f"2.http unix:{ROOT}/a"),
    )),
]  # fmt: skip
