"""Is this file Terraform's?  Its name says so; the text only that it is no binary."""

from lbconflint.dialects import Claim

_ENDINGS = (".tf", ".tofu", ".tf.json", ".tofu.json", ".tfvars", ".tfvars.json")


def claims(path: str, head: str) -> Claim:
    """Whether the file at ``path``, whose text begins with ``head``, is Terraform's."""
    if "\0" in head[:1024] or not path.lower().endswith(_ENDINGS):
        return Claim.NO
    return Claim.SURE
