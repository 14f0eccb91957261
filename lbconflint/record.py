"""``NamedTuple`` as in typing, for a program that starts often: its classes are made in a quarter of the time.

A run defines a hundred of them and makes objects of a third.  typing looks at every annotation, which mypy has
done, and compiles every constructor; here a constructor is compiled at its first call (decision 2).
"""

import sys
from typing import TYPE_CHECKING

__all__ = ["NamedTuple"]

if TYPE_CHECKING or sys.version_info >= (3, 14):
    # Since 3.14 a class body leaves a function behind that makes the annotations: typing knows how to ask it.
    from typing import NamedTuple
else:
    from collections import _tuplegetter

    _GETTERS = [_tuplegetter(index, None) for index in range(32)]
    """What reads the field at each index; no class has more of them."""

    class _Record(tuple):
        """What named tuples share, with the meaning that the collections module gives it."""

        __slots__ = ()

        def __new__(cls, *args, **kwargs):
            names = ", ".join(cls._fields)
            code = f"lambda cls, {names}: make(cls, ({names},))"
            new = eval(code, {"make": tuple.__new__})  # noqa: S307 - the names are those of the class
            new.__defaults__ = tuple(cls._field_defaults.values())
            cls.__new__ = staticmethod(new)
            return new(cls, *args, **kwargs)

        @classmethod
        def _make(cls, values):
            made = tuple.__new__(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"expected {len(cls._fields)} arguments, got {len(made)}")
            return made

        def _replace(self, **changes):
            made = tuple.__new__(type(self), map(changes.pop, self._fields, self))
            if changes:
                raise ValueError(f"got unexpected field names: {list(changes)!r}")
            return made

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            fields = ", ".join(f"{name}={value!r}" for name, value in self._asdict().items())
            return f"{type(self).__name__}({fields})"

        def __getnewargs__(self):
            return tuple(self)

    class _Statement(type):
        """What a class statement calls: the class that it makes is a plain one."""

        def __new__(cls, name, bases, namespace):
            fields = tuple(namespace["__annotations__"])
            defaults = {field: namespace[field] for field in fields if field in namespace}
            if tuple(defaults) != fields[len(fields) - len(defaults) :]:
                raise TypeError(f"a field without a default behind one that has it: {name}{fields}")
            for index, field in enumerate(fields):
                namespace[field] = _GETTERS[index]
            namespace.update(__slots__=(), _fields=fields, _field_defaults=defaults, __match_args__=fields)
            return type(name, (_Record, *bases[1:]), namespace)

    class _NamedTuple:
        def __mro_entries__(self, _):
            return (_BASE,)

    _BASE = type.__new__(_Statement, "NamedTuple", (), {})
    NamedTuple = _NamedTuple()
