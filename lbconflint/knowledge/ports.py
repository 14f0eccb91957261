"""Port registries: who keeps which port, which should not be public, which no browser opens.

Sources, read 2026-11: the Kubernetes, OpenShift, Talos, Istio and ingress-nginx documentation on ports;
systemd-resolved.service(8); IANA's service names; the "bad ports" of the WHATWG fetch standard (83 entries);
the SELinux policy of Fedora and CentOS Stream (fedora-selinux/selinux-policy).
``tests/tools/refresh_ports.py`` compares the browsers' list with the standard.
"""

from lbconflint.model import Transport
from lbconflint.record import NamedTuple
from lbconflint.values import PortRange


class Kept(NamedTuple):
    """Ports that a part of a platform opens itself.  ``always``: on every node of it; ``address``: on this
    address alone."""

    ports: PortRange
    owner: str
    transport: Transport | None = Transport.TCP
    always: bool = False
    address: str = ""


def _one(port: int, owner: str, always: bool = False, transport: Transport | None = Transport.TCP) -> Kept:
    return Kept(PortRange(port, port), owner, transport, always)


_KUBERNETES = (
    _one(10250, "the kubelet", always=True),
    _one(10248, "the kubelet's health check", always=True),
    _one(10249, "kube-proxy's metrics"),
    _one(10256, "kube-proxy's health check"),
    _one(10255, "the kubelet's read-only port"),
    _one(10257, "kube-controller-manager"),
    _one(10259, "kube-scheduler"),
    Kept(PortRange(2379, 2380), "etcd"),
    _one(6443, "kube-apiserver"),
    _one(179, "BGP of the network plugin"),
    _one(9099, "Calico's health check"),
    _one(4789, "VXLAN of the network plugin", transport=Transport.UDP),
    _one(8472, "VXLAN of the network plugin", transport=Transport.UDP),
    _one(51820, "WireGuard of the network plugin", transport=Transport.UDP),
)

PLATFORMS: dict[str, tuple[Kept, ...]] = {
    "kubernetes": _KUBERNETES,
    "openshift": (
        *_KUBERNETES,
        Kept(PortRange(9000, 9999), "OpenShift's host services", None),
        Kept(PortRange(22623, 22624), "the machine config server"),
    ),
    "talos": (*_KUBERNETES, Kept(PortRange(50000, 50001), "the Talos API", always=True)),
    "istio": (
        _one(15000, "Envoy's admin interface"),
        _one(15001, "Envoy's outbound listener", always=True),
        _one(15004, "the sidecar's debug port"),
        _one(15006, "Envoy's inbound listener", always=True),
        _one(15008, "HBONE"),
        _one(15009, "HBONE"),
        Kept(PortRange(15020, 15021), "the sidecar's metrics and health check"),
        _one(15053, "the sidecar's DNS"),
        _one(15090, "Envoy's metrics"),
    ),
    "ingress-nginx": (
        _one(8181, "the default backend of ingress-nginx"),
        _one(8443, "the webhook of ingress-nginx"),
        Kept(PortRange(10245, 10247), "ingress-nginx's own servers"),
        _one(10254, "the health check of ingress-nginx"),
    ),
    "systemd-resolved": (
        Kept(PortRange(53, 53), "systemd-resolved", None, True, "127.0.0.53"),
        Kept(PortRange(53, 53), "systemd-resolved", None, True, "127.0.0.54"),
    ),
    "selinux": (),
}

_DANGEROUS: dict[str, tuple[int, ...]] = {
    "SSH": (22,),
    "Telnet": (23,),
    "the BSD r-commands": (512, 513, 514),
    "Remote Desktop": (3389,),
    "VNC": tuple(range(5900, 5911)),
    "WinRM": (5985, 5986),
    "IPMI": (623,),
    "Winbox": (8291,),
    "the portmapper": (111,),
    "Windows RPC and file sharing": (135, 137, 138, 139, 445),
    "Microsoft SQL Server": (1433, 1434),
    "NFS": (2049,),
    "Oracle": (1521,),
    "LDAP without TLS": (389,),
    "the Docker API": (2375, 2376),
    "Docker Swarm": (2377, 7946),
    "etcd": (2379, 2380),
    "kubectl proxy": (8001,),
    "the kubelet": (10250, 10255),
    "kube-proxy": (10256,),
    "kube-controller-manager": (10257,),
    "kube-scheduler": (10259,),
    "cAdvisor": (4194,),
    "MySQL": (3306, 33060),
    "PostgreSQL": (5432, 6432),
    "Redis": (6379, 16379, 26379),
    "memcached": (11211,),
    "MongoDB": (27017, 27018, 27019, 28017),
    "Cassandra": (9042, 7199),
    "CouchDB": (5984,),
    "InfluxDB": (8086,),
    "Elasticsearch": (9200, 9300),
    "Kibana": (5601,),
    "ZooKeeper": (2181, 2888, 3888),
    "Kafka": (9092,),
    "Solr": (8983,),
    "HDFS": (50070, 9870),
    "Consul": (8500,),
    "Nomad": (4646,),
    "Vault": (8200,),
    "RabbitMQ's management": (15672,),
    "Prometheus": (9090,),
    "Alertmanager": (9093,),
    "Netdata": (19999,),
    "Envoy's admin interface": (9901,),
    "HAProxy's statistics": (8404,),
    "HAProxy's data plane API": (5555,),
    "metrics of exporters": (9100, 9101, 9113, 8405),
}
DANGEROUS: dict[int, str] = {port: name for name, ports in _DANGEROUS.items() for port in ports}
"""What usually answers on ports that should not be public.  Ports that many things use (8080, 3000, 5000, 8888,
9000) are not in it: a public listener there says nothing."""

CLUSTERS = frozenset({"kubernetes", "openshift", "talos"})
"""Platforms whose hosts have node ports."""

BROWSER_BLOCKED = frozenset({
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
    109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
    526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
    3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
})  # fmt: skip
"""An http request to these never leaves a browser (ERR_UNSAFE_PORT)."""


class Domain(NamedTuple):
    """What SELinux lets a program of the distribution listen on: its domain and its TCP ports."""

    name: str
    tcp: tuple[PortRange, ...]


def _tcp(*ports: int | tuple[int, int]) -> tuple[PortRange, ...]:
    return tuple(PortRange(*port) if isinstance(port, tuple) else PortRange(port, port) for port in ports)


_HTTP = (80, 81, 443, 488, 8008, 8009, 8443, 9000)
_HTTP_CACHE = (8080, 8118, 8123, (10001, 10010))
_JBOSS = (4447, 4712, 5445, 5455, 7600, 9123, 9990, 9999, 18001)
SELINUX: dict[str, Domain] = {
    "nginx": Domain("httpd_t", _tcp(*_HTTP, *_HTTP_CACHE, *_JBOSS, (3000, 3001), 8140)),
    "haproxy": Domain("haproxy_t", _tcp(*_HTTP, *_HTTP_CACHE, 5000)),
}
"""http_port_t, http_cache_port_t and what else the domains may bind without a boolean: the same in the policies of
CentOS Stream 9 and 10 and of Fedora 35 to 40 (apache.te, rhcs.te, corenetwork.te.in)."""
