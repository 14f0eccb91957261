"""Which YAML and JSON files are manifests.  Imports nothing of the reader."""

import re

from lbconflint.dialects import Claim

_FILE = re.compile(r"\.(ya?ml|json)(\.(tpl|tmpl|tftpl|gotmpl|template|j2|jinja2?|erb|in|dist|sample|example))*$")
_KUSTOMIZATION = re.compile(r"(^|/)kustomization(\.ya?ml)?$|(^|/)kustomization$")
_VERSION = re.compile(r"^[ \t-]*['\"]?apiVersion['\"]?[ \t]*:[ \t]*\S", re.MULTILINE)
_KIND = re.compile(r"^[ \t-]*['\"]?kind['\"]?[ \t]*:[ \t]*\S", re.MULTILINE)
_FLOW = re.compile(r"[{,]\s*['\"]?apiVersion['\"]?\s*:")
_TOP = re.compile(r"^['\"]?apiVersion['\"]?[ \t]*:|\A\s*\{\s*['\"]apiVersion['\"]\s*:", re.MULTILINE)
_LONG = 16_000
"""Of so many characters the text may go on behind them: kubectl writes ``kind`` behind the data of a ConfigMap."""


def claims(path: str, head: str) -> Claim:
    """Whether the file at ``path``, whose text begins with ``head``, holds manifests or a kustomization."""
    lower, head = path.lower(), head.removeprefix("\ufeff")
    if _KUSTOMIZATION.search(lower):
        return Claim.SURE
    if not _FILE.search(lower) or "\0" in head:
        return Claim.NO
    if "apiVersion" not in head:
        return Claim.NOTHING
    if len(head) > _LONG and _TOP.search(head):
        return Claim.SURE
    if "kind" not in head:
        return Claim.NOTHING
    if (_VERSION.search(head) and _KIND.search(head)) or (_FLOW.search(head) and '"kind"' in head):
        return Claim.SURE
    return Claim.NOTHING
