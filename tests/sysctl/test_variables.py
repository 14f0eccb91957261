"""Variables of Ansible: what is known of them, and where it stands."""

from pathlib import Path

import pytest

from lbconflint.unit import Unit
from tests.conftest import write_tree

from .reading import shown, unit_of, units_of

IP = "net.ipv4.ip_forward"
MAX = "net.core.somaxconn"
PARAMETERS = """params:
- name: net.ipv4.ip_forward
  value: 1
- {name: net.core.somaxconn, value: '{{ high }}'}
"""
OVER = """- loop: '{{ params }}'
  sysctl:
    name: '{{ item.name }}'
    value: '{{ item.value }}'
    state: "{{ item.state | default('present') }}"
"""
BY_KEY = """- sysctl: {name: '{{ item.key }}', value: '{{ item.value }}'}
  with_dict: '{{ given }}'
"""
SOME = "- sysctl: {name: net.core.somaxconn, value: '{{ v }}'}\n  vars: {v: 5}\n"


def role(root: Path, task: str, files: dict[str, str]) -> Unit:
    """What a task of the role ``a`` sets with these files around."""
    write_tree(root, files)
    (unit,) = units_of(root, {"roles/a/tasks/main.yml": task})
    return unit


@pytest.mark.parametrize(
    ("files", "read"),
    [
        ({"roles/a/defaults/main.yml": PARAMETERS}, [(IP, "1"), (MAX, None)]),
        ({"roles/a/defaults/main.yml": "params: []", "group_vars/lb/x.yml": PARAMETERS}, [(IP, "1"), (MAX, None)]),
        ({"inventories/live/group_vars/all.yml": f"high: 9\n{PARAMETERS}"}, [(IP, "1"), (MAX, "9")]),
        ({"roles/a/vars/main.yml": f"high: 9\n{PARAMETERS}"}, [(IP, "1"), (MAX, "9")]),
        # Defined twice, by system, no list, encrypted, of another role, no YAML.
        ({"roles/a/defaults/main.yml": PARAMETERS, "host_vars/b.yml": PARAMETERS}, []),
        ({"roles/a/vars/Debian.yml": PARAMETERS, "roles/a/vars/RedHat.yml": PARAMETERS}, []),
        ({"roles/a/vars/main.yml": "params: {a: b}"}, []),
        ({"roles/a/vars/main.yml": "$ANSIBLE_VAULT;1.1;AES256\n3131\n"}, []),
        ({"roles/b/vars/main.yml": PARAMETERS}, []),
        ({"roles/a/vars/main.yml": "params: ["}, []),
    ],
)
def test_variables_of_files(tmp_path: Path, files: dict[str, str], read: list[tuple[str, str | None]]) -> None:
    unit = role(tmp_path, OVER, files)
    assert [shown(setting) for setting in unit.kernel_settings] == read
    assert bool(unit.gaps) is not bool(read)
    assert {one.name.span.source.path for one in unit.kernel_settings} <= {one.path for one in unit.sources}
    firm = "roles/a/vars/main.yml" in files
    assert all(one.replaceable is not firm for one in unit.kernel_settings)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (SOME, [(MAX, "5")]),
        (f"- vars: {{v: 5}}\n  block:\n  - sysctl: name={MAX} value={{{{ v }}}}", [(MAX, "5")]),
        (SOME.replace("{{ v }}", "{{ v | int * 2 }}"), [(MAX, None)]),
        (f"{SOME}- set_fact: {{v: 6}}", [(MAX, None)]),
        (f"{SOME}- set_fact: v=6", [(MAX, None)]),
        (f"{SOME}- command: a\n  register: v", [(MAX, None)]),
        (f"{SOME}- include_role: {{name: b}}\n  vars:\n    v: 6", [(MAX, None)]),
        (f"- vars: {{v: 5}}\n  vars_files: a\n  tasks:\n  - sysctl: name={MAX} value={{{{ v }}}}", [(MAX, None)]),
        (f"- sysctl: {{name: {MAX}, value: 1, state: '{{{{ s }}}}'}}\n  vars: {{s: absent}}", []),
        (SOME.replace("v: 5", "v: '{{ w }}', w: '{{ v }}'"), [(MAX, None)]),
        (f"- sysctl: name={{{{ item.k }}}} value={{{{ item.v }}}}\n  loop: [{{k: {MAX}, v: 9}}]", [(MAX, "9")]),
        (BY_KEY.replace("'{{ given }}'", f"{{{MAX}: 9, {IP}: yes}}"), [(MAX, "9"), (IP, "1")]),
        (OVER.replace("item", "a") + f"  loop_control: {{loop_var: a}}\n  vars: {{params: [{{name: {MAX}}}]}}",
         [(MAX, None)]),
        (BY_KEY.replace("'{{ given }}'", "{'{{ key }}': 9}"), []),
        (OVER.replace("params }}", "params + more }}") + f"  vars: {{params: [{{name: {MAX}, value: 1}}]}}", []),
        (BY_KEY.replace("given", "given | combine(more)") + f"  vars: {{given: {{{MAX}: 9}}}}", [(MAX, "9")]),
    ],
)  # fmt: skip
def test_variables_around_a_task(tmp_path: Path, text: str, read: list[tuple[str, str | None]]) -> None:
    unit = unit_of(tmp_path, text, "site.yml")
    assert [shown(setting) for setting in unit.kernel_settings] == read


def test_what_is_combined_may_be_replaced(tmp_path: Path) -> None:
    text = BY_KEY.replace("given", "given | combine(more)") + f"  vars: {{given: {{{MAX}: 9}}}}"
    unit = unit_of(tmp_path, text, "site.yml")
    assert [one.replaceable for one in unit.kernel_settings] == [True]
    assert [gap.reason for gap in unit.gaps] == ["what 'combine' adds here is not known"]


def test_values_of_variables_point_at_their_definition(tmp_path: Path) -> None:
    given = f"given:\n  {IP}: '1'  # why\n  '{MAX}': 4096\n"
    unit = role(tmp_path, BY_KEY, {"roles/a/vars/main.yml": given})
    found = [(one.name.span.text, one.value.span.text) for one in unit.kernel_settings]
    assert found == [(IP, "'1'"), (f"'{MAX}'", "4096")]


def test_rounds_over_variables_are_bounded(tmp_path: Path) -> None:
    lines = "".join(f"- net.a.b{number}\n" for number in range(15_000))
    task = "- sysctl: {name: '{{ item }}', value: 1}\n  loop: '{{ names }}'\n"
    unit = role(tmp_path, task * 3, {"roles/a/vars/main.yml": f"names:\n{lines}"})
    assert len(unit.kernel_settings) == 15_000
    assert len(unit.gaps) == 2
