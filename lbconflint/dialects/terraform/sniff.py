"""Is this file Terraform's?  Its name says so, or, of a plan or a state in JSON, what it holds."""

import re

from lbconflint.dialects import Claim

_ENDINGS = (".tf", ".tofu", ".tf.json", ".tofu.json", ".tfvars", ".tfvars.json")
_PLAN = re.compile(r'\ufeff?\s*\{(?=[\s\S]*"format_version"\s*:\s*")')
_HELD = re.compile(r'"(terraform_version|planned_values|values)"\s*:\s*["{]')
"""What ``terraform show -json`` writes; its variables may fill all that is looked at."""


def claims(path: str, head: str) -> Claim:
    """Whether the file at ``path``, whose text begins with ``head``, is Terraform's."""
    if "\0" in head[:1024]:
        return Claim.NO
    if path.lower().endswith(_ENDINGS):
        return Claim.SURE
    if _PLAN.match(head) and _HELD.search(head):
        return Claim.SURE
    return Claim.NOTHING if path.lower().endswith(".json") else Claim.NO
