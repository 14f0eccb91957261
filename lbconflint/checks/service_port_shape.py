"""Ports of a Service or pod that the API server refuses, or that do not mean what they say."""

from collections.abc import Iterator

from lbconflint.check import Confidence, Context, Hit, Level, Related, Unit, each
from lbconflint.cluster import Container, ContainerPort, Service, ServicePort, Workload
from lbconflint.tree import coexist
from lbconflint.values import Setting

_REFUSED = "the API server refuses the Service"


@each(Unit)
def check(unit: Unit, _: Context) -> Iterator[Hit]:
    for service in unit.nouns.get(Service, ()):
        yield from _twice(service)
        yield from _names(service)
        yield from _node_ports(service)
        yield from _headless(service)
        yield from _health_port(service)
    for workload in unit.nouns.get(Workload, ()):
        yield from _host_ports(workload)
        yield from _declared_twice(workload)
        for container in workload.containers:
            yield from _container_names(workload, container)


def _twice(service: Service) -> Iterator[Hit]:
    first: dict[tuple[int, str], ServicePort] = {}
    numbers: dict[int, ServicePort] = {}
    for port in service.ports:
        number, protocol = port.port.value, port.protocol.value
        if number is None or protocol is None:
            continue
        earlier = first.setdefault((number, protocol), port)
        if earlier is not port and coexist(earlier.node.world, port.node.world):
            yield Hit(
                port.port.span,
                f"port {number}/{protocol} stands twice in {service.meta.title}",
                (Related(earlier.port.span, "the first one"),),
                _REFUSED,
            )
        other = numbers.setdefault(number, port)
        if other is not port and other.protocol.differs(protocol):
            yield Hit(
                port.port.span,
                f"port {number} is there for {other.protocol.value} and {protocol}: 'kubectl apply' and kustomize "
                "merge ports by number, and may drop one of them",
                (Related(other.port.span, "the other one"),),
                "apply it with --server-side",
                level=Level.NOTE,
            )


def _names(service: Service) -> Iterator[Hit]:
    first: dict[str, Setting[str]] = {}
    for port in service.ports:
        name = port.name
        if name.absent and len(service.ports) > 1 and not any(one.node.world for one in service.ports):
            yield Hit(
                port.port.span,
                f"port {port.port.value} has no name, and {service.meta.title} has {len(service.ports)} ports"
                if port.port.known
                else f"a port of {service.meta.title} has no name, and there are {len(service.ports)}",
                help=f"{_REFUSED}: each of several ports needs a name",
            )
        if name.value is not None:
            earlier = first.setdefault(name.value, name)
            if earlier is not name and coexist(earlier.node.world, name.node.world):
                yield Hit(
                    name.span,
                    f"a second port '{name.value}' in {service.meta.title}",
                    (Related(earlier.span, "the first one"),),
                    _REFUSED,
                )


def _node_ports(service: Service) -> Iterator[Hit]:
    first: dict[tuple[int, str], Setting[int]] = {}
    for port in service.ports:
        number, protocol = port.node_port.value, port.protocol.value
        if not number or protocol is None:
            continue
        if service.type.equals("ClusterIP") and not service.meta.open:
            yield Hit(
                port.node_port.span,
                f"node port {number} in {service.meta.title}, which is of type ClusterIP",
                help=f"{_REFUSED}: set 'type: NodePort', or remove 'nodePort'",
            )
        earlier = first.setdefault((number, protocol), port.node_port)
        if earlier is not port.node_port and coexist(earlier.node.world, port.node.world):
            yield Hit(
                port.node_port.span,
                f"node port {number}/{protocol} stands twice in {service.meta.title}",
                (Related(earlier.span, "the first one"),),
                _REFUSED,
            )


def _headless(service: Service) -> Iterator[Hit]:
    if not service.headless:
        return
    for port in service.ports:
        if port.target.differs(port.port.value) and isinstance(port.target.value, int) and port.port.known:
            yield Hit(
                port.target.span,
                f"target port {port.target.value} of a headless Service is ignored: clients connect to port "
                f"{port.port.value} of the pod",
                help="give both the same number",
                level=Level.NOTE,
            )


def _host_ports(workload: Workload) -> Iterator[Hit]:
    if not workload.host_network.equals(True):
        return
    for container in workload.containers:
        for port in container.ports:
            written = port.host_port
            if written.value and port.port.known and written.value != port.port.value:
                yield Hit(
                    written.span,
                    f"host port {written.value} and container port {port.port.value} differ, and "
                    f"{workload.meta.title} is in the host's network",
                    help="the API server refuses the pod: with hostNetwork both are the same port",
                )


def _health_port(service: Service) -> Iterator[Hit]:
    """Only a load balancer that keeps to the pods of its node asks each node for its health."""
    port = service.health_port
    if not port.value or service.meta.open or service.open or service.type.unknown:
        return
    if not service.type.equals("LoadBalancer"):
        why = f"which is of type {service.type.value}"
    elif service.traffic_policy.absent or service.traffic_policy.equals("Cluster"):
        why = "whose externalTrafficPolicy is Cluster"
    else:
        return
    yield Hit(
        port.span,
        f"healthCheckNodePort {port.value} in {service.meta.title}, {why}",
        help=f"{_REFUSED}: it is for type LoadBalancer with 'externalTrafficPolicy: Local'",
    )


def _container_names(workload: Workload, container: Container) -> Iterator[Hit]:
    first: dict[str, Setting[str]] = {}
    for port in container.ports:
        name = port.name
        if name.value is None:
            continue
        earlier = first.setdefault(name.value, name)
        if earlier is not name and coexist(earlier.node.world, name.node.world):
            yield Hit(
                name.span,
                f"a second port '{name.value}' in one container of {workload.meta.title}",
                (Related(earlier.span, "the first one"),),
                "the API server refuses the pod: a container's ports have names of their own",
            )


def _declared_twice(workload: Workload) -> Iterator[Hit]:
    """The containers of a pod share one network, and an init container gives its ports back."""
    if not workload.host_network.equals(False):
        return  # the ports are the node's then: duplicate-host-port
    first: dict[tuple[int, str], tuple[ContainerPort, Container]] = {}
    for container in workload.containers:
        if not container.runs:
            continue
        for port in container.ports:
            number, protocol = port.port.value, port.protocol.value
            if number is None or protocol is None:
                continue
            earlier, owner = first.setdefault((number, protocol), (port, container))
            if earlier is port or not coexist(earlier.node.world, port.node.world):
                continue
            if owner is not container:
                yield Hit(
                    port.port.span,
                    f"port {number}/{protocol} is there in two containers of {workload.meta.title}, which share "
                    "one network",
                    (Related(earlier.port.span, "the other container's"),),
                    "the second one to listen on it fails, unless each has an address of its own",
                    level=Level.WARNING,
                    confidence=Confidence.MEDIUM,
                )
            elif not _apart(earlier, port):
                yield Hit(
                    port.port.span,
                    f"port {number}/{protocol} stands twice in one container of {workload.meta.title}",
                    (Related(earlier.port.span, "the first one"),),
                    "the API server warns of it: was another number meant?",
                    level=Level.NOTE,
                )


def _apart(first: ContainerPort, later: ContainerPort) -> bool:
    """Two ports or addresses of the node that lead to one of the container, or that somebody knows better."""
    return first.host_port.written or later.host_port.written
