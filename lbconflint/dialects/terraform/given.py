"""What a root module's variables are given from outside, the last word last: ``TF_VAR_`` (when the run was told to
look), terraform.tfvars, terraform.tfvars.json, *.auto.tfvars in lexical order, and the files of ``--var-file``."""

import posixpath
from collections.abc import Callable, Mapping, Sequence

from lbconflint.dialects import Plan
from lbconflint.dialects.terraform.evaluate import Evaluator, Named
from lbconflint.dialects.terraform.expressions import Parser
from lbconflint.dialects.terraform.lattice import Reference, Unknown, Value, failed
from lbconflint.dialects.terraform.syntax import Body
from lbconflint.dialects.terraform.terms import Literal, Name, SyntaxProblem, Term
from lbconflint.dialects.terraform.tree import Item
from lbconflint.record import NamedTuple


class Nowhere:
    """Files of values know no names."""

    def reference(self, words: Sequence[str], keys: Sequence[Value | None]) -> Named:  # noqa: ARG002
        return Named(Unknown("a file of values names nothing"), len(words))

    def resolved(self, value: Reference) -> Value:  # noqa: ARG002
        return Unknown("a file of values names nothing")

    def file(self, name: str, path: Value) -> Value:  # noqa: ARG002
        return Unknown("a file of values calls nothing")


class Values(NamedTuple):
    """The values by variable, and where files give them; ``unread`` is a file that could not be read.

    A value of the environment alone has no place: it is a text, which the variable's type lets mean more.
    """

    values: Mapping[str, Value]
    places: Mapping[str, Item]
    unread: str


def given_values(parsed: Callable[[str], Body | None], root: str, files: Sequence[str], plan: Plan) -> Values:
    """What the variables are given; ``files`` are the files of values that lie in the directory ``root``."""
    unread = ""
    places: dict[str, Item] = {}
    values: dict[str, Value] = dict(plan.variables)
    own = [posixpath.join(root, name) for name in ("terraform.tfvars", "terraform.tfvars.json")]
    automatic = sorted(path for path in files if path.endswith((".auto.tfvars", ".auto.tfvars.json")))
    evaluator = Evaluator(Nowhere())
    for path in [*(path for path in own if path in files), *automatic, *plan.variable_files]:
        body = parsed(path)
        if body is None or not body.whole:
            # What stands in it is lost, and what was said before may be said anew there.
            unread = path
            values.clear()
            places.clear()
        else:
            for item in body.root.attributes.values():
                values[item.name] = evaluator.value(item.term, {})
                places[item.name] = item
    return Values(values, places, unread)


def of_environment(text: str, kind: Term | None) -> Value:
    """What a text of the environment gives a variable of this type: itself, or an expression where the type is no
    primitive one."""
    if kind is None or (isinstance(kind, Name) and kind.name in ("string", "number", "bool")):
        return text
    if isinstance(kind, Literal) and kind.value == "string":
        return text
    try:
        term = Parser(text + "\n\0").expression()
    except SyntaxProblem:
        return failed("the environment gives no expression")
    return Evaluator(Nowhere()).value(term, {})
