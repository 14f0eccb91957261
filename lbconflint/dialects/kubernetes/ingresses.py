"""Ingress, of this API version and of the removed ones -> ``cluster.Ingress``."""

from lbconflint.cluster import Backend, Ingress, IngressTls, Meta, Port, RouteRule
from lbconflint.dialects.kubernetes.fields import below, doubtful, listed, number, port, text
from lbconflint.values import Setting, absent, default, unknown, written
from lbconflint.yaml.nodes import YamlNode

CLASS_ANNOTATION = "kubernetes.io/ingress.class"


def lower_ingress(root: YamlNode, meta: Meta) -> Ingress:
    spec = below(root, "spec") or root
    legacy = meta.group == "extensions" or meta.version == "v1beta1"
    chosen: Setting[str] = text(spec, "ingressClassName")
    if chosen.absent:
        chosen = meta.annotations.get(CLASS_ANNOTATION, chosen)
    rules = [_rule(rule, path) for rule in listed(spec, "rules") for path in listed(below(rule, "http"), "paths")]
    fallback = spec.get("defaultBackend") or spec.get("backend")
    return Ingress(
        meta=meta,
        ingress_class=chosen,
        rules=tuple(rules),
        default=_backend(fallback) if fallback is not None and fallback.entries else None,
        tls=tuple(_tls(item) for item in listed(spec, "tls")),
        legacy=legacy,
        open=meta.open or doubtful(root, "spec", "rules"),
        node=root,
    )


def _rule(rule: YamlNode, path: YamlNode) -> RouteRule:
    host: Setting[str] = text(rule, "host")
    where: Setting[str] = text(path, "path")
    kind: Setting[str] = text(path, "pathType")
    host = default("*", rule) if host.absent or host.equals("") else host
    where = default("/", path) if where.absent or where.equals("") else where
    sort = kind.value or ("ImplementationSpecific" if kind.absent else None)
    match = shown = ""
    if host.value is not None and where.value is not None and sort is not None:
        match = f"{host.value.lower()}\0{sort}\0{where.value}"
        shown = f"{sort} path '{where.value}' of host '{host.value}'"
    backend = path.get("backend")
    backends = (_backend(backend),) if backend is not None and backend.entries else ()
    return RouteRule(host, where, match, shown, backends, absent(path), path)


def _backend(node: YamlNode) -> Backend:
    """The new form (``service.name``, ``service.port``) or the old one (``serviceName``, ``servicePort``)."""
    service = node.get("service")
    if service is not None and service.entries:
        where = service.get("port")
        name = text(service, "name")
        return _made(node, "Service", name, _service_port(service, where))
    if node.get("serviceName") is not None:
        return _made(node, "Service", text(node, "serviceName"), port(node, "servicePort"))
    resource = node.get("resource")
    if resource is not None and resource.entries:
        kind = text(resource, "kind").value or "?"
        return _made(node, kind, text(resource, "name"), absent(resource))
    return _made(node, "?", unknown(node), unknown(node))


def _service_port(service: YamlNode, where: YamlNode | None) -> Setting[Port]:
    if where is None or not where.entries:
        return unknown(where if where is not None else service)
    found: Setting[Port] = number(where, "number")  # type: ignore[assignment]
    return text(where, "name") if found.absent else found  # type: ignore[return-value]


def _made(node: YamlNode, kind: str, name: Setting[str], where: Setting[Port]) -> Backend:
    return Backend(kind, "", absent(node), name, where, absent(node), node)


def _tls(item: YamlNode) -> IngressTls:
    hosts = item.get("hosts")
    known = None
    if hosts is not None and not hosts.partial and not hosts.unknown:
        known = tuple(_host(one) for one in hosts.items)
    return IngressTls(known, text(item, "secretName"), item)


def _host(node: YamlNode) -> Setting[str]:
    return written(node.args[0], node) if node.args and not node.unknown else unknown(node)
