"""The Gateway API: Gateway, ListenerSet, the routes and ReferenceGrant."""

import json
from typing import Any

from lbconflint.cluster import Backend, Gateway, GatewayListener, Grant, Meta, ParentRef, RouteRule, Rules
from lbconflint.dialects.kubernetes.fields import below, doubtful, listed, number, port, text
from lbconflint.values import HOLE, Setting, absent, default, unknown, written
from lbconflint.yaml.nodes import LIST, MAP, YamlNode
from lbconflint.yaml.scalars import integer


def lower_gateway(root: YamlNode, meta: Meta) -> Gateway:
    spec = below(root, "spec") or root
    parent = below(spec, "parentRef") if meta.kind != "Gateway" else None
    return Gateway(
        meta=meta,
        gateway_class=text(spec, "gatewayClassName"),
        parent=_parent(parent) if parent is not None else None,
        listeners=tuple(_listener(item) for item in listed(spec, "listeners")),
        open=meta.open or doubtful(root, "spec", "listeners"),
        node=root,
    )


def _listener(item: YamlNode) -> GatewayListener:
    tls = item.get("tls")
    mode: Setting[str] = unknown(item) if item.partial else absent(item)
    certificates: int | None = 0
    if tls is not None:
        mode = text(tls, "mode")
        mode = default("Terminate", tls) if mode.absent else mode
        refs = tls.get("certificateRefs")
        certificates = len(refs.items) if refs is not None else 0
        if doubtful(tls, "certificateRefs") or tls.get("options") is not None or tls.unknown:
            certificates = None
    allowed = below(item, "allowedRoutes")
    source: Setting[str] = absent(item)
    if allowed is not None:
        namespaces = allowed.get("namespaces")
        source = text(namespaces, "from") if namespaces is not None else source
    return GatewayListener(
        name=text(item, "name"),
        port=number(item, "port"),
        protocol=text(item, "protocol"),
        hostname=text(item, "hostname"),
        tls=tls,
        tls_mode=mode,
        certificates=certificates,
        allowed=default("Same", item) if source.absent else source,
        kinds=tuple(text(kind, "kind").value or HOLE for kind in listed(allowed, "kinds")),
        node=item,
    )


def lower_route(root: YamlNode, meta: Meta) -> Rules:
    spec = below(root, "spec") or root
    hosts = spec.get("hostnames")
    names: tuple[Setting[str], ...] | None = ()
    if hosts is not None:
        names = tuple(_scalar(item) for item in hosts.items)
        names = None if hosts.partial or hosts.unknown else names
    rules = []
    for rule in listed(spec, "rules"):
        rules += _rules(rule, meta.kind)
    return Rules(
        meta=meta,
        hosts=names,
        parents=tuple(_parent(item) for item in listed(spec, "parentRefs")),
        rules=tuple(rules),
        open=meta.open or doubtful(root, "spec", "rules") or doubtful(root, "spec", "parentRefs"),
        node=root,
    )


def _scalar(node: YamlNode) -> Setting[str]:
    return written(node.args[0], node) if node.args and not node.unknown else unknown(node)


def _parent(item: YamlNode) -> ParentRef:
    return ParentRef(
        kind=text(item, "kind").value or "Gateway",
        group=text(item, "group").value or "gateway.networking.k8s.io",
        namespace=text(item, "namespace"),
        name=text(item, "name"),
        section=text(item, "sectionName"),
        port=number(item, "port"),
        node=item,
    )


def _rules(rule: YamlNode, kind: str) -> list[RouteRule]:
    """One for each match of a rule; without matches everything below ``/``."""
    backends = tuple(_backend(item) for item in listed(rule, "backendRefs"))
    for entry in listed(rule, "filters"):
        mirror = below(entry, "requestMirror", "backendRef")
        if mirror is not None and mirror.entries:
            backends = (*backends, _backend(mirror))
    matches = listed(rule, "matches")
    if not matches:
        everything = "" if doubtful(rule, "matches") or kind not in ("HTTPRoute", "GRPCRoute") else "everything"
        return [RouteRule(absent(rule), absent(rule), everything, everything, backends, absent(rule), rule)]
    return [_match(rule, match, backends) for match in matches]


def _match(rule: YamlNode, match: YamlNode, backends: tuple[Backend, ...]) -> RouteRule:
    path = below(match, "path")
    value: Setting[str] = text(path, "value") if path is not None and path.entries else absent(match)
    key = canonical(match)
    if not isinstance(key, dict) or not isinstance(key.setdefault("path", {"value": "/"}), dict):
        key = None  # what is no match at all compares with nothing
    else:
        key["path"].setdefault("type", "PathPrefix")
    text_ = json.dumps(key, sort_keys=True) if key is not None else ""
    shown = f"path '{value.value}'" if value.value is not None else "this match"
    return RouteRule(absent(rule), value, text_, shown, backends, absent(rule), match)


def canonical(node: YamlNode, depth: int = 0) -> Any:
    """The value as plain data, for comparing; None when a part of it is not known."""
    if node.unknown or node.partial or depth > 20:
        return None
    if node.form is MAP:
        entries = {child.name: canonical(child, depth + 1) for child in node.entries}
        return None if any(value is None for value in entries.values()) else entries
    if node.form is LIST:
        items = [canonical(child, depth + 1) for child in node.items]
        return None if any(value is None for value in items) else items
    number_ = integer(node)
    return number_ if number_ is not None else node.args[0]


def _backend(item: YamlNode) -> Backend:
    return Backend(
        kind=text(item, "kind").value or ("?" if text(item, "kind").unknown else "Service"),
        group=text(item, "group").value or "",
        namespace=text(item, "namespace"),
        name=text(item, "name"),
        port=port(item, "port"),
        weight=number(item, "weight"),
        node=item,
    )


def lower_grant(root: YamlNode, meta: Meta) -> Grant:
    spec = below(root, "spec") or root
    sources = tuple(
        (text(item, "kind").value or HOLE, text(item, "namespace").value or HOLE) for item in listed(spec, "from")
    )
    targets = tuple(
        (text(item, "kind").value or HOLE, "" if (name := text(item, "name")).absent else name.value or HOLE)
        for item in listed(spec, "to")
    )
    unsure = meta.open or any(HOLE in pair for pair in (*sources, *targets))
    return Grant(meta, None if unsure else sources, None if unsure else targets)
