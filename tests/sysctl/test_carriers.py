"""Kernel settings inside of YAML: tasks of Ansible, cloud-config, pods."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from lbconflint.analysis.effective import number_in_force
from lbconflint.analysis.hosts import group
from lbconflint.dialects import Claim, Plan
from lbconflint.dialects.kubernetes.reader import read as read_manifests
from lbconflint.dialects.sysctl.sniff import claims
from lbconflint.files import Files
from lbconflint.kernel import KernelSetting
from lbconflint.knowledge.versions import target_of
from lbconflint.unit import Unit

from .reading import shown, unit_of, units_of

IP = "net.ipv4.ip_forward"
MAX = "net.core.somaxconn"
COOKIES = "net.ipv4.tcp_syncookies"
LOOP = f"""- loop: [{{n: {IP}, v: 1}}, {{n: {MAX}, v: 9}}]
  sysctl: {{name: "{{{{ item.n }}}}", value: "{{{{ item['v'] }}}}"}}"""


def places(settings: Sequence[KernelSetting]) -> list[tuple[str, str]]:
    """What name and value point at."""
    return [(one.name.span.text, one.value.span.text) for one in settings]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (f"- sysctl: {{name: {IP}, value: '1', state: present}}", [(IP, "1")]),
        (f"- ansible.posix.sysctl:\n    key: {IP}\n    val: yes", [(IP, "1")]),
        (f"- sysctl: name={IP} value=off reload=yes", [(IP, "0")]),
        (f"- sysctl: name='{IP}' value=\"1\"", [(IP, "1")]),
        (f"- sysctl:\n  args:\n    name: {IP}\n    value: 1", [(IP, "1")]),
        (f"- sysctl: {{name: {IP}, value: 1, state: absent}}", []),
        (f"- sysctl: {{name: {IP}, value: '{{{{ v }}}}'}}", [(IP, None)]),
        (f"- sysctl: name={IP} value={{{{ v }}}}", [(IP, None)]),
        (f"- sysctl: {{name: {IP}, value: 1, state: '{{{{ s }}}}'}}", [(IP, None)]),
        ("- sysctl: {name: '{{ key }}', value: 1}", []),
        (LOOP,
         [(IP, "1"), (MAX, "9")]),
        (f"- sysctl: {{name: '{{{{ item }}}}', value: 1}}\n  with_items: [{IP}, vm.swappiness]",
         [(IP, "1"), ("vm.swappiness", "1")]),
        (f"- block:\n  - sysctl: {{name: {IP}, value: 1}}\n  rescue:\n  - sysctl: {{name: {MAX}, value: 1}}",
         [(IP, "1"), (MAX, "1")]),
    ],
)  # fmt: skip
def test_tasks(tmp_path: Path, text: str, read: list[tuple[str, str | None]]) -> None:
    unit = unit_of(tmp_path, text, "tasks/main.yml")
    assert [shown(setting) for setting in unit.kernel_settings] == read


SHELL = f"- shell: |\n    set -e\n    sysctl -w {IP}=1\n    echo 9 > /proc/sys/net/core/somaxconn"
COPY = f"""- copy:
    content: |
      # why
      {IP} = 1
      {MAX} = {{{{ max }}}}
    dest: /etc/sysctl.d/9.conf
"""
BRANCH = f"""- copy:
    dest: /etc/sysctl.d/9.conf
    content: |
      {{% if a %}}
      {IP} = 1
      {{% endif %}}
"""
PAIRS = f"""- lineinfile: {{path: /etc/sysctl.conf, line: "{{{{ item.k }}}} = {{{{ item['v'] }}}}"}}
  with_items: [{{k: {IP}, v: 1}}, {{k: {MAX}, v: '9'}}]"""


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (f"- command: sysctl -w {IP}=1", [(IP, "1")]),
        (f"- ansible.builtin.command: /sbin/sysctl -w {IP}=1\n  when: a", [(IP, "1")]),
        (f"- command: {{cmd: 'sysctl -w {IP}=1'}}", [(IP, "1")]),
        (f"- command:\n    argv: [sysctl, -w, '{IP}=1']", [(IP, "1")]),
        (f"- raw: sysctl -w {IP}='{{{{ v }}}}' {MAX}=9", [(IP, None), (MAX, "9")]),
        (f"- shell: sysctl -w {{{{ key }}}}=1 && sysctl -w {IP}=1", [(IP, "1")]),
        (f"- command: sysctl -w {{{{ item }}}}\n  loop: [{IP}=1, {MAX}=9]", [(IP, "1"), (MAX, "9")]),
        (SHELL, [(IP, "1"), (MAX, "9")]),
        (f"- command: echo {IP}=1 > /etc/sysctl.conf", []),
        ("- command: sysctl -p\n- shell: sysctl -a | grep somaxconn", []),
        (COPY, [(IP, "1"), (MAX, None)]),
        (BRANCH, [(IP, "1")]),
        (f"- copy: {{content: '{IP} = 1', dest: /etc/motd}}", []),
        (f"- lineinfile: {{path: /etc/sysctl.conf, regexp: '^{IP}', line: '{IP} = 1'}}", [(IP, "1")]),
        (f"- lineinfile: {{path: /etc/sysctl.conf, line: '{IP} = 1', state: absent}}", []),
        (f"- lineinfile: dest=/etc/sysctl.conf line='{IP} = 1'", [(IP, "1")]),
        (f"- lineinfile: {{dest: /etc/sysctl.conf, line: '{{{{ item }}}}'}}\n  with_items: ['{IP}=1', '{MAX}=9']",
         [(IP, "1"), (MAX, "9")]),
        (PAIRS, [(IP, "1"), (MAX, "9")]),
        (f"- blockinfile:\n    path: /etc/sysctl.d/9.conf\n    block: |\n      {IP}=1\n      {MAX}=9",
         [(IP, "1"), (MAX, "9")]),
    ],
)  # fmt: skip
def test_what_other_modules_write(tmp_path: Path, text: str, read: list[tuple[str, str | None]]) -> None:
    unit = unit_of(tmp_path, text, "tasks/main.yml")
    assert [shown(setting) for setting in unit.kernel_settings] == read
    assert claims("tasks/main.yml", text) is Claim.SURE or not read


def test_places_of_carried_settings(tmp_path: Path) -> None:
    text = f"- command: sysctl -w '{IP}=1'\n- lineinfile: dest=/etc/sysctl.conf line='{MAX} = 9'\n{COPY}"
    unit = unit_of(tmp_path, text, "tasks/main.yml")
    assert places(unit.kernel_settings) == [(IP, "1"), (MAX, "9"), (IP, "1"), (MAX, "{{ max }}")]


def test_conditions_and_failures_of_carrying_tasks(tmp_path: Path) -> None:
    text = f"- command: sysctl -w {IP}=1\n  when: a\n- shell: sysctl -w {MAX}=9\n  ignore_errors: yes\n{BRANCH}\n"
    one, two, three = unit_of(tmp_path, text, "tasks/main.yml").kernel_settings
    assert [len(setting.world) for setting in (one, two, three)] == [1, 0, 1]
    assert [setting.ignores_failure for setting in (one, two, three)] == [False, True, False]


ROLE = """- template: {src: lb.j2, dest: /etc/sysctl.d/90-lb.conf}
- sysctl: {name: net.core.somaxconn, value: 5}
- copy: {src: "{{ item }}", dest: /etc/sysctl.d/}
  with_items: [10-a.conf, gone.conf]
- lineinfile: {path: /etc/sysctl.conf, line: net.core.somaxconn=6}
"""


def test_files_that_tasks_bring_to_their_machine(tmp_path: Path) -> None:
    (unit,) = units_of(
        tmp_path,
        {
            "roles/lb/tasks/main.yml": ROLE,
            "roles/lb/templates/lb.j2": "net.core.somaxconn = 7\n{% if a %}\nvm.swappiness = 1\n{% endif %}\n",
            "roles/lb/files/10-a.conf": "net.core.somaxconn = 8\n",
            "elsewhere/files/gone.conf": "net.core.somaxconn = 4\n",
        },
    )[:1]
    read = [(*shown(one), one.file, len(one.world)) for one in unit.kernel_settings]
    assert read == [
        (MAX, "7", "/etc/sysctl.d/90-lb.conf", 0),
        ("vm.swappiness", "1", "/etc/sysctl.d/90-lb.conf", 1),
        (MAX, "5", "/etc/sysctl.conf", 0),
        (MAX, "8", "/etc/sysctl.d/10-a.conf", 0),
        (MAX, "6", "/etc/sysctl.conf", 0),
    ]
    assert [gap.reason for gap in unit.gaps] == ["what '/etc/sysctl.d/gone.conf' holds is not known"]
    (host,) = group([unit])
    assert number_in_force(host, MAX) == 6


def test_a_content_for_very_many_files_is_read_for_the_first(tmp_path: Path) -> None:
    names = ", ".join(f"f{number}" for number in range(25))
    task = f"- copy: {{content: {IP}=1, dest: '/etc/sysctl.d/{{{{ item }}}}.conf'}}\n  loop: [{names}]\n"
    unit = unit_of(tmp_path, task, "tasks/main.yml")
    assert [one.file for one in unit.kernel_settings] == [f"/etc/sysctl.d/f{number}.conf" for number in range(20)]
    assert [gap.reason for gap in unit.gaps] == ["more than 20 files with this content are not read"]


def test_a_file_of_a_task_is_no_machine_of_its_own(tmp_path: Path) -> None:
    files = {"tasks/main.yml": "- copy: {src: sysctl.conf, dest: /etc/sysctl.d/1.conf}\n"}
    files |= {"files/sysctl.conf": f"{IP} = 1\n", "files/etc/sysctl.d/2.conf": f"{MAX} = 1\n"}
    assert [unit.name for unit in units_of(tmp_path, files)] == ["tasks/main.yml", "files/etc/sysctl.d/2.conf"]


def test_places_conditions_and_files(tmp_path: Path) -> None:
    text = (
        f"- sysctl: name={IP} value=1\n"
        f"- sysctl:\n    name: {MAX}\n    value: '4096'\n    sysctl_file: /etc/sysctl.d/9.conf\n"
        "    ignoreerrors: true\n  when: big\n"
    )
    free, full = unit_of(tmp_path, text, "play.yaml").kernel_settings
    assert places([free, full]) == [(IP, "1"), (MAX, "'4096'")]
    assert (free.file, free.world, free.ignores_failure) == ("/etc/sysctl.conf", (), False)
    assert (full.file, len(full.world), full.ignores_failure) == ("/etc/sysctl.d/9.conf", 1, True)


def test_plays_for_other_hosts_are_other_machines(tmp_path: Path) -> None:
    play = "- hosts: {}\n  tasks:\n  - sysctl: {{name: {}, value: 1}}\n"
    text = play.format("lb", IP) + play.format("db", MAX) + play.format("lb", COOKIES)
    units = [unit for unit in units_of(tmp_path, {"site.yml": text}) if unit.kernel_settings]
    assert [[one.key for one in unit.kernel_settings] for unit in units] == [[IP, COOKIES], [MAX]]


CLOUD = """#cloud-config
bootcmd:
  - sysctl -w net.core.somaxconn=5
write_files:
  - path: /etc/sysctl.d/99-lb.conf
    content: |
      # forward
      net.ipv4.ip_forward = 1
  - {path: /etc/motd, content: "net.ipv4.tcp_syncookies = 0"}
  - {path: /etc/sysctl.conf, content: "vm.swappiness = 1\\nnet.ipv4.tcp_retries2 = 8\\n"}
  - {path: /etc/sysctl.d/b.conf, encoding: b64, content: bmV0}
runcmd:
  - [sysctl, -w, "net.ipv4.tcp_syncookies=1"]
  - |
    cat > /etc/sysctl.d/x.conf <<EOF
    net.ipv4.tcp_fin_timeout = 30
    EOF
  - 'echo ''2'' > /proc/sys/net/ipv4/conf/all/rp_filter'
"""


def test_cloud_config(tmp_path: Path) -> None:
    unit = unit_of(tmp_path, CLOUD, "user-data")
    read = {(one.name.span.text, one.value.span.text): one.file for one in unit.kernel_settings}
    assert read == {
        (MAX, "5"): "",
        (IP, "1"): "/etc/sysctl.d/99-lb.conf",
        ("vm.swappiness", "1"): "/etc/sysctl.conf",
        ("net.ipv4.tcp_retries2", "8"): "/etc/sysctl.conf",
        (COOKIES, "1"): "",
        ("net.ipv4.tcp_fin_timeout", "30"): "/etc/sysctl.d/x.conf",
        ("/proc/sys/net/ipv4/conf/all/rp_filter", "2"): "",
    }
    assert [gap.reason for gap in unit.gaps] == ["what '/etc/sysctl.d/b.conf' holds is encoded"]


@pytest.mark.parametrize(
    ("path", "text", "claim"),
    [
        ("tasks/main.yml", "- sysctl:\n    # why\n    name: a.b\n", Claim.SURE),
        ("tasks/main.yml", "- name: x\n  ansible.posix.sysctl: {key: a.b}\n", Claim.SURE),
        ("user-data", CLOUD, Claim.SURE),
        ("user-data.yaml.j2", f"## template: jinja\n{CLOUD}", Claim.SURE),
        ("user-data", "#cloud-config\npackages: [nginx]\n", Claim.NOTHING),
        ("values.yaml", "sysctl:\n  enabled: true\n", Claim.NOTHING),
        ("talos.yaml", "machine:\n  sysctls:\n    net.core.somaxconn: 1\n", Claim.NOTHING),
        (
            "cm.yaml",
            "apiVersion: v1\nkind: ConfigMap\ndata:\n  t: |\n    - sysctl:\n        name: a\n",
            Claim.NOTHING,
        ),
        ("user-data.sh", "#!/bin/sh\nsysctl -w a.b=1\n", Claim.SURE),
    ],
)
def test_whose_yaml_it_is(path: str, text: str, claim: Claim) -> None:
    assert claims(path, text) is claim


POD = """apiVersion: v1
kind: Pod
metadata: {name: edge}
spec:
  hostNetwork: %s
  securityContext:
    sysctls: [{name: net/ipv4/ip_forward, value: "1"}]
  initContainers:
  - name: tune
    securityContext: {privileged: %s}
    command: ["/bin/sh", "-ec"]
    args: ["sysctl -w \\"net.core.somaxconn=5\\" vm.swappiness=1"]
  containers: [{name: edge, image: edge}]
"""


def manifests(root: Path, text: str) -> Unit:
    (root / "pod.yaml").write_text(text, encoding="utf-8")
    (unit,) = read_manifests(Files(str(root)), ["pod.yaml"], target_of("kubernetes"), Plan()).units
    return unit


@pytest.mark.parametrize(
    ("network", "privileged", "in_pod", "on_node"),
    [
        ("false", "true", [IP, MAX], ["vm.swappiness"]),
        ("true", "true", [IP], [MAX, "vm.swappiness"]),
        ("${X}", "true", [IP, MAX], ["vm.swappiness"]),
        ("true", "false", [IP], []),
    ],
)
def test_whose_settings_a_pod_makes(
    tmp_path: Path, network: str, privileged: str, in_pod: list[str], on_node: list[str]
) -> None:
    settings = manifests(tmp_path, POD % (network, privileged)).kernel_settings
    assert [one.key for one in settings if one.owner is not None] == in_pod
    assert [one.key for one in settings if one.owner is None] == on_node


@pytest.mark.parametrize(("network", "value"), [("true", 5), ("false", None)])
def test_what_is_in_force_on_the_node(tmp_path: Path, network: str, value: int | None) -> None:
    (host,) = group([manifests(tmp_path, POD % (network, "true"))])
    assert number_in_force(host, MAX) == value
    assert number_in_force(host, IP) is None


def test_places_in_a_quoted_script(tmp_path: Path) -> None:
    settings = manifests(tmp_path, POD % ("true", "true")).kernel_settings
    assert places(settings) == [
        ("net/ipv4/ip_forward", '"1"'), ("net.core.somaxconn", "5"), ("vm.swappiness", "1"),
    ]  # fmt: skip


ENTERING = """apiVersion: v1
kind: Pod
metadata: {name: edge}
spec:
  hostPID: %s
  initContainers:
  - name: tune
    securityContext: {privileged: true}
    command: %s
  containers: [{name: edge, image: edge}]
"""


@pytest.mark.parametrize(
    ("host_pid", "command", "on_node"),
    [
        ("true", "[nsenter, -t, '1', -n, --, sysctl, -w, net.core.somaxconn=5]", True),
        ("true", "[nsenter, --target=1, --net, --mount, sh, -c, 'sysctl -w net.core.somaxconn=5']", True),
        ("true", "[sh, -c, 'nsenter -t1 -a -- sysctl -w net.core.somaxconn=5']", True),
        ("false", "[sh, -c, 'nsenter -t 1 -n sysctl -w net.core.somaxconn=5']", False),
        ("false", "[sh, -c, 'nsenter -n/host/proc/1/ns/net sysctl -w net.core.somaxconn=5']", True),
        ("true", "[sh, -c, 'nsenter -t 1 -m sysctl -w net.core.somaxconn=5']", False),
        ("true", "[chroot, /host, sysctl, -w, net.core.somaxconn=5]", False),
        ("true", "[chroot, /host, sysctl, -w, vm.swappiness=5]", True),
    ],
)
def test_a_container_that_leaves_its_namespace(tmp_path: Path, host_pid: str, command: str, on_node: bool) -> None:
    (setting,) = manifests(tmp_path, ENTERING % (host_pid, command)).kernel_settings
    assert setting.value.value == "5"
    assert (setting.owner is None) is on_node
