"""Projects as they are read: files that belong together, what services inherit, what is left open."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from lbconflint.dialects import Claim, Plan
from lbconflint.dialects.compose.reader import read
from lbconflint.dialects.compose.sniff import claims
from lbconflint.files import Files
from lbconflint.knowledge.versions import target_of
from lbconflint.tree import coexist
from lbconflint.unit import Unit
from tests.conftest import Lint, write_tree
from tests.cost import LINEAR, growth


def units_of(root: Path, files: Mapping[str, str]) -> list[Unit]:
    write_tree(root, files)
    return list(read(Files(str(root)), sorted(files), target_of("kernel"), Plan()).units)


def ports_of(unit: Unit) -> dict[str, list[str]]:
    return {one.name: [str(bind.ports.value) for bind in one.binds] for one in unit.listeners}


@pytest.mark.parametrize(
    ("path", "text", "mine"),
    [
        ("compose.yaml", "services:\n  web:\n    image: a\n", True),
        (
            "docker-compose.override.yml",
            "version: '3'\n\nservices:\n\n  # the shop\n  web:\n    ports: []\n",
            True,
        ),
        ("stack.yml", "services:\n  web:\n    build: .\n", True),
        (".gitlab-ci.yml", "image: a\nservices:\n  - postgres\njob:\n  image: b\n", False),
        ("config/services.yaml", "services:\n  App\\Shop:\n    class: A\n", False),
        ("workflow.yml", "jobs:\n  a:\n    services:\n      db:\n        image: a\n", False),
        ("compose.yaml", "kind: Service\n", False),
        ("compose.yaml", "# all\ninclude:\n  # one\n  - db/compose.yaml\n", True),
        ("compose.yaml", "include: [db/compose.yaml]\n", True),
        (".gitlab-ci.yml", "include:\n  - a.yml\n", False),
    ],
)
def test_whose_file_it_is(path: str, text: str, mine: bool) -> None:
    assert claims(path, text) is (Claim.SURE if mine else Claim.NOTHING)


def test_the_default_files_of_a_directory_are_one_project_and_the_others_are_alternatives(tmp_path: Path) -> None:
    text = "services:\n  web:\n    image: a\n    ports: ['80:80']\n"
    units = units_of(
        tmp_path,
        {
            "compose.yaml": text,
            "compose.override.yaml": "services:\n  web:\n    ports: ['81:80', '80:80']\n  db: {image: b}\n",
            "docker-compose.yml": text,
            "dev.yml": text,
        },
    )
    assert [unit.name for unit in units] == ["compose.yaml", "dev.yml", "docker-compose.yml"]
    assert ports_of(units[0]) == {"web": ["81", "80"], "db": []}
    worlds = [unit.listeners[0].world for unit in units]
    assert not any(coexist(a, b) for index, a in enumerate(worlds) for b in worlds[:index])


@pytest.mark.parametrize(
    ("files", "ports", "said"),
    [
        ({"compose.yaml": "include:\n  - db/compose.yaml\n", "db/compose.yaml": "A"}, ["1"], []),
        ({"compose.yaml": "include:\n- path: db/compose.yaml\n", "db/compose.yaml": "A"}, ["1"], []),
        (
            {
                "compose.yaml": "include:\n- path: [db/compose.yaml, db/more.yaml]\n",
                "db/compose.yaml": "A",
                "db/more.yaml": "B",
            },
            ["2", "1"],
            [],
        ),
        (
            {"compose.yaml": "include: [a.yml, b.yml]\nBODY", "a.yml": "A", "b.yml": "B"},
            ["3", "1", "2"],
            [],
        ),
        (
            {
                "compose.yaml": "include: [one/compose.yaml]\n",
                "one/compose.yaml": "include: [../two/x.yml]\n",
                "two/x.yml": "A",
            },
            ["1"],
            [],
        ),
        (
            {
                "compose.yaml": "include:\n- {path: one/compose.yaml, project_directory: .}\n",
                "one/compose.yaml": "include: [two/x.yml]\n",
                "two/x.yml": "A",
            },
            ["1"],
            [],
        ),
        (
            {"compose.yaml": "include: [b.yml]\nBODY", "b.yml": "include: [compose.yaml]\nA"},
            ["3", "1"],
            ["'compose.yaml' is included while it is being read: docker compose refuses the project"],
        ),
        ({"compose.yaml": "include: [b.yml]\nBODY"}, ["3"], ["the included file 'b.yml' does not exist"]),
        ({"compose.yaml": "include: [sub/b.yml]\nBODY"}, ["3"], ["the included file is not in the linted tree"]),
        (
            {"compose.yaml": "include: [b.yml]\nBODY", "b.yml.example": ""},
            ["3"],
            ["the included file is not in the linted tree"],
        ),
        (
            {"compose.yaml": "include: ['oci://a/b', '${X}.yml', ../b.yml, /b.yml]\nBODY"},
            ["3"],
            [
                "an include from elsewhere is not read",
                "the file that this include names is not known",
                "the included file is not in the linted tree",
                "the included file is not in the linted tree",
            ],
        ),
    ],
)
def test_included_files(tmp_path: Path, files: Mapping[str, str], ports: list[str], said: list[str]) -> None:
    body = "services:\n  web:\n    image: a\n    ports: ['%s:80']\n"
    bodies = {"A": body % 1, "B": body % 2, "BODY": body % 3}
    for mark, text in reversed(bodies.items()):
        files = {path: written.replace(mark, text) for path, written in files.items()}
    (unit,) = [unit for unit in units_of(tmp_path, files) if not unit.name.endswith(".example")]
    assert unit.name == "compose.yaml"
    assert ports_of(unit) == {"web": ports}
    assert sorted([one.message for one in unit.diagnostics] + [gap.reason for gap in unit.gaps]) == said


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ("A=1\nCOMPOSE_FILE=base.yml:dev/more.yml\n", {"base.yml": ["2", "1"], "compose.yaml": ["3"]}),
        ("COMPOSE_PATH_SEPARATOR=;\nCOMPOSE_FILE='base.yml;dev/more.yml' # all\n",
         {"base.yml": ["2", "1"], "compose.yaml": ["3"]}),
        ("COMPOSE_FILE=base.yml:gone.yml\n", {"base.yml": ["1"], "compose.yaml": ["3"], "dev/more.yml": ["2"]}),
        ("#COMPOSE_FILE=base.yml\nX=${COMPOSE_FILE}\n",
         {"base.yml": ["1"], "compose.yaml": ["3"], "dev/more.yml": ["2"]}),
    ],
)  # fmt: skip
def test_the_files_that_the_environment_names(tmp_path: Path, env: str, expected: Mapping[str, list[str]]) -> None:
    body = "services:\n  web:\n    image: a\n    ports: ['%s:80']\n"
    (tmp_path / ".env").write_text(env)
    files = {"base.yml": body % 1, "dev/more.yml": body % 2, "compose.yaml": body % 3}
    assert {unit.name: ports_of(unit)["web"] for unit in units_of(tmp_path, files)} == expected


def test_an_override_beside_an_included_project_is_said_to_be_left_out(lint: Lint) -> None:
    text = "services:\n  db:\n    image: a\n    ports: ['80:80']\n"
    files = {"db/compose.yaml": text, "db/compose.override.yaml": text}
    report = lint({"compose.yaml": "include: [db/compose.yaml]\n", **files})
    assert [(one.path, one.reason) for one in report.skipped] == [
        ("db/compose.override.yaml", "it overrides a project that another one includes without it")
    ]


def test_a_chain_of_includes_ends(tmp_path: Path) -> None:
    files = {f"{n}/compose.yaml": f"include: [../{n + 1}/compose.yaml]\n" for n in range(300)}
    files["300/compose.yaml"] = "services:\n  web: {image: a, ports: ['80:80']}\n"
    (unit,) = units_of(tmp_path, files)
    assert [gap.reason for gap in unit.gaps] == ["includes deeper than 50 are not read"]


def test_extended_services(tmp_path: Path) -> None:
    (unit,) = units_of(
        tmp_path,
        {
            "app/compose.yaml": (
                "services:\n"
                "  web:\n    extends: {file: ../base/common.yml, service: base}\n    ports: ['80:80']\n"
                "  host:\n    extends: {file: ../base/common.yml, service: host}\n    ports: ['81:80']\n"
                "  gone:\n    extends: {file: ../nowhere.yml, service: base}\n    ports: ['82:80']\n"
                "  self:\n    extends: self\n    ports: ['83:80']\n"
            ),
            "base/common.yml": (
                "services:\n  base: {image: a, ports: ['443:443']}\n  host: {image: b, network_mode: host}\n"
            ),
        },
    )[:1]
    assert ports_of(unit) == {"web": ["80", "443"], "host": [], "gone": [], "self": ["83"]}
    assert [gap.span.text for gap in unit.gaps] == ["gone"]


@pytest.mark.parametrize(
    ("service", "ports"),
    [
        ("network_mode: host", []),
        ("network_mode: ${MODE:-host}", []),
        ("network_mode: 'container:other'", []),
        ("network_mode: bridge", ["80"]),
        ("networks: [inner]", ["80"]),
    ],
)
def test_network_modes(tmp_path: Path, service: str, ports: list[str]) -> None:
    text = f"services:\n  web:\n    image: a\n    {service}\n    ports: ['80:80']\n"
    (unit,) = units_of(tmp_path, {"compose.yaml": text})
    assert ports_of(unit) == {"web": ports}


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ("", "", True),
        ("", "profiles: [dev]", True),
        ("profiles: [dev]", "profiles: [dev]", True),
        ("profiles: [dev]", "profiles: [prod]", False),
        ("profiles: [dev]", "profiles: ['${PROFILE}']", False),
        ("scale: ${A:-0}", "scale: ${B:-1}", False),
    ],
)
def test_which_services_run_together(tmp_path: Path, first: str, second: str, together: bool) -> None:
    text = f"services:\n  a:\n    image: a\n    {first}\n  b:\n    image: b\n    {second}\n"
    (unit,) = units_of(tmp_path, {"compose.yaml": text})
    a, b = unit.listeners
    assert coexist(a.world, b.world) is together


def test_a_service_without_containers_opens_nothing(lint: Lint) -> None:
    text = "services:\n  a: {image: a, ports: ['80:80']}\n  b:\n    image: b\n    scale: 0\n    ports: ['80:80']\n"
    assert not lint({"compose.yaml": text}, rules=["duplicate-bind"]).findings


@pytest.mark.parametrize(("services", "level"), [("ab", "ERROR"), ("abcd", "WARNING")])
def test_many_services_on_one_port_may_be_alternatives(lint: Lint, services: str, level: str) -> None:
    text = "services:\n" + "".join(f"  {name}: {{image: {name}, ports: ['3000:80']}}\n" for name in services)
    assert {one.level.name for one in lint({"compose.yaml": text}, rules=["duplicate-bind"]).findings} == {level}


def test_a_template_around_a_project(lint: Lint) -> None:
    text = (
        "services:\n  web:\n    image: a\n    ports:\n"
        "{% if tls %}\n      - '443:443'\n{% else %}\n      - '443:80'\n"
        "{% endif %}\n      - '{{ port }}:80'\n  api:\n    image: a\n    ports: ['8443:443', '8443:80']\n"
    )
    findings = lint({"docker-compose.yml.j2": text}, rules=["duplicate-bind", "syntax-error"]).findings
    assert [(one.rule, one.span.line) for one in findings] == [("duplicate-bind", 13)]


def test_what_is_no_project_is_silence(lint: Lint) -> None:
    report = lint({"a.yml": "services: [a, b]\n", "compose.yaml": "services:\n  web: nothing\n  api:\n    - 1\n"})
    assert not report.findings
    assert not report.internal


def test_a_project_beside_a_balancer_is_another_host_until_the_configuration_joins_them(lint: Lint) -> None:
    files = {
        "edge/haproxy.cfg": "listen web\n    bind :80\n    server a 10.0.0.1:80\n",
        "edge/compose.yaml": "services:\n  web:\n    image: a\n    ports: ['80:80']\n",
        "edge/compose.dev.yaml": "services:\n  web:\n    image: a\n    ports: ['80:80']\n",
    }
    assert not lint(files, rules=["duplicate-bind"]).findings
    joined = {**files, "lbconflint.toml": '[[host]]\nname = "edge"\npaths = ["edge/**"]\n'}
    found = lint(joined, rules=["duplicate-bind"]).findings
    assert {(one.rule, one.level.name) for one in found} == {("duplicate-bind", "WARNING")}
    assert all("HAProxy" in one.message for one in found)


@pytest.mark.parametrize("entry", ["gone.yml", "one.yml", "sub/gone.yml", "compose.yaml", "${X}"])
def test_the_cost_of_includes_follows_their_number(tmp_path: Path, entry: str) -> None:
    def reading(times: int) -> Callable[[], None]:
        root = tmp_path / str(times)
        write_tree(root, {"compose.yaml": "include:\n" + f"- {entry}\n" * times, "one.yml": "services: {}\n"})

        def run() -> None:
            read(Files(str(root)), ["compose.yaml"], target_of("kernel"), Plan())

        return run

    assert growth(reading, 200) < LINEAR


@pytest.mark.parametrize(
    "text",
    [
        "include: 5", "include: {a: b}", "include: [[a], null, {}, {path: {}}, {path: []}, {path: [null]}, ., '']",
        "include: [{path: ./compose.yaml, project_directory: {}}, {path: x/, project_directory: ../..}, /]",
        "services: {web: {image: a, sysctls: 5}}", "services: {web: {image: a, sysctls: !reset }}",
        "services: {web: {image: a, sysctls: [1, {a: b}, null, '=', a, a=, =b]}}",
        "services: {web: {image: a, network_mode: [], sysctls: {a: [1], b: , c: {}, '': 1}}}",
    ],
)  # fmt: skip
def test_shapes_that_are_not_meant_are_read(tmp_path: Path, text: str) -> None:
    (unit,) = units_of(tmp_path, {"compose.yaml": f"{text}\n"})
    assert [source.path for source in unit.sources] == ["compose.yaml"]
    for setting in unit.kernel_settings:
        assert setting.owner in [one.node for one in unit.listeners]
        assert setting.name.span.end <= len(text)
        assert setting.value.span.end <= len(text)
