"""A certificate in the tree that is no longer valid."""

from collections.abc import Iterator
from time import gmtime, strftime

from lbconflint.analysis import words
from lbconflint.check import Context, Hit, each
from lbconflint.model import Listener


@each(Listener)
def check(listener: Listener, ctx: Context) -> Iterator[Hit]:
    if not ctx.unit.certificates:
        return
    today = strftime("%Y%m%d%H%M%S", gmtime())
    owner = words.listener(ctx.unit, listener)
    for setting in listener.tls.certificates:
        certificate = ctx.unit.certificates.get(setting.value or "")
        if certificate is None or not setting.written:
            continue
        if certificate.not_after < today:
            yield Hit(
                setting.span,
                f"the certificate of {owner} expired on {_date(certificate.not_after)}",
                help="clients refuse the connection: renew it",
            )
        elif certificate.not_before > today:
            yield Hit(
                setting.span,
                f"the certificate of {owner} is valid from {_date(certificate.not_before)} on only",
                help="clients refuse the connection until then",
            )


def _date(time: str) -> str:
    return f"{time[:4]}-{time[4:6]}-{time[6:8]}"
