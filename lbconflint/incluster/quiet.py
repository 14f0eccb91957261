"""What the annotations of ingress-nginx say about timeouts."""

from lbconflint.cluster import Ingress
from lbconflint.unit import Project
from lbconflint.values import Setting

_PREFIX = "nginx.ingress.kubernetes.io/"
_SNIPPETS = ("configuration-snippet", "server-snippet")
READ_TIMEOUT = f"{_PREFIX}proxy-read-timeout"
PROTOCOL = f"{_PREFIX}backend-protocol"


def served(ingress: Ingress) -> bool:
    """ingress-nginx serves the Ingress, by its class or by annotations that only it reads."""
    chosen = ingress.ingress_class
    if chosen.known and "nginx" not in str(chosen.value):
        return False
    return chosen.equals("nginx") or any(name.startswith(_PREFIX) for name in ingress.meta.annotations)


def keeps_default(ingress: Ingress, project: Project) -> bool:
    """Nothing in sight raises the read timeout of 60 seconds: no annotation, no snippet, no ConfigMap."""
    said = ingress.meta.annotations
    if ingress.meta.open or READ_TIMEOUT in said or any(_PREFIX + name in said for name in _SNIPPETS):
        return False
    return not project.memo.once(_raised, project)


def _raised(project: Project) -> bool:
    """Some ConfigMap of the run sets the timeout for all: its key stands in no other kind of object."""
    return any(
        "proxy-read-timeout:" in source.text.replace(READ_TIMEOUT, "")
        for unit in project.units
        if unit.product == "kubernetes"
        for source in unit.sources
    )


def protocol(ingress: Ingress) -> Setting[str] | None:
    return ingress.meta.annotations.get(PROTOCOL)
