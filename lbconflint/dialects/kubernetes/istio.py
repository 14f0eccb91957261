"""Istio: its own Gateway, and the VirtualService."""

import json
from typing import Any

from lbconflint.cluster import (
    ISTIO,
    Backend,
    IstioGateway,
    IstioServer,
    Match,
    Meta,
    ParentRef,
    Port,
    RouteRule,
    Rules,
    in_cluster,
)
from lbconflint.dialects.kubernetes.fields import (
    below,
    doubtful,
    listed,
    number,
    port,
    selector_of,
    text,
    text_of,
)
from lbconflint.dialects.kubernetes.gateways import canonical
from lbconflint.values import Setting, absent, default, unknown
from lbconflint.yaml.nodes import YamlNode

_NAMES = ("name", "statPrefix")
"""Keys of a match that ask for nothing."""
_EVERYTHING: tuple[dict[str, Any], ...] = ({"uri": {"prefix": "/"}}, {"uri": {"regex": ".*"}})


def lower_gateway(root: YamlNode, meta: Meta) -> IstioGateway:
    spec = below(root, "spec") or root
    return IstioGateway(
        meta=meta,
        selector=selector_of(spec.get("selector")),
        servers=tuple(_server(item) for item in listed(spec, "servers")),
        open=meta.open or doubtful(root, "spec", "servers") or doubtful(spec, "selector"),
        node=root,
    )


def _server(item: YamlNode) -> IstioServer:
    where = item.get("port")
    nothing = unknown(item)
    tls = item.get("tls")
    mode: Setting[str] = unknown(item) if item.partial else absent(item)
    if tls is not None:
        mode = text(tls, "mode")
        mode = default("PASSTHROUGH", tls) if mode.absent else mode
    return IstioServer(
        name=text(where, "name") if where is not None else nothing,
        port=number(where, "number") if where is not None else nothing,
        protocol=text(where, "protocol") if where is not None else nothing,
        hosts=_texts(item, "hosts"),
        bind=text(item, "bind"),
        tls=tls,
        tls_mode=mode,
        certificates=_certificates(tls) if tls is not None else 0,
        node=item,
    )


def _texts(holder: YamlNode, key: str) -> tuple[Setting[str], ...] | None:
    """The strings of a list; None when there may be others."""
    return None if doubtful(holder, key) else tuple(text_of(item) for item in listed(holder, key))


def _certificates(tls: YamlNode) -> int | None:
    lists = ("credentialNames", "tlsCertificates")
    if tls.partial or tls.unknown or any(doubtful(tls, key) for key in lists):
        return None
    named = any(not text(tls, key).absent for key in ("credentialName", "serverCertificate"))
    return sum(len(listed(tls, key)) for key in lists) + named


def lower_virtual_service(root: YamlNode, meta: Meta) -> Rules:
    spec = below(root, "spec") or root
    rules = [rule for kind in ("http", "tls", "tcp") for item in listed(spec, kind) for rule in _rules(item, kind)]
    exported = _texts(spec, "exportTo")
    if exported is not None and any(space.value is None for space in exported):
        exported = None
    return Rules(
        meta=meta,
        hosts=_texts(spec, "hosts"),
        parents=_parents(spec),
        rules=tuple(rules),
        open=meta.open or any(doubtful(root, "spec", kind) for kind in ("http", "tls", "tcp")),
        node=root,
        exports=tuple(space.value or "" for space in exported) or ("*",) if exported is not None else None,
    )


def _parents(spec: YamlNode) -> tuple[ParentRef, ...]:
    """The Gateways, by ``name``, ``namespace/name`` or the older ``name.namespace.svc...``; none: the mesh."""
    if doubtful(spec, "gateways"):
        return (_parent("Gateway", absent(spec), unknown(spec), spec),)
    found = []
    for item in listed(spec, "gateways"):
        name = text_of(item)
        value = name.value or ""
        if value == "mesh":
            found.append(_parent("Mesh", absent(item), name, item))
            continue
        space, slash, short = value.partition("/")
        cut = len(space) + 1
        if slash:
            place = absent(item) if space == "." else name._replace(value=space, part=(0, len(space)))
            found.append(_parent("Gateway", place, name._replace(value=short, part=(cut, len(value))), item))
        elif "." in value:
            short, _, rest = value.partition(".")
            place = name._replace(value=rest.partition(".")[0])
            found.append(_parent("Gateway", place, name._replace(value=short), item))
        else:
            found.append(_parent("Gateway", absent(item), name, item))
    return tuple(found) or (_parent("Mesh", absent(spec), absent(spec), spec),)


def _parent(kind: str, space: Setting[str], name: Setting[str], node: YamlNode) -> ParentRef:
    return ParentRef(kind, ISTIO, space, name, absent(node), absent(node), node)


def _rules(item: YamlNode, kind: str) -> list[RouteRule]:
    """One for each match of a route; without matches it takes everything."""
    backends = [_destination(route.get("destination"), route) for route in listed(item, "route")]
    backends.append(_destination(item.get("mirror"), item))
    backends += [_destination(mirror.get("destination"), item) for mirror in listed(item, "mirrors")]
    known = tuple(backend for backend in backends if backend is not None)
    matches = listed(item, "match")
    if not matches:
        return [_rule(kind, None if doubtful(item, "match") else {}, known, item, item)]
    return [_rule(kind, canonical(match), known, match, item) for match in matches]


def _rule(kind: str, asked: Any, backends: tuple[Backend, ...], place: YamlNode, item: YamlNode) -> RouteRule:
    if not isinstance(asked, dict):
        return RouteRule(absent(place), absent(place), "", "this match", backends, absent(place), place)
    conditions = {key: value for key, value in asked.items() if key not in _NAMES}
    if conditions.get("ignoreUriCase") == "false":
        del conditions["ignoreUriCase"]
    if conditions in _EVERYTHING:
        conditions = {}
    return RouteRule(
        host=absent(place),
        path=absent(place),
        match=f"{kind} {json.dumps(conditions, sort_keys=True)}",
        shown=_shown(conditions),
        backends=backends,
        priority=absent(place),
        node=place,
        asked=Match(kind, conditions, item, item.get("delegate") is None and not item.partial),
    )


def _shown(conditions: dict[str, Any]) -> str:
    if not conditions:
        return "everything"
    uri = conditions.get("uri")
    if not isinstance(uri, dict) or len(uri) != 1:
        return "this match"
    ((how, path),) = uri.items()
    others = ", ".join(sorted(key for key in conditions if key != "uri"))
    return f"{'path' if how == 'exact' else how} '{path}'{' with ' if others else ''}{others}"


def _destination(where: YamlNode | None, route: YamlNode) -> Backend | None:
    """Only hosts that are Services for certain: short names, and names in the cluster's domain."""
    if where is None or not where.entries:
        return None
    host: Setting[str] = text(where, "host")
    namespace: Setting[str] = absent(where)
    kind = "Service"
    name = host.value or ""
    service = in_cluster(name)
    if service is not None:
        host, namespace = host._replace(value=service[0]), host._replace(value=service[1])
    elif "." in name or "*" in name:
        kind = "?"
    numbered = where.get("port")
    found: Setting[Port] = port(numbered, "number") if numbered is not None else absent(where)
    return Backend(kind, "", namespace, host, found, number(route, "weight"), where, text(where, "subset"))
