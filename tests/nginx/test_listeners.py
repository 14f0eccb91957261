"""What a server says of itself."""

from pathlib import Path

from lbconflint.model import Transport
from lbconflint.values import Origin
from tests.nginx.reading import http, server, stream, unit_of


def test_names(tmp_path: Path) -> None:
    listener = server(tmp_path, "listen 80;\nserver_name a.example *.b.example;\nserver_name ~^c$;")
    assert listener.name == "a.example"
    assert [name.value for name in listener.names] == ["a.example", "*.b.example", "~^c$"]
    assert [name.span.text for name in listener.names] == ["a.example", "*.b.example", "~^c$"]
    assert (listener.kind, listener.module, listener.partial) == ("server", "http", False)
    assert listener.protocol.equals("http")
    assert listener.enabled.equals(True)


def test_tls_with_inheritance(tmp_path: Path) -> None:
    text = http("""
ssl_certificate outer.pem;
ssl_protocols TLSv1.2 TLSv1.3;
server { listen 443 ssl; ssl_certificate_key a.key; ssl_certificate a.pem; ssl_certificate b.pem;
 ssl_ciphers HIGH; }
server { listen 443 ssl; ssl_reject_handshake on; ssl_verify_client optional; }
""")
    first, second = unit_of(tmp_path, text).listeners
    assert [one.value for one in first.tls.certificates] == ["a.pem", "b.pem"]
    assert [one.value for one in first.tls.keys] == ["a.key"]
    assert first.tls.protocols.value == ("TLSv1.2", "TLSv1.3")
    assert first.tls.protocols.origin is Origin.INHERITED
    assert first.tls.protocols.span.line == 5
    assert first.tls.ciphers.equals("HIGH")
    assert first.tls.reject_handshake.absent
    assert [(one.value, one.origin) for one in second.tls.certificates] == [("outer.pem", Origin.INHERITED)]
    assert second.tls.reject_handshake.equals(True)
    assert second.tls.verify.equals("optional")


def test_nothing_said_of_tls(tmp_path: Path) -> None:
    tls = server(tmp_path, "listen 80;").tls
    assert tls.certificates == ()
    assert tls.protocols.absent
    assert tls.ciphers.absent


def test_settings_timeouts_and_limits(tmp_path: Path) -> None:
    listener = server(tmp_path, "listen 443 ssl; http2 on; keepalive_timeout 30s 60s; client_max_body_size 8m;")
    assert listener.settings["http2"].equals("on")
    assert listener.timeouts["keepalive"].value == 30_000
    assert listener.timeouts["send"].origin is Origin.DEFAULT
    assert listener.limits["body"].value == 8 << 20
    assert listener.limits["requests"].value == 1000


def test_a_server_of_stream(tmp_path: Path) -> None:
    body = "server { listen 53 udp; listen 53; ssl_preread on; server_name a; proxy_pass 10.0.0.1:53; }"
    (listener,) = unit_of(tmp_path, stream(body)).listeners
    assert listener.protocol.equals("tcp")
    assert [bind.transport for bind in listener.binds] == [Transport.UDP, Transport.TCP]
    assert listener.settings["ssl_preread"].equals("on")
    assert listener.timeouts["preread"].value == 30_000


def test_places_point_into_the_included_file(tmp_path: Path) -> None:
    files = {
        "nginx.conf": http("include site.conf;"),
        "site.conf": "server {\n listen 8080;\n server_name a;\n location / { proxy_pass http://10.0.0.1; }\n}\n",
    }
    (listener,) = unit_of(tmp_path, files).listeners
    places = [listener.binds[0].span, listener.names[0].span, listener.routes[0].target.address.span]
    assert [(span.source.path, span.line) for span in places] == [
        ("site.conf", 2),
        ("site.conf", 3),
        ("site.conf", 4),
    ]
