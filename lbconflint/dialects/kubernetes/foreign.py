"""Routes of other makers: Traefik's IngressRoute and OpenShift's Route."""

from lbconflint.cluster import Backend, Meta, RouteRule, Rules
from lbconflint.dialects.kubernetes.fields import below, doubtful, listed, number, port, text
from lbconflint.values import Setting, absent, default, unknown
from lbconflint.yaml.nodes import YamlNode


def lower_ingress_route(root: YamlNode, meta: Meta) -> Rules:
    """Traefik: a rule is chosen by its priority, which is the length of its text unless it is written."""
    spec = below(root, "spec") or root
    entries = ",".join(sorted(item.args[0] for item in listed(spec, "entryPoints") if item.args))
    rules = []
    for item in listed(spec, "routes"):
        match: Setting[str] = text(item, "match")
        key = f"{meta.kind} {entries} {' '.join(match.value.split())}" if match.value is not None else ""
        backends = tuple(_traefik(service) for service in listed(item, "services"))
        shown = f"'{match.value}'" if match.value else ""
        rules.append(RouteRule(absent(item), absent(item), key, shown, backends, number(item, "priority"), item))
    return Rules(meta, None, (), tuple(rules), meta.open or doubtful(root, "spec", "routes"), root)


def _traefik(item: YamlNode) -> Backend:
    kind: Setting[str] = text(item, "kind")
    name: Setting[str] = text(item, "name")
    if name.value is not None and "@" in name.value:
        name = unknown(item)
    return Backend(
        kind=kind.value or ("?" if kind.unknown else "Service"),
        group="",
        namespace=text(item, "namespace"),
        name=name,
        port=port(item, "port"),
        weight=number(item, "weight"),
        node=item,
    )


def lower_openshift_route(root: YamlNode, meta: Meta) -> Rules:
    """``port.targetPort`` is a Service port's name or a target port's number; only the name can be looked up."""
    spec = below(root, "spec") or root
    host: Setting[str] = text(spec, "host")
    path: Setting[str] = text(spec, "path")
    path = default("/", spec) if path.absent else path
    where = below(spec, "port")
    target = port(where, "targetPort") if where is not None else absent(spec)
    if isinstance(target.value, int):
        target = unknown(target.node, target.word)
    places = [node for node in (below(spec, "to"), *listed(spec, "alternateBackends")) if node is not None]
    backends = tuple(
        Backend(
            kind=text(place, "kind").value or "Service",
            group="",
            namespace=absent(place),
            name=text(place, "name"),
            port=target,
            weight=number(place, "weight"),
            node=place,
        )
        for place in places
    )
    match = f"{host.value}\0{path.value}" if host.value and path.value else ""
    shown = f"path '{path.value}' of host '{host.value}'"
    rule = RouteRule(host, path, match, shown, backends, absent(spec), spec)
    return Rules(meta, (host,), (), (rule,), meta.open, root)
