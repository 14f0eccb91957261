"""Functions of addresses."""

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from lbconflint.dialects.terraform.convert import numeric
from lbconflint.dialects.terraform.functions import Function, opened
from lbconflint.dialects.terraform.lattice import Items, Unknown, Value, failed


def _network(value: Value) -> "IPv4Network | IPv6Network | Unknown":
    if not isinstance(value, str):
        return opened(value)
    try:
        return ip_network(value, strict=False) if "/" in value else failed("a prefix without length")
    except ValueError:
        return failed(f"'{value}' is no network")


def cidrhost(prefix: Value, number: Value) -> Value:
    network, host = _network(prefix), numeric(number)
    if isinstance(network, Unknown) or not isinstance(host, int):
        return network if isinstance(network, Unknown) else opened(host)
    if not -network.num_addresses <= host < network.num_addresses:
        return failed("the network has no such host")
    return str(network[host])


def cidrnetmask(prefix: Value) -> Value:
    network = _network(prefix)
    if isinstance(network, Unknown):
        return network
    return str(network.netmask) if network.version == 4 else failed("cidrnetmask() is for IPv4")


def cidrsubnet(prefix: Value, bits: Value, number: Value) -> Value:
    network, more, which = _network(prefix), numeric(bits), numeric(number)
    if isinstance(network, Unknown) or not isinstance(more, int) or not isinstance(which, int):
        return network if isinstance(network, Unknown) else opened(more if not isinstance(more, int) else which)
    if which < 0:
        return Unknown("cidrsubnet() before the first part")
    length = network.prefixlen + more
    if not 0 <= more <= 32 or length > network.max_prefixlen or not 0 <= which < 1 << more:
        return failed("the network has no such part")
    first = int(network.network_address) + (which << (network.max_prefixlen - length))
    address = type(network.network_address)(first)
    return f"{ip_address(str(address))}/{length}"


def cidrsubnets(prefix: Value, *bits: Value) -> Value:
    network = _network(prefix)
    sizes = [numeric(each) for each in bits]
    if isinstance(network, Unknown):
        return network
    at = int(network.network_address)
    found: list[Value] = []
    for more in sizes:
        if not isinstance(more, int) or not 1 <= more <= 32 or network.prefixlen + more > network.max_prefixlen:
            return opened(more)
        step = 1 << (network.max_prefixlen - network.prefixlen - more)
        at = -(-at // step) * step
        if at + step > int(network.network_address) + network.num_addresses:
            return failed("the network has no such part")
        found.append(f"{type(network.network_address)(at)}/{network.prefixlen + more}")
        at += step
    return Items("list", tuple(found))


FUNCTIONS: dict[str, Function] = {
    "cidrhost": cidrhost, "cidrnetmask": cidrnetmask, "cidrsubnet": cidrsubnet, "cidrsubnets": cidrsubnets,
}  # fmt: skip
