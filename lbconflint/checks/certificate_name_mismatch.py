"""A server name that its certificate does not cover."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.certificate import covers
from lbconflint.check import Context, Hit, Related, each
from lbconflint.model import Listener
from lbconflint.values import Setting


@each(Listener)
def check(listener: Listener, ctx: Context) -> Iterator[Hit]:
    settings = [setting for setting in listener.tls.certificates if setting.value in ctx.unit.certificates]
    if not settings or len(settings) != len(listener.tls.certificates):
        return
    if not any(bind.tls.equals(True) for bind in listener.binds):
        return
    names = tuple(name for setting in settings for name in ctx.unit.certificates[setting.value or ""].names)
    for name in listener.names:
        if _public(name) and not covers(names, name.value or ""):
            yield Hit(
                name.span,
                f"the certificate of {words.listener(ctx.unit, listener)} does not cover '{name.value}'",
                (Related(settings[0].span, f"valid for {', '.join(names[:5]) or 'no name at all'}"),),
                help="clients refuse the connection: add the name to the certificate",
            )


def _public(name: Setting[str]) -> bool:
    """A plain host name: no wildcard, no regular expression, no catch-all."""
    value = name.value or ""
    return "." in value.strip(".") and not value.startswith(("~", ".", "*")) and not value.endswith(".*")
