"""Tasks of Ansible against ansible-playbook: what stands in the sysctl files after it ran is what is read.

The playbook runs in a mount namespace of its own, in which /etc/sysctl.d and /etc/sysctl.conf are empty.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from lbconflint.kernel import KernelSetting, canonical
from tests.conftest import write_tree

from .reading import units_of

_RUN = """
set -e
mount -t tmpfs none /etc/sysctl.d
: > "$OUT/sysctl.conf"
mount --bind "$OUT/sysctl.conf" /etc/sysctl.conf
ansible-playbook -c local -i localhost, site.yml
cp -r /etc/sysctl.d "$OUT/"
"""

SITE = """- hosts: all
  gather_facts: false
  vars: {key: net.ipv4.ip_forward}
  tasks:
  - import_role: {name: lb}
"""

TASKS = """- template: {src: lb.j2, dest: /etc/sysctl.d/90-lb.conf}
- ansible.builtin.copy:
    src: "{{ item }}"
    dest: /etc/sysctl.d/
  with_items: [10-a.conf, more/20-b.conf]
- copy: src=10-a.conf dest=/etc/sysctl.d/30-c.conf
- copy:
    dest: "/etc/sysctl.d/40-d.conf"
    content: |
      # written here
      net.ipv4.tcp_retries2 = 8
      net.ipv4.tcp_rmem = 4096 87380 6291456
- copy:
    content: "net.core.somaxconn = 1024\\nnet.ipv4.tcp_syncookies=1\\n"
    dest: /etc/sysctl.d/{{ item }}.conf
  loop: [50-e, 60-f]
- lineinfile: dest=/etc/sysctl.conf line="vm.swappiness = 1" unsafe_writes=yes
- lineinfile:
    path: /etc/sysctl.conf
    line: "{{ item.name }} = {{ item['value'] }}"
    unsafe_writes: true
  loop:
  - {name: net.core.somaxconn, value: 4096}
  - {name: net.ipv4.tcp_fin_timeout, value: '30'}
- lineinfile: {path: /etc/sysctl.conf, line: '{{ item }}', unsafe_writes: true}
  with_items: ["net.ipv4.ip_local_port_range = 10240 65001", net.ipv4.tcp_sack=1]
- blockinfile:
    path: /etc/sysctl.d/70-g.conf
    create: true
    block: |
      net.ipv4.tcp_keepalive_time = 300
      net.ipv4.tcp_keepalive_intvl = 30
- copy: {content: "net.core.somaxconn = 1", dest: /etc/sysctl.d/80-h.conf}
  when: false
- copy: {content: "net.core.somaxconn = 2", dest: "{{ lookup('env', 'OUT') }}/motd"}
- command: echo net.core.somaxconn=3 > /etc/sysctl.conf
"""

FILES = {
    "site.yml": SITE,
    "roles/lb/tasks/main.yml": TASKS,
    "roles/lb/templates/lb.j2": "net.core.netdev_max_backlog = 5000\nnet.ipv4.tcp_timestamps = 1\n",
    "roles/lb/files/10-a.conf": "net.ipv4.conf.all.rp_filter = 2\n",
    "roles/lb/files/more/20-b.conf": "net.ipv4.conf.all.arp_ignore = 1\n",
}

OF_VARIABLES = """- lineinfile: {path: /etc/sysctl.conf, line: "{{ item }}", unsafe_writes: true}
  loop: "{{ lines }}"
- lineinfile:
    path: /etc/sysctl.d/10-a.conf
    create: true
    line: "{{ item.key }} = {{ item.value }}"
  with_dict: "{{ given }}"
- lineinfile: {path: /etc/sysctl.d/20-b.conf, create: true, line: "{{ one.key }}={{ one.value }}"}
  loop: "{{ given | default({}) | dict2items }}"
  loop_control: {loop_var: one}
- lineinfile:
    path: /etc/sysctl.d/30-c.conf
    create: true
    line: "{{ item.name }} = {{ item['value'] | default('1') }}"
  with_items: ["{{ pairs }}", {name: vm.swappiness, value: 5}]
  vars:
    pairs:
    - {name: net.ipv4.tcp_sack}
    - {name: net.ipv4.tcp_retries2, value: "8"}
- lineinfile: path=/etc/sysctl.d/40-d.conf create=yes line={{ alone }}
- lineinfile: {path: /etc/sysctl.d/50-e.conf, create: true, line: "{{ item.key }} = {{ item.value }}"}
  with_dict: "{{ (given | combine(more | default({}))) }}"
- blockinfile: {path: /etc/sysctl.d/60-f.conf, create: true, block: "{{ item }}"}
  with_items: "{{ lines }}"
  when: false
"""

VARIABLES = {
    "site.yml": SITE,
    "roles/lb/tasks/main.yml": OF_VARIABLES,
    "roles/lb/vars/main.yml": "given: {net.core.somaxconn: 4096, 'net.ipv4.ip_local_port_range': 10240 65001}\n",
    "roles/lb/defaults/main.yml": "lines: []\nalone: net.ipv4.tcp_timestamps=1\nmore: {}\n",
    "group_vars/all.yml": "lines:\n- net.ipv4.tcp_fin_timeout = 30\n- net.ipv4.tcp_syncookies=1\n",
}


def played(root: Path, out: Path) -> dict[tuple[str, str], str]:
    """The values by file and key, as the playbook leaves them."""
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", _RUN], cwd=root, env={**os.environ, "OUT": str(out), "LC_ALL": "C.UTF-8"},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    if "unshare:" in done.stderr or "mount:" in done.stderr:
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stdout + done.stderr
    found = {}
    for path in [out / "sysctl.conf", *sorted((out / "sysctl.d").iterdir())]:
        name = f"/etc/{path.relative_to(out)}"
        for line in path.read_text().splitlines():
            key, equals, value = line.partition("=")
            if equals and not line.startswith("#"):
                found[name, canonical(key.strip())] = value.strip()
    return found


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    if shutil.which("ansible-playbook") is None or os.geteuid() != 0:
        pytest.skip("ansible-playbook and root are needed")
    if not Path("/etc/sysctl.conf").is_file() or not Path("/etc/sysctl.d").is_dir():
        pytest.skip("there is nothing to put empty files over")
    tree, out = tmp_path / "tree", tmp_path / "out"
    tree.mkdir()
    out.mkdir()
    return tree, out


def read_of(tree: Path, files: Mapping[str, str]) -> list[KernelSetting]:
    units = units_of(tree, {path: text for path, text in files.items() if "/" in path and "vars" not in path})
    return [setting for unit in units for setting in unit.kernel_settings]


def test_what_tasks_write_is_what_is_read(places: tuple[Path, Path]) -> None:
    tree, out = places
    write_tree(tree, FILES)
    written = played(tree, out)
    read = {(one.file, one.key): one.value.value for one in read_of(tree, FILES) if not one.world}
    assert read == written


def test_what_variables_hold_is_what_is_read(places: tuple[Path, Path]) -> None:
    tree, out = places
    write_tree(tree, VARIABLES)
    written = played(tree, out)
    found = [one for one in read_of(tree, VARIABLES) if one.file != "/etc/sysctl.d/60-f.conf"]
    assert {(one.file, one.key): one.value.value for one in found} == written
    firm = {one.file for one in found if not one.replaceable}
    assert firm == {f"/etc/sysctl.d/{name}.conf" for name in ("10-a", "20-b", "30-c")}
