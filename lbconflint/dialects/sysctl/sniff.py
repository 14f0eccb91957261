"""Is this text a sysctl file, or a script that sets something?"""

import re
from collections.abc import Iterator

from lbconflint.dialects import Claim
from lbconflint.regex import lazy
from lbconflint.template import mask
from lbconflint.values import HOLE

__all__ = ["claims", "is_cloud_config", "is_ignition", "is_profile", "is_script", "is_yaml"]

_SUFFIXES = r"(\.(j2|jinja2?|erb|epp|tmpl|tftpl|tpl|gotmpl|ctmpl|template|in|dist|sample|example|default))*"
_SCRIPT = re.compile(rf"(\.(sh|bash|dockerfile)|(^|/)(docker|container)file[^/]*){_SUFFIXES}$")
_OWN_NAME = re.compile(
    rf"((^|/)sysctl\.d/[^/]+|(^|/)[^/]*sysctl[^/]*\.conf|\.sysctl|(^|/)([^/]*[-_.])?sysctl){_SUFFIXES}$"
)
_YAML = re.compile(rf"\.(ya?ml|ign|bu|fcc){_SUFFIXES}$")
_IGNITION_NAME = re.compile(rf"\.(ign|bu|fcc){_SUFFIXES}$")
_BUTANE = lazy(r"^variant:[ ]*['\"]?(?:fcos|flatcar|openshift|r4e|fiot)\b", re.MULTILINE)
_ON_MACHINES = lazy(r"nginx|haproxy|sysctl|keepalived|tuned|\.socket\b")
_PROFILE = re.compile(rf"(^|/)tuned\.conf{_SUFFIXES}$")
_OF_PROFILE = lazy(r"^\[sysctl\b|^type[ \t]*=[ \t]*sysctl", re.MULTILINE)
_CLOUD_NAME = re.compile(r"(^|/)(user-?data|cloud-(init|config))[^/]*$")
_CLOUD = re.compile(r"\ufeff?(?:##[ \t]*template:[^\n]*\n)?#cloud-config\b")
_MANIFEST = re.compile(r"^apiVersion:", re.MULTILINE)
_TASK = re.compile(
    r"^[ ]*(?:-[ ]+)?(?:ansible\.(?:posix|builtin)\.)?sysctl[ ]*:"
    r"(?:[ ]*[{'\"]?[ ]*(?:name|key)\b"
    r"|[ \t\r]*(?:\n[ \t]*(?:#[^\n]*)?)*\n[ ]+(?:name|key|value|val|state|sysctl_\w+|reload|ignoreerrors)[ ]*:)",
    re.MULTILINE,
)
"""A task of Ansible with the sysctl module."""
_MODULE = lazy(
    r"^[ ]*(?:-[ ]+)?(?:ansible\.builtin\.)?(?:command|shell|raw|copy|template|lineinfile|blockinfile)[ ]*:",
    re.MULTILINE,
)
_SETS_BY_TASK = lazy(r"\bsysctl\b[^\n]*(?:=|\{\{)|/proc/sys/|/etc/sysctl")
_TASKS = lazy(r"^-[ \t]", re.MULTILINE)
_DEPOSIT = lazy(
    r"\b(?:dest|path)['\"]?[ ]*[:=][ ]*['\"]?/etc/"
    r"(?:(?:nginx|haproxy|keepalived|tuned)/|systemd/system/[^\s]+\.socket\b)"
)
_NEAR = 1000
"""Characters behind the name of a module that may be its arguments."""
_TOP = r"(?:abi|crypto|debug|dev|fs|kernel|net|sunrpc|user|vm)[./]"
_KEY = re.compile(rf"-?\s*{_TOP}\w")
_ASSIGNMENT = re.compile(rf"-?\s*{_TOP}[^\s=]+\s*=")
_SETS = re.compile(r"\bsysctl\b|/proc/sys/|\bifconfig[ \t]+(?:lo:|tunl)|\bdev[ \t]+(?:lo|tunl\d)\b")
_LINES = 60
_WHOLE = 60_000
"""A script of which more characters than that were shown may go on: it is read to be sure."""


def is_script(path: str) -> bool:
    return _SCRIPT.search(path.lower()) is not None


def is_yaml(path: str) -> bool:
    """Tasks of Ansible, or a cloud-config, by its name."""
    lower = path.lower()
    if is_script(path) or "sysctl.d/" in lower:
        return False
    return _YAML.search(lower) is not None or _CLOUD_NAME.search(lower) is not None


def is_ignition(path: str, head: str) -> bool:
    """What Ignition or Butane reads, by its name or its first key."""
    return _IGNITION_NAME.search(path.lower()) is not None or (
        "variant:" in head and _BUTANE.search(head) is not None
    )


def is_profile(path: str) -> bool:
    """A profile of TuneD, by its name."""
    return _PROFILE.search(path.lower()) is not None


def is_cloud_config(head: str) -> bool:
    return _CLOUD.match(head) is not None


def claims(path: str, head: str) -> Claim:
    """SURE by name or place and some of its words; WEAK when nearly every statement sets something."""
    if "\0" in head[:1024]:
        return Claim.NO
    if is_profile(path):
        return Claim.SURE if _OF_PROFILE.search(head) else Claim.NOTHING
    if is_yaml(path) and is_ignition(path, head):
        return Claim.SURE if _ON_MACHINES.search(head) else Claim.NOTHING
    if path.endswith((".yaml", ".yml")) and not _speaks_of_us(head):
        return Claim.NOTHING
    if is_script(path):
        if _SETS.search(head):
            return Claim.SURE
        return Claim.WEAK if len(head) > _WHOLE else Claim.NOTHING
    if is_yaml(path):
        return _yaml(head)
    own = _OWN_NAME.search(path.lower()) is not None
    if not own and not path.lower().endswith(".conf") and "sysctl" not in head and "net." not in head:
        return Claim.NO
    masked = mask(head, path)
    text = masked.text if masked else head
    if not own and _mostly_other(text):
        return Claim.NO
    lines = _statements(text)
    if own:
        keys = sum(_KEY.match(line) is not None for line in lines)
        fits = keys * 10 >= len(lines) * 4 and (keys or masked is not None or _mentions(head) or not head.strip())
        return Claim.SURE if fits else Claim.NO
    assignments = sum(_ASSIGNMENT.match(line) is not None for line in lines)
    return Claim.WEAK if assignments and assignments * 10 >= len(lines) * 8 else Claim.NO


def _yaml(head: str) -> Claim:
    """SURE for a cloud-config that sets something, and for tasks of Ansible that do; no other YAML is ours."""
    if not _speaks_of_us(head):
        return Claim.NOTHING
    if is_cloud_config(head):
        return Claim.SURE
    if _MANIFEST.search(head):
        return Claim.NOTHING
    if _deposits(head) and _TASKS.search(head):
        return Claim.SURE
    return Claim.SURE if _TASK.search(head) or _carried(head) else Claim.NOTHING


def _speaks_of_us(head: str) -> bool:
    return "sysctl" in head or "/proc/sys/" in head or _deposits(head)


def _deposits(head: str) -> bool:
    """Something writes a file of another product, and says what it holds."""
    return "/etc/" in head and ("content" in head or "blockinfile" in head) and _DEPOSIT.search(head) is not None


def _carried(head: str) -> bool:
    """A list of tasks, one of which sets something by a command or a file."""
    if _TASKS.search(head) is None:
        return False
    return any(
        _SETS_BY_TASK.search(head, found.end(), found.end() + _NEAR) is not None
        for found in _MODULE.finditer(head)
    )


def _mostly_other(text: str) -> bool:
    """Of the statements that are looked at more than a fifth set nothing: every ``.conf`` is asked, and most are
    told by their first lines."""
    others = 0
    for line in _each_statement(text):
        others += _ASSIGNMENT.match(line) is None
        if others > _LINES // 5:
            return True
    return False


def _mentions(head: str) -> bool:
    """Settings that stand in comments: the stock file of a distribution has no others."""
    return re.search(rf"^\s*[#;]\s*{_TOP}\w+", head, re.MULTILINE) is not None


def _statements(text: str) -> list[str]:
    return list(_each_statement(text))


def _each_statement(text: str) -> Iterator[str]:
    found = start = 0
    text = text.removeprefix("\ufeff")
    while found < _LINES and start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        stripped = text[start:end].strip()
        start = end + 1
        if stripped and stripped[0] not in "#;" and HOLE not in stripped.partition("=")[0]:
            found += 1
            yield stripped
