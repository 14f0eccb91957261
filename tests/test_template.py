"""Templates: what is configuration, in which branch, and what is left unknown."""

import re

import pytest

from lbconflint.template import Masked, mask
from lbconflint.tree import ALWAYS, coexist
from lbconflint.values import HOLE


def masked(text: str, path: str) -> Masked:
    result = mask(text, path)
    assert result is not None
    assert len(result.text) == len(text)
    return result


def shown(text: str, path: str) -> list[str]:
    """The masked lines that hold something, words parted by one blank; what is unknown is one ``_``."""
    lines = (" ".join(line.split()) for line in masked(text, path).text.split("\n"))
    return [re.sub(f"{HOLE}+( +{HOLE}+)*", "_", line) for line in lines if line]


def worlds(text: str, path: str, *words: str) -> list[tuple[tuple[int, int], ...]]:
    """The worlds of the places where ``words`` stand, conditions numbered from 1 in order of appearance."""
    result = masked(text, path)
    found = [result.world(text.index(word)) for word in words]
    numbers: dict[int, int] = {}
    for _, world in result.marks:
        for condition, _ in world:
            numbers.setdefault(condition, len(numbers) + 1)
    return [tuple((numbers[condition], branch) for condition, branch in world) for world in found]


JINJA = """\
stream {
  upstream api {
    {% for host in groups['control_plane'] -%}
    server {{ hostvars[host]['ip'] | ipwrap }}:{{ api_port }};
    {% endfor -%}
  }
  {# one listener per
     family #}
  server {
    listen 127.0.0.1:{{ lb_port | default(api_port) }};
    {% if ipv6 -%}
    listen [::1]:8443;
    {% elif dual %}
    listen 8444;
    {% else %}
    listen 8445;
    {% endif %}
    {{ extra_directives | indent(4) }}
    proxy_pass api;
  }
}
"""

ERB = """\
<%#- SPDX-License-Identifier: Apache-2.0 -%>
<%
# a comment with an end in it
bits = @sets.map { |s| "do #{s}" }.reduce(:|)
sizes = @sets.each do |s|
  s.size if s.size
end
-%>
defaults
    mode http
<% if @verbose and realm == 'if' then -%>
    option httplog
<% elsif @quiet -%>
    option dontlog-normal
<% else -%>
    option tcplog
<%- end -%>
<%- @sites.each do |name, data| -%>
listen <%= name %>
    bind <%= data['address'] %>:<%= data['port'] -%> tfo
    <%= data['lines'].join("\\n    ") %>
<%- end -%>
backend last
    server a 10.0.0.1:80 <% unless @plain %>ssl verify none<% end %> check
"""

EPP = """\
<%- | Array[Stdlib::Fqdn] $nodes, Hash $opts = {}, | -%>
<%- if $opts['tls'] { -%>
bind 443
<%- } elsif $opts['plain'] =~ /x/ { -%>
bind 80
<%- } else { -%>
bind 8080
<%- } -%>
<%- $nodes.each |$index, $node| { -%>
server <%= $node %> <%= $node %>:80 check
<%- } -%>
<%- case $mode { -%>
<%- 'one': { -%>
mode tcp
<%- } -%>
<%- default: { -%>
mode http
<%- } -%>
<%- } -%>
backend after
"""

GO = """\
{{- /* a }} comment
   over lines */}}
{{- define "main" }}
{{- $port := env "PORT" "80" }}
{{- $pattern := `[0-9]{2}}` -}}
frontend public
{{- if eq .Mode "a" }}
  bind :{{ $port }}
{{- else if or (eq .Mode "}}") .Any }}
  bind :8081 {{- if .V6 }} v6only{{ end }}
{{- else }}
  bind :8082
{{- end }}
  {{ template "acls" . }}
{{ range $i, $b := .Backends }}
backend {{ $b.Name }}
  {{- with .Check }}
  option httpchk {{ . }}
  {{- else }}
  option tcp-check
  {{- end }}
{{ end }}
{{- end }}
"""


def test_jinja_text() -> None:
    assert shown(JINJA, "nginx.conf.j2") == [
        "stream {",
        "upstream api {",
        "server _:_;",
        "}",
        "server {",
        "listen 127.0.0.1:_;",
        "listen [::1]:8443;",
        "listen 8444;",
        "listen 8445;",
        "proxy_pass api;",
        "}",
        "}",
    ]


def test_jinja_branches_exclude_each_other() -> None:
    found = worlds(JINJA, "nginx.conf.j2", "server {{", "listen 127", "[::1]", "8444", "8445", "proxy_pass")
    assert found == [((1, 0),), ALWAYS, ((2, 0),), ((2, 1),), ((2, 2),), ALWAYS]
    result = masked(JINJA, "nginx.conf.j2")
    always, one, two = (result.world(JINJA.index(word)) for word in ("proxy_pass", "8444", "8445"))
    assert coexist(always, one)
    assert not coexist(one, two)


def test_an_expression_alone_on_its_line_is_an_insert() -> None:
    result = masked(JINJA, "nginx.conf.j2")
    assert [JINJA[insert.start : insert.end] for insert in result.inserts] == [
        "{{ extra_directives | indent(4) }}"
    ]
    assert HOLE not in result.text[result.inserts[0].start : result.inserts[0].end]


@pytest.mark.parametrize(
    ("text", "inserts"),
    [
        ("a;\n  {{ x }}  \nb;\n", 1),
        ("a;\n  {{ x }};\nb;\n", 0),
        ("a;\n  {{ x }}\n  ;\nb;\n", 0),
        ("server_name\n{% for d in domains %}\n  {{ d }}\n{% endfor %};\n", 0),
        ("{{ location }}\n{\n}\n", 0),
        ("{{ x }} {{ y }}\n", 2),
        ("{{ x }}:{{ y }}\n", 0),
        ("{% if a %}{{ x }}{% endif %}\n", 1),
        ("http {\n  {{ x }} }\n", 1),
        ("http { {{ x }} }\n", 0),
        ("# {{ x }}\n", 0),
        ("{% include 'other.conf' %}\nlisten 80;\n", 1),
        ("a {{ x\n }}\n", 0),
    ],
)
def test_inserts(text: str, inserts: int) -> None:
    assert len(masked(text, "a.conf.j2").inserts) == inserts


def test_erb() -> None:
    assert shown(ERB, "haproxy.cfg.erb") == [
        "defaults",
        "mode http",
        "option httplog",
        "option dontlog-normal",
        "option tcplog",
        "listen _",
        "bind _:_ tfo",
        "backend last",
        "server a 10.0.0.1:80 _ check",
    ]
    found = worlds(ERB, "haproxy.cfg.erb", "mode", "option h", "option d", "option t", "bind", "backend")
    assert found == [ALWAYS, ((1, 0),), ((1, 1),), ((1, 2),), ((2, 0),), ALWAYS]


def test_epp() -> None:
    assert shown(EPP, "x.epp") == [
        "bind 443",
        "bind 80",
        "bind 8080",
        "server _:80 check",
        "mode tcp",
        "mode http",
        "backend after",
    ]
    found = worlds(
        EPP, "x.epp", "bind 443", "bind 80\n", "bind 8080", "server", "mode tcp", "mode http", "backend"
    )
    assert found[:3] == [((1, 0),), ((1, 1),), ((1, 2),)]
    assert found[3] == ((2, 0),)
    assert found[4][0][0] == found[5][0][0] == 3
    assert not coexist(found[4], found[5])
    assert found[6] == ALWAYS


@pytest.mark.parametrize("path", ["haproxy.tmpl", "haproxy-config.template", "haproxy.cfg", "x.ctmpl", "a.tpl"])
def test_go(path: str) -> None:
    assert shown(GO, path) == [
        "frontend public",
        "bind :_",
        "bind :8081 _",
        "bind :8082",
        "backend _",
        "option httpchk _",
        "option tcp-check",
    ]
    words = ("frontend", "bind :{{", "8081", "8082", "backend", "httpchk", "tcp-check")
    assert worlds(GO, path, *words) == [
        ((1, 0),),
        ((1, 0), (2, 0)),
        ((1, 0), (2, 1)),
        ((1, 0), (2, 2)),
        ((1, 0), (4, 0)),
        ((1, 0), (4, 0), (5, 0)),
        ((1, 0), (4, 0), (5, 1)),
    ]
    result = masked(GO, path)
    assert [GO[insert.start : insert.end] for insert in result.inserts] == ['{{ template "acls" . }}']


def test_a_trim_mark_joins_two_lines() -> None:
    text = (
        "server a 10.0.0.1:80\n  {{- if .Tls }} ssl\n  {{- else }} weight 1\n  {{- end }}\nserver b 10.0.0.2:80\n"
    )
    assert shown(text, "haproxy.tmpl") == ["server a 10.0.0.1:80 _", "server b 10.0.0.2:80"]


def test_the_last_newline_stays() -> None:
    assert masked("{% if a %}\nlisten 80;\n{% endif -%}\n", "a.j2").text.endswith("\n")


def test_consul_template() -> None:
    text = (
        'upstream app {\n{{ range service "app" }}\n  server {{ .Address }}:{{ .Port }};\n'
        '{{ else }}\n  server 127.0.0.1:65535;\n{{ end }}\n}\nlisten {{ key "web/port" }};\n'
    )
    assert shown(text, "nginx.ctmpl") == [
        "upstream app {",
        "server _:_;",
        "server 127.0.0.1:65535;",
        "}",
        "listen _;",
    ]
    assert worlds(text, "nginx.ctmpl", "server {{", "server 127", "listen") == [((1, 0),), ((1, 1),), ALWAYS]


def test_mustache() -> None:
    text = (
        "{{! comment }}\n{{#servers}}\nserver {{ip}}:{{{port}}};\n{{/servers}}\n"
        "{{^servers}}\nreturn 503;\n{{/servers}}\n{{> tail}}\n"
    )
    assert shown(text, "nginx.conf.mustache") == ["server _:_;", "return 503;"]
    assert worlds(text, "a.mustache", "server {{ip", "return") == [((1, 0),), ((2, 0),)]
    assert len(masked(text, "a.mustache").inserts) == 1


def test_jinja_line_statements() -> None:
    text = (
        "% for p in ports\nlisten {{ p }};\n% endfor\n%% if x:\nlisten 1;\n%% else\nlisten 2;\n%% endif\nuser a;\n"
    )
    assert shown(text, "nginx.conf.j2") == ["listen _;", "listen 1;", "listen 2;", "user a;"]
    assert worlds(text, "nginx.conf.j2", "listen {", "listen 1", "listen 2", "user") == [
        ((1, 0),),
        ((2, 0),),
        ((2, 1),),
        ALWAYS,
    ]
    commented = "# if {{ a }}\nlisten 1;\n# else\nlisten 2;\n# endif\n"
    assert worlds(commented, "a.j2", "listen 1", "listen 2") == [((1, 0),), ((1, 1),)]
    assert shown("# if you want {{ a }}\nlisten 1;\n", "a.j2") == ["# if you want _", "listen 1;"]


def test_jinja_raw_set_macro_and_scopes() -> None:
    text = (
        "{% raw %}\nset $x '{{ kept }}{% if %}';\n{% endraw %}\n"
        "{% set port = 80 %}\n{% set block %}\nlisten 1;\n{% endset %}\n"
        "{% macro m(a='%}') %}\nlisten 2;\n{% endmacro %}\n{% with a = 1 %}\nlisten 3;\n{% endwith %}\n"
        "listen {{ {'a': {'b': '}}'}} }};\n"
    )
    assert shown(text, "a.j2") == [
        "set $x '{{ kept }}{% if %}';",
        "listen 1;",
        "listen 2;",
        "listen 3;",
        "listen _;",
    ]
    assert worlds(text, "a.j2", "set $x", "listen 1", "listen 2", "listen 3") == [
        ALWAYS,
        ((1, 0),),
        ((2, 0),),
        ALWAYS,
    ]


def test_raw_that_protects_another_template() -> None:
    text = '{% raw %}\n{{ range service "x" }}\nserver {{ .Address }};\n{{ end }}\n{% endraw %}\nlisten {{ p }};\n'
    assert shown(text, "a.ctmpl.j2") == ["server _;", "listen _;"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("listen {% if v6 %}[::]:{% endif %}80;", "listen _80;"),
        ("listen {% if a %}80{% else %}81{% endif %};", "listen _;"),
        ("listen 443 ssl{% if h2 %} http2{% endif %};", "listen 443 ssl _;"),
        ("listen 443 {% if tls %}ssl {% endif %}http2;", "listen 443 _ http2;"),
        ("server_name a.example{% for n in names %} {{ n }}{% endfor %};", "server_name a.example _;"),
        ("{% if a %}server{% else %}location /{% endif %} {", "_ {"),
        ("{% if a %}listen 80;{% else %}listen 81;{% endif %}", "listen 80; listen 81;"),
        ("http-request deny{% if a %} if { src 1.1.1.1 }{% endif %}", "http-request deny _"),
        ("{% if a %}bind :80{% endif %}", "bind :80"),
        ("root /srv/{{ name }}/www;", "root /srv/_/www;"),
    ],
)
def test_blocks_within_a_statement(line: str, expected: str) -> None:
    assert shown(line + "\n", "a.j2") == [expected]


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("{{ open\nlisten 80;\n", "a.j2", ["listen 80;"]),
        ("listen {{ a {{ b }};\nuser x;\n", "a.j2", ["listen _;", "user x;"]),
        ("{% if a\nlisten 80;\n{% endif %}\n", "a.j2", ["listen 80;"]),
        ("<% if a\nlisten 80;\n", "a.erb", ["listen 80;"]),
        ('<%= "%>\nlisten 80;\n', "a.erb", ["listen 80;"]),
        ("{{/* never\nlisten 80;\n", "a.gotmpl", ["listen 80;"]),
        ("{{ end }}{{ end }}\nlisten 80;\n", "a.gotmpl", ["listen 80;"]),
        ("{% endfor %}{% if a %}{% for b in c %}{% endif %}\nlisten 80;\n", "a.j2", ["listen 80;"]),
        ("{{ don't }}\nlisten 80; # it's\n", "a.j2", ["listen 80; # it's"]),
        ("listen 80; {# never\nuser x;\n", "a.j2", ["listen 80; _ never", "user x;"]),
    ],
)
def test_broken_templates(text: str, path: str, expected: list[str]) -> None:
    assert shown(text, path) == expected


def test_literal_delimiters() -> None:
    assert shown("log-format <%%ci <%= 1 %>\n", "a.erb") == ["log-format _ci _"]


def test_conditions_of_two_files_have_nothing_in_common() -> None:
    text = "{% if a %}\nlisten 80;\n{% endif %}\n"
    one, two = (masked(text, path).world(text.index("listen")) for path in ("a.j2", "b.j2"))
    assert not coexist(one, two)


def test_carriage_returns() -> None:
    text = "{% if a -%}\r\nlisten {{ p }};\r\n{%- endif %}\r\n"
    assert shown(text, "a.j2") == ["listen _;"]


def test_branches_that_open_the_same_block() -> None:
    text = (
        "{% if a %}\nlocation /x {\n  deny {{ b }};\n{% elif c %}\nlocation /y {\n{% else %}\nlocation /z {\n"
        "  {% if d %}allow all;{% endif %}\n{% endif %}\n  return 200;\n}\n"
    )
    assert shown(text, "a.j2") == ["location /x {", "deny _;", "return 200;", "}"]
    inserts = [text[insert.start : insert.end].split() for insert in masked(text, "a.j2").inserts]
    assert [words[:2] for words in inserts] == [["location", "/y"], ["location", "/z"]]
    paired = "{% if a %}\nlocation /x {\n}\n{% else %}\nlocation /y {\n}\n{% endif %}\n"
    assert shown(paired, "a.j2") == ["location /x {", "}", "location /y {", "}"]
