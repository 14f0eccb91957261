"""NetworkPolicy -> ``cluster.Policy``."""

from lbconflint.cluster import Meta, Policy, PolicyPort
from lbconflint.dialects.kubernetes.fields import below, doubtful, label_selector_of, listed, number, port, text
from lbconflint.values import Setting, default
from lbconflint.yaml.nodes import YamlNode


def lower_policy(root: YamlNode, meta: Meta) -> Policy | None:
    spec = below(root, "spec")
    if spec is None:
        return None
    rules = [listed(rule, "ports") for rule in listed(spec, "ingress")]
    all_open = not all(rules) or meta.open or doubtful(root, "spec", "ingress")
    opened = None if all_open else tuple(_port(item) for ports in rules for item in ports)
    types = [text_.args[0] for text_ in listed(spec, "policyTypes") if text_.args]
    return Policy(
        meta=meta,
        selector=label_selector_of(spec.get("podSelector"), root),
        ingress=opened,
        isolates="Ingress" in types or not types,
        node=root,
    )


def _port(item: YamlNode) -> PolicyPort:
    protocol: Setting[str] = text(item, "protocol")
    return PolicyPort(
        port=port(item, "port"),
        end=number(item, "endPort"),
        protocol=default("TCP", item) if protocol.absent or protocol.equals("") else protocol,
        node=item,
    )
