"""Everything that makes pods -> ``cluster.Workload``."""

from lbconflint.cluster import Container, ContainerPort, Meta, Port, Probe, Selector, Workload
from lbconflint.dialects.kubernetes.commandline import inner, told
from lbconflint.dialects.kubernetes.fields import (
    below,
    doubtful,
    flag,
    label_selector_of,
    listed,
    number,
    port,
    selector_of,
    strings,
    text,
)
from lbconflint.values import Setting, absent, default, unknown, written
from lbconflint.yaml.nodes import YamlNode

_OWN_SELECTOR = ("Job", "CronJob", "Pod", "PodTemplate")
_PLAIN_SELECTOR = ("ReplicationController", "DeploymentConfig")
_PROBES = ("readinessProbe", "livenessProbe", "startupProbe")


def template_of(root: YamlNode, kind: str) -> YamlNode | None:
    """What the pods of an object are made by: its template, or a pod itself."""
    if kind == "CronJob":
        return below(root, "spec", "jobTemplate", "spec", "template")
    if kind == "PodTemplate":
        return below(root, "template")
    return root if kind == "Pod" else below(root, "spec", "template")


def lower_workload(root: YamlNode, meta: Meta) -> Workload | None:
    """None when there is no pod in it."""
    spec = below(root, "spec")
    template = template_of(root, meta.kind)
    pod = below(template, "spec")
    if spec is None and meta.kind != "PodTemplate":
        return None
    if template is None or pod is None or not pod.entries:
        return None
    labels, more = strings(below(template, "metadata", "labels"))
    host_network: Setting[bool] = flag(pod, "hostNetwork")
    in_host = not host_network.equals(False) and host_network.written
    containers = [
        *(_container(item, True, in_host) for item in listed(pod, "containers")),
        *(_container(item, False, in_host) for item in listed(pod, "initContainers")),
    ]
    pinned, _ = strings(below(pod, "nodeSelector"))
    return Workload(
        meta=meta,
        labels=labels,
        labels_open=more or doubtful(template, "metadata", "labels"),
        selector=_selector(spec, root, meta.kind),
        containers=tuple(containers),
        host_network=default(False, pod) if host_network.absent else host_network,
        replicas=number(spec, "replicas") if spec is not None else unknown(root),
        strategy=_replacing(spec, root, "type"),  # type: ignore[arg-type]
        max_surge=_replacing(spec, root, "maxSurge"),
        max_unavailable=_replacing(spec, root, "maxUnavailable"),
        pinned={name: value.value for name, value in pinned.items() if value.value is not None},
        affinity=pod.get("affinity") is not None or doubtful(pod, "nodeSelector"),
        open=meta.open or doubtful(pod, "containers") or doubtful(template, "spec"),
        node=root,
    )


def _replacing(spec: YamlNode | None, root: YamlNode, key: str) -> Setting[Port]:
    """How pods are replaced: the strategy of a Deployment, or a number of its rolling update."""
    if spec is None or root.partial:
        return unknown(root)
    inside = key != "type"
    places = ("strategy", "rollingUpdate") if inside else ("strategy",)
    holder = below(spec, *places)
    if holder is None or not holder.children:
        return unknown(spec) if doubtful(spec, *places) else absent(spec)
    return port(holder, key) if inside else text(holder, key)  # type: ignore[return-value]


def _selector(spec: YamlNode | None, root: YamlNode, kind: str) -> Selector | None:
    if spec is None or kind in _OWN_SELECTOR or spec.get("selector") is None:
        return None
    if kind in _PLAIN_SELECTOR:
        return selector_of(spec.get("selector"))
    return label_selector_of(spec.get("selector"), root)


def _container(item: YamlNode, main: bool, in_host: bool) -> Container:
    probes = [_probe(name, node) for name in _PROBES if (node := item.get(name)) is not None]
    for name in ("postStart", "preStop"):
        handler = below(item, "lifecycle", name)
        if handler is not None and handler.get("httpGet") is not None:
            probes.append(_probe(name, handler))
    nodes = [word for key in ("command", "args") for word in listed(item, key)]
    words = [_word(word) for word in nodes]
    ports = tuple(_port(one, in_host) for one in listed(item, "ports"))
    numbers = {one.port.value for one in ports}
    return Container(
        name=text(item, "name"),
        image=text(item, "image"),
        ports=ports,
        probes=tuple(probes),
        told=tuple(one for one in told(words) if one.port.value not in numbers),
        # A variable of the pod may stand for the address; the port beside it is written.
        inner=tuple(inner([written(node.args[0], node) for node in nodes if node.args])),
        runs=main or text(item, "restartPolicy").equals("Always"),
        open=doubtful(item, "ports"),
        node=item,
    )


def _word(node: YamlNode) -> Setting[str]:
    known = bool(node.args) and not node.unknown
    return written(node.args[0], node) if known else unknown(node)


def _port(item: YamlNode, in_host: bool) -> ContainerPort:
    number_ = number(item, "containerPort")
    protocol: Setting[str] = text(item, "protocol")
    host = number(item, "hostPort")
    if in_host and (host.absent or host.equals(0)):
        host = number_
    return ContainerPort(
        name=text(item, "name"),
        port=number_,
        host_port=host,
        host_ip=text(item, "hostIP"),
        protocol=default("TCP", item) if protocol.absent or protocol.equals("") else protocol,
        node=item,
    )


def _probe(kind: str, node: YamlNode) -> Probe:
    for name in ("httpGet", "tcpSocket", "grpc"):
        handler = node.get(name)
        if handler is not None:
            scheme: Setting[str] = text(handler, "scheme")
            elsewhere = handler.get("host") is not None
            where = unknown(handler) if elsewhere else port(handler, "port")
            return Probe(kind, where, scheme.equals("HTTPS"), handler)
    return Probe(kind, unknown(node), False, node)
