"""Secret: a value that must not be seen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ._load import native


class Secret:
    """A credential in guarded memory that is wiped when it goes. Never shown: printing, formatting, logging and
    pickling do not give the value; reveal() alone does.

    The str or bytes that it was made from cannot be wiped. Where that matters, let the library read the value itself,
    from the environment or a file.
    """

    __slots__ = ("_native",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, value: str | bytes) -> None:
        self._native = native.Secret(value)

    @classmethod
    def _of(cls, held: native.Secret) -> Secret:
        made = cls.__new__(cls)
        made._native = held
        return made

    @contextmanager
    def reveal(self) -> Iterator[memoryview]:
        """The value as bytes, without a copy, for as long as the `with` block lasts.

            with secret.reveal() as value:
                mac = hmac.digest(value, message, "sha256")
        """
        view = self._native.reveal()
        try:
            yield view
        finally:
            view.release()

    def __eq__(self, other: object) -> bool:
        """Whether both hold the same; takes a time that depends on the lengths alone."""
        if not isinstance(other, Secret):
            return NotImplemented
        return self._native.equals(other._native)

    def __repr__(self) -> str:
        return self._native.describe()

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)

    def __reduce__(self) -> str:
        raise TypeError("a Secret cannot be pickled: that would write its value down; read it anew where it is needed")

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: object) -> Secret:
        return self
