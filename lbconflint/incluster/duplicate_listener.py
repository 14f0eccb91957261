"""One address and port of a load balancer for two Services."""

import re
from collections.abc import Iterator

from lbconflint.analysis.cluster import Claim, clashes, cluster_of, leads
from lbconflint.check import Context, Hit, Project, Related, Unit
from lbconflint.cluster import Meta, Service

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
    for clash in clashes(cluster, _claims(ctx.project)):
        where, number, protocol = _key(clash.later)
        yield Hit(
            clash.later.span,
            f"port {number}/{protocol} of load balancer '{where}' is already that of {clash.first.meta.title}",
            (Related(clash.first.span, "the first one"),),
            "one of them stays without an address, or takes the other's traffic: give them different ports",
            confidence=clash.confidence,
        )


def _key(claim: Claim) -> tuple[str, int, str]:
    key: tuple[str, int, str] = claim.key  # type: ignore[assignment]
    return key


def _claims(project: Project) -> Iterator[Claim]:
    for unit in project.units:
        for service in unit.nouns.get(Service, ()):
            if not service.type.equals("LoadBalancer") or service.meta.open:
                continue
            for where in _places(service, service.meta):
                for port in service.ports:
                    if port.port.known and port.protocol.known:
                        yield Claim((where, port.port.value, port.protocol.value), service.meta, port.port.span)


def _places(service: Service, meta: Meta) -> list[str]:
    """The load balancers or addresses that the Service asks for by name."""
    found = []
    if service.load_balancer_ip.value:
        found.append(service.load_balancer_ip.value)
    for name in (*_IDS, *_ADDRESSES):
        value = meta.annotations.get(name)
        if value is not None and value.value:
            found += [word for word in _SEPARATOR.split(value.value) if word and "/" not in word]
    return list(dict.fromkeys(found))
