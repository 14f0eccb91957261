"""Service -> ``cluster.Service``."""

from lbconflint.cluster import Meta, Service, ServicePort
from lbconflint.dialects.kubernetes.fields import below, doubtful, listed, number, port, selector_of, text, text_of
from lbconflint.values import Setting, default
from lbconflint.yaml.nodes import YamlNode


def lower_service(root: YamlNode, meta: Meta) -> Service:
    spec = below(root, "spec") or root
    kind: Setting[str] = text(spec, "type")
    cluster_ip = text(spec, "clusterIP")
    return Service(
        meta=meta,
        type=default("ClusterIP", spec) if kind.absent else kind,
        headless=cluster_ip.equals("None"),
        selector=selector_of(spec.get("selector")),
        ports=tuple(_port(item) for item in listed(spec, "ports")),
        load_balancer_ip=text(spec, "loadBalancerIP"),
        external_ips=tuple(text_of(item) for item in listed(spec, "externalIPs")),
        traffic_policy=text(spec, "externalTrafficPolicy"),
        health_port=number(spec, "healthCheckNodePort"),
        open=meta.open or doubtful(root, "spec", "ports") or doubtful(root, "spec", "selector"),
        node=root,
    )


def _port(item: YamlNode) -> ServicePort:
    protocol: Setting[str] = text(item, "protocol")
    return ServicePort(
        name=text(item, "name"),
        port=number(item, "port"),
        target=port(item, "targetPort"),
        node_port=number(item, "nodePort"),
        protocol=default("TCP", item) if protocol.absent or protocol.equals("") else protocol,
        app_protocol=text(item, "appProtocol"),
        node=item,
    )
