"""An Ingress that the API server refuses, or that says two things at once."""

import re
from collections.abc import Iterator

from lbconflint.check import Context, Hit, Level, each
from lbconflint.cluster import Ingress, RouteRule
from lbconflint.tree import Node
from lbconflint.values import Setting
from lbconflint.yaml.nodes import YamlNode

_REFUSED = "the API server refuses the Ingress"
_CLASS = "kubernetes.io/ingress.class"
_HOST = re.compile(r"(?:\*\.)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*")
_ADDRESS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}|\[?[0-9a-f]*:[0-9a-f:.]*\]?")
_TYPES = ("Exact", "Prefix", "ImplementationSpecific")
_MAX_HOST = 253


@each(Ingress)
def check(ingress: Ingress, _: Context) -> Iterator[Hit]:
    yield from _classes(ingress)
    seen: set[int] = set()
    for rule in ingress.rules:
        if rule.host.written and rule.host.value is not None and id(rule.host.node) not in seen:
            seen.add(id(rule.host.node))
            yield from _host(rule.host)
        if not ingress.legacy:
            yield from _path(rule)
    if ingress.legacy or ingress.meta.open:
        return
    for rule in ingress.rules:
        backend = _child(rule.node, "backend")
        if backend is not None:
            yield from _backend(backend)


def _child(node: Node, key: str) -> YamlNode | None:
    return node.get(key) if isinstance(node, YamlNode) else None


def _classes(ingress: Ingress) -> Iterator[Hit]:
    annotation, field = ingress.meta.annotations.get(_CLASS), ingress.ingress_class
    if annotation is None or field.node is annotation.node or annotation.value is None:
        return
    if field.differs(annotation.value):
        yield Hit(
            annotation.span,
            f"the annotation says class '{annotation.value}', and ingressClassName '{field.value}'",
            help=f"{_REFUSED} when it is made; keep ingressClassName",
        )


def _host(host: Setting[str]) -> Iterator[Hit]:
    name = host.value or ""
    if _ADDRESS.fullmatch(name):
        problem = "an IP address is no host of a rule"
    elif "://" in name or "/" in name:
        problem = "a host is a name, without scheme and path"
    elif ":" in name:
        problem = "a host has no port: the port is that of the controller"
    elif name != name.lower() and _HOST.fullmatch(name.lower()):
        problem = "host names are written in lower case"
    elif "*" in name.removeprefix("*."):
        problem = "'*' may stand for the whole first label only"
    elif len(name) > _MAX_HOST or not _HOST.fullmatch(name):
        problem = "that is no host name"
    else:
        return
    yield Hit(host.span, f"host '{name}': {problem}", help=_REFUSED)


def _path(rule: RouteRule) -> Iterator[Hit]:
    node = rule.node
    if not isinstance(node, YamlNode) or node.partial or node.unknown:
        return
    kind = node.get("pathType")
    if kind is None:
        where = f" of path '{rule.path.value}'" if rule.path.written and rule.path.known else ""
        yield Hit(node.span, f"pathType{where} is missing", help=f"{_REFUSED}: say Prefix or Exact")
        return
    if kind.args and not kind.unknown and kind.args[0] not in _TYPES:
        yield Hit(kind.word(1), f"'{kind.args[0]}' is no pathType", help=f"{_REFUSED}: say Prefix or Exact")
        return
    path = rule.path.value
    if path is None or not kind.args or kind.args[0] not in ("Exact", "Prefix") or not rule.path.written:
        return
    bad = next((part for part in ("//", "/./", "/../", "%2f", "%2F") if part in path), "")
    if not path.startswith("/"):
        yield Hit(rule.path.span, f"path '{path}' does not begin with '/'", help=_REFUSED)
    elif bad or path.endswith(("/..", "/.")):
        yield Hit(rule.path.span, f"path '{path}' holds '{bad or path.rpartition('/')[2]}'", help=_REFUSED)


def _backend(backend: YamlNode) -> Iterator[Hit]:
    if backend.partial or backend.unknown:
        return
    service, resource = backend.get("service"), backend.get("resource")
    old = backend.get("serviceName") or backend.get("servicePort")
    if old is not None:
        yield Hit(
            old.word(0),
            f"'{old.name}' is a field of the removed versions of Ingress",
            help=f"{_REFUSED}: write service.name and service.port.number",
        )
    elif service is not None and resource is not None:
        yield Hit(resource.word(0), "a backend is a service or a resource, not both", help=_REFUSED)
    elif service is None and resource is None:
        yield Hit(
            backend.word(0), "the backend has no service", help=f"{_REFUSED}: write service.name and its port"
        )
    elif service is not None:
        port = service.get("port")
        if port is None or port.partial or port.unknown:
            if port is None and not service.partial and not service.unknown:
                yield Hit(service.word(0), "the port of the service is missing", help=_REFUSED)
            return
        number, name = port.get("number"), port.get("name")
        if port.args and not port.null:
            level = None if port.form == 0 else Level.WARNING
            yield Hit(
                port.word(1), f"port '{port.args[0]}' must be port.number or port.name", help=_REFUSED, level=level
            )
        elif number is not None and name is not None:
            yield Hit(name.word(0), "port has a number and a name, and only one may be there", help=_REFUSED)
