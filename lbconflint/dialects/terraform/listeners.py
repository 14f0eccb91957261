"""Listeners that stand in one resource, by the tables of ``knowledge.terraform_types``."""

from typing import Any

from lbconflint.dialects.terraform import nouns
from lbconflint.dialects.terraform.context import Resource, Sink
from lbconflint.dialects.terraform.lattice import Items
from lbconflint.knowledge.terraform_types import BY_TYPE, POLICIES, ListenerType, Speech
from lbconflint.model import Bind, Transport
from lbconflint.values import PortRange, Setting, absent, default, unknown, written

_EVERY_PORT = 65535


def lower(resource: Resource, sink: Sink) -> None:
    """One listener."""
    sink.unit.listeners.append(listener_of(resource, sink))


def listener_of(resource: Resource, sink: Sink, routes: tuple[Any, ...] = ()) -> Any:
    facts = BY_TYPE[resource.kind]
    protocol = resource.text(facts.protocol)
    speech = speech_of(facts, protocol, sink)
    balancer = resource.identity(facts.balancer)
    application, tls = nouns.spoken(protocol, speech)
    ports = _ports(resource, facts, sink)
    sink.unless_known(resource, facts.protocol, protocol)
    sink.unless_known(resource, facts.port, resource.number(facts.port))
    certificates = _certificates(resource, facts)
    settings: dict[str, Setting[str]] = {"protocol": protocol, "balancer": balancer}
    if facts.elsewhere:
        settings["certificates-elsewhere"] = written(facts.elsewhere, resource.node, 0)
    targets = [
        nouns.route(resource.node, nouns.to_pool(resource.node, resource.identity(name)), resource.world)
        for name in facts.pools
        if resource.given(name)
    ]
    binds = _binds(resource, speech, ports, balancer, tls)
    binds += _ranges(resource, facts, speech, balancer, tls, sink)
    return nouns.listener(
        resource.node,
        resource.name,
        resource.kind,
        facts.cloud,
        binds,
        application,
        resource.world,
        routes=(*targets, *routes),
        settings=settings,
        partial=not resource.whole,
        tls=nouns.tls_of(resource.node, certificates, _versions(resource, facts, tls)),
    )


def _versions(resource: Resource, facts: ListenerType, tls: Setting[bool]) -> Setting[tuple[str, ...]]:
    """The versions of TLS that the listener allows, where old ones are among them; by default: the provider's."""
    if not tls.equals(True):
        return absent(resource.node)
    if facts.versions:
        return _listed(resource, facts.versions)
    if not facts.policy or (facts.policy != "security_policy_id" and resource.maybe_given("security_policy_id")):
        return absent(resource.node)
    policy = resource.text(facts.policy)
    if policy.absent and facts.unsaid and resource.whole:
        return default(POLICIES[facts.unsaid], resource.item(facts.protocol) or resource.node)
    allowed = POLICIES.get(policy.value or "")
    return nouns.like(policy, allowed) if allowed else nouns.open_of(policy)


def _listed(resource: Resource, name: str) -> Setting[tuple[str, ...]]:
    item = resource.item(name)
    value = resource.instance.evaluator.concrete(item.term, resource.names) if item is not None else None
    if item is None or value is None:
        return absent(resource.node)
    if not isinstance(value, Items) or not all(isinstance(member, str) for member in value.members):
        return unknown(item, 1)
    return written(tuple(str(member) for member in value.members), item)


def speech_of(facts: ListenerType, protocol: Setting[str], sink: Sink) -> Speech | None:
    """What the protocol stands for; a name that the provider does not know is told."""
    if protocol.value is None:
        return None
    name = protocol.value
    for known, speech in facts.protocols.items():
        if known.lower() == name.lower():
            if facts.case and known != name:
                _wrong(protocol, sink, f"the protocol is written '{known}' here, not '{name}'", facts)
            return speech
    _wrong(protocol, sink, f"'{name}' is no protocol of {facts.resource}", facts)
    return None


def _wrong(protocol: Setting[str], sink: Sink, message: str, facts: ListenerType) -> None:
    known = ", ".join(facts.protocols)
    sink.argument(protocol.span, message, f"the provider knows {known}", certain=facts.closed)


def _ports(resource: Resource, facts: ListenerType, sink: Sink) -> Setting[PortRange]:
    port = resource.number(facts.port)
    sink.port(resource, facts.port, 0 if facts.zero else 1, _EVERY_PORT, resource.kind)
    if port.absent and not facts.zero:
        return absent(resource.node)
    if facts.zero and (port.absent or port.equals(0)):
        if not facts.low:
            return unknown(resource.node)
        return nouns.ranged(resource.number(facts.low), resource.number(facts.high))
    if not facts.zero and facts.high:
        return nouns.ranged(port, resource.number(facts.high))
    return nouns.ranged(port)


def _binds(
    resource: Resource,
    speech: Speech | None,
    ports: Setting[PortRange],
    balancer: Setting[str],
    tls: Setting[bool],
) -> list[Bind]:
    """One bind for each transport; none is known without the protocol."""
    if speech is None or ports.absent:
        return []
    return [
        nouns.bind(resource.node, resource.world, Transport(name), ports, balancer, tls)
        for name in speech.transports
    ]


def _ranges(
    resource: Resource,
    facts: ListenerType,
    speech: Speech | None,
    balancer: Setting[str],
    tls: Setting[bool],
    sink: Sink,
) -> list[Bind]:
    """Ranges of ports that stand in blocks; those of one listener must not overlap."""
    found: list[Bind] = []
    taken: list[PortRange] = []
    for view in resource.blocks(facts.ranges) if facts.ranges else ():
        for name in ("start_port", "end_port"):
            sink.port(view, name, 1, _EVERY_PORT, "the range")
        ports = nouns.ranged(view.number("start_port"), view.number("end_port"))
        if ports.value is not None:
            shared = next(filter(None, map(ports.value.overlap, taken)), None)
            if shared is not None:
                message = f"the range {ports.value} shares {shared} with another range of the listener"
                sink.argument(ports.span, message, "the API refuses the listener")
            taken.append(ports.value)
        found += _binds(resource, speech, ports, balancer, tls)
    return found


def _certificates(resource: Resource, facts: ListenerType) -> list[Setting[str]]:
    """Whatever brings a certificate, or may bring one."""
    found: list[Setting[str]] = [
        unknown(resource.item(name) or resource.node, 1)
        for name in facts.certificates
        if resource.maybe_given(name)
    ]
    if facts.sni and resource.maybe_given(facts.sni) and not resource.flag(facts.sni).equals(False):
        found.append(unknown(resource.item(facts.sni) or resource.node, 1))
    return found
