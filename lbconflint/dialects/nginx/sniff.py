"""Is this text nginx configuration?  By its place, its name and its first lines."""

import re

from lbconflint.dialects import Claim
from lbconflint.regex import lazy

_LOOKED_AT = 4096
"""Characters of a file that decide."""

_SUFFIX = re.compile(
    r"(\.(j2|jinja2?|erb|epp|tmpl|tftpl|tpl|gotmpl|ctmpl|template|in|dist|sample|example|default|bak|orig|inc|old|save"
    r"|disabled|enabled))+$"
)
_OTHER_KINDS = frozenset({
    "bash", "c", "cfg", "cmd", "cnf", "crt", "css", "csv", "dockerfile", "env", "fish", "go", "h", "hcl",
    "htm", "html", "ini", "java", "jpg", "js", "json", "jsx", "key", "ksh", "log", "lua", "m4", "mako",
    "md", "mjs", "patch", "pem", "php", "pid", "pl", "pm", "png", "pp", "properties", "ps1", "py", "rb",
    "repo", "rs", "rst", "rules", "scss", "service", "sh", "socket", "spec", "sql", "sum", "svg", "t", "te",
    "tcl", "tf", "timer", "toml", "ts", "tsx", "txt", "types", "vim", "xml", "yaml", "yml", "zsh",
})  # fmt: skip
_SURE_NAME = re.compile(r"(^|/)([^/]*nginx[^/]*\.conf|[^/]+\.(nginx|vhost|ngx))$")
_SURE_PLACE = re.compile(r"(^|/)([^/]*nginx[^/]*/([^/]+/)*|sites-(available|enabled)/)[^/]+$")

# Both are searched in every file.  They begin with a line feed and their alternatives with a character each,
# because re skips to characters, and tries "^" at every position; so a line feed is put before the text.
_FOREIGN = re.compile(
    r"""\n[ \t]*+(?:
      </?[A-Za-z!?] | \[++[^\]\n]++\]++[ \t\r]*$ | ---[ \t\r]*$
      | apiVersion: | kind: | services: | version: | server:
      | object[ ]\w+[ ]" | template[ ]\w+[ ]" | apply[ ]\w+[ ]"
      | zone[ ]"[^"]*"[ ]*(?:IN[ ]*)?\{ | subnet[ ]\S+[ ]netmask
      | source[ ]\w+[ ]*\{ | destination[ ]\w+[ ]*\{ | filter[ ]\w+[ ]*\{ | vrrp_\w+[ ] | \$HTTP\[
      | backend[ ]\w+[ ]*\{ | sub[ ]\w+[ ]*\{ | acl[ ]\w+[ ]*\{
      | node[ ][\w:'"]+[ ]*[({] | class[ ][\w:'"]+[ ]*[({] | define[ ][\w:'"]+[ ]*[({]
      | run_as[ ] | import[ ] | package[ ] | %package[ ]
    )""",
    re.MULTILINE | re.VERBOSE,
)

_TELLING = re.compile(
    r"""\n[ \t]*+(?:
      location[ \t]++(?:(?:=|\^~|~\*?)[ \t]*+)?(?:"[^"\n]++"|[^\s;{"'=]++)\s*+\{
      | upstream[ \t]++[^\s;{]++\s*+\{(?!\{)
      | (?:proxy|fastcgi|uwsgi|scgi|grpc)_[a-z_]++[ \t]++[^;{}=:]
      | (?:server_name|try_files|add_header|ssl_certificate|ssl_certificate_key|ssl_protocols|ssl_preread
         |ssl_ciphers|worker_processes|worker_connections|client_max_body_size|log_format|access_log|gzip_types|error_page
         |keepalive_timeout|server_tokens|limit_req_zone|limit_conn_zone|real_ip_header|set_real_ip_from
         |auth_basic_user_file|default_type)[ \t]++[^=:;\s][^;]*;
      | map[ \t]++["']?\$\S+[ \t]++\$\w+[ \t]*+\{
      | geo[ \t]++\$\w+[^;{]*\{
      | listen[ \t]++[^=;\s][^;]*;
      | (?:events[ \t]*+\{[^{}\n]*\}[ \t]*+)?(?:http|stream)[ \t]*+\{[ \t]*+(?:server|upstream[ \t]++\S++)[ \t]*+\{
      | server[ \t]*+\{[ \t]*+(?:listen|server_name)[ \t]
    )""",
    re.MULTILINE | re.VERBOSE,
)
_COMMON_WORDS = frozenset({
    "allow", "api", "break", "challenge", "contact", "daemon", "deny", "env", "events", "expires", "geo",
    "hash", "hls", "http", "if", "include", "index", "issuer", "mail", "map", "match", "pass", "perl",
    "pid", "profile", "protocol", "return", "scope", "server", "set", "ssl", "state", "status", "stream",
    "timeout", "types", "uri", "use", "user", "zone",
})  # fmt: skip
"""Directives whose names other languages use as well."""
_LINE = lazy(
    r"^[ \t]*+(?![ \t\r\n#}]|\{[{%#]|<%|$)([^\s;{]*+)([^\n]*?)[ \t\r]*(?:(?<=[;{}\s])#[^\n]*)?$", re.MULTILINE
)


def claims(path: str, head: str) -> Claim:
    """How sure nginx is that the text beginning with ``head`` is its own; ``path`` is relative to the root."""
    text = head[:_LOOKED_AT]
    if len(head) > _LOOKED_AT:
        # A statement that was cut is no evidence of another language.
        text = text[: max(map(text.rfind, "\n;{}")) + 1] or text
    lower = _SUFFIX.sub("", path.lower())
    name = lower.rpartition("/")[2]
    placed = _SURE_PLACE.search(lower) is not None
    if "\0" in text or _script_or_json(text):
        return Claim.NO
    if name.rpartition(".")[2] in _OTHER_KINDS and "." in name and "/sites-" not in f"/{lower}":
        return Claim.NO
    lines = f"\n{text}"
    telling = _TELLING.search(lines)
    # What stands behind a statement of nginx may be the code that the file carries (Perl, a log format).
    if _FOREIGN.search(lines, 0, telling.end() if telling else len(lines)):
        return Claim.NO
    named = _SURE_NAME.search(lower) is not None
    if telling:
        return Claim.SURE if named or placed else Claim.WEAK
    known, other = _count(text, frozenset() if named or placed else _COMMON_WORDS)
    if not (named or placed):
        return Claim.WEAK if known > 1 and known > 3 * other else Claim.NO
    return Claim.SURE if known > other or (named and not other) else Claim.NO


def _script_or_json(text: str) -> bool:
    beginning = text.removeprefix("\ufeff").lstrip()
    return beginning.startswith("#!") or (beginning[:1] == "{" and beginning[1:].lstrip()[:1] in ('"', "}"))


def _count(text: str, ignored: frozenset[str]) -> tuple[int, int]:
    """Lines that are statements of nginx, and lines that are something else."""
    from lbconflint.knowledge.nginx_directives import is_directive, third_party

    known = other = 0
    goes_on = False
    for name, rest in _LINE.findall(text):
        ended = rest.endswith((";", "{", "}"))
        if goes_on:  # more arguments of the directive above
            goes_on = not ended and not name.endswith(";")
        elif name not in ignored:
            directive = is_directive(name) or name in third_party()
            goes_on = directive and not rest
            known += directive and (ended or not rest)
            other += not (directive and (ended or not rest))
    return known, other
