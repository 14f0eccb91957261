"""TLS versions that clients and auditors refuse."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, Level, Unit, each

_WEAK = ("SSLv2", "SSLv3", "TLSv1", "TLSv1.0", "TLSv1.1")
_UNSAID = " where nothing is said of the policy"


@each(Unit)
def check(unit: Unit, _: Context) -> Iterator[Hit]:
    reported: set[object] = set()
    for listener in unit.listeners:
        protocols = listener.tls.protocols
        weak = [version for version in protocols.value or () if version in _WEAK]
        unsaid = unit.product == "terraform" and not protocols.written
        if not weak or not (protocols.written or unsaid):
            continue
        if (id(protocols.node.source), protocols.node.start) not in reported:
            reported.add((id(protocols.node.source), protocols.node.start))
            yield Hit(
                protocols.span,
                f"{' and '.join(weak)} {'is' if len(weak) == 1 else 'are'} allowed{_UNSAID if unsaid else ''}",
                help="allow TLSv1.2 and TLSv1.3 only, unless old clients must be served",
                level=Level.NOTE if unsaid else None,
            )
