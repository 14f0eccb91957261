"""One address and port of a load balancer twice: of two Services, or in one Ingress."""

import re
from collections.abc import Iterator

from lbconflint.analysis import alb
from lbconflint.analysis.cluster import Claim, clashes, cluster_of, leads
from lbconflint.check import Context, Hit, Project, Related, Unit
from lbconflint.cluster import Ingress, Meta, Service

_IDS = (
    "service.beta.kubernetes.io/alibaba-cloud-loadbalancer-id",
    "service.beta.kubernetes.io/alicloud-loadbalancer-id",
)
_ADDRESSES = (
    "metallb.io/loadBalancerIPs",
    "metallb.universe.tf/loadBalancerIPs",
    "service.beta.kubernetes.io/azure-load-balancer-ipv4",
)
_SEPARATOR = re.compile(r"[,\s]+")


def hits(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if not leads(ctx.project, unit):
        return
    cluster = ctx.project.memo.once(cluster_of, ctx.project)
    external = {
        address.value
        for one in ctx.project.units
        for service in one.nouns.get(Service, ())
        for address in service.external_ips
    }
    for clash in clashes(cluster, _claims(ctx.project)):
        where, number, protocol = _key(clash.later)
        what = "external address" if where in external else "load balancer"
        yield Hit(
            clash.later.span,
            f"port {number}/{protocol} of {what} '{where}' is already that of {clash.first.meta.title}",
            (Related(clash.first.span, "the first one"),),
            "one of them stays without an address, or takes the other's traffic: give them different ports",
            confidence=clash.confidence,
        )
    for ingress in (one for unit in ctx.project.units for one in unit.nouns.get(Ingress, ())):
        yield from _twice(ingress)


def _twice(ingress: Ingress) -> Iterator[Hit]:
    """One port of an ALB with both protocols."""
    first: dict[int, alb.ListenPort] = {}
    for listen in alb.listens(ingress) or ():
        earlier = first.setdefault(listen.port, listen)
        if earlier.protocol != listen.protocol:
            yield Hit(
                listen.span,
                f"port {listen.port} is to be {earlier.protocol} and {listen.protocol}",
                (Related(earlier.span, "the first one"),),
                "a load balancer has one listener for each port: the controller keeps one of them, without a word",
            )


def _key(claim: Claim) -> tuple[str, int, str]:
    key: tuple[str, int, str] = claim.key  # type: ignore[assignment]
    return key


def _claims(project: Project) -> Iterator[Claim]:
    for unit in project.units:
        for service in unit.nouns.get(Service, ()):
            if service.type.unknown or service.meta.open or service.type.equals("ExternalName"):
                continue
            for where in _places(service, service.meta):
                for port in service.ports:
                    if port.port.known and port.protocol.known:
                        yield Claim((where, port.port.value, port.protocol.value), service.meta, port.port.span)


def _places(service: Service, meta: Meta) -> list[str]:
    """The load balancers or addresses that the Service asks for by name."""
    found = [address.value for address in service.external_ips if address.value]
    if not service.type.equals("LoadBalancer"):
        return list(dict.fromkeys(found))
    if service.load_balancer_ip.value:
        found.append(service.load_balancer_ip.value)
    for name in (*_IDS, *_ADDRESSES):
        value = meta.annotations.get(name)
        if value is not None and value.value:
            found += [word for word in _SEPARATOR.split(value.value) if word and "/" not in word]
    return list(dict.fromkeys(found))
