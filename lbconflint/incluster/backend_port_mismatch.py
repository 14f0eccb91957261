"""A connection that is sent to a port that its target does not serve."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.chain import ACTION, Use, closed, declared, port_of, targets, uses, whole
from lbconflint.analysis.cluster import Near
from lbconflint.analysis.mesh import Bindings, bindings_of, server_ports
from lbconflint.check import Confidence, Context, Hit, Level, Related, Unit
from lbconflint.cluster import ISTIO, Ingress, Rules, Service, ServicePort, Workload
from lbconflint.yaml.nodes import YamlNode


def hits(unit: Unit, ctx: Context) -> Iterator[Hit]:
    bindings = ctx.project.memo.once(bindings_of, ctx.project)
    for use in uses(ctx.project, unit):
        yield from _without_port(use)
        yield from _gateways_port(use, bindings)
        yield from _service_port(use)
    for service, workloads in targets(ctx.project, unit):
        for port in service.ports:
            yield from _target_port(service, port, workloads)


def _without_port(use: Use) -> Iterator[Hit]:
    """A route of the Gateway API names the port of every Service."""
    backend, node = use.backend, use.backend.node
    if use.meta.group != "gateway.networking.k8s.io" or not backend.port.absent or use.meta.open:
        return
    if not isinstance(node, YamlNode) or node.partial or node.unknown:
        return
    yield Hit(
        backend.name.span,
        f"{use.meta.title} sends to Service '{backend.name.value}' and names no port",
        help="the API server refuses the route: a backend that is a Service needs its 'port'",
    )


def _gateways_port(use: Use, bindings: Bindings) -> Iterator[Hit]:
    """Istio: a destination without port is the Service's only port, or else the one of the Gateway's server."""
    route, services = use.owner, use.services
    if use.meta.group != ISTIO or not isinstance(route, Rules) or not use.backend.port.absent or use.meta.open:
        return
    if not services or use.near is Near.ELSEWHERE or not all(closed(one) and one.ports[1:] for one in services):
        return
    ports = server_ports(bindings, route)
    if not ports or any(port.port.among(*ports) for service in services for port in service.ports):
        return
    has = words.several([_shown(port) for port in services[0].ports[:8]])
    yield Hit(
        use.backend.name.span,
        f"{services[0].meta.title} has ports {has}, and the destination names none",
        (Related(services[0].meta.span, "the Service"),),
        f"a gateway then takes the port of its own server, {words.several([str(one) for one in ports])}: clients "
        "get 503",
        confidence=Confidence.MEDIUM if use.near is Near.DIRECTORY else None,
    )


def _service_port(use: Use) -> Iterator[Hit]:
    """The rule's port is none of the Service's."""
    wanted, services = use.backend.port, use.services
    if wanted.value is None or not services or use.near is Near.ELSEWHERE or use.meta.open:
        return
    if not all(closed(service) and service.ports for service in services):
        return
    if any(port_of(service, wanted) for service in services) or wanted.equals(ACTION):
        return
    service = services[0]
    target = next((port for port in service.ports if port.target.equals(wanted.value)), None)
    if target is not None and isinstance(use.owner, Ingress):
        return  # target-port-as-service-port
    known = words.several([_shown(port) for port in service.ports[:8]])
    what = "port" if isinstance(wanted.value, int) else "port named"
    cure = f"the Service's ports are {known}"
    if target is not None:
        cure = f"{wanted.value} is the pod's port: rules name the Service's port, which is {target.port.value}"
    yield Hit(
        wanted.span,
        f"{service.meta.title} has no {what} '{wanted.value}'",
        (Related(service.meta.span, "the Service"),),
        cure,
        confidence=Confidence.MEDIUM if use.near is Near.DIRECTORY else None,
    )


def _shown(port: ServicePort) -> str:
    return f"{port.port.value} ({port.name.value})" if port.name.known else f"{port.port.value}"


def _target_port(service: Service, port: ServicePort, workloads: list[Workload]) -> Iterator[Hit]:
    """A named target port that no pod has, or a number that the only port of the pods contradicts."""
    target, protocol = port.target, port.protocol.value
    if target.value is None or protocol is None or service.headless or service.open:
        return
    if not all(whole(workload) for workload in workloads):
        return
    ports = [(workload, one) for workload in workloads for one in declared(workload)]
    related = (Related(workloads[0].meta.span, "its pods"),)
    if isinstance(target.value, str):
        named = [one for _, one in ports if one.name.equals(target.value)]
        if any(one.protocol.equals(protocol) for one in named):
            return
        if named:
            message = f"port '{target.value}' of the pods is {named[0].protocol.value}, and this port {protocol}"
        else:
            message = f"no container of {workloads[0].meta.title} has a port named '{target.value}'"
        names = sorted({one.name.value for _, one in ports if one.name.value})
        cure = f"their ports are named {words.several(names)}" if names else "their ports have no names"
        yield Hit(target.span, message, related, f"{cure}; the Service gets no endpoints for this port")
        return
    yield from _number(service, port, workloads)


def _number(service: Service, port: ServicePort, workloads: list[Workload]) -> Iterator[Hit]:
    """A container port is only told, so an undeclared one is no proof: a note, or a warning when the pods have
    one container with one port that is another one."""
    target = port.target
    for workload in workloads:
        ports = [one for one in declared(workload) if one.protocol.equals(port.protocol.value)]
        if not ports or any(one.port.equals(target.value) for one in ports):
            return
    alone = len(service.ports) == 1 and all(
        len(declared(workload)) == 1 and len(workload.containers) == 1 for workload in workloads
    )
    found = words.several(sorted({str(one.port.value) for one in declared(workloads[0])}))
    yield Hit(
        target.span,
        f"{workloads[0].meta.title} declares port {found}, and not {target.value}",
        (Related(declared(workloads[0])[0].port.span, "declared here"),),
        "a container may listen on ports that it does not declare: check which one is meant",
        level=Level.WARNING if alone else Level.NOTE,
        confidence=Confidence.MEDIUM,
    )
