"""Functions of texts."""

import re
from fractions import Fraction

from lbconflint.dialects.terraform.convert import decimal, numeric, open_, text
from lbconflint.dialects.terraform.functions import Function, opened
from lbconflint.dialects.terraform.lattice import MAX_TEXT, Items, Unknown, Value, failed

_TOO_LONG = Unknown("a text of absurd size")
_SPACE = " \t\n\v\f\r\x85\xa0"
_VERB = re.compile(
    r"%(?P<flags>[-+ #0]*)(?P<width>\d+)?(?:\.(?P<precision>\d+))?(?:\[(?P<index>\d+)\])?(?P<verb>.)", re.S
)


def _texts(*values: Value) -> "list[str] | Unknown":
    found: list[str] = []
    for value in values:
        converted = text(value)
        if not isinstance(converted, str):
            return opened(converted)
        found.append(converted)
    return found


def lower(value: Value) -> Value:
    found = _texts(value)
    if isinstance(found, Unknown):
        return found
    return found[0].lower() if found[0].isascii() else Unknown("a text with letters beyond ASCII")


def upper(value: Value) -> Value:
    found = _texts(value)
    if isinstance(found, Unknown):
        return found
    return found[0].upper() if found[0].isascii() else Unknown("a text with letters beyond ASCII")


def title(value: Value) -> Value:
    found = _texts(value)
    if isinstance(found, Unknown):
        return found
    if not re.fullmatch(r"[A-Za-z0-9 ]*", found[0]):
        return Unknown("title() of that text")
    return re.sub(r"(^| )([a-z])", lambda match: match[1] + match[2].upper(), found[0])


def trimspace(value: Value) -> Value:
    found = _texts(value)
    return found if isinstance(found, Unknown) else found[0].strip(_SPACE)


def chomp(value: Value) -> Value:
    found = _texts(value)
    return found if isinstance(found, Unknown) else re.sub(r"(?:\r\n?|\n)*\Z", "", found[0])


def trim(value: Value, cut: Value) -> Value:
    found = _texts(value, cut)
    return found if isinstance(found, Unknown) else found[0].strip(found[1]) if found[1] else found[0]


def trimprefix(value: Value, prefix: Value) -> Value:
    found = _texts(value, prefix)
    return found if isinstance(found, Unknown) else found[0].removeprefix(found[1])


def trimsuffix(value: Value, suffix: Value) -> Value:
    found = _texts(value, suffix)
    return found if isinstance(found, Unknown) else found[0].removesuffix(found[1])


def startswith(value: Value, prefix: Value) -> Value:
    found = _texts(value, prefix)
    return found if isinstance(found, Unknown) else found[0].startswith(found[1])


def endswith(value: Value, suffix: Value) -> Value:
    found = _texts(value, suffix)
    return found if isinstance(found, Unknown) else found[0].endswith(found[1])


def strcontains(value: Value, part: Value) -> Value:
    found = _texts(value, part)
    return found if isinstance(found, Unknown) else found[1] in found[0]


def join(separator: Value, *lists: Value) -> Value:
    members: list[Value] = []
    for value in lists:
        if not isinstance(value, Items):
            return opened(value)
        members.extend(value.members)
    found = _texts(separator, *members)
    if isinstance(found, Unknown):
        return found
    return _TOO_LONG if len(found[0]) * len(found) > MAX_TEXT else found[0].join(found[1:])


def split(separator: Value, value: Value) -> Value:
    found = _texts(separator, value)
    if isinstance(found, Unknown):
        return found
    if not found[0]:
        return Items("list", tuple(found[1])) if found[1].isascii() else Unknown("split() into letters")
    return Items("list", tuple(found[1].split(found[0])))


def replace(value: Value, old: Value, new: Value) -> Value:
    found = _texts(value, old, new)
    if isinstance(found, Unknown):
        return found
    subject, part, other = found
    if len(part) > 1 and part[0] == part[-1] == "/":
        pattern = _pattern(part[1:-1])
        if pattern is None or "$" in other or "\\" in other:
            return Unknown("replace() by a regular expression")
        if len(subject) * len(other) > MAX_TEXT << 4:
            return _TOO_LONG
        return pattern.sub(lambda _: other, subject)
    return _replaced(subject, part, other)


def _replaced(subject: str, part: str, other: str) -> Value:
    count = subject.count(part) if part else len(subject) + 1
    return _TOO_LONG if count * len(other) > MAX_TEXT else subject.replace(part, other)


def _pattern(expression: str) -> "re.Pattern[str] | None":
    """A regular expression that means the same in Go and in Python, and costs linear time."""
    if len(expression) > 80 or not expression.isascii():
        return None
    plain = re.fullmatch(
        r"\^?(?:[\w /:@.,;=~#%&<>!-]|\[[\w:./ -]+\][+*?]?|\\[.dwsDWS/-][+*?]?|\.[+*]\Z|\.\*\Z)*\$?", expression
    )
    # One repetition at most: no pattern of ours backtracks.
    if plain is None or len(re.findall(r"[+*?]", expression)) > 1 or "[:" in expression:
        return None
    translated = (
        expression.replace("\\d", "[0-9]").replace("\\w", "[0-9A-Za-z_]").replace("\\s", "[\\t\\n\\f\\r ]")
    )
    if re.search(r"\\[DWS]", translated) or (translated.endswith("$") and not translated.endswith("\\$")):
        translated = translated[:-1] + r"\Z" if translated.endswith("$") else ""
    if not translated:
        return None
    try:
        return re.compile(translated)
    except re.error:
        return None


def regex(pattern: Value, value: Value) -> Value:
    found = _texts(pattern, value)
    if isinstance(found, Unknown):
        return found
    compiled = _pattern(found[0])
    if compiled is None:
        return Unknown("a regular expression")
    match = compiled.search(found[1])
    return failed("the text does not match") if match is None else match[0]


def regexall(pattern: Value, value: Value) -> Value:
    found = _texts(pattern, value)
    if isinstance(found, Unknown):
        return found
    compiled = _pattern(found[0])
    if compiled is None or compiled.match(""):
        return Unknown("a regular expression")
    return Items("list", tuple(compiled.findall(found[1])))


def substr(value: Value, offset: Value, length: Value) -> Value:
    found, start, size = _texts(value), numeric(offset), numeric(length)
    if isinstance(found, Unknown) or not isinstance(start, int) or not isinstance(size, int):
        return found if isinstance(found, Unknown) else opened(start if not isinstance(start, int) else size)
    subject = found[0]
    if not subject.isascii() or "\r\n" in subject or (start < 0 and -start > len(subject)):
        return Unknown("substr() of that text")
    start = start + len(subject) if start < 0 else start
    return subject[start:] if size < 0 else subject[start : start + size]


def indent(spaces: Value, value: Value) -> Value:
    found, width = _texts(value), numeric(spaces)
    if isinstance(found, Unknown) or not isinstance(width, int):
        return found if isinstance(found, Unknown) else opened(width)
    if width < 0:
        return failed("indent() by less than nothing")
    return _replaced(found[0], "\n", "\n" + " " * width) if width <= MAX_TEXT else _TOO_LONG


def strrev(value: Value) -> Value:
    found = _texts(value)
    if isinstance(found, Unknown):
        return found
    return found[0][::-1] if found[0].isascii() and "\r\n" not in found[0] else Unknown("strrev() of that text")


def format_(spec: Value, *arguments: Value) -> Value:
    found = _texts(spec)
    if isinstance(found, Unknown):
        return found
    pieces: list[str] = []
    at = used = length = 0
    for match in _VERB.finditer(found[0]):
        pieces.append(found[0][at : match.start()])
        at = match.end()
        if match["verb"] == "%":
            if match[0] != "%%":
                return Unknown("format() with that verb")
            pieces.append("%")
            continue
        if match["index"]:
            used = int(match["index"]) - 1
        if used >= len(arguments):
            return failed("format() has too few arguments")
        made = _formatted(match, arguments[used])
        used += 1
        if not isinstance(made, str):
            return made
        length += len(made)
        if length > MAX_TEXT:
            return _TOO_LONG
        pieces.append(made)
    rest = found[0][at:]
    if "%" in rest:
        return failed("format() with an open verb")
    if used < len(arguments) and "[" not in found[0]:
        return failed("format() has too many arguments")
    return "".join([*pieces, rest])


def _formatted(match: re.Match[str], value: Value) -> Value:
    verb, flags = match["verb"], match["flags"]
    if open_(value):
        return opened(value)
    if set(flags) - set("-0") or (flags and verb not in "ds") or match["precision"]:
        return Unknown("format() with that verb")
    made: Value
    if verb == "d":
        number = numeric(value)
        if not isinstance(number, int) or isinstance(number, bool):
            return opened(number) if not isinstance(number, Fraction) else Unknown("format() of a fraction")
        made = str(number)
    elif verb == "v" and isinstance(value, int | Fraction) and value and not _plain(value):
        return Unknown("format() of a large or small number with %v")
    elif verb == "s" or verb == "v":
        made = (
            value if isinstance(value, str) else text(value) if not isinstance(value, Fraction) else decimal(value)
        )
        if not isinstance(made, str) or value is None:
            return Unknown("format() of that value")
    else:
        return Unknown("format() with that verb")
    width = int(match["width"] or 0)
    if width and not (made.isascii() and made.isprintable()):
        return Unknown("format() to a width of letters beyond ASCII")
    if width > 1000 or ("0" in flags and ("-" in flags or verb != "d")):
        return Unknown("format() with that verb")
    if "0" in flags:
        return made.zfill(width)
    return made.ljust(width) if "-" in flags else made.rjust(width)


def _plain(value: int | Fraction) -> bool:
    """``%v`` writes the number without an exponent."""
    return Fraction(1, 1000) < abs(Fraction(value)) < 100_000


def formatlist(spec: Value, *arguments: Value) -> Value:
    sizes = {len(argument.members) for argument in arguments if isinstance(argument, Items)}
    if any(open_(argument) for argument in arguments):
        return Unknown("an argument is not known")
    if len(sizes) != 1:
        return Unknown("formatlist() of lists of different length")
    rows: list[str] = []
    length = 0
    for at in range(min(sizes)):
        row = [argument.members[at] if isinstance(argument, Items) else argument for argument in arguments]
        made = format_(spec, *row)
        if not isinstance(made, str):
            return made
        length += len(made)
        if length > MAX_TEXT:
            return _TOO_LONG
        rows.append(made)
    return Items("list", tuple(rows))


FUNCTIONS: dict[str, Function] = {
    "chomp": chomp, "endswith": endswith, "format": format_, "formatlist": formatlist, "indent": indent,
    "join": join, "lower": lower, "regex": regex, "regexall": regexall, "replace": replace, "split": split,
    "startswith": startswith, "strcontains": strcontains, "strrev": strrev, "substr": substr, "title": title,
    "trim": trim, "trimprefix": trimprefix, "trimspace": trimspace, "trimsuffix": trimsuffix, "upper": upper,
}  # fmt: skip
