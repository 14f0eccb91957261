"""TLS versions that clients and auditors refuse."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, Unit, each
from lbconflint.values import Setting

_WEAK = ("SSLv2", "SSLv3", "TLSv1", "TLSv1.0", "TLSv1.1")


@each(Unit)
def check(unit: Unit, _: Context) -> Iterator[Hit]:
    reported: set[object] = set()
    for listener in unit.listeners:
        protocols = listener.tls.protocols
        weak = _weak(protocols)
        if weak and (id(protocols.node.source), protocols.node.start) not in reported:
            reported.add((id(protocols.node.source), protocols.node.start))
            yield Hit(
                protocols.span,
                f"{' and '.join(weak)} {'is' if len(weak) == 1 else 'are'} allowed",
                help="allow TLSv1.2 and TLSv1.3 only, unless old clients must be served",
            )


def _weak(protocols: Setting[tuple[str, ...]]) -> list[str]:
    if not protocols.written or protocols.value is None:
        return []
    return [version for version in protocols.value if version in _WEAK]
