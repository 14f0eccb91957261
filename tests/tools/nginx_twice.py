"""Ask real nginx which directives it refuses to read twice on one level: ``lbconflint/knowledge/nginx_once.py``.

    python -m tests.tools.nginx_twice NGINX [NAME...]

NGINX is a binary.  For each directive of the tables, in each of its contexts, sample arguments are tried until
some are accepted (``nginx -t``); then the directive is said twice, with the same arguments and with others.
Prints context, directive and verdict: "once", "many", "sometimes" (with what nginx says), "?" without an accepted
sample (the build lacks the module, or the directive needs others beside it), and a "!" where the table
says otherwise.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from lbconflint.knowledge.nginx_directives import DIRECTIVES, Row
from lbconflint.knowledge.nginx_once import once
from lbconflint.knowledge.versions import Target, target_of

MODULES = Path("/usr/lib/nginx/modules")
"""Where Debian's packages put modules that have to be loaded."""
PORT = 18999
"""A server for the samples; ``nginx -t`` binds it for a moment, on the loopback."""
DUPLICATE = "directive is duplicate"
_PAIRS = 4
"""So many accepted samples of one directive are combined with each other."""
_SECONDS = 20

_HTTP = (
    "proxy_cache_path c1 keys_zone=zone1:1m; limit_req_zone $arg_a zone=zone2:1m rate=1r/s;"
    " limit_conn_zone $arg_a zone=zone3:1m; log_format sample '$status';"
)
_STREAM = "limit_conn_zone $remote_addr zone=zone3:1m; log_format sample '$status';"
_LISTEN = f"listen 127.0.0.1:{PORT};"
_MAIL = "auth_http 127.0.0.1/;"

WRAPPERS: dict[str, tuple[str, ...]] = {
    "M": ("%s events {}", "%s"),
    "E": ("events { %s }",),
    "H": ("events {} http { %s }", "events {} http { " + _HTTP + " %s }"),
    "S": ("events {} http { server { %s } }".replace("server {", "server { " + _LISTEN),
          "events {} http { server { %s } }",
          "events {} http { " + _HTTP + " server { " + _LISTEN + " %s } }"),
    "L": ("events {} http { " + _HTTP + " server { " + _LISTEN + " location / { %s } } }",
          "events {} http { " + _HTTP + " server { " + _LISTEN + " location / { image_filter size; %s } } }"),
    "I": ("events {} http { server { " + _LISTEN + " if ($arg_a) { %s } } }",),
    "J": ("events {} http { server { " + _LISTEN + " location / { if ($arg_a) { %s } } } }",),
    "X": ("events {} http { server { " + _LISTEN + " location / { limit_except GET { %s } } } }",),
    "U": ("events {} http { upstream sample { server 127.0.0.1:1; %s } }",
          "events {} http { upstream sample { %s server 127.0.0.1:1; } }",
          "events {} http { upstream sample { zone z 64k; server 127.0.0.1:1; %s } }"),
    "t": ("events {} stream { %s }", "events {} stream { " + _STREAM + " %s }"),
    "s": ("events {} stream { " + _STREAM + " server { " + _LISTEN + " return a; %s } }",
          "events {} stream { " + _STREAM + " server { " + _LISTEN + " %s } }",
          "events {} stream { " + _STREAM + " server { return a; %s } }"),
    "u": ("events {} stream { upstream sample { server 127.0.0.1:1; %s } }",
          "events {} stream { upstream sample { zone z 64k; server 127.0.0.1:1; %s } }"),
    "m": ("events {} mail { %s }", "events {} mail { " + _MAIL + " %s }"),
    "v": ("events {} mail { " + _MAIL + " server { " + _LISTEN + " protocol smtp; %s } }",
          "events {} mail { server { " + _LISTEN + " protocol smtp; %s } }",
          "events {} mail { " + _MAIL + " server { " + _LISTEN + " %s } }",
          "events {} mail { " + _MAIL + " server { protocol smtp; %s } }"),
}  # fmt: skip
"""A configuration around the sample, by context; the first one that accepts it is taken."""

_BY_KIND = {
    "flag": ("on", "off"), "num": ("1", "3", "64", "1024"), "size": ("8k", "16k", "1m"), "off": ("1m", "0", "512"),
    "msec": ("5s", "90s", "0"), "sec": ("5s", "1h"),
}  # fmt: skip
_ONE = (
    "off", "on", "1", "any", "none", "all", "text/plain", "application/json", "GET", "error", "timeout",
    "http_404", "$arg_a", "/srv", "127.0.0.1", "127.0.0.1:1", "http://127.0.0.1:1", "X-Accel-Expires",
    "pem", "TLSv1.2", "HIGH", "auto", "prime256v1", "1m", "8k", "5s", "stderr", "http", "^(.+)(/.+)$",
    "300", "PUT", "login", "plain", "zone1", "epoll", "zone=zone2", "name", "max=10", "shared:sample:1m",
    "builtin:1000", "127.0.0.1/", "user:rw", "TOP", "valid=1s", "1000", "1.1", "1.0", "smtp", "10.0.0.0/8",
    "v1", "dns", "localhost", "memory", "host", "8.8.8.8", "expired", "Alt-Svc", "/dev/null", "@named",
    "warn", "unset", "always", "before_add", "2048",
)  # fmt: skip
_TWO = (
    "8 16k", "X-Sample b", "zone3 1", "zone2 1", "$sample b", "a b", "404 /x", "modified 5s", "30s 5s", "1 8k",
    "1 4k",
    "$arg_a consistent", "off", "200 5m", "sample '$status'", "MinProtocol TLSv1.2", "if_not_owner from=/srv",
    "~x nosecure", "/a /b", "$arg_a zone=z9:1m", "zone9 64k", "two least_conn", "nobody nogroup", "cookie srv",
    "last_byte", "header", "max=10 inactive=20s", "msie6 safari", "2 4k", "size 1", "cert $arg_a", "32 8k",
    "4 128k",
)  # fmt: skip
_THREE = ("a b c", "user:rw group:rw all:r", "off", "$arg_a zone=z8:1m rate=1r/s", "resize 1 1", "$uri =404")
_OWN: dict[str, tuple[str, ...]] = {
    "access_log": ("off", "a.log", "b.log", "stderr"),
    "alias": ("/srv/", "/opt/"),
    "empty_gif": ("",),
    "error_log": ("stderr", "a.log"),
    "error_page": ("404 /x", "500 /y"),
    "expires": ("off", "1h", "max", "epoch", "-1", "modified 1h", "$arg_a"),
    "fastcgi_cache_path": ("c8 keys_zone=z8:1m", "c9 keys_zone=z9:1m"),
    "proxy_cache_path": ("c8 keys_zone=z8:1m", "c9 keys_zone=z9:1m"),
    "scgi_cache_path": ("c8 keys_zone=z8:1m", "c9 keys_zone=z9:1m"),
    "uwsgi_cache_path": ("c8 keys_zone=z8:1m", "c9 keys_zone=z9:1m"),
    "geoip_city": ("/usr/share/GeoIP/GeoLiteCity.dat",),
    "include": ("none*",),
    "limit_conn": ("zone3 1", "zone3 2"),
    "limit_conn_zone": ("$arg_a zone=z9:1m", "$arg_a zone=z8:1m", "$remote_addr zone=z9:1m"),
    "limit_req": ("zone=zone2", "zone=zone2 burst=5"),
    "limit_req_zone": ("$arg_a zone=z9:1m rate=1r/s", "$arg_a zone=z8:1m rate=1r/s"),
    "listen": (f"127.0.0.1:{PORT}", f"127.0.0.1:{PORT + 1}"),
    "log_format": ("a '$status'", "b '$status'"),
    "mirror": ("/a", "off", "/b"),
    "ssl_certificate": ("cert.pem", "$ssl_server_name", "data:$arg_a"),
    "ssl_certificate_key": ("key.pem", "$ssl_server_name"),
    "proxy_ssl_certificate_key": ("key.pem", "$arg_a", ""),
    "ssl_crl": ("crl.pem",),
    "ssl_dhparam": ("dh.pem",),
    "ssl_password_file": ("pass.txt", "other.txt"),
    "ssl_session_ticket_key": ("ticket.key", "other.key"),
    "ssl_stapling_file": ("der.bin",),
    "ssl_verify_client": ("off", "optional_no_ca"),
    "ssl_ocsp": ("off",),
    "stub_status": ("", "on"),
    "worker_cpu_affinity": ("auto", "01 10", "auto 11"),
    "user": ("nobody", "root", "nobody nogroup"),
    "valid_referers": ("none", "blocked", "example.com"),
    "proxy_cookie_path": ("off", "/a /b", "/c /d"),
    "proxy_cookie_domain": ("off", "a b", "c d"),
    "proxy_cookie_flags": ("off", "a secure", "b httponly"),
    "proxy_redirect": ("off", "default", "http://a/ /", "http://b/ /"),
    "proxy_pass": ("http://127.0.0.1:1", "http://127.0.0.1:2", "http://$arg_a", "127.0.0.1:1", "$remote_addr:1"),
    "server": ("127.0.0.1:2", "127.0.0.1:3"),
    "set": ("$a b", "$a c", "$d e"),
    "map_hash_bucket_size": ("64", "128"),
    "variables_hash_bucket_size": ("64", "128"),
    "server_names_hash_bucket_size": ("64", "128"),
    "types_hash_bucket_size": ("64", "128"),
    "thread_pool": ("default threads=2", "two threads=2"),
    "env": ("A", "B", "A=1"),
    "worker_connections": ("64", "128"),
    "fastcgi_busy_buffers_size": ("8k", "12k"),
    "ssl_session_cache": ("off", "none", "shared:a:1m", "shared:b:1m", "builtin"),
    "zone": ("z9 64k", "z8 64k"),
    "keepalive": ("4", "8"),
    "sticky": ("cookie srv", "cookie other"),
    "hash": ("$remote_addr", "$remote_port", "$arg_a", "$arg_a consistent"),
    "random": ("", "two", "two least_conn"),
    "tunnel_pass": ("", "127.0.0.1:1", "$arg_a"),
    "load_module": (str(MODULES / "ngx_http_geoip_module.so"),),
    "sub_filter": ("a b", "c d"),
    "http_version": ("1.1",),
    "auth_basic": ("off", "a"),
    "default_type": ("text/plain", "a/b"),
    "gzip_disable": ("msie6", "x"),
    "map": ("$arg_a $sample",), "geo": ("$sample",), "split_clients": ("$arg_a $sample",),
    "upstream": ("u1", "u2"), "location": ("/a", "/b"), "if": ("($arg_a)",), "limit_except": ("GET", "POST"),
    "charset_map": ("a b", "c d"),
    "open_file_cache": ("off", "max=10", "max=20"),
    "open_log_file_cache": ("off", "max=10", "max=20"),
    "client_body_temp_path": ("t1", "t2 1"), "proxy_temp_path": ("t1", "t2 1"),
    "fastcgi_temp_path": ("t1", "t2 1"),
    "uwsgi_temp_path": ("t1", "t2 1"), "scgi_temp_path": ("t1", "t2 1"),
    "image_filter": ("size", "test", "off", "resize 1 1"),
    "perl_set": ("$a 'sub { 1 }'",),
    "xslt_stylesheet": ("style.xsl",),
    "xml_entities": ("none.dtd",),
    "geoip_country": ("/usr/share/GeoIP/GeoIP.dat",),
    "starttls": ("off", "on"),
    "smtp_auth": ("plain", "none"), "imap_auth": ("plain",), "pop3_auth": ("plain",),
    "resolver": ("127.0.0.1", "127.0.0.2 valid=5s"),
    "auth_http_header": ("X-A b", "X-C d"),
    "ssl_ecdh_curve": ("auto", "prime256v1"),
    "timer_resolution": ("5s", "6s"),
    "lock_file": ("l1", "l2"), "pid": ("p1", "p2"),
    "return": ("204", "200 a", "a"),
    "rewrite": ("^/a /b", "^/c /d"),
    "try_files": ("$uri =404", "/a /b"),
    "satisfy": ("any", "all"),
    "autoindex_format": ("html", "json"), "limit_req_status": ("503", "429"), "limit_conn_status": ("503", "429"),
    "debug_points": ("abort", "stop"), "modern_browser": ("msie 5", "gecko 1"),
    "use": ("epoll", "poll"),
}  # fmt: skip
_BLOCK_BODY = {"limit_except": "deny all;"}


class Verdict(NamedTuple):
    """What nginx says of two: ``told`` by pair of sample arguments, "" where it starts without a word."""

    name: str
    context: str
    told: dict[tuple[str, str], str]

    @property
    def refused(self) -> bool:
        """Every pair is refused as a duplicate."""
        return bool(self.told) and all(DUPLICATE in text for text in self.told.values())

    @property
    def word(self) -> str:
        if not self.told:
            return "?"
        if self.refused:
            return "once"
        return "sometimes" if any(DUPLICATE in text for text in self.told.values()) else "many"

    @property
    def detail(self) -> str:
        """What nginx says where it depends on the arguments, or where it has something else to say."""
        if self.word == "sometimes":
            return repr(self.told)
        return "" if self.refused else "; ".join(sorted(set(self.told.values()) - {""}))


class Prober:
    """One nginx and a directory for its files."""

    def __init__(self, binary: str, directory: Path) -> None:
        self._binary = binary
        self._directory = directory
        shown = subprocess.run([binary, "-V"], capture_output=True, text=True, check=True).stderr
        found = re.search(r"nginx/([\d.]+)", shown)
        if found is None:
            raise ValueError(f"{binary} does not say its version")
        self.target: Target = target_of("nginx", found[1])
        self._quiet = ["-e", "stderr"] if tuple(map(int, found[1].split("."))) >= (1, 19, 5) else []
        self._loads = ""
        self._known: dict[str, list[str]] = {}
        for module in ("stream", "mail", "http_image_filter", "http_xslt_filter"):
            if f"{module.removesuffix('_filter')}_module=dynamic" in shown or f"--with-{module}=dynamic" in shown:
                file = MODULES / f"ngx_{module}_module.so"
                self._loads += f"load_module {file};\n" if file.exists() else ""
        _furnish(directory)

    def judge(self, text: str) -> tuple[bool, str]:
        """Whether nginx takes the configuration, and what it says."""
        path = self._directory / "nginx.conf"
        path.write_text(self._loads + text + "\n")
        command = [self._binary, "-t", "-q", *self._quiet, "-p", f"{self._directory}/", "-c", str(path)]
        ran = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=_SECONDS, check=False
        )
        return ran.returncode == 0, _said(ran.stderr)

    def twice(self, name: str, context: str, rows: Iterable[Row]) -> Verdict:
        """Say the directive twice in one context."""
        accepted: list[tuple[str, str]] = []
        samples: list[str] = []
        rows = list(rows)
        block = all(row.block for row in rows)
        for wrapper in WRAPPERS[context]:
            known = self._known.get(name, [])
            for sample in [*known, *(one for one in _samples(name, rows) if one not in known)]:
                if len(accepted) >= (1 if known else 1 if rows[0].kind else _PAIRS):
                    break
                said = _statement(name, sample, block)
                if self.judge(wrapper % said)[0]:
                    accepted.append((wrapper, said))
                    samples.append(sample)
            if accepted:
                break
        self._known.setdefault(name, samples)
        told: dict[tuple[str, str], str] = {}
        for wrapper, first in accepted:
            for _, second in accepted:
                if first is accepted[0][1] or second in (first, accepted[0][1]):
                    fine, text = self.judge(wrapper % f"{first}\n{second}")
                    told[first, second] = text if not fine or text else ""
        return Verdict(name, context, told)


def _said(text: str) -> str:
    lines = [line for line in text.splitlines() if "[emerg]" in line or "[warn]" in line]
    return re.sub(r"nginx: |^[\d/: ]+|\d+#\d+: | in \S+:\d+$", "", lines[-1]) if lines else ""


def _furnish(directory: Path) -> None:
    """Files that samples name."""
    (directory / "logs").mkdir(exist_ok=True)
    (directory / "pass.txt").write_text("a\n")
    (directory / "other.txt").write_text("b\n")
    (directory / "ticket.key").write_bytes(bytes(48))
    (directory / "other.key").write_bytes(bytes(80))
    (directory / "der.bin").write_bytes(b"")
    subject = ["-subj", "/CN=sample", "-days", "2", "-nodes"]
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", *subject, "-keyout", "key.pem", "-out", "cert.pem"]
    subprocess.run(make, cwd=directory, capture_output=True, check=False, timeout=60)
    make = ["openssl", "dhparam", "-dsaparam", "-out", "dh.pem", "1024"]
    subprocess.run(make, cwd=directory, capture_output=True, check=False, timeout=60)


def _samples(name: str, rows: Iterable[Row]) -> Iterator[str]:
    own = _OWN.get(name)
    if own is not None:
        yield from own
        return
    for row in rows:
        yield from _BY_KIND.get(row.kind, ())
        if row.kind:
            continue
        if row.counts & 1:
            yield ""
        if name.endswith(("_certificate", "_trusted_certificate")):
            yield "cert.pem"
        if name.endswith("_certificate_key"):
            yield "key.pem"
        if name.endswith("_password_file"):
            yield from ("pass.txt", "other.txt")
        if row.counts & 2:
            yield from _ONE
        if row.counts & 4:
            yield from _TWO
        if row.counts & 8:
            yield from _THREE


def _statement(name: str, sample: str, block: bool) -> str:
    words = f"{name} {sample}".strip()
    return f"{words} {{ {_BLOCK_BODY.get(name, '')} }}" if block else f"{words};"


def cases(target: Target, names: Iterable[str] = ()) -> Iterator[tuple[str, str, list[Row]]]:
    """Every directive of nginx's own source in each of its contexts."""
    for name in sorted(names or DIRECTIVES):
        for context in WRAPPERS:
            here = [row for row in DIRECTIVES[name] if context in row.contexts and row.checked]
            rows = [row for row in here if row.possible(target) and not row.obsolete]
            if rows:
                yield name, context, rows


def main(arguments: list[str]) -> int:
    if not arguments:
        sys.exit(__doc__)
    binary, *names = [word for word in arguments if not word.startswith("-")]
    with tempfile.TemporaryDirectory() as directory:
        prober = Prober(binary, Path(directory))
        for name, context, rows in cases(prober.target, names):
            verdict = prober.twice(name, context, rows)
            differs = verdict.told and verdict.refused is not once(name, context, prober.target)
            print(context, name, verdict.word, "!" if differs else "", verdict.detail, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
