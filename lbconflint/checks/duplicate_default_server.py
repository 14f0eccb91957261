"""Two default servers on one nginx socket."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.listens import shared_places
from lbconflint.check import Context, Hit, Related, Unit, each
from lbconflint.tree import coexist

_DEFAULT = ("default_server", "default")


@each(Unit)
def check(unit: Unit, _: Context) -> Iterator[Hit]:
    if unit.product != "nginx":
        return
    for _place, listens in unit.memo.once(shared_places, unit):
        defaults = [
            (listen.bind, listen.bind.options[name])
            for listen in listens
            for name in _DEFAULT
            if name in listen.bind.options
        ]
        for bind, option in defaults[1:]:
            first, first_option = defaults[0]
            if bind is not first and coexist(first.world, bind.world):
                yield Hit(
                    option.span,
                    f"a second default server for {words.bind(bind)}",
                    (Related(first_option.span, "the first default server of this address"),),
                    help='nginx refuses the configuration ("a duplicate default server"): keep one of them',
                )
