"""Templates: what is none, hostile and random input, and the words that are placeholders."""

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lbconflint.template import Masked, mask, placeholder, scan
from lbconflint.tree import coexist
from lbconflint.values import HOLE
from tests.cost import LINEAR, Looked, growth, long


def masked(text: str, path: str) -> Masked:
    result = mask(text, path)
    assert result is not None
    assert len(result.text) == len(text)
    return result


@pytest.mark.parametrize(
    "text",
    [
        "",
        "server { listen 80; }\n",
        "content_by_lua_block { local t = {{1,2},{3,4}} local u = {{a=1}} local v = { {x} } ngx.say(f({{x}})) }\n",
        'log_format j escape=json \'{"a":{"b":"$x","c":{"d":"$y"}}}\';\n',
        'location ~ ^/\\d{4}-\\d{2}{ return 200; }\nif ($x ~ "a{2}}") { return 403; }\n',
        "log-format {%[capture.req.hdr(0)]}%{+Q}o\\ %[src]\\ <%ci\\ {%hr}\n",
        "http-request deny if { src 1.1.1.1 } { path /{# }\n",
        "# endif of a comment\nlisten 80;\n",
        "proxy_pass http://$host:${PORT};\n",
    ],
)
@pytest.mark.parametrize("path", ["nginx.conf", "haproxy.cfg", "nginx.conf.template", "conf.d/x.tpl"])
def test_plain_configuration_is_no_template(text: str, path: str) -> None:
    assert mask(text, path) is None


@pytest.mark.parametrize(
    "text",
    [
        "listen {{ port }};\n",
        "listen <%= @port %>;\n",
        "listen {{ .Port }};\n",
        "{% if a %}\n{% endif %}\n",
        "x={{ a.b[0] | c(1) }}\n",
    ],
)
def test_unmistakable_content_needs_no_suffix(text: str) -> None:
    assert mask(text, "nginx.conf") is not None


@pytest.mark.parametrize("path", ["a.j2", "a.erb", "a.epp", "a.gotmpl", "a.mustache"])
def test_a_suffix_alone_makes_no_template(path: str) -> None:
    assert mask("listen 80; # %{x} ${Y}\n", path) is None


def test_deep_blocks_still_exclude_each_other() -> None:
    text = "{% if a %}" * 200 + "x {% else %} y" + "{% endif %}{% if b %} z {% endif %}" + "{% endif %}" * 199
    result = masked(text, "a.j2")
    x, y, z = (result.world(text.index(char)) for char in "xyz")
    assert max(map(len, (x, y, z))) <= 64
    assert not coexist(x, y)
    assert not coexist(x, z)


UNITS = [
    "{{", "{%", "{#", "<%", "<%%", "{{{", "{% if %}", "{{if}}", "{{\"'", '{{"}}"', "{{/*", "{%if a%}{%else%}",
    "{% raw %}", "% if x\n% endif\n", "{{ a }}", "x{% if a %};{% endif %}", '<% "\\" %>', "<% { %>", "{{- a -}}  ",
    "{{- a -}}\n", "{% if %}{% for %}{% endif %}", '{{ "\\', "<% case x { %><% a: { %>", "<% x do %>",
    "\r\n{%- a -%}",
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("path", ["a.j2", "a.erb", "a.epp", "a.gotmpl"])
def test_the_cost_of_hostile_input_is_linear(unit: str, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Patience is the same for every length; it must not hide what comes after it.
    monkeypatch.setattr(scan, "_PATIENCE", 1_000)

    def masking(times: int) -> Callable[[], object]:
        text = "{{ a }}<%= b %>" + unit * times
        return lambda: masked(text, path)

    assert growth(masking, 200) < LINEAR
    assert looked(unit * 2_000, path) < LINEAR * looked(unit * 500, path)


def looked(text: str, path: str) -> int:
    """Characters that masking looks at, outside of regular expressions."""
    watched = Looked("{{ a }}<%= b %>" + text)
    masked(watched, path)
    return watched.at


@pytest.mark.usefixtures("no_hang")
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("path", ["a.j2", "a.erb", "a.epp", "a.gotmpl"])
def test_long_hostile_input(unit: str, path: str) -> None:
    text = "{{ a }}<%= b %>" + long(lambda times: unit * times)
    keeps_its_shape(text, masked(text, path))


@pytest.mark.usefixtures("no_hang")
@pytest.mark.parametrize(("unit", "closer", "path"), [("{{", "}}", "a.j2"), ("<% ", "%>", "a.erb")])
def test_far_closers_are_looked_for_once(unit: str, closer: str, path: str) -> None:
    times = 200_000 // len(unit)
    text = Looked(unit * times + closer)
    result = masked(text, path)
    assert not result.text.strip().strip(HOLE)
    assert text.at < 20 * len(text)


def keeps_its_shape(text: str, result: Masked) -> None:
    assert len(result.text) == len(text)
    for before, after in zip(text, result.text, strict=True):
        assert after in (before, " ", HOLE) or before.isspace()
        if after == "\n":
            assert before == "\n"
    offsets = [offset for offset, _ in result.marks]
    assert offsets == sorted(offsets)


PIECES = st.sampled_from(
    ["{{", "}}", "{%", "%}", "{#", "#}", "<%", "%>", "<%=", "-", "if ", "else ", "end ", "for ", "endif ", "raw",
     "endraw", '"', "'", "`", "{", "}", "\n", "\r\n", " ", "x", ";", "/*", "*/", "do ", "|a|", "%%", "#",
     "case ", "é"]
)  # fmt: skip
PATHS = st.sampled_from(["a.conf", "a.j2", "a.erb", "a.epp", "a.tmpl", "a.gotmpl", "a.mustache"])


@given(st.lists(PIECES, max_size=60).map("".join), PATHS)
@example("{{- x -}}\n\n", "a.j2")
def test_any_text_keeps_its_shape(text: str, path: str) -> None:
    result = mask(text, path)
    if result is None:
        return
    keeps_its_shape(text, result)
    offsets = [offset for offset, _ in result.marks]
    for offset, world in result.marks:
        if offsets.count(offset) == 1:
            assert result.world(offset) == world
    for insert in result.inserts:
        assert not result.text[insert.start : insert.end].strip()


@given(st.text(alphabet="ab {}<>%#\n;", max_size=80), PATHS)
def test_text_without_markers_is_no_template(text: str, path: str) -> None:
    if not any(marker in text for marker in ("{{", "{%", "{#", "<%")):
        assert mask(text, path) is None


@given(
    st.lists(st.sampled_from(["listen 80;", "{{ x }}", "{% if a %}", "{% endif %}", "<%= y %>", "a"]), max_size=12)
)
def test_newlines_stay_without_trim_marks(lines: list[str]) -> None:
    text = "\n".join(lines)
    result = mask(text, "a.erb.j2")
    if result is not None:
        assert [i for i, c in enumerate(result.text) if c == "\n"] == [i for i, c in enumerate(text) if c == "\n"]


@pytest.mark.parametrize(
    "word",
    [
        "${PORT}", "${PORT:-80}", "http://${HOST}:80", "__DOMAIN__", "__MY_PORT_2__", "%%PORT_8080%%", "@LISTEN@",
        "<your-domain>", "<DOMAIN>", "<%= port %>", f"127.0.0.1:{HOLE}", "/etc/__APP__/x",
    ],
)  # fmt: skip
def test_placeholders(word: str) -> None:
    assert placeholder(word)


@pytest.mark.parametrize(
    "word",
    [
        "", "80", "$PORT", "$host", "${host}", "${http_x}", "@named", "user@example.com", "~^(?<user>.+)$",
        "(?P<a>x)", "\\k<name>", "_", "__", "%[src]", "%{+Q}o", "{NAME}", "a__b__c", "%d%%", "100%", "<", "1<2",
        "$cookie___utmz",
    ],
)  # fmt: skip
def test_words_that_are_no_placeholders(word: str) -> None:
    assert not placeholder(word)
